"""Writing where somebody stays, and whether they may stay longer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import queries
from sapar.areas.border.access import HEADQUARTERS, HOST, OWN_STAY, REGISTRAR, REGISTRATION, SERVICE, TRAVELLER
from sapar.areas.border.acts.stays import number_key, permit_stay
from sapar.areas.border.models import Crossing, StayExtension, StayRegistration
from sapar.areas.border.notices import EXTENSION_ASKED
from sapar.areas.border.procedures import EXTENSION
from sapar.areas.border.rules import registration as rules
from sapar.areas.border.rules.stays import Standing
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from sapar.kernel.notices.store import DELIVER, notify
from sapar.kernel.people import rules as people_rules
from sapar.kernel.people import store
from sapar.kernel.procedures import moves
from sapar.kernel.procedures.models import Case
from sapar.standards.countries import state_code

PERIOD = {
    "future": (_("A stay is registered once it has begun."), "stays_from"),
    "order": (_("The last day cannot lie before the first."), "stays_until"),
    "long": (_("At most one year."), "stays_until"),
}
ASK = {
    "past": _("Choose a day that is still to come."),
    "within": _("You may stay until that day already."),
    "long": _("At most one year from today."),
}
OPEN_AT_ONCE = 1


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is registered, as the passport says it."""

    number: str
    nationality: str
    birth_date: str
    name: str


@act("border.register_guest", roles=(HOST,), purpose=REGISTRATION, title=_("Register a guest's stay"))
def register_guest(
    actor: Actor,
    *,
    number: str,
    nationality: str,
    birth_date: str,
    name: str,
    address: str,
    stays_from: date,
    stays_until: date | None = None,
) -> StayRegistration:
    """A host or hotel says where a guest stays. The answer is the same whether or not an entry is known. Raises Invalid."""
    guest = Guest(number, nationality, birth_date, name)
    host = Institution.objects.get(pk=actor.institution_id or NOBODY)
    return _register(actor, guest, address, host.name(settings.LANGUAGE_CODE), stays_from, stays_until, "hotel")


@act("border.register_stay", roles=SERVICE, purpose=REGISTRATION, title=_("Register a stay at the office"))
def register_stay(
    actor: Actor,
    *,
    number: str,
    nationality: str,
    birth_date: str,
    name: str,
    address: str,
    stays_from: date,
    stays_until: date | None = None,
    host_name: str = "",
) -> StayRegistration:
    """An officer registers somebody who came to the office. Raises Invalid."""
    guest = Guest(number, nationality, birth_date, name)
    return _register(actor, guest, address, host_name, stays_from, stays_until, "office")


@act("border.register_own_stay", roles=(TRAVELLER,), purpose=OWN_STAY, title=_("Register one's own stay"))
def register_own_stay(
    actor: Actor, *, address: str, stays_from: date, stays_until: date | None = None, host_name: str = ""
) -> StayRegistration:
    """The traveller says where they stay, alone or at a host's, whose name they give. Raises Invalid, Conflict."""
    entry = _own_entry(actor)
    channel = "host" if host_name.strip() else "self"
    guest = Guest(entry.document_number, entry.nationality, "", "")
    return _register(actor, guest, address, host_name, stays_from, stays_until, channel)


