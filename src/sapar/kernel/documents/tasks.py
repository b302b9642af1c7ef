"""The documents' jobs: what is too old goes every night, and the revocation list stays young."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sapar.kernel import retention
from sapar.kernel.documents import seals


@app.periodic(cron="40 21 * * *")  # UTC; 02:40 in Ashgabat
@app.task(name="sapar.kernel.retention.run", queueing_lock="retention", pass_context=False)
def run_retention(timestamp: int) -> None:
    """Erase what may no longer be kept."""
    retention.run_retention()


@app.periodic(cron="7 * * * *")
@app.task(name="sapar.kernel.documents.publish_revocations", queueing_lock="revocations", pass_context=False)
def publish_revocations(timestamp: int) -> None:
    """Keep the revocation list young, whether or not anything was revoked."""
    seals.publish_revocations()
