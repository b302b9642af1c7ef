"""Every approved figure, counted again or traced to its evidence: what ``sapar facts verify`` asks of this area."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sapar.areas.programme.access import VERIFIER
from sapar.areas.programme.models import Measure, Plan, Value
from sapar.areas.programme.procedures import VALUE, VALUE_CASE
from sapar.areas.programme.queries.measuring import counts_in, sealed
from sapar.areas.programme.rules import measures as rules
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.documents.attachments import digest_of
from sapar.kernel.documents.models import Attachment
from sapar.kernel.facts.models import Run
from sapar.kernel.facts.rules import Cell
from sapar.kernel.facts.verifying import Checked, recount, register_figures
from sapar.kernel.procedures.models import Case
from sapar.methods.rollup import Period

ACTOR = Actor(ref=f"system:{VERIFIER.removeprefix('system.')}", role=VERIFIER)
Recounted = tuple[tuple[str, ...], list[Cell], Run | None]


def register() -> None:
    register_figures("programme", figures)


def figures() -> Iterator[Checked]:
    """All approved values of all plans, and those that were approved and are gone. A run of several is counted once."""
    with reading(ACTOR):
        plans = {one.pk: one for one in Plan.objects.all()}
        measures = {one.pk: one for one in Measure.objects.all()}
        values = list(
            Value.objects.filter(approved_at__isnull=False).order_by("plan_id", "measure_id", "starts_on", "id")
        )
        gone = list(
            Case.objects.filter(procedure=VALUE_CASE, state__in=("approved", "locked"))
            .exclude(subject_id__in=[one.pk for one in values])
            .order_by("reference", "id")
        )
    for case in gone:
        yield Checked(case.reference, ("figure_missing",))
    known: dict[object, Recounted] = {}
    for value in values:
        measure = measures[value.measure_id]
        with reading(ACTOR):
            if value.run_id is not None and value.run_id not in known:
                run = Run.objects.filter(pk=value.run_id).first()
                known[value.run_id] = (*recount(ACTOR, run), run)
            problems, detail = _check(value, measure, known.get(value.run_id))
        yield Checked(name_of(plans[value.plan_id], measure, value), tuple(problems), detail)


def name_of(plan: Plan, measure: Measure, value: Value) -> str:
    """``PLAN-2025-MFA I-3 2025-01-01–2025-03-31``, with the revision when there is one."""
    revision = f" (correction {value.revision})" if value.revision else ""
    return f"{plan.reference} I-{measure.number} {value.starts_on}–{value.ends_on}{revision}"


def _check(value: Value, measure: Measure, recounted: Recounted | None) -> tuple[list[str], str]:
    problems: list[str] = []
    detail = ""
    if sealed(value) != value.sha256:
        problems.append("altered")
    defined = rules.digest(rules.definition_of(measure.content))
    if not defined == measure.definition_hash == value.definition_hash:
        # What it would have to be counted by is not what was agreed on: no counting can tell anything.
        return [*problems, "definition_gone"], detail
    said = rules.from_json(measure.content)
    if value.source == rules.COUNTED:
        why, cells, run = recounted or (("run_missing",), [], None)
        problems += why
        if run is not None and (not why or why == ("counts_differ",)):
            counted = counts_in(cells, run.definition["by"], said, Period(value.starts_on, value.ends_on))
            if not _same(value, counted.numerator, counted.denominator):
                problems.append("figure_differs")
                approved = _text(rules.plain(value.numerator), rules.plain(value.denominator))
                detail = f"approved {approved}, counted again {_text(counted.numerator, counted.denominator)}"
            elif why:
                problems.remove("counts_differ")
                detail = "other cells of its run moved since; this figure did not"
        return problems, detail
    if value.evidence_sha256:
        files = Attachment.objects.filter(subject_kind=VALUE, subject_id=value.pk).values_list("pk", flat=True)
        found = [digest_of(one) for one in files]
        if not found or any(one != value.evidence_sha256 for one in found):
            problems.append("evidence_altered")
    elif not value.evidence_link:
        problems.append("no_evidence")
    return problems, detail


def _same(value: Value, numerator: int, denominator: int | None) -> bool:
    one = (Fraction(value.numerator or 0), None if value.denominator is None else Fraction(value.denominator))
    return one == (Fraction(numerator), None if denominator is None else Fraction(denominator))


def _text(numerator: object, denominator: object) -> str:
    return f"{numerator}" if denominator is None else f"{numerator} of {denominator}"
