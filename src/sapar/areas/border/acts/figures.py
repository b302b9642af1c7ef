"""Making projections again from the records: figures of days, and lists of possible overstays."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import queries
from sapar.areas.border.access import CLOCK, HEADQUARTERS, OVERSTAY, STATISTICS
from sapar.areas.border.models import OverstayLine, OverstayRun
from sapar.areas.border.queries.figures import COUNT_DAYS
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Invalid
from sapar.kernel.facts.sql import ONE_PROCESSOR
from sapar.methods.ids import uuid7

LOCK_SPACE = 7201  # as in the trigger ``border_day_touched``
EPOCH = date(2000, 1, 1)
MOST_DAYS = 400


@act(
    "border.count_days", roles=(STATISTICS,), purpose="statistics", title=_("Count crossings by day for the dashboards")
)
def count_days(actor: Actor, *, days: list[date]) -> dict[str, Any]:
    """Count days that are over anew: ``{"days": n}``. Raises Invalid for a day that is not over, or too many at once.

    Each day is locked first: a crossing of that day that is being written is waited for, so none can be missed.
    """
    if len(days) > MOST_DAYS:
        raise Invalid(field="days", code="too_many")
    if any(day >= clock.today() for day in days):
        raise Invalid(field="days", code="not_over")
    given = sorted(set(days))
    with connection.cursor() as cursor:
        cursor.execute(ONE_PROCESSOR)
        for day in given:
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, (day - EPOCH).days])
        cursor.execute("delete from border_dayfigure where day = any(%s)", [given])
        cursor.execute("delete from border_figureday where day = any(%s)", [given])
        cursor.execute(
            f"insert into border_dayfigure (day, place_id, direction, nationality, crossings, waits, seconds, prompt) "
            f"{COUNT_DAYS.format(condition='c.crossed_on = any(%s)')}",
            [given],
        )
        cursor.execute(
            "insert into border_figureday (day, built_at) select d, %s from unnest(%s::date[]) d", [clock.now(), given]
        )
    return {"days": len(given)}


@act(
    "border.make_overstays",
    roles=(HEADQUARTERS, CLOCK),
    purpose=OVERSTAY,
    title=_("Work out the list of possible overstays"),
)
def make_overstays(actor: Actor, *, as_of: date) -> OverstayRun:
    """Work the list out as of the end of a day, from the records as they are now. Older lists stay as they were made.

    Raises Invalid for a day that is not over.
    """
    if as_of >= clock.today():
        raise Invalid(_("Choose a day that is over."), field="as_of")
    found = queries.possible_overstays(as_of)
    run = OverstayRun(
        as_of=as_of,
        made_at=clock.now(),
        made_by=actor.ref,
        counts=dict(Counter(one.outcome for one in found)),
    )
    run.save(force_insert=True)
    lines = (
        OverstayLine(
            id=uuid7(),
            run=run,
            entry_id=one.entry_id,
            person_id=one.person_id,
            entry_on=one.entry_on,
            exit_on=one.exit_on,
            permitted_until=one.permitted_until,
            days_over=one.days_over,
            outcome=one.outcome,
            nationality=one.nationality,
            post=one.post,
            ground=one.ground,
            unverified=one.unverified,
        )
        for one in found
    )
    OverstayLine.objects.bulk_create(lines, batch_size=1000)
    about("overstays", run.pk)
    return run


def yesterday() -> date:
    return clock.today() - timedelta(days=1)
