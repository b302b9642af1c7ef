"""The node's list of trusted seal makers, as files below ``DATA/trust``; read again when a file changes."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock

from django.conf import settings

from sapar.standards.seals.trust import Trust, TrustError, read_trust

_lock = Lock()
_known: tuple[float, Trust] | None = None


def folder() -> Path:
    """Certificates of authorities (``csca``) and signers, lists of withdrawn keys (``crl``) and permits (``revoked``)."""
    return Path(getattr(settings, "SAPAR_TRUST", Path(settings.SAPAR_DATA) / "trust"))


def trust() -> Trust:
    """The trust list. Without a folder nobody is trusted: every seal is from an unknown signer, none is green."""
    global _known
    stamp = _stamp(folder())
    with _lock:
        if _known is None or _known[0] != stamp:
            try:
                _known = (stamp, read_trust(folder()))
            except (TrustError, OSError):
                # A file that cannot be read makes the list smaller, never the answer kinder.
                return Trust() if _known is None else _known[1]
        return _known[1]


def _stamp(root: Path) -> float:
    newest = 0.0
    for place, _folders, files in os.walk(root):
        for name in (".", *files):
            try:
                newest = max(newest, os.stat(os.path.join(place, name)).st_mtime)
            except OSError:
                continue
    return newest
