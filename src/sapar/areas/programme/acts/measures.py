"""Result indicators: proposed by one side, agreed by the other; values entered, submitted, approved, returned, locked.

A value is approved by a leader of another institution than the one that entered it. Its numbers never change: a
correction is another row.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import EVERYBODY, LEADERS, PLAN
from sapar.areas.programme.acts.drafting import own_plan
from sapar.areas.programme.acts.signing import author_of
from sapar.areas.programme.models import Measure, Party, Plan, Value, Version
from sapar.areas.programme.procedures import MEASURE, MEASURE_CASE, VALUE, VALUE_CASE
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.measuring import (
    amount_of_run,
    approver_of,
    find_measure,
    find_value,
    may_enter,
    sealed,
)
from sapar.areas.programme.rules import measures as rules
from sapar.areas.programme.rules.measures import Amount, Measured, Part
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.documents.attachments import attach
from sapar.kernel.documents.content import check as check_file
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.facts import declared, runs
from sapar.kernel.facts.disclosure import SMALL
from sapar.kernel.facts.queries import get_run
from sapar.kernel.procedures.moves import case_of, move, open_case
from sapar.methods.ids import uuid7
from sapar.methods.rollup import Period
from sapar.standards import frameworks, gcm, sdg, sendai

LINK = re.compile(r"https?://[^\s<>\"]{4,480}")
FAULTS = {
    "languages": _("Write it in all three languages."),
    "long": _("This is too long."),
    "unknown": _("Choose one of the options."),
    "source": _("A counted indicator names what it is counted by; a typed one does not."),
    "counted": _("A counted indicator has the breakdown of its own definition."),
    "required": _("Say who answers for the values."),
    "none": _("Enter at least one target with its period."),
    "many": _("There are too many."),
    "turned": _("The last day lies before the first."),
    "overlap": _("Two periods have days in common."),
    "denominator": _("A share has a number and what it is a share of; a count has the number alone."),
    "number": _("Enter a number of zero or more with at most four decimals."),
    "baseline": _("A baseline has a number and its day."),
    "months": _("What is counted month by month has whole months as periods."),
    "dimension": _("Choose one of the options."),
    "twice": _("A part of the breakdown is named twice."),
    "total": _("A breakdown needs its total."),
    "sum": _("The parts do not add up to the total."),
}
FRAMEWORKS: tuple[frameworks.Framework, ...] = (gcm.FRAMEWORK, sdg.FRAMEWORK, sendai.FRAMEWORK)


def known_provision(code: str) -> bool:
    """Whether a provision of a framework that is here as data has this code."""
    return any(one.code == code for framework in FRAMEWORKS for one in framework.provisions)


@act("programme.set_measure", roles=LEADERS, purpose=PLAN, title=_("Propose a result indicator of a plan"))
def set_measure(
    actor: Actor, *, plan_id: UUID, line_id: UUID, content: Measured, rolls_into: UUID | None = None
) -> Measure:
    """Propose how the result of an outcome, output or activity is measured. It counts when the other side agrees.

    Raises Invalid naming every field, NotFound, Conflict for a plan that is not in force.
    """
    plan = own_plan(actor, plan_id)
    if plan.in_force_id is None:
        raise Conflict(_("Indicators belong to a plan in force."), code="not_in_force")
    lines = shared.version_lines(Version.objects.filter(pk=plan.in_force_id).first())
    if not any(line.id == line_id and line.level in rules.LEVELS for line in lines):
        raise NotFound(field="line_id")
    wrong = [Invalid(FAULTS[rule], field=name, code=rule) for name, rule in rules.faults(content)]
    if content.responsible_id and not _is_party(plan, content.responsible_id):
        wrong.append(Invalid(_("Choose an institution of the list."), field="responsible_id", code="institution"))
    wrong += [
        Invalid(_("There is no such provision."), field="provisions", code="unknown")
        for code in content.provisions
        if not known_provision(code)
    ]
    if content.source == rules.COUNTED:
        wrong += _counted_faults(content)
    above = None
    if rolls_into is not None:
        above = Measure.objects.filter(pk=rolls_into, plan=plan, ended_at=None).first()
        if above is None or not rules.fits_above(content, rules.from_json(above.content)):
            wrong.append(
                Invalid(
                    _("Values count only in an indicator of the same kind and unit."), field="rolls_into", code="unfit"
                )
            )
    if wrong:
        raise Invalid.many(wrong)
    last = Measure.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    mine = actor.institution_id or NOBODY
    made = Measure(
        id=uuid7(),
        plan=plan,
        number=last + 1,
        line_id=line_id,
        institution_id=mine,
        responsible_id=content.responsible_id or NOBODY,
        title=rules.to_json(content)["title"],
        content=rules.to_json(content),
        definition_hash=rules.digest(rules.definition_of(rules.to_json(content))),
        indicator=content.indicator,
        rolls_into=above.pk if above else None,
        proposed_at=clock.now(),
        proposed_by=actor.ref,
    )
    made.save(force_insert=True)
    open_case(
        actor,
        MEASURE_CASE,
        subject=(MEASURE, made.pk),
        reference=f"{plan.year}: I-{made.number}",
        institution_id=plan.iom_id if mine == plan.state_id else plan.state_id,
        applicant_id=mine,
    )
    return made


def _is_party(plan: Plan, institution_id: UUID) -> bool:
    return institution_id in plan.sides or Party.objects.filter(plan=plan, institution_id=institution_id).exists()


def _counted_faults(content: Measured) -> list[Invalid]:
    try:
        found = declared.indicator(content.indicator)
        columns = found.source.columns
    except KeyError:
        return [Invalid(_("Choose an indicator."), field="indicator", code="unknown")]
    wrong = []
    if found.is_count == content.is_ratio:
        wrong.append(Invalid(FAULTS["denominator"], field="kind", code="kind"))
    if not any(columns.get(name) == "month" for name in found.by):
        wrong.append(Invalid(FAULTS["months"], field="indicator", code="months"))
    try:
        found.values(content.parameters)
    except (KeyError, ValueError):
        wrong.append(Invalid(_("A parameter has a value that does not fit."), field="parameters", code="unfit"))
    if any(name not in found.by or columns.get(name) == "month" for name in content.cells):
        wrong.append(Invalid(FAULTS["dimension"], field="cells", code="dimension"))
    return wrong


@act("programme.agree_measure", roles=LEADERS, purpose=PLAN, title=_("Agree on a result indicator"))
def agree_measure(actor: Actor, *, measure_id: UUID) -> Measure:
    """The other side than the one that proposed it agrees. Raises NotFound, Conflict."""
    _plan, measure = _own_measure(actor, measure_id)
    if actor.institution_id == measure.institution_id:
        raise Conflict(_("The other side has to agree."), code="own")
    move(actor, case_of(measure.pk, lock=True), "agree")
    measure.agreed_at = clock.now()
    measure.save(update_fields=["agreed_at"])
    return measure


@act("programme.end_measure", roles=LEADERS, purpose=PLAN, title=_("End a result indicator"))
def end_measure(actor: Actor, *, measure_id: UUID, reason: str) -> Measure:
    """It is measured no more; its values stay. Raises NotFound, Invalid, Conflict."""
    _plan, measure = _own_measure(actor, measure_id)
    if len(reason) > 500:
        raise Invalid(FAULTS["long"], field="reason")
    move(actor, case_of(measure.pk, lock=True), "end", reason=reason)
    measure.ended_at, measure.end_reason = clock.now(), reason.strip()
    measure.save(update_fields=["ended_at", "end_reason"])
    return measure


def _own_measure(actor: Actor, measure_id: UUID) -> tuple[Plan, Measure]:
    measure = Measure.objects.select_for_update(of=("self",)).filter(pk=measure_id).first()
    if measure is None:
        raise NotFound(field="measure_id")
    return own_plan(actor, measure.plan_id), measure


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of a period: the total (None: not known), its breakdown, where it comes from."""

    amount: Amount | None
    parts: tuple[Part, ...] = ()
    as_of: date | None = None
    vintage: str = rules.FINAL
    note: str = ""
    link: str = ""


