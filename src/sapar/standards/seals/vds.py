"""Binary visible digital seals (ICAO Doc 9303-13), and visas sealed with them (Doc 9303-7).

====== =========================================================================================================
part   content
====== =========================================================================================================
header DC, version byte (02: reference of five characters, 03: of stated length), country in C40 (2 bytes),
       signer (4 characters) and certificate reference in C40, date of issue and of signature (3 bytes each, the
       number MMDDYYYY, 0 for none), feature definition reference, document category
message features: tag, length as in DER, value
zone   tag FF, raw r||s; the signature covers everything before this tag. Some types have no signature by design
====== =========================================================================================================

The signer is named by country and common name of the certificate, the reference is its serial number in hexadecimal.
The hash goes with the curve: SHA-224 up to 224 bits, SHA-256, SHA-384, SHA-512. ``cryptography`` has no brainpoolP224r1,
which older German seals use: such a signature is ``unsupported_curve``, neither good nor bad.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sapar.standards import mrz
from sapar.standards.seals import c40, der, raw_ecdsa
from sapar.standards.seals.certificate import Certificate, public_key
from sapar.standards.seals.permit import NotASeal
from sapar.standards.seals.vds_profiles import (
    DECIMAL_SIGNERS,
    FIXED_SIGNERS,
    MRZ_CODINGS,
    NAMED_PROFILES,
    PROFILES,
    Feature,
    Profile,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

MAGIC = 0xDC
SIGNATURE_TAG = 0xFF
# A QR symbol holds 2,953 bytes, a DataMatrix 1,556.
MAX_SIZE = 4_096
_COMMON_NAME = "2.5.4.3"

# What a signature can be.
GOOD, BAD, UNSUPPORTED_CURVE, UNSIGNED = "good", "bad", "unsupported_curve", "unsigned"
# Answers of Doc 9303-7 for a visa, beside those of the seal itself.
VISA_STATUSES = ("INVALID_VISA_MRZ", "SEAL_VISA_MISMATCH", "INVALID_PASSPORT_MRZ", "SEAL_PASSPORT_MISMATCH")


class Seal(NamedTuple):
    """A seal taken apart. ``version``: the version byte. ``country``: as in an MRZ (D for Germany).

    ``type``: four hexadecimal digits (``vds_profiles``). ``features``: (tag, value) in their order. ``signature``: empty
    if there is none. ``signed``: the bytes that it covers. ``quirk``: how the header departs from the standard.
    """

    version: int
    country: str
    signer: str
    reference: str
    issued: date | None
    signed_on: date | None
    type: str
    features: tuple[tuple[int, bytes], ...]
    signature: bytes
    signed: bytes
    quirk: str

    @property
    def profile(self) -> Profile | None:
        """The profile of its type, with that which an administrative document names on top; ``None`` if unknown."""
        known = PROFILES.get(self.type)
        named = NAMED_PROFILES.get(self.value(0).hex()) if known is not None and known.feature(0) else None
        if known is None or named is None:
            return known
        own = {feature.tag for feature in named.features}
        return named._replace(
            features=(*(feature for feature in known.features if feature.tag not in own), *named.features)
        )

    def value(self, tag: int) -> bytes:
        """The value of a feature; empty if it is not there."""
        return next((value for found, value in self.features if found == tag), b"")


class _Header(NamedTuple):
    country: str
    signer: str
    reference: str
    issued: date | None
    signed_on: date | None
    type: str
    quirk: str
    end: int


def read(data: bytes) -> Seal:
    """Take a seal apart without judging it. Raises ``NotASeal``."""
    if not 20 <= len(data) <= MAX_SIZE or data[0] != MAGIC:
        raise NotASeal("not a binary seal")
    if data[1] not in (2, 3):
        raise NotASeal("a binary seal of an unsupported version")
    try:
        # Most seals are as the standard says; only where that gives no whole seal, another reading is tried.
        for fixed in (False, True):
            try:
                header = _read_header(data, fixed)
                features, signature, end = _read_message(data, header.end)
            except NotASeal:
                if fixed or data[1] == 2 or c40.decode(data[4:8])[:4] not in FIXED_SIGNERS:
                    raise
            else:
                return Seal(data[1], *header[:6], features, signature, data[:end], header.quirk)
    except c40.C40Error as error:
        raise NotASeal("a field that is not C40") from error
    raise NotASeal("not a binary seal")


def _read_header(data: bytes, fixed: bool) -> _Header:
    country = c40.decode(data[2:4]).rstrip()
    quirk = ""
    if data[1] == 2 or fixed:
        names, at = c40.decode(data[4:10]), 10
        signer, reference = names[:4], names[4:9]
        quirk = "fixed_reference" if fixed else ""
    else:
        names = c40.decode(data[4:8])
        signer, length = names[:4], _length(names)
        quirk = "decimal_length" if signer in DECIMAL_SIGNERS else ""
        at = 8 + c40.size(length)
        reference = c40.decode(data[8:at])
        if len(reference) != length:
            raise NotASeal("a certificate reference of another length than stated")
    if at + 8 > len(data) or len(signer) != 4 or not (country.isalpha() and signer.isalnum() and reference.isalnum()):
        raise NotASeal("a header that names nobody")
    kind = data[at + 6 : at + 8].hex()
    return _Header(
        country, signer, reference, _day(data[at : at + 3]), _day(data[at + 3 : at + 6]), kind, quirk, at + 8
    )


def _length(names: str) -> int:
    digits = names[4:6]
    try:
        length = int(digits, 10 if names[:4] in DECIMAL_SIGNERS else 16)
    except ValueError:
        length = 0
    if not length or not digits.isalnum():
        raise NotASeal("no length of the certificate reference")
    return length


def _read_message(data: bytes, at: int) -> tuple[tuple[tuple[int, bytes], ...], bytes, int]:
    """Features, signature, and where the signed bytes end."""
    features: list[tuple[int, bytes]] = []
    seen: set[int] = set()
    while at < len(data):
        tag, (length, start) = data[at], _value_length(data, at + 1)
        end = start + length
        if end > len(data):
            raise NotASeal("a feature that is cut off")
        if tag == SIGNATURE_TAG:
            if end != len(data) or not length or length % 2:
                raise NotASeal("a signature that is not the end")
            return tuple(features), data[start:end], at
        if tag in seen:
            raise NotASeal("a feature twice")
        seen.add(tag)
        features.append((tag, data[start:end]))
        at = end
    if not features:
        raise NotASeal("a seal without content")
    return tuple(features), b"", len(data)


def _value_length(data: bytes, at: int) -> tuple[int, int]:
    """Length of a value and where it begins: as in DER; a lone 0x80 means 128, as public samples write it."""
    if at >= len(data):
        raise NotASeal("a feature that is cut off")
    first = data[at]
    if first <= 0x80:
        return first, at + 1
    count = first & 0x7F
    length = int.from_bytes(data[at + 1 : at + 1 + count], "big") if count <= 2 else MAX_SIZE
    if length < 0x80 or (count == 2 and length < 0x100):
        raise NotASeal("a length that is not in shortest form")
    return length, at + 1 + count


def _day(data: bytes) -> date | None:
    """A day of three bytes: the number MMDDYYYY, 0 for none."""
    number = int.from_bytes(data, "big")
    if number == 0:
        return None
    try:
        return date(number % 10_000, number // 1_000_000, number // 10_000 % 100)
    except ValueError as error:
        raise NotASeal("a date that is no day") from error


def check_signature(seal: Seal, certificate: Certificate) -> str:
    """``good``, ``bad``, ``unsigned``, or ``unsupported_curve`` where the key is of a kind that cannot be used here."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if not seal.signature:
        return UNSIGNED
    key = public_key(certificate)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return UNSUPPORTED_CURVE
    algorithm = raw_ecdsa.BY_KEY_SIZE.get(key.key_size)
    if algorithm is None:
        return UNSUPPORTED_CURVE
    return GOOD if raw_ecdsa.verify(key, seal.signature, seal.signed, algorithm) else BAD


