"""Counting an indicator and counting it again: plain functions that acts of the kernel and of areas call.

Counting reads all rows of the source whoever asks: the person who presses the button may see a total of what they may
not see one by one. That widening lasts for one statement, which is always the SQL of a declared indicator and returns
codes and counts only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import SET_CONTEXT, context_values
from sapar.kernel.acts import about
from sapar.kernel.errors import Conflict, Gone, Invalid, NotFound
from sapar.kernel.facts import declared, rules, sql
from sapar.kernel.facts.models import Repeat, Run, Use
from sapar.kernel.ledger.store import latest_head

COUNTER = Actor.system("statistics")


@dataclass(frozen=True, slots=True)
class Counting:
    """What one counting gave."""

    cells: list[rules.Cell]
    first_day: date | None
    ledger_size: int
    output_hash: str


@contextmanager
def _counting(actor: Actor) -> Iterator[None]:
    """The statistics job's reach for what runs inside, then the actor's again; a failure rolls it back too."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"select {SET_CONTEXT}", context_values(COUNTER))
        cursor.execute(sql.ONE_PROCESSOR)
        yield
        cursor.execute(f"select {SET_CONTEXT}", context_values(actor))


def count(actor: Actor, indicator: declared.Indicator, parameters: Mapping[str, str], as_of: date) -> Counting:
    """Count now. Raises Conflict (code ``not_a_code``) when the source holds something else than codes."""
    head = latest_head()  # first: what is committed while we count is then counted again, never missed
    bound: dict[str, Any] = {p.name: p.read(parameters[p.name]) for p in indicator.parameters}
    with _counting(actor), connection.cursor() as cursor:
        cursor.execute(sql.bind(indicator.select, "psycopg"), {**bound, "as_of": as_of})
        rows = cursor.fetchall()
        cursor.execute(f"select min({indicator.day}) from {indicator.view} where {indicator.day} <= %s", [as_of])
        (first_day,) = cursor.fetchone()
    cells = rules.in_order(_cell(row, len(indicator.by), indicator.is_count) for row in rows)
    for cell in cells:
        if wrong := indicator.bad_codes(cell.codes):
            raise Conflict(
                _("The source of this figure holds something that is not a code."), field=wrong[0], code="not_a_code"
            )
    output = rules.output_hash(
        definition=rules.digest(indicator.described()), parameters=parameters, as_of=as_of, by=indicator.by, cells=cells
    )
    return Counting(cells, first_day, head.size if head else 0, output)


def _cell(row: tuple[Any, ...], dimensions: int, is_count: bool) -> rules.Cell:
    numerator, denominator, missing = (int(number) for number in row[dimensions:])
    counts = rules.Counts(numerator, None if is_count else denominator, missing)
    return rules.Cell(tuple(row[:dimensions]), counts)


def find(code: str, version: int | None = None) -> declared.Indicator:
    """The declared indicator with an installed source. Raises NotFound."""
    try:
        found = declared.indicator(code, version)
        found.source  # noqa: B018  raises when the area that owns the rows is not installed
    except KeyError:
        raise NotFound(_("There is no such indicator on this node."), field="indicator") from None
    return found


def make_run(actor: Actor, code: str, parameters: Mapping[str, str], as_of: date) -> Run:
    """Count the newest version of an indicator and keep the run. Inside an act.

    Raises NotFound; Invalid for a parameter or a day that has not come; Conflict (code ``definition_changed``) when
    the same version counted otherwise before.
    """
    indicator = find(code)
    if as_of > clock.today():
        raise Invalid(_("A figure can be counted up to today, not for a day that has not come."), field="as_of")
    try:
        values = indicator.values(parameters)
    except KeyError:
        raise Invalid(_("This figure has no such parameter."), field="parameters", code="unknown_parameter") from None
    except ValueError:
        raise Invalid(
            _("A parameter has a value that does not fit."), field="parameters", code="bad_parameter"
        ) from None
    described = indicator.described()
    definition_hash = rules.digest(described)
    # Runs of one indicator are made one after another; this also keeps two versions of one definition apart.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"facts_run:{code}"])
    with _counting(actor):
        earlier = Run.objects.filter(indicator=code, version=indicator.version).exclude(definition_hash=definition_hash)
        if earlier.exists():
            raise Conflict(
                _("This version of the figure was defined differently. A changed definition needs a new version."),
                code="definition_changed",
            )
    counted = count(actor, indicator, values, as_of)
    run = Run(
        indicator=code,
        version=indicator.version,
        area=indicator.source.area,
        definition=described,
        definition_hash=definition_hash,
        parameters=values,
        as_of=as_of,
        provisional=as_of >= clock.today(),
        counted_at=clock.now(),
        counted_by=actor.ref,
        ledger_size=counted.ledger_size,
        first_day=counted.first_day,
        cells=[rules.as_row(cell) for cell in counted.cells],
        output_hash=counted.output_hash,
    )
    run.save(force_insert=True)
    about("run", run.pk)
    return run


def repeat_run(actor: Actor, run: Run) -> Repeat:
    """Count a run again by the definition it was made with and note whether the result is the same. Inside an act.

    Raises Gone when that version is not declared any more or its source counts otherwise now.
    """
    try:
        indicator = declared.indicator(run.indicator, run.version)
        same = rules.digest(indicator.described()) == run.definition_hash
    except KeyError:
        same = False
    if not same:
        raise Gone(_("The definition of this run is no longer part of the system, so it cannot be repeated."))
    counted = count(actor, indicator, run.parameters, run.as_of)
    repeat = Repeat(
        run=run,
        repeated_at=clock.now(),
        repeated_by=actor.ref,
        ledger_size=counted.ledger_size,
        output_hash=counted.output_hash,
        equal=counted.output_hash == run.output_hash,
        changed_cells=rules.changed(run.counted(), counted.cells),
    )
    repeat.save(force_insert=True)
    about("run", run.pk)
    return repeat


def intact(run: Run) -> bool:
    """Whether a stored run still has the hashes of its own content: nobody changed it in the table."""
    output = rules.output_hash(
        definition=run.definition_hash,
        parameters=run.parameters,
        as_of=run.as_of,
        by=run.definition["by"],
        cells=run.counted(),
    )
    return output == run.output_hash and rules.digest(run.definition) == run.definition_hash


def rest_on(run: Run, kind: str, record_id: UUID) -> None:
    """From now on a record rests on a run: it is kept as long as the record. Inside an act."""
    Use.objects.get_or_create(run=run, subject_kind=kind, subject_id=record_id, defaults={"used_at": clock.now()})
