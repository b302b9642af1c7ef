"""Machine readable zones of travel documents (ICAO Doc 9303): reading, checking, writing.

>>> from datetime import date
>>> mrz = parse("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
...             date(2026, 1, 1))
>>> mrz.valid, mrz.primary, mrz.secondary, mrz.expired
(True, 'ERIKSSON', 'ANNA MARIA', True)
"""

from __future__ import annotations

from sapar.standards.mrz.digits import check_digit
from sapar.standards.mrz.generation import (
    GENERATORS,
    generate_mrv_a,
    generate_mrv_b,
    generate_td1,
    generate_td2,
    generate_td3,
)
from sapar.standards.mrz.model import RULES, WARNINGS, Issue, Mrz
from sapar.standards.mrz.parsing import parse, read_documents

__all__ = [
    "GENERATORS",
    "RULES",
    "WARNINGS",
    "Issue",
    "Mrz",
    "check_digit",
    "generate_mrv_a",
    "generate_mrv_b",
    "generate_td1",
    "generate_td2",
    "generate_td3",
    "parse",
    "read_documents",
]
