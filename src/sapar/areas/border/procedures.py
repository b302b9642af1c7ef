"""The second line: what an officer at the desk could not decide goes to a second person, and ends there. The refusal of
entry: it stands, unless somebody who had no part in it lifts it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import CLOCK, DESK, HEADQUARTERS, REGISTRAR, SUPERVISOR, TRAVELLER
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
