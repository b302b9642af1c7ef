"""Characters of an interchange: repertoires (UNOA to UNOY), separators (UNA), the release character.

Source: ISO 9735 (syntax versions 1 to 4), clauses 5 to 7 and annex B; service code list 0001 for the repertoires.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class EdifactError(ValueError):
    """What was given is no interchange that can be taken apart. ``rule`` is a word of ``model.RULES``."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class ServiceCharacters(NamedTuple):
    """The six characters of UNA in their order, then the terminator last as there; a space means "not used"."""

    component: str = ":"
    element: str = "+"
    decimal: str = "."
    release: str = "?"
    repetition: str = " "
    terminator: str = "'"

    @property
    def una(self) -> str:
        return "UNA" + "".join(self)


class Level(NamedTuple):
    """A repertoire. ``encoding``: Python codec, or ``None`` if it is not supported here. ``note``: what is unsure."""

    encoding: str | None
    note: str = ""


# Syntax identifiers (0001). IATA and IATB are the airlines' own, SIRE is a reservation host's; both are ASCII.
LEVELS: dict[str, Level] = {
    "UNOA": Level("ascii"),
    "UNOB": Level("ascii"),
    "UNOC": Level("iso8859-1"),
    "UNOD": Level("iso8859-2"),
    "UNOE": Level("iso8859-5"),
    "UNOF": Level("iso8859-7"),
    "UNOG": Level("iso8859-3"),
    "UNOH": Level("iso8859-4"),
    "UNOI": Level("iso8859-6"),
    "UNOJ": Level("iso8859-8"),
    "UNOK": Level("iso8859-9"),
    "UNOW": Level("utf-8"),
    "UNOX": Level(None, "ISO 2022 escape sequences are not read"),
    "UNOY": Level("utf-8", "read as UTF-8, as senders use it; unverified against the standard's own words"),
    "IATA": Level("ascii", "unverified"),
    "IATB": Level("ascii", "unverified"),
    "SIRE": Level("ascii", "unverified: seen in public test files of one host"),
}

# Stand for released characters while an interchange is split: release, terminator, element, component, repetition.
# These control characters are refused in every repertoire, so nothing else can be mistaken for them; they are no ASCII,
# so ``isascii`` tells whether a value has any, and they are one byte wide, which keeps splitting fast.
_STAND_INS = "\x80\x81\x82\x83\x84"
_PRINTABLE = bytes(range(0x20, 0x7F))
_LEVEL_A = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/='+:?!\"%&*;<>"
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
_START = re.compile(r"UNA(?P<una>.{6})[\r\n\t ]*(?=UNB)|(?=UNB)", re.DOTALL)
_SEPARATORS = re.compile(r"UNB([^A-Za-z0-9 \r\n\t])[A-Z0-9]{4}([^A-Za-z0-9 \r\n\t])[0-9]")
_SYNTAX = re.compile(rb"UNB[^A-Za-z0-9\r\n]([A-Z0-9]{4})[^A-Za-z0-9\r\n]")
# Sender's networks put their own addresses before the interchange; it has to begin within this many characters.
_HEAD = 2000


def decode(data: bytes) -> str:
    """Text of an interchange by the repertoire that its UNB names. Raises ``EdifactError``."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        raise EdifactError("encoding")
    data = data.removeprefix(b"\xef\xbb\xbf")
    match = _SYNTAX.search(data[:_HEAD])
    if match is None:
        raise EdifactError("no_interchange")
    level = LEVELS.get(match[1].decode("ascii"))
    if level is None or level.encoding is None:
        raise EdifactError("level")
    try:
        return data.decode(level.encoding)
    except UnicodeDecodeError as error:
        raise EdifactError("encoding") from error


def find_start(text: str) -> tuple[int, int, ServiceCharacters]:
    """Where the interchange begins (at UNA or UNB), where UNB begins, and its separators. Raises ``EdifactError``."""
    match = _START.search(text[:_HEAD])
    if match is None:
        raise EdifactError("no_interchange")
    start = match.start()
    if match["una"] is not None:
        una = match["una"]
        service = ServiceCharacters(una[0], una[1], una[2], una[3], una[4], una[5])
    else:
        service = _implied(text[start : start + _HEAD])
    used = [mark for mark in (service.component, service.element, service.terminator) if not mark.isalnum()]
    used += [mark for mark in (service.release, service.repetition) if mark != " "]
    if len(set(used)) != len(used) or len(used) < 3 or " " in used or any(mark.isalnum() for mark in used):
        raise EdifactError("service_characters")
    return start, match.end(), service


def _implied(text: str) -> ServiceCharacters:
    """Separators of an interchange without UNA: those that UNB uses, the terminator from the segment after it."""
    match = _SEPARATORS.match(text)
    if match is None:
        raise EdifactError("no_interchange")
    element, component = match.groups()
    end = re.search(r"([^A-Za-z0-9 \r\n\t])[\r\n\t ]*UN[GHZ]" + re.escape(element), text)
    return ServiceCharacters(component, element, terminator=end[1] if end else "'")


def prepare(text: str, service: ServiceCharacters) -> tuple[str, list[str]]:
    """The text with stand-ins for released characters and without line ends, and the rules that it breaks."""
    broken = wrong_characters(text, service)
    if broken and broken[0] == "character":
        return text, broken
    release = service.release
    if release != " " and release in text:
        # A run of release characters always begins unreleased, so pairs from its left are right.
        text = text.replace(release * 2, _STAND_INS[0])
        marks = (service.terminator, service.element, service.component, service.repetition)
        for stand_in, mark in zip(_STAND_INS[1:], marks, strict=True):
            if mark != " ":
                text = text.replace(release + mark, stand_in)
        if release in text:
            dangling = re.search(re.escape(release) + r"(?:[\r\n]|\Z)", text)
            broken.append("dangling_release" if dangling else "needless_release")
            text = text.replace(release, "")
    for mark in "\r\n":
        if mark in text and mark not in service:
            text = text.replace(mark, "")
    return text, broken


def restore(value: str, service: ServiceCharacters) -> str:
    """A value with its released characters as themselves."""
    if value.isascii():
        return value
    marks = (service.release, service.terminator, service.element, service.component, service.repetition)
    for stand_in, mark in zip(_STAND_INS, marks, strict=True):
        if stand_in in value:
            value = value.replace(stand_in, mark)
    return value


def wrong_characters(text: str, service: ServiceCharacters) -> list[str]:
    """``character`` if the text has controls or private characters."""
    if text.isascii():
        return ["character"] if text.encode("ascii").translate(None, _PRINTABLE + _marks(service)) else []
    bare = text.translate({ord(mark): None for mark in "".join(service) + "\r\n\t"})
    return ["character"] if _FORBIDDEN.search(bare) else []


def fits_level(text: str, level: str, service: ServiceCharacters) -> str | None:
    """The rule that a text breaks for its repertoire: ``level``, ``repertoire`` (errors), ``level_a`` (a remark)."""
    known = LEVELS.get(level)
    if known is None or known.encoding is None:
        return "level"
    try:
        data = text.encode(known.encoding)
    except UnicodeEncodeError:
        return "repertoire"
    return "level_a" if level == "UNOA" and data.translate(None, _LEVEL_A + _marks(service)) else None


def _marks(service: ServiceCharacters) -> bytes:
    return "".join(service).encode("utf-8", "replace") + b"\r\n\t"
