"""A desk with two people, the node's key, and a worker that does what is queued."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.kernel.conftest import Office

from sapar.kernel.access.actor import Actor


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> Path:
    from sapar.kernel import vault

    settings.SAPAR_KEYS, settings.SAPAR_SMS_FOLDER = tmp_path, tmp_path / "sms"
    vault.make(tmp_path)
    return tmp_path


@pytest.fixture
def desk(office: Office) -> Actor:
    return office.add("desk", "test.desk")


@pytest.fixture
def boss(office: Office, owner_sql: Any) -> Actor:
    actor = office.add("boss", "test.boss")
    owner_sql.execute("update access_account set email = 'boss@example.org' where id = %s", [actor.account_id])
    return actor


@pytest.fixture
def work(node_db: Any) -> Callable[[], None]:
    """Run a real worker until nothing waits."""
    from procrastinate.contrib.django import app

    def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:  # type: ignore[attr-defined]
            worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)

    return run
