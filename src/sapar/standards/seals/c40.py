"""C40, the packing of capital letters, digits and spaces that binary seals use (ICAO Doc 9303-13, from ISO/IEC 16022).

Three characters in two bytes: 1600 a + 40 b + c + 1, with 3 for the space, 4 to 13 for digits, 14 to 39 for letters. Two
characters at the end get 0 as the third; a single one is written as 0xFE and its ASCII code plus one. The filler ``<``
of machine readable zones is packed as a space.
"""

from __future__ import annotations

_CHARACTERS = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {character: value for value, character in enumerate(_CHARACTERS, start=3)} | {"<": 3}
_UNLATCH = 0xFE


class C40Error(ValueError):
    """Bytes that are not C40 as seals use it, or a character that it does not have."""


def decode(data: bytes) -> str:
    """The text of packed bytes. Raises ``C40Error``."""
    if len(data) % 2:
        raise C40Error("an odd number of bytes")
    made: list[str] = []
    for at in range(0, len(data), 2):
        last = at + 2 == len(data)
        if data[at] == _UNLATCH:
            character = chr(data[at + 1] - 1) if data[at + 1] else ""
            if not last or character not in _VALUES:
                raise C40Error("an unpacked character that cannot stand here")
            made.append(character)
            continue
        number = data[at] << 8 | data[at + 1]
        values = [(number - 1) // 1600, (number - 1) // 40 % 40, (number - 1) % 40]
        if last:
            while values and values[-1] == 0:
                values.pop()
        if number == 0 or not values or values[0] > 39 or min(values) < 3:
            raise C40Error("a value without a character")
        made += [_CHARACTERS[value - 3] for value in values]
    return "".join(made)


def encode(text: str) -> bytes:
    """The packed bytes of a text. Raises ``C40Error`` for a character that C40 does not have here."""
    try:
        values = [_VALUES[character] for character in text]
    except KeyError:
        raise C40Error("only capital letters, digits, spaces and fillers can be packed") from None
    made = bytearray()
    for at in range(0, len(values), 3):
        part = values[at : at + 3]
        if len(part) == 1:
            made += bytes((_UNLATCH, ord(text[at].replace("<", " ")) + 1))
        else:
            made += (1600 * part[0] + 40 * part[1] + (part[2] if len(part) == 3 else 0) + 1).to_bytes(2, "big")
    return bytes(made)


def size(characters: int) -> int:
    """How many bytes so many characters take."""
    return (characters + 2) // 3 * 2
