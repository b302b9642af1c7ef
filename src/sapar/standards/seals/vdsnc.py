"""ICAO VDS-NC: signed JSON in a barcode (ICAO Technical Report "VDS-NC", version 1.1, 2021).

``{"data":{"hdr":{"t","v","is"},"msg":{...}},"sig":{"alg","cer","sigvl"}}``: the signature covers the RFC 8785 bytes of
``data`` alone; ``sigvl`` is raw r||s and ``cer`` the signer's certificate (DER), both base64url with or without
padding. Reading is strict: a key twice, an unknown key beside ``data`` and ``sig``, NaN, a wrong type are no seal.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any, NamedTuple

from sapar.standards import jcs
from sapar.standards.seals.permit import NotASeal

# Longest text that any 2D symbol holds is about 4,300 characters; certificates with RSA signatures make 1,700.
MAX_SIZE = 16_384
ALGORITHMS = frozenset({"ES256", "ES384", "ES512"})
# Registered message types and the document type that the signer's certificate must list (VDS-NC report, §certificates).
DOCUMENT_TYPES = {"icao.test": "NT", "icao.vacc": "NV"}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}", re.ASCII).fullmatch
_ISSUER = re.compile(r"[A-Z]{1,3}", re.ASCII).fullmatch
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATA_KEYS, _SIG_KEYS, _HDR_KEYS = {"hdr", "msg"}, {"alg", "cer", "sigvl"}, {"t", "v", "is"}


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
        value = jcs.parse(text)
        data, sig = value["data"], value["sig"]
        header, message = data["hdr"], data["msg"]
        kind, version, issuer = header["t"], header["v"], header["is"]
        algorithm, certificate, signature = sig["alg"], sig["cer"], sig["sigvl"]
        if len(value) != 2 or data.keys() != _DATA_KEYS or header.keys() != _HDR_KEYS or sig.keys() != _SIG_KEYS:
            raise NotASeal("a key too many or too few")
        if type(kind) is not str or type(version) is not int or type(message) is not dict or not _ISSUER(issuer):
            raise NotASeal("a field of the wrong type")
        if algorithm not in ALGORITHMS or type(certificate) is not str:
            raise NotASeal("an unknown algorithm, or no certificate")
        return Seal(
            kind, version, issuer, message, algorithm, certificate, from_base64url(signature), jcs.canonical(data)
        )
    except (jcs.JsonError, KeyError, TypeError, AttributeError) as error:
        raise NotASeal("not a VDS-NC seal") from error


def from_base64url(text: str) -> bytes:
    """Bytes of a base64url text in its one canonical spelling, padded or not. Raises ``NotASeal``."""
    if not _BASE64URL(text):
        raise NotASeal("not base64url")
    bare = text.rstrip("=")
    rest = len(bare) % 4
    if rest == 1 or len(text) not in (len(bare), len(bare) + -len(bare) % 4):
        raise NotASeal("not base64url")
    data = urlsafe_b64decode(bare + "=="[: -len(bare) % 4])
    # The bits that the last character has too many must be zero, or two texts would be one signature.
    if rest and _spare_bits(bare[-1], rest):
        raise NotASeal("not base64url")
    return data


def _spare_bits(character: str, rest: int) -> int:
    value = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".index(character)
    return value & (0x0F if rest == 2 else 0x03)


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
    dates = message.get("dat")
    if seal.type == "icao.test" and isinstance(dates, dict):
        days = [value for value in dates.values() if isinstance(value, str)]
    elif seal.type == "icao.vacc" and isinstance(message.get("ve"), list):
        for vaccine in message["ve"]:
            doses = vaccine.get("vd") if isinstance(vaccine, dict) else None
            for dose in doses if isinstance(doses, list) else ():
                if isinstance(dose, dict) and isinstance(dose.get("dvc"), str):
                    days.append(dose["dvc"])
    return max((day[:10] for day in days if _DAY.match(day)), default="")
