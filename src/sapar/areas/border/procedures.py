"""The second line, the refusal of entry and the electronic visa as data: states, moves, terms, lists.

The second line: what an officer at the desk could not decide goes to a second person, and ends there. The refusal of
entry: it stands, unless somebody who had no part in it lifts it. The visa: no source of the law's text was found, so its
term, purposes, reasons and documents are proposed and shown as ``unverified``.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import (
    CLOCK,
    DESK,
    HEADQUARTERS,
    REGISTRAR,
    SUPERVISOR,
    TRAVELLER,
    VISA_APPLICANT,
    VISA_HEAD,
    VISA_SERVICE,
)
from sapar.areas.border.rules.refusals import ANSWER_DAYS
from sapar.kernel.procedures.registry import register
from sapar.kernel.procedures.rules import Deadline, Procedure, State, Transition

SECOND_LINE = register(
    Procedure(
        name="border.second_line",
        title=_("Second-line check"),
        initial="waiting",
        states=(
            State("waiting", _("Waiting in the second line"), plain=_("A second officer is checking your document")),
            State("admitted", _("Admitted after the second-line check"), plain=_("You were let through"), final=True),
            State("closed", _("Closed without a crossing"), plain=_("The check ended without a crossing"), final=True),
            State("refused", _("Entry refused"), plain=_("You were refused entry"), final=True),
        ),
        transitions=(
            Transition("admit", _("Admit"), ("waiting",), "admitted", DESK, reason=True, second_person=True),
            Transition(
                "close", _("Close without a crossing"), ("waiting",), "closed", DESK, reason=True, second_person=True
            ),
            Transition(
                "refuse", _("Refuse entry"), ("waiting",), "refused", (SUPERVISOR,), reason=True, second_person=True
            ),
        ),
    )
)

REFUSAL = register(
    Procedure(
        name="border.refusal",
        title=_("Refusal of entry"),
        initial="refused",
        states=(
            # The term is that of the answer to an appeal: it does not run before there is one.
            State("refused", _("Refused, may appeal"), plain=_("You were refused entry and can appeal"), paused=True),
            State("appealed", _("Appeal waits"), plain=_("Your appeal is being decided")),
            State("upheld", _("Appeal rejected"), plain=_("The refusal stands"), final=True),
            State("lifted", _("Refusal lifted"), plain=_("The refusal was lifted: present yourself again"), final=True),
            State("lapsed", _("Not appealed in time"), plain=_("The time for an appeal has passed"), final=True),
        ),
        transitions=(
            Transition("appeal", _("Record an appeal"), ("refused",), "appealed", DESK, task=False),
            Transition(
                "uphold",
                _("Reject the appeal"),
                ("appealed",),
                "upheld",
                (SUPERVISOR,),
                reason=True,
                second_person=True,
            ),
            Transition(
                "lift", _("Lift the refusal"), ("appealed",), "lifted", (SUPERVISOR,), reason=True, second_person=True
            ),
            Transition("lapse", _("Let lapse"), ("refused",), "lapsed", (CLOCK,)),
        ),
        deadline=Deadline(
            days=ANSWER_DAYS, source=_("Proposed; no period was found in the law of Turkmenistan."), unverified=True
        ),
        expire="lapse",
    )
)

EXTENSION = register(
    Procedure(
        name="border.extension",
        title=_("Extension of a stay"),
        initial="asked",
        states=(
            State("asked", _("Waiting for a decision"), plain=_("We received your request")),
            State("granted", _("Granted"), plain=_("You may stay longer"), final=True),
            State("refused", _("Refused"), plain=_("Your request was refused; you may appeal"), decided=True),
            State("appealed", _("Appeal waiting"), plain=_("We received your appeal")),
            State("confirmed", _("Refusal confirmed"), plain=_("The refusal was confirmed on appeal"), final=True),
        ),
        transitions=(
            Transition("grant", _("Grant"), ("asked",), "granted", roles=(REGISTRAR,)),
            Transition("refuse", _("Refuse"), ("asked",), "refused", roles=(REGISTRAR,), reason=True),
            Transition("appeal", _("Appeal"), ("refused",), "appealed", roles=(TRAVELLER,), reason=True, task=False),
            Transition("lift", _("Lift the refusal"), ("appealed",), "granted", roles=(HEADQUARTERS,), reason=True),
            Transition(
                "confirm", _("Confirm the refusal"), ("appealed",), "confirmed", roles=(HEADQUARTERS,), reason=True
            ),
        ),
        deadline=Deadline(
            days=10,
            calendar="working",
            escalate_to=(HEADQUARTERS,),
            source=_("Proposed: no source gave a term"),
            unverified=True,
        ),
    )
)

VISA_CASE = "border.visa"

VISA = register(
    Procedure(
        name=VISA_CASE,
        title=_("Electronic visa"),
        initial="submitted",
        states=(
            State("submitted", _("Submitted"), _("We have your application and are looking at it")),
            State("returned", _("Returned"), _("Your application came back to you to be completed"), paused=True),
            State("proposed", _("Waits for a second officer"), _("A second officer is looking at your application")),
            State("granted", _("Granted"), _("Your visa was granted"), decided=True),
            State(
                "extension_asked",
                _("Extension asked for"),
                _("You asked for an extension; your visa holds"),
                decided=True,
            ),
            State("refused", _("Refused"), _("Your visa was refused; you can appeal"), decided=True),
            State("appealed", _("Appealed"), _("You appealed; another person looks at it again"), decided=True),
            State("upheld", _("Refusal upheld"), _("The refusal was confirmed"), final=True, decided=True),
            State("withdrawn", _("Withdrawn"), _("You withdrew the application"), final=True, decided=True),
            State("expired", _("Expired"), _("Your visa has ended"), final=True, decided=True),
            State("cancelled", _("Cancelled"), _("Your visa was cancelled"), final=True, decided=True),
        ),
        transitions=(
            Transition("return", _("Return to the applicant"), ("submitted",), "returned", VISA_SERVICE, reason=True),
            Transition("resubmit", _("Send again"), ("returned",), "submitted", (VISA_APPLICANT,), needs=("complete",)),
            Transition(
                "propose",
                _("Propose a decision"),
                ("submitted",),
                "proposed",
                VISA_SERVICE,
                needs=("complete", "fee", "screening"),
            ),
            Transition("disagree", _("Do not agree"), ("proposed",), "submitted", VISA_SERVICE, task=False),
            Transition("grant", _("Grant"), ("proposed",), "granted", VISA_SERVICE, needs=("second_officer",)),
            Transition("refuse", _("Refuse"), ("proposed",), "refused", VISA_SERVICE, needs=("second_officer",)),
            Transition("appeal", _("Appeal"), ("refused",), "appealed", (VISA_APPLICANT,), reason=True, task=False),
            Transition("override", _("Grant against a refusal"), ("appealed",), "granted", (VISA_HEAD,), reason=True),
            Transition("uphold", _("Confirm the refusal"), ("appealed",), "upheld", (VISA_HEAD,), reason=True),
            Transition(
                "withdraw",
                _("Withdraw"),
                ("submitted", "returned", "proposed"),
                "withdrawn",
                (VISA_APPLICANT,),
                task=False,
            ),
            Transition(
                "ask_extension",
                _("Ask for an extension"),
                ("granted",),
                "extension_asked",
                (VISA_APPLICANT,),
                reason=True,
                task=False,
            ),
            Transition("extend", _("Extend"), ("extension_asked",), "granted", (VISA_HEAD,), reason=True),
            Transition(
                "decline", _("Decline the extension"), ("extension_asked",), "granted", (VISA_HEAD,), reason=True
            ),
            Transition(
                "link", _("Link to a new passport"), ("granted",), "granted", VISA_SERVICE, reason=True, task=False
            ),
            Transition(
                "cancel",
                _("Cancel the visa"),
                ("granted", "extension_asked"),
                "cancelled",
                (VISA_HEAD,),
                reason=True,
                task=False,
            ),
            Transition("expire", _("Expire"), ("granted", "extension_asked"), "expired", (CLOCK,)),
        ),
        deadline=Deadline(days=10, calendar="working", escalate_to=(VISA_HEAD,), source="", unverified=True),
        expire="expire",
        documents=("photo", "passport"),
    )
)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a closed list. ``unverified``: no lawyer of the State has confirmed it."""

    code: str
    title: str | Promise
    required: bool = False
    unverified: bool = True


