"""``python -m sapar.node.cli``: sends the command to where it is; light ones before anything heavy is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from sapar.node.cli import light


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    found = light.find(words)
    if found is not None:
        return light.run(*found)
    from sapar.node.cli import commands

    return commands.main(words)


if __name__ == "__main__":
    sys.exit(main())
