"""An own authority, signers, lists and seals for the tests: everything that the rules are tried on without other data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sapar.standards.seals import issue
from sapar.standards.seals.certificate import Certificate, Crl, read_certificate, read_crl
from sapar.standards.seals.permit import Permit
from sapar.standards.seals.revocation import RevocationList, read_list, write_list
from sapar.standards.seals.trust import Trust, unwrap

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
START = NOW - timedelta(days=60)
TYPES = ["NV", "NT", "WP"]
PERMIT = Permit(
    number="TM-2026-0001234",
    name="ATAYEVA<<OGULGEREK",
    document_number="A1234567",
    birth_date="1990-01-29",
    nationality="UZB",
    valid_from=date(2026, 5, 1),
    valid_to=date(2027, 4, 30),
    employer="TM-REG-000123",
    index=4321,
)
MESSAGE: dict[str, Any] = {
    "uvci": "U1",
    "pid": {"n": "ATAYEVA OGULGEREK", "dob": "1990-01-29", "i": "A1234567", "sex": "F"},
    "ve": [{"des": "XM68M6", "vd": [{"dvc": "2026-05-01", "seq": 1, "ctr": "UTO"}]}],
}


@dataclass
class Authority:
    """A country signing authority with its key (made once for all tests: keys take time)."""

    key: Any = field(default_factory=lambda: issue.load_key(issue.new_key()))
    pem: bytes = b""

    def __post_init__(self) -> None:
        self.pem = self.pem or issue.specimen_authority(self.key, now=START)

    @property
    def certificate(self) -> Certificate:
        return read_certificate(unwrap(self.pem))

    def signer(self, key: Any, *, types: list[str] = TYPES, now: datetime = START, days: int = 1825) -> bytes:
        """A signer's certificate in PEM."""
        request = issue.certificate_request(key, country="UT", name="01", types=types)
        return issue.issue_signer(self.key, self.pem, request, types=types, now=now, days=days)

    def crl(self, revoked: list[int] | None = None, days: int = 30, number: int = 1) -> Crl:
        """A revocation list, until so many days after ``NOW``."""
        made = issue.issue_crl(
            self.key,
            self.pem,
            now=START + timedelta(number),
            next_update=NOW + timedelta(days=days),
            number=number,
            revoked=revoked or [],
        )
        return read_crl(made)


AUTHORITY = Authority()
SIGNER_KEY = issue.load_key(issue.new_key())
SIGNER_PEM = AUTHORITY.signer(SIGNER_KEY)
SIGNER = read_certificate(unwrap(SIGNER_PEM))
KID = issue.key_id(SIGNER_KEY.public_key())


def revoked_list(
    revoked: list[int] | None = None, *, days: int = 1, size: int = 10_000, key: Any = SIGNER_KEY, kid: str = KID
) -> RevocationList:
    """A list of revoked permits, until so many days after ``NOW``."""
    return read_list(
        write_list(
            key,
            issuer=KID,
            signer=kid,
            date=NOW - timedelta(hours=1) - timedelta(days=0 if days > 0 else 3),
            next_update=NOW + timedelta(days=days),
            size=size,
            revoked=revoked or [],
        )
    )


def trust(**changes: Any) -> Trust:
    """A whole trust list; any part can be replaced."""
    parts: dict[str, Any] = {
        "authorities": [AUTHORITY.certificate],
        "signers": [SIGNER],
        "crls": [AUTHORITY.crl()],
        "revocations": [revoked_list()],
    }
    return Trust(**{**parts, **changes})


TRUST = trust()
TOKEN = issue.seal_permit(SIGNER_KEY, PERMIT)
VDSNC = issue.seal_vdsnc(SIGNER_KEY, unwrap(SIGNER_PEM), kind="icao.vacc", issuer="UTO", message=MESSAGE)
