"""The pages of meetings: the list, one meeting with agenda and people, calling, changing, opening, ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import EVERYBODY, LEADERS, SIGNERS
from sapar.areas.programme.forms import meetings as forms
from sapar.areas.programme.models import AgendaItem, Participant
from sapar.areas.programme.queries import meetings as queries
from sapar.areas.programme.queries.meetings import DecisionLine
from sapar.areas.programme.rules.content import LANGUAGES, Words
from sapar.areas.programme.views import meeting_words
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.outdated import outdated
from sapar.areas.programme.views.reopening import minutes_way_back, taken_back
from sapar.kernel import clock
from sapar.kernel.access.models import Institution
from sapar.kernel.errors import NotFound
from sapar.web.components import Column, Confirm, Event, Link, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
TURN = {"with_state": "state", "with_iom": "iom"}
SIGN = {"state": ("agreed", "iom_signed"), "iom": ("agreed", "state_signed")}
RUNNING = ("planned", "held", "with_iom", "with_state")


@require_safe
@signed_in
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings, those that come first."""
    actor = actor_of(request)
    view = queries.meetings(actor)
    now = clock.now()
    coming = [one for one in view.lines if one.state == "planned" and one.meeting.starts_at >= now]
    rest = [one for one in view.lines if one not in coming]
    context = {
        "coming": _table(_("Coming meetings"), coming[::-1], _("No meeting has been called.")),
        "past": _table(_("Meetings so far"), rest, _("No meeting has been held yet.")),
        "may_call": actor.role in LEADERS and bool(view.plans),
    }
    return page(request, "programme/meetings/meetings.html", context)


def _table(caption: Any, lines: list[queries.MeetingLine], empty: Any) -> Table:
    rows = [
        TableRow(
            [
                words.text(one.meeting.title),
                meeting_words.moment(one.meeting.starts_at),
                [words.MODES[one.meeting.mode], *([one.meeting.place] if one.meeting.place else [])],
                meeting_words.state_tag(one.state),
                one.points,
                one.decisions,
            ],
            href=reverse("programme:meeting", args=[one.meeting.pk]),
        )
        for one in lines
    ]
    columns = [
        Column("title", _("Meeting")),
        Column("at", _("Begins")),
        Column("mode", _("How people meet")),
        Column("state", _("State")),
        Column("points", _("Points"), numeric=True),
        Column("decisions", _("Decisions"), numeric=True),
    ]
    return Table(caption, columns, rows, empty=empty)


@BOTH
@signed_in
def call_meeting(request: HttpRequest) -> HttpResponse:
    """Call a meeting under a plan."""
    view = queries.meetings(actor_of(request))
    plans = [(str(one.pk), gettext("Joint plan %(year)s") % {"year": one.year}) for one in view.plans]
    this_year = next((str(one.pk) for one in view.plans if one.year == clock.today().year), "")
    initial = {"mode": "onsite", "from_open": True, "plan_id": this_year}
    form = bind(request, forms.CallForm, plans=plans, initial=initial)
    if submitted(request, form):
        said = form.cleaned_data
        fields = {"title": f"title_{words.language()}", "starts_at": "day"}
        given = {**form.given(), "plan_id": UUID(said["plan_id"]), "from_open": said["from_open"]}
        done = call(request, acts.call_meeting, form, fields=fields, **given)
        if done:
            say = _("The meeting is called; both sides see it.")
            return see_other("programme:meeting", done.value.pk, request=request, say=say)
    return _form(request, form, _("Call a meeting"), "", reverse("programme:meetings"))


