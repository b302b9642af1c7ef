"""Visas in plain words: states, rows, answers; for applicants and officers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, get_format, number_format
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import procedures, words
from sapar.areas.border.models import VisaApplication, VisaFee
from sapar.areas.border.queries.visas import MyVisa
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.procedures.moves import TimelineStep
from sapar.standards.mrz import Issue
from sapar.web.components import Colour, Event, Row, Tag, Text, VerdictView

COLOURS: dict[str, Colour] = {
    "submitted": "blue",
    "returned": "yellow",
    "proposed": "purple",
    "granted": "green",
    "extension_asked": "blue",
    "refused": "red",
    "appealed": "orange",
    "upheld": "red",
    "withdrawn": "grey",
    "expired": "grey",
    "cancelled": "red",
}
CHANNELS: dict[str, Text] = {"email": _("By mail"), "phone": _("By telephone message")}
LINKED: dict[str, Text] = {
    "granted": _("Granted"),
    "extended": _("Extended"),
    "linked_anew": _("Linked to a new passport"),
}
PASSPORT_NOTES: dict[str, Text] = {
    "expires_within": _("The passport ends during the journey."),
    "expires_soon": _("The passport ends within 180 days after the journey."),
}


def state_tag(name: str) -> Tag:
    return Tag(procedures.VISA.state(name).title, COLOURS[name])


def full_name(one: VisaApplication) -> str:
    return " ".join(part for part in (one.secondary, one.primary) if part)


def mrz_words(issue: Issue) -> str:
    """A mistake in the lines, as the desk says it."""
    from sapar.areas.border.rules.desk import Reason

    values: dict[str, object] = {"line": issue.line, "position": issue.position}
    if issue.expected is not None:
        values |= {"expected": issue.expected, "found": issue.found or "", "field": ""}
    return words.sentence(Reason.of(f"mrz_{issue.rule}", **values))


def verdict(found: MyVisa) -> VerdictView:
    """The state in one sentence."""
    state, visa = found.state, found.visa
    if state is None:
        return VerdictView("grey", "")
    if visa is not None and state.name in rules.HOLDING:
        if visa.valid_until < clock.today():
            return VerdictView("grey", procedures.VISA.state("expired").plain)
        title = gettext("Your visa is valid from %(first)s until %(last)s") % {
            "first": date_format(visa.valid_from),
            "last": date_format(visa.valid_until),
        }
        return VerdictView("green", title, [state.plain] if state.name != "granted" else [])
    level = {"refused": "red", "upheld": "red", "cancelled": "red", "returned": "amber"}.get(state.name, "grey")
    return VerdictView(level, state.plain)  # type: ignore[arg-type]


def visa_rows(found: MyVisa) -> list[Row]:
    one, visa, link = found.application, found.visa, found.link
    if visa is None:
        return []
    return [
        Row(_("Name"), full_name(one)),
        Row(_("Passport"), f"{link.issuer} {link.number}" if link else None),
        Row(_("Number"), visa.number),
        Row(_("Purpose"), procedures.VISA_PURPOSES[visa.purpose].title),
        Row(_("Valid from"), visa.valid_from),
        Row(_("Valid until"), visa.valid_until),
        Row(_("Days of stay"), visa.stay_days),
        Row(pgettext_lazy("visa", "Entries"), entries_words(visa.entries, found.used)),
    ]


def entries_words(entries: str, used: int | None) -> list[object]:
    """How many entries, and how many were used."""
    shown: list[object] = [procedures.VISA_ENTRIES[entries].title]
    if used:
        shown.append(ngettext("%(count)s used", "%(count)s used", used) % {"count": used})
    return shown


def person_rows(one: VisaApplication, change: str = "") -> list[Row]:
    return [
        Row(_("Name"), full_name(one) or None, change),
        Row(_("Date of birth"), words.birth(one.birth_date) or None),
        Row(_("Sex"), {"F": _("Female"), "M": _("Male"), "X": _("Not specified")}.get(one.sex)),
        Row(_("Nationality"), one.nationality or None),
        Row(_("Passport"), f"{one.issuer} {one.number}".strip() or None),
        Row(_("The passport is valid until"), one.document_expires_on),
    ]


def trip_rows(one: VisaApplication, change: str = "") -> list[Row]:
    days = rules.stay_days(one.arrives_on, one.leaves_on) if one.arrives_on and one.leaves_on else None
    return [
        Row(_("Purpose"), procedures.VISA_PURPOSES[one.purpose].title if one.purpose else None, change),
        Row(_("Day of arrival"), one.arrives_on),
        Row(_("Day of leaving"), one.leaves_on),
        Row(_("Days of stay"), days),
        Row(pgettext_lazy("visa", "Entries"), procedures.VISA_ENTRIES[one.entries].title if one.entries else None),
        Row(_("Where will you stay?"), one.stays_at or None),
        Row(_("Mail address"), one.email or None),
        Row(_("Telephone"), one.phone or None),
    ]


def inviter_rows(one: VisaApplication, change: str = "") -> list[Row]:
    kind = procedures.VISA_INVITERS[one.inviter_kind].title if one.inviter_kind else None
    rows = [Row(_("Who invites you"), kind, change)]
    if one.inviter_kind not in ("", "none"):
        rows += [
            Row(_("Name of who invites you"), one.inviter_name or None),
            Row(_("Register number"), one.inviter_register or None),
            Row(_("Number of the letter of invitation"), one.inviter_reference or None),
            Row(_("How we reach them"), one.inviter_contact or None),
        ]
    return rows


def answers(found: MyVisa, change: Mapping[str, str]) -> list[tuple[Text, list[Row]]]:
    """Everything that was entered, by page, with the way to change it."""
    one = found.application
    papers = [procedures.VISA_PAPERS[paper.kind].title for paper in found.papers]
    return [
        (_("Your passport"), person_rows(one, change["passport"])),
        (_("Your journey"), trip_rows(one, change["trip"])),
        (_("Who invites you"), inviter_rows(one, change["inviter"])),
        (_("Documents"), [Row(_("Documents"), papers or None, change["papers"])]),
    ]


def fee_words(fee: VisaFee | None) -> list[object]:
    """The fee in a few words."""
    if fee is None:
        return [Tag(_("Not recorded"), "yellow")]
    if fee.exempt:
        return [Tag(_("Nothing due"), "green"), fee.exempt]
    whole, rest = divmod(fee.amount_minor, 100)
    amount = f"{number_format(whole, force_grouping=True)}{get_format('DECIMAL_SEPARATOR')}{rest:02d} {fee.currency}"
    return [
        Tag(_("Paid"), "green"),
        f"{amount} · {date_format(fee.paid_on, 'SHORT_DATE_FORMAT')} · {fee.receipt_number}",
    ]


def events(steps: Iterable[TimelineStep]) -> list[Event]:
    """The way so far, oldest first. An applicant does not read what officers say to each other."""
    return [
        Event(step.title, step.at, text="" if step.transition in ("disagree", "propose", "grant") else step.reason)  # type: ignore[arg-type]
        for step in steps
        if step.transition != "assign"
    ]


def officer_events(steps: Iterable[TimelineStep]) -> list[Event]:
    """The same for officers, with what they said."""
    moves: dict[str, Text] = {move.name: move.title for move in procedures.VISA.transitions}
    moves["open"] = _("Sent")
    return [Event(moves.get(step.transition, str(step.title)), step.at, text=step.reason) for step in steps]


def languages() -> dict[str, Any]:
    return dict(settings.LANGUAGES)
