"""Minutes: each side writes its own, proposes, accepts, signs with a fresh second factor; and what the signature makes."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme import notices
from sapar.areas.programme.access import COORDINATOR, EVERYBODY, IOM, IOM_SIGNATORY, LEADERS, PLAN, SIGNATORY, SIGNERS
from sapar.areas.programme.acts import following_up
from sapar.areas.programme.acts.meetings import own_meeting
from sapar.areas.programme.acts.signing import NOT_YOUR_TURN, author_of
from sapar.areas.programme.acts.telling import EMITS, tell_of_minutes
from sapar.areas.programme.models import (
    Activity,
    AgendaItem,
    Decision,
    Meeting,
    MinutesLine,
    MinutesSignature,
    MinutesVersion,
    Participant,
)
from sapar.areas.programme.procedures import MEETING
from sapar.areas.programme.queries import minutes as queries
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.meetings import held_on, plans_between
from sapar.areas.programme.rules.content import LANGUAGES, Words, whole_hash
from sapar.areas.programme.rules.minutes import (
    DECISION,
    ITEM,
    MOST_LINES,
    Minute,
    MinutesFault,
    entries_of,
    hashes,
    minute_faults,
    snapshot,
    to_json,
)
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act, defer
from sapar.kernel.acts.running import running
from sapar.kernel.documents.seals import issue_document_seal
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import case_of, move
from sapar.methods.ids import uuid7

log = structlog.get_logger(__name__)

VERSION = "minutes_version"
WRITABLE = ("held", "with_iom", "with_state", "agreed")
MOVES = {
    (COORDINATOR, "held"): "propose",
    (IOM, "held"): "propose_iom",
    (COORDINATOR, "with_state"): "counter",
    (IOM, "with_iom"): "counter_iom",
    (SIGNATORY, "agreed"): "sign",
    (SIGNATORY, "iom_signed"): "sign_last",
    (IOM_SIGNATORY, "agreed"): "sign_iom",
    (IOM_SIGNATORY, "state_signed"): "sign_iom_last",
}
FAULTS = {
    "kind": _("Choose one of the list."),
    "title": _("Write the text in one language at least."),
    "long": _("This is too long."),
    "only_decision": _("Only a decision has a responsible institution, a day and links."),
    "many": _("There are too many lines."),
}
WORDS = {
    "absent_state": _("Nobody of the State's side is marked as present."),
    "absent_iom": _("Nobody of IOM is marked as present."),
    "empty": _("The minutes have no point and no decision yet."),
    "languages": _("%(what)s %(number)s: a text is not written in all three languages."),
    "responsible": _("%(what)s %(number)s: nobody is responsible."),
    "due": _("%(what)s %(number)s: the day until which it is to be done is missing."),
    "due_before": _("%(what)s %(number)s: the day lies before the meeting."),
}
WHAT = {ITEM: _("Point"), DECISION: _("Meeting decision")}
CHANGED = _("A colleague changed this line while you were writing. What you wrote is kept: compare, then decide.")
NOT_OPEN = _("Minutes can be written once the meeting is opened and until they are signed.")


def fault_words(fault: MinutesFault) -> str:
    """A fault of minutes in words."""
    return str(WORDS[fault.code]) % {"what": WHAT.get(fault.kind, ""), "number": fault.number}


@act("programme.begin_minutes", roles=EVERYBODY, purpose=PLAN, title=_("Begin one's minutes from the agenda"))
def begin_minutes(actor: Actor, *, meeting_id: UUID) -> dict[str, int]:
    """A point for each point of the agenda that one's minutes do not have yet; returns ``{"added": how many}``."""
    meeting = _writable(actor, meeting_id)
    mine = MinutesLine.objects.filter(meeting=meeting, institution_id=actor.institution_id or NOBODY)
    there = set(mine.values_list("line_id", flat=True))
    added = 0
    for point in AgendaItem.objects.filter(meeting=meeting).order_by("position", "id"):
        if point.pk not in there:
            _save(actor, meeting, ITEM, Minute(Words(**point.title)), point.pk)
            added += 1
    return {"added": added}