@BOTH
@signed_in
def change_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Change when and where."""
    view = queries.meeting(actor_of(request), meeting_id)
    meeting = view.meeting
    local = localtime(meeting.starts_at)
    initial = {
        **{f"title_{code}": meeting.title[code] for code in LANGUAGES},
        "day": local.date(),
        "clock": local.time(),
        "mode": meeting.mode,
        "place": meeting.place,
        "link": meeting.link,
        "version": view.case_version,
    }
    form = bind(request, forms.MeetingForm, initial=initial)
    if submitted(request, form):
        fields = {"title": f"title_{words.language()}", "starts_at": "day"}
        given = {"meeting_id": meeting_id, "version": form.cleaned_data["version"] or 0, **form.given()}
        if call(request, acts.change_meeting, form, fields=fields, **given):
            return see_other("programme:meeting", meeting_id, request=request, say=_("Saved."))
    conflict = outdated(form, initial, view.case_version)
    return _form(request, form, _("Change the meeting"), meeting.reference, _back(meeting_id), conflict)


@require_safe
@signed_in
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """A meeting: what this reader can do now, agenda, people, minutes, decisions."""
    actor = actor_of(request)
    view = queries.meeting(actor, meeting_id)
    people = queries.participants(actor, meeting_id=meeting_id) if view.people else []
    one = view.meeting
    ours, running = bool(view.side), view.state in RUNNING
    writes = ours and actor.role in EVERYBODY
    going = one.started_at is not None and one.ended_at is None
    newest = view.versions[0] if view.versions else None
    facts = [
        Row(_("State"), meeting_words.state_tag(view.state)),
        Row(_("Plan"), Link(view.plan.reference, reverse("programme:plan", args=[view.plan.pk]))),
        Row(_("Begins"), meeting_words.moment(one.starts_at)),
        Row(_("How people meet"), words.MODES[one.mode]),
        *([Row(_("Place"), one.place)] if one.place else []),
        *([Row(_("Online at"), Link(one.link, one.link))] if one.link else []),
        Row(_("Sides"), [words.name(view.names, side) for side in one.sides]),
        *([Row(_("Opened"), one.started_at)] if one.started_at else []),
        *([Row(_("Meeting ended"), one.ended_at)] if one.ended_at else []),
    ]
    context = {
        "view": view,
        "title": words.text(one.title),
        "facts": facts,
        "points": [
            {
                "id": point.pk,
                "title": words.text(point.title),
                "href": _source(point),
                "may_remove": writes and running and (bool(point.source_kind) or _mine(actor, point)),
            }
            for point in view.points
        ],
        "people": _people(view, people, actor, writes and running),
        "versions": _versions(view),
        "decisions": decision_table(_("Decisions of this meeting"), view.decisions, view.names),
        "events": [
            Event(step.title, step.at, words.name(view.names, step.institution_id) or "", step.reason)  # type: ignore[arg-type]
            for step in reversed(view.steps)
        ],
        "newest": newest,
        "way_back": minutes_way_back(actor, view.side, view.state, one.agreed_id, newest.pk if newest else None),
        "going": going,
        "may_change": ours and actor.role in LEADERS and view.state == "planned",
        "may_open": ours and actor.role in LEADERS and view.state == "planned" and _day_has_come(one.starts_at),
        "may_end": ours and actor.role in LEADERS and going and view.state != "cancelled",
        "may_point": writes and running,
        "may_write": writes and view.state in ("held", "with_iom", "with_state"),
        "may_answer": bool(newest) and actor.role in LEADERS and TURN.get(view.state) == view.side and ours,
        "may_sign": bool(one.agreed_id) and actor.role in SIGNERS and view.state in SIGN.get(view.side, ()),
        "may_join": going and bool(one.link),
        "may_draft_agenda": ours and actor.role in LEADERS and running,
    }
    return page(request, "programme/meetings/meeting.html", context)


def decision_table(caption: Any, lines: list[DecisionLine], names: dict[UUID, Institution]) -> Table:
    """Decisions with responsible, day and state."""
    rows = [
        TableRow(
            [
                one.decision.number,
                words.text(one.decision.text),
                meeting_words.responsible(one.decision, names),
                one.decision.due_on,
                meeting_words.decision_tag(one.state),
                one.told[-1].as_of if one.told else None,
            ],
            href=reverse("programme:decision", args=[one.decision.pk]),
        )
        for one in lines
    ]
    columns = [
        Column("number", _("No.")),
        Column("text", _("Meeting decision")),
        Column("responsible", _("Responsible")),
        Column("due", _("To be done by")),
        Column("state", _("State")),
        Column("told", _("Last update")),
    ]
    return Table(caption, columns, rows, empty=_("No decision has been signed."))


def _mine(actor: Any, point: AgendaItem) -> bool:
    return bool(point.institution_id == actor.institution_id)


def _day_has_come(starts_at: Any) -> bool:
    return bool(localtime(starts_at).date() <= clock.today())


def _source(point: AgendaItem) -> str:
    if point.source_kind in ("decision", "activity"):
        return reverse(f"programme:{point.source_kind}", args=[point.source_id])
    return ""


def _people(view: queries.MeetingView, people: list[Participant], actor: Any, may_mark: bool) -> list[dict[str, Any]]:
    """By institution: each person with presence, and whether this reader marks it."""
    by: dict[UUID, list[Participant]] = {}
    for person in people:
        by.setdefault(person.institution_id, []).append(person)
    order = sorted(by, key=lambda pk: (pk not in view.meeting.sides, words.name(view.names, pk) or ""))
    started = view.meeting.started_at is not None
    return [
        {
            "name": words.name(view.names, pk) or "?",
            "may_mark": may_mark and started and (pk == actor.institution_id or pk not in view.meeting.sides),
            "may_remove": may_mark and (pk == actor.institution_id or pk not in view.meeting.sides),
            "people": [
                {
                    "id": one.pk,
                    "name": one.name,
                    "office": one.office,
                    "tag": None
                    if one.present is None
                    else (Tag(words.MODES[one.how], "green") if one.present else Tag(_("absent"), "grey")),
                }
                for one in by[pk]
            ],
        }
        for pk in order
    ]


def _versions(view: queries.MeetingView) -> Table:
    rows = []
    for one in view.versions:
        state: object = ""
        if one.in_force_at:
            state = Tag(_("signed by both"), "green")
        elif one.pk == view.meeting.agreed_id:
            state = Tag(_("agreed"), "blue")
        elif one is view.versions[0] and taken_back(view.state, one):
            state = Tag(_("set aside"), "grey")
        rows.append(
            TableRow(
                [
                    gettext("Version %(number)s") % {"number": one.number},
                    one.proposed_at,
                    words.name(view.names, one.institution_id),
                    state,
                    [meeting_words.signed(said) for said in view.signatures.get(one.pk, [])] or _("not signed"),
                    one.note or "",
                ],
                href=reverse("programme:protocol", args=[one.pk]),
                emphasis=bool(one.in_force_at),
            )
        )
    columns = [
        Column("version", _("Version")),
        Column("at", _("Proposed")),
        Column("by", _("By")),
        Column("state", _("State")),
        Column("signed", _("Signed")),
        Column("note", _("Note")),
    ]
    return Table(_("Minutes"), columns, rows, empty=_("No minutes have been shown yet."))


DO = {
    "open": (acts.open_meeting, _("The meeting is open: mark who is there, write the minutes.")),
    "end": (acts.end_meeting, _("The meeting has ended.")),
    "agenda": (acts.draft_agenda, _("What is open is on the agenda.")),
}


@require_POST
@signed_in
def do(request: HttpRequest, meeting_id: UUID, what: str) -> HttpResponse:
    """Open, end, draft the agenda, join."""
    if what == "join":
        view = queries.meeting(actor_of(request), meeting_id)
        call(request, acts.join_meeting, meeting_id=meeting_id)
        say = _("You are marked as present. Open the address of the online meeting.")
        return see_other("programme:meeting", view.meeting.pk, request=request, say=say)
    if what not in DO:
        raise NotFound()
    act, say = DO[what]
    call(request, act, meeting_id=meeting_id)
    return see_other("programme:meeting", meeting_id, request=request, say=say)


@BOTH
@signed_in
def cancel_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Cancel a meeting, with a reason that both sides read."""
    view = queries.meeting(actor_of(request), meeting_id)
    form = bind(request, forms.WhyForm)
    if submitted(request, form) and call(
        request, acts.cancel_meeting, form, meeting_id=meeting_id, **form.cleaned_data
    ):
        return see_other("programme:meeting", meeting_id, request=request, say=_("The meeting was cancelled."))
    confirm = Confirm(
        _("Cancel this meeting?"),
        rows=[
            Row(_("Meeting"), words.text(view.meeting.title)),
            Row(_("Begins"), meeting_words.moment(view.meeting.starts_at)),
        ],
        button=_("Cancel the meeting"),
        cancel=_back(meeting_id),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@BOTH
@signed_in
def add_point(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """A point of the agenda."""
    view = queries.meeting(actor_of(request), meeting_id)
    form = bind(request, forms.PointForm)
    if submitted(request, form):
        title = Words(*(form.cleaned_data[f"title_{code}"].strip() for code in LANGUAGES))
        fields = {"title": f"title_{words.language()}"}
        if call(request, acts.add_point, form, fields=fields, meeting_id=meeting_id, title=title):
            return see_other("programme:meeting", meeting_id, request=request, say=_("Saved."))
    return _form(request, form, _("A point of the agenda"), words.text(view.meeting.title), _back(meeting_id))


@require_POST
@signed_in
def remove_point(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Take a point off the agenda."""
    meeting_id = queries.meeting_of_point(actor_of(request), point_id)
    call(request, acts.remove_point, point_id=point_id)
    return see_other("programme:meeting", meeting_id, request=request, say=_("It was taken off the list."))


@BOTH
@signed_in
def add_participant(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Name somebody who takes part."""
    actor = actor_of(request)
    view = queries.meeting(actor, meeting_id)
    theirs = [side for side in view.meeting.sides if side != actor.institution_id]
    choices = [one for one in view.choices if one.pk not in theirs]
    form = bind(
        request,
        forms.ParticipantForm,
        institutions=choices,
        language=words.language(),
        initial={"institution_id": str(actor.institution_id)},
    )
    if submitted(request, form):
        given = {**form.cleaned_data, "institution_id": UUID(form.cleaned_data["institution_id"])}
        if call(request, acts.name_participant, form, meeting_id=meeting_id, **given):
            return see_other("programme:meeting", meeting_id, request=request, say=_("Saved."))
    return _form(request, form, _("Who takes part"), words.text(view.meeting.title), _back(meeting_id))


@require_POST
@signed_in
def mark(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Present on site, present online, absent, or strike the name."""
    meeting_id = queries.meeting_of_participant(actor_of(request), participant_id)
    how = request.POST.get("how", "")
    if how == "remove":
        call(request, acts.remove_participant, participant_id=participant_id)
    else:
        given: dict[str, Any] = {
            "present": how in ("onsite", "online"),
            "how": how if how in ("onsite", "online") else "onsite",
        }
        call(request, acts.mark_attendance, participant_id=participant_id, **given)
    return see_other(f"{_back(meeting_id)}#people")


def _back(meeting_id: UUID) -> str:
    return reverse("programme:meeting", args=[meeting_id])


def _form(
    request: HttpRequest, form: Any, title: Any, caption: str, back: str, conflict: Table | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "caption": caption, "back": back, "conflict": conflict}
    return page(request, "programme/plans/form.html", context)
