"""The kernel's own messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.models import Account, Institution
from sapar.kernel.notices.registry import Template, Values, register_templates

ACCESS = {
    "grant_approved": (
        _("You have been given a new role"),
        _(
            "A new role in Sapar was approved for you. You have been signed out everywhere: sign in again to use it.\n\n"
            "If you did not expect this, tell the manager of accounts of your institution at once."
        ),
    ),
    "grant_rejected": (
        _("A role proposed for you was rejected"),
        _("A role in Sapar was proposed for you and not approved. Nothing has changed for you."),
    ),
    "second_factor_reset_approved": (
        _("Your second factor was reset"),
        _(
            "Your authenticator and your passkeys no longer work for signing in to Sapar, and you have been signed out "
            "everywhere. Set up a new second factor when you next sign in.\n\n"
            "If you did not ask for this, tell the manager of accounts of your institution at once."
        ),
    ),
    "second_factor_reset_rejected": (
        _("The reset of your second factor was rejected"),
        _("The reset of your second factor was proposed and not approved. Nothing has changed for you."),
    ),
    "duty_ended": (
        _("A role of yours has ended"),
        _("A role in Sapar was taken from you, and you have been signed out everywhere. Your other roles remain."),
    ),
}

INVITED = "access.invited"


def _invited(params: Values, language: str) -> Values:
    account, institution = (
        Account.objects.get(pk=params["account"]),
        Institution.objects.get(pk=params["institution"]),
    )
    return {"username": account.username, "institution": institution.name(language)}


TEMPLATES = register_templates(
    Template(
        INVITED,
        subject=_("Your account in Sapar"),
        body=_(
            "An account in Sapar was made for you by: %(institution)s.\n\n"
            "User name: %(username)s\nOne-time code: %(code)s\n\n"
            "Open the page below within three days, enter the code and choose a password that only you know. Give the "
            "code to nobody.\n\n"
            "If you did not expect this, do nothing: the code ends by itself."
        ),
        secrets=("code",),
        resolve=_invited,
    ),
    *(Template(f"access.{what}", subject=subject, body=body) for what, (subject, body) in ACCESS.items()),
)
