"""One spelling of a State in keys, columns and comparisons, whatever the document prints.

ICAO Doc 9303-3, section 5, writes Germany as ``D`` in machine readable zones; ISO 3166-1, forms, lists and messages write
``DEU``. It is the only State with two codes there, and registers hold ``DEU``. The lines of a document are never changed.
"""

from __future__ import annotations

from functools import lru_cache

from sapar.standards.mrz.countries import KNOWN_FIELDS, SPECIAL_CODES

# As a machine readable zone prints it → as registers hold it.
PRINTED = {"D": "DEU"}

# What stands where a nationality does → the State whose national a list calls that person. Stateless persons, refugees and
# officials of organisations have none to compare, and who was a national of a State that is no more is one of another now.
# British passports say which kind of national (Doc 9303-3, section 5); two States have only changed their name.
_NATIONAL_OF = (
    {special.code: "" for special in SPECIAL_CODES if special.use != "issuer"}
    | dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), "GBR")
    | {"ZAR": "COD", "TMP": "TLS"}
)


def state_code(code: str | None) -> str:
    """The code as registers hold it: capitals, no fillers or blanks, ``DEU`` for ``D``. Empty for nothing; others stay."""
    plain = (code or "").strip(" <\t\r\n").upper()
    return PRINTED.get(plain, plain)


def known(code: str) -> bool:
    """Whether ISO 3166-1 or Doc 9303-3 has this code; ``code`` as `state_code` gives it."""
    return len(code) == 3 and code in KNOWN_FIELDS


@lru_cache(maxsize=1024)
def compared_nationality(code: str) -> str:
    """The State to compare with what lists say of somebody's nationality; empty if the code names none."""
    found = state_code(code)
    return _NATIONAL_OF.get(found, found if known(found) else "")
