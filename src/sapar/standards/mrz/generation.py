"""Writing machine readable zones (ICAO Doc 9303 Parts 4 to 7).

What these functions write, ``parse`` reads as valid. Input that the standard does not allow raises ``ValueError``;
the message names the field and the rule, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sapar.standards.mrz.digits import check_digit
from sapar.standards.mrz.layouts import LAYOUTS, Layout
from sapar.standards.mrz.names import Truncation, name_field
from sapar.standards.transliteration import Table, profile_of

# A date as a day, or as ISO text as exact as it is known (1990-01-31, 1990-01, 1990), or None: unknown, none stated.
DateLike = date | str | None

_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Z<]?")
_COUNTRY = re.compile(r"[A-Z]{3}|D")
_NUMBER = re.compile(r"[A-Z0-9](?:[A-Z0-9<]*[A-Z0-9])?")
_OPTIONAL = re.compile(r"[A-Z0-9<]*")
_SHORT_NUMBER = 9


def generate_td3(
    *,
    issuer: str,
    number: str,
    nationality: str,
    birth_date: DateLike,
    sex: str,
    expiry_date: DateLike,
    primary: str,
    secondary: str = "",
    optional: str = "",
    document_code: str = "PP",
    truncation: Truncation = "initials",
    table: Table | None = None,
    choices: Mapping[str, str] | None = None,
    empty_optional_digit: str = "0",
) -> str:
    """A passport's two lines of 44, joined by a line feed.

    ``document_code``: PP and its kin since 2026 (Part 4, amendment 2); P alone is still read.
    ``sex``: M, F, or X (written as a filler). ``optional``: up to 14 characters; if empty, its check digit is
    ``empty_optional_digit``: 0 or a filler. ``table``, ``choices``: how the name is transliterated; if left
    out, as the issuer's profile says.
    """
    if empty_optional_digit not in ("0", "<"):
        raise ValueError("empty_optional_digit: 0 or <")
    head, name = _head(LAYOUTS["TD3"], document_code, issuer, primary, secondary, truncation, table, choices)
    body = _body(_short_number(number), nationality, birth_date, sex, expiry_date)
    extra = _optional(optional, 14)
    digit = check_digit(extra) if optional else empty_optional_digit
    composite = check_digit(body[0:10] + body[13:20] + body[21:28] + extra + digit)
    return f"{head}{name}\n{body}{extra}{digit}{composite}"


def generate_td2(
    *,
    issuer: str,
    number: str,
    nationality: str,
    birth_date: DateLike,
    sex: str,
    expiry_date: DateLike,
    primary: str,
    secondary: str = "",
    optional: str = "",
    document_code: str = "I",
    truncation: Truncation = "initials",
    table: Table | None = None,
    choices: Mapping[str, str] | None = None,
) -> str:
    """An official travel document's two lines of 36. A number of more than nine characters goes on in the optional
    data, which then holds that much less (Part 6)."""
    head, name = _head(LAYOUTS["TD2"], document_code, issuer, primary, secondary, truncation, table, choices)
    field, digit, continuation = _any_number(number)
    body = _body((field, digit), nationality, birth_date, sex, expiry_date)
    extra = _optional(optional, 7, after=continuation)
    composite = check_digit(body[0:10] + body[13:20] + body[21:28] + extra)
    return f"{head}{name}\n{body}{extra}{composite}"


def generate_td1(
    *,
    issuer: str,
    number: str,
    nationality: str,
    birth_date: DateLike,
    sex: str,
    expiry_date: DateLike,
    primary: str,
    secondary: str = "",
    optional: str = "",
    optional_2: str = "",
    document_code: str = "I",
    truncation: Truncation = "initials",
    table: Table | None = None,
    choices: Mapping[str, str] | None = None,
) -> str:
    """A card's three lines of 30. ``optional``: up to 15 characters on line 1, less what a number of more than nine
    characters takes; ``optional_2``: up to 11 on line 2 (Part 5)."""
    head, name = _head(LAYOUTS["TD1"], document_code, issuer, primary, secondary, truncation, table, choices)
    field, digit, continuation = _any_number(number)
    line_1 = head + field + digit + _optional(optional, 15, after=continuation)
    birth, expiry = _birth(birth_date), _expiry(expiry_date)
    days = birth + check_digit(birth) + _sex(sex) + expiry + check_digit(expiry)
    extra = _optional(optional_2, 11, "optional_2")
    composite = check_digit(line_1[5:30] + days[0:7] + days[8:15] + extra)
    return f"{line_1}\n{days}{_country(nationality, 'nationality')}{extra}{composite}\n{name}"


def generate_mrv_a(
    *,
    issuer: str,
    number: str,
    nationality: str,
    birth_date: DateLike,
    sex: str,
    expiry_date: DateLike,
    primary: str,
    secondary: str = "",
    optional: str = "",
    document_code: str = "V",
    truncation: Truncation = "initials",
    table: Table | None = None,
    choices: Mapping[str, str] | None = None,
) -> str:
    """A visa's two lines of 44: no composite check digit, 16 optional characters (Part 7)."""
    head, name = _head(LAYOUTS["MRV-A"], document_code, issuer, primary, secondary, truncation, table, choices)
    body = _body(_short_number(number), nationality, birth_date, sex, expiry_date)
    return f"{head}{name}\n{body}{_optional(optional, 16)}"


