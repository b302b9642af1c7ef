"""``sapar programme iati``."""

from __future__ import annotations

import sys
from pathlib import Path

from sapar.node.cli.common import Stop, django, node_folder, say


def write(plan: str, by: str, output: Path | None) -> int:
    """Write a plan's IATI file to ``output`` or standard output.

    0: written, and it may be published. 1: the check found errors, they are named and nothing is written. 2: no such
    plan, or it cannot be published yet.
    """
    with django(node_folder()):
        from django.utils import translation

        from sapar.areas.programme import iati_file
        from sapar.kernel.errors import SaparError
        from sapar.standards.iati import ERROR

        try:
            made = iati_file.file_of(plan, by)
        except SaparError as error:
            with translation.override("en"):
                raise Stop(f"{plan}: {error.message}", 2) from None
    if made.fault:
        raise Stop(made.fault, 1)
    for one in made.findings:
        say(f"{one.severity} {one.rule} line {one.line} {one.path}: {one.explanation} {one.detail}".rstrip())
    errors = sum(one.severity == ERROR for one in made.findings)
    if errors:
        raise Stop(f"{errors} errors: nothing was written", 1)
    if output is None:
        sys.stdout.buffer.write(made.content)
        sys.stdout.flush()
    else:
        output.write_bytes(made.content)
    say(f"{made.activities} activities, {len(made.content):,} bytes, SHA-256 {made.sha256}")
    return 0
