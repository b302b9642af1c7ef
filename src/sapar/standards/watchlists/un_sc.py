"""The consolidated list of the United Nations Security Council (XML).

Elements as in the published file: DATAID, FIRST_NAME … FOURTH_NAME, NAME_ORIGINAL_SCRIPT, REFERENCE_NUMBER, LISTED_ON,
INDIVIDUAL_ALIAS (QUALITY Good, Low, a.k.a., f.k.a.), INDIVIDUAL_DATE_OF_BIRTH (TYPE_OF_DATE EXACT, APPROXIMATELY, BETWEEN),
INDIVIDUAL_DOCUMENT. FROM_YEAR and TO_YEAR are `unverified`.
"""

from __future__ import annotations

from sapar.standards.watchlists import dates
from sapar.standards.watchlists.countries import alpha3
from sapar.standards.watchlists.model import MOST_ENTRIES, MOST_REMARK, Listed, Problem, Watchlist, WatchlistError, add
from sapar.standards.watchlists.xml import Node, read_records

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def read(data: bytes) -> Watchlist:
    """Raises `WatchlistError`."""
    entries: list[Listed] = []
    problems: list[Problem] = []
    about: list[Node] = []

    def take(node: Node) -> None:
        if len(entries) >= MOST_ENTRIES:
            raise WatchlistError("entries", "the list has too many entries")
        entries.append(_entry(node, len(entries) + 1, problems))

    read_records(data, frozenset({"INDIVIDUAL", "ENTITY"}), take, about.append)
    return Watchlist(
        "un_sc", dates.normalised(about[0].attributes.get("dateGenerated", "")) if about else "", entries, problems
    )


def _entry(node: Node, number: int, problems: list[Problem]) -> Listed:
    person = node.name == "INDIVIDUAL"
    prefix = "INDIVIDUAL" if person else "ENTITY"
    entry = Listed(
        node.one("DATAID") or node.one("REFERENCE_NUMBER") or f"entry-{number}", "person" if person else "organisation"
    )
    add(entry.names, [" ".join(node.one(name) for name in _NAMES)])
    add(entry.names, (child.text for child in node.all("NAME_ORIGINAL_SCRIPT")))
    for alias in node.all(f"{prefix}_ALIAS"):
        weak = alias.one("QUALITY").lower() == "low"
        add(entry.weak_names if weak else entry.names, alias.one("ALIAS_NAME").split("; "))
    entry.weak_names = [name for name in entry.weak_names if name not in entry.names]
    for born in node.all("INDIVIDUAL_DATE_OF_BIRTH"):
        text = born.one("DATE") or born.one("YEAR")
        if text:
            found = dates.normalised(text)
            if born.one("TYPE_OF_DATE").upper().startswith("APPROX"):
                found = found[:4]
            add(entry.birth_dates, [found])
        else:
            first, last = (dates.normalised(born.one(name)) for name in ("FROM_YEAR", "TO_YEAR"))
            text, years = born.one("FROM_YEAR"), dates.between(first, last)
            add(entry.birth_dates, years)
            found = years[0] if years else ""
        if text and not found:
            problems.append(Problem(entry.id, "birth_date", text))
    gender = node.one("GENDER").upper()[:1]
    entry.sex = gender if gender in ("M", "F") else ""
    for text in (value.text for value in node.all("NATIONALITY", "VALUE")):
        country = alpha3(text)
        if text.strip() and not country:
            problems.append(Problem(entry.id, "nationality", " ".join(text.split())))
        add(entry.nationalities, [country])
    for document in node.all("INDIVIDUAL_DOCUMENT"):
        add(entry.documents, [document.one("NUMBER")])
    entry.reference = node.one("REFERENCE_NUMBER")
    entry.authority = "United Nations Security Council"
    entry.reason = "; ".join(filter(None, (node.one("UN_LIST_TYPE"), node.one("COMMENTS1"))))[:MOST_REMARK]
    entry.listed_on = dates.normalised(node.one("LISTED_ON"))
    entry.changed_on = max((dates.normalised(day.text) for day in node.all("LAST_DAY_UPDATED", "VALUE")), default="")
    if not entry.names:
        problems.append(Problem(entry.id, "name", ""))
    return entry
