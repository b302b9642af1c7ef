"""The check digit of ICAO Doc 9303 Part 3, section 4.9: weights 7, 3, 1 over values 0-9, A-Z as 10-35, filler 0.

``digit`` is on the path of every document that a counter or a manifest reads, so it works on whole fields at once:
character values are reduced modulo 10 (which leaves the sum modulo 10 unchanged), the field is read as one number in
base 256, and its remainder modulo 256**3 - 1 holds three bytes: the sums over the positions of weight 7, 3 and 1.
"""

from __future__ import annotations

from sapar.standards.mrz.layouts import DIGITS, UPPER

# 28 characters of value 9 fill a lane of one byte without carrying into the next.
LONGEST = 84


def _values() -> bytes:
    table = bytearray(256)
    for value, character in enumerate(DIGITS + UPPER):
        table[ord(character)] = value % 10
    return bytes(table)


# Translates the bytes of a text to their values modulo 10; fillers and characters outside the alphabet count 0.
VALUES = _values()

_from_bytes = int.from_bytes


def digit(values: bytes) -> str:
    """The check digit of at most 84 bytes that were translated by ``VALUES``."""
    sums = _from_bytes(values, "little") % 0xFFFFFF
    return DIGITS[(7 * (sums & 255) + 3 * (sums >> 8 & 255) + (sums >> 16)) % 10]


def check_digit(field: str) -> str:
    """The check digit of a field of any length, as one character; fillers and foreign characters count 0.

    >>> check_digit("L898902C<")
    '3'
    """
    values = field.encode("ascii", "replace").translate(VALUES)
    return DIGITS[(7 * sum(values[::3]) + 3 * sum(values[1::3]) + sum(values[2::3])) % 10]
