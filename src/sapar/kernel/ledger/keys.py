"""The key that signs tree heads: a file beside the database, never in it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from sapar.kernel.ledger import heads

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

PRIVATE, PUBLIC = "ledger-head.pem", "public/ledger-head.pub.pem"


def make(folder: Path) -> None:
    """Make the key pair in ``folder`` unless it is there; the private file is readable by its owner only.

    The public half stands in a folder of its own, which can be handed out as it is (``ledger verify --keys``).
    """
    private = folder / PRIVATE
    if not private.exists():
        descriptor = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(heads.new_key())
    (folder / PUBLIC).parent.mkdir(exist_ok=True)
    (folder / PUBLIC).write_bytes(heads.public_pem(heads.load_private_key(private.read_bytes())))


@lru_cache(maxsize=4)
def _load(path: Path) -> EllipticCurvePrivateKey:
    return heads.load_private_key(path.read_bytes())


def head_key() -> EllipticCurvePrivateKey:
    """The node's head key. Raises FileNotFoundError when ``sapar init`` has not made it."""
    return _load(Path(settings.SAPAR_KEYS) / PRIVATE)