def _register(
    actor: Actor,
    guest: Guest,
    address: str,
    host_name: str,
    stays_from: date,
    stays_until: date | None,
    channel: str,
) -> StayRegistration:
    number, nationality = number_key(guest.number), state_code(guest.nationality)
    own = channel in ("self", "host")
    errors = [] if own else _guest_errors(number, nationality, guest)
    if not address.strip():
        errors.append(Invalid(_("Enter the address of the stay."), field="address", code="missing"))
    if len(address) > rules.ADDRESS_LONGEST:
        errors.append(Invalid(_("Write at most 500 characters."), field="address", code="too_long"))
    if len(host_name) > rules.NAME_LONGEST:
        errors.append(Invalid(_("Write at most 200 characters."), field="host_name", code="too_long"))
    if why := rules.why_not_period(stays_from, stays_until, clock.today()):
        message, field = PERIOD[why]
        errors.append(Invalid(message, field=field, code=why))
    if errors:
        raise Invalid.many(errors)
    made = StayRegistration(
        reference=rules.reference("SR", secrets.randbits(rules.REFERENCE_BITS)),
        document_number=number,
        nationality=nationality,
        birth_date=guest.birth_date,
        name=guest.name.strip(),
        address=address.strip(),
        host_name=host_name.strip(),
        stays_from=stays_from,
        stays_until=stays_until,
        channel=channel,
        institution_id=actor.institution_id or NOBODY,
        account_id=actor.account_id,
        holder_id=actor.holder_id,
        made_at=clock.now(),
        made_on=clock.today(),
    )
    made.save(force_insert=True)
    about("registration", made.pk)
    return made


def _guest_errors(number: str, nationality: str, guest: Guest) -> list[Invalid]:
    found = []
    if not people_rules.DOCUMENT_NUMBER.fullmatch(number):
        found.append(Invalid(_("Enter the number of the document: letters and digits."), field="number"))
    if not (1 <= len(nationality) <= 3 and nationality.isascii() and nationality.isalpha()):
        found.append(Invalid(_("Enter the three-letter code of the State, as in the passport."), field="nationality"))
    if people_rules.partial_date_error(guest.birth_date, clock.today()):
        found.append(Invalid(_("Enter the date of birth as in the passport."), field="birth_date"))
    if not guest.name.strip() or len(guest.name) > rules.NAME_LONGEST:
        found.append(Invalid(_("Enter the name as in the passport."), field="name"))
    return found


@act("border.end_registration", roles=(HOST, *SERVICE), purpose=REGISTRATION, title=_("Note that a guest has left"))
def end_registration(actor: Actor, *, registration_id: UUID, left_on: date) -> StayRegistration:
    """The guest left on that day. Raises NotFound, Conflict (noted already), Invalid (``left_on``)."""
    rows = StayRegistration.objects.select_for_update().filter(pk=registration_id)
    if actor.role == HOST:
        rows = rows.filter(institution_id=actor.institution_id or NOBODY)
    found = rows.first()
    if found is None:
        raise NotFound(field="registration_id")
    if found.left_on is not None:
        raise Conflict(_("It is noted already when this guest left."), code="left")
    if not found.stays_from <= left_on <= clock.today():
        raise Invalid(_("Choose a day from the first of the stay up to today."), field="left_on")
    found.left_on = left_on
    found.save(update_fields=["left_on"])
    about("registration", found.pk)
    return found


# ------------------------------------------------------------------------------------------------ extension


@act(
    "border.ask_extension",
    roles=(TRAVELLER,),
    purpose=OWN_STAY,
    title=_("Ask to stay longer"),
    emits=(DELIVER,),
)
def ask_extension(actor: Actor, *, asked_until: date, ground: str, text: str = "") -> StayExtension:
    """The traveller asks. Raises Invalid, Conflict (``outside``, ``waiting``), NotFound."""
    return _ask(actor, actor.holder_id or NOBODY, asked_until, ground, text)


@act(
    "border.file_extension",
    roles=SERVICE,
    purpose=REGISTRATION,
    title=_("File a request to stay longer at the office"),
    emits=(DELIVER,),
)
def file_extension(actor: Actor, *, person_id: UUID, asked_until: date, ground: str, text: str = "") -> StayExtension:
    """An officer writes down the request of somebody who came to the office; another one decides. Raises as above."""
    return _ask(actor, person_id, asked_until, ground, text)


