"""The permit as a PDF, in Turkmen, Russian and English on one sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour import procedures
from sapar.areas.labour.queries.shared import Sheet, full_name
from sapar.kernel import clock
from sapar.kernel.access.models import Institution
from sapar.kernel.documents.attachments import SAFE_HEADERS
from sapar.kernel.documents.render import LANGUAGES, in_languages, printed_receipt, render

TEMPLATE = Path(__file__).parents[1] / "templates" / "labour" / "permit.typ"
TITLE = _("Work permit")
NOTES = (
    _(
        "This permit holds for the post, the employer and the place of work named here, and until the last day named here."
    ),
    _("The worker keeps their passport themselves. Nobody may take it away as a pledge."),
    _("The seal can be checked at every border post and on the public page, without this paper."),
)
VOID = _("This permit does not hold any more.")
# No native lawyer has reviewed any of the three wordings yet.
UNREVIEWED = ("tk", "ru", "en")


def pdf(sheet: Sheet) -> bytes:
    """The bytes of the sheet. Neither the sheet nor its seal says the wage: many people ask to see it."""
    application, permit = sheet.application, sheet.permit
    groups: list[list[tuple[Any, Any]]] = [
        [(_("Number"), permit.number)],
        [(_("Name"), full_name(application))],
        [(_("Date of birth"), _day(application.birth_date)), (_("Nationality"), application.nationality)],
        [(_("Passport"), f"{application.issuer} {application.number}")],
        [(_("Employer"), _names(sheet.employer))],
        [(_("Register number"), sheet.employer.register_number)],
        [(_("Post"), application.post)],
        [(_("Sector"), in_languages(procedures.SECTORS[application.sector].title))],
        [(_("Place of work"), application.place_of_work)],
        [(_("Valid from"), permit.valid_from), (_("Valid until"), permit.valid_until)],
    ]
    service = _names(sheet.service) if sheet.service else in_languages(_("Migration service"))
    return render(
        TEMPLATE,
        {
            "groups": [[{"label": in_languages(label), "value": value} for label, value in group] for group in groups],
            "paragraphs": [in_languages(note) for note in NOTES],
            "void": in_languages(VOID) if sheet.state.name != "granted" else None,
        },
        title=TITLE,
        issuer=service,
        made_at=clock.now(),
        reference=permit.number,
        seal=sheet.token,
        receipt=printed_receipt(),
        unreviewed=UNREVIEWED,
    )


def answer(sheet: Sheet) -> HttpResponse:
    """The PDF as a download. The file is named after what it is, not after whom."""
    response = HttpResponse(pdf(sheet), content_type="application/pdf")
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    response["Content-Disposition"] = 'attachment; filename="work-permit.pdf"'
    return response


def _names(institution: Institution) -> dict[str, str]:
    return {code: institution.name(code) for code in LANGUAGES}


def _day(birth: str) -> str:
    if len(birth) != 10:
        return birth or "–"
    year, month, day = birth.split("-")
    return f"{day}.{month}.{year}"
