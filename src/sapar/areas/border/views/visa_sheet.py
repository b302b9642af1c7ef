"""The visa as a PDF, in Turkmen, Russian and English on one sheet, with its seal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sapar.areas.border import procedures
from sapar.areas.border.queries.visas import VisaSheet
from sapar.kernel import clock
from sapar.kernel.documents.attachments import SAFE_HEADERS
from sapar.kernel.documents.render import LANGUAGES, in_languages, printed_receipt, render

TEMPLATE = Path(__file__).parents[1] / "templates" / "border" / "visa.typ"
TITLE = _("Electronic visa")
NOTES = (
    _("This visa holds for one passport: the one named here. After a new passport ask for a new print."),
    _("Show it with the passport to the carrier and at the border. The seal can be checked without this paper."),
    _("A visa is no promise of entry: the officer at the border decides."),
)
VOID = _("This visa does not hold any more.")
# No native lawyer has reviewed any of the three wordings yet.
UNREVIEWED = ("tk", "ru", "en")
# The message and its certificate need a larger code than a permit's seal.
QR_VERSION, QR_ERROR = 30, "l"


def pdf(sheet: VisaSheet) -> bytes:
    """The bytes of the sheet."""
    one, visa, link = sheet.application, sheet.visa, sheet.link
    name = " ".join(part for part in (one.secondary, one.primary) if part)
    groups: list[list[tuple[Any, Any]]] = [
        [(_("Number"), visa.number), (_("Reference"), one.reference)],
        [(_("Name"), name)],
        [(_("Date of birth"), _day(one.birth_date)), (_("Nationality"), one.nationality)],
        [(_("Passport"), f"{link.issuer} {link.number}")],
        [(_("Purpose"), in_languages(procedures.VISA_PURPOSES[visa.purpose].title))],
        [(_("Valid from"), visa.valid_from), (_("Valid until"), visa.valid_until)],
        [
            (_("Days of stay"), str(visa.stay_days)),
            (pgettext_lazy("visa", "Entries"), in_languages(procedures.VISA_ENTRIES[visa.entries].title)),
        ],
    ]
    return render(
        TEMPLATE,
        {
            "groups": [[{"label": in_languages(label), "value": value} for label, value in group] for group in groups],
            "paragraphs": [in_languages(note) for note in NOTES],
            "void": None if sheet.holds else in_languages(VOID),
        },
        title=TITLE,
        issuer={code: sheet.service.name(code) for code in LANGUAGES},
        made_at=clock.now(),
        reference=visa.number,
        seal=sheet.token,
        seal_version=QR_VERSION,
        seal_error=QR_ERROR,
        receipt=printed_receipt(),
        unreviewed=UNREVIEWED,
    )


def answer(sheet: VisaSheet) -> HttpResponse:
    """The PDF as a download. The file is named after what it is, not after whom."""
    response = HttpResponse(pdf(sheet), content_type="application/pdf")
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    response["Content-Disposition"] = 'attachment; filename="visa.pdf"'
    return response


def _day(birth: str) -> str:
    return ".".join(reversed(birth.split("-"))) if birth else "–"
