"""Rolling up figures of days: plain sums over rows of day, post, direction and nationality. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, cos, floor, radians, sqrt

PROMPT_SECONDS = 180
PERIODS = {"30d": 30, "90d": 90, "12m": 365}
MOST_DAYS = 732


@dataclass(frozen=True, slots=True)
class Row:
    """Crossings in force of one day, post, direction and nationality; waiting where a reading came before them."""

    day: date
    post: str
    direction: str
    nationality: str
    crossings: int
    waits: int = 0
    seconds: int = 0
    prompt: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """What rows add up to. ``mean`` seconds and ``share`` within the target are None where nothing was measured."""

    crossings: int = 0
    waits: int = 0
    seconds: int = 0
    prompt: int = 0

    def plus(self, row: Row) -> Sum:
        return Sum(
            self.crossings + row.crossings,
            self.waits + row.waits,
            self.seconds + row.seconds,
            self.prompt + row.prompt,
        )

    @property
    def mean(self) -> float | None:
        return self.seconds / self.waits if self.waits else None

    @property
    def share(self) -> float | None:
        return self.prompt / self.waits if self.waits else None


def rolled(rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]]) -> dict[tuple[str, ...], Sum]:
    """Sums by whatever ``key`` says."""
    found: dict[tuple[str, ...], Sum] = defaultdict(Sum)
    for row in rows:
        name = key(row)
        found[name] = found[name].plus(row)
    return dict(found)


def month(day: date) -> str:
    return f"{day:%Y-%m}"


def week(day: date) -> str:
    """The Monday of its week."""
    return (day - timedelta(days=day.weekday())).isoformat()


STEPS: dict[str, Callable[[date], str]] = {"30d": date.isoformat, "90d": week, "12m": month}
"""How long a step of the time axis is, by period."""


def steps(first: date, last: date, step: Callable[[date], str]) -> list[str]:
    """Every step of a period, so that one without crossings is a zero and not a gap. ``last`` included."""
    return list(dict.fromkeys(step(first + timedelta(days=n)) for n in range((last - first).days + 1)))


def top(sums: dict[tuple[str, ...], Sum], most: int) -> list[str]:
    """The first word of the greatest, by crossings, then by the word."""
    by_name: dict[str, int] = defaultdict(int)
    for name, found in sums.items():
        by_name[name[0]] += found.crossings
    return [name for name, _n in sorted(by_name.items(), key=lambda item: (-item[1], item[0]))[:most]]


def missing_days(first: date, last: date, built: Iterable[date]) -> list[date]:
    """The days of a period that are not among ``built``."""
    known = set(built)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day not in known]


def ranges(days: Sequence[date]) -> list[tuple[date, date]]:
    """Sorted days as runs of neighbouring days, so that they can be asked for together."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


# ------------------------------------------------------------------------------------------------ the map


@dataclass(frozen=True, slots=True)
class Spot:
    """A post on the map, in pixels. ``radius`` grows with the root of the number, so that areas compare."""

    name: str
    x: float
    y: float
    radius: float
    value: int
    anchor: str = "start"

    @property
    def gap(self) -> int:
        """From the middle to the words."""
        return round(self.radius) + 5


@dataclass(frozen=True, slots=True)
class Chart:
    """Posts on a plain graticule. ``meridians`` and ``parallels``: position in pixels and degrees."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    meridians: tuple[tuple[float, int], ...]
    parallels: tuple[tuple[float, int], ...]


def chart(posts: Sequence[tuple[str, float, float, int]], width: int = 640, least: float = 2.0) -> Chart | None:
    """``(name, latitude, longitude, value)`` as an equirectangular map true to scale at its middle; None without posts.

    The frame holds all posts with a margin and is at least ``least`` degrees high and wide.
    """
    if not posts:
        return None
    lats, lons = [p[1] for p in posts], [p[2] for p in posts]
    middle_lat, middle_lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    squeeze = max(0.2, cos(radians(middle_lat)))
    high = max(least, (max(lats) - min(lats)) * 1.35)
    wide = max(least, (max(lons) - min(lons)) * 1.35, high * 1.2 / squeeze)
    scale = width / (wide * squeeze)
    height = round(min(width, max(width * 0.4, high * scale)))

    def place(latitude: float, longitude: float) -> tuple[float, float]:
        return (
            round(width / 2 + (longitude - middle_lon) * squeeze * scale, 1),
            round(height / 2 - (latitude - middle_lat) * scale, 1),
        )

    most = max((p[3] for p in posts), default=0)
    spots = []
    for name, latitude, longitude, value in sorted(posts, key=lambda p: (-p[3], p[0])):
        x, y = place(latitude, longitude)
        radius = round(4 + 22 * sqrt(value / most), 1) if most and value else 4.0
        spots.append(Spot(name, x, y, radius, value, "end" if x > width * 0.7 else "start"))
    step = 1 if wide <= 8 else 2 if wide <= 16 else 5 if wide <= 40 else 20
    half_lon, half_lat = width / scale / squeeze / 2, height / scale / 2
    meridians = [
        (place(middle_lat, lon)[0], lon) for lon in _multiples(middle_lon - half_lon, middle_lon + half_lon, step)
    ]
    parallels = [
        (place(lat, middle_lon)[1], lat) for lat in _multiples(middle_lat - half_lat, middle_lat + half_lat, step)
    ]
    return Chart(width, height, tuple(spots), tuple(meridians), tuple(parallels))


def _multiples(low: float, high: float, step: int) -> list[int]:
    return [n * step for n in range(ceil(low / step), floor(high / step) + 1)]
