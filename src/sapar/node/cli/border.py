"""``sapar border import-list``: large files of watchlists, by an officer who is named; nothing comes into force by it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sapar.node.cli.common import Stop, django, node_folder, say

SHOWN = 50
COUNTS = ("entries", "added", "changed", "removed", "unchanged", "left_out")
PARTS = {"added": "+", "changed": "~", "removed": "-"}


def import_lists(files: list[Path], lists: list[str], by: str, *, every: bool = False) -> int:
    """Read each file into a draft of its list, as ``by``; print the differences and what could not be read.

    0: every file was read in full. 1: a file could not be read, or not in full, and it is said where. 2: wrong words.
    """
    if len(files) != len(lists):
        raise Stop("say --list once for each file, in the same order", 2)
    try:
        ids = [UUID(one) for one in lists]
    except ValueError:
        raise Stop("the list is named by its id, as in the address of its page", 2) from None
    contents = []
    for file in files:
        try:
            contents.append(file.read_bytes())
        except OSError as error:
            raise Stop(f"{file}: {error.strerror}", 2) from None
    with django(node_folder()):
        from django.utils import translation

        from sapar.kernel.errors import SaparError

        with translation.override("en"):
            try:
                return max([_import(officer(by), *one, every=every) for one in zip(files, ids, contents, strict=True)])
            except SaparError as error:
                raise Stop(str(error.message)) from None


def officer(username: str) -> Any:
    """The actor of an account whose duty keeps lists. Raises Stop."""
    from sapar.areas.border.access import OWNERS
    from sapar.kernel.access.models import Account
    from sapar.kernel.access.session import actor_for, duties_of

    account = Account.objects.filter(username=username, is_active=True).first()
    duty = next((one for one in duties_of(account) if one.role in OWNERS), None) if account else None
    if account is None or duty is None:
        raise Stop(f"{username} keeps no watchlists")
    return actor_for(account, duty, "en")


def _import(actor: Any, file: Path, list_id: UUID, content: bytes, *, every: bool) -> int:
    from sapar.areas.border import acts
    from sapar.areas.border.queries.watch_pages import view_watchlist
    from sapar.kernel.access.actor import Actor

    version = acts.receive_list(actor, list_id=list_id, content=content, origin="command")
    say(f"{file}: received, SHA-256 {version.digest}")
    # The node's worker may be faster: then this waits for it.
    acts.read_version(Actor.system("watch"), version.pk, lambda done, total: say(f"  {done:,} of {total:,} kept"))
    while (one := _now(actor, version.pk)) is not None and one.state != "failed" and not one.silent:
        time.sleep(1)
    if one is not None:
        why = acts.READING.get(one.rule, acts.READING["format"]) if one.state == "failed" else acts.READING["broken"]
        say(f"{file}: {why}{f' Line {one.line}.' if one.line else ''}")
        return 1
    row, versions = view_watchlist(actor, list_id=list_id)
    made = next(each for each in versions if each.id == version.pk)
    if made.state == "rejected":
        say(f"{file}: a newer file was handed in meanwhile")
        return 1
    _print(actor, made, row.title, every=every)
    if made.state == "unmapped":
        say(f"{file}: the columns are not understood; say on the page what they hold")
        return 1
    say(f"version {made.number} waits: another person of the office puts it in force, or rejects it, on the page")
    return 1 if made.problems else 0


def _now(actor: Any, version_id: UUID) -> Any:
    from sapar.areas.border import queries

    return queries.reading_of(actor, version_id)


def _print(actor: Any, made: Any, title: str, *, every: bool) -> None:
    counts = ", ".join(f"{made.counts[name]:,} {name.replace('_', ' ')}" for name in COUNTS if name in made.counts)
    print(f"{title}, version {made.number} ({made.format}): {counts}")
    for part, sign in PARTS.items():
        total = made.counts.get(part, 0)
        for number, change in enumerate(_pages(actor, made.id, part)):
            if number == SHOWN and not every:
                print(f"{sign} … {total - SHOWN:,} more; --all names them")
                break
            fields = "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in change.fields)
            print(f"{sign} {change.source_id}  {change.name}{f'  ({fields})' if fields else ''}")
    for entry, name, value in _pages(actor, made.id, "findings") if made.problems else ():
        print(f"! {entry}  {name} could not be read: {value or '–'}")


def _pages(actor: Any, version_id: UUID, part: str) -> Iterator[Any]:
    """Every entry of one part of the difference; each page that is taken is one look."""
    from urllib.parse import parse_qs

    from sapar.areas.border import queries
    from sapar.web.paging import Window

    use, after = "command:import-list", ""
    while True:
        window = Window.at(use, after=after, size=500)
        found = queries.view_difference(actor, version_id=version_id, window=window, part=part)
        yield from (found.findings if part == "findings" else found.changes)
        if not found.pager.next:
            return
        after = parse_qs(found.pager.next[1:])["after"][0]
