"""What is read about minutes: one's own, a version that was shown, how it differs from another, what was said about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import PLAN, READERS
from sapar.areas.programme.models import (
    Activity,
    Decision,
    Meeting,
    MinutesComment,
    MinutesLine,
    MinutesSignature,
    MinutesVersion,
    Participant,
)
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import check_reader
from sapar.areas.programme.queries.meetings import find_meeting, held_on, plans_between, side_of, state_of
from sapar.areas.programme.queries.plans import party_choices
from sapar.areas.programme.rules.content import LANGUAGES, whole_hash
from sapar.areas.programme.rules.differing import EntryChange, minutes_differences
from sapar.areas.programme.rules.minutes import (
    KINDS,
    MinutesEntry,
    MinutesFault,
    entries_of,
    from_json,
    hashes,
    proposal_faults,
)
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import case_of


@dataclass(frozen=True, slots=True)
class MinutesView:
    """One's own minutes: rows with their places, and what they lack; what a decision can name."""

    meeting: Meeting
    state: str
    rows: list[tuple[MinutesEntry, MinutesLine]]
    faults: list[MinutesFault]
    institutions: list[Institution]
    activities: list[Activity]
    open_decisions: list[Decision]
    names: dict[UUID, Institution]


@dataclass(frozen=True, slots=True)
class ProtocolView:
    """A version of minutes. ``intact``: its text still has the hash that it was given. ``against``: the version that
    ``changes`` are counted from; ``others``: those it can be compared with. Comments are for the two sides alone."""

    meeting: Meeting
    version: MinutesVersion
    entries: list[MinutesEntry]
    signatures: list[MinutesSignature]
    state: str
    side: str
    newest: bool
    agreed: bool
    intact: bool
    activities: dict[UUID, Activity]
    decisions: dict[UUID, Decision]
    names: dict[UUID, Institution]
    against: MinutesVersion | None
    changes: list[EntryChange]
    others: list[MinutesVersion]
    comments: list[MinutesComment]


def faults_of(meeting: Meeting, entries: Sequence[MinutesEntry], people: Iterable[Participant]) -> list[MinutesFault]:
    """What minutes still lack before they can be proposed."""
    sides = {meeting.state_id: shared.STATE, meeting.iom_id: shared.IOM}
    present = {sides.get(one.institution_id, "") for one in people if one.present}
    return proposal_faults(entries, held_on(meeting), present)


def entries(actor: Actor, meeting: Meeting) -> list[MinutesEntry]:
    """One's own minutes as numbered entries: points, then decisions, then notes."""
    return [entry for entry, _row in _rows(actor, meeting)]


def _rows(actor: Actor, meeting: Meeting) -> list[tuple[MinutesEntry, MinutesLine]]:
    mine = MinutesLine.objects.filter(meeting=meeting, institution_id=actor.institution_id or NOBODY)
    rows = sorted(mine, key=lambda row: (KINDS.index(row.kind), row.position, row.pk))
    counts: dict[str, int] = {}
    made = []
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
        made.append((MinutesEntry(row.line_id, row.kind, counts[row.kind], from_json(row.content)), row))
    return made


def minutes(actor: Actor, meeting_id: UUID) -> MinutesView:
    """One's own side's minutes. Raises NotFound for those who are no side."""
    check_reader(actor)
    with reading(actor):
        found = find_meeting(actor, meeting_id)
        if not side_of(actor, found):
            raise NotFound()
        rows = _rows(actor, found)
        plans = plans_between(found)
        activities = Activity.objects.filter(plan_id=found.plan_id, dropped_at=None)
        open_ones = Decision.objects.filter(plan_id__in=plans, closed_on=None).exclude(meeting=found)
        ids = [entry.minute.responsible_id for entry, _row in rows]
        return MinutesView(
            found,
            case_of(found.pk).state,
            rows,
            faults_of(found, [entry for entry, _row in rows], Participant.objects.filter(meeting=found)),
            party_choices(),
            sorted(activities, key=lambda one: [int(part) for part in one.number.split(".")]),
            list(open_ones.order_by("number")),
            shared.institutions([*found.sides, *ids]),
        )


def minute_row(actor: Actor, row_id: UUID) -> tuple[MinutesView, MinutesLine]:
    """A line of one's own minutes, with all that it may name. Raises NotFound."""
    check_reader(actor)
    with reading(actor):
        row = MinutesLine.objects.filter(pk=row_id, institution_id=actor.institution_id or NOBODY).first()
        if row is None:
            raise NotFound()
    return minutes(actor, row.meeting_id), row


@look("programme.read_minutes", roles=READERS, purpose=PLAN, title=_("Read a version of the minutes of a meeting"))
def protocol(actor: Actor, *, version_id: UUID, against_id: UUID | None = None) -> ProtocolView:
    """A version of minutes that was shown to this reader, with who was present; compared with another version (by default
    the one before it). Raises NotFound.
    """
    version = MinutesVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound()
    found = find_meeting(actor, version.meeting_id)
    side = side_of(actor, found)
    if not side and version.in_force_at is None:
        raise NotFound()
    shown("minutes_version", version.pk)
    shown("plan_meeting", found.pk)
    said = entries_of(version.content)
    case = Case.objects.filter(subject_id=found.pk).first()
    # A version of the one side that the other amended is not for those who only take part.
    others = [
        one
        for one in MinutesVersion.objects.filter(meeting=found).exclude(pk=version.pk).order_by("-number")
        if side or one.in_force_at
    ]
    against = next((one for one in others if one.pk == against_id), None)
    if against is None:
        against = next((one for one in others if one.number < version.number), None)
    if against is not None:
        shown("minutes_version", against.pk)
    by_language = hashes(version.content)
    intact = whole_hash(by_language) == version.sha256 and all(
        getattr(version, f"hash_{code}") == by_language[code] for code in LANGUAGES
    )
    earlier = entries_of(against.content) if against else []
    both = [*said, *earlier]
    lines = {line for one in both for line in one.minute.line_ids}
    activities = {one.line_id: one for one in Activity.objects.filter(line_id__in=lines).order_by("plan__year")}
    closed = {other for one in both for other in one.minute.closes}
    decisions = {one.pk: one for one in Decision.objects.filter(pk__in=closed)}
    comments = list(MinutesComment.objects.filter(version=version).order_by("id")) if side else []
    ids: list[UUID | None] = [one.minute.responsible_id for one in both]
    for one in (version, against):
        ids += [UUID(each["institution_id"]) for each in one.content["head"]["participants"]] if one else []
    ids += [version.institution_id, *(one.institution_id for one in comments)]
    return ProtocolView(
        found,
        version,
        said,
        list(MinutesSignature.objects.filter(version=version).order_by("at")),
        state_of(found, case),
        side,
        all(one.number < version.number for one in others),
        found.agreed_id == version.pk,
        intact,
        activities,
        decisions,
        shared.institutions([*found.sides, *ids]),
        against,
        minutes_differences(against.content, version.content) if against else [],
        others,
        comments,
    )


def meeting_of_version(actor: Actor, version_id: UUID) -> Meeting:
    """The meeting that a version of minutes is of. Raises NotFound."""
    with reading(actor):
        found = MinutesVersion.objects.filter(pk=version_id).values_list("meeting_id", flat=True).first()
        if found is None:
            raise NotFound()
        return find_meeting(actor, found)
