"""A version of a plan as a PDF: all lines in a table, the hashes of the three languages, who signed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.queries.plans import VersionView
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.documents.attachments import SAFE_HEADERS
from sapar.kernel.documents.render import LANGUAGES, in_languages, render
from sapar.kernel.errors import NotFound

TEMPLATE = Path(__file__).parents[1] / "templates" / "programme" / "plans" / "plan.typ"
TITLE = _("Joint plan of activities %(year)s")
LEGAL = _(
    "Each side signs the same hash with a second factor, and the ledger keeps the entry. Whether the law gives this "
    "the effect of a signature on paper has not been verified by a lawyer of either side."
)
HEADS = {
    "number": _("No."),
    "title": _("Title"),
    "responsible": _("Responsible"),
    "period": _("Period"),
    "money": _("Money"),
    "signatures": _("Signatures"),
    "hashes": _("Hashes of the texts (SHA-256)"),
    "unsealed": _("This sheet carries no seal: the node had no certificate for documents when it was signed."),
    "unsigned": _("This version has not been signed by both sides."),
    "version": _("Version"),
    "signed_hash": _("Hash that is signed"),
    "entry": _("Entry in the ledger"),
}
# No native lawyer has reviewed any of the three wordings yet.
UNREVIEWED = LANGUAGES


def pdf(view: VersionView, language: str) -> bytes:
    """The bytes of the sheet, sealed once both have signed. The same version and signatures give the same bytes."""
    version = view.version
    with translation.override(language):
        lines = [
            {
                "number": line.number,
                "level": line.level,
                "title": line.content.title.get(language),
                "milestones": [words.milestone(one) for one in line.content.milestones],
                "responsible": [
                    found
                    for found in (
                        words.name(view.names, one) for one in (line.content.responsible_id, *line.content.partner_ids)
                    )
                    if found
                ],
                "period": words.period(line.content.starts_on, line.content.ends_on) or "",
                "money": words.money(line.content, view.names),
            }
            for line in view.lines
        ]
        data: dict[str, Any] = {
            "lines": lines,
            "heads": {key: str(text) for key, text in HEADS.items()},
            "version": f"{version.number}",
            "signed": version.in_force_at is not None,
            "signatures": [
                {
                    "name": one.name,
                    "institution": words.name(view.names, one.institution_id) or "",
                    "at": one.at,
                    "entry": str(one.entry_id),
                }
                for one in view.signatures
            ],
            "hashes": [[code, getattr(version, f"hash_{code}")] for code in LANGUAGES],
            "sha256": version.sha256,
            "legal": str(LEGAL),
        }
    sides = [view.names[side] for side in view.plan.sides if side in view.names]
    return render(
        TEMPLATE,
        data,
        title={code: text % {"year": view.plan.year} for code, text in in_languages(TITLE).items()},
        issuer={code: " · ".join(side.name(code) for side in sides) for code in LANGUAGES},
        made_at=version.in_force_at or version.proposed_at,
        reference=f"{view.plan.reference}/{version.number}",
        seal=version.seal or None,
        languages=(language,),
        unreviewed=UNREVIEWED,
    )


def answer(view: VersionView, language: str) -> HttpResponse:
    """The PDF as a download. Raises NotFound for a language that there is not."""
    if language not in LANGUAGES:
        raise NotFound()
    response = HttpResponse(pdf(view, language), content_type="application/pdf")
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    response["Content-Disposition"] = (
        f'attachment; filename="plan-{view.plan.year}-{view.version.number}-{language}.pdf"'
    )
    return response
