"""PDFs by Typst: a template, data that is never read as markup, one frame for all documents.

The same input gives the same bytes: the moment of making is an argument, fonts are those that Typst carries (Libertinus
Serif and DejaVu Sans Mono have all Turkmen and Russian letters), nothing is read from the machine or the network.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FOLDER = Path(__file__).parent / "templates_typst"
LANGUAGES = ("tk", "ru", "en")
STANDARDS = ["ua-1", "a-2a"]
MAX_QR = 12

WORDS = {
    "draft": _("Draft translation"),
    "seal": _("Check this seal at a border post or on the public page"),
    "receipt": _("Head of the ledger when this was printed"),
}

Words = Mapping[str, str] | str | Promise


class RenderError(RuntimeError):
    """The template does not compile with this data, or a seal does not fit its code."""


def in_languages(message: str | Promise, languages: Sequence[str] = LANGUAGES) -> dict[str, str]:
    """A translatable text in each of the languages."""
    found = {}
    for code in languages:
        with translation.override(code):
            found[code] = str(message)
    return found


def day(value: date | None) -> str:
    """A day as documents write it, ``27.03.2026``; empty for None."""
    return f"{value:%d.%m.%Y}" if value else ""


def qr_svg(text: str, max_version: int = MAX_QR, error: str = "m") -> bytes:
    """A QR code as SVG with its quiet zone. Raises RenderError when it needs more than ``max_version``."""
    try:
        code = segno.make_qr(text, error=error, boost_error=True)
    except segno.DataOverflowError as problem:
        raise RenderError("the text does not fit a QR code") from problem
    if not isinstance(code.version, int) or code.version > max_version:
        raise RenderError(f"the code needs version {code.version}, {max_version} is the greatest")
    out = io.BytesIO()
    code.save(out, kind="svg", xmldecl=False, svgns=True, border=4, dark="#000", light="#fff", unit="mm", nl=False)
    return out.getvalue()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def render(
    template: str | Path,
    data: Mapping[str, Any],
    *,
    title: Words,
    issuer: Words,
    made_at: datetime,
    reference: str = "",
    seal: str | None = None,
    seal_version: int = MAX_QR,
    seal_error: str = "m",
    receipt: str | None = None,
    languages: Sequence[str] = LANGUAGES,
    unreviewed: Collection[str] = (),
    specimen: bool | None = None,
) -> bytes:
    """A PDF (PDF/A-2a, PDF/UA-1).

    ``template``: a name in ``templates_typst/`` or the path of an area's own file, which imports ``frame.typ``. ``data``:
    anything JSON can say; translatable texts become dictionaries by language. ``seal``: a token, printed as QR of at
    most ``seal_version`` with the error correction ``seal_error``.
    ``receipt``: a tree head in short form (``printed_receipt()``). ``languages``: on the sheet, in this order.
    ``unreviewed``: those whose text no native lawyer has reviewed; they are marked. ``specimen``: by default, in a demo.

    Raises RenderError.
    """
    path = template if isinstance(template, Path) else FOLDER / f"{template}.typ"
    local = made_at.astimezone(ZoneInfo(settings.TIME_ZONE))
    frame = {
        "languages": list(languages),
        "unreviewed": [code for code in languages if code in unreviewed],
        "title": _by_language(title, languages),
        "issuer": _by_language(issuer, languages),
        "author": _by_language(issuer, languages)[languages[0]],
        "reference": reference,
        "seal": seal is not None,
        "receipt": receipt,
        "made": f"{local:%d.%m.%Y %H:%M} ({settings.TIME_ZONE})",
        "specimen": settings.SAPAR_MODE == "demo" if specimen is None else specimen,
        "words": {
            **{key: in_languages(text, languages) for key, text in WORDS.items()},
            "seal_alt": in_languages(WORDS["seal"], languages[:1])[languages[0]],
        },
    }
    document = _plain({"frame": frame, "data": data}, languages)
    files = {
        "main": path.read_bytes(),
        "frame.typ": (FOLDER / "frame.typ").read_bytes(),
        "mark.svg": (FOLDER / "mark.svg").read_bytes(),
        **({"seal.svg": qr_svg(seal, seal_version, seal_error)} if seal is not None else {}),
    }
    try:
        made: bytes = typst.compile(  # type: ignore[call-overload]  # the stubs know no files in memory
            files,
            format="pdf",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"doc": json.dumps(document, ensure_ascii=False)},
            pdf_standards=STANDARDS,
            timestamp=int(made_at.astimezone(UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise RenderError(f"{path.name}: {error}") from error
    return made


def printed_receipt() -> str | None:
    """The newest signed tree head in short form, for the foot of a document; None while the log is empty."""
    from sapar.kernel.ledger.store import latest_head

    head = latest_head()
    return head.as_short() if head else None


def _by_language(words: Words, languages: Sequence[str]) -> dict[str, str]:
    if isinstance(words, Mapping):
        return {code: words[code] for code in languages}
    return in_languages(words, languages)


def _plain(value: Any, languages: Sequence[str]) -> Any:
    """As JSON: translatable texts by language, days as documents write them, all text in NFC."""
    if isinstance(value, Promise):
        return _plain(in_languages(value, languages), languages)
    if isinstance(value, Mapping):
        return {str(key): _plain(item, languages) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, languages) for item in value]
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(settings.TIME_ZONE)):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, UUID):
        return str(value)
    return normalize("NFC", value) if isinstance(value, str) else value
