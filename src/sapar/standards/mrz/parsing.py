"""Reading a machine readable zone from the text that a reader, a keyboard or a file delivers.

Source: ICAO Doc 9303 Part 3, section 4, and Parts 4 to 7. ``parse`` never raises: whatever is wrong is an ``Issue``.

Text that is already in canonical form and right in every position takes one regular expression match; anything else
is cleaned, cut at the same positions and diagnosed character by character. What follows is the same for both.
"""

from __future__ import annotations

import re
from datetime import date
from operator import itemgetter

from sapar.standards.mrz import dates
from sapar.standards.mrz.countries import ORDINARY_FIELDS, SPECIMEN
from sapar.standards.mrz.digits import VALUES, digit
from sapar.standards.mrz.layouts import BY_SIZE, TD1, UPPER, Layout
from sapar.standards.mrz.model import Issue, Mrz

# A line that is longer or shorter than its format by more than this is taken for another thing altogether.
LENGTH_TOLERANCE = 8
# Longer than any zone with all the junk that readers add; guards against whole files given for one document.
LONGEST_INPUT = 1000

_LINE_BREAK = re.compile(r"\r*\n|\r")
_JUNK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufeff\u200b-\u200f\u2028\u2029]+")
_TO_UPPER = str.maketrans(UPPER.lower(), UPPER)
_RUSSIAN_LAYOUT = str.maketrans(
    "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬБйцукенгшщзфывапролдячсмитьб",
    "QWERTYUIOPASDFGHJKLZXCVBNM<" * 2,
)
_NO_OPTIONAL = "<" * 14
_PLACE = itemgetter(0, 1, 2)
_JOINED = {layouts[1].lines * layouts[1].width: layouts[1] for layouts in BY_SIZE.values()}


def read_documents(text: str) -> list[str]:
    """The documents of a text in which blank lines separate them, each with its lines joined by line feeds.

    A line is blank if it holds nothing but spaces and control characters. Line ends may be LF, CR LF, CR CR LF or CR.
    """
    documents: list[list[str]] = [[]]
    for line in _LINE_BREAK.split(text):
        if _JUNK.sub("", line):
            documents[-1].append(line)
        elif documents[-1]:
            documents.append([])
    return ["\n".join(lines) for lines in documents if lines]


def parse(text: str, today: date) -> Mrz:
    """Read one document. ``today`` is the reference day for centuries and expiry. Never raises on any text.

    Tolerated without a word: lower case, spaces and control characters anywhere, any line ends, blank lines, and all
    lines in one (88, 72 or 90 characters); with a warning: text typed on a Russian keyboard layout.

    An issuer or nationality of three letters that is on no list is a warning and not an error, because lists of
    countries change and the holder of a new code must not be turned away by an old list. A code that no list could
    ever hold (``AB<``, ``A<B``) is an error.

    Unusual document codes are warnings as well: States issue travel documents of passport size under other letters
    than P, and since 2026 the second letter is harmonised (Part 4, amendment 2: PP, PE, PD, PO, PR, PT, PS, PL, PM,
    PU). An expiry date of six fillers means that none is stated (``unverified``: practice, not found in the standard).
    """
    layouts = BY_SIZE.get(len(text))
    if layouts is not None:
        layout = layouts[text[0] != "V"]
        match = layout.strict(text)
        if match is not None:
            return _read(layout, text, match.groups(), dates.clock(today), [], [])
    return _parse_untidy(text, today)


def _parse_untidy(text: str, today: date) -> Mrz:
    errors: list[Issue] = []
    warnings: list[Issue] = []
    lines = _clean(text, warnings)
    layout = _recognise(lines)
    if layout is None:
        return _unreadable("\n".join(lines))
    if len(lines) == 1:
        lines = [lines[0][start : start + layout.width] for start in range(0, len(lines[0]), layout.width)]
    for number, line in enumerate(lines, start=1):
        if len(line) != layout.width:
            errors.append(Issue(number, min(len(line), layout.width) + 1, "length"))
    canonical = "\n".join(line[: layout.width].ljust(layout.width, "<") for line in lines)
    match = layout.strict(canonical)
    if match is None:
        match = layout.loose(canonical)
        errors += _bad_characters(layout, lines)
    if match is None:  # cannot be: the text was cut to the layout
        return _unreadable("\n".join(lines))
    return _read(layout, canonical, match.groups(), dates.clock(today), errors, warnings)


