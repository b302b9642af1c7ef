"""Writing about stays: regimes by two persons, permissions of a stay, entry slips, opening one's own page."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import rules as desk_rules
from sapar.areas.border.access import DESK, HEADQUARTERS, OWN_STAY, PUBLIC, REGIMES, SERVICE, STAY
from sapar.areas.border.models import Correction, Crossing, StayCode, StayPermission, StayRegime
from sapar.areas.border.queries.visa_checks import visas_of
from sapar.areas.border.rules import Check
from sapar.areas.border.rules import stays as rules
from sapar.areas.border.rules import visas as visa_rules
from sapar.kernel import clock
from sapar.kernel.access import limits
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.codes import plain
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.people import rules as people_rules
from sapar.kernel.people.models import TravelDocument
from sapar.standards.countries import state_code

HEX = re.compile(r"[0-9a-f]{64}")
CODE = re.compile(r"[a-z0-9_.]{3,40}")
# Failures within WINDOW: with one document from one address, with one document from anywhere, from one address.
TRIES = (10, 60, 100)
WINDOW = 15 * 60
COST = {"n": 2**14, "r": 8, "p": 1}  # as a worker's code: 16 MiB and some 50 ms a try

REGIME_WORDS = {
    ("limits", "count"): _("Enter at least one limit."),
    ("limits", "limit"): _("A limit is fewer days than its period; a period without a window is a stay or a year."),
    ("convention", "choice"): _("Choose how days are counted."),
    ("nationalities", "code"): _("Enter the codes of States as in passports, like KAZ, UZB."),
    ("document_kinds", "choice"): _("Choose kinds of document from the list."),
    ("valid_until", "order"): _("The last day cannot lie before the first."),
    ("source", "missing"): _("Say in which law or agreement this stands, and where it was read."),
    ("source", "long"): _("Write at most 2,000 characters."),
}


@act("border.enter_regime", roles=(HEADQUARTERS,), purpose=REGIMES, title=_("Enter a regime of visa-free stay"))
def enter_regime(
    actor: Actor,
    *,
    code: str,
    limits: list[dict[str, Any]],
    convention: str,
    source: str,
    nationalities: list[str] | None = None,
    document_kinds: list[str] | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    unverified: bool = True,
    replaces_id: UUID | None = None,
) -> StayRegime:
    """Propose a regime, or a new version of one (``replaces_id``); it counts once another person has approved it.

    Raises Invalid naming each field; Conflict (``code_taken``) for the code of another regime, (``replaced``) when the old
    one is not in force any more.
    """
    nationalities = sorted({state_code(code) for code in nationalities or ()})
    wrong = rules.regime_errors(
        limits=limits,
        convention=convention,
        nationalities=nationalities,
        document_kinds=document_kinds or [],
        valid_from=valid_from,
        valid_until=valid_until,
        source=source,
    )
    errors = [Invalid(REGIME_WORDS[field, why], field=field, code=f"{field}_{why}") for field, why in wrong.items()]
    if not CODE.fullmatch(code):
        errors.append(Invalid(_("Use small letters, digits, dots and underscores."), field="code"))
    if errors:
        raise Invalid.many(errors)
    if replaces_id is not None:
        old = _regime(replaces_id)
        if not old.approved or old.replaced_at is not None:
            raise Conflict(_("The regime that this one is to replace is not in force any more."), code="replaced")
    taken = (
        StayRegime.objects.filter(code=code, replaced_at=None).exclude(approved=False).exclude(pk=replaces_id or NOBODY)
    )
    if taken.exists():
        raise Conflict(_("There is a regime with this code already."), field="code", code="code_taken")
    made = StayRegime(
        code=code,
        limits=[rules.as_stored(rules.read_limit(limit)) for limit in limits],
        convention=convention,
        nationalities=nationalities,
        document_kinds=[kind for kind in rules.DOCUMENT_KINDS if kind in (document_kinds or [])],
        valid_from=valid_from,
        valid_until=valid_until,
        source=source.strip(),
        unverified=unverified,
        replaces_id=replaces_id,
        entered_at=clock.now(),
        entered_by=actor.account_id or NOBODY,
        institution_id=actor.institution_id or NOBODY,
    )
    made.save(force_insert=True)
    about("regime", made.pk)
    return made


@act("border.decide_regime", roles=(HEADQUARTERS,), purpose=REGIMES, title=_("Approve or reject a regime"), fresh=True)
def decide_regime(actor: Actor, *, regime_id: UUID, approve: bool, note: str = "") -> StayRegime:
    """A second person decides. Raises NotPermitted (``same_person``), Conflict (``decided``, ``replaced``), Invalid
    (``note``: a rejection says why)."""
    found = _regime(regime_id)
    if found.approved is not None:
        raise Conflict(_("Somebody has decided on this regime already."), code="decided")
    if found.entered_by == actor.account_id:
        raise NotPermitted(_("Another person than the one who entered a regime decides on it."), code="same_person")
    if not approve and not note.strip():
        raise Invalid(_("Say why not. The one who entered it will read it."), field="note", code="missing")
    if len(note) > rules.SOURCE_LONGEST:
        raise Invalid(_("Write at most 2,000 characters."), field="note", code="too_long")
    if approve and found.replaces_id is not None:
        changed = StayRegime.objects.filter(pk=found.replaces_id, approved=True, replaced_at=None).update(
            replaced_at=clock.now()
        )
        if changed != 1:
            raise Conflict(_("The regime that this one is to replace is not in force any more."), code="replaced")
    found.approved, found.decided_at, found.decided_by = approve, clock.now(), actor.account_id
    found.note = note.strip()
    found.save()
    about("regime", found.pk)
    return found


def _regime(regime_id: UUID) -> StayRegime:
    found = StayRegime.objects.select_for_update().filter(pk=regime_id).first()
    if found is None:
        raise NotFound(field="regime_id")
    return found


# ------------------------------------------------------------------------------------------------ permissions


def permit_stay(
    entry: Crossing, kind: str, valid_until: date | None, *, reference: str = "", record_id: UUID | None = None
) -> StayPermission:
    """Write down that the stay which begins with ``entry`` may last until a day (None: without a limit).

    For the acts that admit with a visa, a work permit, or extend a stay; inside an act. Raises ValueError for a kind that
    is none, or for an exit.
    """
    if kind not in rules.PERMISSIONS or entry.direction != "entry":
        raise ValueError("a permission has a kind, and belongs to an entry")
    made = StayPermission(
        entry=entry,
        person_id=entry.person_id,
        kind=kind,
        valid_until=valid_until,
        reference=reference,
        record_id=record_id,
        at=clock.now(),
    )
    made.save(force_insert=True)
    return made


def keep_permit(entry: Crossing, checks: list[Check]) -> None:
    """The work permit whose seal held at the entry, if there was one, is a permission of the stay."""
    if entry.direction != "entry":
        return
    for check in checks:
        for note in check.notes:
            values = dict(note.values)
            if check.name == "seal" and check.state is desk_rules.State.GREEN and note.code == "permit":
                permit_stay(entry, "permit", date.fromisoformat(values["day"]), reference=values["number"])


def keep_visa(entry: Crossing, checks: list[Check]) -> None:
    """The visa that held at the entry, sealed or on record, is a permission of the stay; beside a work permit it is not used."""
    found = rules.visa_in(checks)
    if found is not None and entry.direction == "entry" and not entry.permit_number:
        permit_stay(entry, "visa", found.until(entry.crossed_on), reference=found.number)


def correct_visa(original: Crossing, made: Crossing) -> None:
    """What a visa permitted goes with the entry that was corrected, reckoned from its new day; after a correction to another
    document, or from an exit, it is the visa of that document which held on that day. Inside an act of the border."""
    held = StayPermission.objects.filter(entry_id__in=record_and_older(original.pk), kind="visa")
    if made.direction != "entry":
        return  # should it turn out to be an entry after all, the permission is found again by way of its corrections
    if made.permit_number:
        held.delete()
        return
    document = TravelDocument.objects.get(pk=made.document_id)
    visas = visas_of(people_rules.document_key(document.issuer, document.number))
    same, before = made.document_id == original.document_id, held.first()
    if same and before is not None:
        visa = next((one for one in visas if one.number == before.reference), None)
        held.update(entry=made)
        if visa is not None:
            until = rules.VisaStay(visa.number, visa.stay_days, visa.valid_until).until(made.crossed_on)
            kept = StayPermission.objects.filter(entry=made, kind="visa")
            kept.filter(before_until=None).update(valid_until=until)
            # A day for leaving that was set when the visa was cancelled stands.
            kept.exclude(before_until=None).update(before_until=until, valid_until=Least("valid_until", Value(until)))
        return
    held.delete()
    found = visa_rules.held_on(visas, made.crossed_on)
    if found is not None:
        stay = rules.VisaStay(found.number, found.stay_days, found.valid_until)
        permit_stay(made, "visa", stay.until(made.crossed_on), reference=found.number)


def record_and_older(crossing_id: UUID) -> list[UUID]:
    """A record and those that it was corrected from."""
    found: list[UUID] = [crossing_id]
    while older := Correction.objects.filter(replacement_id=found[-1]).values_list("original_id", flat=True).first():
        found.append(older)
    return found


# ------------------------------------------------------------------------------------------------ the traveller's page


def pepper() -> bytes:
    """The secret that goes into digests of slips' codes; it lies outside the database."""
    return f"sapar.border.stay:{settings.SECRET_KEY}".encode()


