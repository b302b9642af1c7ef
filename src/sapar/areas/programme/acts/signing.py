"""From a private draft to a plan in force: propose, accept, sign; and the records that the signature makes."""

from __future__ import annotations

import re
from uuid import UUID

import structlog
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme import notices
from sapar.areas.programme.access import COORDINATOR, IOM, IOM_SIGNATORY, LEADERS, PLAN, SIGNATORY, SIGNERS
from sapar.areas.programme.acts import taking_up
from sapar.areas.programme.acts.drafting import begin_from, open_round, own_plan
from sapar.areas.programme.acts.telling import EMITS, tell_of_version
from sapar.areas.programme.models import Plan, Round, Signature, Version
from sapar.areas.programme.queries import shared
from sapar.areas.programme.rules.content import LANGUAGES, Fault, hashes, proposal_faults, snapshot, whole_hash
from sapar.areas.programme.rules.differing import differences
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Account
from sapar.kernel.acts import about, act, defer
from sapar.kernel.acts.running import running
from sapar.kernel.documents.seals import issue_document_seal
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import case_of, move
from sapar.methods.ids import uuid7

log = structlog.get_logger(__name__)
VERSION = "plan_version"
MOVES = {
    (COORDINATOR, "drafting"): "propose",
    (IOM, "drafting"): "propose_iom",
    (COORDINATOR, "with_state"): "counter",
    (IOM, "with_iom"): "counter_iom",
    (SIGNATORY, "agreed"): "sign",
    (SIGNATORY, "iom_signed"): "sign_last",
    (IOM_SIGNATORY, "agreed"): "sign_iom",
    (IOM_SIGNATORY, "state_signed"): "sign_iom_last",
}
WORDS = {
    "no_activity": _("The draft has no activity yet."),
    "languages": _("%(number)s: a text is not written in all three languages."),
    "responsible": _("%(number)s: nobody is responsible."),
    "dates": _("%(number)s: first and last day are missing."),
    "outside_plan": _("%(number)s: the days lie outside the plan's year."),
    "milestone_outside": _("%(number)s: a milestone lies outside the activity's days."),
}
NOT_YOUR_TURN = _("It is not your side's turn.")


def fault_words(fault: Fault) -> str:
    """A fault of a draft in words."""
    return str(WORDS[fault.code]) % {"number": fault.number}


@act(
    "programme.propose",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Propose a version of a plan to the other side"),
    emits=EMITS,
)
def propose(actor: Actor, *, plan_id: UUID, note: str = "") -> Version:
    """Freeze one's draft as the next version and show it to the other side. In a plan in force it begins an amendment.

    Raises Invalid naming every fault of the draft, Conflict when it is not one's turn or nothing would change.
    """
    plan = own_plan(actor, plan_id)
    draft, rows = shared.draft_rows(actor, plan)
    lines = shared.as_lines(rows)
    faults = proposal_faults(lines, plan.starts_on, plan.ends_on)
    if draft is None or faults:
        faults = faults or [Fault("no_activity", None)]
        raise Invalid.many([Invalid(fault_words(one), field=None, code=one.code) for one in faults[:20]])
    around, case = _open_round(actor, plan)
    content = snapshot(_head(plan), lines)
    by_language = hashes(content)
    sha256 = whole_hash(by_language)
    last = shared.last_version(plan)
    # A version that was withdrawn or reopened does not stand: the same text may be proposed again.
    standing = last
    if case.state == "drafting":
        standing = Version.objects.filter(pk=plan.in_force_id).first() if plan.in_force_id else None
    if standing is not None and standing.sha256 == sha256:
        raise Conflict(_("Your draft is the same as the newest version."), code="same")
    made = Version(
        id=uuid7(),
        plan=plan,
        round=around,
        number=(last.number if last else 0) + 1,
        institution_id=actor.institution_id or NOBODY,
        content=content,
        sha256=sha256,
        note=note.strip()[:1000],
        proposed_at=clock.now(),
        proposed_by=actor.ref,
        **{f"hash_{code}": by_language[code] for code in LANGUAGES},
    )
    made.save(force_insert=True)
    draft.base_id = made.pk
    draft.save(update_fields=["base_id"])
    about(VERSION, made.pk)
    _move(actor, case)
    tell_of_version(actor, plan, made, notices.PROPOSED, LEADERS)
    return made


@act(
    "programme.accept",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Accept the version that the other side proposed"),
    emits=EMITS,
)
def accept(actor: Actor, *, version_id: UUID) -> Round:
    """Agree to the newest version, so that both sides can sign it. Raises Conflict when it is not one's turn."""
    plan, version = own_version(actor, version_id)
    around = shared.last_round(plan)
    last = shared.last_version(plan)
    if last is None or last.pk != version.pk or around.pk != version.round_id:
        raise Conflict(_("There is a newer version."), code="newer")
    case = case_of(around.pk, lock=True)
    turn = {"with_iom": ("iom", "accept_iom"), "with_state": ("state", "accept")}.get(case.state)
    if turn is None or shared.side_of(actor, plan) != turn[0]:
        raise Conflict(NOT_YOUR_TURN, code="turn")
    move(actor, case, turn[1])
    around.agreed_id = version.pk
    around.save(update_fields=["agreed_id"])
    _bring_along(actor, plan, version)
    about(VERSION, version.pk)
    tell_of_version(actor, plan, version, notices.TO_SIGN, (*LEADERS, *SIGNERS))
    return around