def names_signer(certificate: Certificate) -> tuple[str, str]:
    """How seals name a certificate: signer (country and common name) and reference (serial number, hexadecimal)."""
    name = next((value for kind, value in certificate.subject if kind == _COMMON_NAME), "")
    return (certificate.country + name).upper(), f"{certificate.serial:X}"


def same_reference(one: str, other: str) -> bool:
    """Whether two certificate references are the same number: zeros in front do not count."""
    return (one.lstrip("0") or "0").upper() == (other.lstrip("0") or "0").upper()


def fields(seal: Seal) -> dict[str, Any]:
    """The seal's content in the words that verdicts use, as far as its profile is known.

    ``message`` holds every feature by our word, or by its tag (two hexadecimal digits) where there is none.
    ``problems``: what departs from the profile (a missing feature, a wrong length, an MRZ that does not hold).
    """
    profile = seal.profile
    message: dict[str, Any] = {}
    found: dict[str, Any] = {
        "type": profile.word if profile else seal.type,
        "issuer": seal.country,
        "valid_from": seal.issued.isoformat() if seal.issued else "",
    }
    problems: list[str] = []
    for tag, value in seal.features:
        feature = profile.feature(tag) if profile else None
        if feature is None:
            message[f"{tag:02x}"] = value.hex()
            continue
        if not feature.shortest <= len(value) <= feature.longest:
            problems.append(f"length:{feature.word}")
        try:
            message[feature.word] = _shown(value, feature.coding)
        except ValueError:
            problems.append(f"value:{feature.word}")
            message[feature.word] = value.hex()
            continue
        if feature.coding in MRZ_CODINGS and not _from_mrz(found, message[feature.word], seal, profile):
            problems.append("mrz")
    if profile:
        tags = {tag for tag, _ in seal.features}
        problems += [f"missing:{item.word}" for item in profile.features if item.required and item.tag not in tags]
        if profile.one_of and not tags & set(profile.one_of):
            problems.append("missing:mrz")
        if profile.status == "unverified":
            found["profile_unverified"] = True
    number = message.get("passport_number") or found.get("number", "")
    if number and (profile is None or "sticker" not in profile.word):
        found["document_number"] = number
    found |= {"message": message, "problems": tuple(problems)}
    return {name: value for name, value in found.items() if value not in ("", ())}


