"""Lists as CSV: columns are known by their headings, or by a mapping that somebody made on the import page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from sapar.standards.watchlists.jsonlines import add_countries, add_dates, sex
from sapar.standards.watchlists.model import MOST_ENTRIES, MOST_REMARK, Listed, Problem, Watchlist, WatchlistError, add

# Field: headings it is known by, lower case, without marks.
HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("id", "entity id", "record id", "reference", "ref", "number", "no"),
    "name": ("name", "full name", "fullname", "names", "caption", "primary name", "фио", "ady", "имя полностью"),
    "first_name": ("first name", "firstname", "given name", "given names", "forename", "имя"),
    "middle_name": ("middle name", "middlename", "patronymic", "father name", "fathers name", "отчество"),
    "last_name": ("last name", "lastname", "surname", "family name", "фамилия"),
    "alias": ("alias", "aliases", "aka", "also known as", "other names"),
    "weak_alias": ("weak alias", "weak aliases", "weakalias", "low quality aka"),
    "birth_date": ("birth date", "birthdate", "date of birth", "dob", "born", "year of birth", "дата рождения"),
    "sex": ("sex", "gender", "пол"),
    "nationality": ("nationality", "nationalities", "citizenship", "country", "countries", "гражданство"),
    "document": (
        "document",
        "documents",
        "document number",
        "passport",
        "passport number",
        "passportnumber",
        "паспорт",
    ),
    "reason": ("reason", "program", "programme", "charge", "remarks", "основание"),
    "authority": ("authority", "listed by", "source"),
    "listed_on": ("listed on", "listing date", "date listed"),
    "until": ("until", "expires", "expiry", "valid until"),
    "notice": ("notice", "notice type"),
}
_SEVERAL = ("alias", "weak_alias", "birth_date", "nationality", "document")
_FIELD_OF = {heading: name for name, headings in HEADINGS.items() for heading in headings}
_SAMPLE = 8192
_MOST_COLUMNS = 200


def headings(text: str) -> list[str]:
    """The first row. Raises `WatchlistError`."""
    return next(rows(text), [])


def proposed(columns: Iterable[str]) -> dict[str, str]:
    """Field for each column that is known by its heading; of two columns for one field the first."""
    found: dict[str, str] = {}
    for column in columns:
        field = _FIELD_OF.get(" ".join(column.lower().replace("_", " ").replace("-", " ").replace("'", "").split()))
        if field and field not in found.values():
            found[column] = field
    return found


def read(text: str, mapping: Mapping[str, str] | None = None) -> Watchlist:
    """``mapping``: column heading → field of `HEADINGS`; without it, columns are known by their headings.

    Several values in one cell are parted by ``;`` or ``|``. Raises `WatchlistError` with rule ``columns`` if no column
    has names.
    """
    table = rows(text)
    columns = next(table, [])
    chosen = dict(mapping) if mapping is not None else proposed(columns)
    unknown = set(chosen.values()) - set(HEADINGS)
    if unknown:
        raise WatchlistError("columns", f"no such field: {', '.join(sorted(unknown))}")
    if not {"name", "first_name", "last_name"} & set(chosen.values()):
        raise WatchlistError("columns", "no column holds names", 1)
    places = [(at, chosen[column]) for at, column in enumerate(columns) if column in chosen]
    entries: list[Listed] = []
    problems: list[Problem] = []
    for number, row in enumerate(table, start=1):
        if not any(cell.strip() for cell in row):
            continue
        if len(entries) >= MOST_ENTRIES:
            raise WatchlistError("entries", "the list has too many entries")
        entries.append(_entry({field: row[at].strip() for at, field in places if at < len(row)}, number, problems))
    return Watchlist("csv", "", entries, problems)


def rows(text: str) -> Iterator[list[str]]:
    """The rows of a CSV file, its delimiter told by the first one. Raises `WatchlistError`."""
    sample = text[:_SAMPLE].split("\n", 1)[0]
    delimiter = max(",;\t|", key=sample.count)
    try:
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter):
            if len(row) > _MOST_COLUMNS:
                raise WatchlistError("csv", "a row has too many columns")
            yield row
    except csv.Error as error:
        raise WatchlistError("csv", f"no readable CSV: {error}") from error


def _entry(cells: Mapping[str, str], number: int, problems: list[Problem]) -> Listed:
    several = {field: cells.get(field, "").replace("|", ";").split(";") for field in _SEVERAL}
    entry = Listed(cells.get("id") or f"entry-{number}")
    add(entry.names, cells.get("name", "").replace("|", ";").split(";"))
    add(
        entry.names,
        [" ".join(filter(None, (cells.get(part, "") for part in ("first_name", "middle_name", "last_name"))))],
    )
    add(entry.names, several["alias"])
    add(entry.weak_names, several["weak_alias"])
    add_dates(entry, several["birth_date"], problems)
    entry.sex = sex([cells.get("sex", "")])
    add_countries(entry, several["nationality"], problems)
    add(entry.documents, several["document"])
    entry.reason, entry.authority = cells.get("reason", "")[:MOST_REMARK], cells.get("authority", "")[:MOST_REMARK]
    entry.listed_on, entry.until = cells.get("listed_on", "")[:40], cells.get("until", "")[:40]
    entry.notice = cells.get("notice", "").lower()[:20]
    if not entry.names:
        problems.append(Problem(entry.id, "name", ""))
    return entry
