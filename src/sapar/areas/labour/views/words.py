"""Records in words: tags of states, rows of summaries, amounts, terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sapar.areas.labour import procedures, rules
from sapar.areas.labour.models import Application, Decision, HeadCount, Quota
from sapar.areas.labour.queries.shared import Line, PaperLine, full_name
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import TimelineStep
from sapar.standards.mrz import Issue
from sapar.web.components import Colour, Event, Link, Row, Tag, Text

COLOURS: dict[str, Colour] = {
    "submitted": "blue",
    "returned": "yellow",
    "granted": "green",
    "refused": "red",
    "appealed": "purple",
    "upheld": "red",
    "revoked": "red",
    "received": "blue",
    "answered": "green",
}
DRAFT = Tag(_("Draft"), "grey")
UNVERIFIED = Tag(_("Unverified"), "yellow")
SEXES = {"F": _("Female"), "M": _("Male"), "X": _("Not specified")}
LANGUAGES = {"tk": "Türkmençe", "ru": "Русский", "en": "English"}
OUTCOMES = {
    "granted": _("Granted"),
    "refused": _("Refused"),
    "overridden": _("Granted against a refusal"),
    "upheld": _("Refusal upheld"),
}
MRZ_RULES = {
    "format": _("These are not the two lines of 44 characters (or 36, or three lines of 30) of a passport or card."),
    "length": _("The line has not the length it should have."),
    "character": _("This character is not allowed here."),
    "check_digit": _("The check digit does not fit: %(expected)s was expected, %(found)s was found."),
    "date": _("There is no such date."),
    "country": _("This cannot be the code of a State: it needs three letters."),
}


def state_tag(line: Line) -> Tag:
    """The state as a tag; a draft has none."""
    if line.state is None:
        return DRAFT
    return Tag(line.state.title, COLOURS.get(line.state.name, "grey"))


def days(count: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": count}


def term_tag(line: Line) -> Tag | Text | None:
    """What is left of the term, in words; the colour repeats them. None when no term runs."""
    if line.case is not None and line.case.paused_on and line.state is not None and not line.state.final:
        return Tag(_("Stands still"), "grey")
    left = line.days_left
    if left is None:
        return None
    if left < 0:
        return Tag(ngettext("%(days)s day late", "%(days)s days late", -left) % {"days": -left}, "red")
    if left == 0:
        return Tag(_("Today is the last day"), "orange")
    return Tag(days(left), "yellow" if left <= 5 else "green")


def wage(application: Application) -> str | None:
    """``4 500.00 TMT``, in the reader's way of writing numbers; None while there is none."""
    if application.wage_minor is None:
        return None
    whole, rest = divmod(application.wage_minor, 100)
    decimals = 2 if rest else 0
    shown = number_format(f"{whole}.{rest:02d}", decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"{shown} {application.wage_currency}"


def period(first: date | None, last: date | None) -> str | None:
    return f"{date_format(first)} – {date_format(last)}" if first and last else None


def birth(text: str) -> str | None:
    """A partial date as far as it is known."""
    if len(text) == 10:
        return date_format(date.fromisoformat(text))
    return text or None


def title_of(table: dict[str, procedures.Item], code: str) -> Text | None:
    return table[code].title if code in table else (code or None)


def mrz_words(issue: Issue) -> str:
    """A mistake in the machine-readable lines: what, and where."""
    what = str(MRZ_RULES.get(issue.rule, MRZ_RULES["format"])) % {"expected": issue.expected, "found": issue.found}
    if not issue.line or issue.rule == "format":
        return what
    return str(_("Line %(line)s, position %(position)s: %(what)s")) % {
        "line": issue.line,
        "position": issue.position,
        "what": what,
    }


def worker_rows(application: Application, change: str = "", *, phone: bool = True) -> list[Row]:
    """The worker as described."""
    rows = [
        Row(_("Name"), full_name(application) or None, change),
        Row(_("Date of birth"), birth(application.birth_date), change),
        Row(_("Sex"), SEXES.get(application.sex), change),
        Row(_("Nationality"), application.nationality or None, change),
        Row(
            _("Passport"),
            f"{application.issuer} {application.number}" if application.number else None,
            change,
        ),
        Row(_("Passport valid until"), application.document_expires_on, change),
    ]
    if phone:
        rows.append(Row(_("The worker's telephone"), application.phone or None, change))
        rows.append(Row(_("Language for messages"), LANGUAGES.get(application.language), change))
    return rows


def work_rows(application: Application, change: str = "") -> list[Row]:
    """Post, wage, place, period."""
    rows = [
        Row(_("Post"), application.post or None, change),
        Row(_("Sector"), title_of(procedures.SECTORS, application.sector), change),
        Row(_("Wage a month, before deductions"), wage(application), change),
        Row(_("Place of work"), application.place_of_work or None, change),
        Row(_("Period asked for"), period(application.starts_on, application.ends_on), change),
    ]
    if application.occupation:
        rows.insert(1, Row(_("Occupation code (ISCO-08)"), application.occupation, change))
    if application.exempt_group:
        group = [title_of(procedures.EXEMPT, application.exempt_group), UNVERIFIED]
        rows.append(Row(_("Exempt group"), group, change))
    return rows


def paper_rows(papers: list[PaperLine], page: str, change: str = "") -> list[Row]:
    """Documents with links to their files; ``page`` is the URL name that opens one."""
    return [
        Row(
            line.title,
            Link(
                line.filename,
                reverse(page, args=[line.paper.application_id, line.paper.pk]),
            ),
            change,
            f"{line.media_type.rpartition('/')[2].upper()}, {size(line.size)}",
        )
        for line in papers
    ]


def size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1_000_000:
        return f"{number_format(max(1, round(count / 1000)))} kB"
    return f"{number_format(round(count / 1_000_000, 1))} MB"


def count_rows(count: HeadCount | None, change: str = "") -> list[Row]:
    """The declared number of staff."""
    if count is None:
        return [Row(_("People in all"), None, change)]
    return [
        Row(_("People in all"), count.total, change),
        Row(_("Foreign workers among them"), count.foreign, change),
        Row(_("Counted on"), count.counted_on, change),
        Row(_("Source"), title_of(procedures.COUNT_SOURCES, count.source), change),
    ]


def share_words(share: rules.Share | None) -> str:
    """The ten per cent rule worked out, in one sentence."""
    if share is None:
        return str(_("The number of staff has not been declared."))
    if share.exempt:
        return str(_("The worker belongs to an exempt group and is not counted."))
    return str(
        _(
            "%(declared)s foreign workers as declared, %(since)s permits granted since then, and this worker make %(foreign)s; "
            "%(allowed)s are allowed with %(total)s people."
        )
    ) % {
        "declared": share.declared,
        "since": share.granted_since,
        "foreign": share.foreign,
        "allowed": share.allowed,
        "total": share.total,
    }


def quota_words(quota: Quota | None, year: int) -> str:
    """What is left of the quota."""
    if quota is None:
        return str(_("No quota is entered for %(year)s.")) % {"year": year}
    return str(_("%(left)s of %(limit)s places are left for %(year)s.")) % {
        "left": max(0, quota.limit - quota.used),
        "limit": quota.limit,
        "year": year,
    }


def events(steps: list[TimelineStep], names: dict[Any, str] | None = None) -> list[Event]:
    """The way of a case, oldest first; ``names`` of people by account, for the service only."""
    shown = []
    for place, step in enumerate(steps):
        account = step.actor.removeprefix("account:")
        by = next((name for key, name in (names or {}).items() if str(key) == account), "")
        shown.append(Event(step.title, step.at, by, step.reason, current=place == len(steps) - 1))  # type: ignore[arg-type]
    return shown


def decision_rows(decision: Decision) -> list[Row]:
    """A decision with its reasons in words."""
    rows = [Row(_("Decision"), OUTCOMES[decision.outcome]), Row(_("Decided on"), decision.decided_on)]
    if decision.reasons:
        rows.append(Row(_("Reasons"), [title_of(procedures.REFUSALS, code) for code in decision.reasons]))
    if decision.text:
        rows.append(Row(_("Explanation"), decision.text))
    return rows


def due_row(case: Case, line: Line) -> Row:
    """The last day of the term, with what is left."""
    deadline = procedures.WORK_PERMIT.deadline
    unverified = [UNVERIFIED] if deadline and deadline.unverified else []
    values = [case.due_on, term_tag(line), Tag(_("Extended"), "orange") if case.extended else None, *unverified]
    return Row(_("Decide by"), [value for value in values if value is not None])
