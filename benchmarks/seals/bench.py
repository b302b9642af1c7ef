"""Full verification of seals against bare ECDSA P-256 verification of the same signed bytes, in one run.

Both sides do the same signature check; ours also reads the text strictly, makes the canonical form, looks up the signer
(parsed and chain-checked before: the cached case of a border desk), the lists, the dates and the bearer, and gives a
verdict that must be green. The two alternate in slices of a few milliseconds, so that the machine's moods hit both; a
kind's ratio is the median over neighbouring slices, and ``ratio`` is the worse of the two kinds of seal.

Run: ``python benchmarks/seals/bench.py [seconds]``. The last line is one JSON object.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sapar.standards.seals import issue, permit, revocation, vdsnc
from sapar.standards.seals.certificate import read_certificate, read_crl
from sapar.standards.seals.trust import Trust, unwrap
from sapar.standards.seals.verify import Bearer, verify

TARGET = 0.70
SLICE = 40
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def prepare() -> dict[str, tuple[Callable[[], bool], Callable[[], None]]]:
    """Name of the kind of seal → our full verification (true if green), and the bare one of the same bytes."""
    start = NOW - timedelta(days=30)
    authority_key, signer_key = issue.load_key(issue.new_key()), issue.load_key(issue.new_key())
    authority = issue.specimen_authority(authority_key, now=start)
    request = issue.certificate_request(signer_key, country="UT", name="01", types=["NV", "WP"])
    signer = issue.issue_signer(authority_key, authority, request, types=["NV", "WP"], now=start)
    crl = issue.issue_crl(authority_key, authority, now=start, next_update=NOW + timedelta(days=30), number=1)
    kid = issue.key_id(signer_key.public_key())
    revoked = revocation.write_list(
        signer_key,
        issuer=kid,
        signer=kid,
        date=NOW - timedelta(hours=1),
        next_update=NOW + timedelta(days=1),
        size=2**17,
        revoked=range(0, 2**17, 97),
    )
    trust = Trust(
        [read_certificate(unwrap(authority))],
        [read_certificate(unwrap(signer))],
        [read_crl(crl)],
        [revocation.read_list(revoked)],
    )
    token = issue.seal_permit(
        signer_key,
        permit.Permit(
            number="TM-2026-0001234",
            name="KURBANMUHAMMEDOVA<<OGULGEREK<AYNABAT",
            document_number="A12345678",
            birth_date="1990-01-29",
            nationality="UTO",
            valid_from=date(2026, 1, 1),
            valid_to=date(2026, 12, 31),
            employer="TM-REG-00012345",
            index=1234,
        ),
    )
    # The message of the Australian specimen, as near as an own key can come to it.
    message = {
        "pid": {"dob": "1961-05-15", "i": "PA0941262", "n": "CITIZEN  JANE SUE", "sex": "F"},
        "uvci": "VB0009990012",
        "ve": [
            {
                "des": "XM68M6",
                "dis": "RA01.0",
                "nam": "AstraZeneca Vaxzevria",
                "vd": [{"adm": "General Practitioner", "ctr": "AUS", "dvc": "2021-09-15", "lot": "300157P", "seq": 1}],
            }
        ],
    }
    seal = issue.seal_vdsnc(signer_key, unwrap(signer), kind="icao.vacc", issuer="UTO", message=message)
    public, scheme = signer_key.public_key(), ec.ECDSA(hashes.SHA256())
    parts = permit.read_text(token)
    whole = vdsnc.read(seal)

    def bare(signature: bytes, data: bytes) -> Callable[[], None]:
        encoded = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
        return lambda: public.verify(encoded, data, scheme)

    bearer, carrier = Bearer("A12345678", "UTO", "1990-01-29"), Bearer("PA0941262", "", "1961-05-15")
    return {
        "permit": (
            lambda: verify(token, trust, at=NOW, bearer=bearer).green,
            bare(parts.signature, parts.signed),
        ),
        "vds-nc": (
            lambda: verify(seal, trust, at=NOW, bearer=carrier).green,
            bare(whole.signature, whole.signed),
        ),
    }


def alternate(ours: Callable[[], bool], bare: Callable[[], None], seconds: float) -> tuple[float, float, float]:
    """Rates a second of both and their ratio: medians over slices that take turns (processor time)."""
    rates: tuple[list[float], list[float]] = ([], [])
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(rates[0]) < 5:
        for which, work in enumerate((ours, bare)):
            begin = time.process_time()
            for _ in range(SLICE):
                work()
            rates[which].append(SLICE / (time.process_time() - begin))
    ratios = [mine / theirs for mine, theirs in zip(*rates, strict=True)]
    return statistics.median(rates[0]), statistics.median(rates[1]), statistics.median(ratios)


def main(seconds: float = 4.0) -> int:
    """Measure, print, and say whether the target holds."""
    figures: dict[str, float] = {}
    ratios = []
    for name, (ours, bare) in prepare().items():
        assert ours(), f"the {name} seal must be green before its speed means anything"
        mine, theirs, ratio = alternate(ours, bare, seconds / 2)
        figures[f"{name}_per_second"], figures[f"{name}_bare_per_second"] = round(mine), round(theirs)
        figures[f"{name}_ratio"] = round(ratio, 3)
        ratios.append(ratio)
        print(f"{name}: {mine:,.0f} full verifications a second, {theirs:,.0f} bare: {ratio:.2f}")
    ratio = min(ratios)
    result = {
        "name": "seals",
        "figures": figures,
        "ratio": round(ratio, 3),
        "target": TARGET,
        "holds": ratio >= TARGET,
    }
    print(json.dumps(result))
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0))
