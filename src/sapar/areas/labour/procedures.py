"""The work permit of Turkmenistan as data: states, moves, term, documents, reasons, exempt groups, sectors.

``UNOFFICIAL`` is a description and not the law's text; what no source gave is ``unverified`` and shown so.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sapar.areas.labour.access import CLOCK, EMPLOYER, HEAD, OFFICER
from sapar.kernel.procedures.registry import register
from sapar.kernel.procedures.rules import Deadline, Procedure, State, Transition

UNOFFICIAL = "turkmenvisagov.org/work-permits"
COMMUNITY = "atavatan-turkmenistan.com/isi-wp-wizasyny-resmilesdirmek-in-resminamalar"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a closed list. ``source`` is where it was read; ``unverified``: no lawyer of the State has confirmed it."""

    code: str
    title: str | Promise
    plain: str | Promise = ""
    required: bool = False
    source: str = ""
    unverified: bool = True


def _list(*items: Item) -> dict[str, Item]:
    return {item.code: item for item in items}


PERMIT, COMPLAINT_CASE = "labour.work_permit", "labour.complaint"

WORK_PERMIT = register(
    Procedure(
        name=PERMIT,
        title=_("Work permit for a foreign worker"),
        initial="submitted",
        states=(
            State("submitted", _("Submitted"), _("The migration service has the application and is deciding on it")),
            State(
                "returned", _("Returned"), _("The application went back to the employer to be completed"), paused=True
            ),
            State("granted", _("Granted"), _("The work permit was granted"), decided=True),
            State("refused", _("Refused"), _("The work permit was refused; the employer can appeal"), decided=True),
            State(
                "appealed", _("Appealed"), _("The employer appealed; another person looks at it again"), decided=True
            ),
            State("upheld", _("Refusal upheld"), _("The refusal was confirmed"), final=True, decided=True),
            State("withdrawn", _("Withdrawn"), _("The employer withdrew the application"), final=True, decided=True),
            State("expired", _("Expired"), _("The work permit has ended"), final=True, decided=True),
            State("cancelled", _("Cancelled"), _("The employer gave the work permit back"), final=True, decided=True),
            State(
                "revoked",
                _("Permit revoked"),
                _("The migration service revoked the work permit"),
                final=True,
                decided=True,
            ),
        ),
        transitions=(
            Transition("return", _("Return to the employer"), ("submitted",), "returned", (OFFICER, HEAD), reason=True),
            Transition("resubmit", _("Submit again"), ("returned",), "submitted", (EMPLOYER,), needs=("complete",)),
            Transition(
                "grant", _("Grant"), ("submitted",), "granted", (OFFICER, HEAD), needs=("complete", "share", "quota")
            ),
            Transition("refuse", _("Refuse"), ("submitted",), "refused", (OFFICER, HEAD), reason=True),
            Transition("appeal", _("Appeal"), ("refused",), "appealed", (EMPLOYER,), reason=True, task=False),
            Transition(
                "override",
                _("Grant against a refusal"),
                ("refused", "appealed"),
                "granted",
                (HEAD,),
                reason=True,
                needs=("complete", "share", "quota"),
                task=False,
            ),
            Transition("uphold", _("Confirm the refusal"), ("appealed",), "upheld", (HEAD,), reason=True),
            Transition("withdraw", _("Withdraw"), ("submitted", "returned"), "withdrawn", (EMPLOYER,), task=False),
            Transition(
                "cancel", _("Give the permit back"), ("granted",), "cancelled", (EMPLOYER,), reason=True, task=False
            ),
            Transition("revoke", _("Revoke the permit"), ("granted",), "revoked", (HEAD,), reason=True, task=False),
            Transition("expire", _("Expire"), ("granted",), "expired", (CLOCK,)),
        ),
        # Whether the term stands still while the application is with the employer is not known: unverified.
        deadline=Deadline(days=30, extend_to=45, escalate_to=(HEAD,), source=UNOFFICIAL, unverified=True),
        expire="expire",
        documents=("passport", "photo", "contract", "education", "health"),
    )
)

