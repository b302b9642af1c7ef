"""Calling and holding a meeting: agenda, who takes part, opening and ending it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme import notices
from sapar.areas.programme.access import EVERYBODY, LEADERS, PLAN, READERS
from sapar.areas.programme.acts.drafting import own_plan
from sapar.areas.programme.acts.projects import CHANGED
from sapar.areas.programme.acts.signing import author_of
from sapar.areas.programme.acts.telling import EMITS, tell_invited, tell_of_meeting
from sapar.areas.programme.models import AgendaItem, Meeting, Participant, Plan
from sapar.areas.programme.procedures import MEETING, MEETING_CASE
from sapar.areas.programme.queries import meetings as queries
from sapar.areas.programme.rules.content import LANGUAGES, TITLE_LONGEST, Words
from sapar.areas.programme.rules.minutes import MODES, link_ok
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.moves import case_of, move, open_case
from sapar.methods.ids import uuid7

MOST_POINTS, MOST_PEOPLE = 100, 200
OVER = _("The meeting is over: its agenda and its participants stand in the minutes.")


@act("programme.call_meeting", roles=LEADERS, purpose=PLAN, title=_("Call a meeting of the sides"), emits=EMITS)
def call_meeting(
    actor: Actor,
    *,
    plan_id: UUID,
    title: Words,
    starts_at: datetime,
    mode: str,
    place: str = "",
    link: str = "",
    from_open: bool = True,
) -> Meeting:
    """Call a meeting under a plan. ``from_open``: its agenda begins with what is still open (see ``draft_agenda``).

    ``mode``: ``onsite`` (then a place), ``online`` (then an https link), ``both``. Raises Invalid, NotFound.
    """
    plan = own_plan(actor, plan_id)
    title, place, link = _checked(title, starts_at, mode, place, link)
    number = (Meeting.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0) + 1
    made = Meeting(
        id=uuid7(),
        plan=plan,
        state_id=plan.state_id,
        iom_id=plan.iom_id,
        number=number,
        reference=f"{plan.reference.replace('PLAN', 'M', 1)}-{number}",
        title=_stored(title),
        starts_at=starts_at,
        mode=mode,
        place=place,
        link=link,
        institution_id=actor.institution_id or NOBODY,
        called_at=clock.now(),
    )
    made.save(force_insert=True)
    case = open_case(
        actor,
        MEETING_CASE,
        subject=(MEETING, made.pk),
        reference=made.reference,
        institution_id=plan.state_id,
        applicant_id=plan.iom_id,
    )
    moves.save(case, due_on=clock.day_of(starts_at))
    if from_open:
        _draft_agenda(actor, plan, made)
    tell_of_meeting(actor, made, notices.CALLED)
    return made


@act(
    "programme.change_meeting",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Change when and where a meeting is held"),
    emits=EMITS,
)
def change_meeting(
    actor: Actor,
    *,
    meeting_id: UUID,
    version: int,
    title: Words,
    starts_at: datetime,
    mode: str,
    place: str = "",
    link: str = "",
) -> Meeting:
    """While it has not been opened. Another time, place or way of meeting is told to all whom it concerns.

    ``version``: of the case, as the person saw it; if somebody was faster: Conflict with code ``version``. Raises
    Invalid, Conflict, NotFound.
    """
    meeting = own_meeting(actor, meeting_id)
    title, place, link = _checked(title, starts_at, mode, place, link)
    case = case_of(meeting.pk, lock=True)
    if case.state != "planned":
        raise Conflict(OVER, code="state")
    if case.version != version:
        raise Conflict(CHANGED, code="version")
    before = (meeting.starts_at, meeting.mode, meeting.place, meeting.link)
    meeting.title, meeting.starts_at, meeting.mode = _stored(title), starts_at, mode
    meeting.place, meeting.link = place, link
    meeting.save(update_fields=["title", "starts_at", "mode", "place", "link"])
    moves.save(case, due_on=clock.day_of(starts_at), escalated_at=None)
    about(MEETING, meeting.pk)
    if before != (starts_at, mode, place, link):
        tell_of_meeting(actor, meeting, notices.CHANGED)
    return meeting


@act("programme.draft_agenda", roles=LEADERS, purpose=PLAN, title=_("Draft an agenda from what is open"))
def draft_agenda(actor: Actor, *, meeting_id: UUID) -> dict[str, int]:
    """Add open decisions and late activities that are no points yet; returns ``{"added": how many}``."""
    meeting = own_meeting(actor, meeting_id)
    _while_running(meeting)
    return {"added": _draft_agenda(actor, meeting.plan, meeting)}


@act("programme.add_point", roles=EVERYBODY, purpose=PLAN, title=_("Add a point to the agenda of a meeting"))
def add_point(actor: Actor, *, meeting_id: UUID, title: Words) -> AgendaItem:
    """At the end. Both sides see it at once. Raises Invalid, Conflict, NotFound."""
    meeting = own_meeting(actor, meeting_id)
    _while_running(meeting)
    if title.empty or max(len(getattr(title, code)) for code in LANGUAGES) > TITLE_LONGEST:
        raise Invalid(_("Write the title in one language at least."), field="title")
    return _add(actor, meeting, title)


@act("programme.remove_point", roles=EVERYBODY, purpose=PLAN, title=_("Take a point off the agenda of a meeting"))
def remove_point(actor: Actor, *, point_id: UUID) -> None:
    """One's own side's point, or one that was drafted from what is open. Raises Conflict, NotFound, NotPermitted."""
    point = AgendaItem.objects.filter(pk=point_id).first()
    if point is None:
        raise NotFound(field="point_id")
    meeting = own_meeting(actor, point.meeting_id)
    _while_running(meeting)
    if point.institution_id != actor.institution_id and not point.source_kind:
        raise NotPermitted()
    point.delete()


@act(
    "programme.name_participant",
    roles=EVERYBODY,
    purpose=PLAN,
    title=_("Add a participant to a meeting"),
    emits=EMITS,
)
def name_participant(
    actor: Actor, *, meeting_id: UUID, institution_id: UUID, name: str, office: str = ""
) -> Participant:
    """Each side names its own people and those of other bodies, never the other side's. Raises Invalid, NotPermitted."""
    meeting = own_meeting(actor, meeting_id)
    _while_running(meeting)
    if institution_id in meeting.sides and institution_id != actor.institution_id:
        raise NotPermitted()
    if not Institution.objects.filter(pk=institution_id, ended_at=None).exists():
        raise Invalid(_("Choose an institution of the list."), field="institution_id")
    if not name.strip() or len(name) > 200 or len(office) > 200:
        raise Invalid(_("Enter the name."), field="name")
    if Participant.objects.filter(meeting=meeting).count() >= MOST_PEOPLE:
        raise Invalid(_("There are too many lines."), field="name", code="many")
    made = Participant(
        id=uuid7(), meeting=meeting, institution_id=institution_id, name=name.strip(), office=office.strip()
    )
    made.save(force_insert=True)
    if institution_id not in meeting.sides and str(institution_id) not in meeting.reader_ids:
        meeting.reader_ids = sorted([*meeting.reader_ids, str(institution_id)])
        meeting.save(update_fields=["reader_ids"])
        if meeting.ended_at is None:
            tell_invited(meeting, institution_id)
    about(MEETING, meeting.pk)
    return made


