"""Candidates of the lists at the desk, and how old the lists are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapar.areas.border import words as desk_words
from sapar.areas.border import words_watch as words
from sapar.areas.border.forms.watch import VerdictForm
from sapar.areas.border.rules.watch import LIST_OLD, UNFOLDED, Candidate
from sapar.kernel import clock
from sapar.web.components import Row, Tag


def candidate_cards(candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
    """What the desk shows of each, with the form that decides on it; ids of the fields are unique on the page."""
    return [
        {
            "entry_id": one.entry_id,
            "name": one.name or _("A document, whoever presents it"),
            "open": not one.decision and number < UNFOLDED,
            "meaning": words.MEANING_TAGS[one.meaning],
            "decision": words.VERDICTS[one.decision] if one.decision else None,
            "why": words.why(one.explanation),
            "rows": _rows(one),
            "form": VerdictForm(auto_id=f"id_candidate{number}_%s"),
        }
        for number, one in enumerate(candidates)
    ]


def _rows(one: Candidate) -> list[Row]:
    pairs = (
        ("birth_dates", ", ".join(map(words.day, one.birth_dates))),
        ("nationalities", ", ".join(one.nationalities)),
        ("authority", one.authority),
        ("reference", one.reference),
        ("applies_to", words.WAYS[one.applies_to] if one.applies_to else ""),
        ("reason", one.why),
        ("instruction", one.instruction),
        ("listed_on", one.listed_on),
    )
    return [Row(words.FIELDS[name], value) for name, value in pairs if value]


def watch_line(changed_at: datetime | None) -> dict[str, Any]:
    """The age of what the desk screens with. Quiet alerts do not make it younger."""
    title = _("Watchlists and alerts")
    if changed_at is None:
        return {"title": title, "age": _("none in force"), "moment": None, "tag": Tag(_("None"), "grey")}
    old = clock.now() - changed_at > LIST_OLD
    tag = Tag(_("Look whether there is a newer one"), "orange") if old else Tag(_("Current"), "green")
    return {"title": title, "age": desk_words.age(changed_at, clock.now()), "moment": changed_at, "tag": tag}
