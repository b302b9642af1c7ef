"""How a plan, the agreement on one version of it, an activity and a milestone move: states and transitions as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import COORDINATOR, IOM, IOM_SIGNATORY, OFFICIAL, SIGNATORY, SYSTEM
from sapar.kernel.procedures.registry import register
from sapar.kernel.procedures.rules import Procedure, State, Transition

PLAN_CASE, ROUND_CASE = "programme.joint_plan", "programme.agreement"
ACTIVITY_CASE, MILESTONE_CASE = "programme.activity", "programme.milestone"
PLAN, ROUND, ACTIVITY, MILESTONE = "plan", "plan_round", "plan_activity", "plan_milestone"
MEETING_CASE, DECISION_CASE = "programme.meeting", "programme.decision"
PROJECT_CASE, HANDOVER_CASE = "programme.project", "programme.handover"
INSTRUMENT_CASE, ACTION_CASE = "programme.instrument", "programme.state_action"
MEETING, DECISION, PROJECT, HANDOVER = "plan_meeting", "plan_decision", "project", "project_handover"
INSTRUMENT, ACTION = "instrument", "state_action"
REPORTERS = (COORDINATOR, OFFICIAL, IOM)
OVERDUE = _("The agreed day passed; both sides see it as late")

JOINT_PLAN = register(
    Procedure(
        name=PLAN_CASE,
        title=_("Joint plan"),
        initial="preparing",
        states=(
            State("preparing", _("In preparation"), _("The sides prepare the plan")),
            State("in_force", _("In force"), _("Both sides have signed the plan")),
            State("closed", _("Closed"), _("The year of the plan is over and it was closed"), final=True, decided=True),
        ),
        transitions=(
            Transition(
                "enter", _("Enter into force"), ("preparing",), "in_force", (SIGNATORY, IOM_SIGNATORY), task=False
            ),
            Transition("close", _("Close"), ("in_force",), "closed", (COORDINATOR, IOM), task=False),
        ),
    )
)


def _ways_back(target: str) -> tuple[Transition, ...]:
    """One's own proposal is withdrawn; what was agreed is reopened until both have signed. Each side reads why."""
    return (
        Transition("withdraw", _("Withdraw"), ("with_iom",), target, (COORDINATOR,), reason=True, task=False),
        Transition("withdraw_iom", _("Withdraw"), ("with_state",), target, (IOM,), reason=True, task=False),
        Transition(
            "reopen",
            _("Reopen"),
            ("agreed", "state_signed", "iom_signed"),
            target,
            (COORDINATOR, IOM, SIGNATORY, IOM_SIGNATORY),
            reason=True,
            task=False,
        ),
    )


AGREEMENT = register(
    Procedure(
        name=ROUND_CASE,
        title=_("Agreement on a plan"),
        initial="drafting",
        states=(
            State("drafting", _("Being drafted"), _("Each side drafts by itself")),
            State("with_iom", _("IOM has to answer"), _("A version was proposed to IOM"), answer=True),
            State("with_state", _("The State has to answer"), _("A version was proposed to the State"), answer=True),
            State("agreed", _("Agreed, to be signed"), _("Both sides agreed on one version"), answer=True),
            State("state_signed", _("Signed by the State"), _("The State signed; IOM has to sign"), answer=True),
            State("iom_signed", _("Signed by IOM"), _("IOM signed; the State has to sign"), answer=True),
            State("in_force", _("Signed by both"), _("Both sides signed the same version"), final=True, decided=True),
        ),
        transitions=(
            Transition("propose", _("Propose"), ("drafting",), "with_iom", (COORDINATOR,)),
            Transition("propose_iom", _("Propose"), ("drafting",), "with_state", (IOM,)),
            Transition("counter_iom", _("Propose another version"), ("with_iom",), "with_state", (IOM,)),
            Transition("counter", _("Propose another version"), ("with_state",), "with_iom", (COORDINATOR,)),
            Transition("accept_iom", _("Accept"), ("with_iom",), "agreed", (IOM,)),
            Transition("accept", _("Accept"), ("with_state",), "agreed", (COORDINATOR,)),
            Transition("sign", _("Sign"), ("agreed",), "state_signed", (SIGNATORY,)),
            Transition("sign_iom", _("Sign"), ("agreed",), "iom_signed", (IOM_SIGNATORY,)),
            Transition("sign_last", _("Sign"), ("iom_signed",), "in_force", (SIGNATORY,)),
            Transition("sign_iom_last", _("Sign"), ("state_signed",), "in_force", (IOM_SIGNATORY,)),
            *_ways_back("drafting"),
        ),
    )
)

