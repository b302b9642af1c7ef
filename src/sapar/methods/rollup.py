"""Rolling results up a chain of results at read time: nothing is stored, so nothing can be stale.

A *report* says what one node of the chain (an activity, an output …) counted in one period, perhaps broken down by
dimensions. A correction is a report of the same cell with a higher revision; the highest counts. From the reports that
count, and from nothing else, every figure follows:

- Over nodes numerators and denominators are added; a ratio is Σ numerator / Σ denominator, never a sum or a mean of
  ratios. A node's own reports and those of all nodes under it count.
- Over time an aggregation ``SUM`` adds the periods that lie in the window; ``LAST`` (running totals, stocks) takes each
  node's last known value up to the end of the window, so a node that has not reported yet keeps its earlier value.
- Zero, unknown (a report without a value) and not reported (no report) are three different things and counted apart.

Sums are exact (fractions), so no order of the reports can change a figure. Pure: no clock, no I/O.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

UNSPECIFIED = ""
"""The value of a dimension for what was reported without it."""

Names = frozenset[str]
Cell = frozenset[tuple[str, str]]


class Aggregation(StrEnum):
    """How an indicator's values come together over time."""

    SUM = "sum"
    LAST = "last"


class State(StrEnum):
    """What a figure is worth."""

    NOT_REPORTED = "not_reported"
    UNKNOWN = "unknown"
    NO_BASE = "no_base"
    PARTIAL = "partial"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From the first day to the last, both inside."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period ends before it starts: {self.start} to {self.end}")

    def holds(self, other: Period) -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Period) -> bool:
        """Whether they have a day in common."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True)
class Report:
    """What ``node`` counted in ``period``; ``dimensions`` names to values, none for the total.

    ``numerator`` None: reported as unknown. ``denominator`` is for ratios; a ratio without one is unknown.
    ``revision``: of two reports of one cell the higher counts.
    """

    node: str
    period: Period
    numerator: Decimal | int | None
    denominator: Decimal | int | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A rolled-up figure with what it rests on.

    ``numerator``, ``denominator``: exact sums, None when no node has a value. ``reported``: nodes with a value;
    ``carried``: those of them whose value is older than the window; ``unknown``: nodes that only say unknown;
    ``expected``: nodes that should have reported. ``straddling``: reports left out because their period lies only
    partly in the window. ``conflict``: a total and its breakdown, or two breakdowns, do not agree.
    """

    numerator: Fraction | None
    denominator: Fraction | None
    ratio: bool
    reported: int
    carried: int
    unknown: int
    expected: int
    straddling: int
    conflict: bool

    @property
    def value(self) -> Fraction | None:
        """The figure: the sum, or the ratio of the sums; None without a value or with a base of 0."""
        if self.numerator is None:
            return None
        if not self.ratio:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    @property
    def state(self) -> State:
        if self.reported == 0:
            return State.UNKNOWN if self.unknown else State.NOT_REPORTED
        if self.ratio and not self.denominator:
            return State.NO_BASE
        if self.unknown or self.straddling or self.reported < self.expected:
            return State.PARTIAL
        return State.COMPLETE


@dataclass(slots=True)
class _Amount:
    """A known amount and what it rests on, while it is being added up."""

    numerator: Fraction = Fraction(0)
    denominator: Fraction = Fraction(0)
    known: bool = False
    unknown: bool = False

    def add(self, other: _Amount) -> None:
        self.numerator += other.numerator
        self.denominator += other.denominator
        self.known |= other.known
        self.unknown |= other.unknown

    def same(self, other: _Amount) -> bool:
        return (self.numerator, self.denominator) == (other.numerator, other.denominator)


