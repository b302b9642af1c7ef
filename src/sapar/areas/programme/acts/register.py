"""The register: instruments and actions of the State are entered, approved by somebody else, and tied to what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import COORDINATOR, EVERYBODY, IOM, LEADERS, OURS, REVIEW
from sapar.areas.programme.acts.projects import CHANGED
from sapar.areas.programme.models import Clause, Instrument, Plan, StateAction, Tie
from sapar.areas.programme.procedures import ACTION, ACTION_CASE, INSTRUMENT, INSTRUMENT_CASE
from sapar.areas.programme.queries import register as queries
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.provisions import find_provision
from sapar.areas.programme.rules.content import LANGUAGES, TITLE_LONGEST, Words
from sapar.areas.programme.rules.register import ACTIONS, TIED, instrument_faults
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import case_of, move, open_case
from sapar.methods.ids import uuid7

FAULTS = {
    "kind": _("Choose one of the list."),
    "nature": _("This kind of instrument does not have this legal nature."),
    "code": _("Enter a short code of capital letters, digits and hyphens, such as BIL-2024."),
    "reserved": _("This code belongs to a framework that the node carries."),
    "clauses": _("Enter one provision at least, and at most sixty."),
}
FOUR_EYES = _("Somebody else has to approve what you entered.")


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A provision as it is entered."""

    title: Words
    due_on: date | None = None


@act("programme.enter_instrument", roles=EVERYBODY, purpose=REVIEW, title=_("Enter an agreement, plan or pledge"))
def enter_instrument(
    actor: Actor,
    *,
    kind: str,
    code: str,
    title: Words,
    legal_nature: str,
    source: str,
    clauses: list[ClauseText],
    parties: str = "",
    symbol: str = "",
    adopted_on: date | None = None,
    in_force_on: date | None = None,
    ends_on: date | None = None,
    sample: bool = False,
) -> Instrument:
    """Enter an instrument with its provisions; the other side sees it once it is approved.

    A code that is there already makes the next version of that instrument, which takes its place when it is approved.
    Raises Invalid naming every field, Conflict while a version of the code waits for approval.
    """
    given = _Given(kind, code.strip().upper(), title, legal_nature, source, clauses, parties, symbol)
    given.days = (adopted_on, in_force_on, ends_on)
    given.check()
    side = "iom" if actor.role == IOM else "state"
    known = Instrument.objects.filter(code=given.code).order_by("-version").first()
    if known is not None and known.approved_at is None:
        raise Conflict(_("A version of this instrument waits for approval."), field="code", code="waits")
    if known is not None and known.side != side:
        raise Conflict(_("The other side entered this instrument; it enters the next version."), field="code")
    made = Instrument(
        id=uuid7(),
        version=(known.version if known else 0) + 1,
        sample=sample,
        institution_id=actor.institution_id or NOBODY,
        side=side,
        entered_at=clock.now(),
        entered_by=actor.ref,
    )
    given.write(made)
    made.save(force_insert=True)
    given.write_clauses(made)
    _case(actor, INSTRUMENT_CASE, (INSTRUMENT, made.pk), f"{made.code} v{made.version}")
    return made


@act("programme.change_instrument", roles=EVERYBODY, purpose=REVIEW, title=_("Change an entry before it is approved"))
def change_instrument(
    actor: Actor,
    *,
    instrument_id: UUID,
    version: int,
    kind: str,
    title: Words,
    legal_nature: str,
    source: str,
    clauses: list[ClauseText],
    parties: str = "",
    symbol: str = "",
    adopted_on: date | None = None,
    in_force_on: date | None = None,
    ends_on: date | None = None,
) -> Instrument:
    """By the institution that entered it; a returned entry waits for approval again. ``version``: of its case, as the
    person saw it; if a colleague was faster: Conflict with code ``version``. Raises Invalid, Conflict, NotFound."""
    found = _instrument(actor, instrument_id)
    if found.institution_id != actor.institution_id:
        raise NotPermitted()
    case = case_of(found.pk, lock=True)
    if case.state not in ("entered", "returned"):
        raise Conflict(_("What was approved is changed by a new version."), code="state")
    if case.version != version:
        raise Conflict(CHANGED, code="version")
    given = _Given(kind, found.code, title, legal_nature, source, clauses, parties, symbol)
    given.days = (adopted_on, in_force_on, ends_on)
    given.check()
    given.write(found)
    found.entered_by = actor.ref
    found.save()
    Clause.objects.filter(instrument=found).delete()
    given.write_clauses(found)
    _changed(actor, case)
    about(INSTRUMENT, found.pk)
    return found


