"""The clock's job: once a minute, all that has become due."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sapar.kernel.procedures.acts import tick


@app.periodic(cron="* * * * *")
@app.task(name="sapar.kernel.procedures.clock", queueing_lock="procedures.clock", pass_context=False)
def run_clock(timestamp: int) -> None:
    """Escalate and expire; a case that fails does not keep the others from their turn."""
    while tick():
        pass
