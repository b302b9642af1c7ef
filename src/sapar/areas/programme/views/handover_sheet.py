"""An act of handover as a PDF in three languages, for the file and for the shelf with the equipment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.queries.projects import HandoverView
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views import project_words
from sapar.kernel.documents.attachments import SAFE_HEADERS
from sapar.kernel.documents.render import LANGUAGES, in_languages, printed_receipt, render

TEMPLATE = Path(__file__).parents[1] / "templates" / "programme" / "projects" / "handover.typ"
TITLE = _("Act of handover")
LEGAL = _(
    "Each side signs the same hash with a second factor, and the ledger keeps the entry. Whether the law gives this "
    "the effect of a signature on paper has not been verified by a lawyer of either side."
)
HEADS = {
    "given": _("Given by"),
    "taken": _("Received by"),
    "place": _("Place"),
    "day": _("Day"),
    "project": _("Project"),
    "equipment": _("Equipment"),
    "pieces": _("Pieces"),
    "serial": _("Serial numbers"),
    "condition": _("Condition"),
    "value": _("Equipment value"),
    "signatures": _("Signatures"),
    "unsigned": _("This act has not been signed by both sides."),
    "hash": _("Hash that is signed"),
}


def pdf(view: HandoverView) -> bytes:
    """The bytes of the sheet. The same act, signatures and tree head give the same bytes."""
    one = view.handover
    giver, taker = view.names.get(one.giver_id), view.names.get(one.taker_id)
    names = [{code: each.name(code) if each else "?" for code in LANGUAGES} for each in (giver, taker)]
    data: dict[str, Any] = {
        "heads": {key: in_languages(text) for key, text in HEADS.items()},
        "rows": [
            {"label": in_languages(HEADS["given"]), "value": names[0]},
            {"label": in_languages(HEADS["taken"]), "value": names[1]},
            {"label": in_languages(HEADS["place"]), "value": one.place},
            {"label": in_languages(HEADS["day"]), "value": one.day},
            {"label": in_languages(HEADS["project"]), "value": one.content["project"]["title"]},
        ],
        "items": [
            {
                "name": item["name"],
                "quantity": str(item["quantity"]),
                "serial": item["serial"],
                "condition": in_languages(project_words.CONDITION[item["condition"]]),
                "value": words.amount(item["value_minor"], item["currency"]) if "value_minor" in item else "",
            }
            for item in one.content["items"]
        ],
        "signed": one.signed_at is not None,
        "signatures": [
            {
                "name": each.name,
                "institution": {
                    code: view.names[each.institution_id].name(code) if each.institution_id in view.names else ""
                    for code in LANGUAGES
                },
                "at": each.at,
            }
            for each in view.signatures
        ],
        "sha256": one.sha256,
        "legal": in_languages(LEGAL),
    }
    return render(
        TEMPLATE,
        data,
        title=in_languages(TITLE),
        issuer=names[0],
        made_at=one.signed_at or one.drawn_up_at,
        reference=one.reference,
        seal=one.seal or None,
        receipt=printed_receipt(),
        unreviewed=LANGUAGES,
    )


def answer(view: HandoverView) -> HttpResponse:
    """The PDF as a download."""
    response = HttpResponse(pdf(view), content_type="application/pdf")
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    response["Content-Disposition"] = f'attachment; filename="handover-{view.handover.reference}.pdf"'
    return response
