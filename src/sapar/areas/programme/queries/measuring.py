"""Result indicators and their values as their readers may see them; the roll-up, computed here and stored nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import PLAN as PLAN_PURPOSE
from sapar.areas.programme.access import READERS
from sapar.areas.programme.models import Measure, Party, Plan, Value, Version
from sapar.areas.programme.procedures import VALUE
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import check_reader
from sapar.areas.programme.rules import measures as rules
from sapar.areas.programme.rules.content import Line
from sapar.areas.programme.rules.measures import Amount, Measured, Node, Target
from sapar.areas.programme.rules.standing import Standing, Way, figure_standing
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import look
from sapar.kernel.documents.attachments import Listed, Opened, attachments_of, open_attachment
from sapar.kernel.documents.models import Attachment
from sapar.kernel.errors import NotFound
from sapar.kernel.facts import rules as counting
from sapar.kernel.facts.models import Run
from sapar.kernel.facts.rules import Counts
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import TimelineStep, case_of, timeline
from sapar.methods.rollup import Chain, Figure, Period

WAITING = "submitted"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with its state: ``draft``, ``submitted``, ``returned``, ``approved``, ``locked``; ``elsewhere``: submitted, and
    its case is between two other institutions."""

    value: Value
    state: str
    amount: Amount | None

    @property
    def counts(self) -> bool:
        return self.value.approved_at is not None


@dataclass(slots=True)
class Followed:
    """A measure with what counts of its values, rolled up with all that roll into it.

    ``judged``: the target period that the colour is about, ``figure`` the figure in it.
    """

    measure: Measure
    said: Measured
    line: Line | None
    state: str
    entries: list[Entry]
    chain: Chain
    below: list[Measure]
    judged: Target | None
    figure: Figure | None
    standing: Standing

    @property
    def key(self) -> str:
        """What people call it: ``I-3``."""
        return f"I-{self.measure.number}"

    @property
    def label(self) -> str:
        """The same with a hyphen that breaks no line."""
        return self.key.replace("-", "\u2011")

    def figure_in(self, period: Period) -> Figure:
        return self.chain.total(str(self.measure.pk), period)

    def newest(self, period: Period) -> Entry | None:
        """The approved value that counts for a period."""
        found = [one for one in self.entries if one.counts and one.value.starts_on == period.start]
        return max(found, key=lambda one: one.value.revision, default=None)

    @property
    def waiting(self) -> list[Entry]:
        return [one for one in self.entries if one.state == WAITING]

    @property
    def open_periods(self) -> list[Target]:
        """Target periods that have begun and have neither an approved value nor one that waits."""
        today = clock.today()
        taken = {one.value.starts_on for one in self.entries if one.counts or one.state in (WAITING, "elsewhere")}
        return [one for one in self.said.targets if one.starts_on <= today and one.starts_on not in taken]


@dataclass(slots=True)
class PlanMeasured:
    """All measures of a plan."""

    plan: Plan
    side: str
    measures: list[Followed]
    lines: list[Line]
    names: dict[UUID, Institution] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure's page."""

    plan: Plan
    side: str
    followed: Followed
    names: dict[UUID, Institution]
    may_enter: bool
    may_agree: bool


@dataclass(frozen=True, slots=True)
class ValueView:
    """A value's page: everything it rests on. ``intact``: it has its hash. ``later``: the row that corrects it."""

    plan: Plan
    side: str
    followed: Followed
    entry: Entry
    files: list[Listed]
    run: Run | None
    steps: list[TimelineStep]
    earlier: Value | None
    later: Value | None
    intact: bool | None
    names: dict[UUID, Institution]
    may_decide: bool
    may_enter: bool


# ------------------------------------------------------------------------------------------------ rules of who and what


def find_measure(actor: Actor, measure_id: UUID) -> tuple[Plan, Measure]:
    """A measure that this reader may see. Raises NotFound."""
    found = Measure.objects.filter(pk=measure_id).first()
    if found is None:
        raise NotFound(field="measure_id")
    plan = shared.find_plan(actor, found.plan_id)
    if not shared.side_of(actor, plan) and found.agreed_at is None:
        raise NotFound(field="measure_id")
    return plan, found


def find_value(actor: Actor, value_id: UUID, *, lock: bool = False) -> tuple[Plan, Value]:
    """A value that this reader may see. Raises NotFound."""
    values = Value.objects.select_for_update() if lock else Value.objects.all()
    found = values.filter(pk=value_id).first()
    if found is None:
        raise NotFound(field="value_id")
    plan = shared.find_plan(actor, found.plan_id)
    mine = found.institution_id == actor.institution_id
    if not (mine or (found.submitted_at and shared.side_of(actor, plan)) or found.approved_at):
        raise NotFound(field="value_id")
    return plan, found


