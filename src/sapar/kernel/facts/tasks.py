"""Figures follow the acts: once a minute the node looks whether anything was done in the areas they come from."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

import structlog
from procrastinate.contrib.django import app

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import SaparError
from sapar.kernel.facts import acts, declared, queries
from sapar.kernel.facts.models import Run

log = structlog.get_logger(__name__)

SHARE, AHEAD = 30, 60.0
"""Counting figures of the day takes at most a thirtieth of the time, whatever their number, and one round may be this many
seconds of rest ahead of it: cheap figures are all counted each minute, dear ones take turns."""


@dataclass(slots=True)
class Pace:
    """Until when (seconds of the monotonic clock) the counting so far is to be rested for."""

    until: float = 0.0

    def rested(self) -> bool:
        return self.until < time.monotonic() + AHEAD

    def spent(self, seconds: float) -> None:
        self.until = max(self.until, time.monotonic()) + SHARE * seconds


_pace = Pace()


@app.periodic(cron="* * * * *")
@app.task(name="sapar.kernel.facts.refresh", queueing_lock="sapar.kernel.facts.refresh", lock="sapar.kernel.facts")
def refresh(timestamp: int = 0) -> None:
    """Count every indicator whose figure is behind; see ``bring_up_to_date``."""
    bring_up_to_date(_pace)


@app.periodic(cron="20 * * * *")
@app.task(name="sapar.kernel.facts.thin", queueing_lock="sapar.kernel.facts.thin", lock="sapar.kernel.facts")
def thin(timestamp: int = 0) -> None:
    """Remove the provisional runs of past days that later runs of the same day overtook."""
    acts.thin(Actor.system("statistics"))


def bring_up_to_date(pace: Pace | None = None) -> int:
    """Count what is behind and return how many runs were made. ``pace``: kept by the caller; without it nothing rests.

    For each indicator: a closing run as of yesterday, once; a provisional run as of today when there is none or when
    acts were carried out in its area since, those first that were counted longest ago. Nothing else is asked of a quiet
    node than two short queries. One figure that cannot be counted does not hold up the others.
    """
    actor, today = Actor.system("statistics"), clock.today()
    yesterday = today - timedelta(days=1)
    with reading(actor):
        latest = {indicator.code: queries.newest(indicator.code) for indicator in declared.indicators()}
    made = 0
    for indicator in sorted(declared.indicators(), key=lambda one: _counted_at(latest[one.code])):
        with reading(actor):
            last = latest[indicator.code]
            behind = last is None or last.as_of < today or queries.moved_since(last)
            open_days = [] if queries.closed_run_exists(indicator, yesterday) else [yesterday]
        rested = pace is None or pace.rested()
        for day in [*open_days, *([today] if behind and rested else [])]:
            begun = time.monotonic()
            try:
                acts.run(actor, indicator=indicator.code, as_of=day)
                made += 1
            except SaparError as error:
                log.error("figure_not_counted", indicator=indicator.code, code=error.code)
            if pace is not None:
                pace.spent(time.monotonic() - begun)
    return made


def _counted_at(last: Run | None) -> float:
    return last.counted_at.timestamp() if last else 0.0
