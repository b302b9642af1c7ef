"""Pages of those who decide on visas: the list, one application, each decision on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.border import procedures, words_watch
from sapar.areas.border.acts import visa_deciding as acts
from sapar.areas.border.forms import visas as forms
from sapar.areas.border.queries import visas as queries
from sapar.areas.border.queries.visas import ProposalLine, VisaCase, VisaRow
from sapar.areas.border.views import visa_sheet, visa_words
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures.rules import moves_open_to
from sapar.web.components import Choice, Column, Link, Row, Table, TableRow, Tag, Text
from sapar.web.nav import Hit
from sapar.web.pages import call, page, see_other, signed_in, submitted
from sapar.web.paging import Window
from sapar.web.views import actor_of

SHOWN: dict[str, Text] = {
    "waiting": _("Waiting"),
    "second": _("Waits for a second officer"),
    "returned": _("With the applicant"),
    "appeals": _("Appeals and extensions"),
    "granted": _("Granted"),
    "all": _("All"),
}
WHY: dict[str, Text] = {"document": _("The same passport"), "person": _("Perhaps the same person")}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Applications by state; the search looks through all of them and stands in no address."""
    actor, show = actor_of(request), request.GET.get("show", "waiting")
    form = forms.SearchForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["text"].strip() if submitted(request, form) else ""
    show = "all" if text else show if show in SHOWN else "waiting"
    found = queries.visa_cases(actor, window=Window.of(request), show=show, text=text)
    empty = _("Nothing was found.") if text else _("No application here.")
    context = {
        "form": form,
        "text": text,
        "table": case_table(found.rows, empty),
        "choices": [
            Choice(title, f"?show={name}", name == show and not text, found.counts[name])
            for name, title in SHOWN.items()
        ],
        "pager": found.pager,
    }
    return page(request, "border/visas_cases.html", context)


def case_table(rows: Sequence[VisaRow], empty: Text) -> Table:
    """A list of applications."""
    columns = [
        Column("reference", _("Reference")),
        Column("name", _("Name")),
        Column("nationality", _("Nationality")),
        Column("purpose", _("Purpose")),
        Column("arrives", _("Arrival")),
        Column("state", _("State")),
        Column("due", _("Answer due")),
        Column("with", _("Taken by")),
    ]
    lines = [
        TableRow(
            [
                row.reference,
                row.name,
                row.nationality,
                procedures.VISA_PURPOSES[row.purpose].title if row.purpose else None,
                row.arrives_on,
                visa_words.state_tag(row.state),
                row.due_on,
                row.assigned_to or None,
            ],
            href=reverse("border:visa_case", args=[row.id]),
            emphasis=row.mine,
        )
        for row in rows
    ]
    return Table(_("Applications for visas"), columns, lines, empty=empty, caption_hidden=True)


@require_safe
@signed_in
def counted(request: HttpRequest) -> HttpResponse:
    """The applications behind a figure of the statistics."""
    try:
        run_id = UUID(request.GET.get("run", ""))
    except ValueError:
        raise NotFound() from None
    codes = {name: text for name, text in request.GET.items() if name not in ("run", "part")}
    rows = queries.visa_counted(actor_of(request), run_id=run_id, part=request.GET.get("part", "all"), codes=codes)
    return page(request, "border/visas_counted.html", {"table": case_table(rows, _("No application here."))})


def search(actor: Actor, text: str) -> list[Hit]:
    """For the search box of the shell: a reference or a whole passport number."""
    found = queries.visa_cases(actor, window=Window.at("visa-search", size=10), show="all", text=text)
    return [
        Hit(
            f"{row.reference} · {row.name}",
            reverse("border:visa_case", args=[row.id]),
            visa_words.state_tag(row.state).text,
        )
        for row in found.rows
    ]


@dataclass(frozen=True)
class Action:
    """A button on the page of an application."""

    title: Text
    href: str
    key: str
    look: str = ""


