"""How long crossings and inspections are kept."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.keeping_stays import erase_extensions_of
from sapar.areas.border.keeping_watch import erase_screening
from sapar.areas.border.models import (
    Appeal,
    CarrierAnswer,
    Correction,
    Crossing,
    Escort,
    Flight,
    FlightMessage,
    HandOver,
    Inspection,
    Interchange,
    Party,
    PartyMember,
    Passenger,
    Referral,
    Refusal,
    Statement,
    Transit,
)
from sapar.kernel.documents.attachments import erase_attachments
from sapar.kernel.errors import Conflict
from sapar.kernel.procedures.models import Case
from sapar.kernel.retention import RecordClass, forget, register_record_class

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")
YEAR = 365


def erase_crossing(crossing: Crossing) -> None:
    """A crossing goes with the corrections it is part of, and an entry with what was asked for its stay."""
    erase_extensions_of(crossing)
    Correction.objects.filter(Q(original=crossing) | Q(replacement=crossing)).delete()
    crossing.delete()


def erase_inspection(inspection: Inspection) -> None:
    """An inspection goes with its referral, its case and what screening found, after its crossing has gone."""
    if Crossing.objects.filter(inspection=inspection).exists():
        raise Conflict(code="still_used")
    if Refusal.objects.filter(inspection=inspection).exists():
        raise Conflict(code="still_used")
    erase_screening(inspection.pk)
    for model in (Referral, Statement, Escort, Transit, HandOver, PartyMember):
        model.objects.filter(inspection=inspection).delete()
    erase_attachments(("inspection", inspection.pk))
    Case.objects.filter(subject_id=inspection.pk).delete()
    inspection.delete()


def erase_flight(flight: Flight) -> None:
    """A flight goes with its passengers."""
    for passenger_id in Passenger.objects.filter(flight=flight).values_list("pk", flat=True):
        forget("passenger", passenger_id)
    Passenger.objects.filter(flight=flight).delete()
    flight.delete()


def erase_interchange(found: Interchange) -> None:
    """What a carrier sent goes with its messages and with the answers to it."""
    for answer_id in CarrierAnswer.objects.filter(interchange=found).values_list("pk", flat=True):
        forget("carrier_answer", answer_id)
    CarrierAnswer.objects.filter(interchange=found).delete()
    FlightMessage.objects.filter(interchange=found).delete()
    found.delete()


def erase_refusal(refusal: Refusal) -> None:
    """A refusal goes with its appeal, its form and its case."""
    Appeal.objects.filter(refusal=refusal).delete()
    erase_attachments(("refusal", refusal.pk))
    Case.objects.filter(subject_id=refusal.pk).delete()
    refusal.delete()


def erase_party(party: Party) -> None:
    """A group goes with its list."""
    PartyMember.objects.filter(party=party).delete()
    party.delete()


RETENTION = (
    register_record_class(
        RecordClass(
            name="border.refusal",
            title=_("Refusals of entry: grounds, form, appeal"),
            model="border.Refusal",
            kind="refusal",
            keep_days=5 * YEAR,
            from_field="at",
            legal_basis=NO_LAW,
            erase=erase_refusal,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.party",
            title=_("Groups of travellers and their lists"),
            model="border.Party",
            kind="party",
            keep_days=YEAR,
            from_field="opened_at",
            legal_basis=NO_LAW,
            erase=erase_party,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.shift",
            title=_("Shifts of border posts: figures, notes, signatures"),
            model="border.Shift",
            kind="shift",
            keep_days=3 * YEAR,
            from_field="until",
            legal_basis=NO_LAW,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.seat",
            title=_("Who sat at which lane of a border post"),
            model="border.Seat",
            kind="seat",
            keep_days=YEAR,
            from_field="since",
            legal_basis=NO_LAW,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.crossing",
            title=_("Crossings of the border"),
            model="border.Crossing",
            kind="crossing",
            keep_days=5 * YEAR,
            from_field="at",
            legal_basis=NO_LAW,
            erase=erase_crossing,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.inspection",
            title=_("Inspections at the border: what was read, and what the checks found"),
            model="border.Inspection",
            kind="inspection",
            keep_days=5 * YEAR,
            from_field="opened_at",
            legal_basis=NO_LAW,
            erase=erase_inspection,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.flight",
            title=_("Flights and the passengers that carriers announced"),
            model="border.Flight",
            kind="flight",
            keep_days=180,
            from_field="day",
            legal_basis=NO_LAW,
            erase=erase_flight,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.interchange",
            title=_("What carriers sent, byte for byte, and the answers"),
            model="border.Interchange",
            kind="interchange",
            keep_days=180,
            from_field="received_at",
            legal_basis=NO_LAW,
            erase=erase_interchange,
        )
    ),
)
