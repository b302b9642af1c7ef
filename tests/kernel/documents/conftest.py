"""Clerks of two institutions, and the node's key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.kernel.conftest import Office, make_office

from sapar.kernel.access.actor import Actor


@pytest.fixture(autouse=True)
def node_keys(tmp_path: Path, settings: Any) -> Path:
    """Keys and a trust folder of this test's own: a specimen authority, and a signer with its certificate."""
    from sapar.kernel import vault
    from sapar.kernel.documents import seals

    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    settings.SAPAR_KEYS, settings.SAPAR_TRUST = folder, tmp_path / "trust"
    vault.make(folder)
    seals.make(folder)
    return folder


@pytest.fixture
def clerk(office: Office) -> Actor:
    return office.add("clerk", "test.clerk")


@pytest.fixture
def stranger(node_db: Any) -> Actor:
    """A clerk of another institution."""
    return make_office("OTHER", "migration_service").add("stranger", "test.clerk")
