"""The kernel's own roles and purposes. None of them reads case data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.registry import (
    ALL,
    OWN,
    Purpose,
    Role,
    register_purposes,
    register_roles,
)

SYSTEM = ("clock", "console", "notices", "retention", "sequencer", "statistics")
MANAGER, ADMINISTRATOR, AUDITOR = "access.manager", "node.administrator", "ledger.auditor"

ROLES = register_roles(
    Role("public", _("Anybody")),
    Role(
        ADMINISTRATOR,
        _("Administrator of the node"),
        second_factor=True,
        kind="node",
        grants=(ADMINISTRATOR, AUDITOR),
    ),
    Role(MANAGER, _("Manager of accounts"), second_factor=True, grants=("*",)),
    Role(AUDITOR, _("Auditor"), second_factor=True, reach={"ledger": OWN}),
    Role("ledger.inspector", _("Inspector of the ledger"), second_factor=True, kind="audit", reach={"ledger": ALL}),
    Role(
        "system.clock",
        _("The clock"),
        reach=dict.fromkeys(("labour", "border", "procedures", "people", "screening", "watch"), ALL),
    ),
    Role("system.console", _("The console of the machine"), reach={"ledger": ALL}),
    Role("system.notices", _("The sender of notices"), reach={"notices": ALL}),
    Role(
        "system.retention",
        _("The retention job"),
        reach=dict.fromkeys(
            (
                *("labour", "border", "people", "documents", "procedures", "notices", "ledger", "screening", "watch"),
                "carriers",
                "plans",
                "programme",
                "plan_imports",
                "visa",
            ),
            ALL,
        ),
    ),
    Role("system.sequencer", _("The sequencer"), reach={"ledger": ALL}),
    Role(
        "system.statistics",
        _("The statistics job"),
        reach=dict.fromkeys(("labour", "border", "procedures", "facts"), ALL),
    ),
)

PURPOSES = register_purposes(
    Purpose("access.accounts", _("Manage who may work here")),
    Purpose("ledger.audit", _("Check the records of who did what")),
    Purpose("node.operation", _("Keep the node running")),
    Purpose("node.retention", _("Erase what may no longer be kept")),
    Purpose("statistics", _("Count without names")),
)
