"""Fuzz entry for everything that reads a seal or what stands behind one: only the declared errors may occur."""

from __future__ import annotations

import base64
import contextlib
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mutations import damaged

from sapar.standards.seals import issue, permit, revocation
from sapar.standards.seals.certificate import Certificate, Crl, is_signed_by, read_certificate, read_crl
from sapar.standards.seals.der import DerError
from sapar.standards.seals.trust import Trust, unwrap
from sapar.standards.seals.verify import ANSWERS, Bearer, verify

_NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_START = _NOW - timedelta(days=30)
_KEYS = [issue.load_key(issue.new_key()) for _ in range(2)]
_AUTHORITY = issue.specimen_authority(_KEYS[0], now=_START)
_REQUEST = issue.certificate_request(_KEYS[1], country="UT", name="01", types=["NV", "WP"])
_SIGNER = issue.issue_signer(_KEYS[0], _AUTHORITY, _REQUEST, types=["NV", "WP"], now=_START)
_CRL = issue.issue_crl(_KEYS[0], _AUTHORITY, now=_START, next_update=_NOW, number=1, revoked=[7])
_KID = issue.key_id(_KEYS[1].public_key())
_LIST = revocation.write_list(
    _KEYS[1], issuer=_KID, signer=_KID, date=_START, next_update=_NOW, size=500, revoked=[3, 400]
)
_PERMIT = permit.Permit(
    number="TM-2026-1",
    name="ATAYEVA<<OGULGEREK",
    document_number="A1234567",
    birth_date="1990-01",
    nationality="UZB",
    valid_from=_START.date(),
    valid_to=_NOW.date(),
    employer="TM-1",
    index=5,
)
_TOKEN = issue.seal_permit(_KEYS[1], _PERMIT)
_MESSAGE = {"uvci": "U1", "pid": {"n": "ATAYEVA", "dob": "1990-01-29", "i": "A1234567"}, "ve": [{"vd": [{"dvc": "x"}]}]}
_VDSNC = issue.seal_vdsnc(_KEYS[1], unwrap(_SIGNER), kind="icao.vacc", issuer="UTO", message=_MESSAGE)
_ANCHOR = read_certificate(unwrap(_AUTHORITY))
_TRUST = Trust([_ANCHOR], [read_certificate(unwrap(_SIGNER))], [read_crl(_CRL)], [revocation.read_list(_LIST)])
_GOOD = {_TOKEN.encode(), _VDSNC.encode()}

# Good inputs to start from; the first byte chooses the reader.
SEEDS = [
    b"\x00" + _TOKEN.encode(),
    b"\x00" + _VDSNC.encode(),
    b"\x01" + base64.b64decode(base64.b64encode(unwrap(_SIGNER))),
    b"\x01" + unwrap(_AUTHORITY),
    b"\x02" + _CRL,
    b"\x03" + _LIST,
    b"\x04" + permit.write_body(_PERMIT, _KID),
    b"\x05" + unwrap(_SIGNER),
]


def one_input(data: bytes) -> None:
    """Runs one input: a good file damaged as these bytes say. Anything but a declared error is a finding."""
    read(damaged(SEEDS, data))


def read(data: bytes) -> None:
    """Give a file to the reader that its first byte names, and hold it to its promises."""
    kind, rest = data[:1], data[1:]
    if kind == b"\x01":
        _chain(read_certificate, rest, {unwrap(_SIGNER), unwrap(_AUTHORITY)})
    elif kind == b"\x02":
        _chain(read_crl, rest, {_CRL})
    elif kind == b"\x03":
        with contextlib.suppress(revocation.NotAList):
            made = revocation.read_list(rest)
            assert not _TRUST.accepts_list(made) or made.bits == revocation.read_list(_LIST).bits
    elif kind == b"\x04":
        with contextlib.suppress(permit.NotASeal):
            body = permit.read_body(rest)
            assert permit.write_body(body, rest[:8].hex()) == rest
    elif kind == b"\x05":
        _judge(
            issue.seal_vdsnc(_KEYS[1], rest, kind="icao.vacc", issuer="UTO", message=_MESSAGE).encode(),
            rest == unwrap(_SIGNER),
        )
    else:
        _judge(rest, b"".join(rest.split()) in _GOOD)


def _judge(seal: bytes, good: bool) -> None:
    verdict = verify(seal, _TRUST, at=_NOW, bearer=Bearer("A1234567"))
    assert verdict.answer in ANSWERS
    # White space in JSON, and base64 padding, change the text but not the seal: ask what it says instead.
    assert good or not verdict.green or verdict.fields.get("document_number") == "A1234567"


def _chain(reader: object, data: bytes, good: set[bytes]) -> None:
    assert callable(reader)
    with contextlib.suppress(DerError):
        read: Certificate | Crl = reader(data)
        assert data in good or not is_signed_by(read.signed, _ANCHOR)
