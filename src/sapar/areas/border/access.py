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

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.registry import ALL, OWN, Purpose, Role, register_purposes, register_roles

OFFICER, SUPERVISOR = "border.officer", "border.supervisor"
DESK = (OFFICER, SUPERVISOR)
CARRIER = "border.carrier"
INSPECTION, CORRECTION = "border.inspection", "border.correction"

REACH = {"border": ALL, "people": ALL, "procedures": OWN}

ROLES = register_roles(
    Role(OFFICER, _("Border officer"), second_factor=True, kind="border_service", reach=REACH),
    Role(SUPERVISOR, _("Supervisor of border posts"), second_factor=True, kind="border_service", reach=REACH),
    Role(CARRIER, _("Carrier's system"), kind="carrier", machine=True),
)

PURPOSES = register_purposes(
    Purpose(INSPECTION, _("Check a traveller at the border")),
    Purpose(CORRECTION, _("Correct the record of a crossing")),
)
