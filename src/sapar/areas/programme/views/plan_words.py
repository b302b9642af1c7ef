"""Plans in words: states, colours, money, lines, differences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import formats
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.procedures import AGREEMENT, JOINT_PLAN
from sapar.areas.programme.rules.content import Budget, Content, Milestone, Words
from sapar.areas.programme.rules.differing import FieldChange
from sapar.areas.programme.rules.standing import AMBER, DONE, GREEN, GREY, RED, Standing
from sapar.kernel.access.models import Institution
from sapar.web.components import Colour, Tag

Text = str | Promise

LEVELS: dict[str, Text] = {
    "direction": _("Direction"),
    "outcome": _("Outcome"),
    "output": _("Output"),
    "activity": _("Activity"),
}
ADD: dict[str, Text] = {
    "direction": _("Add a direction"),
    "outcome": _("Add an outcome"),
    "output": _("Add an output"),
    "activity": _("Add an activity"),
}
COLOURS: dict[str, tuple[Text, Colour]] = {
    RED: (_("late"), "red"),
    AMBER: (_("at risk"), "orange"),
    GREEN: (_("on time"), "green"),
    DONE: (_("completed"), "blue"),
    GREY: (_("not begun"), "grey"),
}
REASONS: dict[str, Text] = {
    "done": _("reported as completed"),
    "overdue": _("the last day has passed"),
    "milestone_very_late": _("a milestone is more than 30 days late"),
    "milestone_late": _("a milestone is late"),
    "lag": _("progress lies more than 25 points behind the time that has passed"),
    "silent": _("no report for more than 90 days"),
    "not_started": _("the first day lies ahead"),
    "on_time": _("nothing is late"),
}
PARTS: dict[str, Text] = {
    "signing": _("signs"),
    "responsible": _("responsible"),
    "partner": _("partner"),
    "donor": _("donor"),
}
FIELDS: dict[str, Text] = {
    "title": _("Title"),
    "assumptions": _("Assumptions"),
    "risks": _("Risks"),
    "responsible_id": _("Responsible"),
    "partner_ids": _("Partners"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "milestones": _("Milestone"),
    "budget": _("Budget line"),
    "parent_id": _("Place"),
    "position": _("Order"),
    "said": _("What was said"),
    "person": _("Person or office"),
    "due_on": _("To be done by"),
    "line_ids": _("Activity that it concerns"),
    "closes": _("Decision that it closes"),
    "held_on": _("Day"),
    "mode": _("How people meet"),
    "place": _("Place of the meeting"),
    "participants": _("Present"),
}
MODES: dict[str, Text] = {
    "onsite": _("On site"),
    "online": _("Online"),
    "both": _("On site and online"),
    "": _("present"),
}
KINDS: dict[str, Tag] = {
    "added": Tag(_("added"), "green"),
    "removed": Tag(_("left out"), "red"),
    "changed": Tag(_("changed"), "yellow"),
}
PLAN_COLOURS: dict[str, Colour] = {"preparing": "yellow", "in_force": "green", "closed": "grey"}
NO_LABELS: Mapping[UUID, str] = {}


def language() -> str:
    return (get_language() or "tk")[:2]


def text(stored: Mapping[str, str] | Words) -> str:
    """A text in the reader's language."""
    return (stored if isinstance(stored, Words) else Words(**stored)).get(language())


def name(names: Mapping[UUID, Institution], institution_id: UUID | None) -> str | None:
    """An institution's name; None for nobody."""
    found = names.get(institution_id) if institution_id else None
    return found.name(language()) if found else None


def plan_tag(state: str) -> Tag:
    return Tag(JOINT_PLAN.state(state).title, PLAN_COLOURS.get(state, ""))


def round_tag(state: str) -> Tag:
    done: Colour = "green" if state == "in_force" else "blue"
    return Tag(AGREEMENT.state(state).title, done)


def colour_tag(standing: Standing) -> Tag:
    words, colour = COLOURS[standing.colour]
    return Tag(words, colour)


def reasons(standing: Standing) -> list[Text]:
    return [REASONS[code] for code in standing.reasons]


def signed(person: str, at: datetime) -> str:
    """Who signed on which day at the node's place."""
    return f"{person}, {_day(localtime(at).date())}"


def amount(minor: int, currency: str) -> str:
    """``12,500.00 USD`` in the reader's own way of writing numbers."""
    whole, rest = divmod(abs(minor), 100)
    number = formats.number_format(whole, 0, force_grouping=True)
    separator = formats.get_format("DECIMAL_SEPARATOR")
    return f"{'-' if minor < 0 else ''}{number}{f'{separator}{rest:02d}' if rest else ''}\xa0{currency}"


def period(starts: date | None, ends: date | None) -> str | None:
    if starts is None and ends is None:
        return None
    return f"{_day(starts)}–{_day(ends)}"


def _day(day: date | None) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else "?"


def money(content: Content, names: Mapping[UUID, Institution]) -> list[str]:
    return [budget_line(one, names) for one in content.budget]


def budget_line(one: Budget, names: Mapping[UUID, Institution]) -> str:
    return f"{amount(one.amount_minor, one.currency)}, {name(names, one.donor_id) or '?'}"


def milestone(one: Milestone) -> str:
    return f"{_day(one.due_on)}: {text(one.title)}"


def change_field(change: FieldChange) -> str:
    title = str(FIELDS[change.field])
    return f"{title} ({change.language})" if change.language else title


def change_value(
    change: FieldChange, value: Any, names: Mapping[UUID, Institution], labels: Mapping[UUID, str] = NO_LABELS
) -> str:
    """One side of a difference as people read it; a dash where there is nothing. ``labels``: what ids mean that are
    no institution's."""
    if value is None or value == "":
        return "–"
    if isinstance(value, Milestone):
        # All three texts: any of them may be what differs.
        return f"{_day(value.due_on)}: {value.title.tk} / {value.title.ru} / {value.title.en}"
    if isinstance(value, Budget):
        return budget_line(value, names)
    if isinstance(value, date):
        return _day(value)
    if change.field == "parent_id":
        return gettext("below another line")
    if isinstance(value, UUID):
        return labels.get(value) or name(names, value) or "?"
    if change.field == "participants":
        office = f", {value['office']}" if value["office"] else ""
        return f"{value['name']}{office} ({MODES[value['how']]}), {name(names, UUID(value['institution_id'])) or '?'}"
    if change.field == "mode":
        return str(MODES[value])
    if change.field == "held_on":
        return _day(date.fromisoformat(value))
    return str(value)
