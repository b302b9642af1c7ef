"""Reading figures. Ratios are made here, from sums; small counts are withheld here from readers without reach.

Call these inside ``reading(actor)``; row-level security limits which runs are there at all. ``keys_behind`` belongs
inside the look of the area that owns the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.registry import ALL
from sapar.kernel.errors import Invalid, NotFound, NotPermitted
from sapar.kernel.facts import declared, disclosure, rules, runs, sql
from sapar.kernel.facts.models import Run
from sapar.kernel.facts.rules import Code, Counts

PARTS = ("all", "numerator", "rest", "missing")
NOT_SAID = "-"
SMALL, OTHER = "small", "other"
MONTHS_SHOWN = 6
ROWS_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as this reader may see it.

    ``state``: ``counted``, ``zero``, ``not_reported``, ``small`` (withheld: fewer than ``disclosure.SMALL`` records) or
    ``other`` (withheld because it would betray a small one). ``counts`` is there for ``counted`` and ``zero`` only.
    ``missing``: records whose answer is not known; None when that is withheld. ``href`` opens the rows; empty for
    readers who may not see them.
    """

    code: Code
    state: str
    counts: Counts | None = None
    missing: int | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table by one dimension with its total. ``sees_rows``: the reader may see the rows, so nothing is withheld.
    ``filters_allowed``: how many dimensions may be fixed beside the one of the table."""

    run: Run
    by: str
    filters: Mapping[str, Code]
    lines: list[Figure]
    total: Figure
    sees_rows: bool
    filters_allowed: int


def may_read(actor: Actor) -> bool:
    """Whether this actor may see figures: a reader of facts, or somebody who may see all rows of a source anyway."""
    if actor.reach("facts") == ALL:
        return True
    return any(actor.reach(one.area) == ALL for one in declared.views().values())


def sees_rows(actor: Actor, area: str) -> bool:
    """Whether this actor may see every row of an area, so that no figure over it can betray anything to them."""
    return actor.reach(area) == ALL


def newest(code: str) -> Run | None:
    """The run with the latest as-of day, by the newest definition and its default parameters; None before the first."""
    try:
        indicator = declared.indicator(code)
    except KeyError:
        return None
    found = Run.objects.filter(indicator=code, version=indicator.version, parameters=indicator.values({}))
    return found.order_by("-as_of", "-counted_at").first()


def get_run(run_id: UUID) -> Run:
    """Raises NotFound for a run that is not there for this reader."""
    found = Run.objects.filter(pk=run_id).first()
    if found is None:
        raise NotFound(_("There is no such run."))
    return found


def history(code: str, limit: int = 20) -> list[Run]:
    """The newest runs first, each with its ``repeats``."""
    found = Run.objects.filter(indicator=code).order_by("-counted_at").prefetch_related("repeats")
    return list(found[:limit])


def moved_since(run: Run) -> bool:
    """Whether acts were carried out in the run's area after it began to count."""
    with connection.cursor() as cursor:
        cursor.execute("select facts_moved(%s::text[], %s)", [[run.area], run.ledger_size])
        (moved,) = cursor.fetchone()
    return bool(moved)


def whole(actor: Actor, run: Run) -> Figure:
    """The total of a run."""
    return breakdown(actor, run, run.definition["by"][0]).total


def breakdown(actor: Actor, run: Run, by: str, filters: Mapping[str, Code] | None = None) -> Breakdown:
    """A run's figures by one dimension, those of other dimensions fixed by ``filters``.

    Raises Invalid for a dimension that the indicator does not have, and for more filters than ``disclosure.plan`` allows
    to a reader who may not see the rows.
    """
    filters = dict(filters or {})
    dimensions: list[str] = run.definition["by"]
    if by not in dimensions or by in filters or any(name not in dimensions for name in filters):
        raise Invalid(_("This figure cannot be broken down like that."), field="by", code="unknown_dimension")
    full = sees_rows(actor, run.area)
    plan = disclosure.Plan(len(dimensions), {}) if full else _plan(run)
    if len(filters) >= plan.depth:
        raise Invalid(_("There are too few records for a table as fine as that."), field="by", code="too_fine")
    is_count = run.definition["unit"] == "count"
    cells = rules.select(run.counted(), dimensions, filters)
    sums = rules.group(cells, dimensions, by, is_count=is_count)
    page = _page(run.definition["view"]) if full else ""

    def figure(code: Code, counts: Counts, fixed: Mapping[str, Code]) -> Figure:
        why = disclosure.why_withheld(plan.withheld, disclosure.key_of(fixed))
        if why is not None:
            return Figure(code, why)
        missing = counts.missing if full or not 0 < counts.missing < disclosure.SMALL else None
        href = f"{page}?{drill_query(run, fixed)}" if page and (counts.base or counts.missing) else ""
        return Figure(code, counts.state, counts, missing, href)

    lines = []
    nothing = Counts(0, None if is_count else 0)
    for code in _codes(run, by, sums):
        if code not in sums and not _reported(run, by, code):
            lines.append(Figure(code, rules.NOT_REPORTED))
        else:
            lines.append(figure(code, sums.get(code, nothing), {**filters, by: code}))
    if run.first_day is None:
        return Breakdown(run, by, filters, lines, Figure(None, rules.NOT_REPORTED), full, plan.depth - 1)
    total = figure(None, rules.total(cells, is_count=is_count), filters)
    return Breakdown(run, by, filters, lines, total, full, plan.depth - 1)