def number_key(number: str) -> str:
    """A document's number as crossings are searched by: capitals and digits."""
    return people_rules.document_key("", number)[1:]


def code_digest(number: str, birth_date: str, code: str) -> str:
    """What is stored instead of a code. Number and date of birth are part of it, so nothing has to be looked up to refuse,
    and a wrong number costs what a wrong code costs."""
    salt = hmac.digest(pepper(), f"{number_key(number)[:40]}:{birth_date}".encode(), "sha256")
    return hashlib.scrypt(plain(code[:100]).encode(), salt=salt, dklen=32, **COST).hex()


def marks(number: str, address: str) -> list[str]:
    """The names under which failures are counted: document and address, document, address."""
    key = number_key(number)[:40]
    pairs = (("both", f"{key}:{address}"), ("document", key), ("address", address))
    return [limits.bucket(f"border.stay.{kind}", value) for kind, value in pairs]


@act(
    "border.issue_slip",
    roles=(*DESK, *SERVICE),
    purpose=STAY,
    title=_("Issue an entry slip with a code"),
    page_only=True,
)
def issue_slip(actor: Actor, *, crossing_id: UUID, digest: str) -> StayCode:
    """Keep a new code for the person who entered; earlier ones open no page any more. The page that calls this made the
    code and shows it once. Raises NotFound, Conflict (``no_entry``: an exit, or a record that was corrected)."""
    if not HEX.fullmatch(digest):
        raise Invalid(field="digest")
    entry = Crossing.objects.filter(pk=crossing_id).first()
    if entry is None:
        raise NotFound(field="crossing_id")
    if entry.direction != "entry" or Correction.objects.filter(original=entry).exists():
        raise Conflict(_("A slip is given for an entry that counts."), code="no_entry")
    document = TravelDocument.objects.get(pk=entry.document_id)
    made = StayCode(
        entry=entry,
        person_id=entry.person_id,
        document_kind=rules.document_kind(document.document_code, document.issuer),
        digest=digest,
        issued_at=clock.now(),
    )
    made.save(force_insert=True)
    about("crossing", entry.pk)
    about("person", entry.person_id)
    return made


@act("border.open_stay", roles=(PUBLIC,), purpose=OWN_STAY, title=_("Open one's own stay with a code"), page_only=True)
def open_stay(actor: Actor, *, digest: str, marks: list[str]) -> dict[str, Any]:
    """Try a code: ``{"person": id or None, "code": id or None, "limited": bool}``.

    A failed attempt is no error, so that it is counted, under ``marks``. Nothing else is kept of it.
    """
    if len(marks) != len(TRIES) or not all(HEX.fullmatch(one) for one in (*marks, digest)):
        raise Invalid(field="marks")
    limited = any(limits.count(mark, WINDOW) >= most for mark, most in zip(marks, TRIES, strict=True))
    with connection.cursor() as cursor:
        cursor.execute("select person_id, code_id from border_stay_open(%s)", [digest])
        found = cursor.fetchone()
    person_id, code_id = found if found and not limited else (None, None)
    if person_id is None and not limited:
        for mark in sorted(marks):  # in one order, so that attempts at once do not wait for each other in a circle
            limits.hit(mark, WINDOW)
    if person_id is not None:
        about("person", person_id)
    return {"person": person_id and str(person_id), "code": code_id and str(code_id), "limited": limited}