@act("programme.remove_participant", roles=EVERYBODY, purpose=PLAN, title=_("Strike somebody from a meeting"))
def remove_participant(actor: Actor, *, participant_id: UUID) -> None:
    """Before the minutes are agreed. Raises Conflict, NotFound, NotPermitted for the other side's people."""
    person, meeting = _participant(actor, participant_id)
    if person.institution_id in meeting.sides and person.institution_id != actor.institution_id:
        raise NotPermitted()
    person.delete()
    left = set(Participant.objects.filter(meeting=meeting).values_list("institution_id", flat=True))
    readers = [one for one in meeting.reader_ids if UUID(one) in left]
    if readers != meeting.reader_ids:
        # A body of which nobody takes part any more does not read on.
        meeting.reader_ids = readers
        meeting.save(update_fields=["reader_ids"])


@act("programme.mark_attendance", roles=EVERYBODY, purpose=PLAN, title=_("Mark who is at a meeting"))
def mark_attendance(actor: Actor, *, participant_id: UUID, present: bool, how: str = "onsite") -> Participant:
    """Each side marks its own people and those of other bodies. Raises Conflict, Invalid, NotFound, NotPermitted."""
    person, meeting = _participant(actor, participant_id)
    if person.institution_id in meeting.sides and person.institution_id != actor.institution_id:
        raise NotPermitted()
    if meeting.started_at is None:
        raise Conflict(_("The meeting has not been opened."), code="planned")
    if how not in ("onsite", "online"):
        raise Invalid(_("Choose one of the list."), field="how")
    person.present, person.how, person.marked_at = present, how if present else "", clock.now()
    person.save(update_fields=["present", "how", "marked_at"])
    about(MEETING, meeting.pk)
    return person