def _changed(actor: Actor, case: Case) -> None:
    """A returned entry waits for approval again; either way its case counts the change."""
    if case.state == "returned":
        move(actor, case, "enter_again")
    else:
        moves.save(case)


@act("programme.approve_instrument", roles=LEADERS, purpose=REVIEW, title=_("Approve an entry of the register"))
def approve_instrument(actor: Actor, *, instrument_id: UUID, certain: bool = False) -> Instrument:
    """Another person than who entered it. ``certain``: the texts were compared with the source. Raises NotPermitted."""
    found = _instrument(actor, instrument_id)
    if found.entered_by == actor.ref:
        raise NotPermitted(FOUR_EYES, code="four_eyes")
    move(actor, case_of(found.pk, lock=True), "approve")
    now = clock.now()
    for earlier in Instrument.objects.filter(code=found.code, ended_at=None, approved_at__isnull=False):
        earlier.ended_at = now
        earlier.save(update_fields=["ended_at"])
        move(actor, case_of(earlier.pk, lock=True), "supersede")
    found.approved_at, found.approved_by, found.certain = now, actor.ref, certain
    found.save(update_fields=["approved_at", "approved_by", "certain"])
    return found


@act("programme.return_instrument", roles=LEADERS, purpose=REVIEW, title=_("Return an entry of the register"))
def return_instrument(actor: Actor, *, instrument_id: UUID, reason: str) -> Instrument:
    """To who entered it, with a reason. Raises Conflict, Invalid, NotFound."""
    found = _instrument(actor, instrument_id)
    move(actor, case_of(found.pk, lock=True), "give_back", reason=reason)
    return found


@act("programme.enter_action", roles=OURS, purpose=REVIEW, title=_("Enter an action of the State"))
def enter_action(
    actor: Actor,
    *,
    kind: str,
    title: Words,
    day: date,
    source: str,
    provisions: list[str],
    number: str = "",
    sample: bool = False,
) -> StateAction:
    """A law, decree or measure under the provisions named; the other side sees it once it is approved. Raises Invalid."""
    _check_action(kind, title, day, source, number)
    if not provisions or any(find_provision(one) is None for one in provisions):
        raise Invalid(_("Choose one provision of the list at least."), field="provisions")
    made = StateAction(
        id=uuid7(),
        kind=kind,
        title=_stored(title),
        number=number.strip(),
        day=day,
        source=source.strip(),
        sample=sample,
        institution_id=actor.institution_id or NOBODY,
        entered_at=clock.now(),
        entered_by=actor.ref,
    )
    made.save(force_insert=True)
    for one in dict.fromkeys(provisions):
        _tie(actor, one, "action", made.pk, "")
    _case(actor, ACTION_CASE, (ACTION, made.pk), f"{kind} {day.isoformat()}")
    return made


@act("programme.change_action", roles=OURS, purpose=REVIEW, title=_("Change an action before it is approved"))
def change_action(
    actor: Actor, *, action_id: UUID, version: int, kind: str, title: Words, day: date, source: str, number: str = ""
) -> StateAction:
    """By the institution that entered it; a returned one waits for approval again. ``version``: of its case, as the
    person saw it; if a colleague was faster: Conflict with code ``version``. Raises Invalid, Conflict, NotFound."""
    found = _action(action_id)
    if found.institution_id != actor.institution_id:
        raise NotPermitted()
    case = case_of(found.pk, lock=True)
    if case.state not in ("entered", "returned"):
        raise Conflict(_("What was approved is not changed any more."), code="state")
    if case.version != version:
        raise Conflict(CHANGED, code="version")
    _check_action(kind, title, day, source, number)
    found.kind, found.title, found.day, found.number = kind, _stored(title), day, number.strip()
    found.source, found.entered_by = source.strip(), actor.ref
    found.save()
    _changed(actor, case)
    about(ACTION, found.pk)
    return found


