"""The administrator's pages of trust: look into a file, compare, bring in."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from tests.areas.border.conftest import Signer, make_signer
from tests.areas.border.test_flights_pages import client_of
from tests.kernel.conftest import make_office
from tests.standards.seals.list_makers import authority_der, list_signer, master_list
from tests.standards.seals.seal_makers import Authority

from sapar.kernel import clock
from sapar.kernel.documents import trusting
from sapar.standards.seals import issue
from sapar.standards.seals.bundle import AUTHORITY, CRL, FOLDERS, MASTER_LIST, SIGNER, UNREADABLE
from sapar.web import trust_words

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
    assert "This is no certificate, no revocation list and no master list" in bad.content.decode()
    assert "Choose a file." in client.post("/trust/new", {}).content.decode()
    signer = client.post("/trust/new", {"file": SimpleUploadedFile("s.pem", issuer.certificate)}).content.decode()
    assert "Its authority is not trusted here." in signer
    assert "There is nothing in this file that can be taken." in signer
    other = client_of(office.add("merdan", "access.manager"))
    assert other.get("/trust/").status_code == other.get("/trust/new").status_code == 403


def test_a_master_list_shows_who_signed_and_what_changes(issuer: Signer, node_db: Any) -> None:
    """Signer, what could not be checked and each certificate are shown; the fingerprint is asked for; new ones come in."""
    states = [authority_der(Authority()) for _ in range(15)]
    key = issue.load_key(issue.new_key())
    lister = Authority()
    content = master_list(
        states[:14], key, list_signer(lister, key, start=clock.now() - timedelta(days=9)), signed_at=clock.now()
    )
    client = client_of(make_office("NODE", "node").add("wepa", "node.administrator"))

    def look(data: bytes) -> str:
        text: str = client.post("/trust/new", {"file": SimpleUploadedFile("ml.ml", data)}).content.decode()
        return text

    digest = sha256(states[14]).hexdigest()
    held = re.search(r'name="content" value="([^"]+)"', look(states[14]))
    assert held and client.post("/trust/new", {"content": held[1], "confirmed": digest}).status_code == 303
    page = look(content)
    for text in (
        "Master list",
        "specimen list signer",
        "Not checked in full",
        "Not checked: the authority of its signer is neither here nor in the file.",
        "New: can be taken (14)",
        "1 authority is trusted here and is not named by this list. It stays trusted.",
    ):
        assert text in page, text
    held = re.search(r'name="content" value="([^"]+)"', page)
    assert held
    assert client.post("/trust/new", {"content": held[1], "confirmed": ""}).status_code == 422
    digest = sha256(content).hexdigest()
    assert client.post("/trust/new", {"content": held[1], "confirmed": digest}).status_code == 303
    assert len(trusting.trust().authorities) == 15
    assert "Is here already (14)" in look(content)
    damaged = look(content[:-1] + bytes([content[-1] ^ 1]))
    assert "the signature is not that of its signer" in damaged


def test_every_problem_has_words() -> None:
    """What the examination can say, the page can say."""
    import inspect

    from sapar.standards.seals import bundle, masterlist
    from sapar.standards.seals.trust import Trust

    word = r'"([a-z]+(?:_[a-z]+)+|signature|expired|older|stale|specimen|unreadable)"'
    said = set(re.findall(word, inspect.getsource(bundle)))
    said |= set(re.findall(r'problems.append\("(\w+)"\)', inspect.getsource(Trust)))
    said |= set(re.findall(r'(?:problems|remarks)\["(\w+)"', inspect.getsource(masterlist)))
    said |= {"list_authority_trusted", "list_authority_inside"}
    assert len([one for one in said if one.startswith("list_")]) > 15
    kinds = {AUTHORITY, SIGNER, CRL, MASTER_LIST, UNREADABLE}
    assert said - kinds - set(trust_words.PROBLEMS) - set(trust_words.REMARKS) == set()
    assert kinds == set(trust_words.KINDS) and set(FOLDERS) < kinds
    # Every flag is told apart from every other one that means something else, in each language.
    for language in ("tk", "ru", "en"):
        with translation.override(language):
            texts = [str(text) for text in (trust_words.PROBLEMS | trust_words.REMARKS).values()]
            assert all(texts)
            if language != "en":
                with translation.override("en"):
                    english = [str(text) for text in (trust_words.PROBLEMS | trust_words.REMARKS).values()]
                assert not set(texts) & set(english), language
