"""The trust store of this node, for the desk and the public page: read once, read again when a file has changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings

from sapar.kernel import clock
from sapar.kernel.documents import signer
from sapar.standards.seals import verify as verifying
from sapar.standards.seals.trust import Trust, TrustError, read_crl_file, read_trust

log = structlog.get_logger(__name__)

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    folder: Path
    stamp: Stamp
    trust: Trust


@dataclass(frozen=True, slots=True)
class ListAge:
    """One list that verification leans on. ``kind``: ``crl`` (signers) or ``revoked`` (seals); ``name`` of its issuer."""

    kind: str
    name: str
    date: datetime
    next_update: datetime | None
    stale: bool


_kept: _Kept | None = None
_lock = threading.Lock()


def trust() -> Trust:
    """Anchors, signers and lists of this node. Without a folder, or with one that cannot be read, nobody is trusted.

    No database and no network.
    """
    global _kept
    folder = signer.trust_folder()
    stamp = _stamp(folder)
    kept = _kept
    if kept is None or kept.folder != folder or kept.stamp != stamp:
        with _lock:
            try:
                found = read_trust(folder)
            except (TrustError, OSError) as error:
                # Names a file of public certificates; a verifier that trusts nobody answers unknown_signer.
                log.error("trust_unreadable", error=type(error).__name__, detail=str(error)[:200])
                found = Trust()
            kept = _kept = _Kept(folder, stamp, found)
    return kept.trust


def _stamp(folder: Path) -> Stamp:
    found = []
    for path in [folder / "trust.json", *(one for name in signer.FOLDERS for one in _files(folder / name))]:
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def here_and_now() -> datetime:
    """The present moment with the node's own zone, whose day is the civil day that validity is counted in."""
    return clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))


def check_seal(
    text: str | bytes, *, bearer: verifying.Bearer | None = None, at: datetime | date | None = None
) -> verifying.Verdict:
    """The verdict over a seal with what this node trusts, now; stores nothing, never raises on any text."""
    return verifying.verify(text, trust(), at=at or here_and_now(), bearer=bearer)


def list_ages() -> list[ListAge]:
    """How old the lists are that verification leans on, the oldest first; only lists whose signatures hold."""
    known, now, folder = trust(), clock.now(), signer.trust_folder()
    newest: dict[tuple[str, str], ListAge] = {}
    for path in _files(folder / "crl"):
        try:
            crl = read_crl_file(path)
        except (TrustError, OSError):
            continue
        if any(known.accepts_crl(crl, authority) for authority in known.authorities):
            name = ", ".join(text for _, text in crl.issuer)
            stale = crl.next_update is None or crl.next_update < now
            _keep(newest, ListAge("crl", name, crl.date, crl.next_update, stale))
    for path in _files(folder / "revoked"):
        revoked = known.revocations(path.stem)
        if revoked is not None:
            stale = revoked.is_stale(now)
            _keep(newest, ListAge("revoked", revoked.issuer, revoked.date, revoked.next_update, stale))
    return sorted(newest.values(), key=lambda age: age.date)


def _keep(newest: dict[tuple[str, str], ListAge], age: ListAge) -> None:
    known = newest.get((age.kind, age.name))
    if known is None or known.date < age.date:
        newest[age.kind, age.name] = age
