"""Who may do what with work permits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.registry import ALL, HOLDER, OWN, Purpose, Role, register_purposes, register_roles

EMPLOYER, OFFICER, HEAD, WORKER = "labour.employer", "labour.officer", "labour.head", "labour.worker"
PUBLIC, CLOCK = "public", "system.clock"
SERVICE = (OFFICER, HEAD)

_SERVICE_REACH = {"labour": ALL, "people": ALL, "documents": ALL, "procedures": OWN}

ROLES = register_roles(
    Role(
        EMPLOYER,
        _("Employer's agent for work permits"),
        kind="employer",
        reach=dict.fromkeys(("labour", "people", "documents", "procedures"), OWN),
    ),
    Role(OFFICER, _("Work permit officer"), second_factor=True, kind="migration_service", reach=_SERVICE_REACH),
    Role(HEAD, _("Head of work permits"), second_factor=True, kind="migration_service", reach=_SERVICE_REACH),
    # A worker has no account: row-level security shows the one application whose code was given.
    Role(WORKER, _("The worker concerned"), kind=HOLDER),
)

APPLY, DECIDE, OWN_PAGE, COMPLAINT, COUNT = (
    "labour.apply",
    "labour.permit",
    "labour.own_page",
    "labour.complaint",
    "labour.count",
)

PURPOSES = register_purposes(
    Purpose(APPLY, _("Apply for a work permit")),
    Purpose(DECIDE, _("Decide on a work permit")),
    Purpose(OWN_PAGE, _("Let workers see their own permit")),
    Purpose(COMPLAINT, _("Follow a worker's complaint")),
    Purpose(COUNT, _("Check a figure against its records")),
)