COMPLAINT = register(
    Procedure(
        name=COMPLAINT_CASE,
        title=_("Complaint of a worker"),
        initial="received",
        states=(
            State("received", _("Received"), _("The migration service has your complaint")),
            State("answered", _("Answered"), _("The migration service answered"), final=True, decided=True),
        ),
        transitions=(Transition("answer", _("Answer"), ("received",), "answered", (OFFICER, HEAD), reason=True),),
        deadline=Deadline(days=10, escalate_to=(HEAD,), source="", unverified=True),
    )
)

COMPLAINT_KINDS = _list(
    Item("not_agreed", _("This is not what I agreed"), _("The post, wage or place is not what was promised to me.")),
    Item("passport_taken", _("My passport was taken"), _("Somebody keeps my passport or another document of mine.")),
)

DOCUMENTS = _list(
    Item("passport", _("Passport: copy of the page with the photograph"), required=True, source=COMMUNITY),
    Item("photo", _("Photograph of the worker"), required=True),
    Item("contract", _("Employment contract"), required=True, source=COMMUNITY),
    Item("education", _("Proof of education or trade")),
    Item("health", _("Health certificate"), source=COMMUNITY),
)

REFUSALS = _list(
    Item("share", _("Foreign workers would be more than ten per cent of the staff"), source=UNOFFICIAL),
    Item("quota", _("No place is left in the quota")),
    Item("citizens_first", _("Citizens are available for this post"), source=UNOFFICIAL),
    Item("documents", _("Documents are missing or not valid")),
    Item("false", _("What was stated is not true")),
    Item("terms", _("Wage or conditions fall short of the law")),
    Item("security", _("Entry or stay of this person is not permitted")),
    Item("other", _("Another reason, given in the text")),
)

EXEMPT = _list(
    Item("stateless_local", _("Stateless person with an identity document of Turkmenistan"), source=UNOFFICIAL),
    Item("mission", _("Staff of a diplomatic mission, consulate or international organisation"), source=UNOFFICIAL),
    Item("science", _("Staff of an institution of science, education or culture under a treaty"), source=UNOFFICIAL),
    Item("humanitarian", _("Representative of an international humanitarian or charitable body"), source=UNOFFICIAL),
    Item("press", _("Correspondent of a foreign medium, accredited"), source=UNOFFICIAL),
    Item("religious", _("Worker of a registered religious organisation"), source=UNOFFICIAL),
    Item("invited_teacher", _("Teacher, scientist or artist invited by a ministry"), source=UNOFFICIAL),
    Item("short_expert", _("Expert who stays up to one month"), source=UNOFFICIAL),
)

COUNT_SOURCES = _list(
    Item("insurance", _("Report to the social insurance"), unverified=False),
    Item("statistics", _("Report to the statistics committee"), unverified=False),
    Item("own_list", _("The employer's own staff list"), unverified=False),
)

# Sections of the International Standard Industrial Classification, revision 4.
SECTORS = _list(
    *(
        Item(code, title, source="ISIC Rev. 4", unverified=False)
        for code, title in (
            ("A", _("Agriculture, forestry and fishing")),
            ("B", _("Mining and quarrying")),
            ("C", _("Manufacturing")),
            ("D", _("Electricity and gas supply")),
            ("E", _("Water supply and waste management")),
            ("F", _("Construction")),
            ("G", _("Trade and repair of vehicles")),
            ("H", _("Transport and storage")),
            ("I", _("Accommodation and food service")),
            ("J", _("Information and communication")),
            ("K", _("Finance and insurance")),
            ("L", _("Real estate")),
            ("M", _("Professional, scientific and technical activities")),
            ("N", _("Administrative and support services")),
            ("O", _("Public administration and defence")),
            ("P", _("Education")),
            ("Q", _("Health and social work")),
            ("R", _("Arts, entertainment and recreation")),
            ("S", _("Other services")),
            ("T", _("Households as employers")),
            ("U", _("International organisations")),
        )
    )
)

CURRENCIES = ("TMT", "USD")
ANSWERS = (
    "primary",
    "birth_date",
    "sex",
    "nationality",
    "issuer",
    "number",
    "post",
    "sector",
    "wage_minor",
    "wage_currency",
    "place_of_work",
    "starts_on",
    "ends_on",
)