def _clean(text: str, warnings: list[Issue]) -> list[str]:
    if len(text) > LONGEST_INPUT:
        return []
    if not text.isascii():
        retyped = text.translate(_RUSSIAN_LAYOUT)
        if retyped != text and _JUNK.sub("", retyped).isascii():
            text = retyped
            warnings.append(Issue(1, 1, "keyboard"))
    lines = (_JUNK.sub("", line).translate(_TO_UPPER) for line in _LINE_BREAK.split(text))
    return [line for line in lines if line]


def _recognise(lines: list[str]) -> Layout | None:
    """The layout of cleaned lines, or None. One line is all lines joined; else the nearest of as many lines."""
    if not lines:
        return None
    if len(lines) == 1:
        layout = _JOINED.get(len(lines[0]))
        return layout and BY_SIZE[layout.size][lines[0][0] != "V"]
    best = None
    least = LENGTH_TOLERANCE + 1
    for visa, other in BY_SIZE.values():
        layout = visa if lines[0][0] == "V" else other
        if layout.lines == len(lines):
            worst = max(abs(len(line) - layout.width) for line in lines)
            # Of two that fit equally badly, the longer: a line that lost characters is likelier than one that grew.
            if worst < least or (worst == least and best and layout.width > best.width):
                best, least = layout, worst
    return best


def _unreadable(text: str) -> Mrz:
    none = None
    error = Issue(1, 1, "format")
    return Mrz(none, none, none, none, none, none, none, none, none, none, none, none, [error], [], False, "", "", text)


def _bad_characters(layout: Layout, lines: list[str]) -> list[Issue]:
    """Every position that holds a character that is not allowed there; the length of lines is judged elsewhere."""
    return [
        Issue(number, position, "character")
        for number, (line, allowed) in enumerate(zip(lines, layout.allowed, strict=True), start=1)
        for position, (character, possible) in enumerate(zip(line, allowed, strict=False), start=1)
        if character not in possible
    ]


def _read(
    layout: Layout,
    text: str,
    groups: tuple[str, ...],
    reference: dates.Clock,
    errors: list[Issue],
    warnings: list[Issue],
) -> Mrz:
    optional_2 = optional_digit = ""
    # fmt: off
    if layout is TD1:
        (code, issuer, number, number_digit, optional, birth, birth_digit, sex, expiry, expiry_digit,
         nationality, optional_2, composite_digit, name) = groups
    else:
        (code, issuer, name, number, number_digit, nationality, birth, birth_digit, sex, expiry, expiry_digit,
         optional, optional_digit, composite_digit) = groups
    # fmt: on

    values = text.encode("ascii", "replace").translate(VALUES)
    number_values, birth_values, expiry_values = layout.cut(values)
    if number_digit == "<" and layout.long_number and number[-1] != "<":
        number, number_values, optional, number_digit = _long_number(
            layout, number, number_values, optional, values[layout.optional]
        )
    wrong = []
    if (expected := digit(number_values)) != number_digit:
        wrong.append(("number_digit", expected, number_digit))
    if (expected := digit(birth_values)) != birth_digit:
        wrong.append(("birth_digit", expected, birth_digit))
    if (expected := digit(expiry_values)) != expiry_digit:
        wrong.append(("expiry_digit", expected, expiry_digit))
    # TD3 only. Where the optional data is empty, its check digit may be left out as well (Part 4, 4.2.2).
    if optional_digit and not (optional_digit == "<" and optional == _NO_OPTIONAL):
        expected = digit(values[layout.optional])
        if expected != optional_digit:
            wrong.append(("optional_digit", expected, optional_digit))
    if layout.cut_composite is not None:
        expected = digit(b"".join(layout.cut_composite(values)))
        if expected != composite_digit:
            wrong.append(("composite_digit", expected, composite_digit))
    for field_name, expected, found in wrong:
        errors.append(_wrong_digit(layout, field_name, expected, found))

    birth_date, expiry_date, expired = _dates(layout, birth, expiry, reference, errors, warnings)
    if issuer not in ORDINARY_FIELDS:
        _judge_country(layout, "issuer", issuer, errors, warnings)
    if nationality not in ORDINARY_FIELDS:
        _judge_country(layout, "nationality", nationality, errors, warnings)
    if code[0] not in layout.usual_codes:
        warnings.append(Issue(1, 1, "document_code"))

    primary, _, secondary = name.rstrip("<").partition("<<")
    primary = primary.replace("<", " ")
    secondary = secondary.replace("<", " ")
    if "  " in secondary or secondary[:1] == " ":
        secondary = " ".join(secondary.split())
        field = layout.fields["name"]
        warnings.append(Issue(field.line, field.start, "name"))

    optional = optional.rstrip("<")
    if optional_2:
        optional = f"{optional} {optional_2.rstrip('<')}".strip()
    if len(errors) > 1:
        errors.sort(key=_PLACE)
    return Mrz(
        layout.name,
        code.rstrip("<"),
        issuer.rstrip("<"),
        number.rstrip("<"),
        nationality.rstrip("<"),
        birth_date,
        "X" if sex == "<" else sex if sex in "MF" else None,
        expiry_date,
        expired,
        primary,
        secondary,
        optional,
        errors,
        warnings,
        name[-1] != "<",
        birth,
        expiry,
        text,
    )


