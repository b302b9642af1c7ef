"""What the pages of plans show: the plan, one's own draft, a version with comments, the difference between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sapar.areas.programme.models import Comment, DraftLine, Plan, Round, Signature, Version
from sapar.areas.programme.procedures import ROUND
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import check_reader
from sapar.areas.programme.rules.content import (
    LANGUAGES,
    Fault,
    Line,
    from_json,
    hashes,
    proposal_faults,
    whole_hash,
)
from sapar.areas.programme.rules.differing import LineChange, differences
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import TimelineStep, case_of, timeline

PARTY_KINDS = ("migration_service", "border_service", "labour_ministry", "ministry", "iom", "donor", "organisation")


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan's page. ``round_state`` is "" for parties that do not sign. ``draft_lines``: of the reader's own copy."""

    plan: Plan
    state: str
    side: str
    round: Round | None
    round_state: str
    versions: list[Version]
    signatures: dict[UUID, list[Signature]]
    draft_lines: int
    draft_changed: bool
    steps: list[TimelineStep]
    earlier: list[Plan]
    names: dict[UUID, Institution]


@dataclass(frozen=True, slots=True)
class DraftView:
    """One's own working copy: numbered lines with their rows, and what it lacks."""

    plan: Plan
    lines: list[tuple[Line, DraftLine]]
    faults: list[Fault]
    changes: list[LineChange]
    base: Version | None
    earlier: list[Plan]
    names: dict[UUID, Institution]


@dataclass(frozen=True, slots=True)
class RowView:
    """A line to edit, with what stands there now and the names of institutions to choose from."""

    plan: Plan
    row: DraftLine
    line: Line
    choices: list[Institution]


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version; ``against`` is what it is compared with; ``intact``: its text still has the hash that it was given."""

    plan: Plan
    version: Version
    lines: list[Line]
    comments: list[Comment]
    signatures: list[Signature]
    against: Version | None
    changes: list[LineChange]
    others: list[Version]
    side: str
    round_state: str
    agreed: bool
    newest: bool
    intact: bool
    names: dict[UUID, Institution]


def party_choices() -> list[Institution]:
    """Institutions that a plan may name; inside ``reading``."""
    return list(Institution.objects.filter(kind__in=PARTY_KINDS, ended_at=None).order_by("code"))


def counterparts(actor: Actor) -> list[Institution]:
    """Who can be the other side of a plan that this actor opens."""
    check_reader(actor)
    with reading(actor):
        found = party_choices()
    wanted = [one for one in found if (one.kind == "iom") != (actor.role == "iom.coordinator")]
    ministries = [one for one in wanted if one.kind in ("iom", "ministry", "labour_ministry")]
    return [one for one in ministries if one.pk != actor.institution_id]


def plan(actor: Actor, plan_id: UUID) -> PlanView:
    """A plan as this reader may see it. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        found = shared.find_plan(actor, plan_id)
        side = shared.side_of(actor, found)
        versions = Version.objects.filter(plan=found).defer("content").order_by("-number")
        shown = list(versions if side else versions.filter(in_force_at__isnull=False))
        signatures: dict[UUID, list[Signature]] = {}
        for signature in Signature.objects.filter(version__in=shown).order_by("at"):
            signatures.setdefault(signature.version_id, []).append(signature)
        around: Round | None = None
        round_state, state, changed = "", "in_force", False
        steps: list[TimelineStep] = []
        rows: list[DraftLine] = []
        if side:
            around = shared.last_round(found)
            case = case_of(around.pk)
            round_state, state = case.state, case_of(found.pk).state
            steps = timeline(case)
            own, rows = shared.draft_rows(actor, found)
            if shown and own is not None:
                # Against what it was begun from: what the other side proposed since is not one's own change.
                base = Version.objects.filter(pk=own.base_id or shown[0].pk).first()
                changed = bool(differences(shared.version_lines(base), shared.as_lines(rows)))
        names = shared.institutions(
            [*found.sides, *(one.institution_id for one in shown), *(step.institution_id for step in steps)]
        )
        earlier = _earlier(actor, found)
    return PlanView(
        found, state, side, around, round_state, shown, signatures, len(rows), changed, steps, earlier, names
    )


