"""Figures follow the acts: once a minute the node looks whether anything was done in the areas they come from."""

from __future__ import annotations

import time
from datetime import timedelta

import structlog
from procrastinate.contrib.django import app

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import SaparError
from sapar.kernel.facts import acts, declared, queries

log = structlog.get_logger(__name__)

REST = 30
"""A figure rests this many times as long as its counting took, so that counting costs desks at most a thirtieth."""
_rests: dict[str, float] = {}


@app.periodic(cron="* * * * *")
@app.task(name="sapar.kernel.facts.refresh", queueing_lock="sapar.kernel.facts.refresh", lock="sapar.kernel.facts")
def refresh(timestamp: int = 0) -> None:
    """Count every indicator whose figure is behind; see ``bring_up_to_date``."""
    bring_up_to_date(_rests)


@app.periodic(cron="20 * * * *")
@app.task(name="sapar.kernel.facts.thin", queueing_lock="sapar.kernel.facts.thin", lock="sapar.kernel.facts")
def thin(timestamp: int = 0) -> None:
    """Remove the provisional runs of past days that later runs of the same day overtook."""
    acts.thin(Actor.system("statistics"))


def bring_up_to_date(rests: dict[str, float] | None = None) -> int:
    """Count what is behind and return how many runs were made. ``rests``: kept by the caller, code → when it may be
    counted again for today (seconds of the monotonic clock); without it nothing rests.

    For each indicator: a closing run as of yesterday, once; a provisional run as of today when there is none or when
    acts were carried out in its area since. Nothing else is asked of a quiet node than two short queries. One figure
    that cannot be counted does not hold up the others.
    """
    actor, today = Actor.system("statistics"), clock.today()
    yesterday = today - timedelta(days=1)
    made, rests = 0, {} if rests is None else rests
    for indicator in declared.indicators():
        with reading(actor):
            latest = queries.newest(indicator.code)
            behind = latest is None or latest.as_of < today or queries.moved_since(latest)
            open_days = [] if queries.closed_run_exists(indicator, yesterday) else [yesterday]
        rested = rests.get(indicator.code, 0.0) <= time.monotonic()
        for day in [*open_days, *([today] if behind and rested else [])]:
            begun = time.monotonic()
            try:
                acts.run(actor, indicator=indicator.code, as_of=day)
                made += 1
            except SaparError as error:
                log.error("figure_not_counted", indicator=indicator.code, code=error.code)
            ended = time.monotonic()
            rests[indicator.code] = ended + REST * (ended - begun)
    return made
