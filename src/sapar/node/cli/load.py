"""``python -m sapar.node.cli.load``: fill a demo's database with the sample data; one line a part on standard error."""

from __future__ import annotations

import sys

from sapar.node import config
from sapar.node.cli import common


def main() -> int:
    data = config.data_dir()
    with common.django(data):
        from sapar.node import demo, keys

        keys.ensure(data)
        demo.load(_progress)
    if sys.stderr.isatty():
        sys.stderr.write("\r" + " " * 78 + "\r")
    return 0


def _progress(part: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{'':6}{part:70.70}")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
