"""Saying that a document belongs to the same person as another one: one states it, a second decides, and it can be undone.

What was recorded stays as it was recorded: the two are linked, and from then on stays, days, decisions about hits and figures
are reckoned over all records of the person.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, HEADQUARTERS, IDENTITY, ONE_PERSON_DECIDES, SERVICE, SUPERVISOR
from sapar.areas.border.acts.desk import describe, describe_or_refuse
from sapar.areas.border.acts.shared import check_length
from sapar.areas.border.models import OnePerson
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.people import rules, store
from sapar.standards.mrz import Mrz, parse

OTHER_PERSON = _("The dates of birth differ: these are not documents of one person.")
MRZ_LONGEST = 1000


@act(
    "border.state_one_person",
    roles=(*DESK, *SERVICE),
    purpose=IDENTITY,
    title=_("State that two documents belong to one person"),
)
def state_one_person(actor: Actor, *, issuer: str, number: str, mrz: str, reason: str) -> OnePerson:
    """``issuer`` and ``number``: the document with the history; ``mrz``: the lines of the other one, which may be new.

    Nothing changes until a second person agrees. Raises Invalid (``number``: not known here; ``mrz``: no such lines, the same
    document, or another date of birth; ``reason``), Conflict (``waits``, ``one_already``).
    """
    known = store.find_document(issuer, number)
    if known is None:
        raise Invalid(_("No record with this document is known here."), field="number", code="unknown")
    read = parse(mrz[:MRZ_LONGEST], clock.today())
    description = describe_or_refuse(read)
    if not read.valid:
        raise Invalid(_("These lines have errors. Type them as they are printed."), field="mrz", code="mrz")
    if not rules.same_birth_date(known.person.birth_date, description.birth_date):
        raise Invalid(OTHER_PERSON, field="mrz", code="other_person")
    made = state(actor, known.key, read, reason)
    about("person", known.person_id)
    return made


def state(actor: Actor, known_key: str, read: Mrz, reason: str) -> OnePerson:
    """Write the statement down; inside an act whose actor has seen both documents. Raises Invalid, Conflict."""
    if not reason.strip():
        raise Invalid(_("Say how you know: what was shown, who confirmed it."), field="reason", code="missing")
    check_length(reason, "reason")
    key = rules.document_key(read.issuer or "", read.number or "")
    if key == known_key:
        raise Invalid(_("This is the same document."), field="mrz", code="same")
    pair = OnePerson.objects.filter(known_key=known_key, other_key=key)
    if pair.filter(agreed=None).exists():
        raise Conflict(_("This was stated already and waits for a second person."), code="waits")
    if pair.filter(agreed=True, undone_at=None).exists():
        raise Conflict(_("These documents belong to one person already."), code="one_already")
    made = OnePerson(
        institution_id=actor.institution_id or NOBODY,
        known_key=known_key,
        other_key=key,
        mrz=read.text,
        reason=reason.strip(),
        stated_by=actor.account_id or NOBODY,
        stated_at=clock.now(),
    )
    made.save(force_insert=True)
    about("one_person", made.pk)
    return made


@act(
    "border.decide_one_person",
    roles=ONE_PERSON_DECIDES,
    purpose=IDENTITY,
    title=_("Decide whether two documents belong to one person"),
)
def decide_one_person(actor: Actor, *, statement_id: UUID, agree: bool, note: str = "") -> OnePerson:
    """A second person agrees, and the records are linked, or does not. Raises NotPermitted (``same_person``), Invalid
    (``note``: who does not agree says why), Conflict (``decided``, ``unknown``, ``other_person``, ``one_already``), NotFound."""
    found = _locked(statement_id)
    if found.agreed is not None:
        raise Conflict(_("Somebody has decided on this already."), code="decided")
    if found.stated_by == actor.account_id:
        raise NotPermitted(_("Another person than the one who stated it decides."), code="same_person")
    check_length(note, "note")
    if not agree and not note.strip():
        raise Invalid(_("Say why not. The one who stated it will read it."), field="note", code="missing")
    if agree:
        found.link = store.link(*_records(actor, found))
    found.agreed, found.decided_by, found.decided_at = agree, actor.account_id, clock.now()
    found.note = note.strip()
    found.save()
    return found


def _records(actor: Actor, found: OnePerson) -> tuple[UUID, UUID]:
    issuer, _colon, number = found.known_key.partition(":")
    known = store.find_document(issuer, number)
    if known is None:
        raise Conflict(_("No record with this document is known here."), code="unknown")
    # Nobody may have read the new document at a border yet: then this is its first record.
    person, _document = store.remember(actor, describe(parse(found.mrz, clock.today())))
    if not rules.same_birth_date(known.person.birth_date, person.birth_date):
        raise Conflict(OTHER_PERSON, code="other_person")
    if person.pk in store.joined(known.person_id):
        raise Conflict(_("These documents belong to one person already."), code="one_already")
    return known.person_id, person.pk


@act(
    "border.undo_one_person",
    roles=(SUPERVISOR, HEADQUARTERS),
    purpose=IDENTITY,
    title=_("Undo that two documents belong to one person"),
    fresh=True,
)
def undo_one_person(actor: Actor, *, statement_id: UUID, reason: str) -> OnePerson:
    """It was a mistake: each record has its own history again, as it was recorded. Raises Invalid (``reason``), Conflict
    (``not_linked``), NotFound."""
    found = _locked(statement_id)
    if not found.agreed or found.undone_at is not None:
        raise Conflict(_("These documents are not joined by this statement."), code="not_linked")
    if not reason.strip():
        raise Invalid(_("Give a reason."), field="reason", code="missing")
    check_length(reason, "reason")
    if found.link_id is not None:
        store.unlink(found.link_id)
    found.undone_by, found.undone_at, found.undone_reason = actor.account_id, clock.now(), reason.strip()
    found.save()
    return found


def _locked(statement_id: UUID) -> OnePerson:
    found = OnePerson.objects.select_for_update().filter(pk=statement_id).first()
    if found is None:
        raise NotFound(field="statement_id")
    about("one_person", found.pk)
    return found