def generate_mrv_b(
    *,
    issuer: str,
    number: str,
    nationality: str,
    birth_date: DateLike,
    sex: str,
    expiry_date: DateLike,
    primary: str,
    secondary: str = "",
    optional: str = "",
    document_code: str = "V",
    truncation: Truncation = "initials",
    table: Table | None = None,
    choices: Mapping[str, str] | None = None,
) -> str:
    """A small visa's two lines of 36: no composite check digit, 8 optional characters (Part 7)."""
    head, name = _head(LAYOUTS["MRV-B"], document_code, issuer, primary, secondary, truncation, table, choices)
    body = _body(_short_number(number), nationality, birth_date, sex, expiry_date)
    return f"{head}{name}\n{body}{_optional(optional, 8)}"


GENERATORS = {
    "TD1": generate_td1,
    "TD2": generate_td2,
    "TD3": generate_td3,
    "MRV-A": generate_mrv_a,
    "MRV-B": generate_mrv_b,
}


def _head(
    layout: Layout,
    document_code: str,
    issuer: str,
    primary: str,
    secondary: str,
    truncation: Truncation,
    table: Table | None,
    choices: Mapping[str, str] | None,
) -> tuple[str, str]:
    if not _CODE.fullmatch(document_code) or (document_code[0] == "V") != layout.name.startswith("MRV"):
        raise ValueError("document_code: one or two capital letters, V first for visas and only for visas")
    head = document_code.ljust(2, "<") + _country(issuer, "issuer")
    profile = profile_of(issuer)
    table = table or profile.table(primary + secondary)
    choices = profile.choices if choices is None else choices
    return head, name_field(primary, secondary, layout.name_length, truncation, table, choices)


def _body(number: tuple[str, str], nationality: str, birth_date: DateLike, sex: str, expiry_date: DateLike) -> str:
    """The first 28 positions of line 2 of the formats of two lines. ``number``: the field and its check digit."""
    birth, expiry = _birth(birth_date), _expiry(expiry_date)
    return (
        "".join(number)
        + _country(nationality, "nationality")
        + birth
        + check_digit(birth)
        + _sex(sex)
        + expiry
        + check_digit(expiry)
    )


def _short_number(number: str) -> tuple[str, str]:
    """The number's field of nine positions, and its check digit."""
    if not _NUMBER.fullmatch(number) or len(number) > _SHORT_NUMBER:
        raise ValueError("number: 1 to 9 of A-Z, 0-9 and fillers between them")
    field = number.ljust(_SHORT_NUMBER, "<")
    return field, check_digit(field)


def _any_number(number: str) -> tuple[str, str, str]:
    """The number's field of nine positions, its check digit, and what goes to the optional data if the number is
    longer: the rest, the check digit and a filler. A filler stands in the check digit's own place then."""
    if len(number) <= _SHORT_NUMBER:
        return *_short_number(number), ""
    if not _NUMBER.fullmatch(number) or "<" in number:
        raise ValueError("number: only A-Z and 0-9 in a number of more than nine characters")
    return number[:_SHORT_NUMBER], "<", f"{number[_SHORT_NUMBER:]}{check_digit(number)}<"


def _optional(text: str, length: int, name: str = "optional", after: str = "") -> str:
    """An optional field; ``after``: the continuation of a long number, which comes first."""
    text = after + text.rstrip("<")
    if not _OPTIONAL.fullmatch(text) or len(text) > length:
        raise ValueError(f"{name}: at most {length} of A-Z, 0-9 and fillers, with what a long number takes")
    return text.ljust(length, "<")


def _country(code: str, name: str) -> str:
    if not _COUNTRY.fullmatch(code):
        raise ValueError(f"{name}: three capital letters, or D")
    return code.ljust(3, "<")


def _sex(sex: str) -> str:
    if sex not in ("M", "F", "X", "<"):
        raise ValueError("sex: M, F or X")
    return "<" if sex == "X" else sex


def _birth(day: DateLike) -> str:
    if day is None:
        return "<<<<<<"
    if isinstance(day, date):
        return f"{day:%y%m%d}"
    match = _ISO.fullmatch(day)
    if match is None:
        raise ValueError("birth_date: YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day_of_month = match.groups()
    try:
        date(int(year), int(month or 1), int(day_of_month or 1))
    except ValueError:
        raise ValueError("birth_date: not a possible date") from None
    return year[2:] + (month or "<<") + (day_of_month or "<<")


def _expiry(day: DateLike) -> str:
    if day is None:
        return "<<<<<<"
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            raise ValueError("expiry_date: YYYY-MM-DD") from None
    return f"{day:%y%m%d}"
