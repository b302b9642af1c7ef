"""A migration service, two employers and applications in any state; everything made by acts."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.standards.mrz.generation import generate_td3

CONSOLE = Actor.system("console")


def passport(expires_on: date) -> str:
    """The machine-readable lines of the specimen passport of Utopia, valid until a day."""
    return generate_td3(
        document_code="P",
        issuer="UTO",
        primary="ERIKSSON",
        secondary="ANNA MARIA",
        number="L898902C3",
        nationality="UTO",
        birth_date="1974-08-12",
        sex="F",
        expiry_date=expires_on.isoformat(),
    )


def picture() -> bytes:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "JPEG")
    return out.getvalue()


@dataclass
class World:
    """People by user name. Calls go through the catalogue: ``world.do("employer", "labour.submit", …)``."""

    people: dict[str, Actor] = field(default_factory=dict)
    institutions: dict[str, Any] = field(default_factory=dict)

    def do(self, who: str | Actor, name: str, /, **arguments: Any) -> Any:
        from sapar.kernel.acts import CATALOGUE

        return CATALOGUE[name](self.people[who] if isinstance(who, str) else who, **arguments)

    def add(self, username: str, role: str, office: str, phone: str = "") -> Actor:
        from sapar.kernel.access.acts import appoint, create_account
        from sapar.kernel.access.session import actor_for

        account = create_account(
            CONSOLE, username=username, full_name=f"{username.title()} Person", language="en", phone=phone
        )
        duty = appoint(CONSOLE, account_id=account.pk, institution_id=self.institutions[office].pk, role=role)
        self.people[username] = actor_for(account, duty, "en", clock.now())
        return self.people[username]

    def draft(self, who: str = "employer", **answers: Any) -> UUID:
        """A draft with all answers and documents. ``answers`` replace those of worker and work."""
        made: UUID = self.do(who, "labour.start").pk
        today = clock.today()
        worker = {
            "primary": "Karimow",
            "secondary": "Rustam",
            "birth_date": "1990-05-17",
            "sex": "M",
            "nationality": "UZB",
            "issuer": "UZB",
            "number": f"FA{secrets.randbelow(10**7):07d}",
            "document_expires_on": today + timedelta(days=1500),
            "phone": "",
            "language": "ru",
        }
        work = {
            "post": "Welder",
            "sector": "F",
            "wage_minor": 450000,
            "wage_currency": "TMT",
            "place_of_work": "Ashgabat",
            "starts_on": today + timedelta(days=30),
            "ends_on": today + timedelta(days=300),
        }
        allowed = {*worker, "mrz", "document_code"}
        worker |= {key: value for key, value in answers.items() if key in allowed}
        work |= {key: value for key, value in answers.items() if key not in allowed}
        self.do(who, "labour.describe_worker", application_id=made, **worker)
        self.do(who, "labour.describe_work", application_id=made, **work)
        for kind in ("passport", "photo", "contract"):
            self.do(who, "labour.attach", application_id=made, kind=kind, content=picture(), filename="scan.jpg")
        return made

    def staff(self, who: str = "employer", total: int = 1000, foreign: int = 0) -> None:
        self.do(who, "labour.declare_staff", total=total, foreign=foreign, counted_on=clock.today(), source="own_list")

    def submitted(self, who: str = "employer", **answers: Any) -> UUID:
        made = self.draft(who, **answers)
        self.do(who, "labour.submit", application_id=made, confirmed=True)
        return made

    def granted(self, who: str = "employer", by: str = "officer", **answers: Any) -> UUID:
        made = self.submitted(who, **answers)
        self.grant(made, by)
        return made

    def grant(self, application_id: UUID, by: str = "officer", **more: Any) -> Any:
        first: date = more.pop("valid_from", clock.today())
        last: date = more.pop("valid_until", first + timedelta(days=180))
        return self.do(by, "labour.grant", application_id=application_id, valid_from=first, valid_until=last, **more)

    def refused(self, who: str = "employer", by: str = "officer", **answers: Any) -> UUID:
        made = self.submitted(who, **answers)
        self.do(by, "labour.refuse", application_id=made, reasons=["terms"], text="The wage is below the law.")
        return made

    def code(self, application_id: UUID, by: str = "officer") -> tuple[str, str]:
        """Hand a code over; reference and code."""
        from sapar.areas.labour import rules
        from sapar.areas.labour.acts.records import pepper
        from sapar.areas.labour.models import Application
        from sapar.kernel.access.context import reading

        with reading(self.people[by]):
            reference = Application.objects.get(pk=application_id).reference
        code = rules.code_from(secrets.randbits(rules.CODE_BITS))
        digest = rules.code_digest(reference, code, pepper())
        self.do(by, "labour.hand_over_code", application_id=application_id, digest=digest)
        return reference, code

    def state(self, application_id: UUID) -> str:
        from sapar.kernel.access.context import reading
        from sapar.kernel.procedures.moves import case_of

        with reading(Actor.system("clock")):
            return str(case_of(application_id).state)

    def stale(self, who: str) -> Actor:
        """The same person, whose second factor was confirmed an hour ago."""
        return replace(self.people[who], second_factor_at=clock.now() - timedelta(hours=1))


def worker(application_id: UUID) -> Actor:
    return Actor.holder(application_id, "labour.worker", "en")


def make_world() -> World:
    from sapar.kernel.access.acts import create_institution

    world = World()
    for code, kind, number in (
        ("SMS", "migration_service", ""),
        ("EMP-1", "employer", "TM-104-55821"),
        ("EMP-2", "employer", "TM-207-11930"),
        ("NODE", "node", ""),
    ):
        world.institutions[code] = create_institution(
            CONSOLE, code=code, kind=kind, name_tk=code, name_ru=code, name_en=f"{code} office", register_number=number
        )
    for username, role, office in (
        ("officer", "labour.officer", "SMS"),
        ("officer2", "labour.officer", "SMS"),
        ("head", "labour.head", "SMS"),
        ("head2", "labour.head", "SMS"),
        ("auditor", "ledger.auditor", "SMS"),
        ("manager", "access.manager", "SMS"),
        ("employer", "labour.employer", "EMP-1"),
        ("colleague", "labour.employer", "EMP-1"),
        ("employer2", "labour.employer", "EMP-2"),
        ("admin", "node.administrator", "NODE"),
    ):
        world.add(username, role, office, phone="+99365000001" if username == "colleague" else "")
    return world


@pytest.fixture
def world(node_db: Any) -> World:
    found = make_world()
    for who in ("employer", "employer2"):
        found.staff(who)
    return found