@act("programme.add_minute", roles=EVERYBODY, purpose=PLAN, title=_("Add a line to one's minutes of a meeting"))
def add_minute(actor: Actor, *, meeting_id: UUID, kind: str, minute: Minute) -> MinutesLine:
    """A point, a decision or a private note in one's own side's minutes. Raises Invalid, Conflict, NotFound."""
    meeting = _writable(actor, meeting_id)
    if MinutesLine.objects.filter(meeting=meeting, institution_id=actor.institution_id or NOBODY).count() >= MOST_LINES:
        raise Invalid(FAULTS["many"], field="title", code="many")
    _check(actor, meeting, kind, minute)
    return _save(actor, meeting, kind, minute, uuid7())


@act("programme.change_minute", roles=EVERYBODY, purpose=PLAN, title=_("Change a line of one's minutes"))
def change_minute(actor: Actor, *, row_id: UUID, version: int, minute: Minute) -> MinutesLine:
    """Write a line anew. ``version``: what the person saw; if a colleague was faster: Conflict with code ``version``."""
    row, meeting = _own_row(actor, row_id)
    _check(actor, meeting, row.kind, minute)
    changed = MinutesLine.objects.filter(pk=row.pk, version=version).update(
        content=to_json(minute), version=F("version") + 1, changed_at=clock.now(), changed_by=actor.ref
    )
    if changed != 1:
        raise Conflict(CHANGED, code="version")
    row.refresh_from_db()
    return row


@act("programme.remove_minute", roles=EVERYBODY, purpose=PLAN, title=_("Take a line out of one's minutes"))
def remove_minute(actor: Actor, *, row_id: UUID, version: int) -> None:
    """Raises Conflict if a colleague changed it meanwhile."""
    row, _meeting = _own_row(actor, row_id)
    if row.version != version:
        raise Conflict(CHANGED, code="version")
    row.delete()


@act("programme.take_over_minutes", roles=EVERYBODY, purpose=PLAN, title=_("Begin one's minutes anew from a version"))
def take_over_minutes(actor: Actor, *, version_id: UUID) -> dict[str, int]:
    """Replace one's points and decisions by those of a version that was shown; private notes stay."""
    meeting, version = own_version(actor, version_id)
    _writable(actor, meeting.pk)
    mine = MinutesLine.objects.filter(meeting=meeting, institution_id=actor.institution_id or NOBODY)
    mine.exclude(kind="note").delete()
    entries = entries_of(version.content)
    for one in entries:
        _save(actor, meeting, one.kind, one.minute, one.id)
    return {"lines": len(entries)}


@act(
    "programme.propose_minutes",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Propose minutes to the other side"),
    emits=EMITS,
)
def propose_minutes(actor: Actor, *, meeting_id: UUID, note: str = "") -> MinutesVersion:
    """Freeze one's minutes, without private notes, and show them to the other side.

    Raises Invalid naming every fault, Conflict when it is not one's turn or nothing would change.
    """
    meeting = own_meeting(actor, meeting_id)
    case = case_of(meeting.pk, lock=True)
    entries = queries.entries(actor, meeting)
    people = list(Participant.objects.filter(meeting=meeting).order_by("institution_id", "id"))
    faults = queries.faults_of(meeting, entries, people)
    if meeting.started_at is None:
        raise Conflict(NOT_OPEN, code="planned")
    if faults:
        raise Invalid.many([Invalid(fault_words(one), field=None, code=one.code) for one in faults[:20]])
    content = snapshot(_head(meeting, people), entries)
    by_language = hashes(content)
    sha256 = whole_hash(by_language)
    last = MinutesVersion.objects.filter(meeting=meeting).order_by("-number").first()
    # Minutes that were withdrawn or reopened do not stand: the same text may be proposed again.
    if last is not None and last.sha256 == sha256 and case.state != "held":
        raise Conflict(_("Your minutes are the same as the newest version."), code="same")
    _move(actor, case)
    made = MinutesVersion(
        id=uuid7(),
        meeting=meeting,
        number=(last.number if last else 0) + 1,
        institution_id=actor.institution_id or NOBODY,
        content=content,
        sha256=sha256,
        note=note.strip()[:1000],
        proposed_at=clock.now(),
        proposed_by=actor.ref,
        **{f"hash_{code}": by_language[code] for code in LANGUAGES},
    )
    made.save(force_insert=True)
    about(VERSION, made.pk)
    tell_of_minutes(actor, meeting, made, notices.MINUTES_PROPOSED, LEADERS)
    return made


