"""What acts and looks return, as JSON; and the schema of it, from the same annotations.

A record is only named (``{"type", "id"}``), since its columns were never meant for readers; what a look's own data
classes hold is plain data. Bytes are base64, decimals text, an enumeration its value.
"""

from __future__ import annotations

import base64
import dataclasses
import types
from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise

from sapar.web.paging import Pager

Schema = dict[str, Any]
REFERENCE = "Reference"
DEFINITIONS: dict[str, Schema] = {
    REFERENCE: {
        "title": REFERENCE,
        "description": "A record: its kind and its id.",
        "type": "object",
        "required": ["type", "id"],
        "properties": {"type": {"type": "string"}, "id": {"type": "string"}},
        "additionalProperties": False,
    },
    "Pager": {
        "title": "Pager",
        "description": "Give one of these as ``window`` to see the neighbouring page.",
        "type": "object",
        "required": ["previous", "next"],
        "properties": {name: {"anyOf": [{"type": "object"}, {"type": "null"}]} for name in ("previous", "next")},
        "additionalProperties": False,
    },
}
SIMPLE: dict[Any, Schema] = {
    type(None): {"type": "null"},
    str: {"type": "string"},
    Promise: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "string"},
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string"},
    timedelta: {"type": "number", "description": "Seconds."},
    bytes: {"type": "string", "contentEncoding": "base64"},
}


def encode(value: Any) -> Any:
    """A result as plain JSON data. Raises TypeError for a kind of value that has no place in an answer."""
    match value:
        case None | bool() | float():
            return value
        case Enum():
            return encode(value.value)
        case str() | Promise() | UUID() | Decimal():
            return str(value)
        case int():
            return int(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(value).decode()
        case Model():
            return {"type": value._meta.label_lower, "id": str(value.pk)}
        case Pager():
            return {"previous": _mark(value.previous), "next": _mark(value.next)}
        case Mapping():
            return {_key(key): encode(item) for key, item in value.items()}
        case tuple() if hasattr(value, "_asdict"):
            return {name: encode(item) for name, item in value._asdict().items()}
        case Sequence() | Set():
            return [encode(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"an answer cannot hold {type(value).__name__}")


def schema_of(annotation: Any, definitions: dict[str, Schema]) -> Schema:
    """The JSON schema of what ``encode`` makes of a value so annotated; named parts are added to ``definitions``.

    Raises TypeError for an annotation that ``encode`` could not answer.
    """
    if annotation in (Any, object):
        return {}
    if isinstance(annotation, type) and annotation in SIMPLE:
        return dict(SIMPLE[annotation])
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(part, definitions) for part in inner]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is None and isinstance(annotation, type):
        return _named(annotation, definitions)
    if isinstance(origin, type):
        return _container(origin, inner, definitions)
    raise TypeError(f"an answer cannot hold {annotation}")


def _container(origin: type, inner: tuple[Any, ...], definitions: dict[str, Schema]) -> Schema:
    if issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": schema_of(inner[1], definitions)}
    if issubclass(origin, tuple) and not (len(inner) == 2 and inner[1] is Ellipsis):
        parts = [schema_of(part, definitions) for part in inner]
        return {"type": "array", "items": {"anyOf": parts}, "minItems": len(parts), "maxItems": len(parts)}
    if issubclass(origin, Sequence | Set):
        return {"type": "array", "items": schema_of(inner[0], definitions)}
    raise TypeError(f"an answer cannot hold {origin.__name__}")


def _named(kind: type, definitions: dict[str, Schema]) -> Schema:
    if issubclass(kind, Enum):
        return {"enum": [encode(member) for member in kind]}
    if issubclass(kind, Model):
        return reference(REFERENCE)
    if kind is Pager:
        return reference("Pager")
    if issubclass(kind, str | int):
        return dict(SIMPLE[str if issubclass(kind, str) else int])
    if kind in (dict, Mapping):
        return {"type": "object"}
    if kind in (list, tuple, set, frozenset):
        return {"type": "array"}
    if not dataclasses.is_dataclass(kind) and not hasattr(kind, "_fields"):
        raise TypeError(f"an answer cannot hold {kind.__name__}")
    name = f"{kind.__module__.removeprefix('sapar.')}.{kind.__qualname__}"
    if name not in definitions:
        definitions[name] = {}  # a data class may hold itself
        hints = get_type_hints(kind)
        fields = [f.name for f in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else list(kind._fields)  # type: ignore[attr-defined]
        definitions[name] = {
            "title": kind.__name__,
            "description": (kind.__doc__ or "").strip(),
            "type": "object",
            "properties": {field: schema_of(hints[field], definitions) for field in fields},
            "required": fields,
            "additionalProperties": False,
        }
    return reference(name)


def reference(name: str) -> Schema:
    """A reference to a named schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _key(key: Any) -> str:
    plain = encode(key)
    return plain if isinstance(plain, str) else str(plain)


def _mark(address: str) -> dict[str, str] | None:
    """``?after=…`` of a page as the window that an API's reader gives back; None where there is no such page."""
    if not address:
        return None
    return {name: value for name, value in parse_qsl(address.removeprefix("?")) if name in ("after", "before")}