def may_enter(actor: Actor, plan: Plan, measure: Measure) -> bool:
    """The institution that answers for it, or the State's side for other state bodies; as for reports of activities."""
    if actor.institution_id == measure.responsible_id:
        return True
    return actor.institution_id == plan.state_id and measure.responsible_id != plan.iom_id


def approver_of(plan: Plan, institution_id: UUID) -> UUID:
    """Which side approves what an institution entered: the State's, and IOM what the State's own ministry entered."""
    return plan.iom_id if institution_id == plan.state_id else plan.state_id


def measure_titles(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    """For the work list; inside ``reading``."""
    found = Measure.objects.filter(pk__in=list(ids)).values_list("pk", "title")
    return {pk: title.get(language, "") for pk, title in found}


def value_titles(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    """The indicator of a value, for the work list; inside ``reading``."""
    found = Value.objects.filter(pk__in=list(ids)).values_list("pk", "measure__title")
    return {pk: title.get(language, "") for pk, title in found}


def amount_of_run(run: Run, said: Measured, period: Period) -> Counts:
    """What a run says of a period: Σ over the cells of its months, of the codes that the measure names."""
    return counts_in(run.counted(), run.definition["by"], said, period)


def counts_in(cells: Iterable[counting.Cell], by: Sequence[str], said: Measured, period: Period) -> Counts:
    """The same from cells that were counted again."""
    months = set(rules.months_of(period))
    # A dimension of months is the one whose codes look like months: an indicator has at most one.
    chosen = []
    for cell in cells:
        codes = dict(zip(by, cell.codes, strict=True))
        if codes.get("month") in months and all(str(codes.get(name)) == code for name, code in said.cells.items()):
            chosen.append(cell)
    return counting.total(chosen, is_count=not said.is_ratio)


def amount_in(value: Value) -> Amount | None:
    return None if value.numerator is None else Amount(value.numerator, value.denominator)


def sealed(value: Value) -> str:
    """SHA-256 over everything that makes a value what it is; a run by its own hash."""
    run = Run.objects.filter(pk=value.run_id).first() if value.run_id else None
    return rules.digest(
        {
            "id": str(value.pk),
            "measure": str(value.measure_id),
            "definition": value.definition_hash,
            "period": [value.starts_on.isoformat(), value.ends_on.isoformat()],
            "numerator": rules.plain(value.numerator),
            "denominator": rules.plain(value.denominator),
            "parts": value.parts,
            "source": value.source,
            "run": run.output_hash if run else None,
            "link": value.evidence_link,
            "file": value.evidence_sha256,
            "as_of": value.as_of.isoformat() if value.as_of else None,
            "vintage": value.vintage,
            "revision": value.revision,
        }
    )


# ------------------------------------------------------------------------------------------------ reading


def _state(value: Value, cases: dict[UUID, Case]) -> str:
    if value.submitted_at is None:
        return "draft"
    if value.pk in cases:
        return cases[value.pk].state
    return "approved" if value.approved_at else "elsewhere"


def follow(
    plan: Plan, *, until: date | None = None, instead: Mapping[UUID, Amount | None] | None = None
) -> list[Followed]:
    """All measures of a plan with their figures today, in the order of their lines. Inside ``reading``.

    ``until``: as of that day, without the values of periods that began later. ``instead``: other amounts for some values.
    """
    today = until or clock.today()
    found = list(Measure.objects.filter(plan=plan).order_by("number"))
    version = Version.objects.filter(pk=plan.in_force_id).first() if plan.in_force_id else None
    lines = shared.version_lines(version)
    at = {line.id: place for place, line in enumerate(lines)}
    values: dict[UUID, list[Value]] = {}
    every: list[Value] = []
    known = Value.objects.filter(plan_id=plan.pk, starts_on__lte=today)
    for value in known.order_by("starts_on", "revision", "id"):
        values.setdefault(value.measure_id, []).append(value)
        every.append(value)
    cases = shared.case_states([one.pk for one in every] + [one.pk for one in found])
    other = instead or {}
    entries = {
        pk: [Entry(one, _state(one, cases), other.get(one.pk, amount_in(one))) for one in of_measure]
        for pk, of_measure in values.items()
    }
    said = {one.pk: rules.from_json(one.content) for one in found}
    nodes = [
        Node(
            str(one.pk),
            said[one.pk],
            str(one.rolls_into) if one.rolls_into in said else None,
            tuple(report for entry in entries.get(one.pk, ()) if entry.counts for report in _reports(entry)),
        )
        for one in found
    ]
    made = []
    for measure, node in zip(found, nodes, strict=True):
        chain = rules.chain_of(node, nodes)
        below = [one for one in found if one.rolls_into == measure.pk]
        judged, figure, standing = _judge(node, said[measure.pk], chain, today)
        case = cases.get(measure.pk)
        state = case.state if case else ("ended" if measure.ended_at else "agreed")
        line = lines[at[measure.line_id]] if measure.line_id in at else None
        made.append(
            Followed(
                measure,
                said[measure.pk],
                line,
                state,
                entries.get(measure.pk, []),
                chain,
                below,
                judged,
                figure,
                standing,
            )
        )
    return sorted(made, key=lambda one: (at.get(one.measure.line_id, len(lines)), one.measure.number))


def _reports(entry: Entry) -> Iterable[Any]:
    value = entry.value
    period = Period(value.starts_on, value.ends_on)
    return rules.reports_of(str(value.measure_id), period, entry.amount, rules.parts_of(value.parts), value.revision)


def _judge(node: Node, said: Measured, chain: Chain, today: date) -> tuple[Target | None, Figure | None, Standing]:
    known = [one.period for one in said.targets if chain.total(node.id, one.period).value is not None]
    judged = rules.period_to_judge(said.targets, known, today)
    if judged is None:
        return None, None, figure_standing(Way(today, today, None, None), today)
    figure = chain.total(node.id, judged.period)
    way = Way(
        judged.starts_on,
        judged.ends_on,
        figure.value,
        judged.amount.value,
        said.baseline.value if said.baseline and (said.is_ratio or said.aggregation == rules.LAST) else None,
        said.direction == rules.UP,
        rules.is_whole(figure),
    )
    return judged, figure, figure_standing(way, today)


def plan_measured(actor: Actor, plan_id: UUID) -> PlanMeasured:
    """The measures of a plan. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        plan = shared.find_plan(actor, plan_id)
        found = follow(plan)
        version = Version.objects.filter(pk=plan.in_force_id).first() if plan.in_force_id else None
        names = shared.institutions([*plan.sides, *(one.measure.responsible_id for one in found)])
        lines = [line for line in shared.version_lines(version) if line.level in rules.LEVELS]
    return PlanMeasured(plan, shared.side_of(actor, plan), found, lines, names)


def measure(actor: Actor, measure_id: UUID) -> MeasureView:
    """A measure with its values. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        plan, found = find_measure(actor, measure_id)
        followed = next(one for one in follow(plan) if one.measure.pk == found.pk)
        names = shared.institutions(
            [*plan.sides, found.responsible_id, *(one.value.institution_id for one in followed.entries)]
        )
        side = shared.side_of(actor, plan)
    agreed = found.agreed_at is not None and found.ended_at is None
    other = followed.state == "proposed" and bool(side) and actor.institution_id != found.institution_id
    return MeasureView(plan, side, followed, names, agreed and may_enter(actor, plan, found), other)


def value(actor: Actor, value_id: UUID) -> ValueView:
    """A value with all that it rests on. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        plan, found = find_value(actor, value_id)
        followed = next(one for one in follow(plan) if one.measure.pk == found.measure_id)
        entry = next(one for one in followed.entries if one.value.pk == found.pk)
        files = attachments_of((VALUE, found.pk))
        run = Run.objects.filter(pk=found.run_id).first() if found.run_id else None
        steps: list[TimelineStep] = []
        if entry.state not in ("draft", "elsewhere") and shared.case_states([found.pk]):
            steps = timeline(case_of(found.pk))
        earlier = Value.objects.filter(pk=found.corrects_id).first() if found.corrects_id else None
        later = Value.objects.filter(corrects_id=found.pk).exclude(submitted_at=None).order_by("-id").first()
        intact = sealed(found) == found.sha256 if found.approved_at else None
        names = shared.institutions(
            [*plan.sides, followed.measure.responsible_id, found.institution_id, *(s.institution_id for s in steps)]
        )
        side = shared.side_of(actor, plan)
    decide = (
        entry.state == WAITING
        and actor.institution_id == approver_of(plan, found.institution_id)
        and actor.ref != found.entered_by
    )
    enter = may_enter(actor, plan, followed.measure) and followed.measure.ended_at is None
    return ValueView(plan, side, followed, entry, files, run, steps, earlier, later, intact, names, decide, enter)


@look("programme.open_value_evidence", roles=READERS, purpose=PLAN_PURPOSE, title=_("Open the evidence of a value"))
def open_value_evidence(actor: Actor, *, attachment_id: UUID) -> Opened:
    """A file that was attached to a value. Raises NotFound for every other file."""
    if not Attachment.objects.filter(pk=attachment_id, subject_kind=VALUE).exists():
        raise NotFound(field="attachment_id")
    return open_attachment(attachment_id)


def responsible_names(actor: Actor, plan: Plan) -> dict[UUID, Institution]:
    """Who can be responsible for a result: the sides and the parties of a plan."""
    with reading(actor):
        parties = [one.institution_id for one in Party.objects.filter(plan=plan)]
        return shared.institutions([*plan.sides, *parties])
