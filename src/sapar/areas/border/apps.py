from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BorderConfig(AppConfig):
    name = "sapar.areas.border"
    label = "border"
    verbose_name = _("Border")

    def ready(self) -> None:
        from sapar.areas.border import (  # noqa: F401  register themselves
            acts,
            facts,
            keeping,
            keeping_visas,
            notices,
            procedures,
            queries,
        )
        from sapar.areas.border.access import DESK, VISA_SERVICE
        from sapar.areas.border.stay_pages import ENTRIES, TOPICS
        from sapar.areas.border.views import flights, navigation, records, visa_desk
        from sapar.web import nav

        nav.register_records(
            inspection="border:decide",
            crossing="border:crossing",
            refusal="border:refusal",
            party="border:group",
            shift="border:shift",
            flight="border:flight",
            passenger="border:passenger",
            interchange="border:interchange",
            extension="border:extension",
            registration="border:registration",
            one_person="border:one_person",
        )
        nav.register_entries(*ENTRIES)
        nav.register_help(*TOPICS)
        nav.register_entries(
            nav.Entry(
                "border:desk",
                _("Desk"),
                DESK,
                about=_("Read a passport, verify a permit's seal, record the crossing"),
                icon="road",
                order=20,
            ),
            nav.Entry(
                "border:queue",
                _("Second line"),
                DESK,
                about=_("Travellers whom somebody has to look at more closely"),
                icon="person",
                order=22,
            ),
            nav.Entry(
                "border:crossings",
                _("Crossings"),
                DESK,
                about=_("What was recorded, by day or by document"),
                icon="search",
                order=24,
            ),
            nav.Entry(
                "border:flights",
                _("Flights"),
                DESK,
                about=_("Who lands today, checked before the landing; carriers and their messages"),
                icon="road",
                order=26,
            ),
        )
        nav.register_entries(
            nav.Entry(
                "border:post",
                _("Border post"),
                DESK,
                about=_("Lanes, queue and throughput; who sits where"),
                icon="road",
                order=25,
            ),
            nav.Entry(
                "border:groups",
                _("Groups"),
                DESK,
                about=_("Buses, tours and families, inspected one after another"),
                icon="person",
                order=30,
                menu=False,
            ),
            nav.Entry(
                "border:refusals",
                _("Refusals of entry"),
                DESK,
                about=_("Grounds, the printed form, appeals"),
                icon="search",
                order=31,
                menu=False,
            ),
            nav.Entry(
                "border:my_day", _("My day"), DESK, about=_("What I read, recorded and decided"), order=32, menu=False
            ),
            nav.Entry(
                "border:shifts",
                _("Shifts"),
                DESK,
                about=_("End a shift, take one over: two signatures under the figures"),
                order=33,
                menu=False,
            ),
        )
        navigation.register()
        nav.register_search(
            nav.SearchProvider(
                "crossings", _("Crossings"), DESK, records.search, hint=_("The whole number of a travel document")
            )
        )
        nav.register_search(
            nav.SearchProvider(
                "passengers", _("Passengers"), DESK, flights.search, hint=_("The whole number of a travel document")
            )
        )
        nav.register_records(visa_application="border:visa_case")
        nav.register_entries(
            nav.Entry(
                "border:visas",
                _("Visas"),
                VISA_SERVICE,
                about=_("Applications for electronic visas: check, propose, decide as the second officer"),
                icon="seal",
                order=20,
            ),
            nav.Entry(
                "border:visa_start",
                _("Apply for a visa"),
                (nav.PUBLIC,),
                about=_("An electronic visa, on the phone and without an account"),
                icon="seal",
                order=8,
                menu=False,
            ),
            nav.Entry(
                "border:visa_open",
                _("My application for a visa"),
                (nav.PUBLIC,),
                about=_("See how far it is, complete it, print the visa"),
                icon="person",
                order=9,
                menu=False,
            ),
        )
        nav.register_search(
            nav.SearchProvider(
                "visas",
                _("Visas"),
                VISA_SERVICE,
                visa_desk.search,
                hint=_("Reference, passport number or surname"),
            )
        )
        nav.register_help(
            nav.HelpTopic("visas", _("Deciding on visas"), "border/help_visas.html", VISA_SERVICE, order=41)
        )
        nav.register_help(nav.HelpTopic("border", _("Working at the border desk"), "border/help.html", DESK, order=40))
