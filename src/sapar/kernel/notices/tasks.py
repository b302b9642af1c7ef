"""The notices' jobs. A job has no actor of its own: it works as the system actor ``notices``."""

from __future__ import annotations

import os
from uuid import UUID

from procrastinate.contrib.django import app

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.codes import ENTROPY, invitation_code
from sapar.kernel.errors import Conflict
from sapar.kernel.notices import acts, delivery, store


@app.task(name=store.DELIVER)
def deliver(notice_id: str) -> str:
    """Send one notice; a failed attempt queues the next one itself."""
    return delivery.deliver(UUID(notice_id))


@app.task(name="sapar.kernel.notices.tell_account", retry=5)
def tell_account(account_id: str, what: str) -> None:
    """Tell a person about a change of their access (see ``access.acts``)."""
    acts.tell_account(Actor.system("notices"), account_id=UUID(account_id), what=what)


@app.task(name="sapar.kernel.notices.invite", retry=5)
def invite(invitation_id: str) -> None:
    """Make the one-time code of an invitation and mail it; nobody else ever sees it (see ``access.inviting``)."""
    code = invitation_code(os.urandom(ENTROPY))
    try:
        acts.send_invitation(Actor.system("notices"), invitation_id=UUID(invitation_id), code=code)
    except Conflict:
        return  # sent, replaced or used already


@app.periodic(cron="*/15 * * * *")
@app.task(name="sapar.kernel.notices.sweep", queueing_lock="notices-sweep", pass_context=False)
def sweep(timestamp: int) -> int:
    """Take up deliveries that were lost with their worker."""
    return delivery.sweep()
