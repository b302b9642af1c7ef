"""Meetings and decisions in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.models import Decision, MinutesSignature
from sapar.areas.programme.procedures import HELD
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.access.models import Institution
from sapar.web.components import Colour, Tag, Text

STATE_COLOURS: dict[str, Colour] = {"planned": "yellow", "signed": "green", "cancelled": "grey"}
DECISIONS: dict[str, tuple[Text, Colour]] = {
    "late": (_("late"), "red"),
    "open": (_("open"), "yellow"),
    "fulfilled": (_("reported as carried out"), "blue"),
    "closed": (_("closed by a decision"), "green"),
}
KINDS: dict[str, Text] = {"item": _("Point"), "decision": _("Meeting decision"), "note": _("Private note")}


def state_tag(state: str) -> Tag:
    """A meeting's state."""
    return Tag(HELD.state(state).title, STATE_COLOURS.get(state, "blue"))


def decision_tag(state: str) -> Tag:
    return Tag(*DECISIONS[state])


def moment(at: datetime) -> str:
    """Day and minute at the node's place."""
    local = localtime(at)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"


def signed(one: MinutesSignature) -> str:
    """Who signed when, and whether the meeting was going on."""
    when = gettext("during the meeting") if one.in_session else gettext("after the meeting")
    return f"{words.signed(one.name, one.at)} ({when})"


def responsible(decision: Decision, names: Mapping[UUID, Institution]) -> str:
    """Institution and person."""
    found = words.name(names, decision.responsible_id) or "?"
    return f"{found}, {decision.person}" if decision.person else found


def entry(kind: str, number: int) -> str:
    """``Decision 2``."""
    return f"{KINDS[kind]} {number}"


def numbers(found: Iterable[Decision]) -> list[str]:
    return [one.number for one in found]
