"""Flights of the day, one flight with its persons, one person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.border import acts, queries, words, words_flights
from sapar.areas.border.access import SUPERVISOR
from sapar.areas.border.forms import AnswerForm, FlightsForm, NumberForm
from sapar.areas.border.queries.flights import FlightRow, PassengerRow, PassengerView
from sapar.areas.border.rules import Direction
from sapar.areas.border.views.records import crossing_table
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.web import vault
from sapar.web.components import Choice, Column, Link, Row, Table, TableRow, Tag
from sapar.web.nav import Hit
from sapar.web.pages import Window, bind, call, page, see_other, signed_in, submitted
from sapar.web.views import UNPROCESSABLE, actor_of

FIND = "border.find_passenger"
PERSONS = 100
ONLY = {
    "": _("All"),
    "look": _("For the second line"),
    "expected": _("Expected"),
    "arrived": _("Crossed"),
    "crew": _("Crew"),
    "removed": _("Taken off the list"),
}


@require_safe
@signed_in
def flights(request: HttpRequest) -> HttpResponse:
    """The flights of a day at a post, by the hour; or, after a search, those with a number."""
    actor = actor_of(request)
    filters = FlightsForm(request.GET or None, posts=_post_choices(actor))
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    day = chosen.get("day") or _day(request)
    number = chosen.get("number") or ""
    rows, pager = queries.list_flights(
        actor,
        window=Window.of(request),
        day=day,
        place_id=UUID(chosen["post"]) if chosen.get("post") else None,
        direction=Direction(chosen["direction"]) if chosen.get("direction") else None,
        number=number,
    )
    title = gettext("Flights with the number %(number)s") if number else gettext("Flights on %(day)s")
    context = {
        "table": flight_table(title % {"number": number.upper(), "day": date_format(day, "SHORT_DATE_FORMAT")}, rows),
        "pager": pager,
        "filters": filters,
        "filtered": bool(request.GET.get("number") or chosen.get("direction") or chosen.get("post")),
        "days": _days(request, day) if not number else [],
        "find": NumberForm(),
        "has_post": actor.place_id is not None or actor.role == SUPERVISOR,
        "day": day,
    }
    return page(request, "border/flights.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """Passengers by the whole number of a document; the number travels by POST and stands in no address."""
    form = bind(request, NumberForm)
    if submitted(request, form):
        mark = vault.wrap(FIND, acts.number_key(form.cleaned_data["number"]))
        return see_other(f"{reverse('border:find_passenger')}?{urlencode({'find': mark})}")
    number = vault.unwrap(FIND, request.GET.get("find", "")) or ""
    found = queries.find_passengers(actor_of(request), number=number) if number else []
    rows = [
        TableRow(
            [
                row.name,
                row.document,
                flight.designator,
                date_format(flight.day, "SHORT_DATE_FORMAT"),
                flight.post or None,
                words_flights.ARRIVALS[row.state],
            ],
            href=reverse("border:passenger", args=[row.id]),
        )
        for flight, row in found
    ]
    columns = [
        Column("name", _("Passenger")),
        Column("document", _("Document")),
        Column("flight", _("Flight")),
        Column("day", _("Day")),
        Column("post", _("Border post")),
        Column("state", _("Arrival")),
    ]
    empty = _("Nobody was announced with this document. Check the number.")
    context = {
        "form": form,
        "find": form if form.is_bound else NumberForm(initial={"number": number}),
        "table": Table(_("Announced with this document"), columns, rows, empty=empty) if number else None,
    }
    return page(request, "border/flights_find.html", context, status=UNPROCESSABLE if form.is_bound else None)


@require_safe
@signed_in
def unannounced(request: HttpRequest) -> HttpResponse:
    """Who crossed on a day at the post and stood on no list."""
    actor, day = actor_of(request), _day(request)
    try:
        place_id = UUID(request.GET["post"]) if request.GET.get("post") else None
    except ValueError:
        place_id = None
    rows, pager = queries.unannounced(actor, window=Window.of(request), day=day, place_id=place_id)
    caption = gettext("Arrived and not announced, %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}
    table = crossing_table(caption, rows, searched=False)
    table = Table(table.caption, table.columns, table.rows, empty=_("Everybody who crossed stood on a list."))
    context = {"table": table, "pager": pager, "days": _days(request, day)}
    return page(request, "border/flights_unannounced.html", context)


@require_safe
@signed_in
def flight(request: HttpRequest, flight_id: UUID) -> HttpResponse:
    """One flight and its persons."""
    only = request.GET.get("only", "")
    only = only if only in ONLY else ""
    row, people, pager, totals = queries.view_flight(
        actor_of(request), flight_id=flight_id, window=Window.of(request, PERSONS), only=only
    )
    choices = [
        Choice(title, f"?only={name}" if name else "?", current=name == only, count=totals.get(name or "all", 0))
        for name, title in ONLY.items()
    ]
    context = {
        "flight": row,
        "rows": flight_summary(row),
        "table": passenger_table(_("Persons of the flight"), people),
        "pager": pager,
        "choices": choices,
        "direction": words.DIRECTIONS[row.direction.value],
    }
    return page(request, "border/flight.html", context)


@require_http_methods(["POST"])
@signed_in
def check(request: HttpRequest, flight_id: UUID) -> HttpResponse:
    """Check everybody on the flight again."""
    call(request, acts.recheck_flight, flight_id=flight_id)
    return see_other("border:flight", flight_id, request=request, say=_("Everybody on the flight was checked again."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def passenger(request: HttpRequest, passenger_id: UUID) -> HttpResponse:
    """One person; a supervisor may change what the carrier was told."""
    form = bind(request, AnswerForm)
    if submitted(request, form):
        done = call(request, acts.answer_carrier, form, passenger_id=passenger_id, **form.cleaned_data)
        if done:
            return see_other("border:passenger", passenger_id, request=request, say=_("The carrier is being told."))
    shown = queries.view_passenger(actor_of(request), passenger_id=passenger_id)
    context = {
        "passenger": shown,
        "rows": passenger_summary(shown),
        "reasons": [words_flights.reason_sentence(reason) for reason in shown.row.reasons],
        "level": words_flights.LEVELS[shown.row.level],
        "arrival": words_flights.ARRIVALS[shown.row.state],
        "form": form,
    }
    return page(request, "border/passenger.html", context)


# ------------------------------------------------------------------------------------------------ shown


def flight_table(caption: Any, rows: list[FlightRow]) -> Table:
    """Flights by the hour at which they land or leave."""
    columns = [
        Column("hour", _("Time")),
        Column("flight", _("Flight")),
        Column("route", _("From – to")),
        Column("direction", _("Direction")),
        Column("post", _("Border post")),
        Column("passengers", _("Passengers"), numeric=True),
        Column("crew", _("Crew"), numeric=True),
        Column("look", _("Second line"), numeric=True),
        Column("red", _("Do not let pass"), numeric=True),
        Column("state", _("State")),
    ]
    lines = [
        TableRow(
            [
                words.clock_time(row.at) if row.at else date_format(row.day, "SHORT_DATE_FORMAT"),
                row.designator,
                f"{row.origin or '?'} – {row.destination or '?'}",
                words.DIRECTIONS[row.direction.value],
                row.post or None,
                row.passengers,
                row.crew,
                row.amber,
                row.red,
                flight_state(row),
            ],
            href=reverse("border:flight", args=[row.id]),
            emphasis=bool(row.red),
        )
        for row in rows
    ]
    return Table(
        caption,
        columns,
        lines,
        empty=_("No flight is announced here. It appears as soon as its carrier sends a list."),
    )


def flight_state(row: FlightRow) -> Tag:
    """In a word, how it stands with a flight."""
    if row.cancelled:
        return Tag(_("Cancelled"), "red")
    if row.at is not None and row.at <= clock.now():
        return Tag(_("Landed") if row.direction is Direction.ENTRY else _("Left"), "grey")
    return Tag(_("Check-in closed"), "green") if row.closed else Tag(_("Announced"), "blue")


def flight_summary(row: FlightRow) -> list[Row]:
    """A flight as a summary. Times stand as the carrier wrote them, local to each airport."""
    pairs: list[tuple[Any, object]] = [
        (_("Carrier"), row.carrier),
        (_("Leaves"), f"{row.origin or '?'}, {_local(row.departs)}"),
        (_("Arrives"), f"{row.destination or '?'}, {_local(row.arrives)}"),
        (_("Border post"), row.post or _("none with the code of this airport")),
        (_("State"), flight_state(row)),
        (_("Last message"), row.updated_at),
    ]
    return [Row(key, value) for key, value in pairs]


def passenger_table(caption: Any, people: list[PassengerRow]) -> Table:
    """Persons of a flight: what is green, what needs the second line and why, who has come."""
    columns = [
        Column("name", _("Name")),
        Column("role", _("As")),
        Column("birth", _("Date of birth")),
        Column("nationality", _("Nationality")),
        Column("document", _("Document")),
        Column("level", _("Checks")),
        Column("reasons", _("Why")),
        Column("answer", _("Told the carrier")),
        Column("arrival", _("Arrival")),
    ]
    lines = [
        TableRow(
            [
                one.name,
                words_flights.ROLES.get(one.role, one.role),
                words.birth(one.birth_date) or None,
                one.nationality or None,
                one.document or None,
                words_flights.LEVELS[one.level],
                [words_flights.reason_sentence(reason) for reason in one.reasons] or "",
                words_flights.ANSWERS[one.answer] if one.answer else "",
                arrival_link(one),
            ],
            href=reverse("border:passenger", args=[one.id]),
        )
        for one in people
    ]
    return Table(caption, columns, lines, empty=_("Nobody of this kind is on the flight."))


def arrival_link(one: PassengerRow) -> object:
    """How it stands with the arrival; where there is a record, with the way to it."""
    tag = words_flights.ARRIVALS[one.state]
    if one.crossing_id:
        return Link(tag.text, reverse("border:crossing", args=[one.crossing_id]), hidden=one.name)
    if one.inspection_id:
        return Link(tag.text, reverse("border:inspection", args=[one.inspection_id]), hidden=one.name)
    return tag


def passenger_summary(shown: PassengerView) -> list[Row]:
    """One person as a summary."""
    row, flown = shown.row, shown.flight
    title = f"{flown.designator}, {flown.origin or '?'} – {flown.destination or '?'}"
    pairs: list[tuple[Any, object]] = [
        (_("Flight"), Link(title, reverse("border:flight", args=[flown.id]))),
        (_("As"), words_flights.ROLES.get(row.role, row.role)),
        (_("Date of birth"), words.birth(row.birth_date) or None),
        (_("Sex"), {"F": _("Female"), "M": _("Male"), "X": _("Not stated")}.get(row.sex)),
        (_("Nationality"), row.nationality or None),
        (_("Document"), row.document or None),
        (_("Valid until"), words.birth(row.document_expiry) or None),
        (_("Visa"), shown.visa_number or None),
        (_("Goes on board – leaves"), f"{shown.embark or '?'} – {shown.disembark or '?'}"),
        (_("Reservation"), row.booking or None),
        (_("Seat"), row.seat or None),
        (_("Told the carrier"), words_flights.ANSWERS[row.answer] if row.answer else None),
    ]
    if shown.answered_by:
        pairs.append((_("Decided by"), f"{shown.answered_by}: {shown.answer_reason}"))
    pairs.append((_("Checked at"), shown.checked_at))
    return [Row(key, value) for key, value in pairs]


def search(actor: Actor, text: str) -> list[Hit]:
    """For the search box: who was announced with a document of exactly this number."""
    number = acts.number_key(text)
    if not number or len(text) > 40:
        return []
    return [
        Hit(
            f"{row.name}, {flown.designator}",
            reverse("border:passenger", args=[row.id]),
            f"{date_format(flown.day, 'SHORT_DATE_FORMAT')}, {words_flights.ARRIVALS[row.state].text}",
        )
        for flown, row in queries.find_passengers(actor, number=number)
    ]


def _local(text: str) -> str:
    """A local time as it was written: day and hour; the day alone where no hour was told."""
    if not text:
        return gettext("time not told")
    day = date_format(date.fromisoformat(text[:10]), "SHORT_DATE_FORMAT")
    return f"{day} {text[11:16]}" if len(text) == 16 else day


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return localtime(clock.now()).date()


def _days(request: HttpRequest, day: date) -> list[Choice]:
    """The days around, for a look back and ahead."""
    kept = [(name, value) for name, value in request.GET.items() if name in ("post", "direction")]
    return [
        Choice(
            date_format(day + timedelta(days=shift), "SHORT_DATE_FORMAT"),
            f"?{urlencode([*kept, ('on', (day + timedelta(days=shift)).isoformat())])}",
            current=shift == 0,
        )
        for shift in (-2, -1, 0, 1, 2)
    ]


def _post_choices(actor: Actor) -> list[tuple[str, str]]:
    if actor.role != SUPERVISOR:
        return []
    with reading(actor):
        return [(str(post.id), post.name) for post in queries.posts(actor)]
