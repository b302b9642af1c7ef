"""Which figures a reader may see who may not see the rows: small counts are withheld, and so is what would betray them.

A reader without reach sees the total, tables by one dimension and, where there are enough records, those tables for one
code of another dimension. All these figures hang together by sums, so they are protected together, whatever page they
are asked on:

1. a count of 1 … ``small`` - 1 is withheld and shown as "<small"; zero is shown, except inside a table whose total is
   itself withheld as small: there every figure is "<small", or two zeros beside it would give the third away;
2. from everything that stays visible, the interval of each withheld count is worked out through all the sums, as a
   reader with paper and patience would; if a small count would have just one possible value, the smallest visible
   count in one of its sums is withheld too (the total last, when nothing else is left); again until none is pinned.

Step 2 covers the plain rule (never exactly one withheld cell in a row or table) and the cases which that rule misses:
two cells of 1 beside a total of 2, or a 1 beside a withheld 3. It does not cover what a reader knows from elsewhere,
nor the difference between two runs of different days. The threshold is a rule of this house, not of a law.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from sapar.kernel.facts.rules import Cell, Code, order

SMALL = 3
DEPTH = 2
UNBOUNDED = 1 << 62

Key = tuple[tuple[str, Code], ...]
"""A published figure: its fixed dimensions and their codes, by name; ``()`` is the grand total."""

TOTAL: Key = ()

Withheld = Literal["small", "other"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many dimensions may be fixed at a time (1: no filters), and what is withheld of those figures."""

    depth: int
    withheld: dict[Key, Withheld]


def key_of(filters: Mapping[str, Code]) -> Key:
    return tuple(sorted(filters.items()))


def figures(cells: Iterable[Cell], by: Sequence[str], depth: int = DEPTH) -> dict[Key, int]:
    """How many records stand behind each figure with up to ``depth`` fixed dimensions; zeros are left out."""
    sums: dict[Key, int] = defaultdict(int)
    names = sorted(by)
    places = [by.index(name) for name in names]
    for cell in cells:
        if not cell.counts.base:
            continue
        for size in range(min(depth, len(names)) + 1):
            for chosen in combinations(range(len(names)), size):
                sums[tuple((names[i], cell.codes[places[i]]) for i in chosen)] += cell.counts.base
    return dict(sums)


def sums_of(keys: Iterable[Key], by: Sequence[str]) -> list[tuple[Key, list[Key]]]:
    """Every sum among the figures: a figure and its parts along one further dimension."""
    parts: dict[tuple[Key, str], list[Key]] = defaultdict(list)
    for key in keys:
        for i, (name, _code) in enumerate(key):
            parts[key[:i] + key[i + 1 :], name].append(key)
    return [(whole, sorted(found, key=_order)) for (whole, _name), found in sorted(parts.items(), key=_order_item)]


def protect(values: Mapping[Key, int], by: Sequence[str], small: int = SMALL) -> dict[Key, Withheld]:
    """The figures to withhold: ``small`` ones, and ``other`` ones that would betray them.

    Raises ValueError for a threshold below 3: "<2" says 1.
    """
    found = _protect(values, by, small, {}, frozenset())
    return {} if found is None else found


def plan(cells: Sequence[Cell], by: Sequence[str], small: int = SMALL) -> Plan:
    """What a reader without reach gets to see of a run.

    Tables by one dimension come first. Filters are offered only where they cost none of those figures: in a thinly filled
    table the many small counts of the finer one would take the coarser one with them.
    """
    coarse_values = figures(cells, by, 1)
    coarse = protect(coarse_values, by, small)
    visible = frozenset(coarse_values.keys() - coarse.keys())
    fine = _protect(figures(cells, by, DEPTH), by, small, coarse, visible) if len(by) > 1 else None
    return Plan(1, coarse) if fine is None else Plan(DEPTH, fine)


def _protect(
    values: Mapping[Key, int], by: Sequence[str], small: int, known: Mapping[Key, Withheld], spared: frozenset[Key]
) -> dict[Key, Withheld] | None:
    """``known``: withheld already. None when a figure of ``spared`` would have to be withheld too."""
    if small < 3:
        raise ValueError("a threshold below 3 withholds nothing")
    withheld: dict[Key, Withheld] = {key: "small" for key, value in values.items() if 0 < value < small}
    withheld.update(known)
    if not withheld:
        return withheld
    net = _Net.of_figures(values, by, withheld)
    while True:
        bounds = net.intervals(withheld, small)
        pinned = [k for k in sorted(withheld, key=_order) if withheld[k] == "small" and bounds[k][0] == bounds[k][1]]
        touched: set[int] = set()
        for key in pinned:
            # One withheld neighbour may free several: look again before the same sums lose another figure.
            if touched.isdisjoint(net.sums_with[key]):
                chosen = net.neighbour(key, withheld, spared | {TOTAL}) or net.neighbour(key, withheld, spared)
                if chosen is not None:
                    withheld[chosen] = "other"
                    touched.update(net.sums_with[chosen])
                elif spared:
                    return None
        if not touched:
            return withheld


