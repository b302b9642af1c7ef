"""The key that signs seals, its certificate, and the trust folder that verifiers get.

``DATA/keys/seal-signer.pem`` is the Barcode Signer's key, ``seal-signer.csr.pem`` the request for the certificate of the
State's country signing authority (CSCA). What the State answers is put into ``DATA/trust``: its certificate into
``csca/``, the signer's into ``signers/``, its revocation lists into ``crl/``. Until then nothing can be sealed.

Outside of production an authority of our own is made: Utopia, SPECIMEN. It never exists in a production node.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from sapar.kernel import clock
from sapar.kernel.errors import Conflict, Unavailable
from sapar.standards.seals import issue, revocation
from sapar.standards.seals.countries import TWO_LETTERS
from sapar.standards.seals.trust import PERMIT_TYPE, Signer, Trust

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

KEY, REQUEST = "seal-signer.pem", "seal-signer.csr.pem"
NEXT_KEY, NEXT_REQUEST = "seal-signer-next.pem", "seal-signer-next.csr.pem"
SPECIMEN_KEY = "specimen-csca.pem"
FOLDERS = ("csca", "signers", "crl", "revoked")
TYPES = ("WP", "SD")
# A post may be without a network for three days before what it knows is called stale.
LIST_VALID = timedelta(days=3)
CRL_VALID = timedelta(days=30)
# Indexes are drawn from so many; unused ones cost nothing in the compressed list.
INDEXES = 2**24


def trust_folder() -> Path:
    """The trust folder of this node (setting ``SAPAR_TRUST``, else ``DATA/trust``)."""
    return Path(getattr(settings, "SAPAR_TRUST", None) or Path(settings.SAPAR_DATA) / "trust")


def make(folder: Path) -> None:
    """Make key and certificate request in ``folder`` and the trust folder, unless they are there."""
    trust = trust_folder()
    for name in FOLDERS:
        (trust / name).mkdir(parents=True, exist_ok=True)
    if (folder / KEY).exists():
        return
    specimen = settings.SAPAR_MODE != "production"
    make_signer(folder, country="UTO" if specimen else settings.SAPAR_COUNTRY, name=_signer_name(specimen))
    if specimen:
        _make_specimen(folder, trust)


def _signer_name(specimen: bool) -> str:
    # Common names of signers are short and say who, not what for.
    return "SPECIMEN seal signer" if specimen else f"Sapar {settings.SAPAR_NODE} {secrets.token_hex(2)}"[:64]


def make_signer(folder: Path, *, country: str, name: str) -> str:
    """Make a signer's key and the request for its certificate; returns the key id.

    ``country``: three letters of Doc 9303. A key that is there is kept aside as ``seal-signer-<kid>.pem``: its seals stay
    valid as long as its certificate is in the trust folder.
    """
    kid = _new_pair(folder, NEXT_KEY, NEXT_REQUEST, country=country, name=name)
    _take_next(folder)
    return kid


def make_next(folder: Path) -> str:
    """Make the key that comes after the one in use, and its request; nothing changes until ``use_next``. Returns its id.

    Raises Conflict when one waits for its certificate already.
    """
    if (folder / NEXT_KEY).exists():
        raise Conflict(code="seal_key_waits")
    specimen = settings.SAPAR_MODE != "production"
    country = "UTO" if specimen else settings.SAPAR_COUNTRY
    return _new_pair(folder, NEXT_KEY, NEXT_REQUEST, country=country, name=_signer_name(specimen))


def use_next(folder: Path, trust: Trust) -> str:
    """Seal with the next key from now on; returns its id. Raises Unavailable without it or without a good certificate.

    The key before is kept aside: its seals stay valid as long as its certificate is in the trust folder.
    """
    if not (folder / NEXT_KEY).exists():
        raise Unavailable(code="seal_key_missing")
    kid = issue.key_id(issue.load_key((folder / NEXT_KEY).read_bytes()).public_key())
    certified(kid, trust)
    _take_next(folder)
    return kid


def _new_pair(folder: Path, key_file: str, request_file: str, *, country: str, name: str) -> str:
    if country not in TWO_LETTERS:
        raise ValueError(f"{country} is no code of Doc 9303")
    pem = issue.new_key()
    write(folder / key_file, pem, 0o600)
    key = issue.load_key(pem)
    request = issue.certificate_request(key, country=TWO_LETTERS[country], name=name, types=TYPES)
    write(folder / request_file, request, 0o600)
    return issue.key_id(key.public_key())


def _take_next(folder: Path) -> None:
    if (folder / KEY).exists():
        old = issue.load_key((folder / KEY).read_bytes())
        (folder / KEY).rename(folder / f"seal-signer-{issue.key_id(old.public_key())}.pem")
    (folder / NEXT_REQUEST).replace(folder / REQUEST)
    (folder / NEXT_KEY).replace(folder / KEY)


def _make_specimen(folder: Path, trust: Path) -> None:
    """Utopia's authority, the signer's certificate by it, and lists on which nobody stands yet."""
    # From the day before: clocks of two machines differ by seconds.
    start = clock.now().replace(microsecond=0) - timedelta(days=1)
    pem = issue.new_key()
    authority_key = issue.load_key(pem)
    write(folder / SPECIMEN_KEY, pem, 0o600)
    authority = issue.specimen_authority(authority_key, now=start)
    write(trust / "csca" / "specimen-utopia.pem", authority)
    request = (folder / REQUEST).read_bytes()
    kid = issue.key_id(issue.load_key((folder / KEY).read_bytes()).public_key())
    certificate = issue.issue_signer(authority_key, authority, request, types=TYPES, now=start)
    write(trust / "signers" / f"{kid}.pem", certificate)
    renew_specimen_crl(folder, trust)
    write_revoked(kid, frozenset(), clock.now(), folder, trust)


def renew_specimen_crl(folder: Path, trust: Path) -> bool:
    """A young list of revoked signers by the specimen authority; False where there is none (every real node)."""
    authority = trust / "csca" / "specimen-utopia.pem"
    if settings.SAPAR_MODE == "production" or not (folder / SPECIMEN_KEY).exists() or not authority.exists():
        return False
    now = clock.now().replace(microsecond=0)
    key = issue.load_key((folder / SPECIMEN_KEY).read_bytes())
    crl = issue.issue_crl(
        key, authority.read_bytes(), now=now, next_update=now + CRL_VALID, number=int(now.timestamp())
    )
    write(trust / "crl" / "specimen-utopia.crl", crl)
    return True


def write_revoked(issuer: str, revoked: frozenset[int], now: datetime, folder: Path, trust: Path) -> None:
    """Sign and write the list of revoked seals of the signer ``issuer``."""
    key = issue.load_key((folder / KEY).read_bytes())
    made = revocation.write_list(
        key,
        issuer=issuer,
        signer=issue.key_id(key.public_key()),
        date=now,
        next_update=now + LIST_VALID,
        size=INDEXES,
        revoked=revoked,
    )
    write(trust / "revoked" / f"{issuer}.json", made)


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file in one step. The draft stands outside of the folders that verifiers read whole."""
    draft = path.parent.parent / f".{path.name}.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key in use and its id."""

    key: EllipticCurvePrivateKey
    kid: str


@lru_cache(maxsize=2)
def _load(path: Path, _stamp: int) -> SigningKey:
    key = issue.load_key(path.read_bytes())
    return SigningKey(key, issue.key_id(key.public_key()))


def signing_key() -> SigningKey:
    """The key that signs seals. Raises Unavailable when the node has none."""
    path = Path(settings.SAPAR_KEYS) / KEY
    try:
        return _load(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise Unavailable(code="seal_key_missing") from None


def certified(kid: str, trust: Trust, kind: str = PERMIT_TYPE) -> Signer:
    """The certificate of our own key, good by the same rules that verifiers apply. Raises Unavailable.

    ``kind``: ``PERMIT_TYPE`` or ``DOCUMENT_TYPE``, what is to be sealed.
    """
    signer = trust.signer(kid)
    wanted = trust.document_types.get(kind)
    if signer is None or signer.problems or (wanted and wanted not in (signer.certificate.document_types or ())):
        raise Unavailable(code="seal_signer_not_certified")
    return signer
