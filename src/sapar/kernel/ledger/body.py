"""What is hashed into the ledger: the canonical bytes of an entry, and the salted digest of an act's input.

Format ``sapar-entry/1``: a flat JSON object in RFC 8785 form (sorted ASCII keys, no floats, UTF-8), every text in NFC.
The leaf of the Merkle tree is ``merkle.leaf_hash(entry_body(fields))``. An entry holds no personal data: subjects are
random pseudonyms, the input is only a salted digest. Signed tree heads are in :mod:`sapar.kernel.ledger.heads`.

============ =============================================================================
key          value
============ =============================================================================
id           UUID of the entry, lower-case text
at           ``YYYY-MM-DDTHH:MM:SS.ffffffZ``, UTC, always six digits of a second
kind         ``act`` · ``look`` · ``refusal`` · ``system``
act          name in the catalogue of acts
actor        reference of the acting person: ``account:<uuid>``, ``holder:<uuid>``, ``system:<name>``, ``public``
institution  UUID text, or empty
role         role in which the person acted, or empty
purpose      purpose, or empty
subjects     sorted list of pseudonym UUIDs without repetition
input_digest hex SHA-256 of salt || canonical input, or empty where there was no input
outcome      ``done``, ``shown`` or ``refused:<code of the error>``
============ =============================================================================
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any
from unicodedata import is_normalized, normalize
from uuid import UUID

from sapar.standards import jcs

FORMAT = "sapar-entry/1"
KINDS = frozenset({"act", "look", "refusal", "system"})
KEYS = frozenset(
    {"id", "at", "kind", "act", "actor", "institution", "role", "purpose", "subjects", "input_digest", "outcome"}
)
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class EntryFields:
    """The fields of one entry, as the database holds them. ``at`` must be aware; see the module for the rest."""

    id: UUID | str
    at: datetime
    kind: str
    act: str
    actor: str
    institution: UUID | str | None = ""
    role: str = ""
    purpose: str = ""
    subjects: Iterable[UUID | str] = ()
    input_digest: str = ""
    outcome: str = "done"


def entry_body(fields: EntryFields) -> bytes:
    """Canonical bytes of an entry. Raises ``ValueError`` for a field that the format does not allow."""
    if fields.kind not in KINDS:
        raise ValueError("kind must be act, look, refusal or system")
    if fields.input_digest and not is_digest(fields.input_digest):
        raise ValueError("input_digest must be 64 lower-case hexadecimal digits or empty")
    institution = uuid_text(fields.institution) if fields.institution else ""
    subjects = '","'.join(sorted({uuid_text(subject) for subject in fields.subjects}))
    # Written out in key order: ten times cheaper than a general encoder, and every act pays it. The tests hold it
    # equal to RFC 8785.
    return (
        f'{{"act":{_text(fields.act)},"actor":{_text(fields.actor)},"at":"{utc_text(fields.at)}",'
        f'"id":"{uuid_text(fields.id)}","input_digest":"{fields.input_digest}","institution":"{institution}",'
        f'"kind":"{fields.kind}","outcome":{_text(fields.outcome)},"purpose":{_text(fields.purpose)},'
        f'"role":{_text(fields.role)},"subjects":[{chr(34) + subjects + chr(34) if subjects else ""}]}}'
    ).encode()


def body_of(entry: object) -> bytes:
    """Canonical bytes of an entry given as its JSON object, as an export carries it.

    Raises ``ValueError`` if the object is not exactly what :func:`entry_body` writes (keys, types, forms, order of
    subjects): two different texts must never stand for the same entry.
    """
    if not isinstance(entry, dict) or set(entry) != KEYS:
        raise ValueError("an entry has exactly the keys of its format")
    subjects = entry["subjects"]
    if not isinstance(subjects, list) or not all(isinstance(item, str) for item in subjects):
        raise ValueError("subjects must be a list of texts")
    if not all(isinstance(entry[key], str) for key in KEYS if key != "subjects"):
        raise ValueError("every field but subjects is a text")
    body = entry_body(
        EntryFields(
            id=entry["id"],
            at=parse_utc(entry["at"]),
            kind=entry["kind"],
            act=entry["act"],
            actor=entry["actor"],
            institution=entry["institution"],
            role=entry["role"],
            purpose=entry["purpose"],
            subjects=subjects,
            input_digest=entry["input_digest"],
            outcome=entry["outcome"],
        )
    )
    if body != jcs.canonical(entry):
        raise ValueError("the entry is not in canonical form")
    return body


def input_digest(salt: bytes, args: Mapping[str, Any]) -> str:
    """Hex SHA-256 of ``salt || canonical_input(args)``. Erasing the salt makes the digest say nothing.

    Raises ``TypeError`` for a value that has no canonical form (a float above all), ``ValueError`` for a bad one.
    """
    return sha256(salt + canonical_input(args)).hexdigest()


def canonical_input(args: Mapping[str, Any]) -> bytes:
    """The RFC 8785 bytes of typed arguments: equal arguments give equal bytes, different ones different bytes.

    What JSON has no type for is written as an object with one key that starts with ``$`` (an own key that starts so
    is doubled, so nothing can imitate it): ``$date``, ``$datetime`` (UTC if aware), ``$time``, ``$seconds``,
    ``$uuid``, ``$decimal`` (without trailing zeros), ``$int`` (beyond 2^53 - 1), ``$sha256`` (of bytes), ``$set``.
    An enumeration member stands for its value, a data class for the mapping of its fields, text for its NFC form.
    """
    return jcs.canonical(_plain(args))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, str):
        return nfc(str(value))
    if isinstance(value, int):
        return int(value) if -jcs.MAX_INTEGER <= value <= jcs.MAX_INTEGER else {"$int": str(int(value))}
    if isinstance(value, datetime):
        return {"$datetime": utc_text(value) if value.tzinfo else value.isoformat(timespec="microseconds")}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        return {"$time": value.isoformat(timespec="microseconds")}
    if isinstance(value, timedelta):
        return {"$seconds": _decimal_text(Decimal(value // timedelta(microseconds=1)).scaleb(-6))}
    if isinstance(value, UUID):
        return {"$uuid": str(value)}
    if isinstance(value, Decimal):
        return {"$decimal": _decimal_text(value)}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"$sha256": sha256(value).hexdigest()}
    if isinstance(value, Mapping):
        return _plain_mapping(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"$set": sorted((_plain(item) for item in value), key=jcs.canonical)}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _plain_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("keys must be text")
        name = nfc(str(key.value) if isinstance(key, Enum) else key)
        name = "$" + name if name.startswith("$") else name
        if name in made:
            raise ValueError("two keys are the same in NFC")
        made[name] = _plain(item)
    return made


def _decimal_text(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("a decimal must be finite")
    if value == 0:
        return "0"
    # As digits and exponent, so that 1E+3 and 1000 agree and 1E+999999 stays short; exact, unlike normalize().
    sign, digits, exponent = value.as_tuple()
    number = "".join(map(str, digits)).lstrip("0")
    stripped = number.rstrip("0")
    power = int(exponent) + len(number) - len(stripped)
    return f"{'-' if sign else ''}{stripped}e{power}"


def nfc(text: str) -> str:
    """The text in Unicode Normalization Form C."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)


def utc_text(moment: datetime) -> str:
    """``YYYY-MM-DDTHH:MM:SS.ffffffZ`` of an aware datetime. Raises ``ValueError`` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time must carry its zone")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_utc(text: str) -> datetime:
    """Inverse of :func:`utc_text`, that form only. Raises ``ValueError``."""
    if len(text) != 27 or text[-1] != "Z" or not text.isascii():
        raise ValueError("a time is written YYYY-MM-DDTHH:MM:SS.ffffffZ")
    moment = datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    if utc_text(moment) != text:
        raise ValueError("a time is written YYYY-MM-DDTHH:MM:SS.ffffffZ")
    return moment


def uuid_text(value: UUID | str) -> str:
    """Lower-case text of a UUID. Raises ``ValueError`` for a text that is not one in that form."""
    if isinstance(value, UUID):
        return str(value)
    if str(UUID(value)) != value:
        raise ValueError("a UUID is written in lower case with its four hyphens")
    return value


def is_digest(text: str) -> bool:
    """Whether the text is 64 lower-case hexadecimal digits."""
    return len(text) == 64 and _HEX.issuperset(text)


def _text(value: str) -> str:
    """A JSON string literal in RFC 8785 form of the NFC text."""
    return encode_basestring(nfc(value))
