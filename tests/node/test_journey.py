"""The journey, in this process: it holds, and it notices when any one of its acts does nothing."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from tests.conftest import DATA

from sapar.kernel import clock
from sapar.kernel.acts import CATALOGUE
from sapar.node import demo
from sapar.node.journey import walk
from sapar.node.journey.client import in_process
from sapar.node.journey.people import Cast
from sapar.node.journey.steps import Story

# Bookkeeping of the node about its own messages: no person of the journey does or sees it.
NOT_PLAYED = {"notices.record_sent", "notices.record_failure"}


def tend() -> None:
    """What the worker would do meanwhile: jobs, numbering, the clock, the figures."""
    from procrastinate.contrib.django import app

    from sapar.kernel.facts.tasks import refresh
    from sapar.kernel.ledger import sequencer
    from sapar.kernel.procedures.acts import tick

    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    tick()
    refresh(0)
    sequencer.drain()
    time.sleep(0.05)


def again(first: Story) -> Story:
    """The same people, still signed in, live a new story; they have little patience."""
    cache.clear()  # limits of attempts
    return Story(
        first.cast, DATA, clock.advance, patience=2, tend=tend, today=clock.today(), browsers=dict(first.browsers)
    )


@pytest.fixture
def loaded(node_db: Any) -> Any:
    demo.load(lambda part: None)
    return node_db


def test_the_journey_holds_and_misses_every_act_that_does_nothing(loaded: Any, owner_sql: Any) -> None:
    """Every step holds; with any one act replaced by a no-op some step does not."""
    last = owner_sql.execute("select coalesce(max(at), '-infinity') from ledger_entry").fetchone()[0]
    said: list[str] = []
    cast = Cast(in_process(get_wsgi_application()), DATA / "keys")
    first = Story(cast, DATA, clock.advance, patience=20, tend=tend, today=clock.today())
    assert walk(first, said.append) == 0, "\n".join(said)
    rows = owner_sql.execute("select distinct act from ledger_entry where kind = 'act' and at > %s", [last]).fetchall()
    played = sorted({row[0] for row in rows} - NOT_PLAYED)
    assert {"labour.submit", "labour.grant", "labour.open_page", "border.admit", "procedures.escalate"} <= set(played)
    unnoticed = []
    for name in played:
        spec, function = CATALOGUE[name], CATALOGUE[name].function
        object.__setattr__(spec, "function", lambda actor, **arguments: None)
        try:
            if walk(again(first), said.append) == 0:
                unnoticed.append(name)
        finally:
            object.__setattr__(spec, "function", function)
    assert unnoticed == []
