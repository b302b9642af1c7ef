"""The border's jobs."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from sapar.areas.border.acts.quiet import quiet_check
from sapar.areas.border.queries.screening import QUIET_TASK
from sapar.kernel.access.actor import Actor


@app.task(name=QUIET_TASK, retry=10)
def answer_quietly(check_ids: list[str]) -> None:
    """Compare somebody who was read with quiet entries. Returns nothing: results of jobs are logged."""
    quiet_check(Actor.system("watch"), check_ids=[UUID(one) for one in check_ids])
