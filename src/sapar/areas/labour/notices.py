"""Messages about work permits. Values are references and codes; a worker's code travels sealed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.notices.registry import Template, register_templates

TEMPLATES = register_templates(
    Template(
        "labour.granted",
        subject=_("Work permit %(reference)s was granted"),
        body=_("The migration service granted the work permit %(reference)s. You find it with the application."),
    ),
    Template(
        "labour.refused",
        subject=_("Application %(reference)s was refused"),
        body=_(
            "The migration service refused the application %(reference)s. The reasons stand with it; you can appeal."
        ),
    ),
    Template(
        "labour.returned",
        subject=_("Application %(reference)s came back to you"),
        body=_("The application %(reference)s has to be completed. What is missing stands with it."),
    ),
    Template(
        "labour.revoked",
        subject=_("Work permit %(reference)s was revoked"),
        body=_("The migration service revoked the work permit %(reference)s. The reason stands with it."),
    ),
    Template(
        "labour.upheld",
        subject=_("The refusal of %(reference)s was confirmed"),
        body=_(
            "Another person looked at the application %(reference)s and confirmed the refusal. The reason stands with it."
        ),
    ),
    Template(
        "labour.appealed",
        subject=_("Appeal against the refusal of %(reference)s"),
        body=_(
            "The employer appealed against the refusal of %(reference)s. A person who had no part in it has to decide."
        ),
    ),
    Template(
        "labour.cancelled",
        subject=_("Work permit %(reference)s was given back"),
        body=_("The employer gave the work permit %(reference)s back. Its seal is revoked."),
    ),
    Template(
        "labour.overridden",
        subject=_("A refusal was overridden: %(reference)s"),
        body=_(
            "The application %(reference)s had been refused and has now been granted by another person. You are told "
            "because nobody lifts a refusal unseen. The reason stands with the application."
        ),
    ),
    Template(
        "labour.complaint",
        subject=_("A worker complains: %(reference)s"),
        body=_("The worker of %(reference)s sent a complaint. The employer does not know of it and cannot see it."),
    ),
    Template(
        "labour.answered",
        subject=_("Your complaint was answered"),
        body=_("The migration service answered your complaint. You find the answer on this page."),
    ),
    Template(
        "labour.code",
        subject=_("Your work permit %(reference)s"),
        body=_(
            "Your work permit %(reference)s. Your code: %(code)s. Open %(address)s. Do not show the code to anybody."
        ),
        sms=_("Sapar: your work permit %(reference)s. Code %(code)s. Open %(address)s. Show the code to nobody."),
        secrets=("code",),
    ),
)
