"""The records behind the figures of stays, waiting, registrations, extensions, refusals and hits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, INSPECTION, SERVICE
from sapar.areas.border.models import Crossing, Hit, Inspection, Refusal, StayExtension, StayRegistration
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Place
from sapar.kernel.acts import look, shown
from sapar.kernel.facts import runs
from sapar.kernel.facts.queries import get_run, keys_behind


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One record that was counted. ``kind`` and ``id`` lead to its page; ``post`` is empty where none was concerned."""

    kind: str
    id: UUID
    day: date
    reference: str
    post: str
    nationality: str


def _crossings(actor: Actor, keys: list[UUID]) -> list[CountedRow]:
    rows = Crossing.objects.filter(pk__in=keys).select_related("place")
    return [
        CountedRow(
            "crossing", row.pk, row.crossed_on, row.document_number, row.place.name(actor.language), row.nationality
        )
        for row in rows
    ]


def _inspections(actor: Actor, keys: list[UUID]) -> list[CountedRow]:
    rows = Inspection.objects.filter(pk__in=keys).select_related("place", "document", "person")
    return [_of_inspection(actor, row, "inspection", row.pk, row.opened_at, "") for row in rows]


def _refusals(actor: Actor, keys: list[UUID]) -> list[CountedRow]:
    rows = Refusal.objects.filter(pk__in=keys)
    found = Inspection.objects.select_related("place", "document", "person").in_bulk(
        [row.inspection_id for row in rows]
    )
    return [
        _of_inspection(actor, found[row.inspection_id], "refusal", row.pk, row.at, row.reference)
        for row in rows
        if row.inspection_id in found
    ]


def _hits(actor: Actor, keys: list[UUID]) -> list[CountedRow]:
    rows = Hit.objects.filter(pk__in=keys)
    found = Inspection.objects.select_related("place", "document", "person").in_bulk(
        [row.inspection_id for row in rows]
    )
    return [
        _of_inspection(actor, found[row.inspection_id], "inspection", row.inspection_id, row.at, "")
        for row in rows
        if row.inspection_id in found
    ]


def _registrations(actor: Actor, keys: list[UUID]) -> list[CountedRow]:
    rows = StayRegistration.objects.filter(pk__in=keys)
    return [
        CountedRow("registration", row.pk, localtime(row.made_at).date(), row.reference, "", row.nationality)
        for row in rows
    ]


def _extensions(actor: Actor, keys: list[UUID]) -> list[CountedRow]:
    rows = StayExtension.objects.filter(pk__in=keys).select_related("entry__place")
    return [
        CountedRow(
            "extension",
            row.pk,
            localtime(row.decided_at or row.made_at).date(),
            row.reference,
            row.entry.place.name(actor.language),
            row.entry.nationality,
        )
        for row in rows
    ]


def _of_inspection(
    actor: Actor, inspection: Inspection, kind: str, record_id: UUID, at: datetime, reference: str
) -> CountedRow:
    document: Any = inspection.document
    person: Any = inspection.person
    place: Place = inspection.place
    number = document.number if document else ""
    nationality = person.nationality if person else ""
    return CountedRow(
        kind, record_id, localtime(at).date(), reference or number, place.name(actor.language), nationality
    )


READERS: dict[str, Callable[[Actor, list[UUID]], list[CountedRow]]] = {
    "fact_stays": _crossings,
    "fact_waiting": _inspections,
    "fact_refusals": _refusals,
    "fact_hits": _hits,
    "fact_registrations": _registrations,
    "fact_stay_extensions": _extensions,
}


@look(
    "border.counted_records",
    roles=(*DESK, *SERVICE),
    purpose=INSPECTION,
    title=_("Look at the records behind a figure of the border"),
)
def counted_records(
    actor: Actor, *, run_id: UUID, part: str = "all", codes: dict[str, str] | None = None
) -> list[CountedRow]:
    """The records that a figure was counted from, newest first. Raises NotFound, NotPermitted, Invalid."""
    keys = keys_behind(actor, run_id=run_id, part=part, codes=codes)
    run = get_run(run_id)
    rows = READERS[runs.find(run.indicator, run.version).view](actor, keys)
    for row in rows:
        shown(row.kind, row.id)
    return sorted(rows, key=lambda row: (row.day, row.id), reverse=True)
