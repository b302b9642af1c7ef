"""Candidates of the lists at the desk, and how old the lists are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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


def watch_lines(changed_at: datetime | None, oldest: tuple[str, date] | None) -> list[dict[str, Any]]:
    """How old the oldest list is that the desk screens with, by its own day; and when alerts and lists last changed, which
    says that changes arrive and nothing about the lists. Quiet alerts move neither.
    """
    lines: list[dict[str, Any]] = []
    if oldest is not None:
        title, day = oldest
        days = (clock.today() - day).days
        old = days > LIST_OLD.days
        lines.append(
            {
                "title": _("Oldest watchlist"),
                "name": title,
                "age": ngettext("%(count)s day old", "%(count)s days old", max(days, 0)) % {"count": max(days, 0)},
                "day": day,
                "tag": Tag(_("Look whether there is a newer one"), "orange") if old else Tag(_("Current"), "green"),
            }
        )
    if changed_at is None:
        lines.append({"title": _("Watchlists and alerts"), "age": _("none in force"), "tag": Tag(_("None"), "grey")})
    else:
        lines.append({"title": _("Alerts and lists last changed"), "moment": changed_at})
    return lines
