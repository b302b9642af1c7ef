"""Retention: data with its legal basis, deletion as an act, one record at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.kernel.conftest import Office, entries
from tests.kernel.documents import samples

from sapar.kernel import clock, retention
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

KEEPER = Actor.system("retention")
CLASS = "documents.attachment"


@pytest.fixture
def kept(office: Office, tmp_path: Any, settings: Any) -> Any:
    """Two attachments; the first was uploaded a day longer ago than the law allows."""
    from tests.kernel.documents.area import attach

    from sapar.kernel import vault

    settings.SAPAR_KEYS = tmp_path
    vault.make(tmp_path)
    clerk = office.add("clerk", "test.clerk")
    return [attach(clerk, content=samples.pdf(), filename="a.pdf", record_id=uuid4()) for _ in range(2)]


@pytest.fixture
def old(kept: Any, owner_sql: Any) -> Any:
    days = next(one.keep_days for one in retention.record_classes() if one.name == CLASS)
    moment = clock.now() - timedelta(days=days + 1)
    owner_sql.execute("update documents_attachment set created_at = %s where id = %s", [moment, kept[0].pk])
    return kept[0]


def left(owner_sql: Any) -> list[Any]:
    return [row[0] for row in owner_sql.execute("select id from documents_attachment").fetchall()]


def test_only_what_is_due_goes(kept: Any, old: Any, owner_sql: Any) -> None:
    """The nightly job erases the record whose time is over and leaves the other."""
    assert retention.run_retention()[CLASS] == 1
    assert left(owner_sql) == [kept[1].pk]
    assert retention.run_retention()[CLASS] == 0


def test_each_deletion_is_an_act_that_names_nobody(old: Any, owner_sql: Any) -> None:
    """The ledger says which job erased under which purpose; the mapping of the record's pseudonym is gone, as are the
    salts of the entries about it."""
    subject = f"attachment:{old.pk}"
    pseudonym = owner_sql.execute("select pseudonym from ledger_subject where subject = %s", [subject]).fetchone()[0]
    retention.run_retention()
    (entry,) = entries(owner_sql, "retention.erase")
    assert (entry["actor"], entry["purpose"], entry["subjects"]) == ("system:retention", "node.retention", [])
    assert owner_sql.execute("select 1 from ledger_subject where subject = %s", [subject]).fetchone() is None
    salts = owner_sql.execute(
        "select n.salt from ledger_note n join ledger_entry e on e.id = n.entry_id where %s = any(e.subjects)",
        [pseudonym],
    ).fetchall()
    assert salts == [(None,)]


def test_last_day_is_kept_and_the_next_is_not(kept: Any, owner_sql: Any) -> None:
    """A record is due when ``keep_days`` full days of the node's calendar have passed since its day."""
    days = next(one.keep_days for one in retention.record_classes() if one.name == CLASS)
    with reading(KEEPER):
        assert retention.due(CLASS, clock.today() + timedelta(days=days - 1)) == []
        assert set(retention.due(CLASS, clock.today() + timedelta(days=days))) == {one.pk for one in kept}


def test_nothing_is_erased_early_or_twice(kept: Any, old: Any) -> None:
    """The act itself checks: a record that is not due, is gone, or has no class is refused."""
    with pytest.raises(Conflict):
        retention.erase(KEEPER, record_class=CLASS, record_id=kept[1].pk)
    retention.erase(KEEPER, record_class=CLASS, record_id=old.pk)
    with pytest.raises(NotFound):
        retention.erase(KEEPER, record_class=CLASS, record_id=old.pk)
    with pytest.raises(Invalid):
        retention.erase(KEEPER, record_class="nothing.such", record_id=old.pk)


def test_people_cannot_erase(office: Office, old: Any, owner_sql: Any) -> None:
    """Erasing is the job's alone; an administrator's attempt is refused and recorded."""
    from tests.kernel.conftest import make_office

    administrator = make_office("NODE", "node").add("admin", "node.administrator")
    with pytest.raises(NotPermitted):
        retention.erase(administrator, record_class=CLASS, record_id=old.pk)
    assert old.pk in left(owner_sql)
    assert entries(owner_sql, "retention.erase")[0]["outcome"] == "refused:not_permitted"


def test_failure_of_one_does_not_stop_the_others(
    kept: Any, old: Any, owner_sql: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that cannot be erased stays whole and the night goes on."""
    owner_sql.execute("update documents_attachment set created_at = created_at - interval '20 years'")
    declared = next(one for one in retention.record_classes() if one.name == CLASS)

    def refuse_first(record: Any) -> None:
        record.delete()
        if record.pk == old.pk or (record.size and str(record.subject_id) == str(old.subject_id)):
            raise Conflict(code="linked")

    from dataclasses import replace

    monkeypatch.setitem(retention._classes, CLASS, replace(declared, erase=refuse_first))
    assert retention.run_retention()[CLASS] == 1
    assert left(owner_sql) == [old.pk]


def test_every_class_says_why_and_whether_it_is_verified() -> None:
    """Each line of the table names a real model and field and its legal basis; unsourced periods are marked."""
    from django.apps import apps

    names = [one.name for one in retention.record_classes()]
    assert {"documents.attachment", "documents.seal", "notices.notice"} <= set(names)
    for one in retention.record_classes():
        apps.get_model(one.model)._meta.get_field(one.from_field)
        assert str(one.legal_basis) and str(one.title) and one.keep_days > 0
        if one.name.startswith(("documents.", "notices.")):
            assert one.unverified