FOLLOWED = register(
    Procedure(
        name=ACTIVITY_CASE,
        title=_("Activity of the joint plan"),
        overdue=OVERDUE,
        initial="open",
        states=(
            State("open", _("To be carried out"), _("The activity is to be carried out")),
            State("done", _("Completed"), _("The activity was reported as completed"), decided=True),
            State("ended", _("Not finished"), _("The plan was closed before this was finished"), decided=True),
            State("dropped", _("Left out"), _("A later version of the plan left it out"), decided=True),
        ),
        transitions=(
            Transition("complete", _("Report as completed"), ("open",), "done", REPORTERS),
            Transition("complete_late", _("Report as completed"), ("ended",), "done", REPORTERS, task=False),
            Transition("resume", _("Take up again"), ("done",), "open", REPORTERS, task=False),
            Transition("drop", _("Leave out"), ("open", "done"), "dropped", (SYSTEM,), task=False),
            Transition("end", _("End with the plan"), ("open",), "ended", (SYSTEM,), task=False),
            Transition("restore", _("Put in again"), ("dropped",), "open", (SYSTEM,), task=False),
        ),
    )
)

REACHED = register(
    Procedure(
        name=MILESTONE_CASE,
        title=_("Milestone of the joint plan"),
        overdue=OVERDUE,
        initial="open",
        states=(
            State("open", _("To be reached"), _("The milestone is to be reached")),
            State("reached", _("Reached"), _("The milestone was reported as reached"), decided=True),
            State("ended", _("Not finished"), _("The plan was closed before this was finished"), decided=True),
            State("dropped", _("Left out"), _("A later version of the plan left it out"), decided=True),
        ),
        transitions=(
            Transition("reach", _("Report as reached"), ("open",), "reached", REPORTERS),
            Transition("reach_late", _("Report as reached"), ("ended",), "reached", REPORTERS, task=False),
            Transition("drop", _("Leave out"), ("open", "reached"), "dropped", (SYSTEM,), task=False),
            Transition("end", _("End with the plan"), ("open",), "ended", (SYSTEM,), task=False),
            Transition("restore", _("Put in again"), ("dropped",), "open", (SYSTEM,), task=False),
        ),
    )
)

SIDES = (COORDINATOR, IOM)
HANDERS = (COORDINATOR, OFFICIAL, IOM, SIGNATORY, IOM_SIGNATORY)
HELD = register(
    Procedure(
        name=MEETING_CASE,
        title=_("Meeting of the sides"),
        overdue=_("The day of the meeting passed and it was not opened"),
        initial="planned",
        states=(
            State("planned", _("Planned"), _("The meeting was called")),
            State("held", _("Opened; minutes being written"), _("Each side writes its own minutes"), decided=True),
            State(
                "with_iom",
                _("Minutes: IOM has to answer"),
                _("Minutes were proposed to IOM"),
                decided=True,
                answer=True,
            ),
            State(
                "with_state",
                _("Minutes: the State has to answer"),
                _("Minutes were proposed to the State"),
                decided=True,
                answer=True,
            ),
            State(
                "agreed",
                _("Minutes agreed, to be signed"),
                _("Both sides agreed on the minutes"),
                decided=True,
                answer=True,
            ),
            State(
                "state_signed",
                _("Signed by the State"),
                _("The State signed the minutes; IOM has to sign"),
                decided=True,
                answer=True,
            ),
            State(
                "iom_signed",
                _("Signed by IOM"),
                _("IOM signed the minutes; the State has to sign"),
                decided=True,
                answer=True,
            ),
            State("signed", _("Minutes signed by both"), _("Both sides signed the minutes"), final=True, decided=True),
            State("cancelled", _("Cancelled"), _("The meeting was cancelled"), final=True, decided=True),
        ),
        transitions=(
            Transition("open_meeting", _("Open the meeting"), ("planned",), "held", SIDES),
            Transition("cancel", _("Cancel the meeting"), ("planned",), "cancelled", SIDES, reason=True, task=False),
            Transition("propose", _("Propose minutes"), ("held",), "with_iom", (COORDINATOR,)),
            Transition("propose_iom", _("Propose minutes"), ("held",), "with_state", (IOM,)),
            Transition("counter_iom", _("Propose other minutes"), ("with_iom",), "with_state", (IOM,)),
            Transition("counter", _("Propose other minutes"), ("with_state",), "with_iom", (COORDINATOR,)),
            Transition("accept_iom", _("Accept"), ("with_iom",), "agreed", (IOM,)),
            Transition("accept", _("Accept"), ("with_state",), "agreed", (COORDINATOR,)),
            Transition("sign", _("Sign"), ("agreed",), "state_signed", (SIGNATORY,)),
            Transition("sign_iom", _("Sign"), ("agreed",), "iom_signed", (IOM_SIGNATORY,)),
            Transition("sign_last", _("Sign"), ("iom_signed",), "signed", (SIGNATORY,)),
            Transition("sign_iom_last", _("Sign"), ("state_signed",), "signed", (IOM_SIGNATORY,)),
            *_ways_back("held"),
        ),
    )
)

