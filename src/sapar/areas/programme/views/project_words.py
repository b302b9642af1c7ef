"""Joint projects in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.forms.projects import CONDITIONS
from sapar.areas.programme.models import Handover
from sapar.areas.programme.procedures import HANDED_OVER, JOINT_PROJECT
from sapar.areas.programme.queries.projects import ProjectLine, TrainingLine
from sapar.areas.programme.rules.handing import summed
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.access.models import Institution
from sapar.web.components import Colour, Column, Table, TableRow, Tag, Text

CONDITION: dict[str, Text] = dict(CONDITIONS)
COLOURS: dict[str, Colour] = {"concept": "yellow", "running": "green", "closed": "grey", "declined": "grey"}


def project_tag(state: str) -> Tag:
    return Tag(JOINT_PROJECT.state(state).title, COLOURS.get(state, "blue"))


def handover_tag(state: str) -> Tag:
    colour: Colour = {"signed": "green", "withdrawn": "grey"}.get(state, "yellow")  # type: ignore[assignment]
    return Tag(HANDED_OVER.state(state).title, colour)


def money(amounts: Mapping[str, int]) -> list[str]:
    """Sums by currency, one a line."""
    return [words.amount(minor, currency) for currency, minor in amounts.items()]


def project_table(caption: Any, lines: Sequence[ProjectLine], names: Mapping[UUID, Institution]) -> Table:
    rows = [
        TableRow(
            [
                f"{one.project.reference} {words.text(one.project.title)}",
                project_tag(one.state),
                words.name(names, one.project.lead_id),
                [words.name(names, donor) for donor in one.donors] or "",
                money(one.money) or "",
                words.period(one.project.starts_on, one.project.ends_on) or "",
            ],
            href=reverse("programme:project", args=[one.project.pk]),
        )
        for one in lines
    ]
    columns = [
        Column("project", _("Project")),
        Column("state", _("State")),
        Column("lead", _("Lead")),
        Column("donors", _("Donors")),
        Column("money", _("Money"), numeric=True),
        Column("period", _("Period")),
    ]
    return Table(caption, columns, rows, empty=_("There is no joint project yet."))


def training_table(caption: Any, lines: Sequence[TrainingLine], names: Mapping[UUID, Institution]) -> Table:
    """Trainings with counts by sex; whoever came twice counts twice."""
    total = summed(one.counts for one in lines)
    rows = [
        TableRow(
            [
                words.text(one.training.title),
                words.period(one.training.starts_on, one.training.ends_on),
                [f"{words.name(names, count.institution_id)}: {count.total}" for count in one.counts],
                sum(count.women for count in one.counts),
                sum(count.men for count in one.counts),
                sum(count.unknown for count in one.counts),
            ],
            href=reverse("programme:training", args=[one.training.pk]),
        )
        for one in lines
    ]
    columns = [
        Column("title", _("Training")),
        Column("period", _("Period")),
        Column("by", _("Participants by institution")),
        Column("women", _("Women"), numeric=True),
        Column("men", _("Men"), numeric=True),
        Column("unknown", _("Sex not recorded"), numeric=True),
    ]
    sums = [str(_("Total")), "", "", total.women, total.men, total.unknown] if rows else []
    return Table(caption, columns, rows, empty=_("No training has been recorded."), total=sums)


def handover_table(
    caption: Any, found: Sequence[Handover], states: Mapping[UUID, str], names: Mapping[UUID, Institution]
) -> Table:
    rows = [
        TableRow(
            [
                one.reference,
                [f"{item['quantity']} × {item['name'][words.language()]}" for item in one.content["items"][:4]],
                words.name(names, one.giver_id),
                words.name(names, one.taker_id),
                one.place,
                one.day,
                handover_tag(states.get(one.pk, "signed" if one.signed_at else "drawn_up")),
            ],
            href=reverse("programme:handover", args=[one.pk]),
        )
        for one in found
    ]
    columns = [
        Column("reference", _("Act")),
        Column("items", _("Equipment")),
        Column("giver", _("Given by")),
        Column("taker", _("Received by")),
        Column("place", _("Place")),
        Column("day", _("Day")),
        Column("state", _("State")),
    ]
    return Table(caption, columns, rows, empty=_("No equipment has been handed over."))