def _ask(actor: Actor, person_id: UUID, asked_until: date, ground: str, text: str) -> StayExtension:
    today = clock.today()
    known, found = _standing(actor, person_id, today)
    here = known.here
    if here is None or not isinstance(here.entry_key, UUID) or found.basis == "citizen":
        raise Conflict(_("By the records there is no stay here that could be extended."), code="outside")
    errors = []
    if why := rules.why_not_ask(asked_until, found.until, today):
        errors.append(Invalid(ASK[why], field="asked_until", code=why))
    if ground not in rules.GROUNDS:
        errors.append(Invalid(_("Choose one of the options."), field="ground"))
    if len(text) > rules.TEXT_LONGEST:
        errors.append(Invalid(_("Write at most 2,000 characters."), field="text", code="too_long"))
    if ground == "other" and not text.strip():
        errors.append(Invalid(_("Say in a few words why."), field="text", code="missing"))
    if errors:
        raise Invalid.many(errors)
    if StayExtension.objects.filter(person_id__in=store.joined(person_id), decided_at=None).count() >= OPEN_AT_ONCE:
        raise Conflict(_("An earlier request is being decided on. Wait for the answer."), code="waiting")
    service = _service()
    made = StayExtension(
        reference=rules.reference("SX", secrets.randbits(rules.REFERENCE_BITS)),
        entry_id=here.entry_key,
        person_id=person_id,
        asked_until=asked_until,
        ground=ground,
        text=text.strip(),
        made_at=clock.now(),
        account_id=actor.account_id,
        institution_id=service.pk,
    )
    made.save(force_insert=True)
    about("person", person_id)
    moves.open_case(
        actor,
        EXTENSION.name,
        subject=("extension", made.pk),
        reference=made.reference,
        institution_id=service.pk,
    )
    notify(
        EXTENSION_ASKED,
        {"reference": made.reference},
        institution_role=(service.pk, REGISTRAR),
        link=reverse("border:extension", args=[made.pk]),
    )
    return made


def _standing(actor: Actor, person_id: UUID, today: date) -> tuple[queries.Known, Standing]:
    if actor.role == TRAVELLER:
        return queries.own_standing(actor, today)
    found = queries.known_of(person_id, today)
    if not found.crossings:
        raise NotFound(field="person_id")
    last = found.crossings[-1]
    kind = found.stays[-1].document_kind if found.stays else "other"
    return found, queries.standing_of(found, last.nationality, kind, today)


@act("border.decide_extension", roles=(REGISTRAR,), purpose=REGISTRATION, title=_("Decide on staying longer"))
def decide_extension(
    actor: Actor,
    *,
    extension_id: UUID,
    grant: bool,
    until: date | None = None,
    reasons: list[str] | None = None,
    decision: str = "",
) -> StayExtension:
    """Grant until a day (the one asked for, or an earlier one), or refuse with reasons and words that the traveller reads.

    Raises NotPermitted (``same_person``: who filed the request), Invalid, Conflict (decided already), NotFound.
    """
    found, case = _open_extension(extension_id)
    if found.account_id is not None and found.account_id == actor.account_id:
        raise NotPermitted(_("Another person than the one who filed the request decides on it."), code="same_person")
    if len(decision) > rules.TEXT_LONGEST:
        raise Invalid(_("Write at most 2,000 characters."), field="decision", code="too_long")
    now = clock.now()
    if grant:
        _grant(found, until)
    else:
        chosen = list(dict.fromkeys(reasons or []))
        errors = []
        if not chosen or any(one not in rules.REFUSALS for one in chosen):
            errors.append(Invalid(_("Choose at least one reason."), field="reasons"))
        if not decision.strip():
            errors.append(Invalid(_("Explain the refusal. The traveller will read it."), field="decision"))
        if errors:
            raise Invalid.many(errors)
        found.reasons = chosen
    found.decided_at, found.decided_by, found.decision = now, actor.account_id, decision.strip()
    found.save()
    moves.move(actor, case, "grant" if grant else "refuse", reason=decision.strip() or ("—" if grant else ""))
    about("person", found.person_id)
    return found


