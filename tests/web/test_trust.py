"""The administrator's pages of trust: look into a file, compare, bring in."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.areas.border.conftest import Signer, make_signer
from tests.areas.border.test_flights_pages import client_of
from tests.kernel.conftest import make_office

from sapar.standards.seals.bundle import FOLDERS
from sapar.web.pages import trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def issuer(tmp_path: Path, settings: Any) -> Signer:
    settings.SAPAR_TRUST = tmp_path / "trust"
    settings.SAPAR_TRUST.mkdir()
    return make_signer(tmp_path / "elsewhere")


def test_from_the_file_to_the_table(issuer: Signer, node_db: Any) -> None:
    """The file is shown with its fingerprint; a wrong one is refused and keeps the file; the right one brings it in."""
    office = make_office("NODE", "node")
    client = client_of(office.add("wepa", "node.administrator"))
    assert "Nobody is trusted yet" in client.get("/trust/").content.decode()
    shown = client.post("/trust/new", {"file": SimpleUploadedFile("csca.pem", issuer.authority)})
    page = shown.content.decode()
    assert "Authority of a State" in page
    assert "A specimen of the fictitious State of Utopia." in page
    digest = sha256(issuer.authority).hexdigest()
    assert digest.upper()[:4] + " " + digest.upper()[4:8] in page
    held = re.search(r'name="content" value="([^"]+)"', page)
    assert held is not None
    assert base64.b64decode(held[1]) == issuer.authority
    wrong = client.post("/trust/new", {"content": held[1], "confirmed": "0000 0000 0000 0000"})
    assert wrong.status_code == 422
    assert "This is not the fingerprint of the file." in wrong.content.decode()
    assert held[1] in wrong.content.decode()
    assert client.post("/trust/new", {"content": held[1], "confirmed": digest}).status_code == 303
    assert "Authority of a State" in client.get("/trust/").content.decode()


def test_bad_files_are_named_and_strangers_kept_out(issuer: Signer, node_db: Any) -> None:
    """Garbage and an empty form come back with the rule; whoever is no administrator gets no page."""
    office = make_office("NODE", "node")
    client = client_of(office.add("wepa", "node.administrator"))
    bad = client.post("/trust/new", {"file": SimpleUploadedFile("x.pem", b"hello")})
    assert "This is no certificate and no revocation list" in bad.content.decode()
    assert "Choose a file." in client.post("/trust/new", {}).content.decode()
    signer = client.post("/trust/new", {"file": SimpleUploadedFile("s.pem", issuer.certificate)}).content.decode()
    assert "Its authority is not trusted here." in signer
    assert "There is nothing in this file that can be taken." in signer
    other = client_of(office.add("merdan", "access.manager"))
    assert other.get("/trust/").status_code == other.get("/trust/new").status_code == 403


def test_every_problem_has_words() -> None:
    """What the examination can say, the page can say."""
    import inspect

    from sapar.standards.seals import bundle
    from sapar.standards.seals.trust import Trust

    said = set(re.findall(r'"([a-z]+(?:_[a-z]+)+|signature|expired|older|stale|specimen)"', inspect.getsource(bundle)))
    said |= set(re.findall(r'problems.append\("(\w+)"\)', inspect.getsource(Trust)))
    assert said - set(trust.PROBLEMS) - set(trust.REMARKS) == set()
    assert set(FOLDERS) == set(trust.KINDS)
