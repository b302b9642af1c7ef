"""Lists of lost, stolen and invalid travel documents as CSV: columns known by their headings, or by a mapping.

Number and issuer are what such a list can be searched by; a number alone is enough where the issuer is not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sapar.standards.watchlists import dates
from sapar.standards.watchlists.countries import alpha3
from sapar.standards.watchlists.model import MOST_ENTRIES, Problem, WatchlistError
from sapar.standards.watchlists.table import rows as table_rows

HEADINGS: dict[str, tuple[str, ...]] = {
    "number": (
        "number",
        "document number",
        "passport number",
        "document",
        "passport",
        "no",
        "номер",
        "belgi",
        "belgisi",
    ),
    "issuer": ("issuer", "issuing state", "issued by", "country", "state", "страна", "кем выдан"),
    "kind": ("kind", "status", "type", "state of document", "статус", "görnüşi"),
    "reported_on": ("reported on", "date", "reported", "since", "дата", "senesi"),
}
# Words that lists use, and what they mean here.
KINDS: dict[str, tuple[str, ...]] = {
    "lost": ("lost", "утерян", "утрачен", "ýitirilen"),
    "stolen": ("stolen", "украден", "похищен", "ogurlanan"),
    "stolen_blank": ("stolen blank", "blank", "blank stolen", "бланк", "украден бланк"),
    "invalid": ("invalid", "revoked", "invalidated", "cancelled", "недействителен", "аннулирован", "ýatyrylan"),
}
_FIELD_OF = {heading: name for name, headings in HEADINGS.items() for heading in headings}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Lost:
    """A document: ``number`` of letters and digits, ``issuer`` α-3 or empty, ``kind`` one of `KINDS`."""

    number: str
    issuer: str
    kind: str
    reported_on: str


def plain(text: str) -> str:
    """Lower case, blanks for marks: how headings and words are compared."""
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())


def proposed(columns: Iterable[str]) -> dict[str, str]:
    """Field for each column that is known by its heading; of two columns for one field the first."""
    found: dict[str, str] = {}
    for column in columns:
        field = _FIELD_OF.get(plain(column))
        if field and field not in found.values():
            found[column] = field
    return found


def read(text: str, mapping: Mapping[str, str] | None = None) -> tuple[list[Lost], list[Problem]]:
    """Documents, each once, and what could not be read. Raises `WatchlistError` with rule ``columns`` without numbers.

    A kind that is missing or unknown counts as *lost*, and is a problem if it is unknown.
    """
    table = table_rows(text)
    columns = next(table, [])
    chosen = dict(mapping) if mapping is not None else proposed(columns)
    if set(chosen.values()) - set(HEADINGS) or "number" not in chosen.values():
        raise WatchlistError("columns", "no column holds the numbers of documents", 1)
    places = {chosen[column]: at for at, column in enumerate(columns) if column in chosen}
    found: dict[tuple[str, str], Lost] = {}
    problems: list[Problem] = []
    for line, row in enumerate(table, start=2):
        cells = {field: row[at].strip() for field, at in places.items() if at < len(row)}
        number = "".join(letter for letter in cells.get("number", "").upper() if letter.isascii() and letter.isalnum())
        if not 3 <= len(number) <= 25:
            if any(cell.strip() for cell in row):
                problems.append(Problem(f"line {line}", "number", ""))
            continue
        if len(found) >= MOST_ENTRIES:
            raise WatchlistError("entries", "the list has too many entries")
        issuer, word = alpha3(cells.get("issuer", "")), plain(cells.get("kind", ""))
        if cells.get("issuer") and not issuer:
            problems.append(Problem(f"line {line}", "issuer", cells["issuer"][:60]))
        if word and word not in _KIND_OF:
            problems.append(Problem(f"line {line}", "kind", word[:60]))
        day = dates.normalised(cells.get("reported_on", ""))
        found.setdefault((issuer, number), Lost(number, issuer, _KIND_OF.get(word, "lost"), day))
    return list(found.values()), problems
