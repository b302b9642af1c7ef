"""What people of the border service are told on screen and by mail. No personal data: the link leads to a look."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.notices.registry import Template, register_templates

OVERRIDE = "border.override"

TEMPLATES = register_templates(
    Template(
        OVERRIDE,
        subject=_("A refusal at the border was overridden"),
        body=_(
            "The second line admitted a traveller although a check was red. The record holds who decided and why: "
            "open it and see whether you agree."
        ),
    )
)