def _list(*items: Item) -> dict[str, Item]:
    return {item.code: item for item in items}


VISA_PAPERS = _list(
    Item("photo", _("Photograph of your face"), required=True),
    Item("passport", _("Passport: the page with the photograph"), required=True),
    Item("other", _("Another document, such as an invitation or a ticket")),
)
VISA_PURPOSES = _list(
    Item("tourism", _("Tourism")),
    Item("business", _("Business")),
    Item("private", _("Visit to family or friends")),
    Item("study", _("Study")),
    Item("medical", _("Medical treatment")),
    Item("transit", _("Transit")),
    Item("official", _("Official visit")),
)
VISA_ENTRIES = _list(
    Item("1", _("One entry")),
    Item("2", _("Two entries")),
    Item("M", _("Several entries")),
)
VISA_INVITERS = _list(
    Item("none", _("Nobody invites me")),
    Item("person", _("A person")),
    Item("organisation", _("An organisation or company")),
    Item("agency", _("A travel agency")),
)
VISA_REFUSALS = _list(
    Item("documents", _("Documents are missing or not valid")),
    Item("false", _("What was stated is not true")),
    Item("purpose", _("The purpose of the journey was not shown")),
    Item("inviter", _("The invitation could not be confirmed")),
    Item("means", _("Means for the stay were not shown")),
    Item("earlier", _("An earlier stay broke the rules")),
    Item("security", _("Entry of this person is not permitted")),
    Item("other", _("Another reason, given in the text")),
)
VISA_CURRENCIES = ("USD", "TMT", "EUR")
