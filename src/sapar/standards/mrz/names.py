"""Names in the machine readable zone: what is written, and how a name that is too long is cut.

Source: ICAO Doc 9303 Part 3, section 4.6 (characters, punctuation), Part 4, sections 4.2.2 and 4.2.3, Parts 5 to 7
(truncation). The standard leaves the way of cutting to the issuer and asks only that a cut name ends with a letter at
the last position; the three ways here give its examples.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Literal

from sapar.standards.mrz.layouts import UPPER
from sapar.standards.transliteration import DIGRAPHS, LATIN, Table, transliterate

# initials: primary components become initials from the last one on until the name fits.
# components: all primary components but the first are shortened alike, so that the first given name stays whole; the
#   other given names go.
# fixed_length: every primary component is cut to the same number of letters.
Truncation = Literal["initials", "components", "fixed_length"]

# As in the examples of the standard: six letters in fields of 39, five in the shorter ones.
_FIXED_LENGTHS = {39: 6}
_FIXED_LENGTH = 5
# Between the identifiers, and the least of a secondary identifier: `<<` and one letter.
_RESERVED = 3

_SEPARATORS = str.maketrans(dict.fromkeys("-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212,<", " "))


def components(name: str, table: Table = LATIN, choices: Mapping[str, str] = DIGRAPHS) -> list[str]:
    """The components of one identifier in A-Z: spaces, hyphens and commas separate, other punctuation is left out.

    Raises ``ValueError`` for a digit, and for a letter that cannot be written in A-Z. The message has no part of the
    name.
    """
    parts = []
    for part in name.translate(_SEPARATORS).split():
        letters = []
        for character in transliterate(part, table, choices):
            if character in UPPER:
                letters.append(character)
            elif character.isalnum() and unicodedata.category(character) != "Lm":  # Lm: apostrophes like ʻ and ʼ
                raise ValueError("a name cannot hold digits or letters that have no transliteration")
        if letters:
            parts.append("".join(letters))
    return parts


def name_field(
    primary: str,
    secondary: str,
    length: int,
    truncation: Truncation = "initials",
    table: Table = LATIN,
    choices: Mapping[str, str] = DIGRAPHS,
) -> str:
    """The name field of ``length`` positions. Raises ``ValueError`` as ``components`` does, and without a primary."""
    first = components(primary, table, choices)
    second = components(secondary, table, choices)
    if not first:
        raise ValueError("a name needs a primary identifier")
    field = _join(first, second)
    if len(field) > length:
        field = _truncate(first, second, length, truncation)
    return field.ljust(length, "<")


def _join(first: list[str], second: list[str]) -> str:
    return "<".join(first) + ("<<" + "<".join(second) if second else "")


def _truncate(first: list[str], second: list[str], length: int, truncation: Truncation) -> str:
    if not second:
        return "<".join(_fit(first, length))
    whole = first
    if truncation == "components":
        first = _shorten_alike(whole, second[0], length)
        second = second if first == whole else second[:1]
    elif truncation == "fixed_length":
        first = _shorten_to(whole, _FIXED_LENGTHS.get(length, _FIXED_LENGTH), length - _RESERVED)
    else:
        first = _shorten_to_initials(whole, length - _RESERVED)
    field = _join_fitting(first, second, length)
    if len(field) < length:
        # More was cut than the secondary identifier needs: a cut name has to reach the last position.
        first = _widen(first, whole, length - len(field))
        field = _join_fitting(first, second, length)
    if len(field) < length:
        # A given name was left out and one position stays free: one letter less makes room for its initial.
        longest = max(range(len(first)), key=lambda index: len(first[index]))
        first = [part[:-1] if index == longest else part for index, part in enumerate(first)]
        field = _join_fitting(first, second, length)
    return field


def _join_fitting(first: list[str], second: list[str], length: int) -> str:
    return _join(first, _fit(second, length - len("<".join(first)) - 2))


def _widen(parts: list[str], whole: list[str], room: int) -> list[str]:
    """Gives cut components letters back, from the first one on, until the room is used."""
    wider = []
    for part, full in zip(parts, whole, strict=False):
        end = min(len(full), len(part) + room)
        room -= end - len(part)
        wider.append(full[:end])
    return wider


def _fit(parts: list[str], room: int) -> list[str]:
    """Cuts components from the last one on, each to what is left and at least to its initial; if even initials do not
    fit, the last components are left out."""
    parts = list(parts)
    while len(parts) > 1 and 2 * len(parts) - 1 > room:
        parts.pop()
    for index in range(len(parts) - 1, -1, -1):
        excess = len("<".join(parts)) - room
        if excess > 0:
            parts[index] = parts[index][: max(1, len(parts[index]) - excess)]
    return parts


def _shorten_to_initials(parts: list[str], room: int) -> list[str]:
    parts = list(parts)
    for index in range(len(parts) - 1, 0, -1):
        if len("<".join(parts)) <= room:
            break
        parts[index] = parts[index][:1]
    return _fit(parts, room)


def _shorten_to(parts: list[str], size: int, room: int) -> list[str]:
    if len("<".join(parts)) <= room and all(len(part) <= size for part in parts):
        return parts
    return _fit([part[:size] for part in parts], room)


def _shorten_alike(parts: list[str], given: str, length: int) -> list[str]:
    """Primary components so that ``given`` stays whole behind them: the first whole, the others cut to one size."""
    if len("<".join(parts)) <= length - _RESERVED:
        return parts
    room = length - 2 - len(given)
    letters = room - len(parts) + 1 - len(parts[0])
    others = parts[1:]
    if letters < len(others) or not others:
        return _shorten_to_initials(parts, length - _RESERVED)
    sizes = [0] * len(others)
    while letters > 0 and (open_ones := [i for i, part in enumerate(others) if sizes[i] < len(part)]):
        for index in open_ones[:letters]:
            sizes[index] += 1
        letters -= len(open_ones[:letters])
    return [parts[0], *(part[:size] for part, size in zip(others, sizes, strict=True))]
