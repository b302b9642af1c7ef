"""ICAO VDS-NC: signed JSON in a barcode (ICAO Technical Report "VDS-NC", version 1.1, 2021).

``{"data":{"hdr":{"t","v","is"},"msg":{...}},"sig":{"alg","cer","sigvl"}}``: the signature covers the RFC 8785 bytes of
``data`` alone; ``sigvl`` is raw r||s and ``cer`` the signer's certificate (DER), both base64url with or without
padding. Reading is strict: a key twice, an unknown key beside ``data`` and ``sig``, NaN, a wrong type are no seal.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Mapping
from typing import Any, NamedTuple

from sapar.standards import jcs
from sapar.standards.seals.permit import NotASeal

# Longest text that any 2D symbol holds is about 4,300 characters; certificates with RSA signatures make 1,700.
MAX_SIZE = 16_384
ALGORITHMS = frozenset({"ES256", "ES384", "ES512"})
# Registered message types and the document type that the signer's certificate must list (VDS-NC report, §certificates).
DOCUMENT_TYPES = {"icao.test": "NT", "icao.vacc": "NV"}
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_BASE64 = bytes.maketrans(b"-_+/", b"+/!!")
# By number of characters in the last group: its padding, and which last characters leave no bit over.
_PADDING = (b"", b"", b"==", b"=")
_LAST = tuple(frozenset(_ALPHABET[at : at + 1] for at in range(0, 64, step)) for step in (1, 65, 16, 4))
_ISSUER = re.compile(r"[A-Z]{1,3}", re.ASCII).fullmatch
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).match
_HEAD = '{"data":'
# What stands outside the strings of the usual tail ,"sig":{"alg":"","cer":"","sigvl":""}}
_BETWEEN = [",", ":{", ":", ",", ":", ",", ":", "}}"]


class Seal(NamedTuple):
    """A seal taken apart: header, message, algorithm, certificate as its text, raw signature, canonical bytes."""

    type: str
    version: int
    issuer: str
    message: dict[str, Any]
    algorithm: str
    certificate: str
    signature: bytes
    signed: bytes


def read(text: str | bytes) -> Seal:
    """Take a seal apart without judging it. Raises ``NotASeal``."""
    if len(text) > MAX_SIZE:
        raise NotASeal("too long for a barcode")
    try:
        if isinstance(text, bytes):
            text = text.decode()
        data, algorithm, certificate, signature, signed = _usual(text) or _any(text)
        header, message = data["hdr"], data["msg"]
        kind, version, issuer = header["t"], header["v"], header["is"]
        # With the keys above found, the number of keys says that there is no other.
        if len(data) != 2 or len(header) != 3:
            raise NotASeal("a key too many")
        if type(kind) is not str or type(version) is not int or type(message) is not dict or not _ISSUER(issuer):
            raise NotASeal("a field of the wrong type")
        if algorithm not in ALGORITHMS or type(certificate) is not str:
            raise NotASeal("an unknown algorithm, or no certificate")
        return Seal(kind, version, issuer, message, algorithm, certificate, from_base64url(signature), signed)
    except (jcs.JsonError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise NotASeal("not a VDS-NC seal") from error


def _any(text: str) -> tuple[Any, Any, Any, Any, bytes]:
    """``data``, the three values of ``sig`` and the canonical bytes of ``data``, of any strict JSON."""
    value = jcs.parse(text)
    data, sig = value["data"], value["sig"]
    if len(value) != 2 or len(sig) != 3:
        raise NotASeal("a key too many")
    return data, sig["alg"], sig["cer"], sig["sigvl"], jcs.canonical(data)


def _usual(text: str) -> tuple[Any, str, str, str, bytes] | None:
    """The same, several times faster, for the spelling that issuers use: compact, ``data`` first, ``sig`` in order.

    Without a backslash no quotation mark stands inside a string, so the tail can be split at them.
    """
    if not text.startswith(_HEAD) or not text.isascii() or "\\" in text:
        return None
    found = jcs.scan_compact(text, len(_HEAD))
    if found is None:
        return None
    data, signed, end = found
    parts = text[end:].split('"')
    if len(parts) != 15 or parts[::2] != _BETWEEN:
        return None
    sig, alg, algorithm, cer, certificate, sigvl, signature = parts[1::2]
    if sig != "sig" or alg != "alg" or cer != "cer" or sigvl != "sigvl":
        return None
    return data, algorithm, certificate, signature, signed


def from_base64url(text: str) -> bytes:
    """Bytes of a base64url text in its one canonical spelling, padded or not. Raises ``NotASeal``."""
    try:
        data = text.encode("ascii").translate(_TO_BASE64)
        # Bits that the last character has too many must be zero, or two texts would be one signature.
        bare = data.rstrip(b"=")
        rest = len(bare) & 3
        padding = _PADDING[rest]
        if len(data) not in (len(bare), len(bare) + len(padding)) or bare[-1:] not in _LAST[rest]:
            raise NotASeal("not base64url")
        return a2b_base64(bare + padding, strict_mode=True)
    except ValueError as error:
        raise NotASeal("not base64url") from error


def fields(seal: Seal) -> dict[str, Any]:
    """The seal's content in the words that verdicts use, as far as the message has it; ``message`` holds all of it.

    Messages: proof of test and of vaccination (``pid``), Digital Travel Authorization (``pi``, ``dta``).
    """
    message = seal.message
    found: dict[str, Any] = {"type": seal.type, "issuer": seal.issuer, "message": message}
    for part, names in _FIELDS:
        holder = message.get(part)
        if isinstance(holder, dict):
            for key, name in names:
                value = holder.get(key)
                if isinstance(value, str) and value:
                    found[name] = value
    return found


# Part of the message → its keys and our words for them; a later one wins ("dn" over the looser "i").
_FIELDS = (
    (
        "pid",
        (("n", "name"), ("dob", "birth_date"), ("sex", "sex"), ("i", "document_number"), ("dn", "document_number")),
    ),
    ("pi", (("n", "name"), ("dob", "birth_date"), ("sex", "sex"), ("nl", "nationality"), ("pn", "document_number"))),
    ("dta", (("vf", "valid_from"), ("vu", "valid_to"))),
)


def latest_event(seal: Seal) -> str:
    """The last day (ISO) of which a registered message reports something done, so that it was signed no earlier.

    Proof of test: when the result was issued; proof of vaccination: the last dose. Empty if there is none.
    """
    message: Mapping[str, Any] = seal.message
    days: list[str] = []
    if seal.type == "icao.vacc":
        for vaccine in _objects(message.get("ve")):
            for dose in _objects(vaccine.get("vd")):
                day = dose.get("dvc")
                if type(day) is str and _DAY(day):
                    days.append(day[:10])
    elif seal.type == "icao.test":
        for dates in _objects([message.get("dat")]):
            days = [day[:10] for day in dates.values() if type(day) is str and _DAY(day)]
    return max(days) if days else ""


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if type(item) is dict] if type(value) is list else []
