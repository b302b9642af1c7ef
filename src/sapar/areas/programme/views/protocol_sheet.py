"""The protocol of a meeting as a PDF: who was there, points, decisions, signatures, hashes, the seal."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.queries.minutes import ProtocolView
from sapar.areas.programme.rules.minutes import DECISION, MinutesEntry
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.documents.attachments import SAFE_HEADERS
from sapar.kernel.documents.render import LANGUAGES, day, in_languages, printed_receipt, render
from sapar.kernel.errors import NotFound

TEMPLATE = Path(__file__).parents[1] / "templates" / "programme" / "meetings" / "protocol.typ"
TITLE = _("Protocol of the meeting")
LEGAL = _(
    "Each side signs the same hash with a second factor, and the ledger keeps the entry. Whether the law gives this "
    "the effect of a signature on paper has not been verified by a lawyer of either side."
)
HEADS = {
    "present": _("Who was present"),
    "points": _("Points of the agenda"),
    "decisions": _("Decisions"),
    "responsible": _("Responsible"),
    "due": _("To be done by"),
    "closes": _("Closes"),
    "concerns": _("Activities"),
    "signatures": _("Signatures"),
    "hashes": _("Hashes of the texts (SHA-256)"),
    "unsigned": _("These minutes have not been signed by both sides."),
    "version": _("Version"),
    "signed_hash": _("Hash that is signed"),
    "entry": _("Entry in the ledger"),
}
# No native lawyer has reviewed any of the three wordings yet.
UNREVIEWED = LANGUAGES


def pdf(view: ProtocolView, language: str) -> bytes:
    """The bytes of the sheet. The same version, signatures and tree head give the same bytes."""
    version = view.version
    head = version.content["head"]
    with translation.override(language):
        data: dict[str, Any] = {
            "meeting": head["title"][language],
            "where": ", ".join(
                filter(
                    None,
                    [day(date.fromisoformat(head["held_on"])), str(words.MODES[head["mode"]]), head["place"]],
                )
            ),
            "present": [
                ", ".join(
                    filter(None, [one["name"], one["office"], words.name(view.names, UUID(one["institution_id"]))])
                )
                for one in head["participants"]
            ],
            "points": [
                {"number": one.number, "title": one.minute.title.get(language), "said": one.minute.said.get(language)}
                for one in view.entries
                if one.kind != DECISION
            ],
            "decisions": [_decision(view, one, language) for one in view.entries if one.kind == DECISION],
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
    sides = [view.names[side] for side in view.meeting.sides if side in view.names]
    return render(
        TEMPLATE,
        data,
        title=in_languages(TITLE),
        issuer={code: " · ".join(side.name(code) for side in sides) for code in LANGUAGES},
        made_at=version.in_force_at or version.proposed_at,
        reference=view.meeting.reference,
        seal=version.seal or None,
        receipt=printed_receipt(),
        languages=(language,),
        unreviewed=UNREVIEWED,
    )


def _decision(view: ProtocolView, one: MinutesEntry, language: str) -> dict[str, Any]:
    said = one.minute
    who = [words.name(view.names, said.responsible_id) or "", said.person]
    return {
        "number": one.number,
        "text": said.title.get(language),
        "responsible": ", ".join(filter(None, who)),
        "due": day(said.due_on),
        "closes": ", ".join(view.decisions[other].number for other in said.closes if other in view.decisions),
        "concerns": "; ".join(
            f"{view.activities[line].number} {view.activities[line].title[language]}"
            for line in said.line_ids
            if line in view.activities
        ),
    }


def answer(view: ProtocolView, language: str) -> HttpResponse:
    """The PDF as a download. Raises NotFound for a language that there is not."""
    if language not in LANGUAGES:
        raise NotFound()
    response = HttpResponse(pdf(view, language), content_type="application/pdf")
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    name = f"protocol-{view.meeting.reference}-{view.version.number}-{language}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
