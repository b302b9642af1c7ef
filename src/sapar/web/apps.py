from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """The shell of pages; has no tables of its own."""

    name = "sapar.web"
    label = "web"
    verbose_name = _("Pages")

    def ready(self) -> None:
        from sapar.kernel.access.roles import ADMINISTRATOR, AUDITOR, MANAGER
        from sapar.web import nav, queries  # noqa: F401  registers the looks

        nav.register_entries(
            nav.Entry("web:home", _("Start"), (nav.SIGNED_IN,), order=0, tile=False),
            nav.Entry("web:work", _("Work list"), (nav.SIGNED_IN,), order=10, tile=False),
            nav.Entry(
                "web:ledger",
                _("Ledger"),
                (AUDITOR, "ledger.inspector"),
                about=_("Who did what, when and why; proofs for third parties"),
                icon="road",
                order=80,
            ),
            nav.Entry(
                "web:accounts",
                _("Accounts"),
                (MANAGER, ADMINISTRATOR),
                about=_("Who works here: invitations, roles, lost second factors"),
                icon="person",
                order=70,
            ),
            nav.Entry(
                "web:institutions",
                _("Institutions and places"),
                (ADMINISTRATOR,),
                about=_("Who takes part in this node, and where people work"),
                icon="road",
                order=75,
            ),
            nav.Entry(
                "web:trust",
                _("Trust"),
                (ADMINISTRATOR,),
                about=_("Whose seals this node believes: authorities, signers, revocation lists"),
                icon="seal",
                order=77,
            ),
            nav.Entry(
                "web:verify",
                _("Check a permit"),
                (nav.PUBLIC,),
                about=_("Is the seal on this permit genuine and still valid? Free of charge, nothing is stored"),
                icon="seal",
                order=10,
            ),
            nav.Entry("web:verify", _("Check a permit"), (nav.SIGNED_IN,), order=90, tile=False),
            nav.Entry(
                "account_login",
                _("Sign in"),
                (nav.PUBLIC,),
                about=_("For employers, officers and partner organisations"),
                icon="person",
                order=90,
                menu=False,
            ),
        )
        nav.register_help(
            nav.HelpTopic("start", _("First steps: signing in and your duty"), "web/help/start.html", order=10),
            nav.HelpTopic("seal", _("Checking the seal of a permit"), "web/help/seal.html", order=20),
            nav.HelpTopic("keys", _("Working with the keyboard"), "web/help/keys.html", (nav.SIGNED_IN,), order=30),
            nav.HelpTopic(
                "ledger", _("The ledger and its proofs"), "web/help/ledger.html", (AUDITOR, "ledger.inspector")
            ),
        )
