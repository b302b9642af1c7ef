"""The post at a glance, lanes, shifts, an officer's own day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.border import acts, queries, words
from sapar.areas.border.access import SUPERVISOR
from sapar.areas.border.forms import GiveShiftForm, LaneForm, TakeShiftForm
from sapar.areas.border.queries.shifts import PostView, ShiftView
from sapar.areas.border.rules.shifts import COUNTABLE, FIGURES, counted_differently
from sapar.areas.border.views.desk import uuid_or_none
from sapar.areas.border.views.records import crossing_table
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.web import charts
from sapar.web.charts import Point
from sapar.web.components import Choice, Column, Confirm, Figure, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of


@require_safe
@signed_in
def post(request: HttpRequest) -> HttpResponse:
    """Lanes, queue and throughput of a post."""
    return _post_page(request, LaneForm(initial={"kind": "both"}))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_lane(request: HttpRequest) -> HttpResponse:
    """Set up a lane."""
    form = bind(request, LaneForm)
    place_id = _chosen(request, actor_of(request))
    if submitted(request, form):
        done = call(request, acts.open_lane, form, place_id=place_id, **form.cleaned_data)
        if done:
            return see_other(_post_href(place_id), request=request, say=_("The lane was set up."))
    return _post_page(request, form)


@require_POST
@signed_in
def sit_down(request: HttpRequest, lane_id: UUID) -> HttpResponse:
    """Take a lane."""
    form = forms.Form(request.POST)
    if call(request, acts.sit_down, form, lane_id=lane_id):
        return see_other("border:post", request=request, say=_("You sit at this lane now."))
    return _post_page(request, form)


@require_POST
@signed_in
def stand_up(request: HttpRequest) -> HttpResponse:
    """Leave the lane."""
    call(request, acts.stand_up)
    return see_other("border:post", request=request, say=_("You left the lane."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def end_lane(request: HttpRequest, lane_id: UUID) -> HttpResponse:
    """Ask, then take a lane away."""
    form = forms.Form(request.POST or None)
    place_id = _chosen(request, actor_of(request))
    if request.method == "POST" and call(request, acts.end_lane, form, lane_id=lane_id):
        return see_other(_post_href(place_id), request=request, say=_("The lane was taken away."))
    confirm = Confirm(
        _("Take this lane away?"),
        _("Whoever sits there stands up. What was recorded there stays."),
        button=_("Take the lane away"),
        cancel=_post_href(place_id),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_safe
@signed_in
def my_day(request: HttpRequest) -> HttpResponse:
    """What the reader did today, or on another day."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = clock.today()
    day = min(day, clock.today())
    shown = queries.my_day(actor_of(request), day=day)
    seconds = (
        ngettext("%(count)s second", "%(count)s seconds", shown.seconds) % {"count": shown.seconds}
        if shown.seconds is not None
        else None
    )
    rows = [
        Row(_("Documents read"), shown.read),
        Row(words.FIGURES["entries"], shown.entries),
        Row(words.FIGURES["exits"], shown.exits),
        Row(_("Referred to the second line"), shown.referred),
        Row(_("Decided in the second line"), shown.decided),
        Row(_("Entries refused"), shown.refused),
        Row(_("Records corrected"), shown.corrected),
        Row(_("From reading to recording, median"), seconds),
    ]
    context = {
        "day": shown.day,
        "rows": rows,
        "table": crossing_table(_("My crossings, newest first"), shown.crossings, searched=False),
        "before": shown.day.toordinal() > 1 and date.fromordinal(shown.day.toordinal() - 1),
        "after": date.fromordinal(shown.day.toordinal() + 1) if shown.day < clock.today() else None,
    }
    return page(request, "border/my_day.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def shifts(request: HttpRequest) -> HttpResponse:
    """The shifts of the post; the present one can be ended here."""
    actor = actor_of(request)
    form = bind(request, GiveShiftForm)
    if submitted(request, form):
        done = call(request, acts.give_shift, form, **form.cleaned_data)
        if done:
            said = _("Signed. Now the officer of the next shift signs.")
            return see_other("border:shift", done.value.pk, request=request, say=said)
    rows = queries.list_shifts(actor)
    waits = next((row for row in rows if row.taken_at is None and row.place_id == actor.place_id), None)
    context: dict[str, Any] = {
        "form": form,
        "waits": waits,
        "table": shift_table(rows),
        "has_post": actor.place_id is not None,
    }
    if actor.place_id is not None and waits is None:
        since, figures = queries.shift_so_far(actor)
        context |= {"since": since, "rows": [Row(words.FIGURES[name], figures.get(name, 0)) for name in FIGURES]}
    return page(request, "border/shifts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def shift(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """One shift; whoever takes it over signs here."""
    form = bind(request, TakeShiftForm)
    if submitted(request, form):
        done = call(request, acts.take_shift, form, shift_id=shift_id, **form.cleaned_data)
        if done:
            return see_other("border:shift", shift_id, request=request, say=_("Signed. The shift is yours."))
    actor = actor_of(request)
    shown = queries.view_shift(actor, shift_id=shift_id)
    different = counted_differently(shown.figures, shown.counted)
    columns = [
        Column("figure", _("What was counted")),
        Column("node", _("Counted by the node"), numeric=True),
        Column("officers", _("Counted by hand"), numeric=True),
        Column("same", _("Compared")),
    ]
    lines = [
        TableRow(
            [
                words.FIGURES[name],
                shown.figures.get(name, 0),
                shown.counted.get(name) if name in COUNTABLE else "",
                ""
                if name not in shown.counted
                else Tag(_("differs"), "red")
                if name in different
                else Tag(_("the same"), "green"),
            ],
            emphasis=name in different,
        )
        for name in FIGURES
    ]
    rows = [
        Row(_("Border post"), shown.place),
        Row(_("From"), shown.since),
        Row(_("Until"), shown.until),
        Row(_("Note"), shown.note),
        Row(_("Signed by, giving"), [shown.given_by, shown.until]),
        Row(_("Signed by, taking over"), [shown.taken_by, shown.taken_at] if shown.taken_at else None),
        Row(_("Remark"), shown.remark or None),
    ]
    context = {
        "form": form,
        "shift": shown,
        "rows": rows,
        "table": Table(_("Figures"), columns, lines),
        "may_sign": shown.taken_at is None and not shown.given_by_me and shown.place_id == actor.place_id,
    }
    return page(request, "border/shift.html", context)


# ------------------------------------------------------------------------------------------------ parts


def _post_page(request: HttpRequest, form: forms.Form) -> HttpResponse:
    actor = actor_of(request)
    place_id = _chosen(request, actor)
    if place_id is None:
        return page(request, "border/post.html", {"form": form, "choices": _choices(actor, None)})
    shown = queries.post_now(actor, place_id=place_id)
    context = {
        "form": form,
        "lane_form": form if isinstance(form, LaneForm) else LaneForm(initial={"kind": "both"}),
        "post": shown,
        "rows": post_rows(shown),
        "lanes": [(row, words.LANES[row.kind]) for row in shown.lanes],
        "sits": any(row.officer_is_me for row in shown.lanes),
        "here": actor.place_id == shown.place_id,
        "may_change": actor.role == SUPERVISOR,
        "choices": _choices(actor, shown.place_id),
        "figure": hour_chart(shown),
        "query": f"?post={shown.place_id}" if actor.role == SUPERVISOR else "",
    }
    return page(request, "border/post.html", context)


def post_rows(shown: PostView) -> list[Row]:
    """A post in figures."""
    return [
        Row(_("Entries today"), shown.entries),
        Row(_("Exits today"), shown.exits),
        Row(_("In the second line now"), shown.waits.now),
        Row(_("Longest wait now"), _minutes(shown.waits.longest)),
        Row(_("Decided in the second line today"), shown.waits.decided),
        Row(_("Wait until the decision, median"), _minutes(shown.waits.median)),
        Row(_("Open groups"), shown.groups_open),
        Row(_("Recorded while at no lane"), shown.without_lane),
    ]


def hour_chart(shown: PostView) -> Figure | None:
    """Crossings by hour; none before the first of the day."""
    if not shown.hours:
        return None
    points = []
    for hour, entries, exits in shown.hours:
        label = f"{hour:02d}–{(hour + 1) % 24:02d}"
        points += [Point(label, entries, words.FIGURES["entries"]), Point(label, exits, words.FIGURES["exits"])]
    return charts.bar(
        _("Crossings by hour today"),
        _("How many entries and exits were recorded in each hour of today."),
        points,
        category=_("Hour"),
        value=_("Crossings"),
    )


def shift_table(rows: list[ShiftView]) -> Table:
    """Shifts, newest first."""
    columns = [
        Column("until", _("Until")),
        Column("post", _("Border post")),
        Column("entries", words.FIGURES["entries"], numeric=True),
        Column("exits", words.FIGURES["exits"], numeric=True),
        Column("waiting", _("Waiting"), numeric=True),
        Column("given", _("Given by")),
        Column("taken", _("Taken over by")),
        Column("state", _("State")),
    ]
    lines = [
        TableRow(
            [
                row.until,
                row.place,
                row.figures.get("entries", 0),
                row.figures.get("exits", 0),
                row.figures.get("waiting", 0),
                row.given_by,
                row.taken_by or None,
                _shift_tag(row),
            ],
            href=reverse("border:shift", args=[row.id]),
        )
        for row in rows
    ]
    return Table(_("Shifts, newest first"), columns, lines, empty=_("No shift has been handed over here yet."))


def _shift_tag(row: ShiftView) -> Tag:
    if row.taken_at is None:
        return Tag(_("Waits for the second signature"), "yellow")
    if row.remark or counted_differently(row.figures, row.counted):
        return Tag(_("Signed, with a difference"), "orange")
    return Tag(_("Both have signed"), "green")


def _minutes(count: int | None) -> str | None:
    if count is None:
        return None
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _chosen(request: HttpRequest, actor: Actor) -> UUID | None:
    """The post of the page: an officer's own; a supervisor's choice, else their own, else the first."""
    if actor.role != SUPERVISOR:
        return actor.place_id
    with reading(actor):
        known = [choice.id for choice in queries.posts(actor)]
    asked = uuid_or_none(request.GET.get("post", ""))
    if asked in known:
        return asked
    return actor.place_id or (known[0] if known else None)


def _choices(actor: Actor, current: UUID | None) -> list[Choice]:
    if actor.role != SUPERVISOR:
        return []
    with reading(actor):
        found = queries.posts(actor)
    return [Choice(choice.name, _post_href(choice.id), choice.id == current) for choice in found]


def _post_href(place_id: UUID | None) -> str:
    return f"{reverse('border:post')}?post={place_id}" if place_id else reverse("border:post")
