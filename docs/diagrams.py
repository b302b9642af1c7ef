"""``python docs/diagrams.py``: draw the procedures of this node into ``docs/developer.md``, from their data."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

GUIDE = Path(__file__).resolve().parent / "developer.md"
PART = re.compile(r"(<!-- diagrams -->\n).*?(<!-- /diagrams -->)", re.DOTALL)


def drawn(text: str) -> str:
    """The guide with its diagrams as the data are now. Needs Django to be set up."""
    from django.utils import translation

    from sapar.kernel.procedures.registry import procedures
    from sapar.kernel.procedures.rules import mermaid

    with translation.override("en"):
        parts = [
            f"**{one.title}** (`{name}`)\n\n```mermaid\n{mermaid(one)}\n```\n"
            for name, one in sorted(procedures().items())
            if not name.startswith("test.")
        ]
    return PART.sub(lambda found: found[1] + "\n" + "\n".join(parts) + "\n" + found[2], text)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sapar.node.settings")
    import django

    django.setup()
    GUIDE.write_text(drawn(GUIDE.read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