@act("programme.join_meeting", roles=READERS, purpose=PLAN, title=_("Join an online meeting"))
def join_meeting(actor: Actor, *, meeting_id: UUID) -> Participant:
    """Mark oneself as present online; whoever was not named is added for their own institution. Raises Conflict."""
    meeting = find_meeting(actor, meeting_id)
    if meeting.started_at is None or meeting.ended_at or not meeting.link:
        raise Conflict(_("This meeting is not going on online."), code="state")
    person = Participant.objects.filter(meeting=meeting, account_id=actor.account_id).first()
    name = author_of(actor)
    if person is None:
        person = Participant.objects.filter(
            meeting=meeting, institution_id=actor.institution_id or NOBODY, name=name, account_id=None
        ).first()
    if person is None:
        person = Participant(id=uuid7(), meeting=meeting, institution_id=actor.institution_id or NOBODY, name=name)
    person.account_id, person.present, person.how, person.marked_at = actor.account_id, True, "online", clock.now()
    person.save()
    about(MEETING, meeting.pk)
    return person


@act("programme.open_meeting", roles=LEADERS, purpose=PLAN, title=_("Open a meeting"))
def open_meeting(actor: Actor, *, meeting_id: UUID) -> Meeting:
    """From now on people are marked as present and minutes can be written. Raises Conflict, NotFound."""
    meeting = own_meeting(actor, meeting_id)
    case = case_of(meeting.pk, lock=True)
    if clock.day_of(meeting.starts_at) > clock.today():
        raise Conflict(_("The day of this meeting has not come. Change its day first."), code="early")
    move(actor, case, "open_meeting")
    moves.save(case, due_on=None)
    meeting.started_at = clock.now()
    meeting.save(update_fields=["started_at"])
    return meeting


@act("programme.end_meeting", roles=LEADERS, purpose=PLAN, title=_("End a meeting"))
def end_meeting(actor: Actor, *, meeting_id: UUID) -> Meeting:
    """Later signatures are marked as given after the meeting. Raises Conflict, NotFound."""
    meeting = own_meeting(actor, meeting_id)
    if meeting.started_at is None or meeting.ended_at:
        raise Conflict(_("This meeting is not going on."), code="state")
    meeting.ended_at = clock.now()
    meeting.save(update_fields=["ended_at"])
    about(MEETING, meeting.pk)
    return meeting


@act("programme.cancel_meeting", roles=LEADERS, purpose=PLAN, title=_("Cancel a meeting"), emits=EMITS)
def cancel_meeting(actor: Actor, *, meeting_id: UUID, reason: str) -> Meeting:
    """Before it was opened; both sides read why. Raises Conflict, Invalid, NotFound."""
    meeting = own_meeting(actor, meeting_id)
    move(actor, case_of(meeting.pk, lock=True), "cancel", reason=reason)
    tell_of_meeting(actor, meeting, notices.CANCELLED)
    return meeting


def find_meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """A meeting this actor may see. Raises NotFound."""
    found = Meeting.objects.select_related("plan").filter(queries.visible(actor), pk=meeting_id).first()
    if found is None:
        raise NotFound(field="meeting_id")
    return found