@act("programme.approve_action", roles=(COORDINATOR,), purpose=REVIEW, title=_("Approve an action of the State"))
def approve_action(actor: Actor, *, action_id: UUID, certain: bool = False) -> StateAction:
    """Another person than who entered it. ``certain``: compared with the source. Raises NotPermitted, Conflict."""
    found = _action(action_id)
    if found.entered_by == actor.ref:
        raise NotPermitted(FOUR_EYES, code="four_eyes")
    move(actor, case_of(found.pk, lock=True), "approve")
    found.approved_at, found.approved_by, found.certain = clock.now(), actor.ref, certain
    found.save(update_fields=["approved_at", "approved_by", "certain"])
    return found


@act("programme.return_action", roles=(COORDINATOR,), purpose=REVIEW, title=_("Return an action of the State"))
def return_action(actor: Actor, *, action_id: UUID, reason: str) -> StateAction:
    """To who entered it, with a reason. Raises Conflict, Invalid, NotFound."""
    found = _action(action_id)
    move(actor, case_of(found.pk, lock=True), "give_back", reason=reason)
    return found


@act("programme.tie", roles=EVERYBODY, purpose=REVIEW, title=_("Link what is done to a commitment"))
def tie(actor: Actor, *, provision: str, kind: str, subject_id: UUID, note: str = "") -> Tie:
    """An activity (by its line), decision, project, action or report contributes to a provision. Raises Invalid, Conflict."""
    if find_provision(provision) is None:
        raise Invalid(_("Choose a provision of the list."), field="provision")
    if kind not in TIED or not queries.subject_exists(kind, subject_id):
        raise Invalid(_("Choose one of the list."), field="subject_id")
    if len(note) > 500:
        raise Invalid(_("This is too long."), field="note", code="too_long")
    if Tie.objects.filter(provision=provision, kind=kind, subject_id=subject_id, ended_at=None).exists():
        raise Conflict(_("This is linked already."), field="provision", code="linked")
    return _tie(actor, provision, kind, subject_id, note.strip())


@act("programme.untie", roles=EVERYBODY, purpose=REVIEW, title=_("End a link to a commitment"))
def untie(actor: Actor, *, tie_id: UUID, reason: str) -> Tie:
    """The ended link stays on record, with the reason. Raises NotFound, Invalid."""
    found = Tie.objects.select_for_update().filter(pk=tie_id, ended_at=None).first()
    if found is None:
        raise NotFound(_("This link was ended already."))
    if not reason.strip() or len(reason) > 500:
        raise Invalid(_("Say why the link ends."), field="reason")
    found.ended_at, found.end_reason = clock.now(), reason.strip()
    found.save(update_fields=["ended_at", "end_reason"])
    about("tie", found.pk)
    return found