@act(
    "programme.accept_minutes",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Accept the minutes that the other side proposed"),
    emits=EMITS,
)
def accept_minutes(actor: Actor, *, version_id: UUID) -> Meeting:
    """Agree to the newest version, so that both sides can sign it. Raises Conflict when it is not one's turn."""
    meeting, version = own_version(actor, version_id)
    case = case_of(meeting.pk, lock=True)
    last = MinutesVersion.objects.filter(meeting=meeting).order_by("-number").first()
    if last is None or last.pk != version.pk:
        raise Conflict(_("There is a newer version."), code="newer")
    turn = {"with_iom": (IOM, "accept_iom"), "with_state": (COORDINATOR, "accept")}.get(case.state)
    if turn is None or actor.role != turn[0]:
        raise Conflict(NOT_YOUR_TURN, code="turn")
    move(actor, case, turn[1])
    meeting.agreed_id = version.pk
    meeting.save(update_fields=["agreed_id"])
    about(VERSION, version.pk)
    tell_of_minutes(actor, meeting, version, notices.MINUTES_TO_SIGN, (*LEADERS, *SIGNERS))
    return meeting


@act(
    "programme.sign_minutes",
    roles=SIGNERS,
    purpose=PLAN,
    title=_("Sign the minutes of a meeting"),
    fresh=True,
    emits=(following_up.TASK,),
)
def sign_minutes(actor: Actor, *, version_id: UUID, sha256: str) -> MinutesSignature:
    """Sign the hash of the minutes in all three languages, during the meeting or after. ``sha256``: what was seen.

    The second signature makes the decisions records and seals the protocol. Raises Conflict for another version or hash
    than the agreed one, or when this side has signed.
    """
    meeting, version = own_version(actor, version_id)
    case = case_of(meeting.pk, lock=True)
    if meeting.agreed_id != version.pk:
        raise Conflict(_("These are not the minutes that both sides agreed on."), code="other_version")
    if whole_hash(hashes(version.content)) != version.sha256 or sha256 != version.sha256:
        raise Conflict(_("The text is not the one you saw. Open it again."), code="hash")
    wanted = meeting.state_id if actor.role == SIGNATORY else meeting.iom_id
    if actor.institution_id != wanted:
        raise NotPermitted()
    _move(actor, case)
    now = clock.now()
    made = MinutesSignature(
        id=uuid7(),
        version=version,
        institution_id=wanted,
        account_id=actor.account_id or NOBODY,
        name=author_of(actor),
        role=actor.role,
        sha256=sha256,
        in_session=meeting.started_at is not None and meeting.ended_at is None,
        at=now,
        entry_id=running().entry_id,
    )
    made.save(force_insert=True)
    about(VERSION, version.pk)
    if case.state == "signed":
        _put_in_force(actor, meeting, version)
    return made


def _put_in_force(actor: Actor, meeting: Meeting, version: MinutesVersion) -> None:
    now = clock.now()
    version.in_force_at = meeting.signed_at = now
    try:
        version.seal = issue_document_seal(
            actor,
            "programme.protocol",
            (VERSION, version.pk),
            word="PROTOCOL",
            reference=meeting.reference,
            sha256=version.sha256,
            signed_on=clock.today(),
            institution_id=meeting.state_id,
        ).token
    except Unavailable as error:
        # Both have signed; a node whose key no authority has certified prints the protocol without a seal.
        log.warning("protocol_not_sealed", code=error.code)
    version.save(update_fields=["in_force_at", "seal"])
    meeting.save(update_fields=["signed_at"])
    for one in entries_of(version.content):
        said = one.minute
        if one.kind != DECISION or said.responsible_id is None or said.due_on is None:
            continue
        Decision(
            id=one.id,
            meeting=meeting,
            plan_id=meeting.plan_id,
            state_id=meeting.state_id,
            iom_id=meeting.iom_id,
            number=f"{meeting.reference}/{one.number}",
            position=one.number,
            text=to_json(said)["title"],
            responsible_id=said.responsible_id,
            person=said.person,
            due_on=said.due_on,
            line_ids=[str(line) for line in said.line_ids],
            closes_ids=[str(other) for other in said.closes],
            decided_on=held_on(meeting),
        ).save(force_insert=True)
    about(MEETING, meeting.pk)
    defer(following_up.TASK, meeting_id=str(meeting.pk))


