"""Who may do what with commitments, their figures, and the plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.registry import ALL, OWN, Purpose, Role, register_purposes, register_roles

COORDINATOR, OFFICIAL, IOM = "programme.coordinator", "programme.official", "iom.coordinator"
SIGNATORY, IOM_SIGNATORY = "programme.signatory", "iom.signatory"
SYSTEM, VERIFIER = "system.programme", "system.figures"
OURS = (COORDINATOR, OFFICIAL)
EVERYBODY = (*OURS, IOM)
LEADERS = (COORDINATOR, IOM)
SIGNERS = (SIGNATORY, IOM_SIGNATORY)
READERS = (*EVERYBODY, *SIGNERS)

# Plans are reached by institution: a side never reads the other's drafts, other parties read what is in force.
_PLANS = {"plans": OWN, "procedures": OWN, "documents": OWN, "plan_imports": OWN}
# No reach in any area that figures are counted from: small counts are withheld from all of them.
_REACH = {"facts": ALL, "programme": ALL, **_PLANS}

ROLES = register_roles(
    Role(COORDINATOR, _("Coordinator of the programme"), second_factor=True, reach=_REACH),
    Role(OFFICIAL, _("Official who answers for commitments"), second_factor=True, reach=_REACH),
    Role(IOM, _("Coordinator at IOM"), second_factor=True, kind="iom", reach=_REACH),
    Role(SIGNATORY, _("Signs plans for the State"), second_factor=True, reach=_PLANS),
    Role(IOM_SIGNATORY, _("Signs plans for IOM"), second_factor=True, kind="iom", reach=_PLANS),
    Role(SYSTEM, _("The follower of plans"), reach={"plans": ALL, "procedures": ALL}),
    Role(
        VERIFIER,
        _("Counts approved figures again"),
        reach={"plans": ALL, "procedures": ALL, "documents": ALL, "facts": ALL},
    ),
)

REVIEW, PLAN = "programme.review", "programme.plan"
PURPOSES = register_purposes(
    Purpose(REVIEW, _("Review what was promised")),
    Purpose(PLAN, _("Agree on the joint plan and follow it")),
)
