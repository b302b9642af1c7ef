"""What an uploaded PDF is checked for before it is stored.

Checked: it begins with ``%PDF-``, has ``%%EOF`` near its end, is not encrypted, and names neither JavaScript nor a
launch action (names in all spellings, ``/J#61vaScript`` included; object streams are unpacked for it, within limits).

This is no sanitiser and no virus scanner: a reader's bug can be reached by fonts and images too, and a file made to
confuse this check may pass it. Therefore files are also only ever served as attachments under a sandboxing policy
(``attachments.SAFE_HEADERS``), never shown inside our pages.
"""

from __future__ import annotations

import re
import zlib

_HEADER = re.compile(rb"%PDF-\d\.\d")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|RichMedia)(?![A-Za-z0-9])")
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
TAIL = 2048
INFLATED = 20_000_000


def fault(content: bytes) -> str | None:
    """Why a PDF is refused: ``unreadable``, ``password``, ``active``; None when it passes. See the module."""
    if not _HEADER.match(content) or b"%%EOF" not in content[-TAIL:]:
        return "unreadable"
    try:
        structure = _structure(content)
    except OverflowError:
        return "unreadable"
    if _ENCRYPTED.search(structure):
        return "password"
    return "active" if _ACTIVE.search(structure) else None


def _structure(content: bytes) -> bytes:
    """Everything outside of streams, and the inside of object streams, with escaped names written out."""
    parts, end, budget = [], 0, INFLATED
    for match in _STREAM.finditer(content):
        before = content[end : match.start()]
        parts.append(before)
        end = match.end()
        # The dictionary of a stream stands right before it.
        if b"ObjStm" in _plain_names(before[before.rfind(b" obj") :]):
            unpacked = _inflate(match.group(1), budget)
            budget -= len(unpacked)
            parts.append(unpacked)
    parts.append(content[end:])
    return _plain_names(b"\n".join(parts))


def _plain_names(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)


def _inflate(data: bytes, budget: int) -> bytes:
    """A deflated stream's content; raises OverflowError when it unpacks to more than ``budget`` bytes."""
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, budget + 1)
    except zlib.error:
        return data  # another filter or none: looked at as it is
    if len(out) > budget:
        raise OverflowError
    return out