def why_withheld(withheld: Mapping[Key, Withheld], key: Key) -> Withheld | None:
    """Why a figure, which may be zero, is not shown; None when it is."""
    if key in withheld:
        return withheld[key]
    wholes = (key[:i] + key[i + 1 :] for i in range(len(key)))
    return "small" if any(withheld.get(whole) == "small" for whole in wholes) else None


@dataclass(frozen=True, slots=True)
class _Net:
    """The figures and the sums that hold them together.

    ``sums_with`` maps a figure to its sums. ``order`` says whom to withhold first: a part before a whole (totals are what
    readers come for), then the smaller.
    """

    values: Mapping[Key, int]
    sums: list[tuple[Key, list[Key]]]
    sums_with: dict[Key, list[int]]
    order: dict[Key, int]

    @classmethod
    def of_figures(cls, values: Mapping[Key, int], by: Sequence[str], withheld: Mapping[Key, Withheld]) -> _Net:
        # The parts of a small total are all shown as "<small", so their sum says nothing more about any of them.
        sums = [(whole, parts) for whole, parts in sums_of(values, by) if withheld.get(whole) != "small"]
        sums_with: dict[Key, list[int]] = defaultdict(list)
        for number, (whole, parts) in enumerate(sums):
            for key in (whole, *parts):
                sums_with[key].append(number)
        ranked = sorted(values, key=lambda k: (-len(k), values[k], _order(k)))
        return cls(values, sums, sums_with, {key: place for place, key in enumerate(ranked)})

    def neighbour(self, key: Key, withheld: Mapping[Key, Withheld], spared: frozenset[Key]) -> Key | None:
        """The figure to withhold so that ``key`` is no longer pinned: one that shares a sum with it or, when all of those
        are withheld already, the nearest one that betrays one of them. None if there is none left to take."""
        seen, seen_sums, ring = {key}, set[int](), [key]
        while ring:
            numbers = [n for n in dict.fromkeys(n for one in ring for n in self.sums_with[one]) if n not in seen_sums]
            seen_sums.update(numbers)
            near = dict.fromkeys(k for n in numbers for k in (*self.sums[n][1], self.sums[n][0]) if k not in seen)
            free = [k for k in near if k not in withheld and k not in spared]
            if free:
                return min(free, key=self.order.__getitem__)
            ring = [k for k in near if k in withheld]
            seen.update(near)
        return None

    def intervals(self, withheld: Mapping[Key, Withheld], small: int) -> dict[Key, tuple[int, int]]:
        """What a reader can work out: lowest and highest value of every figure that fits all the visible ones."""
        bounds = {key: (value, value) for key, value in self.values.items()}
        for key, kind in withheld.items():
            inside = any(withheld.get(key[:i] + key[i + 1 :]) == "small" for i in range(len(key)))
            bounds[key] = (0 if inside else 1, small - 1) if kind == "small" else (small, UNBOUNDED)
        waiting = {number for key in withheld for number in self.sums_with[key]}
        while waiting:
            whole, parts = self.sums[waiting.pop()]
            low = sum(bounds[k][0] for k in parts)
            high = sum(bounds[k][1] for k in parts)  # beyond UNBOUNDED: at least one part has no upper bound
            floor, ceiling = bounds[whole]
            news = {whole: (low, min(high, UNBOUNDED))}
            for key in parts:
                rest = high - bounds[key][1]
                least = floor - rest if rest < UNBOUNDED else 0
                news[key] = (least, ceiling - (low - bounds[key][0]) if ceiling < UNBOUNDED else UNBOUNDED)
            for key, (least, most) in news.items():
                old = bounds[key]
                new = (max(old[0], least), min(old[1], most))
                if new != old:
                    bounds[key] = new
                    waiting.update(self.sums_with[key])
        return bounds


def _order(key: Key) -> tuple[object, ...]:
    return tuple((name, order(code)) for name, code in key)


def _order_item(item: tuple[tuple[Key, str], list[Key]]) -> tuple[object, ...]:
    (whole, name), _parts = item
    return (_order(whole), name)
