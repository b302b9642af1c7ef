"""A migration service with visa officers, a carrier with a machine, and applications by people of our own."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PIL import Image
from tests.areas.border.conftest import CONSOLE, passport

from sapar.areas.border.acts.visa_records import pepper
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.methods import codes

MARK = "0" * 64


def picture(width: int = 360, height: int = 480, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (120, 130, 140)).save(out, kind)
    return out.getvalue()


@dataclass
class Visas:
    """``first``, ``second`` (visa officers), ``head``, ``head2``; ``do(actor or name, act, …)`` calls by catalogue name."""

    institution: Any
    people: dict[str, Actor] = field(default_factory=dict)
    codes: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    random: int = 1

    def do(self, who: str | Actor, name: str, /, **arguments: Any) -> Any:
        actor = self.people[who] if isinstance(who, str) else who
        return CATALOGUE[f"border.{name}"](actor, **arguments)

    def add(self, username: str, role: str, institution: Any = None) -> Actor:
        from sapar.kernel.access.acts import appoint, create_account
        from sapar.kernel.access.session import actor_for

        account = create_account(CONSOLE, username=f"visa-{username}", full_name=username.title(), language="en")
        where = institution or self.institution
        duty = appoint(CONSOLE, account_id=account.pk, institution_id=where.pk, role=role)
        self.people[username] = actor_for(account, duty, "en", clock.now())
        return self.people[username]

    def start(self) -> Actor:
        """A draft, and its applicant."""
        self.random += 977
        reference, code = rules.reference_from(self.random), codes.code_from(self.random)
        digest = rules.code_digest(reference, code, pepper())
        made = self.do(Actor.public("en"), "visa_start", reference=reference, digest=digest, address_mark=MARK)
        self.codes[made.pk] = (reference, code)
        return Actor.holder(made.pk, "border.visa_applicant", "en")

    def fill(self, holder: Actor, **changes: Any) -> Actor:
        day = clock.today() + timedelta(days=20)
        answers: dict[str, Any] = {
            "primary": "Asanov",
            "secondary": "Bakyt",
            "birth_date": "1990-03-27",
            "sex": "M",
            "nationality": "KGZ",
            "issuer": "KGZ",
            "number": "AC1234567",
            "document_expires_on": date(2034, 5, 1),
            "mrz": passport(),
            "purpose": "tourism",
            "arrives_on": day,
            "leaves_on": day + timedelta(days=9),
            "entries": "1",
            "stays_at": "Hotel Ýyldyz, Aşgabat",
            "email": "bakyt@example.org",
            "kind": "none",
        } | changes
        parts = {
            "visa_passport": (
                *("primary", "secondary", "birth_date", "sex", "nationality", "issuer", "number"),
                *("document_expires_on", "mrz"),
            ),
            "visa_trip": ("purpose", "arrives_on", "leaves_on", "entries", "stays_at", "email"),
            "visa_inviter": ("kind", *(n for n in ("name", "register_number", "reference") if n in changes)),
        }
        for act, names in parts.items():
            self.do(holder, act, **{name: answers[name] for name in names})
        self.do(holder, "visa_attach", kind="photo", content=picture(), filename="me.jpg")
        self.do(holder, "visa_attach", kind="passport", content=picture(600, 400), filename="page.jpg")
        return holder

    def submitted(self, **changes: Any) -> UUID:
        holder = self.fill(self.start(), **changes)
        self.do(holder, "visa_submit", confirmed=True)
        return id_of(holder)

    def paid(self, **changes: Any) -> UUID:
        made = self.submitted(**changes)
        receipt = f"R-{self.random}"
        self.do(
            "first", "visa_fee", application_id=made, paid_on=clock.today(), amount_minor=4500, receipt_number=receipt
        )
        return made

    def proposed(self, outcome: str = "grant", **changes: Any) -> UUID:
        made = self.paid(**changes)
        self.propose(made, outcome)
        return made

    def propose(self, application_id: UUID, outcome: str = "grant", by: str = "first", **more: Any) -> Any:
        today = clock.today()
        if outcome == "refuse":
            values: dict[str, Any] = {"reasons": ["purpose"], "text": "No ticket was shown."}
        else:
            values = {
                "valid_from": today,
                "valid_until": today + timedelta(days=60),
                "stay_days": 10,
                "entries": "1",
                "hits_note": "another person",
            }
        return self.do(by, "visa_propose", application_id=application_id, outcome=outcome, **(values | more))

    def granted(self, by: str = "second", **changes: Any) -> UUID:
        made = self.proposed(**changes)
        self.do(by, "visa_decide", application_id=made, agree=True)
        return made

    def refused(self, **changes: Any) -> UUID:
        made = self.proposed("refuse", **changes)
        self.do("second", "visa_decide", application_id=made, agree=True)
        return made

    def state(self, application_id: UUID) -> str:
        from sapar.kernel.access.context import reading
        from sapar.kernel.procedures import moves

        with reading(self.people["first"]):
            return moves.case_of(application_id).state

    def holder(self, application_id: UUID) -> Actor:
        return Actor.holder(application_id, "border.visa_applicant", "en")


def id_of(holder: Actor) -> UUID:
    assert holder.holder_id is not None
    return holder.holder_id


def make_visas() -> Visas:
    from sapar.kernel.access.acts import create_institution

    made = Visas(
        create_institution(
            CONSOLE, code="MIGR", kind="migration_service", name_tk="Migrasiýa", name_ru="Миграция", name_en="Migration"
        )
    )
    for name, role in (("first", "officer"), ("second", "officer"), ("head", "head"), ("head2", "head")):
        made.add(name, f"border.visa_{role}")
    return made


def make_carrier(made: Visas) -> Actor:
    """A carrier's machine as an actor."""
    from sapar.kernel.access.acts import create_institution
    from sapar.kernel.access.machines import install_machine, role_of
    from sapar.kernel.access.session import actor_for

    institution = create_institution(
        CONSOLE, code="UTA", kind="carrier", name_tk="Utopia", name_ru="Утопия", name_en="Utopia Air"
    )
    machine = install_machine(
        CONSOLE,
        institution_id=institution.pk,
        username="uta-checkin",
        title="Check-in",
        contact="Operations",
        role="border.carrier",
    )
    duty = role_of(machine.account_id)
    assert duty is not None
    made.people["carrier"] = actor_for(duty.account, duty, "en")
    return made.people["carrier"]
