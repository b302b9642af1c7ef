"""Who may do what with commitments and their figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.registry import ALL, Purpose, Role, register_purposes, register_roles

COORDINATOR, OFFICIAL, IOM = "programme.coordinator", "programme.official", "iom.coordinator"
OURS = (COORDINATOR, OFFICIAL)
EVERYBODY = (*OURS, IOM)

# No reach in any area that figures are counted from: small counts are withheld from all of them.
_REACH = {"facts": ALL, "programme": ALL}

ROLES = register_roles(
    Role(COORDINATOR, _("Coordinator of the programme"), second_factor=True, reach=_REACH),
    Role(OFFICIAL, _("Official who answers for commitments"), second_factor=True, reach=_REACH),
    Role(IOM, _("Coordinator at IOM"), second_factor=True, kind="iom", reach=_REACH),
)

REVIEW = "programme.review"
PURPOSES = register_purposes(Purpose(REVIEW, _("Review what was promised")))
