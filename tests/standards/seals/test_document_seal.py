"""The document seal: strict, small enough for its QR, judged by the same lists as a permit's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards.seals import document, issue
from sapar.standards.seals.certificate import read_certificate
from sapar.standards.seals.document import Document
from sapar.standards.seals.permit import NotASeal
from sapar.standards.seals.trust import unwrap
from sapar.standards.seals.verify import verify

from .seal_makers import AUTHORITY, KID, NOW, SIGNER_KEY, revoked_list, trust

SIGNER = read_certificate(unwrap(AUTHORITY.signer(SIGNER_KEY, types=["SD"])))
TRUST = trust(signers=[SIGNER])
SAID = Document("PROTOCOL", "M-2026-MFA-2", "ab" * 32, date(2026, 5, 20), 17)
documents = st.builds(
    Document,
    kind=st.text("ABCXYZ", min_size=1, max_size=12),
    reference=st.text("ABCXYZ0189-/.", min_size=1, max_size=40),
    sha256=st.binary(min_size=32, max_size=32).map(bytes.hex),
    signed_on=st.dates(date(2000, 1, 1), date(2000, 1, 1) + timedelta(0xFFFF)),
    index=st.integers(0, 2**32 - 1),
)


@settings(max_examples=60)
@given(documents, st.binary(min_size=64, max_size=64))
def test_every_document_reads_back(said: Document, signature: bytes) -> None:
    """Writing then reading gives the same document, key id and signature; the symbol is at most version 12."""
    body = document.write_body(said, KID)
    text = document.write_text(body, signature)
    token = document.read_text(f" {text[:20]}\n{text[20:]}".strip())
    assert (token.kid, token.body, token.signature) == (KID, body, signature)
    assert document.read_body(token.body) == said
    assert int(segno.make_qr(text, error="m").version) <= 12


def test_genuine_revoked_early_and_foreign() -> None:
    """Genuine is valid and green; each other state has its own answer."""
    text = issue.seal_document(SIGNER_KEY, SAID)
    good = verify(text, TRUST, at=NOW)
    assert (good.answer, good.green, good.kind) == ("valid", True, "document")
    assert good.fields == {
        "kind": "PROTOCOL", "reference": "M-2026-MFA-2", "signed_on": "2026-05-20", "sha256": "ab" * 32,
    }  # fmt: skip
    gone = trust(signers=[SIGNER], revocations=[revoked_list([17])])
    assert verify(text, gone, at=NOW).answer == "revoked"
    assert verify(text, TRUST, at=date(2026, 5, 19)).answer == "not_yet_valid"
    assert verify(text, trust(signers=[]), at=NOW).answer == "unknown_signer"


def test_a_signer_of_permits_may_not_seal_documents() -> None:
    """The certificate names what its key may sign: a key for work permits alone is refused here, and the other way."""
    text = issue.seal_document(SIGNER_KEY, SAID)
    refused = verify(text, trust(), at=NOW)
    assert (refused.answer, refused.reasons[0]) == ("unknown_signer", "signer_document_type")


@settings(max_examples=60)
@given(st.integers(8, 220), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_no_changed_character_stays_valid(place: int, letter: str) -> None:
    """A seal with one character changed is never valid."""
    text = issue.seal_document(SIGNER_KEY, SAID)
    place = min(place, len(text) - 1)
    changed = text[:place] + letter + text[place + 1 :]
    assert (verify(changed, TRUST, at=NOW).answer == "valid") == (changed == text)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("kind", {"kind": "protocol"}),
        ("reference", {"reference": "№ 2"}),
        ("sha256", {"sha256": "ab"}),
        ("index", {"index": -1}),
        ("signed_on", {"signed_on": date(1999, 12, 31)}),
    ],
)
def test_what_does_not_fit_is_named(field: str, changes: dict[str, object]) -> None:
    """The error names the field."""
    values = {name: getattr(SAID, name) for name in ("kind", "reference", "sha256", "signed_on", "index")}
    with pytest.raises(ValueError, match=f"^{field}:"):
        document.write_body(Document(**{**values, **changes}), KID)


@pytest.mark.parametrize("text", ["SAPARD1:", "SAPARD1:0", "SAPARD1:ZZ", "SAPARD1:" + "Z" * 300, "SAPARD2:AB"])
def test_what_is_no_seal_is_said_so(text: str) -> None:
    """Broken texts are no seal; nothing raises."""
    assert verify(text, TRUST, at=NOW).answer == "not_a_seal"
    with pytest.raises(NotASeal):
        document.read_text(text)
