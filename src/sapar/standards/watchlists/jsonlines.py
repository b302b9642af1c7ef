"""Lists in JSON: FollowTheMoney entities (a line each, or an array), Sapar's own lines, INTERPOL notices."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sapar.standards.watchlists import dates
from sapar.standards.watchlists.countries import alpha3
from sapar.standards.watchlists.model import (
    MOST_ENTRIES,
    MOST_REMARK,
    MOST_VALUES,
    Listed,
    Problem,
    Watchlist,
    WatchlistError,
    add,
)

Record = dict[str, Any]
_PERSON = {"Person"}
_ORGANISATION = {"Organization", "Company", "LegalEntity", "PublicBody"}
_NAME_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def parse(text: str, line: int | None = None) -> Any:
    """One JSON value. Raises `WatchlistError` with rule ``json`` or ``depth``."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError as error:
        raise WatchlistError("depth", "values are nested too deeply", line) from error
    except ValueError as error:
        raise WatchlistError("json", "no readable JSON", line or getattr(error, "lineno", None)) from error


def records(text: str) -> Iterator[tuple[int, Record]]:
    """Objects of JSON lines, or of one array, with their line (of an array: their number). Blank lines are passed over."""
    values: Iterable[tuple[int, Any]] = (
        (number, parse(line, number)) for number, line in enumerate(text.split("\n"), start=1) if line.strip()
    )
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        values = enumerate(parse(text), start=1)
    for number, value in values:
        if not isinstance(value, dict):
            raise WatchlistError("json", "an entry is no object", number)
        if number > MOST_ENTRIES:
            raise WatchlistError("entries", "the list has too many entries")
        yield number, value


def texts(value: Any) -> list[str]:
    """A value, or a list of values, as texts; objects and nothing are left out."""
    values = value[:MOST_VALUES] if isinstance(value, list) else [value]
    return [
        str(one)
        for one in values
        if isinstance(one, str) or (isinstance(one, int) and not isinstance(one, bool) and abs(one) < 10**18)
    ]


def sex(values: list[str]) -> str:
    """M or F; nothing if the values disagree or say neither."""
    letters = {value.strip().upper()[:1] for value in values} & {"M", "F"}
    return letters.pop() if len(letters) == 1 else ""


def add_dates(entry: Listed, values: list[str], problems: list[Problem]) -> None:
    for text in values:
        found = dates.normalised(text)
        if not found and text.strip():
            problems.append(Problem(entry.id, "birth_date", text[:60]))
        add(entry.birth_dates, [found])


def add_countries(entry: Listed, values: list[str], problems: list[Problem]) -> None:
    for text in values:
        code = alpha3(text)
        if not code and text.strip():
            problems.append(Problem(entry.id, "nationality", text[:60]))
        add(entry.nationalities, [code])


def read_ftm(text: str) -> Watchlist:
    """FollowTheMoney entities. Lines of one id are one entity; sanctions, passports and identifications are added to whom
    they belong. Raises `WatchlistError`."""
    entries: dict[str, Listed] = {}
    problems: list[Problem] = []
    linked: list[tuple[str, Mapping[str, Any]]] = []
    for number, record in records(text):
        schema, identity, values = record.get("schema"), record.get("id"), record.get("properties")
        if not isinstance(schema, str) or not isinstance(identity, str) or not isinstance(values, dict):
            raise WatchlistError("json", "an entity needs id, schema and properties", number)
        if schema in ("Sanction", "Passport", "Identification"):
            linked.append((schema, values))
            continue
        if schema not in _PERSON | _ORGANISATION and not texts(values.get("name")):
            continue  # addresses, relations: nothing to be found by
        entry = entries.setdefault(identity[:MOST_REMARK], Listed(identity, _kind(schema)))
        _add_ftm(entry, values, record.get("caption"), problems)
    for schema, values in linked:
        for identity in texts(values.get("entity", [])) + texts(values.get("holder", [])):
            if identity in entries:
                _add_linked(entries[identity], schema, values)
    for entry in entries.values():
        entry.weak_names = [name for name in entry.weak_names if name not in entry.names]
        if not entry.names:
            problems.append(Problem(entry.id, "name", ""))
    return Watchlist("ftm", "", list(entries.values()), problems)


def _kind(schema: str) -> str:
    return "person" if schema in _PERSON else "organisation" if schema in _ORGANISATION else "other"


def _add_ftm(entry: Listed, values: Mapping[str, Any], caption: Any, problems: list[Problem]) -> None:
    for name in ("name", "alias", "previousName"):
        add(entry.names, texts(values.get(name)))
    add(entry.weak_names, texts(values.get("weakAlias")))
    parts = [texts(values.get(part)) for part in _NAME_PARTS]
    if not entry.names and (parts[0] or parts[-1]):
        add(entry.names, [" ".join(part[0] for part in parts if part)])
    if not entry.names:
        add(entry.names, texts(caption))
    add_dates(entry, texts(values.get("birthDate")), problems)
    entry.sex = sex(texts(values.get("gender"))) or entry.sex
    nationalities = texts(values.get("nationality")) + texts(values.get("citizenship"))
    add_countries(entry, nationalities or texts(values.get("country")), problems)
    for name in ("passportNumber", "idNumber"):
        add(entry.documents, texts(values.get(name)))
    topics = texts(values.get("topics"))
    entry.reason = "; ".join(dict.fromkeys(filter(None, [entry.reason, *topics])))[:MOST_REMARK]