def draft(actor: Actor, plan_id: UUID) -> DraftView:
    """The reader's own working copy; empty before the first line. Raises NotFound for those who are no side."""
    check_reader(actor)
    with reading(actor):
        found = shared.find_plan(actor, plan_id)
        if not shared.side_of(actor, found):
            raise NotFound()
        copy, rows = shared.draft_rows(actor, found)
        lines = shared.as_lines(rows)
        by_line = {row.line_id: row for row in rows}
        base_id = copy.base_id if copy else found.in_force_id
        base = Version.objects.filter(pk=base_id).first() if base_id else None
        changes = differences(shared.version_lines(base), lines) if base else []
        faults = proposal_faults(lines, found.starts_on, found.ends_on) if rows else []
        names = shared.institutions([*found.sides, *_ids(lines)])
        earlier = _earlier(actor, found)
    return DraftView(found, [(line, by_line[line.id]) for line in lines], faults, changes, base, earlier, names)


def draft_row(actor: Actor, row_id: UUID) -> RowView:
    """A line of one's own draft. Raises NotFound."""
    check_reader(actor)
    with reading(actor):
        mine = actor.institution_id or NOBODY
        row = DraftLine.objects.select_related("draft").filter(pk=row_id, institution_id=mine).first()
        if row is None:
            raise NotFound()
        found = shared.find_plan(actor, row.draft.plan_id)
        line = next(
            (one for one in shared.as_lines(DraftLine.objects.filter(draft=row.draft)) if one.id == row.line_id),
            Line(row.line_id, row.parent_id, row.level, row.position, from_json(row.content)),
        )
        return RowView(found, row, line, party_choices())


def version(actor: Actor, version_id: UUID, against_id: UUID | None = None) -> VersionView:
    """A version that was shown to this reader, compared with another one (by default the one before it)."""
    check_reader(actor)
    with reading(actor):
        found, one = shared.find_version(actor, version_id)
        side = shared.side_of(actor, found)
        others = [
            other
            for other in Version.objects.filter(plan=found).exclude(pk=one.pk).order_by("-number")
            if side or other.in_force_at
        ]
        against = next((other for other in others if other.pk == against_id), None)
        if against is None:
            against = next((other for other in others if other.number < one.number), None)
        lines = shared.version_lines(one)
        changes = differences(shared.version_lines(against), lines) if against else []
        comments = list(Comment.objects.filter(version=one).order_by("id")) if side else []
        signatures = list(Signature.objects.filter(version=one).order_by("at"))
        round_state, agreed, newest = "", False, False
        if side:
            around = shared.last_round(found)
            round_state = case_of(around.pk).state
            agreed = around.agreed_id == one.pk
            newest = all(other.number < one.number for other in others)
        names = shared.institutions(
            [
                *_ids(lines),
                *_ids(shared.version_lines(against)),
                *found.sides,
                *(said.institution_id for said in comments),
                *(other.institution_id for other in others),
                one.institution_id,
            ]
        )
        by_language = hashes(one.content)
        intact = whole_hash(by_language) == one.sha256 and all(
            getattr(one, f"hash_{code}") == by_language[code] for code in LANGUAGES
        )
    return VersionView(
        found,
        one,
        lines,
        comments,
        signatures,
        against,
        changes,
        others,
        side,
        round_state,
        agreed,
        newest,
        intact,
        names,
    )


def _earlier(actor: Actor, found: Plan) -> list[Plan]:
    visible = Plan.objects.filter(shared.visible_plans(actor))
    return list(visible.filter(in_force_id__isnull=False, year__lt=found.year).order_by("-year"))


def _ids(lines: Sequence[Line]) -> list[UUID | None]:
    found: list[UUID | None] = []
    for line in lines:
        found += [line.content.responsible_id, *line.content.partner_ids]
        found += [one.donor_id for one in line.content.budget]
    return found


def plan_of_round(actor: Actor, round_id: UUID) -> UUID:
    """The plan that an agreement under way is about. Raises NotFound."""
    with reading(actor):
        found = Round.objects.filter(pk=round_id).first()
        known = Case.objects.filter(subject_id=round_id, subject_kind=ROUND).exists()
    if found is None or not known:
        raise NotFound()
    return found.plan_id