def _long_number(
    layout: Layout, number: str, number_values: bytes, optional: str, optional_values: bytes
) -> tuple[str, bytes, str, str]:
    """A number of more than nine characters (Parts 5 and 6): it goes on at the start of the optional data and ends,
    with its check digit, before the first filler. Gives number, its values, what is left of the optional data, and
    the check digit that was found: a filler if there is no continuation."""
    continuation = optional.partition("<")[0]
    rest = len(continuation)
    if rest < 2:
        return number, number_values, optional, "<"
    return (
        number + continuation[:-1],
        number_values + optional_values[: rest - 1],
        optional[rest + 1 :],
        continuation[-1],
    )


def _wrong_digit(layout: Layout, field_name: str, expected: str, found: str) -> Issue:
    field = layout.fields[field_name]
    return Issue(field.line, field.start, "check_digit", expected, found)


def _dates(
    layout: Layout,
    birth: str,
    expiry: str,
    reference: dates.Clock,
    errors: list[Issue],
    warnings: list[Issue],
) -> tuple[str | None, str | None, bool | None]:
    """Birth date, expiry date (both as in ``Mrz``) and whether the document has expired (None: no expiry date)."""
    birth_date: str | None = None
    expiry_date: str | None = None
    expired: bool | None = None
    day = until = ""
    try:
        if expiry.isdigit():
            until = dates.expiry_day(expiry, reference)
            expiry_date = f"{until[:4]}-{until[4:6]}-{until[6:]}"
            expired = until < reference.today
        elif expiry != "<<<<<<":
            raise dates.BadDate(0)
    except dates.BadDate as error:
        field = layout.fields["expiry"]
        errors.append(Issue(field.line, field.start + error.offset, "date"))
    try:
        if birth.isdigit():
            day = dates.birth_day(birth, reference)
            if until and day > until:
                day = dates.century_before(day)
                field = layout.fields["birth"]
                warnings.append(Issue(field.line, field.start, "century"))
            birth_date = f"{day[:4]}-{day[4:6]}-{day[6:]}"
        else:
            birth_date = dates.partial_birth(birth, reference)
    except dates.BadDate as error:
        field = layout.fields["birth"]
        errors.append(Issue(field.line, field.start + error.offset, "date"))
    return birth_date, expiry_date, expired


def _judge_country(layout: Layout, field_name: str, code: str, errors: list[Issue], warnings: list[Issue]) -> None:
    field = layout.fields[field_name]
    if code == SPECIMEN:
        warnings.append(Issue(field.line, field.start, "specimen"))
    elif code.isascii() and code.isalpha():
        warnings.append(Issue(field.line, field.start, "unknown_country"))
    elif all(character == "<" or character in UPPER for character in code) and code[0] != "<":
        errors.append(Issue(field.line, field.start, "country"))
