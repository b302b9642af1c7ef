"""A border service with three posts, documents made by the project's own generator, and a seal signer of Utopia."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.standards.mrz.generation import generate_td3

CONSOLE = Actor.system("console")
# Doc 9303 Part 4 and BSI specimens, as printed.
ERIKSSON = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def passport(**changes: Any) -> str:
    """A valid passport of a person of our own; ``changes`` as ``generate_td3`` takes them."""
    values: dict[str, Any] = {
        "issuer": "KGZ",
        "number": "AC1234567",
        "nationality": "KGZ",
        "birth_date": date(1990, 3, 27),
        "sex": "M",
        "expiry_date": date(2034, 5, 1),
        "primary": "ASANOV",
        "secondary": "BAKYT",
    }
    return generate_td3(**(values | changes))


@dataclass
class Service:
    """The border service: ``officer`` and ``colleague`` at the first post, ``other`` at the second, a supervisor."""

    institution: Any
    posts: list[Any]
    people: dict[str, Actor] = field(default_factory=dict)

    def add(self, username: str, role: str, post: Any = None, institution: Any = None) -> Actor:
        from sapar.kernel.access.acts import appoint, create_account
        from sapar.kernel.access.session import actor_for

        account = create_account(CONSOLE, username=f"border-{username}", full_name=username.title(), language="en")
        duty = appoint(
            CONSOLE,
            account_id=account.pk,
            institution_id=(institution or self.institution).pk,
            role=role,
            place_id=post.pk if post else None,
        )
        self.people[username] = actor_for(account, duty, "en", clock.now())
        return self.people[username]

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


@pytest.fixture
def service(node_db: Any) -> Service:
    return make_service()


def visa_free(*nationalities: str, code: str = "test.everybody") -> None:
    """A regime in force: 364 days for each stay, of these nationalities or of any. Any other regime is more specific."""
    from django.db import connection, transaction

    from sapar.areas.border.models import StayRegime

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('sapar.actor', 'system:test', true), set_config('sapar.reach', 'border=all', true)"
        )
        StayRegime.objects.create(
            code=code, limits=[{"days": 364, "period": "stay", "window_days": None}], convention="both",
            nationalities=list(nationalities), document_kinds=[], source="Law of the test", unverified=False,
            entered_at=clock.now(), entered_by=UUID(int=1), institution_id=UUID(int=1), decided_at=clock.now(),
            decided_by=UUID(int=2), approved=True,
        )  # fmt: skip


def make_service(*, open_border: bool = True) -> Service:
    """``open_border``: travellers of any nationality may enter without a visa."""
    from sapar.kernel.access.acts import create_institution, create_place

    institution = create_institution(
        CONSOLE, code="BORDER", kind="border_service", name_tk="Serhet", name_ru="Граница", name_en="Border service"
    )
    posts = [
        create_place(CONSOLE, code=code, kind="border_post", name_tk=code, name_ru=code, name_en=code.title())
        for code in ("FARAP", "SERHETABAT", "ASGABAT-AIR")
    ]
    made = Service(institution, posts)
    made.add("officer", "border.officer", posts[0])
    made.add("colleague", "border.officer", posts[0])
    made.add("other", "border.officer", posts[1])
    made.add("supervisor", "border.supervisor")
    if open_border:
        visa_free()
    return made


@dataclass
class Signer:
    """A seal signer of Utopia with its trust folder; lists are written anew by ``publish``."""

    folder: Path
    authority_key: Any
    authority: bytes
    key: Any
    certificate: bytes
    now: datetime

    @property
    def kid(self) -> str:
        from sapar.standards.seals.issue import key_id

        return key_id(self.key.public_key())

    def publish(
        self, *, revoked: tuple[int, ...] = (), days: int = 7, signer_revoked: bool = False, lists: bool = True
    ) -> None:
        from cryptography import x509

        from sapar.standards.seals.issue import issue_crl
        from sapar.standards.seals.revocation import write_list

        until = self.now + timedelta(days=days)
        serials = [x509.load_pem_x509_certificate(self.certificate).serial_number] if signer_revoked else []
        files = {"csca/csca.pem": self.authority, "signers/signer.pem": self.certificate}
        if lists:
            files["crl/list.crl"] = issue_crl(
                self.authority_key, self.authority, now=self.now, next_update=until, number=1, revoked=serials
            )
            files[f"revoked/{self.kid}.json"] = write_list(
                self.key,
                issuer=self.kid,
                signer=self.kid,
                date=self.now,
                next_update=until,
                size=4096,
                revoked=revoked,
            )
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def seal(self, **changes: Any) -> str:
        """A permit's seal for the person of ``passport()``."""
        from sapar.standards.seals.issue import seal_permit
        from sapar.standards.seals.permit import Permit

        day = clock.today()
        values: dict[str, Any] = {
            "number": "TM-2026-000017",
            "name": "ASANOV<<BAKYT",
            "document_number": "AC1234567",
            "birth_date": "1990-03-27",
            "nationality": "KGZ",
            "valid_from": day - timedelta(days=30),
            "valid_to": day + timedelta(days=300),
            "employer": "123456789012",
            "index": 17,
        }
        return seal_permit(self.key, Permit(**(values | changes)))


def make_signer(folder: Path) -> Signer:
    from sapar.standards.seals.issue import certificate_request, issue_signer, load_key, new_key, specimen_authority

    now = clock.now() - timedelta(minutes=1)
    authority_key, key = load_key(new_key()), load_key(new_key())
    authority = specimen_authority(authority_key, now=now - timedelta(days=400))
    request = certificate_request(key, country="UT", name="01", types=("WP",))
    certificate = issue_signer(authority_key, authority, request, types=("WP",), now=now - timedelta(days=390))
    return Signer(folder, authority_key, authority, key, certificate, now)


@pytest.fixture
def signer(tmp_path: Path, settings: Any) -> Signer:
    """The desk trusts this signer; both lists are fresh."""
    settings.SAPAR_TRUST = tmp_path / "trust"
    made = make_signer(settings.SAPAR_TRUST)
    made.publish()
    return made


def count(owner_sql: Any, table: str) -> int:
    return int(owner_sql.execute(f"select count(*) from {table}").fetchone()[0])


def leap(seconds: int) -> None:
    """Let it be so much later, for this node."""
    clock.settings.SAPAR_CLOCK_FILE.write_text(str(seconds))
    clock.forget()


def place_of(actor: Actor) -> UUID:
    assert actor.place_id is not None
    return actor.place_id