@act("programme.record_value", roles=EVERYBODY, purpose=PLAN, title=_("Enter a value of a result indicator"))
def record_value(
    actor: Actor,
    *,
    measure_id: UUID,
    starts_on: date,
    given: Given,
    corrects_id: UUID | None = None,
    evidence: bytes = b"",
    evidence_name: str = "",
    submit: bool = False,
) -> Value:
    """A typed value for the target period that begins on ``starts_on``, as a draft of one's institution, or submitted.

    ``corrects_id``: an approved or returned value, or one's own draft (which it replaces). Raises NotFound, NotPermitted,
    Invalid, Conflict (code ``locked`` for a closed period, ``exists`` when a value has to be corrected instead).
    """
    plan, measure, said = _measured(actor, measure_id)
    if said.source != rules.TYPED:
        raise Conflict(_("This indicator is counted, not typed."), code="counted")
    period = _period(said, starts_on)
    wrong = []
    if given.amount is not None:
        wrong += [
            Invalid(FAULTS[one], field="amount", code=one) for one in rules.amount_faults(given.amount, said.kind)
        ]
    elif not given.note.strip():
        wrong.append(Invalid(_("Say why the value is not known."), field="note", code="unknown"))
    wrong += [
        Invalid(FAULTS[one], field="parts", code=one) for one in rules.part_faults(given.amount, given.parts, said)
    ]
    if given.vintage not in rules.VINTAGES:
        wrong.append(Invalid(FAULTS["unknown"], field="vintage", code="unknown"))
    as_of = given.as_of or min(period.end, clock.today())
    if as_of > clock.today() or as_of < period.start:
        wrong.append(Invalid(_("This day lies outside the period or in the future."), field="as_of", code="as_of"))
    if given.link and not LINK.fullmatch(given.link):
        wrong.append(Invalid(_("Enter an address that begins with https://"), field="link", code="link"))
    if len(given.note) > 2000:
        wrong.append(Invalid(FAULTS["long"], field="note", code="long"))
    if wrong:
        raise Invalid.many(wrong)
    corrected = _corrected(actor, measure, period, corrects_id)
    made = _new(actor, plan, measure, period, corrected)
    made.source = rules.TYPED
    made.numerator = given.amount.numerator if given.amount else None
    made.denominator = given.amount.denominator if given.amount else None
    made.parts = rules.parts_json(given.parts)
    made.note, made.evidence_link = given.note.strip(), given.link.strip()
    made.as_of, made.vintage = as_of, given.vintage
    if evidence:
        kept = check_file(evidence, "evidence")
        made.evidence_sha256 = hashlib.sha256(kept.content).hexdigest()
    made.save(force_insert=True)
    if evidence:
        # A file is read by the institution whose row it is; each of those who may see this one gets its own.
        for owner in sorted({actor.institution_id or NOBODY, measure.responsible_id, *plan.sides}):
            attach(actor, evidence, evidence_name, subject=(VALUE, made.pk), institution_id=owner, field="evidence")
    if corrected is not None and corrected.submitted_at is None:
        corrected.delete()
    about(MEASURE, measure.pk)
    if submit:
        _submit(actor, plan, measure, made)
    return made


