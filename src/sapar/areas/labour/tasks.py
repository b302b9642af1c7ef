"""The area's nightly job: drafts that nobody sent are erased."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sapar.areas.labour import acts, rules
from sapar.areas.labour.models import Application
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import SaparError


def erase_old_drafts() -> int:
    """Erase every draft whose time is over, one act each; returns how many."""
    actor, done = Actor.system("retention"), 0
    with reading(actor):
        old = Application.objects.filter(submitted_at=None, created_at__lte=clock.now() - rules.DRAFT_LIFE)
        waiting = list(old.values_list("pk", flat=True)[:5000])
    for application_id in waiting:
        try:
            acts.erase_draft(actor, application_id=application_id)
            done += 1
        except SaparError:
            continue
    return done


@app.periodic(cron="50 21 * * *")  # UTC; 02:50 in Ashgabat
@app.task(name="sapar.areas.labour.erase_drafts", queueing_lock="labour-drafts", pass_context=False)
def nightly(timestamp: int) -> int:
    """What the worker runs each night."""
    return erase_old_drafts()
