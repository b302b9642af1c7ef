"""The way back: one's own proposal is withdrawn, what both agreed on is reopened until the second signature.

Versions and signatures stay as they were made: a signature belongs to its version, and the next version is signed anew.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme import notices
from sapar.areas.programme.access import COORDINATOR, IOM, LEADERS, PLAN, SIGNERS
from sapar.areas.programme.acts import minutes, signing
from sapar.areas.programme.acts.telling import EMITS, tell_of_minutes, tell_of_version
from sapar.areas.programme.models import Meeting, MinutesVersion, Round, Version
from sapar.areas.programme.queries import shared
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import case_of, move

WITHDRAW = {(COORDINATOR, "with_iom"): "withdraw", (IOM, "with_state"): "withdraw_iom"}
NOT_AGREED = _("Both sides have not agreed on this version, or both have signed it.")
NOT_PROPOSED = _("This version does not wait for an answer any more, or it is not your side's.")


@act(
    "programme.reopen",
    roles=(*LEADERS, *SIGNERS),
    purpose=PLAN,
    title=_("Reopen an agreement that both have not signed"),
    emits=EMITS,
)
def reopen(actor: Actor, *, version_id: UUID, reason: str) -> Round:
    """Back to drafting, with a reason that both sides read. Raises Conflict once both signed, Invalid, NotFound."""
    plan, version = signing.own_version(actor, version_id)
    around = shared.last_round(plan)
    case = case_of(around.pk, lock=True)
    if around.agreed_id != version.pk or case.state == "in_force":
        raise Conflict(NOT_AGREED, code="state")
    move(actor, case, "reopen", reason=reason)
    around.agreed_id = None
    around.save(update_fields=["agreed_id"])
    about(signing.VERSION, version.pk)
    tell_of_version(actor, plan, version, notices.SET_ASIDE, (*LEADERS, *SIGNERS))
    return around


@act(
    "programme.withdraw",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Withdraw one's proposal of a version of a plan"),
    emits=EMITS,
)
def withdraw(actor: Actor, *, version_id: UUID, reason: str) -> Round:
    """Before the other side answered; the other side has read it and goes on reading it. Raises Conflict, Invalid."""
    plan, version = signing.own_version(actor, version_id)
    around = shared.last_round(plan)
    _withdraw(actor, case_of(around.pk, lock=True), version, shared.last_version(plan), reason)
    about(signing.VERSION, version.pk)
    tell_of_version(actor, plan, version, notices.SET_ASIDE, LEADERS)
    return around


@act(
    "programme.reopen_minutes",
    roles=(*LEADERS, *SIGNERS),
    purpose=PLAN,
    title=_("Reopen minutes that both have not signed"),
    emits=EMITS,
)
def reopen_minutes(actor: Actor, *, version_id: UUID, reason: str) -> Meeting:
    """Each side writes again, with a reason that both read. Raises Conflict once both signed, Invalid, NotFound."""
    meeting, version = minutes.own_version(actor, version_id)
    case = case_of(meeting.pk, lock=True)
    if meeting.agreed_id != version.pk or case.state == "signed":
        raise Conflict(NOT_AGREED, code="state")
    move(actor, case, "reopen", reason=reason)
    meeting.agreed_id = None
    meeting.save(update_fields=["agreed_id"])
    about(minutes.VERSION, version.pk)
    tell_of_minutes(actor, meeting, version, notices.MINUTES_SET_ASIDE, (*LEADERS, *SIGNERS))
    return meeting


@act(
    "programme.withdraw_minutes",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Withdraw one's proposal of minutes"),
    emits=EMITS,
)
def withdraw_minutes(actor: Actor, *, version_id: UUID, reason: str) -> Meeting:
    """Before the other side answered. Raises Conflict, Invalid, NotFound."""
    meeting, version = minutes.own_version(actor, version_id)
    last = MinutesVersion.objects.filter(meeting=meeting).order_by("-number").first()
    _withdraw(actor, case_of(meeting.pk, lock=True), version, last, reason)
    about(minutes.VERSION, version.pk)
    tell_of_minutes(actor, meeting, version, notices.MINUTES_SET_ASIDE, LEADERS)
    return meeting


def _withdraw(
    actor: Actor,
    case: Case,
    version: Version | MinutesVersion,
    last: Version | MinutesVersion | None,
    reason: str,
) -> None:
    name = WITHDRAW.get((actor.role, case.state))
    if name is None or last is None or last.pk != version.pk or version.institution_id != actor.institution_id:
        raise Conflict(NOT_PROPOSED, code="turn")
    move(actor, case, name, reason=reason)
