"""Fuzz entry for binary seals: bytes either are a whole seal or are refused by the one declared error."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mutations import damaged

from sapar.standards import mrz
from sapar.standards.seals import issue, vds
from sapar.standards.seals.certificate import read_certificate, read_crl
from sapar.standards.seals.permit import NotASeal
from sapar.standards.seals.trust import Trust, unwrap
from sapar.standards.seals.verify import ANSWERS, Bearer, verify

_NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_START = _NOW - timedelta(days=30)
_DAY = date(2026, 5, 20)
_KEYS = [issue.load_key(issue.new_key()) for _ in range(2)]
_AUTHORITY = issue.specimen_authority(_KEYS[0], now=_START)
_REQUEST = issue.certificate_request(_KEYS[1], country="UT", name="01", types=["NV"])
_SIGNER = read_certificate(unwrap(issue.issue_signer(_KEYS[0], _AUTHORITY, _REQUEST, types=["NV"], now=_START)))
_CRL = issue.issue_crl(_KEYS[0], _AUTHORITY, now=_START, next_update=_NOW, number=1)
_TRUST = Trust([read_certificate(unwrap(_AUTHORITY))], [_SIGNER], [read_crl(_CRL)])
_PERSON = {
    "issuer": "UTO",
    "number": "V1234567",
    "nationality": "UZB",
    "birth_date": "1990-01",
    "sex": "F",
    "expiry_date": date(2027, 1, 1),
    "primary": "ATAYEVA",
    "secondary": "OGULGEREK",
}
_CONTENTS = [
    ("5d01", {"mrz": mrz.generate_mrv_a(**_PERSON), "duration": "transit", "passport_number": "A1234567"}),
    (
        "5d01",
        {"mrz": mrz.generate_mrv_b(**_PERSON), "duration": (1, 2, 3), "passport_number": "A1234567", "entries": 0},
    ),
    ("fb06", {"mrz": mrz.generate_td2(**_PERSON), "passport_number": "A12345678"}),
    ("fc04", {"number": "65170839J003", "surname": "Äşyrow", "given_name": "Çary"}),
]
_GOOD = {
    vds.seal_vds(
        _KEYS[1],
        _SIGNER,
        country="UTO",
        kind=kind,
        features=vds.write_features(kind, values),
        issued=_DAY,
        signed_on=_DAY,
    )
    for kind, values in _CONTENTS
}
# Good inputs to start from; the first byte chooses the form in which the seal comes.
SEEDS = [form + seal for seal in sorted(_GOOD) for form in (b"\x00", b"\x01", b"\x02")]


def one_input(data: bytes) -> None:
    """Runs one input: a good seal damaged as these bytes say. Anything but a declared error is a finding."""
    read(damaged(SEEDS, data))


def read(data: bytes) -> None:
    """Give a seal to the reader and to the verifier, and hold them to their promises."""
    form, seal = data[:1], data[1:]
    try:
        taken = vds.read(seal)
    except NotASeal:
        taken = None
    if taken is not None:
        assert taken.signed == seal[: len(taken.signed)]
        fields = vds.fields(taken)
        assert json.loads(json.dumps(fields))
        vds.check_visa(taken, "", "", _DAY)
        if vds.check_signature(taken, _SIGNER) == "good":
            assert taken.signed in {vds.read(good).signed for good in _GOOD}
    given: bytes | str = {b"\x01": seal.decode("latin-1"), b"\x02": seal.hex()}.get(form, seal)
    verdict = verify(given, _TRUST, at=_NOW, bearer=Bearer("A1234567"))
    assert verdict.answer in ANSWERS
    assert verdict.answer == "not_a_seal" if taken is None else verdict.kind == "vds"
    if verdict.answer in ("valid", "bearer_mismatch", "expired", "not_yet_valid"):
        assert taken is not None
        assert taken.signed in {vds.read(good).signed for good in _GOOD}