@act(
    "programme.sign",
    roles=SIGNERS,
    purpose=PLAN,
    title=_("Sign a version of a plan"),
    fresh=True,
    emits=(taking_up.TASK,),
)
def sign(actor: Actor, *, version_id: UUID, sha256: str) -> Signature:
    """Sign the hash of all three language versions. ``sha256``: what the person saw.

    The second signature puts the version into force: its activities, milestones and budget lines become records.
    Raises Conflict for another version or hash than the agreed one, or when this side has signed.
    """
    plan, version = own_version(actor, version_id)
    around = shared.last_round(plan)
    case = case_of(around.pk, lock=True)
    if around.agreed_id != version.pk:
        raise Conflict(_("This is not the version that both sides agreed on."), code="other_version")
    if whole_hash(hashes(version.content)) != version.sha256 or sha256 != version.sha256:
        raise Conflict(_("The text is not the one you saw. Open it again."), code="hash")
    _move(actor, case)
    made = Signature(
        id=uuid7(),
        version=version,
        institution_id=actor.institution_id or NOBODY,
        account_id=actor.account_id or NOBODY,
        name=author_of(actor),
        role=actor.role,
        sha256=sha256,
        at=clock.now(),
        entry_id=running().entry_id,
    )
    made.save(force_insert=True)
    about(VERSION, version.pk)
    if case.state == "in_force":
        _put_in_force(actor, plan, version)
    return made


@act(
    "programme.close_plan",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Close a plan whose year is over"),
    emits=(taking_up.TASK,),
)
def close_plan(actor: Actor, *, plan_id: UUID) -> Plan:
    """No more amendments; late reports still come in. Raises Conflict before the year is over."""
    plan = own_plan(actor, plan_id)
    if plan.ends_on >= clock.today():
        raise Conflict(_("The year of this plan is not over."), code="running")
    move(actor, case_of(plan.pk, lock=True), "close")
    defer(taking_up.TASK, plan_id=str(plan.pk))
    return plan


def author_of(actor: Actor) -> str:
    """The name that others read beside what somebody wrote."""
    found = Account.objects.filter(pk=actor.account_id).first() if actor.account_id else None
    return found.full_name if found else actor.name or actor.ref


def _bring_along(actor: Actor, plan: Plan, version: Version) -> None:
    """One's own draft goes on from the accepted version, unless it holds something that was never proposed."""
    draft, rows = shared.draft_rows(actor, plan)
    if draft is None:
        return
    base = Version.objects.filter(pk=draft.base_id).first() if draft.base_id else None
    if rows and (base is None or differences(shared.version_lines(base), shared.as_lines(rows))):
        return
    begin_from(actor, draft, version)


@act("programme.seal_version", roles=LEADERS, purpose=PLAN, title=_("Seal a version that was signed without a seal"))
def seal_version(actor: Actor, *, version_id: UUID) -> Version:
    """For a node that had no certificate when both signed. Raises Conflict when it is sealed or not in force,
    Unavailable while the node still cannot seal.
    """
    plan, version = own_version(actor, version_id)
    if version.in_force_at is None or version.seal:
        raise Conflict(_("Only a version that both signed, and that has no seal, is sealed."), code="sealed")
    version.seal = _seal(actor, plan, version)
    version.save(update_fields=["seal"])
    about(VERSION, version.pk)
    return version


def _seal(actor: Actor, plan: Plan, version: Version) -> str:
    """The seal over the hash that both signed, for the printed plan. Raises Unavailable."""
    sealed = issue_document_seal(
        actor,
        "programme.plan",
        (VERSION, version.pk),
        word="PLAN",
        reference=re.sub(r"[^A-Z0-9/.-]", "-", f"{plan.reference}/{version.number}".upper())[:40],
        sha256=version.sha256,
        signed_on=localtime(version.in_force_at or clock.now()).date(),
        institution_id=plan.state_id,
    )
    return sealed.token


def _put_in_force(actor: Actor, plan: Plan, version: Version) -> None:
    now = clock.now()
    version.in_force_at = now
    try:
        version.seal = _seal(actor, plan, version)
    except Unavailable as error:
        # Both have signed; a node whose key no authority has certified prints the plan without a seal for now.
        log.warning("plan_not_sealed", code=error.code)
    version.save(update_fields=["in_force_at", "seal"])
    first = plan.in_force_id is None
    plan.in_force_id, plan.in_force_at = version.pk, now
    plan.save(update_fields=["in_force_id", "in_force_at"])
    if first:
        move(actor, case_of(plan.pk, lock=True), "enter")
    taking_up.make_records(plan, version)
    about("plan", plan.pk)
    defer(taking_up.TASK, plan_id=str(plan.pk))


def _open_round(actor: Actor, plan: Plan) -> tuple[Round, Case]:
    """The round in which to propose: the open one, or a new one when the last is in force."""
    around = shared.last_round(plan)
    case = case_of(around.pk, lock=True)
    if case.state == "in_force":
        if case_of(plan.pk).state != "in_force":
            raise Conflict(_("This plan is closed."), code="closed")
        around = open_round(actor, plan, around.number + 1)
        case = case_of(around.pk, lock=True)
    return around, case


def _move(actor: Actor, case: Case) -> None:
    name = MOVES.get((actor.role, case.state))
    if name is None:
        raise Conflict(NOT_YOUR_TURN, code="turn")
    move(actor, case, name)


def own_version(actor: Actor, version_id: UUID) -> tuple[Plan, Version]:
    plan, version = shared.find_version(actor, version_id)
    if not shared.side_of(actor, plan):
        raise NotFound(field="version_id")
    wanted = {SIGNATORY: "state", COORDINATOR: "state", IOM: "iom", IOM_SIGNATORY: "iom"}.get(actor.role)
    if wanted and shared.side_of(actor, plan) != wanted:
        raise NotPermitted()
    return plan, version


def _head(plan: Plan) -> dict[str, object]:
    return {
        "reference": plan.reference,
        "year": plan.year,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "state_id": str(plan.state_id),
        "iom_id": str(plan.iom_id),
    }
