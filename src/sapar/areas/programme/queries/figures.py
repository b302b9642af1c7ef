"""What the pages of commitments show. No personal data: figures come from ``facts.queries``, which withholds small counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sapar.areas.programme.models import Link
from sapar.areas.programme.queries.provisions import Known, find_provision
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound, NotPermitted
from sapar.kernel.facts import Indicator, queries, runs
from sapar.kernel.facts.models import Run
from sapar.kernel.facts.queries import Breakdown, Figure
from sapar.kernel.facts.rules import Code
from sapar.standards import gcm


@dataclass(frozen=True, slots=True)
class Linked:
    """An indicator with its newest run and the total as the reader may see it; None before the first run."""

    link: Link
    indicator: Indicator
    run: Run | None
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Line:
    """An objective and what hangs on it."""

    objective: gcm.Provision
    linked: list[Linked]


@dataclass(frozen=True, slots=True)
class Past:
    """A run in the history, its total as the reader may see it, and what became of each repetition."""

    run: Run
    figure: Figure
    repeats: list[tuple[object, bool, int]]


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """Everything on an indicator's page. ``table`` is None before the first run; ``codes`` are the filters' choices."""

    indicator: Indicator
    run: Run | None
    newest: bool
    behind: bool
    table: Breakdown | None
    codes: Mapping[str, list[Code]]
    history: list[Past]
    provisions: list[Known]


def _check(actor: Actor) -> None:
    if not queries.may_read(actor):
        raise NotPermitted()


def _links(**chosen: Any) -> list[Link]:
    return list(Link.objects.filter(ended_at=None, **chosen).order_by("linked_at", "id"))


def _linked(actor: Actor, link: Link, known: dict[str, tuple[Run | None, Figure | None]]) -> Linked | None:
    try:
        indicator = runs.find(link.indicator)
    except NotFound:
        return None  # its source is not installed on this node
    if link.indicator not in known:
        run = queries.newest(link.indicator)
        known[link.indicator] = (run, queries.whole(actor, run) if run else None)
    return Linked(link, indicator, *known[link.indicator])


def commitments(actor: Actor) -> tuple[list[Line], list[tuple[Indicator, Breakdown]]]:
    """All objectives with what hangs on them; and the table by month (or first dimension) of each linked indicator."""
    _check(actor)
    with reading(actor):
        known: dict[str, tuple[Run | None, Figure | None]] = {}
        found: dict[str, list[Linked]] = {}
        for link in _links():
            if one := _linked(actor, link, known):
                found.setdefault(link.provision, []).append(one)
        lines = [Line(objective, found.get(objective.code, [])) for objective in gcm.OBJECTIVES]
        tables = []
        for code, (run, _figure) in known.items():
            if run is not None:
                indicator = runs.find(code)
                tables.append((indicator, queries.breakdown(actor, run, indicator.by[0])))
    return lines, tables


def linked_of(actor: Actor, codes: Iterable[str]) -> list[Linked]:
    """The indicators that hang on these provisions, once each; inside ``reading``."""
    known: dict[str, tuple[Run | None, Figure | None]] = {}
    found = [_linked(actor, one, known) for one in _links(provision__in=list(codes))]
    once = {one.indicator.code: one for one in found if one}
    return list(once.values())


def breakdowns(actor: Actor, links: Iterable[Link]) -> list[tuple[Indicator, Breakdown]]:
    """The table by month (or first dimension) of each indicator that was counted."""
    found = []
    with reading(actor):
        for code in dict.fromkeys(one.indicator for one in links):
            run = queries.newest(code)
            if run is not None:
                indicator = runs.find(code)
                found.append((indicator, queries.breakdown(actor, run, indicator.by[0])))
    return found


def objective(actor: Actor, number: int) -> Line:
    """One objective. Raises NotFound."""
    _check(actor)
    try:
        provision = gcm.objective(number)
    except KeyError:
        raise NotFound() from None
    with reading(actor):
        known: dict[str, tuple[Run | None, Figure | None]] = {}
        found = [_linked(actor, link, known) for link in _links(provision=provision.code)]
    return Line(provision, [one for one in found if one])


def link(actor: Actor, link_id: UUID) -> Link:
    """A link that holds. Raises NotFound."""
    _check(actor)
    with reading(actor):
        found = Link.objects.filter(pk=link_id, ended_at=None).first()
    if found is None:
        raise NotFound()
    return found


def indicator(
    actor: Actor, code: str, *, run_id: UUID | None = None, by: str = "", words: Mapping[str, str] | None = None
) -> IndicatorView:
    """An indicator by its newest run, or by ``run_id``; ``words`` are the filters from the address.

    Raises NotFound, NotPermitted, Invalid for a breakdown that the reader may not have.
    """
    _check(actor)
    with reading(actor):
        run = queries.get_run(run_id) if run_id else queries.newest(code)
        declared = runs.find(run.indicator if run else code, run.version if run else None)
        newest = queries.newest(declared.code)
        table, codes = None, {}
        if run is not None:
            dimensions: list[str] = run.definition["by"]
            filters = queries.read_filters(run, words or {})
            first = next((name for name in dimensions if name not in filters), dimensions[0])
            table = queries.breakdown(actor, run, by or first, filters)
            codes = {name: queries.codes_of(run, name) for name in dimensions}
        history = [
            Past(past, queries.whole(actor, past), _repeats(past)) for past in queries.history(declared.code, 15)
        ]
        behind = newest is not None and queries.moved_since(newest)
        found = (find_provision(one.provision) for one in _links(indicator=declared.code))
        provisions = [one for one in found if one]
    is_newest = run is None or (newest is not None and run.pk == newest.pk)
    return IndicatorView(declared, run, is_newest, behind, table, codes, history, provisions)


def _repeats(run: Run) -> list[tuple[object, bool, int]]:
    return [(one.repeated_at, one.equal, one.changed_cells) for one in run.repeats.all()]
