"""The public check of a seal: one clear verdict in words and colour, from real seals, texts and photos."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from sapar.kernel import clock
from sapar.standards.seals import issue
from sapar.standards.seals.permit import Permit
from sapar.standards.seals.revocation import write_list
from sapar.standards.seals.trust import PERMIT_TYPE, Trust

KEY = issue.load_key(issue.new_key())
CSCA_KEY = issue.load_key(issue.new_key())
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def lists(settings: Any, tmp_path: Path) -> Any:
    """Writes the node's trust folder: ``lists(revoked=(7,), days=-1)``."""
    settings.SAPAR_TRUST = tmp_path / "trust"
    now = clock.now()
    made = now - timedelta(days=10)
    authority = issue.specimen_authority(CSCA_KEY, now=made)
    kinds = [Trust().document_types[PERMIT_TYPE]]
    request = issue.certificate_request(KEY, country=issue.SPECIMEN_COUNTRY, name="SPECIMEN", types=kinds)
    signer = issue.issue_signer(CSCA_KEY, authority, request, types=kinds, now=made, days=400)
    kid = issue.key_id(KEY.public_key())

    def write(*, revoked: tuple[int, ...] = (), days: int = 7) -> None:
        until = now + timedelta(days=days)
        listed = write_list(KEY, issuer=kid, signer=kid, date=made, next_update=until, size=4096, revoked=revoked)
        crl = issue.issue_crl(CSCA_KEY, authority, now=made, next_update=until, number=1, revoked=[])
        files = {"csca/a.pem": authority, "signers/s.pem": signer, "crl/a.crl": crl, f"revoked/{kid}.json": listed}
        for name, content in files.items():
            path = settings.SAPAR_TRUST / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    write()
    return write


def seal(**changes: Any) -> str:
    today = clock.today()
    values: dict[str, Any] = {
        "number": "WP-2026-0001",
        "name": "ASANOV<<BAKYT",
        "document_number": "AC1234567",
        "birth_date": "1990-03-27",
        "nationality": "KGZ",
        "valid_from": today - timedelta(days=3),
        "valid_to": today + timedelta(days=30),
        "employer": "12345678",
        "index": 7,
    }
    return issue.seal_permit(KEY, Permit(**{**values, **changes}))


def judged(client: Any, text: str, **more: str) -> str:
    response = client.post("/verify", {"text": text, **more}, headers=ENGLISH)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_good_seal_is_green_and_says_whose_it_is(lists: Any, client: Any, db: None) -> None:
    """Green, the content in words, the age of the lists; a specimen is called one."""
    text = judged(client, seal())
    assert "sapar-verdict--green" in text
    for word in ("ASANOV, BAKYT", "AC1234567", "WP-2026-0001", "Specimen", "as of"):
        assert word in text


def test_nothing_unproven_is_shown(lists: Any, client: Any, db: None) -> None:
    """An altered seal is red and its content is not repeated."""
    good = seal()
    text = judged(client, good[:-40] + ("A" if good[-40] != "A" else "B") + good[-39:])
    assert "sapar-verdict--red" in text
    assert "ASANOV" not in text


def test_other_answers_are_red_with_their_reason(lists: Any, client: Any, db: None) -> None:
    """Cancelled, expired, not valid yet, another passport: red, each in its own words."""
    today = clock.today()
    assert "Belongs to another person" in judged(client, seal(), document_number="XX999")
    assert "Expired" in judged(client, seal(valid_to=today - timedelta(days=1)))
    assert "Not valid yet" in judged(client, seal(valid_from=today + timedelta(days=1)))
    lists(revoked=(7,))
    text = judged(client, seal())
    assert "Cancelled" in text
    assert "sapar-verdict--red" in text


def test_old_lists_are_never_green(lists: Any, client: Any, db: None) -> None:
    """A genuine seal judged by an old list is amber and says why."""
    lists(days=-1)
    text = judged(client, seal())
    assert "sapar-verdict--amber" in text
    assert "out of date" in text


def test_a_photo_is_read_and_other_files_are_refused(lists: Any, client: Any, db: None) -> None:
    """The square code of a photo is judged like its text; a picture without one, and a file that is none, are told so."""
    pytest.importorskip("zxingcpp")
    import segno
    from PIL import Image

    code = BytesIO()
    segno.make(seal(), error="m").save(code, kind="png", scale=6)
    empty = BytesIO()
    Image.new("RGB", (300, 300), "white").save(empty, "JPEG")

    def sent(content: bytes) -> Any:
        photo = BytesIO(content)
        photo.name = "photo.png"
        return client.post("/verify", {"photo": photo}, headers=ENGLISH)

    assert "sapar-verdict--green" in sent(code.getvalue()).content.decode()
    for content, words in ((empty.getvalue(), "No square code"), (b"%PDF-1.7", "not a picture")):
        response = sent(content)
        assert response.status_code == 422
        assert words in response.content.decode()


def test_every_code_of_the_standard_has_words() -> None:
    """No reader meets a bare code: answers, reasons and fields are all put in words."""
    from sapar.standards.seals.verify import ANSWERS, REASONS
    from sapar.web import seal_words

    assert set(seal_words.ANSWERS) == set(seal_words.ADVICE) == set(ANSWERS)
    assert set(seal_words.REASONS) == set(REASONS)
