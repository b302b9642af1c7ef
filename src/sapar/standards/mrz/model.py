"""What reading a machine readable zone gives: the fields, whether it is valid, what is wrong and what is unusual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

# What makes a document invalid. The words are stable: translations and statistics hang on them.
RULES: dict[str, str] = {
    "format": "This is not a machine readable zone of a known format (TD1, TD2, TD3, MRV-A, MRV-B).",
    "length": "The line does not have the length that its format requires.",
    "character": "This character is not allowed at this position.",
    "check_digit": "The check digit does not agree with the field it protects.",
    "date": "This is not a possible date.",
    "country": "This cannot be a country code: it needs three letters.",
}

# What is unusual but lawful, or not ours to refuse. Warnings never make a document invalid.
WARNINGS: dict[str, str] = {
    "unknown_country": "The code is on neither the ISO nor the ICAO list known here. The list may be out of date.",
    "specimen": "The code UTO (Utopia) stands on specimens only, never on a real document.",
    "document_code": "The document code is not usual for this format.",
    "name": "The name holds more fillers than its parts need.",
    "century": "The birth year was read as of the century before, because the document expired before that birth.",
    "keyboard": "The text was typed with a Russian keyboard layout and was turned back into Latin letters.",
}


class Issue(NamedTuple):
    """One finding. ``line`` and ``position`` count from 1; ``expected`` and ``found`` are set for check digits only."""

    line: int
    position: int
    rule: str
    expected: str | None = None
    found: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Keys: line, position, rule; for a check digit also expected and found (one character each)."""
        entry: dict[str, Any] = {"line": self.line, "position": self.position, "rule": self.rule}
        if self.expected is not None:
            entry["expected"] = self.expected
            entry["found"] = self.found
        return entry

    @property
    def text(self) -> str:
        """The finding in English, from ``RULES`` or ``WARNINGS``."""
        return RULES.get(self.rule) or WARNINGS[self.rule]


@dataclass(slots=True)
class Mrz:
    """A machine readable zone that was read.

    Fields are without fillers; all of them are ``None`` if the text has no known format. Dates are ISO texts, as exact
    as the document is: ``1990-01-31``, ``1990-01``, ``1990``, or ``None`` if the year is unknown (birth), none is
    stated (expiry) or the date is impossible. ``birth_raw`` and ``expiry_raw`` keep the six characters.
    ``sex`` is M, F, or X where the document holds a filler; ``None`` for any other character.
    ``optional`` holds both optional fields of a TD1, with a space between them if both are used, and never the
    continuation of a long number. ``name_truncated``: the name fills its field to the last position, so it has to be
    taken for the beginning of a longer name (Doc 9303 Part 4, 4.2.3).
    ``valid``: structure, characters, check digits and possible dates; expiry does not count.
    ``text``: what was judged, in capitals, lines joined by a line feed.
    """

    format: str | None
    document_code: str | None
    issuer: str | None
    number: str | None
    nationality: str | None
    birth_date: str | None
    sex: str | None
    expiry_date: str | None
    expired: bool | None
    primary: str | None
    secondary: str | None
    optional: str | None
    errors: list[Issue]
    warnings: list[Issue]
    name_truncated: bool
    birth_raw: str
    expiry_raw: str
    text: str

    @property
    def valid(self) -> bool:
        return not self.errors

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def as_dict(self) -> dict[str, Any]:
        """The record as JSON-able values, in the order in which it is printed."""
        errors = self.errors
        return {
            "format": self.format,
            "document_code": self.document_code,
            "issuer": self.issuer,
            "number": self.number,
            "nationality": self.nationality,
            "birth_date": self.birth_date,
            "sex": self.sex,
            "expiry_date": self.expiry_date,
            "expired": self.expired,
            "primary": self.primary,
            "secondary": self.secondary,
            "optional": self.optional,
            "valid": not errors,
            "errors": [issue.as_dict() for issue in errors] if errors else [],
        }

    def as_full_dict(self) -> dict[str, Any]:
        """``as_dict`` and what a person at a counter needs besides: warnings and whether the name may be cut."""
        return self.as_dict() | {
            "warnings": [issue.as_dict() for issue in self.warnings],
            "name_truncated": self.name_truncated,
        }