@require_safe
@signed_in
def case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One application on one screen: person, journey, checks, files, history, and what can be done now."""
    actor = actor_of(request)
    found = queries.visa_case(actor, application_id=application_id)
    one = found.application
    shown = {
        "view": found,
        "state": visa_words.state_tag(found.state.name),
        "actions": actions(actor, found),
        "may_take": not found.state.final,
        "person_rows": visa_words.person_rows(one),
        "trip_rows": visa_words.trip_rows(one),
        "inviter_rows": [*visa_words.inviter_rows(one), *inviter_check(found, actor)],
        "checks": checks(found),
        "duplicates": duplicate_table(found),
        "candidates": [(line, [words_watch.day(born) for born in line.birth_dates]) for line in found.screened.lines],
        "paper_rows": [
            Row(
                procedures.VISA_PAPERS[paper.kind].title,
                Link(
                    paper.media_type.rpartition("/")[2].upper(), reverse("border:visa_paper", args=[one.pk, paper.pk])
                ),
            )
            for paper in found.papers
        ],
        "proposals": [proposal_rows(line) for line in reversed(found.proposals)],
        "visa": visa_block(found),
        "new_codes": [
            Row(_("New code sent"), [sent.sent_at, visa_words.CHANNELS[sent.channel], sent.checked])
            for sent in found.new_codes
        ],
        "events": visa_words.officer_events(found.steps),
        "own_proposal": found.state.name == "proposed" and bool(found.proposals) and found.proposals[-1].mine,
        "own_refusal": found.state.name == "appealed" and found.took_part,
    }
    return page(request, "border/visas_case.html", shown)


def actions(actor: Actor, found: VisaCase) -> list[Action]:
    """What this reader may do in this state, most usual first."""
    to = partial(_to, found.application.pk)
    open_ = {move.name for move in moves_open_to(procedures.VISA, found.state.name, actor.role)}
    made: list[Action] = []
    if "propose" in open_:
        made += [
            Action(_("Propose to grant"), to("border:visa_grant"), "g"),
            Action(_("Propose to refuse"), to("border:visa_refuse"), "r", "govuk-button--warning"),
        ]
    if "grant" in open_ and not (found.proposals and found.proposals[-1].mine):
        made.append(Action(_("Decide as the second officer"), to("border:visa_decide"), "d"))
    if "return" in open_:
        made.append(Action(_("Return to the applicant"), to("border:visa_return"), "b", "govuk-button--secondary"))
    if found.fee is None and not found.state.final:
        made.append(Action(_("Record the fee"), to("border:visa_fee"), "f", "govuk-button--secondary"))
    if "override" in open_ and not found.took_part:
        made += [
            Action(_("Grant against the refusal"), to("border:visa_override"), "g"),
            Action(_("Confirm the refusal"), to("border:visa_uphold"), "r", "govuk-button--warning"),
        ]
    if "extend" in open_:
        made += [
            Action(_("Extend"), to("border:visa_extend"), "e"),
            Action(_("Decline the extension"), to("border:visa_decline"), "r", "govuk-button--secondary"),
        ]
    if found.visa:
        made.append(Action(_("The visa as a PDF"), to("border:visa_pdf"), "p", "govuk-button--secondary"))
    if "link" in open_:
        made.append(Action(_("Link to a new passport"), to("border:visa_link"), "n", "govuk-button--secondary"))
    if found.application.email or found.application.phone:
        made.append(Action(_("Send a new code"), to("border:visa_code"), "o", "govuk-button--secondary"))
    if "cancel" in open_:
        made.append(Action(_("Cancel the visa"), to("border:visa_cancel"), "c", "govuk-button--warning"))
    return made


def _to(application_id: UUID, name: str) -> str:
    return reverse(name, args=[application_id])


def checks(found: VisaCase) -> list[Row]:
    """What was worked out, each with its tag."""
    good, bad = Tag(_("Complete"), "green"), Tag(_("Incomplete"), "red")
    reported, candidates = found.screened.reported, found.screened.candidates
    lists: list[object] = []
    if reported:
        lists.append(Tag(_("Passport reported lost or stolen"), "red"))
    if candidates:
        words = ngettext("%(count)s candidate", "%(count)s candidates", candidates) % {"count": candidates}
        lists.append(Tag(words, "orange"))
    doubles = len(found.duplicates)
    rows = [
        Row(_("Answers and documents"), [good] if not found.faults else [bad, *(str(f.message) for f in found.faults)]),
        Row(_("Fee"), visa_words.fee_words(found.fee)),
        Row(_("Watchlists and lost documents"), lists or Tag(_("Nothing found"), "green")),
        Row(_("Other applications"), Tag(str(doubles), "orange") if doubles else Tag(_("None"), "green")),
    ]
    if found.passport_note:
        rows.append(Row(_("Passport"), Tag(visa_words.PASSPORT_NOTES[found.passport_note], "orange")))
    if found.case.due_on and not found.state.decided:
        rows.append(Row(_("Answer due"), [found.case.due_on, Tag(_("Unverified"), "grey")]))
    return rows


def inviter_check(found: VisaCase, actor: Actor) -> list[Row]:
    """Whether an institution of this node has the register number that was stated."""
    if not found.application.inviter_register:
        return []
    if found.inviter is None:
        return [Row(_("Known here"), Tag(_("Not known here: ask them"), "yellow"))]
    return [Row(_("Known here"), [Tag(_("Known"), "green"), found.inviter.name(actor.language)])]


def duplicate_table(found: VisaCase) -> Table:
    columns = [
        Column("reference", _("Reference")),
        Column("name", _("Name")),
        Column("why", _("Why it is shown")),
        Column("state", _("State")),
        Column("sent", _("Sent")),
    ]
    rows = [
        TableRow(
            [
                line.reference,
                line.name,
                WHY[line.why] if line.why == "document" else f"{WHY[line.why]} ({line.score * 100:.0f}\u00a0%)",
                visa_words.state_tag(line.state) if line.state else None,
                line.submitted_on,
            ],
            href=reverse("border:visa_case", args=[line.application_id]),
        )
        for line in found.duplicates
    ]
    return Table(_("Other applications"), columns, rows, empty=_("No other application is like this one."))


OUTCOMES = {
    acts.GRANT: Tag(_("Grant"), "green"),
    acts.REFUSE: Tag(_("Refuse"), "red"),
    # With these a proposal is what was said of new hits, or waits for a second officer because the name is another one.
    "override": Tag(_("Grant against the refusal"), "yellow"),
    "extend": Tag(_("Extend"), "blue"),
    "link": Tag(_("Link to a new passport"), "blue"),
}


def proposal_rows(line: ProposalLine) -> list[Row]:
    """A proposal with what became of it."""
    granted = line.outcome == acts.GRANT
    rows = [Row(_("Proposed"), OUTCOMES[line.outcome])]
    if granted and line.valid_from and line.valid_until:
        days = ngettext("%(count)s day of stay", "%(count)s days of stay", line.stay_days or 0) % {
            "count": line.stay_days
        }
        entries = str(procedures.VISA_ENTRIES[line.entries].title)
        rows.append(Row(_("Valid"), [f"{_short(line.valid_from)} – {_short(line.valid_until)}", days, entries]))
    if line.reasons:
        rows.append(Row(_("Reasons"), [procedures.VISA_REFUSALS[code].title for code in line.reasons]))
    if line.text:
        rows.append(Row(_("Explanation"), line.text))
    if line.hits_note:
        rows.append(Row(_("On what was found"), line.hits_note))
    rows.append(Row(_("Proposed by"), [line.by, line.at]))
    if line.decided_at:
        agreed = Tag(_("Agreed"), "green") if line.agreed else Tag(_("Not agreed"), "red")
        rows.append(Row(_("Second officer"), [agreed, line.decided_by, line.decided_at]))
        if line.decision_reason:
            rows.append(Row(_("Note"), line.decision_reason))
    return rows


def _short(day: Any) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def visa_block(found: VisaCase) -> dict[str, Any] | None:
    """The visa that was granted, and the passports it was linked to."""
    visa = found.visa
    if visa is None:
        return None
    rows = [
        Row(_("Number"), visa.number),
        Row(_("Valid"), f"{_short(visa.valid_from)} – {_short(visa.valid_until)}"),
        Row(_("Days of stay"), visa.stay_days),
        Row(pgettext_lazy("visa", "Entries"), visa_words.entries_words(visa.entries, found.used)),
    ]
    if found.stay_until:
        rows.append(Row(_("A stay goes on, until"), found.stay_until))
    if found.application.extend_until:
        rows.append(Row(_("Extension asked for"), found.application.extend_until))
    columns = [
        Column("passport", _("Passport")),
        Column("why", _("Why")),
        Column("since", _("From")),
        Column("until", _("Until")),
    ]
    lines = [
        TableRow(
            [
                f"{link.issuer} {link.number}",
                visa_words.LINKED[link.why],
                _short(clock.day_of(link.since)),
                _short(clock.day_of(link.ended_at)) if link.ended_at else Tag(_("Holds"), "green"),
            ]
        )
        for link in found.links
    ]
    return {"rows": rows, "links": Table(_("Passports and seals"), columns, lines)}


@require_POST
@signed_in
def take(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take the application, or give it back to all."""
    call(request, acts.visa_take, application_id=application_id, release="release" in request.POST)
    return see_other("border:visa_case", application_id)


@require_safe
@signed_in
def paper(request: HttpRequest, application_id: UUID, paper_id: UUID) -> HttpResponse:
    """One file, as a download."""
    found = queries.visa_paper(actor_of(request), application_id=application_id, paper_id=paper_id)
    return HttpResponse(found.content, headers=found.headers())


@require_safe
@signed_in
def pdf(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The visa as a PDF."""
    return visa_sheet.answer(queries.visa_sheet(actor_of(request), application_id=application_id))
