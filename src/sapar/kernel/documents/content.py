"""What an uploaded file is, by its content alone, and what of it is kept.

Names and types that a browser sends are not believed. PDF, JPEG and PNG are taken. Images are decoded and encoded anew:
what is stored was written by us, without EXIF (place, device), comments, colour profiles or bytes after the picture.
"""

from __future__ import annotations

import io
import re
import threading
import unicodedata
import warnings
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from sapar.kernel.documents import pdf_check
from sapar.kernel.errors import Invalid

LIMIT = 5 * 1024 * 1024
PIXELS = 25_000_000
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
WHY = {
    "empty": _("The file is empty. Choose another one."),
    "too_large": _("The file is larger than %(limit)s MB. Choose a smaller one."),
    "wrong_type": _("The file is not a PDF, JPEG or PNG. Its content counts, not its name."),
    "unreadable": _("The file cannot be read: it is damaged or incomplete."),
    "password": _("The PDF is protected by a password. Save it without one."),
    "active": _("The PDF contains a program (JavaScript or a launch action). Save it without."),
    "too_many_pixels": _("The picture has more than 25 million pixels. Choose a smaller one."),
}
# Decoding takes up to 100 MB; more than two at a time wait for each other.
_decoders = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored: ``media_type`` and the bytes to keep."""

    media_type: str
    content: bytes


def limit() -> int:
    """Greatest size of an upload in bytes (setting ``SAPAR_ATTACHMENT_LIMIT``)."""
    return int(getattr(settings, "SAPAR_ATTACHMENT_LIMIT", LIMIT))


def refuse(rule: str, field: str) -> Invalid:
    """The error for a rule of ``WHY``; its code is the rule."""
    return Invalid(_too_large() if rule == "too_large" else WHY[rule], field=field, code=rule)


def _limit_text() -> str:
    return str(WHY["too_large"]) % {"limit": f"{limit() / 1_048_576:g}"}


# Filled in when it is shown, in the reader's language.
_too_large = lazy(_limit_text, str)


def check(content: bytes, field: str = "file") -> Checked:
    """What may be kept of an uploaded file. Raises Invalid with ``field`` and the rule (a key of ``WHY``) as code."""
    if not content:
        raise refuse("empty", field)
    if len(content) > limit():
        raise refuse("too_large", field)
    media_type = next((kind for magic, kind in MAGIC if content.startswith(magic)), None)
    if media_type is None:
        raise refuse("wrong_type", field)
    if media_type == PDF:
        fault = pdf_check.fault(content)
        if fault:
            raise refuse(fault, field)
        return Checked(PDF, content)
    with _decoders:
        return Checked(media_type, _encode_anew(content, media_type, field))


def _encode_anew(content: bytes, media_type: str, field: str) -> bytes:
    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own, lower limit follows
            picture: Image.Image = Image.open(io.BytesIO(content), formats=["JPEG" if media_type == JPEG else "PNG"])
            if picture.width * picture.height > PIXELS:
                raise refuse("too_many_pixels", field)
            picture.load()
        # The orientation stands in the EXIF that will be gone: turn the picture itself.
        picture = ImageOps.exif_transpose(picture)
        if media_type == JPEG:
            picture = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
            picture.info.clear()
            picture.save(out, "JPEG", quality=90, optimize=True)
        else:
            transparency = picture.info.get("transparency")
            picture.info.clear()
            if transparency is not None:
                picture.info["transparency"] = transparency
            picture.save(out, "PNG")
    except Image.DecompressionBombError:
        raise refuse("too_many_pixels", field) from None
    except Invalid:
        raise
    except Exception:  # noqa: BLE001 - a decoder fed with anything may raise anything
        raise refuse("unreadable", field) from None
    if out.tell() > 2 * limit():
        raise refuse("too_large", field)
    return out.getvalue()


def safe_name(filename: str, media_type: str) -> str:
    """A file name without path, control and direction characters, at most 100 characters, with the content's ending."""
    name = unicodedata.normalize("NFC", filename.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C" and c not in '"<>:|?*')
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.strip()).strip(". ")
    return f"{stem[:95] or 'document'}{ENDINGS[media_type]}"