class _Given:
    """What was entered about an instrument, checked and written in one way."""

    def __init__(
        self,
        kind: str,
        code: str,
        title: Words,
        legal_nature: str,
        source: str,
        clauses: list[ClauseText],
        parties: str,
        symbol: str,
    ) -> None:
        self.kind, self.code, self.title, self.legal_nature = kind, code, title, legal_nature
        self.source, self.clauses, self.parties, self.symbol = source.strip(), clauses, parties.strip(), symbol.strip()
        self.days: tuple[date | None, date | None, date | None] = (None, None, None)

    def check(self) -> None:
        """Raises Invalid naming every field."""
        found = instrument_faults(self.kind, self.code, self.legal_nature, len(self.clauses))
        wrong = [Invalid(FAULTS[code], field=name, code=code) for name, code in found]
        if not self.title.whole or _long(self.title):
            wrong.append(Invalid(_("Write it in all three languages."), field="title"))
        if not self.source or len(self.source) > 500:
            wrong.append(Invalid(_("Say where the text can be read."), field="source"))
        if len(self.parties) > 300 or len(self.symbol) > 120:
            wrong.append(Invalid(_("This is too long."), field="parties"))
        if any(not one.title.whole or _long(one.title) for one in self.clauses):
            wrong.append(Invalid(_("Write it in all three languages."), field="clauses"))
        adopted, in_force, ends = self.days
        if (adopted and in_force and in_force < adopted) or (in_force and ends and ends < in_force):
            wrong.append(Invalid(_("The last day lies before the first."), field="ends_on"))
        if wrong:
            raise Invalid.many(wrong)

    def write(self, made: Instrument) -> None:
        made.kind, made.code, made.title, made.legal_nature = (
            self.kind,
            self.code,
            _stored(self.title),
            self.legal_nature,
        )
        made.source, made.parties, made.symbol = self.source, self.parties, self.symbol
        made.adopted_on, made.in_force_on, made.ends_on = self.days

    def write_clauses(self, made: Instrument) -> None:
        for number, one in enumerate(self.clauses, 1):
            Clause(
                id=uuid7(),
                instrument=made,
                number=number,
                code=f"{made.code}.{number}",
                title=_stored(one.title),
                due_on=one.due_on,
            ).save(force_insert=True)


def _case(actor: Actor, procedure: str, subject: tuple[str, UUID], reference: str) -> None:
    """Who decides: the State's coordinating ministry of the newest plan for state bodies, one's own institution else."""
    mine = actor.institution_id or NOBODY
    decider = mine
    if actor.role != IOM:
        plan = Plan.objects.filter(shared.visible_plans(actor)).order_by("-year").first()
        decider = plan.state_id if plan else mine
    open_case(
        actor,
        procedure,
        subject=subject,
        reference=reference[:40],
        institution_id=decider,
        applicant_id=mine if mine != decider else None,
    )


def _tie(actor: Actor, provision: str, kind: str, subject_id: UUID, note: str) -> Tie:
    made = Tie(
        id=uuid7(),
        provision=provision,
        kind=kind,
        subject_id=subject_id,
        note=note,
        institution_id=actor.institution_id,
        tied_at=clock.now(),
        tied_by=actor.ref,
    )
    made.save(force_insert=True)
    about("tie", made.pk)
    return made


def _check_action(kind: str, title: Words, day: date, source: str, number: str) -> None:
    wrong = []
    if kind not in ACTIONS:
        wrong.append(Invalid(_("Choose one of the list."), field="kind"))
    if not title.whole or _long(title):
        wrong.append(Invalid(_("Write it in all three languages."), field="title"))
    if day > clock.today():
        wrong.append(Invalid(_("This day lies in the future."), field="day"))
    if not source.strip() or len(source) > 500:
        wrong.append(Invalid(_("Say where the text can be read."), field="source"))
    if len(number) > 120:
        wrong.append(Invalid(_("This is too long."), field="number"))
    if wrong:
        raise Invalid.many(wrong)


def _instrument(actor: Actor, instrument_id: UUID) -> Instrument:
    found = Instrument.objects.select_for_update().filter(pk=instrument_id).first()
    if found is None:
        raise NotFound(field="instrument_id")
    return found


def _action(action_id: UUID) -> StateAction:
    found = StateAction.objects.select_for_update().filter(pk=action_id).first()
    if found is None:
        raise NotFound(field="action_id")
    return found


def _long(words: Words) -> bool:
    return any(len(getattr(words, code)) > TITLE_LONGEST for code in LANGUAGES)


def _stored(words: Words) -> dict[str, str]:
    return {code: getattr(words, code) for code in LANGUAGES}