@lru_cache(maxsize=32)
def _plan(run: Run) -> disclosure.Plan:
    """A run never changes, so what is withheld of it does not either."""
    return disclosure.plan(run.counted(), run.definition["by"])


def _kind(run: Run, name: str) -> str:
    try:
        return declared.view(run.definition["view"]).columns[name]
    except KeyError:
        return "code"


def _codes(run: Run, by: str, sums: Mapping[Code, Counts]) -> Iterable[Code]:
    """The codes to show: months without gaps, other codes as they occur."""
    if _kind(run, by) != "month":
        return sums
    count = MONTHS_SHOWN
    if run.first_day is not None:
        since = (run.as_of.year - run.first_day.year) * 12 + run.as_of.month - run.first_day.month + 1
        count = max(count, since)
    shown: dict[Code, None] = dict.fromkeys(rules.months(run.as_of, count))
    shown.update(dict.fromkeys(sums))
    return sorted(shown, key=rules.order)


def _reported(run: Run, by: str, code: Code) -> bool:
    if _kind(run, by) != "month":
        return run.first_day is not None
    return rules.reported(str(code), run.first_day, run.as_of)


def codes_of(run: Run, name: str) -> list[Code]:
    """The codes of a dimension that occur in a run, for a filter. Raises ValueError for an unknown dimension."""
    place = run.definition["by"].index(name)
    return sorted({cell.codes[place] for cell in run.counted()}, key=rules.order)


def as_text(code: Code) -> str:
    """A code as it stands in an address."""
    match code:
        case None:
            return NOT_SAID
        case bool():
            return "true" if code else "false"
    return str(code)


def from_text(kind: str, text: str) -> Code:
    """A code from an address. Raises ValueError for what is none."""
    if text == NOT_SAID:
        return None
    code: Code = text
    if kind == "boolean":
        code = {"true": True, "false": False}.get(text, text)
    elif kind == "integer":
        code = int(text)
    if rules.bad_code(kind, code):
        raise ValueError("not a code")
    return code


def read_filters(run: Run, given: Mapping[str, str]) -> dict[str, Code]:
    """Filters from an address: the words that are dimensions of the run; the rest is left alone. Raises Invalid."""
    found: dict[str, Code] = {}
    for name in run.definition["by"]:
        if given.get(name):
            try:
                found[name] = from_text(_kind(run, name), given[name])
            except ValueError:
                raise Invalid(_("Choose one of the options."), field=name, code="not_a_code") from None
    return found


def _page(view: str) -> str:
    name = declared.drilldown_of(view)
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


def drill_query(run: Run, fixed: Mapping[str, Code], part: str = "all") -> str:
    """What the page with the rows is asked: ``run``, ``part`` and one word for each fixed dimension."""
    return urlencode({"run": str(run.pk), "part": part, **{name: as_text(code) for name, code in fixed.items()}})


def keys_behind(actor: Actor, *, run_id: UUID, part: str = "all", codes: Mapping[str, str] | None = None) -> list[UUID]:
    """The keys of the records that a figure was counted from, as they are now; at most ``ROWS_SHOWN``, newest first.

    For the look of the area that owns the rows: it reads under the looker's own row-level security. ``codes`` are the
    words from the address. Raises NotPermitted for an actor who may not see all rows of the area, NotFound, Invalid.
    """
    run = get_run(run_id)
    if not sees_rows(actor, run.area):
        raise NotPermitted(_("These records are not open to you."), code="rows_not_open")
    if part not in PARTS:
        raise Invalid(_("Choose one of the options."), field="part", code="unknown_part")
    indicator = runs.find(run.indicator, run.version)
    values: dict[str, Any] = {p.name: p.read(run.parameters[p.name]) for p in indicator.parameters}
    conditions = [f"{indicator.day} <= :as_of", sql.part_condition(indicator.numerator, indicator.denominator, part)]
    if indicator.where:
        conditions.append(f"({indicator.where})")
    for name, code in read_filters(run, codes or {}).items():
        conditions.append(f"{name} is null" if code is None else f"{name} = :dim_{name}")
        if code is not None:
            values[f"dim_{name}"] = code
    text = (
        f"select {indicator.source.key} from {indicator.view} where {' and '.join(conditions)} "
        f"order by {indicator.day} desc, {indicator.source.key} limit {ROWS_SHOWN}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.bind(text, "psycopg"), {**values, "as_of": run.as_of})
        return [row[0] for row in cursor.fetchall()]


def closed_run_exists(indicator: declared.Indicator, as_of: date) -> bool:
    """Whether the figure as of a day that is over was counted."""
    found = Run.objects.filter(indicator=indicator.code, version=indicator.version, as_of=as_of, provisional=False)
    return found.filter(parameters=indicator.values({})).exists()