def _shown(value: bytes, coding: str) -> Any:
    """A feature's value. Raises ``ValueError``."""
    if coding == "c40":
        return c40.decode(value).rstrip()
    if coding == "text":
        return value.decode()
    if coding == "byte":
        return value[0] if value else 0
    if coding == "entries":
        return "unlimited" if value == b"\x00" else int.from_bytes(value, "big")
    if coding == "duration":
        return _duration(value)
    if coding in MRZ_CODINGS:
        first, second, _ = MRZ_CODINGS[coding]
        text = c40.decode(value).replace(" ", "<")
        if len(text) != first + second:
            raise ValueError("a machine readable zone of another length")
        return f"{text[:first]}\n{text[first:]}"
    return value.hex()


def _duration(value: bytes) -> str:
    """Duration of stay of a visa: ISO 8601, or what three equal bytes mean (Doc 9303-7)."""
    special = {b"\x00" * 3: "until_expiry", b"\xff" * 3: "decided_at_entry", b"\xfe" * 3: "transit"}
    if value in special:
        return special[value]
    if len(value) != 3:
        raise ValueError("a duration has three bytes")
    days, months, years = value
    parts = "".join(f"{count}{unit}" for count, unit in ((years, "Y"), (months, "M"), (days, "D")) if count)
    return f"P{parts}"


def _from_mrz(found: dict[str, Any], text: str, seal: Seal, profile: Profile | None) -> bool:
    """Take what the sealed zone says of the bearer; whether the zone holds."""
    lines = text.split("\n")
    width = len(lines[0])
    day = seal.signed_on or seal.issued or datetime.now(UTC).date()
    made = mrz.parse(f"{lines[0]}\n{lines[1].ljust(width, '<')}", day)
    parts = {
        "name": f"{made.primary or ''}<<{made.secondary or ''}".replace(" ", "<").rstrip("<"),
        "birth_date": made.birth_date,
        "sex": made.sex,
        "nationality": made.nationality,
        "valid_to": made.expiry_date,
        "number": made.number,
    }
    found |= {name: value for name, value in parts.items() if value}
    return made.valid


