"""The node's keys: files in ``DATA/keys``, never in the database. Made once, at ``init`` or with a demo."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from sapar.node import config

# Each makes its keys in the folder unless they are there.
MAKERS = ("sapar.kernel.ledger.keys", "sapar.kernel.vault", "sapar.kernel.documents.seals")
SECRETS = {"django.key": 48, "mfa.key": 32}


def ensure(data: Path) -> list[str]:
    """Make every key that is missing; returns the names of the files that were made. Needs Django's settings."""
    folder = config.keys_dir(data)
    before = {path.name for path in folder.iterdir()}
    for name, size in SECRETS.items():
        config.ensure_secret(data, name, size)
    for module in MAKERS:
        if find_spec(module):
            make: Callable[[Path], object] = importlib.import_module(module).make
            make(folder)
    return sorted(path.name for path in folder.iterdir() if path.name not in before)


def faults(data: Path) -> list[str]:
    """What is wrong with the folder of keys: missing or readable by others. Empty when nothing is."""
    folder = data / "keys"
    if not folder.is_dir():
        return ["there is no folder of keys"]
    found = [f"{folder} can be read by others (mode {folder.stat().st_mode & 0o777:o})"] if _open(folder) else []
    found += [f"{name} is missing" for name in SECRETS if not (folder / name).exists()]
    for path in sorted(folder.rglob("*")):
        if not path.name.endswith(".pub.pem") and path.is_file() and _open(path):
            found.append(f"{path.name} can be read by others (mode {path.stat().st_mode & 0o777:o})")
    return found


def _open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)
