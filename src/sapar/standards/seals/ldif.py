"""Downloads of a public key directory: LDIF (RFC 2849) with certificates, revocation lists and master lists in base64.

Only what is an entry is read, never a change to one; an address in place of a value is never fetched.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

# Attributes of ICAO's directory and of national ones, in lower case, without options (``;binary``).
ATTRIBUTES = frozenset(
    {
        b"cscamasterlistdata",
        b"pkdmasterlistcontent",
        b"usercertificate",
        b"cacertificate",
        b"crosscertificatepair",
        b"certificaterevocationlist",
        b"authorityrevocationlist",
    }
)
_LOOKED_AT = 65_536


class LdifError(ValueError):
    """The file holds changes, not entries."""


def is_ldif(data: bytes) -> bool:
    """Whether the bytes begin like a file of directory entries, comments aside."""
    for line in data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if line.strip() and line[:1] not in (b"#", b" "):
            return line.lower().startswith((b"version:", b"dn:"))
    return False


def values(data: bytes) -> Iterator[bytes]:
    """The values of `ATTRIBUTES` in their order; as it stands there what is no base64. Raises ``LdifError``."""
    text = data.replace(b"\r\n", b"\n").replace(b"\n ", b"")
    for line in text.split(b"\n"):
        attribute, colon, rest = line.partition(b":")
        named = attribute.partition(b";")[0].strip().lower()
        if not colon or named[:1] == b"#":
            continue
        if named == b"changetype" and rest.strip().lower() != b"add":
            raise LdifError("changes to entries")
        if named in ATTRIBUTES:
            yield _value(rest)


def _value(rest: bytes) -> bytes:
    try:
        # One colon more than the attribute's own: base64. Else text or an address, where only bytes can stand.
        return base64.b64decode(rest[1:].strip(), validate=True) if rest[:1] == b":" else rest
    except binascii.Error:
        return rest
