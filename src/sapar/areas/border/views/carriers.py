"""What carriers sent, one interchange with its report, and how well each carrier sends."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sapar.areas.border import queries, words_flights, words_watch
from sapar.areas.border.forms import InterchangesForm
from sapar.areas.border.queries.carriers import CarrierRow, InterchangeRow, InterchangeView, MessageView, carriers
from sapar.kernel.access.context import reading
from sapar.web.components import Choice, Column, Link, Row, Table, TableRow, Tag
from sapar.web.pages import Window, page, signed_in
from sapar.web.views import actor_of

PERIODS = (7, 30, 90)
ANSWER_TITLES = {
    "contrl": _("Acknowledgement of the syntax (CONTRL)"),
    "cusres": _("Answer (CUSRES)"),
    "report": _("Report in words"),
}


@require_safe
@signed_in
def quality(request: HttpRequest) -> HttpResponse:
    """All carriers and what was late, faulty or missing."""
    try:
        days = int(request.GET.get("days", "30"))
    except ValueError:
        days = 30
    days = days if days in PERIODS else 30
    rows = queries.carrier_quality(actor_of(request), days=days)
    choices = [
        Choice(
            ngettext("%(count)s day", "%(count)s days", count) % {"count": count},
            f"?days={count}",
            current=count == days,
        )
        for count in PERIODS
    ]
    return page(request, "border/carriers.html", {"table": quality_table(rows), "choices": choices})


@require_safe
@signed_in
def interchanges(request: HttpRequest) -> HttpResponse:
    """What was received, newest first."""
    actor = actor_of(request)
    with reading(actor):
        known = [(str(pk), name) for pk, name in carriers(actor)]
    filters = InterchangesForm(request.GET or None, carriers=known)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    rows, pager = queries.list_interchanges(
        actor,
        window=Window.of(request),
        carrier_id=UUID(chosen["carrier"]) if chosen.get("carrier") else None,
        refused=bool(chosen.get("refused")),
        day=chosen.get("day"),
    )
    context = {
        "table": interchange_table(rows),
        "pager": pager,
        "filters": filters,
        "filtered": bool(chosen.get("carrier") or chosen.get("refused") or chosen.get("day")),
    }
    return page(request, "border/interchanges.html", context)


@require_safe
@signed_in
def interchange(request: HttpRequest, interchange_id: UUID) -> HttpResponse:
    """One interchange, position by position."""
    shown = queries.view_interchange(actor_of(request), interchange_id=interchange_id)
    context = {
        "interchange": shown,
        "rows": summary(shown),
        "findings": [finding(fault) for fault in _whole(shown)],
        "parts": [
            (one, message_rows(one), [finding(f) for f in (*one.faults, *one.remarks)]) for one in shown.messages
        ],
        "answers": [(ANSWER_TITLES[answer.kind], answer) for answer in shown.answers],
        "verdict": verdict_tag(shown.row),
    }
    return page(request, "border/interchange.html", context)


@require_safe
@signed_in
def report(request: HttpRequest, interchange_id: UUID) -> HttpResponse:
    """The report for the carrier's technician as a text file, in the reader's language."""
    shown = queries.view_interchange(actor_of(request), interchange_id=interchange_id)
    response = HttpResponse(shown.report + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="report.txt"'
    response["Cache-Control"] = "private, no-store"
    return response


def quality_table(rows: list[CarrierRow]) -> Table:
    """One line a carrier, with figures and shares."""
    columns = [
        Column("carrier", _("Carrier")),
        Column("messages", _("Messages"), numeric=True),
        Column("faulty", _("Refused"), numeric=True),
        Column("late", _("Received late"), numeric=True),
        Column("latest", _("Latest by"), numeric=True),
        Column("incomplete", _("Parts missing"), numeric=True),
        Column("crew", _("Flights without crew list"), numeric=True),
        Column("absent", _("Nothing sent today for")),
        Column("last", _("Last message")),
    ]
    lines = [
        TableRow(
            [
                row.name,
                row.messages,
                _share(row.faulty, row.messages),
                _share(row.late, row.messages),
                gettext("%(count)s min") % {"count": row.latest} if row.latest else "",
                row.incomplete,
                row.without_crew,
                ", ".join(row.absent) or "",
                row.last_at or _("nothing yet"),
            ],
            href=f"{reverse('border:interchanges')}?carrier={row.id}",
            emphasis=bool(row.absent),
        )
        for row in rows
    ]
    return Table(
        _("Carriers"),
        columns,
        lines,
        empty=_("No carrier is known here. The administrator adds carriers as institutions."),
    )


def interchange_table(rows: list[InterchangeRow]) -> Table:
    """What was received, newest first."""
    columns = [
        Column("received", _("Received")),
        Column("carrier", _("Carrier")),
        Column("reference", _("Sender's reference")),
        Column("flights", _("Flights")),
        Column("persons", _("Persons"), numeric=True),
        Column("errors", _("Errors"), numeric=True),
        Column("state", _("State")),
    ]
    lines = [
        TableRow(
            [
                row.received_at,
                row.carrier,
                row.reference or None,
                [in_words(name) for name in row.flights] or "",
                row.persons,
                row.errors,
                verdict_tag(row),
            ],
            href=reverse("border:interchange", args=[row.id]),
            emphasis=not row.accepted,
        )
        for row in rows
    ]
    return Table(_("Received from carriers"), columns, lines, empty=_("Nothing has been received."))


def verdict_tag(row: InterchangeRow) -> Tag:
    """In a word, what became of an interchange."""
    if not row.accepted:
        return Tag(_("Refused"), "red")
    if row.test:
        return Tag(_("A test"), "grey")
    if row.waits:
        return Tag(_("Being entered"), "grey")
    return Tag(_("Received late"), "orange") if row.late else Tag(_("Accepted"), "green")


def in_words(flight: str) -> str:
    """A flight as its message names it, with the day as people write it."""
    return " ".join(map(words_watch.day, flight.split(" ")))


def summary(shown: InterchangeView) -> list[Row]:
    """An interchange as a summary."""
    row = shown.row
    pairs: list[tuple[Any, object]] = [
        (_("Carrier"), row.carrier),
        (_("Received"), row.received_at),
        (_("Way"), words_flights.CHANNELS.get(row.channel, row.channel)),
        (_("Sender in the header"), shown.sender or None),
        (_("Sender's reference"), row.reference or None),
        (_("Prepared"), " ".join(map(words_watch.day, shown.prepared.split("T"))) or None),
        (_("Size"), gettext("%(count)s bytes") % {"count": shown.size}),
        (_("State"), verdict_tag(row)),
    ]
    return [Row(key, value) for key, value in pairs]


def message_rows(one: MessageView) -> list[Row]:
    """One message as a summary."""
    flown: object = in_words(one.flight_name) or None
    if one.flight_id is not None:
        flown = Link(in_words(one.flight_name), reverse("border:flight", args=[one.flight_id]))
    pairs: list[tuple[Any, object]] = [
        (_("Kind"), one.words),
        (_("Flight"), flown),
        (_("Persons"), one.persons),
    ]
    if one.part > 1 or not one.last_part:
        pairs.append(
            (_("Part"), gettext("%(number)s, the last one") % {"number": one.part} if one.last_part else one.part)
        )
    if one.late:
        pairs.append((_("Late by"), gettext("%(count)s min") % {"count": one.late}))
    pairs.append((_("State"), Tag(_("Accepted"), "green") if one.accepted else Tag(_("Refused"), "red")))
    return [Row(key, value) for key, value in pairs]


def finding(fault: dict[str, Any]) -> tuple[Tag, str]:
    """One finding as a page shows it: whether it refuses, and the sentence."""
    remark = words_flights.is_remark(fault)
    return Tag(_("Remark"), "grey") if remark else Tag(_("Error"), "red"), words_flights.sentence(fault)


def _whole(shown: InterchangeView) -> list[dict[str, Any]]:
    """Findings on the interchange as a whole."""
    return [{"rule": shown.failure}] if shown.failure else list(shown.faults)


def _share(count: int, of: int) -> str:
    return f"{count} ({count * 100 // of} %)" if of and count else str(count)
