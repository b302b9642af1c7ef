"""Jobs of stays: days that are over are counted for the dashboards; possible overstays are listed once a night."""

from __future__ import annotations

from datetime import timedelta

import structlog
from procrastinate.contrib.django import app

from sapar.areas.border import acts
from sapar.areas.border.acts.figures import MOST_DAYS
from sapar.areas.border.models import OverstayRun
from sapar.areas.border.queries.figures import uncounted_days
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import SaparError

log = structlog.get_logger(__name__)


def bring_up_to_date() -> int:
    """Count every day that is over and not counted; returns how many. A quiet node is asked one short query."""
    actor, done = Actor.system("statistics"), 0
    with reading(actor):
        days = uncounted_days()
    while days:
        part, days = days[:MOST_DAYS], days[MOST_DAYS:]
        try:
            acts.count_days(actor, days=part)
            done += len(part)
        except SaparError as error:
            log.error("days_not_counted", code=error.code)
    return done


@app.periodic(cron="* * * * *")
@app.task(name="sapar.areas.border.figures", queueing_lock="border-figures", lock="sapar.kernel.facts")
def figures(timestamp: int = 0) -> int:
    """What the worker does each minute; one after another with the counting of indicators."""
    return bring_up_to_date()


@app.periodic(cron="40 21 * * *")  # UTC; 02:40 in Ashgabat
@app.task(name="sapar.areas.border.overstays", queueing_lock="border-overstays")
def overstays(timestamp: int = 0) -> None:
    """The list as of yesterday, once."""
    actor, day = Actor.system("clock"), clock.today() - timedelta(days=1)
    with reading(actor):
        known = OverstayRun.objects.filter(as_of=day).exists()
    if not known:
        acts.make_overstays(actor, as_of=day)
