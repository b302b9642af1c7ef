"""Commands for people without a node: they answer in a fraction of a second, on a machine that has only this package.

Nothing heavy is imported here; each command's module has ``main(argv) -> exit code``.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

# command → its module; the words of the command are dropped from argv
LIGHT: dict[tuple[str, ...], str] = {
    ("mrz",): "sapar.standards.mrz.cli",
    ("paxlst",): "sapar.standards.paxlst.cli",
    ("screen",): "sapar.methods.matching.screen_cli",
    ("match",): "sapar.methods.matching.match_cli",
    ("seal", "verify"): "sapar.standards.seals.cli",
    ("ledger", "verify"): "sapar.kernel.ledger.cli",
}


def find(words: Sequence[str]) -> tuple[tuple[str, ...], list[str]] | None:
    """The light command that a command line begins with and its own words; None for any other."""
    for command in LIGHT:
        if tuple(words[: len(command)]) == command:
            return command, list(words[len(command) :])
    return None


def run(command: tuple[str, ...], words: Sequence[str]) -> int:
    """Run one; returns its exit code."""
    code: int = importlib.import_module(LIGHT[command]).main(list(words))
    return code
