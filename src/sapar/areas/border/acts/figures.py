"""Making projections again from the records: figures of days, and lists of possible overstays."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import queries
from sapar.areas.border.access import CLOCK, HEADQUARTERS, OVERSTAY, STATISTICS
from sapar.areas.border.models import OverstayRun
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
LINE = {
    "entry_id": "uuid",
    "person_id": "uuid",
    "entry_on": "date",
    "exit_on": "date",
    "permitted_until": "date",
    "days_over": "integer",
    "outcome": "text",
    "nationality": "text",
    "post": "text",
    "ground": "text",
    "unverified": "boolean",
}
# By columns: a list of a hundred thousand lines is written in a second, not in ten.
INSERT_LINES = (
    f"insert into border_overstayline (run_id, id, {', '.join(LINE)}) "
    f"select %s, line.* from unnest(%s::uuid[], {', '.join(f'%s::{kind}[]' for kind in LINE.values())}) line"
)
AT_ONCE = 10_000


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
    with connection.cursor() as cursor:
        for start in range(0, len(found), AT_ONCE):
            part = found[start : start + AT_ONCE]
            columns = [[getattr(one, name) for one in part] for name in LINE]
            cursor.execute(INSERT_LINES, [run.pk, [uuid7() for _one in part], *columns])
    about("overstays", run.pk)
    return run


def yesterday() -> date:
    return clock.today() - timedelta(days=1)
