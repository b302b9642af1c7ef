"""Counting approved figures again: areas say which figures they stand for and how each is checked.

``sapar facts verify`` prints what ``problems`` finds. A figure is named by words of its area; a problem by one of ``WHY``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import Conflict
from sapar.kernel.facts import declared, rules, runs
from sapar.kernel.facts.models import Run

WHY = {
    "run_missing": "its run is not there",
    "run_altered": "the stored run was altered: its content does not have its hash",
    "definition_gone": "its definition is no longer part of the system, or its source counts otherwise now",
    "source_unfit": "its source holds something that is not a code",
    "counts_differ": "counting again gives another result",
    "figure_missing": "it was approved, and is not there any more",
    "figure_differs": "the figure is not what its run says",
    "altered": "the figure was altered after it was approved: it does not have its hash",
    "no_evidence": "there is neither evidence nor a run behind it",
    "evidence_altered": "its evidence is missing, damaged or another file",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One approved figure: its name for people, and the words of ``WHY`` that apply (none: it is in order)."""

    name: str
    problems: tuple[str, ...] = ()
    detail: str = ""


Source = Callable[[], Iterable[Checked]]
_sources: dict[str, Source] = {}


def register_figures(area: str, source: Source) -> None:
    """Say which approved figures an area stands for. ``source`` reads and checks them, in transactions of its own."""
    _sources[area] = source


def checked() -> Iterator[Checked]:
    """All approved figures of this node, each checked now."""
    for _area, source in sorted(_sources.items()):
        yield from source()


def recount(actor: Actor, run: Run | None) -> tuple[tuple[str, ...], list[rules.Cell]]:
    """What is wrong with a run, and the cells as they are counted now. Inside ``reading(actor)`` or an act."""
    if run is None:
        return ("run_missing",), []
    if not runs.intact(run):
        return ("run_altered",), []
    try:
        indicator = declared.indicator(run.indicator, run.version)
        same = rules.digest(indicator.described()) == run.definition_hash
    except KeyError:
        same = False
    if not same:
        return ("definition_gone",), []
    try:
        counted = runs.count(actor, indicator, run.parameters, run.as_of)
    except Conflict:
        return ("source_unfit",), []
    return (() if counted.output_hash == run.output_hash else ("counts_differ",)), counted.cells