DECIDED = register(
    Procedure(
        name=DECISION_CASE,
        title=_("Decision of a meeting"),
        overdue=OVERDUE,
        initial="open",
        states=(
            State("open", _("To be carried out"), _("The decision is to be carried out")),
            State("fulfilled", _("Reported as carried out"), _("It was reported as carried out"), decided=True),
            State("closed", _("Closed by a decision"), _("A later decision closed it"), final=True, decided=True),
        ),
        transitions=(
            Transition("fulfil", _("Report as carried out"), ("open",), "fulfilled", REPORTERS),
            Transition("resume", _("Take up again"), ("fulfilled",), "open", REPORTERS, task=False),
            Transition("close", _("Close"), ("open", "fulfilled"), "closed", (SYSTEM,), task=False),
        ),
    )
)

MEASURE_CASE, VALUE_CASE, REVIEW_CASE = "programme.measure", "programme.value", "programme.review"
MEASURE, VALUE, REVIEW = "plan_measure", "plan_value", "plan_review"
LEADING = (COORDINATOR, IOM)

MEASURED = register(
    Procedure(
        name=MEASURE_CASE,
        title=_("Result indicator of the joint plan"),
        initial="proposed",
        states=(
            State("proposed", _("Proposed"), _("One side proposed the indicator")),
            State("agreed", _("Agreed"), _("Both sides agreed on the indicator"), decided=True),
            State("ended", _("Ended"), _("The indicator is not measured any more"), final=True, decided=True),
        ),
        transitions=(
            Transition("agree", _("Agree"), ("proposed",), "agreed", LEADING),
            Transition(
                "end", _("End the indicator"), ("proposed", "agreed"), "ended", LEADING, reason=True, task=False
            ),
        ),
    )
)

APPROVED = register(
    Procedure(
        name=VALUE_CASE,
        title=_("Value of a result indicator"),
        initial="submitted",
        states=(
            State("submitted", _("To be approved"), _("The value was submitted")),
            State("returned", _("Returned"), _("The value was returned with a reason"), final=True, decided=True),
            State("approved", _("Approved"), _("The value was approved"), decided=True),
            State("locked", _("Locked"), _("The value is locked: its period is closed"), decided=True),
        ),
        transitions=(
            Transition("approve", _("Approve"), ("submitted",), "approved", LEADING),
            Transition("return", _("Return"), ("submitted",), "returned", LEADING, reason=True),
            Transition("lock", _("Lock"), ("approved",), "locked", LEADING, task=False),
            Transition("unlock", _("Unlock"), ("locked",), "approved", LEADING, reason=True, task=False),
        ),
    )
)

REVIEWED = register(
    Procedure(
        name=REVIEW_CASE,
        title=_("Review of the joint plan"),
        initial="drafting",
        states=(
            State("drafting", _("Being drafted"), _("One side drafts the review")),
            State("shared", _("Before both sides"), _("Both sides work on the review")),
            State("approved", _("Approved and frozen"), _("The review was approved"), final=True, decided=True),
        ),
        transitions=(
            Transition("share", _("Show to the other side"), ("drafting",), "shared", LEADING),
            Transition("approve", _("Approve"), ("shared",), "approved", LEADING),
            Transition("sign", _("Approve"), ("drafting",), "approved", (SIGNATORY, IOM_SIGNATORY), task=False),
        ),
    )
)