def _add_linked(entry: Listed, schema: str, values: Mapping[str, Any]) -> None:
    if schema != "Sanction":
        add(entry.documents, texts(values.get("number")))
        return
    entry.authority = entry.authority or "; ".join(texts(values.get("authority")))[:MOST_REMARK]
    reasons = texts(values.get("program")) + texts(values.get("reason"))
    entry.reason = "; ".join(dict.fromkeys(filter(None, [entry.reason, *reasons])))[:MOST_REMARK]
    entry.reference = entry.reference or next(iter(texts(values.get("authorityId"))), "")
    entry.listed_on = entry.listed_on or min(
        map(dates.normalised, texts(values.get("listingDate") or values.get("startDate"))), default=""
    )
    entry.until = entry.until or max(map(dates.normalised, texts(values.get("endDate"))), default="")


def read_own(text: str) -> Watchlist:
    """Lines with ``id`` and ``names`` as the commands write and read them. Raises `WatchlistError`."""
    problems: list[Problem] = []
    entries = [own(record, number, problems) for number, record in records(text)]
    return Watchlist("sapar", "", entries, problems)


def own(record: Record, number: int, problems: list[Problem]) -> Listed:
    """A person of the commands: ``id``, ``names``, and if known ``birth_date``, ``nationality``, ``sex``, ``document``."""
    entry = Listed(next(iter(texts(record.get("id"))), f"entry-{number}"))
    add(entry.names, texts(record.get("names")) + texts(record.get("name")))
    add(entry.weak_names, texts(record.get("weak_names")))
    add_dates(entry, texts(record.get("birth_date")) + texts(record.get("birth_dates")), problems)
    entry.sex = sex(texts(record.get("sex")))
    add_countries(entry, texts(record.get("nationality")) + texts(record.get("nationalities")), problems)
    add(entry.documents, texts(record.get("document")) + texts(record.get("documents")))
    if not entry.names:
        problems.append(Problem(entry.id, "name", ""))
    return entry


def read_interpol(value: Any) -> Watchlist:
    """Public notices: an answer of the interface with ``_embedded.notices``, or a list of notices. Raises `WatchlistError`."""
    embedded = value.get("_embedded") if isinstance(value, dict) else None
    notices = (
        embedded.get("notices")
        if isinstance(embedded, dict)
        else value.get("notices")
        if isinstance(value, dict)
        else value
    )
    if isinstance(value, dict) and notices is None and "entity_id" in value:
        notices = [value]
    if not isinstance(notices, list) or not all(isinstance(notice, dict) for notice in notices):
        raise WatchlistError("json", "no list of notices")
    problems: list[Problem] = []
    entries = [_notice(notice, number, problems) for number, notice in enumerate(notices, start=1)]
    return Watchlist("interpol", "", entries, problems)


def _notice(notice: Record, number: int, problems: list[Problem]) -> Listed:
    identity = next(iter(texts(notice.get("entity_id"))), f"entry-{number}").replace("/", "-")
    entry = Listed(identity, authority="INTERPOL", reference=identity)
    add(entry.names, [" ".join(texts(notice.get("forename")) + texts(notice.get("name")))])
    add_dates(entry, texts(notice.get("date_of_birth")), problems)
    entry.sex = sex(texts(notice.get("sex_id")))
    add_countries(entry, texts(notice.get("nationalities")), problems)
    warrants = notice.get("arrest_warrants")
    charges = (
        [text for warrant in warrants if isinstance(warrant, dict) for text in texts(warrant.get("charge"))]
        if isinstance(warrants, list)
        else []
    )
    entry.reason = "; ".join(dict.fromkeys(charges))[:MOST_REMARK]
    entry.notice = _notice_kind(notice, bool(charges))
    if not entry.names:
        problems.append(Problem(entry.id, "name", ""))
    return entry


def _notice_kind(notice: Record, charged: bool) -> str:
    """The colour: said by the notice, or by its own address; a notice with warrants is red. Else nothing."""
    for text in texts(notice.get("notice_type")):
        return text.lower().removesuffix(" notice")[:20]
    links = notice.get("_links")
    own = links.get("self") if isinstance(links, dict) else None
    address = own.get("href") if isinstance(own, dict) else None
    if isinstance(address, str):
        for colour in ("red", "yellow", "blue", "green", "black", "orange", "purple", "un"):
            if f"/{colour}/" in address:
                return colour
    return "red" if charged else ""
