"""``python -m sapar.node.cli.drive ORIGIN``: the journey against a running demo (``sapar demo --check``)."""

from __future__ import annotations

import sys

from sapar.node import config


def main(origin: str) -> int:
    from sapar.node import journey

    return int(journey.run(origin, config.data_dir()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
