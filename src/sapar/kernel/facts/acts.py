"""The acts of the statistics job. People run and repeat figures by acts of their own area over the same functions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import act
from sapar.kernel.errors import NotFound
from sapar.kernel.facts import runs
from sapar.kernel.facts.models import Repeat, Run

JOBS = ("system.statistics",)


@act("facts.run", roles=JOBS, purpose="statistics", title=_("Count a figure"))
def run(actor: Actor, *, indicator: str, as_of: date, parameters: dict[str, str] | None = None) -> Run:
    """Count the newest version of an indicator and keep the run; see ``runs.make_run``."""
    return runs.make_run(actor, indicator, parameters or {}, as_of)


@act("facts.repeat", roles=JOBS, purpose="statistics", title=_("Count a figure again and compare"))
def repeat(actor: Actor, *, run_id: UUID) -> Repeat:
    """Repeat a run; see ``runs.repeat_run``. Raises NotFound."""
    found = Run.objects.filter(pk=run_id).first()
    if found is None:
        raise NotFound()
    return runs.repeat_run(actor, found)


@act("facts.thin", roles=JOBS, purpose="node.retention", title=_("Remove provisional figures that were overtaken"))
def thin(actor: Actor) -> dict[str, int]:
    """Of each past day's provisional runs keep the last and those that were repeated. Returns ``removed``."""
    with connection.cursor() as cursor:
        cursor.execute("select facts_thin(%s)", [clock.today()])
        (removed,) = cursor.fetchone()
    return {"removed": removed}
