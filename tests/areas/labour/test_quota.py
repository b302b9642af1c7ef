"""A thousand grants at once for the last ten places."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any
from uuid import UUID

from django.db import connections
from tests.areas.labour.conftest import World

from sapar.kernel import clock
from sapar.kernel.errors import Conflict
from sapar.methods.ids import uuid7

THREADS, APPLICATIONS, PLACES = 8, 1000, 10
COPY = """
with more as (select gen_random_uuid() as id, n from generate_series(1, %(n)s) n),
a as (insert into labour_application select (jsonb_populate_record(t, jsonb_build_object(
    'id', more.id, 'reference', 'T' || more.n))).* from labour_application t, more where t.id = %(id)s returning id),
p as (insert into labour_paper select (jsonb_populate_record(t, jsonb_build_object(
    'id', gen_random_uuid(), 'attachment_id', gen_random_uuid(), 'application_id', more.id))).*
    from labour_paper t, more where t.application_id = %(id)s)
insert into procedures_case select (jsonb_populate_record(t, jsonb_build_object(
    'id', gen_random_uuid(), 'subject_id', more.id, 'reference', 'T' || more.n))).*
    from procedures_case t, more where t.subject_id = %(id)s returning subject_id
"""


def test_exactly_ten_of_a_thousand(world: World, owner_sql: Any) -> None:
    """For the last ten places exactly ten permits are granted; 990 are told that the quota is full, and stay as they were."""
    world.staff(total=100_000)
    world.do("head", "labour.set_quota", year=clock.today().year, sector="F", limit=PLACES)
    first = world.submitted()
    copies: list[UUID] = [row[0] for row in owner_sql.execute(COPY, {"n": APPLICATIONS - 1, "id": first}).fetchall()]
    waiting = [first, *copies]
    assert len(waiting) == APPLICATIONS
    outcomes: Counter[str] = Counter()
    lock, start = threading.Lock(), threading.Barrier(THREADS)

    def work(mine: list[UUID]) -> None:
        found: Counter[str] = Counter()
        try:
            start.wait()
            for application_id in mine:
                try:
                    world.grant(application_id, key=str(uuid7()))
                    found["granted"] += 1
                except Conflict as error:
                    found[error.code if str(PLACES) in str(error.message) else "no reason"] += 1
        finally:
            connections.close_all()
            with lock:
                outcomes.update(found)

    threads = [threading.Thread(target=work, args=(waiting[n::THREADS],)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {"granted": PLACES, "quota": APPLICATIONS - PLACES}
    counted = owner_sql.execute(
        "select (select used from labour_quota), (select count(*) from labour_permit), (select count(*) from documents_seal),"
        " (select count(*) from procedures_case where state = 'granted'),"
        " (select count(*) from procedures_case where state = 'submitted')"
    ).fetchone()
    assert counted == (PLACES, PLACES, PLACES, PLACES, APPLICATIONS - PLACES)
