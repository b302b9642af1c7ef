"""``python -m sapar.node.cli``: sends the command to where it is.

Commands for people without a node (``mrz``, ``seal verify``, ``ledger verify``) are dispatched before anything heavy is
imported: they answer in a fraction of a second, on a machine that has only this package.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence

# command → module with main(argv) -> exit code; the words before are dropped from argv
LIGHT: dict[tuple[str, ...], str] = {
    ("mrz",): "sapar.standards.mrz.cli",
    ("paxlst",): "sapar.standards.paxlst.cli",
    ("screen",): "sapar.methods.matching.screen_cli",
    ("match",): "sapar.methods.matching.match_cli",
    ("seal", "verify"): "sapar.standards.seals.cli",
    ("ledger", "verify"): "sapar.kernel.ledger.cli",
}


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    for command, module in LIGHT.items():
        if tuple(words[: len(command)]) == command:
            run: Callable[[list[str]], int] = importlib.import_module(module).main
            return run(words[len(command) :])
    from sapar.node.cli import commands

    return commands.main(words)


if __name__ == "__main__":
    sys.exit(main())
