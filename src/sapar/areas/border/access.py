"""Who works at the border, and why personal data is touched there.

=================== ======================================================= =====================
act                 what                                                    who
=================== ======================================================= =====================
border.inspect      read a document and a seal                              officer, supervisor
border.check_seal   read a seal after the document                          officer, supervisor
border.admit        record the crossing, all checks green                   officer, supervisor
border.refer…       hand over to the second line                            officer, supervisor
border.second_line… decide there: another person than the one who referred  officer, supervisor
border.correct      own mistake, alone, within ten minutes                  officer
                    any crossing of the service                             supervisor
=================== ======================================================= =====================

An officer sees the crossings of every post, because the person at the desk has perhaps come in at another one; every
look is entered in the ledger with its subjects. What an officer *does* is bound to their own post.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.registry import ALL, OWN, Purpose, Role, register_purposes, register_roles
from sapar.kernel.errors import Conflict
from sapar.kernel.procedures.models import Case
from sapar.kernel.retention import RecordClass, register_record_class

OFFICER, SUPERVISOR = "border.officer", "border.supervisor"
DESK = (OFFICER, SUPERVISOR)
INSPECTION, CORRECTION = "border.inspection", "border.correction"

REACH = {"border": ALL, "people": ALL, "procedures": OWN}

ROLES = register_roles(
    Role(OFFICER, _("Border officer"), second_factor=True, kind="border_service", reach=REACH),
    Role(SUPERVISOR, _("Supervisor of border posts"), second_factor=True, kind="border_service", reach=REACH),
)

PURPOSES = register_purposes(
    Purpose(INSPECTION, _("Check a traveller at the border")),
    Purpose(CORRECTION, _("Correct the record of a crossing")),
)

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")
YEAR = 365


def _erase_crossing(crossing: Any) -> None:
    """A crossing goes with the corrections it is part of."""
    from sapar.areas.border.models import Correction

    Correction.objects.filter(Q(original=crossing) | Q(replacement=crossing)).delete()
    crossing.delete()


def _erase_inspection(inspection: Any) -> None:
    """An inspection goes with its referral and its case, after its crossing has gone."""
    from sapar.areas.border.models import Crossing, Referral

    if Crossing.objects.filter(inspection=inspection).exists():
        raise Conflict(code="still_used")
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
            erase=_erase_crossing,
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
            erase=_erase_inspection,
        )
    ),
)