JOINT_PROJECT = register(
    Procedure(
        name=PROJECT_CASE,
        title=_("Joint project"),
        initial="concept",
        states=(
            State("concept", _("Concept note"), _("One side writes the concept note by itself")),
            State("proposed", _("Proposed to the other side"), _("The concept note was proposed to the other side")),
            State("endorsed", _("Endorsed; donor agreement awaited"), _("Both sides want the project")),
            State("agreed", _("Agreed with the donor"), _("The agreement with the donor is signed")),
            State("running", _("Under way"), _("The project is carried out")),
            State("closing", _("Being closed"), _("The work is done; reports and accounts are being closed")),
            State("closed", _("Closed"), _("The project is closed"), final=True, decided=True),
            State("declined", _("Declined"), _("The project will not be carried out"), final=True, decided=True),
        ),
        transitions=(
            Transition("propose", _("Propose"), ("concept",), "proposed", SIDES),
            Transition("give_back", _("Give back"), ("proposed",), "concept", SIDES, reason=True),
            Transition("endorse", _("Endorse"), ("proposed",), "endorsed", SIDES),
            Transition("decline", _("Decline"), ("proposed", "endorsed"), "declined", SIDES, reason=True, task=False),
            Transition(
                "agree", _("Record the donor's agreement"), ("endorsed",), "agreed", SIDES, needs=("agreement",)
            ),
            Transition("start", _("Start"), ("agreed",), "running", SIDES),
            Transition("finish", _("Finish the work"), ("running",), "closing", SIDES),
            Transition("close", _("Close"), ("closing",), "closed", SIDES, needs=("handovers",)),
        ),
    )
)

HANDED_OVER = register(
    Procedure(
        name=HANDOVER_CASE,
        title=_("Act of handover"),
        initial="drawn_up",
        states=(
            State("drawn_up", _("To be signed by both"), _("The act of handover was drawn up")),
            State("given", _("Signed by the giver"), _("The giver signed; the taker has to sign")),
            State("taken", _("Signed by the taker"), _("The taker signed; the giver has to sign")),
            State("signed", _("Signed by both"), _("Both sides signed the act of handover"), final=True, decided=True),
            State("withdrawn", _("Withdrawn"), _("The act was withdrawn before both signed"), final=True, decided=True),
        ),
        transitions=(
            Transition("give", _("Sign as giver"), ("drawn_up",), "given", HANDERS),
            Transition("take", _("Sign as taker"), ("drawn_up",), "taken", HANDERS),
            Transition("give_last", _("Sign as giver"), ("taken",), "signed", HANDERS),
            Transition("take_last", _("Sign as taker"), ("given",), "signed", HANDERS),
            Transition("withdraw", _("Withdraw"), ("drawn_up", "given", "taken"), "withdrawn", SIDES, True, task=False),
        ),
    )
)

REGISTERED = register(
    Procedure(
        name=INSTRUMENT_CASE,
        title=_("Entry in the register of commitments"),
        initial="entered",
        states=(
            State("entered", _("To be approved"), _("It was entered and has to be approved by somebody else")),
            State("returned", _("Returned"), _("It was returned to who entered it")),
            State("approved", _("Approved"), _("It was compared with its source and approved"), decided=True),
            State("superseded", _("Superseded"), _("A later version took its place"), final=True, decided=True),
        ),
        transitions=(
            Transition("approve", _("Approve"), ("entered",), "approved", SIDES),
            Transition("give_back", _("Return"), ("entered",), "returned", SIDES, reason=True),
            Transition("enter_again", _("Enter again"), ("returned",), "entered", REPORTERS),
            Transition("supersede", _("Supersede"), ("approved",), "superseded", SIDES, task=False),
        ),
    )
)

ACTED = register(
    Procedure(
        name=ACTION_CASE,
        title=_("Action of the State"),
        initial="entered",
        states=(
            State("entered", _("To be approved"), _("It was entered and has to be approved by somebody else")),
            State("returned", _("Returned"), _("It was returned to who entered it")),
            State(
                "approved", _("Approved"), _("It was compared with its source and approved"), final=True, decided=True
            ),
        ),
        transitions=(
            Transition("approve", _("Approve"), ("entered",), "approved", (COORDINATOR,)),
            Transition("give_back", _("Return"), ("entered",), "returned", (COORDINATOR,), reason=True),
            Transition("enter_again", _("Enter again"), ("returned",), "entered", (COORDINATOR, OFFICIAL)),
        ),
    )
)