@act("programme.count_value", roles=EVERYBODY, purpose=PLAN, title=_("Count a value of a result indicator"))
def count_value(
    actor: Actor, *, measure_id: UUID, starts_on: date, corrects_id: UUID | None = None, submit: bool = False
) -> Value:
    """Count the value of a period from the facts, as of its last day or of yesterday, and keep the run it rests on.

    Raises NotFound, NotPermitted, Conflict (code ``small`` when so few records are behind it that it would name somebody).
    """
    plan, measure, said = _measured(actor, measure_id)
    if said.source != rules.COUNTED:
        raise Conflict(_("This indicator is typed with evidence, not counted."), code="typed")
    period = _period(said, starts_on)
    # A day that is not over would be counted otherwise an hour later.
    as_of = min(period.end, clock.today() - timedelta(days=1))
    if as_of < period.start:
        raise Conflict(_("No day of this period is over yet."), code="too_early")
    corrected = _corrected(actor, measure, period, corrects_id)
    run = runs.make_run(actor, said.indicator, said.parameters, as_of)
    if run.first_day is None or run.first_day > period.end:
        raise Conflict(
            _("The source has no record of that time: the value is not reported, which is not zero."),
            code="not_reported",
        )
    counted = amount_of_run(run, said, period)
    if 0 < counted.base < SMALL:
        raise Conflict(
            _("So few records are behind this figure that it would tell of single persons. It is not kept."),
            code="small",
        )
    made = _new(actor, plan, measure, period, corrected)
    made.source, made.run_id = rules.COUNTED, run.pk
    made.numerator = Decimal(counted.numerator)
    made.denominator = Decimal(counted.denominator) if counted.denominator is not None else None
    made.as_of = as_of
    made.vintage = (
        rules.PRELIMINARY
        if as_of < period.end
        else (rules.REVISED if corrected is not None and corrected.approved_at else rules.FINAL)
    )
    made.save(force_insert=True)
    runs.rest_on(run, VALUE, made.pk)
    if corrected is not None and corrected.submitted_at is None:
        corrected.delete()
    about(MEASURE, measure.pk)
    if submit:
        _submit(actor, plan, measure, made)
    return made


