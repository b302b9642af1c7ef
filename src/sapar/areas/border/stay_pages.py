"""Menu and help of stays, registrations and figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, HEADQUARTERS, HOST, ONE_PERSON_DECIDES, SERVICE
from sapar.areas.border.queries import waiting_statements
from sapar.web import nav

ENTRIES = (
    nav.Entry(
        "border:stays",
        _("Stays"),
        (*DESK, *SERVICE),
        about=_("How long somebody has stayed and may stay, by the number of a document"),
        icon="person",
        order=26,
    ),
    nav.Entry(
        "border:figures",
        _("Figures"),
        (*DESK, *SERVICE),
        about=_("Crossings by day, nationality and post, waiting at the desk, a map of posts"),
        icon="chart",
        order=28,
    ),
    nav.Entry(
        "border:registrations",
        _("Registrations"),
        SERVICE,
        about=_("Who stays where"),
        icon="search",
        order=30,
    ),
    nav.Entry(
        "border:registrations",
        _("Guests"),
        (HOST,),
        about=_("Register a guest within three working days, note when they leave"),
        icon="person",
        order=30,
    ),
    nav.Entry(
        "border:unregistered",
        _("Not registered"),
        SERVICE,
        about=_("Stays whose term of three working days is over"),
        icon="amber",
        order=32,
        menu=False,
    ),
    nav.Entry(
        "border:extensions",
        _("Stay longer"),
        SERVICE,
        about=_("Requests to stay longer, decisions and appeals"),
        icon="seal",
        order=34,
    ),
    nav.Entry(
        "border:overstays",
        _("Possible overstays"),
        (HEADQUARTERS,),
        about=_("A list to look into, as of a day"),
        icon="amber",
        order=36,
    ),
    nav.Entry(
        "border:regimes",
        _("Visa-free stay"),
        (HEADQUARTERS,),
        about=_("Rules of visa-free stay: enter one, approve what a colleague entered"),
        icon="road",
        order=38,
        menu=False,
    ),
    nav.Entry(
        "border:one_persons",
        _("Documents of one person"),
        ONE_PERSON_DECIDES,
        about=_("Whether a new passport belongs to somebody whose stays are known: decide as the second person"),
        icon="person",
        order=39,
        menu=False,
        count=waiting_statements,
    ),
    nav.Entry(
        "border:my_stay",
        _("My stay"),
        (nav.PUBLIC,),
        about=_("How long you may stay, and registering where you stay: with the code of your entry slip"),
        icon="person",
        order=22,
    ),
)
TOPICS = (
    nav.HelpTopic("stays", _("Stays and registrations"), "border/stays_help.html", (*DESK, *SERVICE, HOST), order=44),
)