def check_visa(seal: Seal, visa_mrz: str, passport_mrz: str, today: date) -> tuple[str, ...]:
    """What does not agree between a visa's seal, the zone printed on the visa and the passport's (Doc 9303-7).

    Gives words of ``VISA_STATUSES``, none if all agrees. The seal's signature is another question.
    """
    found: list[str] = []
    visa, passport = mrz.parse(visa_mrz, today), mrz.parse(passport_mrz, today)
    if not visa.valid or visa.format not in ("MRV-A", "MRV-B"):
        found.append("INVALID_VISA_MRZ")
    message = fields(seal).get("message", {})
    sealed = str(message.get("mrz", "")).split("\n")
    printed = visa.text.split("\n")
    if len(sealed) != 2 or len(printed) != 2 or sealed != [line[: len(part)] for line, part in zip(printed, sealed)]:  # noqa: B905
        found.append("SEAL_VISA_MISMATCH")
    if not passport.valid:
        found.append("INVALID_PASSPORT_MRZ")
    number = str(message.get("passport_number", ""))
    if not number or number != (passport.number or "")[:9]:
        found.append("SEAL_PASSPORT_MISMATCH")
    return tuple(found)


def write_features(kind: str, values: Mapping[str, Any]) -> list[tuple[int, bytes]]:
    """The features of a document type from our words. Raises ``ValueError`` naming the word that does not fit."""
    profile = PROFILES.get(kind)
    if profile is None:
        raise ValueError("type: no profile of this reference")
    made: list[tuple[int, bytes]] = []
    for name, value in values.items():
        fitting = [feature for feature in profile.features if feature.word == name]
        if not fitting:
            raise ValueError(f"{name}: not a feature of this type")
        made.append(_written(name, value, fitting))
    tags = {tag for tag, _ in made}
    missing = [feature.word for feature in profile.features if feature.required and feature.tag not in tags]
    if missing or (profile.one_of and not tags & set(profile.one_of)):
        raise ValueError(f"{missing[0] if missing else 'mrz'}: missing")
    return sorted(made)


def _written(name: str, value: Any, fitting: Sequence[Feature]) -> tuple[int, bytes]:
    for feature in fitting:
        try:
            data = _packed(value, feature.coding)
        except (ValueError, TypeError, AttributeError, OverflowError):
            continue
        if feature.shortest <= len(data) <= feature.longest:
            return feature.tag, data
    raise ValueError(f"{name}: not a possible value")


def _packed(value: Any, coding: str) -> bytes:
    if coding == "c40":
        return c40.encode(value)
    if coding == "text":
        return bytes(value.encode())
    if coding == "byte":
        return bytes((value,))
    if coding == "entries":
        return b"\x00" if value == "unlimited" else int(value).to_bytes(1, "big")
    if coding == "duration":
        special = {"until_expiry": 0, "decided_at_entry": 255, "transit": 254}
        return bytes([special[value]] * 3) if value in special else bytes(value)
    if coding in MRZ_CODINGS:
        first, second, form = MRZ_CODINGS[coding]
        lines = value.split("\n")
        if len(lines) != 2 or len(lines[0]) != first or len(lines[1]) not in (second, first):
            raise ValueError("another format")
        if form.startswith("MRV") is not value.startswith("V"):
            raise ValueError("another format")
        return c40.encode(lines[0] + lines[1][:second])
    return bytes(value)


def seal_vds(
    key: EllipticCurvePrivateKey,
    certificate: Certificate,
    *,
    country: str,
    kind: str,
    features: Sequence[tuple[int, bytes]],
    issued: date,
    signed_on: date,
    version: int = 3,
) -> bytes:
    """A seal with header version 03 (or 02) signed by the key of the certificate. Raises ``ValueError``."""
    signer, reference = names_signer(certificate)
    algorithm = raw_ecdsa.BY_KEY_SIZE.get(key.key_size)
    if algorithm is None or len(signer) != 4:
        raise ValueError("a signer is named by two letters of its country and two more, its key is of a known size")
    if version == 2:
        names = signer + reference.rjust(5, "0")
        if len(names) != 9:
            raise ValueError("the serial number is too long for version 02")
    elif version == 3:
        names = f"{signer}{len(reference):02X}{reference}"
    else:
        raise ValueError("an unsupported version")
    made = bytearray((MAGIC, version))
    made += c40.encode(country.ljust(3, "<")) + c40.encode(names[:6]) + c40.encode(names[6:])
    for day in (issued, signed_on):
        made += (day.month * 1_000_000 + day.day * 10_000 + day.year).to_bytes(3, "big")
    made += bytes.fromhex(kind)
    for tag, value in features:
        made += der.encode(tag, value)
    made += der.encode(SIGNATURE_TAG, raw_ecdsa.sign(key, bytes(made), algorithm))
    if len(made) > MAX_SIZE:
        raise ValueError("too long for a barcode")
    return bytes(made)
