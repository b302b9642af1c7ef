"""The one role of this app's own jobs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.registry import ALL, Role, register_roles

PUBLISHER = "system.seals"

ROLES = register_roles(Role(PUBLISHER, _("The publisher of the revocation list"), reach={"documents": ALL}))
