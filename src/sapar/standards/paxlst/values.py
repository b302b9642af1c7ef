"""Single values of a passenger list: names, numbers, places, countries, days."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from sapar.standards.mrz.countries import ISO_3166, SPECIAL_CODES
from sapar.standards.mrz.dates import BadDate, Clock, clock
from sapar.standards.mrz.dates import birth_day as mrz_birth_day
from sapar.standards.mrz.dates import expiry_day as mrz_expiry_day
from sapar.standards.mrz.dates import partial_birth as mrz_partial_birth

__all__ = ["Clock", "clock"]

_PLAIN_NAME = re.compile(r"[A-Za-z](?:[A-Za-z '.,-]*[A-Za-z'.])?").fullmatch
_SIGNS = frozenset(" '.,-’ʻʼ‘`´")
_NUMBER = re.compile(r"[A-Z0-9](?:[A-Z0-9 ./<-]{0,33}[A-Z0-9<])?").fullmatch
_PLACE = re.compile(r"[A-Z][A-Z0-9]{2,4}").fullmatch
_FLIGHT = re.compile(r"([A-Z0-9]{2}|[A-Z]{3})([0-9]{1,4}[A-Z]?)").fullmatch
_PRIVATE_FLIGHT = re.compile(r"[A-Z0-9-]{2,12}").fullmatch
_COUNTRIES = ISO_3166 | {special.code for special in SPECIAL_CODES}
_UNKNOWN = frozenset({"00", "<<", "XX", "xx", "  "})

is_country = _COUNTRIES.__contains__


def shown(text: str) -> str:
    """A code as a report may repeat it: short printable ASCII."""
    return "".join(character if character.isascii() and character.isprintable() else "?" for character in text[:17])


def is_name(name: str) -> bool:
    """Whether a name has only letters and the signs that stand in names."""
    if _PLAIN_NAME(name):
        return True
    return name[:1].isalpha() and all(
        character.isalpha() or character in _SIGNS or unicodedata.category(character) == "Mn" for character in name
    )


def is_place(code: str) -> bool:
    """IATA airport (three letters), ICAO or UN/LOCODE (four, five), or a country (three letters)."""
    return _PLACE(code) is not None


def is_document_number(number: str) -> bool:
    return _NUMBER(number) is not None


def split_name(name: str) -> tuple[str, str]:
    """Family and given names of one text: as in an MRZ (<<) or in airline messages (/)."""
    for separator in ("<<", "/"):
        first, found, second = name.partition(separator)
        if found:
            return first, second
    return name, ""


def split_flight(designator: str, carrier: str) -> tuple[str, str]:
    """Carrier and number of a flight; the carrier's own element decides where both are possible.

    A designator that is no airline's (registration of an aircraft) is the number of the flight as a whole.
    """
    if carrier and designator.startswith(carrier) and _FLIGHT(carrier + designator[len(carrier) :]):
        return carrier, designator[len(carrier) :].lstrip("0") or "0"
    match = _FLIGHT(designator)
    if match:
        return match[1], match[2].lstrip("0") or "0"
    return carrier[:3], designator if _PRIVATE_FLIGHT(designator) else ""


def birth_day(raw: str, form: str, reference: Clock) -> str | None:
    """ISO text as exact as it is known, empty where nothing is; ``None`` if it is no possible day up to today."""
    try:
        if len(raw) == 6 and form in ("", "101"):
            if raw.isascii() and raw.isdigit() and raw[2:4] != "00" and raw[4:] != "00":
                day = mrz_birth_day(raw, reference)
                return f"{day[:4]}-{day[4:6]}-{day[6:]}"
            pairs = [pair if at == 0 or pair not in _UNKNOWN else "<<" for at, pair in enumerate(_pairs(raw))]
            return mrz_partial_birth("".join(pairs), reference) or ""
        if len(raw) == 8 and form in ("", "102") and raw[:4].isascii() and raw[:4].isdigit():
            return _long_birth(raw, reference)
    except BadDate:
        return None
    return None


def _long_birth(raw: str, reference: Clock) -> str | None:
    year, month, day = raw[:4], raw[4:6], raw[6:]
    if not year >= "1850":
        return None
    if month in _UNKNOWN:
        return year if year <= reference.today[:4] and (day in _UNKNOWN or _two(day, 31)) else None
    if day in _UNKNOWN:
        return f"{year}-{month}" if _two(month, 12) and year + month <= reference.today[:6] else None
    return _day(raw) if raw <= reference.today else None


def _pairs(raw: str) -> tuple[str, str, str]:
    return raw[:2], raw[2:4], raw[4:]


def _two(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and 1 <= int(text) <= most


def document_day(raw: str, form: str, reference: Clock) -> str | None:
    """ISO day of a document's date, empty if none is stated, ``None`` if it is no possible day."""
    if not raw:
        return ""
    if not (raw.isascii() and raw.isdigit()):
        return None
    if len(raw) == 6 and form in ("", "101"):
        try:
            day = mrz_expiry_day(raw, reference)
        except BadDate:
            return None
        return f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return _day(raw) if len(raw) == 8 and form in ("", "102") else None


def _day(raw: str) -> str | None:
    if not (raw.isascii() and raw.isdigit()):
        return None
    try:
        return date.fromisoformat(raw).isoformat()
    except ValueError:
        return None


def moment(raw: str, form: str, today: date) -> str | None:
    """Local date and time of a flight as ISO text to the minute; ``None`` if it is not possible.

    Formats (2379): 201 YYMMDDHHMM, 203 CCYYMMDDHHMM, 101 YYMMDD, 102 CCYYMMDD. A year of two digits is that nearest to
    ``today``.
    """
    if not (raw.isascii() and raw.isdigit()):
        return None
    long = {"201": 10, "203": 12, "101": 6, "102": 8}.get(form, len(raw) if not form else 0)
    if len(raw) != long or long not in (6, 8, 10, 12):
        return None
    if long in (6, 10):
        century = today.year // 100
        years = (100 * (century + shift) + int(raw[:2]) for shift in (-1, 0, 1))
        raw = f"{min(years, key=lambda year: abs(year - today.year)):04}{raw[2:]}"
    try:
        if len(raw) == 8:
            return date.fromisoformat(raw).isoformat()
        return datetime.strptime(raw, "%Y%m%d%H%M").isoformat(timespec="minutes")  # noqa: DTZ007 - local to the place
    except ValueError:
        return None


def before_by_more_than_a_day(arrival: str, departure: str) -> bool:
    """Whether a local arrival is so much earlier than a local departure that no date line explains it."""
    return datetime.fromisoformat(arrival) + timedelta(days=1) < datetime.fromisoformat(departure)
