"""Which features the binary seals of each document type carry, as data.

The key is the feature definition reference and the document category of the header, as four hexadecimal digits.
``status``: ``standard`` where ICAO Doc 9303-7 defines it, ``public`` where an open implementation of the German and ICAO
profiles does (tsenger/vdstools, Apache-2.0, facts only), ``unverified`` where the meaning was read off a sample.
"""

from __future__ import annotations

from typing import NamedTuple

STANDARD, PUBLIC, UNVERIFIED = "standard", "public", "unverified"
# Machine readable zones: coding → lengths of the two lines in the seal, format for reading them.
MRZ_CODINGS: dict[str, tuple[int, int, str]] = {
    "mrz_mrv_a": (44, 28, "MRV-A"),
    "mrz_mrv_b": (36, 28, "MRV-B"),
    "mrz_td2": (36, 36, "TD2"),
    "mrz_td3": (44, 44, "TD3"),
}


class Feature(NamedTuple):
    """A feature: tag, our word, coding (c40, text, bytes, byte, entries, duration or one of ``MRZ_CODINGS``), bytes."""

    tag: int
    word: str
    coding: str
    shortest: int
    longest: int
    required: bool = True


class Profile(NamedTuple):
    """A document type. ``one_of``: tags of which one at least is required."""

    word: str
    title: str
    features: tuple[Feature, ...]
    status: str = PUBLIC
    one_of: tuple[int, ...] = ()

    def feature(self, tag: int) -> Feature | None:
        return next((feature for feature in self.features if feature.tag == tag), None)


_PICTURE = Feature(1, "face_image", "bytes", 1, 4000)
_STICKER = (Feature(1, "number", "c40", 6, 6), Feature(2, "municipality", "c40", 6, 6))
_PASSPORT = Feature(3, "passport_number", "c40", 6, 6)
_ADMINISTRATIVE = (
    Feature(0x00, "profile", "bytes", 16, 16),
    Feature(0x01, "valid_from_text", "text", 1, 17, required=False),
    Feature(0x02, "valid_to_text", "text", 1, 17, required=False),
    Feature(0x03, "profile_source", "text", 1, 255, required=False),
    Feature(0x04, "certificate_source", "text", 1, 255, required=False),
)

PROFILES: dict[str, Profile] = {
    "5d01": Profile(
        "visa",
        "Visa",
        (
            Feature(1, "mrz", "mrz_mrv_a", 48, 48, required=False),
            Feature(2, "mrz", "mrz_mrv_b", 44, 44, required=False),
            Feature(3, "entries", "entries", 1, 1, required=False),
            Feature(4, "duration", "duration", 3, 3),
            Feature(5, "passport_number", "c40", 6, 6),
            Feature(6, "visa_type", "bytes", 1, 4, required=False),
            Feature(7, "additional", "bytes", 0, 254, required=False),
        ),
        STANDARD,
        one_of=(1, 2),
    ),
    "5e03": Profile("emergency_travel_document", "Emergency travel document", (Feature(2, "mrz", "mrz_td2", 48, 48),)),
    "5f03": Profile(
        "document_with_face_template",
        "Document with a face template",
        (Feature(2, "mrz", "mrz_td2", 48, 48), Feature(3, "face_template", "bytes", 1, 1000)),
        UNVERIFIED,
    ),
    "f48f": Profile(
        "permanent_residence_permit",
        "Permanent residence permit",
        (Feature(1, "number", "c40", 6, 6), Feature(2, "passport_number", "c40", 6, 6)),
        UNVERIFIED,
    ),
    "f50c": Profile(
        "provisional_residence_certificate",
        "Certificate of a pending residence application",
        (_PICTURE, Feature(2, "mrz", "mrz_td2", 48, 48), _PASSPORT, Feature(4, "foreigner_number", "c40", 8, 8)),
    ),
    "f60d": Profile("temporary_passport", "Temporary passport", (_PICTURE, Feature(2, "mrz", "mrz_td3", 60, 60))),
    "f70b": Profile(
        "temporary_identity_card", "Temporary identity card", (_PICTURE, Feature(2, "mrz", "mrz_td2", 48, 48))
    ),
    "f80a": Profile(
        "address_sticker_passport",
        "Address sticker in a passport",
        (*_STICKER, Feature(3, "postal_code", "c40", 4, 4)),
    ),
    "f908": Profile(
        "address_sticker_card", "Address sticker on an identity card", (*_STICKER, Feature(3, "address", "c40", 6, 18))
    ),
    "f90c": Profile(
        "address_sticker_permit",
        "Address sticker on a residence permit",
        (*_STICKER, Feature(3, "address", "c40", 6, 18)),
    ),
    "fa06": Profile(
        "supplementary_sheet",
        "Supplementary sheet of a residence permit",
        (Feature(4, "mrz", "mrz_td2", 48, 48), Feature(5, "number", "c40", 6, 6)),
    ),
    "fb06": Profile("residence_permit", "Residence permit", (Feature(2, "mrz", "mrz_td2", 48, 48), _PASSPORT)),
    "fc04": Profile(
        "social_insurance_card",
        "Social insurance card",
        (
            Feature(1, "number", "c40", 8, 8),
            Feature(2, "surname", "text", 1, 90),
            Feature(3, "given_name", "text", 1, 90),
            Feature(4, "birth_name", "text", 1, 90, required=False),
        ),
    ),
    "fd02": Profile(
        "arrival_attestation",
        "Arrival attestation",
        (Feature(2, "mrz", "mrz_td2", 48, 48), Feature(3, "foreigner_number", "c40", 8, 8)),
    ),
    "01c8": Profile("administrative_document", "Administrative document", _ADMINISTRATIVE),
    "01c9": Profile(
        "administrative_document",
        "Administrative document",
        (
            *_ADMINISTRATIVE,
            Feature(0x05, "status_source", "text", 1, 255, required=False),
            Feature(0x06, "status_index", "bytes", 1, 255, required=False),
        ),
        UNVERIFIED,
    ),
}

# Administrative documents name their own profile in tag 00; its features come on top of those of the type.
NAMED_PROFILES: dict[str, Profile] = {
    "9a4223406d374ef99e2cf95e31a23846": Profile(
        "registration_certificate",
        "Certificate of registration of residence",
        (
            Feature(0x04, "surname", "text", 1, 255),
            Feature(0x05, "academic_degree", "text", 0, 255, required=False),
            Feature(0x06, "given_name", "text", 1, 255),
            Feature(0x07, "common_given_name", "text", 0, 255, required=False),
            Feature(0x08, "birth_date_text", "text", 1, 255, required=False),
            Feature(0x09, "street", "text", 1, 255),
            Feature(0x0A, "house_number", "text", 1, 10),
            Feature(0x0B, "postal_code", "text", 5, 5),
            Feature(0x0C, "city", "text", 1, 255),
            Feature(0x0D, "moving_date", "text", 8, 8),
            Feature(0x0E, "housing_status", "byte", 1, 1),
            Feature(0x0F, "notification_date", "text", 8, 8),
        ),
    ),
}

# Headers of version byte 03 state the length of the certificate reference in two hexadecimal digits. Some signers do
# not: DEZV writes it in decimal; DEME and DES1 sometimes keep the fixed five characters of version byte 02.
DECIMAL_SIGNERS = frozenset({"DEZV"})
FIXED_SIGNERS = frozenset({"DEME", "DES1"})
