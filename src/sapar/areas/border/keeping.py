"""How long crossings and inspections are kept."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.keeping_watch import erase_screening
from sapar.areas.border.models import Correction, Crossing, Inspection, Referral
from sapar.kernel.errors import Conflict
from sapar.kernel.procedures.models import Case
from sapar.kernel.retention import RecordClass, register_record_class

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")
YEAR = 365


def erase_crossing(crossing: Crossing) -> None:
    """A crossing goes with the corrections it is part of."""
    Correction.objects.filter(Q(original=crossing) | Q(replacement=crossing)).delete()
    crossing.delete()


def erase_inspection(inspection: Inspection) -> None:
    """An inspection goes with its referral, its case and what screening found, after its crossing has gone."""
    if Crossing.objects.filter(inspection=inspection).exists():
        raise Conflict(code="still_used")
    erase_screening(inspection.pk)
    Referral.objects.filter(inspection=inspection).delete()
    Case.objects.filter(subject_id=inspection.pk).delete()
    inspection.delete()


RETENTION = (
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
)
