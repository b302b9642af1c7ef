from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from sapar.kernel.access.actor import Actor
    from sapar.web.nav import Hit


class LabourConfig(AppConfig):
    name = "sapar.areas.labour"
    label = "labour"

    def ready(self) -> None:
        from sapar.areas.labour import (  # noqa: F401  register themselves
            access,
            acts,
            facts,
            keeping,
            notices,
            procedures,
            queries,
        )
        from sapar.web import nav

        service = (access.OFFICER, access.HEAD)
        nav.register_entries(
            nav.Entry(
                "labour:applications",
                _("Work permits"),
                (access.EMPLOYER,),
                _("Ask for a work permit, complete an application, see the answer"),
                icon="seal",
                order=10,
            ),
            nav.Entry(
                "labour:cases",
                _("Work permits"),
                service,
                _("Decide on applications within the term"),
                icon="seal",
                order=10,
            ),
            nav.Entry(
                "labour:complaints",
                _("Complaints"),
                service,
                _("What workers tell us, unseen by their employers"),
                icon="person",
                order=20,
            ),
            nav.Entry("labour:quotas", _("Quotas"), service, _("Places by year and sector"), order=30),
            nav.Entry(
                "labour:permit",
                _("My work permit"),
                (nav.PUBLIC,),
                _("With your reference and code: your permit, your complaint, and who has looked at your file"),
                icon="person",
                order=10,
            ),
        )
        nav.register_records(application="labour:record", complaint="labour:answer")
        nav.register_search(
            nav.SearchProvider("labour", _("Work permits"), service, _find, _("Reference, passport, surname"))
        )


def _find(actor: Actor, text: str) -> list[Hit]:
    from sapar.areas.labour import queries
    from sapar.web.nav import Hit

    return [
        Hit(
            line.name,
            reverse("labour:case", args=[line.application.pk]),
            f"{line.application.reference} · {line.application.post}",
        )
        for line in queries.find(actor, text=text, show="all").lines
    ]
