"""Bringing certificates and lists into the trust folder: by whom, with what comparison, and what verifies afterwards."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.areas.border.conftest import CONSOLE, Signer, make_signer
from tests.kernel.conftest import Office, entries, make_office

from sapar.kernel import clock
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.documents import trusting
from sapar.kernel.errors import Conflict, Invalid, NotPermitted, SecondFactorNeeded

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuer(tmp_path: Path, settings: Any) -> Signer:
    """Somebody whose seals are not trusted here yet: the folder is empty."""
    settings.SAPAR_TRUST = tmp_path / "empty"
    settings.SAPAR_TRUST.mkdir()
    made = make_signer(tmp_path / "elsewhere")
    made.publish()
    return made


@pytest.fixture
def office(node_db: Any) -> Office:
    made = make_office("NODE", "node")
    made.add("wepa", "node.administrator")
    return made


def bring(actor: Any, content: bytes, confirmed: str = "") -> Any:
    return CATALOGUE["documents.import_trust"](actor, content=content, confirmed=confirmed)


def test_an_authority_needs_a_comparison(issuer: Signer, office: Office, owner_sql: Any) -> None:
    """Without the file's fingerprint, or with another one, nothing is written; with it seals of its signers verify."""
    seal = issuer.seal()
    assert trusting.check_seal(seal).answer == "unknown_signer"
    digest = sha256(issuer.authority).hexdigest()
    for wrong in ("", digest[:8], "0" * 64):
        with pytest.raises(Invalid) as caught:
            bring(office.people["wepa"], issuer.authority, wrong)
        assert caught.value.code == "fingerprint"
    assert trusting.trust().authorities == ()
    grouped = " ".join(digest.upper()[at : at + 4] for at in range(0, 24, 4))
    assert bring(office.people["wepa"], issuer.authority, grouped) == {"authority": 1}
    assert bring(CONSOLE, issuer.certificate) == {"signer": 1}
    assert trusting.check_seal(seal).answer == "valid"
    assert [entry["act"] for entry in entries(owner_sql, "documents.import_trust") if entry["kind"] == "act"] == [
        "documents.import_trust"
    ] * 2


def test_what_is_known_or_bad_is_not_taken(issuer: Signer, node_db: Any) -> None:
    """A signer without its authority, and a file that is here already: a conflict; garbage is named."""
    with pytest.raises(Conflict):
        bring(CONSOLE, issuer.certificate)
    bring(CONSOLE, issuer.authority, sha256(issuer.authority).hexdigest())
    with pytest.raises(Conflict):
        bring(CONSOLE, issuer.authority, sha256(issuer.authority).hexdigest())
    with pytest.raises(Invalid):
        bring(CONSOLE, b"hello")


def test_a_revocation_list_proves_itself(issuer: Signer, node_db: Any) -> None:
    """No comparison is asked for what a trusted authority has signed; the desk's lists are younger then."""
    bring(CONSOLE, issuer.authority, sha256(issuer.authority).hexdigest())
    crl = (issuer.folder / "crl" / "list.crl").read_bytes()
    assert bring(CONSOLE, crl) == {"crl": 1}
    assert [(age.kind, age.stale) for age in trusting.list_ages()] == [("crl", False)]


def test_nobody_else_and_not_with_an_old_second_factor(issuer: Signer, office: Office) -> None:
    """An administrator whose second factor is an hour old confirms it anew; a manager may not at all."""
    from dataclasses import replace

    old = replace(office.people["wepa"], second_factor_at=clock.now() - timedelta(hours=1))
    with pytest.raises(SecondFactorNeeded):
        bring(old, issuer.authority, sha256(issuer.authority).hexdigest())
    with pytest.raises(NotPermitted):
        bring(office.add("merdan", "access.manager"), issuer.authority)
    assert list((trusting.signer.trust_folder()).rglob("*.der")) == []
