"""``sapar facts verify`` and ``sapar programme review``."""

from __future__ import annotations

from pathlib import Path

from sapar.node.cli.common import Stop, django, node_folder, say


def verify(*, every: bool = False) -> int:
    """Check every approved figure of the node; 1 when one differs, and it is named."""
    with django(node_folder()):
        from sapar.kernel.facts import verifying

        total = wrong = 0
        for one in verifying.checked():
            total += 1
            wrong += bool(one.problems)
            if one.problems or every:
                words = "; ".join(verifying.WHY[code] for code in one.problems) or "in order"
                print(
                    f"{'FAIL' if one.problems else 'ok':4}  {one.name}: {words}{f' ({one.detail})' if one.detail else ''}"
                )
        print(f"{total} approved figures, {wrong} with a difference")
    return 1 if wrong else 0


def review(plan: str, language: str, template: str, output: Path) -> int:
    """Write the review of a plan in one language."""
    suffix = output.suffix.lower().removeprefix(".")
    if suffix not in ("pdf", "docx"):
        raise Stop("the file's name ends with .pdf or .docx", 2)
    if language not in ("tk", "ru", "en"):
        raise Stop("the language is tk, ru or en", 2)
    with django(node_folder()):
        from sapar.areas.programme import reviewing
        from sapar.kernel.errors import SaparError

        try:
            content = reviewing.file_of(plan, template, language, suffix)
        except SaparError as error:
            raise Stop(str(error.message)) from None
    output.write_bytes(content)
    say(f"wrote {output}")
    return 0