def own_meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """A meeting of which the actor's institution is a side. Raises NotFound."""
    meeting = find_meeting(actor, meeting_id)
    if actor.institution_id not in meeting.sides:
        raise NotFound(field="meeting_id")
    return meeting


def in_three(text: Callable[[str], str]) -> Words:
    """A text made anew in each language; ``text`` is called with the language's code while it is active."""
    made = {}
    for code in LANGUAGES:
        with translation.override(code):
            made[code] = text(code)[:TITLE_LONGEST]
    return Words(**made)


def _draft_agenda(actor: Actor, plan: Plan, meeting: Meeting) -> int:
    taken = set(AgendaItem.objects.filter(meeting=meeting).values_list("source_id", flat=True))
    added = 0
    for kind, source_id, number, title in queries.open_points(actor, plan, meeting):
        if source_id in taken or len(taken) >= MOST_POINTS:
            continue

        def text(code: str, *, kind: str = kind, number: str = number, title: Words = title) -> str:
            values = {"number": number, "title": title.get(code)}
            if kind == "decision":
                return gettext("Follow-up of decision %(number)s: %(title)s") % values
            return gettext("Late activity %(number)s: %(title)s") % values

        _add(actor, meeting, in_three(text), (kind, source_id))
        taken.add(source_id)
        added += 1
    return added


def _add(actor: Actor, meeting: Meeting, title: Words, source: tuple[str, UUID | None] = ("", None)) -> AgendaItem:
    points = AgendaItem.objects.filter(meeting=meeting)
    if points.count() >= MOST_POINTS:
        raise Invalid(_("There are too many lines."), field="title", code="many")
    made = AgendaItem(
        id=uuid7(),
        meeting=meeting,
        position=(points.aggregate(last=Max("position"))["last"] or 0) + 1,
        title=_stored(title),
        source_kind=source[0],
        source_id=source[1],
        institution_id=actor.institution_id or NOBODY,
        added_at=clock.now(),
    )
    made.save(force_insert=True)
    about(MEETING, meeting.pk)
    return made


def _participant(actor: Actor, participant_id: UUID) -> tuple[Participant, Meeting]:
    person = Participant.objects.filter(pk=participant_id).first()
    if person is None:
        raise NotFound(field="participant_id")
    meeting = own_meeting(actor, person.meeting_id)
    _while_running(meeting)
    return person, meeting


def _while_running(meeting: Meeting) -> None:
    """Raises Conflict once minutes were agreed or the meeting was cancelled."""
    if case_of(meeting.pk).state not in ("planned", "held", "with_iom", "with_state"):
        raise Conflict(OVER, code="state")


def _checked(title: Words, starts_at: datetime, mode: str, place: str, link: str) -> tuple[Words, str, str]:
    place, link = place.strip(), link.strip()
    wrong = []
    if not title.whole:
        wrong.append(Invalid(_("Write it in all three languages."), field="title"))
    if any(len(getattr(title, code)) > TITLE_LONGEST for code in LANGUAGES):
        wrong.append(Invalid(_("This is too long."), field="title"))
    if abs((starts_at - clock.now()).days) > 800:
        wrong.append(Invalid(_("Enter a day near the present one."), field="starts_at"))
    if mode not in MODES:
        wrong.append(Invalid(_("Choose one of the list."), field="mode"))
    if mode in ("onsite", "both") and not place:
        wrong.append(Invalid(_("Say where people meet."), field="place"))
    if mode in ("online", "both") and not link:
        wrong.append(Invalid(_("Enter the address at which people meet online."), field="link"))
    if not link_ok(link):
        wrong.append(Invalid(_("Enter an address that begins with https://"), field="link"))
    if len(place) > 200:
        wrong.append(Invalid(_("This is too long."), field="place"))
    if wrong:
        raise Invalid.many(wrong)
    return title, place, link


def _stored(words: Words) -> dict[str, str]:
    return {code: getattr(words, code) for code in LANGUAGES}