@dataclass(slots=True)
class _Entry:
    """What one node said about one period: by the set of dimension names, by cell."""

    sets: dict[Names, dict[Cell, _Amount]] = field(default_factory=lambda: defaultdict(dict))

    def total(self) -> tuple[_Amount, bool]:
        """The amount without dimensions and whether it is contradicted.

        The reported total, else the sum of a breakdown, one without unknown cells before one with; a breakdown with
        unknown cells contradicts nothing.
        """
        sums = {names: _sum(cells.values()) for names, cells in self.sets.items()}
        chosen = min(sums, key=lambda names: (not sums[names].known, sums[names].unknown, sorted(names)))
        whole = sums[chosen]
        known = [one for one in sums.values() if one.known and not one.unknown]
        return whole, whole.known and any(not one.same(whole) for one in known)

    def by(self, names: Sequence[str]) -> dict[tuple[str, ...], _Amount]:
        """The amount by values of these dimensions; what they do not cover stands under UNSPECIFIED."""
        whole, _ = self.total()
        wanted = frozenset(names)
        fitting = [one for one in self.sets if one >= wanted and _sum(self.sets[one].values()).known]
        made: dict[tuple[str, ...], _Amount] = defaultdict(_Amount)
        if fitting:
            for cell, amount in self.sets[min(fitting, key=lambda one: (len(one), sorted(one)))].items():
                values = dict(cell)
                made[tuple(values[name] for name in names)].add(amount)
        rest = _Amount(whole.numerator, whole.denominator, whole.known, whole.unknown)
        for amount in made.values():
            rest.numerator -= amount.numerator
            rest.denominator -= amount.denominator
        if rest.numerator or rest.denominator or not made:
            made[(UNSPECIFIED,) * len(names)].add(rest)
        return dict(made)


def _sum(amounts: Iterable[_Amount]) -> _Amount:
    made = _Amount()
    for one in amounts:
        made.add(one)
    return made


@dataclass(slots=True)
class _Sum:
    """A figure in the making."""

    amount: _Amount = field(default_factory=_Amount)
    reported: int = 0
    carried: int = 0
    unknown: int = 0
    straddling: int = 0
    conflict: bool = False