def _head(meeting: Meeting, people: list[Participant]) -> dict[str, object]:
    return {
        "reference": meeting.reference,
        "plan": meeting.plan.reference,
        "title": {code: meeting.title[code] for code in LANGUAGES},
        "held_on": held_on(meeting).isoformat(),
        "mode": meeting.mode,
        "place": meeting.place,
        "state_id": str(meeting.state_id),
        "iom_id": str(meeting.iom_id),
        "participants": [
            {"institution_id": str(one.institution_id), "name": one.name, "office": one.office, "how": one.how}
            for one in people
            if one.present
        ],
    }


def _check(actor: Actor, meeting: Meeting, kind: str, minute: Minute) -> None:
    """Raises Invalid naming every field that cannot stand in minutes."""
    wrong = [Invalid(FAULTS[code], field=name, code=code) for name, code in minute_faults(kind, minute)]
    if minute.responsible_id and len(shared.institutions([minute.responsible_id])) != 1:
        wrong.append(Invalid(_("Choose an institution of the list."), field="responsible_id"))
    plans = plans_between(meeting)
    if minute.line_ids:
        known = set(Activity.objects.filter(plan_id__in=plans).values_list("line_id", flat=True))
        if not set(minute.line_ids) <= known:
            wrong.append(Invalid(_("Choose activities of the list."), field="line_ids"))
    if minute.closes:
        open_ones = set(Decision.objects.filter(plan_id__in=plans, closed_on=None).values_list("pk", flat=True))
        if not set(minute.closes) <= open_ones:
            wrong.append(Invalid(_("Choose open decisions of the list."), field="closes"))
    if wrong:
        raise Invalid.many(wrong)


def _save(actor: Actor, meeting: Meeting, kind: str, minute: Minute, line_id: UUID) -> MinutesLine:
    mine = actor.institution_id or NOBODY
    rows = MinutesLine.objects.filter(meeting=meeting, institution_id=mine)
    made = MinutesLine(
        id=uuid7(),
        meeting=meeting,
        institution_id=mine,
        line_id=line_id,
        kind=kind,
        position=(rows.aggregate(last=Max("position"))["last"] or 0) + 1,
        content=to_json(minute),
        changed_at=clock.now(),
        changed_by=actor.ref,
    )
    made.save(force_insert=True)
    about(MEETING, meeting.pk)
    return made


def _writable(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = own_meeting(actor, meeting_id)
    if case_of(meeting.pk).state not in WRITABLE:
        raise Conflict(NOT_OPEN, code="state")
    return meeting


def _own_row(actor: Actor, row_id: UUID) -> tuple[MinutesLine, Meeting]:
    row = MinutesLine.objects.filter(pk=row_id, institution_id=actor.institution_id or NOBODY).first()
    if row is None:
        raise NotFound(field="row_id")
    about(MEETING, row.meeting_id)
    return row, _writable(actor, row.meeting_id)


def own_version(actor: Actor, version_id: UUID) -> tuple[Meeting, MinutesVersion]:
    found = MinutesVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise NotFound(field="version_id")
    return own_meeting(actor, found.meeting_id), found


def _move(actor: Actor, case: Case) -> None:
    name = MOVES.get((actor.role, case.state))
    if name is None:
        raise Conflict(NOT_YOUR_TURN, code="turn")
    move(actor, case, name)