@act(
    "border.appeal_extension", roles=(TRAVELLER,), purpose=OWN_STAY, title=_("Appeal against a refusal to stay longer")
)
def appeal_extension(actor: Actor, *, extension_id: UUID, appeal: str) -> StayExtension:
    """Within ten days (unverified), once. Raises Invalid (``appeal``), Conflict, NotFound."""
    found, case = _open_extension(extension_id, person_id=actor.holder_id or NOBODY)
    if found.decided_at is None or found.granted_until is not None or found.appealed_at is not None:
        raise Conflict(moves.NOT_NOW, code="state")
    if clock.today() > rules.appeal_until(clock.day_of(found.decided_at)):
        raise Conflict(_("The time for an appeal is over."), code="too_late")
    if not appeal.strip():
        raise Invalid(_("Say why the refusal is wrong."), field="appeal", code="missing")
    if len(appeal) > rules.TEXT_LONGEST:
        raise Invalid(_("Write at most 2,000 characters."), field="appeal", code="too_long")
    found.appealed_at, found.appeal = clock.now(), appeal.strip()
    found.save(update_fields=["appealed_at", "appeal"])
    moves.move(actor, case, "appeal", reason=appeal)
    return found


@act("border.hear_appeal", roles=(HEADQUARTERS,), purpose=REGISTRATION, title=_("Decide on an appeal about a stay"))
def hear_appeal(
    actor: Actor, *, extension_id: UUID, lift: bool, answer: str, until: date | None = None
) -> StayExtension:
    """Headquarters lift the refusal and grant, or confirm it. Raises NotPermitted (who refused), Invalid, Conflict."""
    found, case = _open_extension(extension_id)
    if found.decided_by == actor.account_id:
        raise NotPermitted(_("Another person than the one who refused decides on the appeal."), code="same_person")
    if found.appealed_at is None or found.heard_at is not None:
        raise Conflict(moves.NOT_NOW, code="state")
    if not answer.strip():
        raise Invalid(_("Write the answer. The traveller will read it."), field="answer", code="missing")
    if len(answer) > rules.TEXT_LONGEST:
        raise Invalid(_("Write at most 2,000 characters."), field="answer", code="too_long")
    if lift:
        _grant(found, until)
    found.heard_at, found.heard_by, found.answer = clock.now(), actor.account_id, answer.strip()
    found.save()
    moves.move(actor, case, "lift" if lift else "confirm", reason=answer)
    about("person", found.person_id)
    return found


def _grant(found: StayExtension, until: date | None) -> None:
    day = until or found.asked_until
    if not clock.today() <= day <= found.asked_until:
        raise Invalid(_("Choose a day from today up to the one that was asked for."), field="until")
    found.granted_until = day
    entry = Crossing.objects.get(pk=found.entry_id)
    permit_stay(entry, "extension", day, reference=found.reference, record_id=found.pk)


def _open_extension(extension_id: UUID, person_id: UUID | None = None) -> tuple[StayExtension, Case]:
    rows = StayExtension.objects.select_for_update().filter(pk=extension_id)
    found = (rows if person_id is None else rows.filter(person_id__in=store.joined(person_id))).first()
    if found is None:
        raise NotFound(field="extension_id")
    about("extension", found.pk)
    return found, moves.case_of(found.pk, lock=True)


def _own_entry(actor: Actor) -> Crossing:
    """The entry of the stay that the traveller's page is about. Raises Conflict when by the records they have left."""
    found, _standing_now = queries.own_standing(actor, clock.today())
    here = found.here
    entry = next((row for row in found.crossings if here is not None and row.pk == here.entry_key), None)
    if entry is None:
        raise Conflict(_("By the records you are not in the country."), code="outside")
    about("person", entry.person_id)
    return entry


def _service() -> Institution:
    """The institution that decides on stays. Raises Unavailable when none is set up."""
    found = Institution.objects.filter(kind="migration_service", ended_at=None).order_by("created_at", "id").first()
    if found is None:
        raise Unavailable(code="no_service")
    return found
