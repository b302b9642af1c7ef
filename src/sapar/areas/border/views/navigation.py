"""The menu of those who keep alerts and watchlists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import INTAKE, OWNERS, SUPERVISOR, WATCH_OFFICER
from sapar.areas.border.queries import waiting_notes
from sapar.web import nav


def register() -> None:
    nav.register_records(alert="border:alert", watchlist="border:watchlist")
    nav.register_entries(
        nav.Entry(
            "border:notes",
            _("Hits"),
            (WATCH_OFFICER,),
            about=_("Whom your discreet alerts found, where and when"),
            icon="search",
            order=20,
            count=waiting_notes,
            waits=True,
        ),
        nav.Entry(
            "border:notes",
            _("Inbox"),
            (INTAKE,),
            about=_("People at the border who may need help"),
            icon="person",
            order=20,
            count=waiting_notes,
            waits=True,
        ),
        nav.Entry(
            "border:alerts",
            _("Alerts"),
            OWNERS,
            about=_("Draft, approve, change, withdraw"),
            icon="person",
            order=22,
        ),
        nav.Entry(
            "border:watchlists",
            _("Watchlists"),
            OWNERS,
            about=_("Read files, see what changes, put in force"),
            icon="seal",
            order=24,
        ),
        nav.Entry(
            "border:reports",
            _("Lost documents"),
            (WATCH_OFFICER,),
            about=_("Documents that are lost, stolen or invalid, by number"),
            icon="seal",
            order=26,
        ),
        nav.Entry(
            "border:desk_hits",
            _("Hits at the desks"),
            (WATCH_OFFICER,),
            about=_("Whom your alerts and lists stopped, and what was decided"),
            icon="road",
            order=28,
        ),
        nav.Entry(
            "border:screening_performance",
            _("Screening"),
            (WATCH_OFFICER, SUPERVISOR),
            about=_("How often there is a hit, and how often it is the person"),
            icon="search",
            order=30,
            menu=False,
        ),
    )
    nav.register_help(
        nav.HelpTopic("watch", _("Alerts and watchlists"), "border/watch_help.html", (*OWNERS, SUPERVISOR), order=42)
    )
