"""The form that is handed to somebody who is refused entry: on which grounds, and how to appeal.

Turkmen, Russian and English come from the translations; further languages are data here. No lawyer of the State has
reviewed any of them, and every sheet says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.models import Inspection, Refusal
from sapar.areas.border.refusal_languages import FURTHER
from sapar.areas.border.rules.refusals import GROUNDS
from sapar.kernel import clock
from sapar.kernel.access.models import Account, Institution
from sapar.kernel.documents.render import in_languages, printed_receipt, render
from sapar.standards.mrz import parse

TEMPLATE = Path(__file__).parent / "templates" / "border" / "refusal.typ"
OWN = ("tk", "ru", "en")
LANGUAGES = (*OWN, *FURTHER)
NAMES = {
    "tk": "Türkmençe",
    "ru": "Русский",
    "en": "English",
    **{code: str(words["_name"]) for code, words in FURTHER.items()},
}

GROUND_WORDS: Mapping[str, Any] = {
    "no_document": _("No valid travel document"),
    "false_document": _("A false, counterfeit or altered travel document"),
    "no_visa": _("No valid visa or residence permit"),
    "false_visa": _("A false, counterfeit or altered visa or residence permit"),
    "no_purpose": _("No papers that show purpose and conditions of the stay"),
    "stay_used_up": _("The days of stay that are allowed have been used up"),
    "no_means": _("Not enough means for the stay, or for the way back"),
    "alert": _("An alert says that entry is to be refused"),
    "public_order": _("A danger to public order, security or health"),
}
WORDS: Mapping[str, Any] = {
    "title": _("Refusal of entry"),
    "name": _("Name"),
    "birth": _("Date of birth"),
    "nationality": _("Nationality"),
    "document": _("Document"),
    "post": _("Border post"),
    "time": _("Day and hour"),
    "grounds": _("Entry is refused on these grounds"),
    "facts": _("What they rest on"),
    "law_name": _("Law of Turkmenistan on migration of 31 March 2012, No. 290-IV"),
    "law": _("Legal basis: %(law)s. The article has not been confirmed by a lawyer (unverified)."),
    "appeal": _(
        "You can appeal against this refusal to the border service until %(day)s, yourself or through somebody whom you "
        "authorise; at this post, or in writing with the number of this form. Somebody who had no part in the refusal "
        "decides within %(days)s days. These periods have not been confirmed by a lawyer (unverified)."
    ),
    "court": _("You can also turn to a court. You may speak to the consulate of your State."),
    "no_effect": _("The appeal does not let you enter before it has been decided."),
    "officer": _("Decided by"),
    "signature": _("Signature of the traveller. It says that this form was received, not that it is accepted."),
    "not_known": _("not identified"),
}


def in_all(
    words: Any, key: str, languages: tuple[str, ...], values: Mapping[str, object] | None = None
) -> dict[str, str]:
    """A text of the form in each of its languages, with its values filled in."""
    found = in_languages(words[key], [code for code in languages if code in OWN])
    found |= {code: FURTHER[code][key] for code in languages if code in FURTHER}
    return {code: text % values if values else text for code, text in found.items()}


def pdf(refusal: Refusal, inspection: Inspection) -> bytes:
    """The form of a refusal that is about to be saved: in the chosen language, and in Turkmen beside it. Inside an act."""
    from sapar.areas.border.rules.refusals import ANSWER_DAYS

    languages = tuple(dict.fromkeys((refusal.language, "tk")))
    mrz = parse(inspection.typed_mrz or inspection.mrz, clock.today())
    name = " ".join(part for part in (mrz.secondary, mrz.primary) if part)
    statement = getattr(inspection, "statement", None)
    if statement is not None:
        name = " ".join(part for part in (statement.secondary, statement.primary) if part)

    def say(key: str, **values: object) -> dict[str, str]:
        return in_all(WORDS, key, languages, values)

    post = {code: inspection.place.name(code) for code in languages}
    rows = [
        (say("name"), name or say("not_known")),
        (say("birth"), _day(mrz.birth_date or "")),
        (say("nationality"), mrz.nationality or "–"),
        (say("document"), " ".join(filter(None, (mrz.issuer, mrz.number))) or "–"),
        (say("post"), post),
        (say("time"), refusal.at),
    ]
    law = say("law_name")
    grounds = [ground for ground in GROUNDS if ground.code in refusal.reasons]
    data = {
        "rows": [{"label": label, "value": value} for label, value in rows],
        "grounds_title": say("grounds"),
        "grounds": [{"mark": ground.mark, "words": in_all(GROUND_WORDS, ground.code, languages)} for ground in grounds],
        "law": {code: text % {"law": law[code]} for code, text in in_all(WORDS, "law", languages).items()},
        "facts_title": say("facts"),
        "facts": refusal.facts,
        "paragraphs": [
            say("appeal", day=f"{refusal.appeal_until:%d.%m.%Y}", days=ANSWER_DAYS),
            say("no_effect"),
            say("court"),
        ],
        "officer": say("officer"),
        "officer_name": Account.objects.get(pk=refusal.officer_id).full_name,
        "signature": say("signature"),
    }
    service = Institution.objects.get(pk=refusal.institution_id)
    return render(
        TEMPLATE,
        data,
        title=say("title"),
        issuer={code: service.name(code) for code in languages},
        made_at=refusal.at,
        reference=refusal.reference,
        receipt=printed_receipt(),
        languages=languages,
        unreviewed=languages,
    )


def _day(birth: str) -> str:
    return ".".join(reversed(birth.split("-"))) if birth else "–"
