"""The job that follows a signature."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from sapar.areas.programme.acts import taking_up
from sapar.kernel.access.actor import Actor


@app.task(name=taking_up.TASK, pass_context=False)
def take_up(plan_id: str) -> None:
    """Put what was signed into the work lists; repeating it changes nothing."""
    taking_up.take_up(Actor.system("programme"), plan_id=UUID(plan_id))