@act("programme.submit_value", roles=EVERYBODY, purpose=PLAN, title=_("Submit a value for approval"))
def submit_value(actor: Actor, *, value_id: UUID) -> Value:
    """Show a draft to both sides and ask for its approval. Raises NotFound, Invalid without evidence, Conflict."""
    value = Value.objects.filter(pk=value_id, institution_id=actor.institution_id or NOBODY, submitted_at=None).first()
    if value is None:
        raise NotFound(field="value_id")
    plan, measure, _said = _measured(actor, value.measure_id)
    _submit(actor, plan, measure, value)
    return value


@act("programme.discard_value", roles=EVERYBODY, purpose=PLAN, title=_("Discard a draft of a value"))
def discard_value(actor: Actor, *, value_id: UUID) -> None:
    """A draft that nobody else has seen goes. Raises NotFound."""
    mine = actor.institution_id or NOBODY
    gone, _what = Value.objects.filter(pk=value_id, institution_id=mine, submitted_at=None).delete()
    if not gone:
        raise NotFound(field="value_id")
    about(VALUE, value_id)


def _submit(actor: Actor, plan: Plan, measure: Measure, value: Value) -> None:
    if value.source == rules.TYPED and not value.evidence_link and not value.evidence_sha256:
        raise Invalid(
            _("Attach a file or give a link: a figure leads to its evidence."), field="evidence", code="evidence"
        )
    value.submitted_at = clock.now()
    value.save(update_fields=["submitted_at"])
    open_case(
        actor,
        VALUE_CASE,
        subject=(VALUE, value.pk),
        reference=f"{plan.year}: I-{measure.number}, {value.ends_on:%m.%Y}",
        institution_id=approver_of(plan, value.institution_id),
        applicant_id=value.institution_id,
    )


@act("programme.approve_value", roles=LEADERS, purpose=PLAN, title=_("Approve a value"))
def approve_value(actor: Actor, *, value_id: UUID) -> Value:
    """From now on the value counts, and the parties see it. Raises NotFound, NotPermitted, Conflict."""
    _plan, value = _to_decide(actor, value_id)
    if Value.objects.filter(
        measure_id=value.measure_id, starts_on=value.starts_on, approved_at__isnull=False, revision__gte=value.revision
    ).exists():
        raise Conflict(_("Another value for this period was approved meanwhile. Return this one."), code="overtaken")
    if value.source == rules.COUNTED:
        run = get_run(value.run_id or NOBODY)
        if not runs.intact(run) or run.provisional:
            raise Conflict(_("The run behind this value cannot be relied on. Count it again."), code="run")
    move(actor, case_of(value.pk, lock=True), "approve")
    value.approved_at, value.approved_by, value.approver = clock.now(), actor.ref, author_of(actor)
    value.sha256 = sealed(value)
    value.save(update_fields=["approved_at", "approved_by", "approver", "sha256"])
    about(MEASURE, value.measure_id)
    return value


@act("programme.return_value", roles=LEADERS, purpose=PLAN, title=_("Return a value"))
def return_value(actor: Actor, *, value_id: UUID, reason: str) -> Value:
    """Send a value back with a reason; another row corrects it. Raises NotFound, NotPermitted, Invalid, Conflict."""
    _plan, value = _to_decide(actor, value_id)
    move(actor, case_of(value.pk, lock=True), "return", reason=reason)
    return value


@act("programme.lock_values", roles=LEADERS, purpose=PLAN, title=_("Lock the approved values of closed periods"))
def lock_values(actor: Actor, *, plan_id: UUID, until: date) -> dict[str, int]:
    """Lock what is approved for periods that ended by ``until``: no correction any more. Returns ``locked``."""
    plan = own_plan(actor, plan_id)
    if until > clock.today():
        raise Invalid(_("This day lies in the future."), field="until")
    found = Value.objects.filter(plan_id=plan.pk, approved_at__isnull=False, ends_on__lte=until)
    states = shared.case_states(found.values_list("pk", flat=True))
    locked = 0
    for case in states.values():
        if case.state == "approved":
            move(actor, case, "lock")
            locked += 1
    about("plan", plan.pk)
    return {"locked": locked}