class Chain:
    """The reports of one indicator over a tree of nodes, ready to be asked.

    ``parents``: node to the node above it; a node without one is a root. ``expected``: the nodes that should report;
    by default those that ever did. Raises ValueError for a cycle, for two reports of one cell with one revision, and
    for two periods of one node that overlap without being equal.
    """

    def __init__(
        self,
        reports: Iterable[Report],
        parents: Mapping[str, str],
        *,
        aggregation: Aggregation = Aggregation.SUM,
        ratio: bool = False,
        expected: Collection[str] | None = None,
    ) -> None:
        self.aggregation = aggregation
        self.ratio = ratio
        self._below: dict[str, list[str]] = defaultdict(list)
        for child, parent in parents.items():
            self._below[parent].append(child)
        _no_cycle(parents)
        self._entries = self._read(reports)
        self._expected = frozenset(self._entries if expected is None else expected)

    def _read(self, reports: Iterable[Report]) -> dict[str, dict[Period, _Entry]]:
        latest: dict[tuple[str, Period, Cell], Report] = {}
        seen: set[tuple[str, Period, Cell, int]] = set()
        for report in reports:
            key = (report.node, report.period, frozenset(report.dimensions.items()))
            if (*key, report.revision) in seen:
                raise ValueError(f"two reports of revision {report.revision} for one cell of {report.node}")
            seen.add((*key, report.revision))
            if key not in latest or latest[key].revision < report.revision:
                latest[key] = report
        made: dict[str, dict[Period, _Entry]] = defaultdict(lambda: defaultdict(_Entry))
        for (node, period, cell), report in latest.items():
            made[node][period].sets[frozenset(name for name, _ in cell)][cell] = self._amount(report)
        for node, entries in made.items():
            ordered = sorted(entries)
            for one, following in pairwise(ordered):
                if one.meets(following):
                    raise ValueError(f"two periods of {node} overlap: from {one.start} and from {following.start}")
        return {node: dict(entries) for node, entries in made.items()}

    def _amount(self, report: Report) -> _Amount:
        if report.numerator is None or (self.ratio and report.denominator is None):
            return _Amount(unknown=True)
        base = Fraction(report.denominator) if self.ratio and report.denominator is not None else Fraction(0)
        return _Amount(Fraction(report.numerator), base, known=True)

    def nodes(self, node: str) -> list[str]:
        """The node and all below it."""
        made, waiting = [], [node]
        while waiting:
            one = waiting.pop()
            made.append(one)
            waiting += self._below.get(one, ())
        return made

    def total(self, node: str, window: Period) -> Figure:
        """The figure of the node and all below it in the window."""
        made = _Sum()
        for one in self.nodes(node):
            entries, straddling, carried = self._in(one, window)
            made.straddling += straddling
            self._count(made, [entry.total()[0] for entry in entries], carried)
            for entry in entries:
                amount, contradicted = entry.total()
                made.amount.add(amount)
                made.conflict |= contradicted
        return self._figure(made, node)

    def by(self, node: str, window: Period, names: Sequence[str]) -> dict[tuple[str, ...], Figure]:
        """The same by values of dimensions, in order of the values; the parts add up to the total.

        What was reported without a dimension stands under UNSPECIFIED. Each part's counts of nodes are its own.
        """
        parts: dict[tuple[str, ...], _Sum] = defaultdict(_Sum)
        for one in self.nodes(node):
            entries, straddling, carried = self._in(one, window)
            split = [entry.by(names) for entry in entries]
            for values in sorted({values for part in split for values in part}):
                made = parts[values]
                amounts = [part[values] for part in split if values in part]
                made.straddling += straddling
                made.conflict |= any(entry.total()[1] for entry in entries)
                self._count(made, amounts, carried)
                for amount in amounts:
                    made.amount.add(amount)
        return {values: self._figure(parts[values], node) for values in sorted(parts)}

    def over(self, node: str, windows: Iterable[Period]) -> list[Figure]:
        """The figure of each window; for ``LAST`` each carries forward what is known at its end."""
        return [self.total(node, window) for window in windows]

    def _in(self, node: str, window: Period) -> tuple[list[_Entry], int, bool]:
        """What the node contributes to the window: entries, reports left out, whether the value is older."""
        entries = self._entries.get(node, {})
        if self.aggregation is Aggregation.SUM:
            straddling = sum(1 for period in entries if window.meets(period) and not window.holds(period))
            return [entries[period] for period in sorted(entries) if window.holds(period)], straddling, False
        past = [period for period in sorted(entries) if period.end <= window.end]
        for period in reversed(past):
            if entries[period].total()[0].known:
                return [entries[period]], 0, period.end < window.start
        return [entries[period] for period in past if window.holds(period)], 0, False

    def _count(self, made: _Sum, amounts: Sequence[_Amount], carried: bool) -> None:
        if any(one.known for one in amounts):
            made.reported += 1
            made.carried += carried
            # Part of what this node said is unknown: its sum is too small.
            made.unknown += any(one.unknown for one in amounts)
        elif amounts:
            made.unknown += 1

    def _figure(self, made: _Sum, node: str) -> Figure:
        known = made.reported > 0
        return Figure(
            numerator=made.amount.numerator if known else None,
            denominator=made.amount.denominator if known and self.ratio else None,
            ratio=self.ratio,
            reported=made.reported,
            carried=made.carried,
            unknown=made.unknown,
            expected=sum(1 for one in self.nodes(node) if one in self._expected),
            straddling=made.straddling,
            conflict=made.conflict,
        )


def _no_cycle(parents: Mapping[str, str]) -> None:
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        one: str | None = start
        while one is not None and one not in done:
            if one in path:
                raise ValueError(f"the chain of results has a cycle at {one}")
            path[one] = None
            one = parents.get(one)
        done.update(path)


def rounded(value: Fraction | None, places: int) -> Decimal | None:
    """A value for display, halves away from zero; None stays None."""
    if value is None:
        return None
    scaled = value * 10**places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    # Built from its digits: the context's precision of 28 digits has no say in it.
    return Decimal((int(value < 0 and whole > 0), tuple(map(int, str(whole))), -places))
