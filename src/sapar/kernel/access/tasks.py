"""Nightly: counters of attempts that no window needs any more."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sapar.kernel.access import limits


@app.periodic(cron="50 21 * * *")
@app.task(name="sapar.kernel.access.forget_attempts", queueing_lock="access.limits", pass_context=False)
def forget_attempts(timestamp: int) -> None:
    """Drop counters older than a day."""
    limits.forget_old()