@act("programme.unlock_value", roles=LEADERS, purpose=PLAN, title=_("Unlock a value"), fresh=True)
def unlock_value(actor: Actor, *, value_id: UUID, reason: str) -> Value:
    """Open a locked value for a correction, with a reason. Raises NotFound, Invalid, Conflict."""
    plan, value = find_value(actor, value_id)
    own_plan(actor, plan.pk)
    move(actor, case_of(value.pk, lock=True), "unlock", reason=reason)
    return value


def _to_decide(actor: Actor, value_id: UUID) -> tuple[Plan, Value]:
    """A submitted value that this actor may decide on: a leader of the approving institution, who did not enter it."""
    plan, value = find_value(actor, value_id, lock=True)
    if value.submitted_at is None:
        raise NotFound(field="value_id")
    if actor.institution_id != approver_of(plan, value.institution_id) or actor.ref == value.entered_by:
        raise NotPermitted(_("Another institution than the one that entered it approves a value."), code="own")
    return plan, value


def _measured(actor: Actor, measure_id: UUID) -> tuple[Plan, Measure, Measured]:
    """A measure that holds and for which this actor may enter values. Raises NotFound, NotPermitted, Conflict."""
    plan, measure = find_measure(actor, measure_id)
    if not may_enter(actor, plan, measure):
        raise NotPermitted()
    if measure.agreed_at is None or measure.ended_at is not None:
        raise Conflict(_("Values are entered for indicators that both sides agreed on."), code="not_agreed")
    # One after another: a second value for the same period has to be a correction.
    Measure.objects.select_for_update(of=("self",)).filter(pk=measure.pk).first()
    return plan, measure, rules.from_json(measure.content)


def _period(said: Measured, starts_on: date) -> Period:
    found = next((one for one in said.targets if one.starts_on == starts_on), None)
    if found is None:
        raise Invalid(_("Choose one of the periods of the targets."), field="starts_on", code="period")
    if found.starts_on > clock.today():
        raise Invalid(_("This period has not begun."), field="starts_on", code="future")
    return found.period


def _corrected(actor: Actor, measure: Measure, period: Period, corrects_id: UUID | None) -> Value | None:
    """The value that a new one corrects. Raises Conflict when there is one that is not named, or that may not be corrected."""
    mine = actor.institution_id or NOBODY
    there = list(Value.objects.filter(measure=measure, starts_on=period.start).order_by("revision", "id"))
    cases = shared.case_states(one.pk for one in there)
    open_ones = [one for one in there if one.pk in cases and cases[one.pk].state == "submitted"]
    if open_ones:
        raise Conflict(_("A value for this period waits for approval."), field="starts_on", code="waiting")
    last = next((one for one in reversed(there) if one.approved_at is not None), None)
    if last is not None and last.pk not in cases:
        raise Conflict(
            _("Another institution entered the value of this period; it corrects it."), field="starts_on", code="other"
        )
    if last is not None and cases[last.pk].state == "locked":
        raise Conflict(_("This period is closed: its value is locked."), field="starts_on", code="locked")
    if corrects_id is None:
        if last is not None or any(one.institution_id == mine and one.submitted_at is None for one in there):
            raise Conflict(_("There is a value for this period. Correct it instead."), field="starts_on", code="exists")
        return None
    found = next((one for one in there if one.pk == corrects_id), None)
    if found is None:
        raise NotFound(field="corrects_id")
    if last is not None and found.pk != last.pk and found.approved_at is not None:
        raise Conflict(_("This value was corrected already."), field="starts_on", code="corrected")
    return found


def _new(actor: Actor, plan: Plan, measure: Measure, period: Period, corrected: Value | None) -> Value:
    there = Value.objects.filter(measure=measure, starts_on=period.start, approved_at__isnull=False)
    last = there.aggregate(last=Max("revision"))["last"]
    replaces = corrected
    if corrected is not None and corrected.submitted_at is None:
        replaces = Value.objects.filter(pk=corrected.corrects_id).first() if corrected.corrects_id else None
    return Value(
        id=uuid7(),
        measure=measure,
        plan_id=plan.pk,
        institution_id=actor.institution_id or NOBODY,
        starts_on=period.start,
        ends_on=period.end,
        definition_hash=measure.definition_hash,
        revision=0 if last is None else last + 1,
        corrects_id=replaces.pk if replaces else None,
        entered_at=clock.now(),
        entered_by=actor.ref,
        author=author_of(actor),
    )
