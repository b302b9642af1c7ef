"""A draft as rows of the template, so that it can be worked on elsewhere and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sapar.areas.programme.rules.content import ACTIVITY, LANGUAGES, Line, Words
from sapar.areas.programme.rules.importing.fields import FIELDS


def rows_of(draft: Sequence[Line], names: Mapping[UUID, str]) -> list[list[str | int | date | None]]:
    """A draft as rows of the template, a value for each of ``FIELDS``: activities with what stands above them; further
    milestones and sums in rows of their own. ``names`` of institutions.
    """
    by_id = {line.id: line for line in draft}
    rows: list[list[str | int | date | None]] = []
    for line in draft:
        if line.level != ACTIVITY:
            continue
        said = line.content
        values: dict[str, str | int | date | None] = {
            "line_id": str(line.id),
            "responsible": names.get(said.responsible_id) if said.responsible_id else None,
            "partners": "; ".join(names[one] for one in said.partner_ids if one in names),
            "starts_on": said.starts_on,
            "ends_on": said.ends_on,
        }
        here: Line | None = line
        while here is not None:
            _put(values, "title" if here.level == ACTIVITY else here.level, here.content.title)
            here = by_id.get(here.parent_id) if here.parent_id else None
        _put(values, "assumptions", said.assumptions)
        _put(values, "risks", said.risks)
        for place in range(max(len(said.milestones), len(said.budget), 1)):
            row = values if place == 0 else {}
            if place < len(said.milestones):
                _put(row, "milestone", said.milestones[place].title)
                row["milestone_on"] = said.milestones[place].due_on
            if place < len(said.budget):
                money = said.budget[place]
                whole, rest = divmod(money.amount_minor, 100)
                row["donor"], row["currency"] = names.get(money.donor_id), money.currency
                row["amount"] = f"{whole}.{rest:02d}" if rest else whole
            rows.append([row.get(name) for name in FIELDS])
    return rows


def _put(values: dict[str, str | int | date | None], base: str, words: Words) -> None:
    values |= {f"{base}_{code}": getattr(words, code) for code in LANGUAGES}
