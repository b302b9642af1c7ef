"""The demo's people and institutions, then each area's own sample data. Everything is made by acts, from the console.

Passwords are random for each data folder; they and the secrets of the second factors are kept in ``DATA/keys`` so that
``sapar demo`` can print them. Invented people and companies.
"""

from __future__ import annotations

import importlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ACCOUNTS_FILE = "demo-accounts.json"
WORDS = (
    "asman bahar bulut gala jeren lale nar pagta sahra tal kerwen altyn deniz gowak semal toprak ulgam yagty zaman"
).split()


@dataclass(frozen=True, slots=True)
class Office:
    """An institution of the demo."""

    code: str
    kind: str
    name_tk: str
    name_ru: str
    name_en: str
    register_number: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A person of the demo: where, as what, and what a visitor may try with them."""

    username: str
    full_name: str
    office: str
    role: str
    language: str
    hint: str
    place: str = ""


OFFICES = (
    Office(
        "SMS",
        "migration_service",
        "Türkmenistanyň Döwlet migrasiýa gullugy",
        "Государственная миграционная служба Туркменистана",
        "State Migration Service of Turkmenistan",
    ),
    Office(
        "SBS",
        "border_service",
        "Türkmenistanyň Döwlet serhet gullugy",
        "Государственная пограничная служба Туркменистана",
        "State Border Service of Turkmenistan",
    ),
    Office(
        "EMP-0417",
        "employer",
        "«Altyn Kerwen» gurluşyk hojalyk jemgyýeti",
        "Строительное хозяйственное общество «Алтын Кервен»",
        "Altyn Kerwen Construction",
        "TM-104-55821",
    ),
    Office(
        "EMP-0533",
        "employer",
        "«Ak Pagta» dokma kärhanasy",
        "Текстильное предприятие «Ак Пагта»",
        "Ak Pagta Textiles",
        "TM-207-11930",
    ),
    Office(
        "MFA",
        "ministry",
        "Türkmenistanyň Daşary işler ministrligi",
        "Министерство иностранных дел Туркменистана",
        "Ministry of Foreign Affairs of Turkmenistan",
    ),
    Office(
        "IOM",
        "iom",
        "Halkara migrasiýa guramasy",
        "Международная организация по миграции",
        "International Organization for Migration",
    ),
    Office("HOTEL", "organisation", "«Ak Öý» myhmanhanasy", "Гостиница «Ак Ой»", "Ak Oy Hotel"),
    Office("NODE", "node", "Düwüniň dolandyryşy", "Администрация узла", "Administration of the node"),
)

PLACES = (
    ("ASB", "Aşgabat howa menzili", "Аэропорт Ашхабада", "Ashgabat airport", "37.98680", "58.36100"),
    ("FRP", "Farap serhet gözegçilik nokady", "Пункт пропуска Фарап", "Farap border crossing", "39.17000", "63.61000"),
    (
        "SRH",
        "Sarahs serhet gözegçilik nokady",
        "Пункт пропуска Серахс",
        "Serakhs border crossing",
        "36.53000",
        "61.21000",
    ),
)

SAMPLES = (
    Sample("employer", "Maral Annaýewa", "EMP-0417", "labour.employer", "tk", "ask for a work permit"),
    Sample("employer2", "Sergeý Ataýew", "EMP-0533", "labour.employer", "ru", "another company sees none of it"),
    Sample("officer", "Aýna Berdiýewa", "SMS", "labour.officer", "tk", "decide within the clock"),
    Sample("officer2", "Batyr Orazow", "SMS", "labour.officer", "ru", "share the work list"),
    Sample("head", "Gurban Nuryýew", "SMS", "labour.head", "tk", "extend a term, hear an appeal"),
    Sample("border", "Merdan Garaýew", "SBS", "border.officer", "tk", "read a passport, check a seal, admit", "ASB"),
    Sample("border2", "Leýla Sähedowa", "SBS", "border.officer", "ru", "the same desk at another post", "FRP"),
    Sample("border3", "Aman Çaryýew", "SBS", "border.officer", "tk", "a bus at a land post", "SRH"),
    Sample("supervisor", "Oraz Meredow", "SBS", "border.supervisor", "tk", "second line and corrections", "ASB"),
    Sample("supervisor2", "Bahar Döwletowa", "SBS", "border.supervisor", "ru", "appeals, and all posts at a glance"),
    Sample("registrar", "Ogulbike Durdyýewa", "SMS", "border.registrar", "tk", "registrations, who stays longer"),
    Sample("headquarters", "Nurmuhammet Sapaýew", "SMS", "border.headquarters", "ru", "visa-free rules, figures"),
    Sample(
        "headquarters2", "Çynar Hallyýewa", "SMS", "border.headquarters", "tk", "approve a rule that the first entered"
    ),
    Sample("hotel", "Kerim Ballyýew", "HOTEL", "border.host", "tk", "register a guest"),
    Sample("watch", "Arslan Täjiýew", "SBS", "border.watch_officer", "ru", "alerts, watchlists, and whom they found"),
    Sample("watch2", "Ogulbibi Kakaýewa", "SBS", "border.watch_officer", "tk", "approve what the first drafted"),
    Sample("intake", "Gülşat Amanowa", "SMS", "protection.intake", "ru", "an inbox that nobody else can read"),
    Sample("intake2", "Kerim Orazgylyjow", "SMS", "protection.intake", "tk", "approve alerts of the intake"),
    Sample("visas", "Aknur Myradowa", "SMS", "border.visa_officer", "tk", "applications for visas: check and propose"),
    Sample("visas2", "Kerim Saryýew", "SMS", "border.visa_officer", "ru", "decide as the second officer"),
    Sample("visahead", "Sona Durdyýewa", "SMS", "border.visa_head", "en", "appeals, extensions, cancelling a visa"),
    Sample("coordinator", "Jeren Ataýewa", "MFA", "programme.coordinator", "ru", "commitments and their figures"),
    Sample("iom", "Anna Lindqvist", "IOM", "iom.coordinator", "en", "the partner's view of the commitments"),
    Sample("minister", "Rahym Saparow", "MFA", "programme.signatory", "ru", "sign a plan for the State"),
    Sample("iomchief", "Daniel Okoro", "IOM", "iom.signatory", "en", "sign a plan for IOM"),
    Sample("official", "Selbi Nuryýewa", "SMS", "programme.official", "tk", "report on the activities of the service"),
    Sample("auditor", "Ogulgerek Saparowa", "SMS", "ledger.auditor", "ru", "who did what, and the proof of it"),
    Sample("manager", "Döwlet Rejepow", "SMS", "access.manager", "tk", "propose a role for a colleague"),
    Sample("manager2", "Enejan Hojaýewa", "SMS", "access.manager", "tk", "approve what the first proposed"),
    Sample("admin", "Wepa Gylyjow", "NODE", "node.administrator", "en", "accounts; no case data"),
)


def load(progress: Callable[[str], None]) -> None:
    """Fill an empty demo database; ``progress`` is told each part as it begins. Needs Django, and a demo."""
    from django.conf import settings

    if settings.SAPAR_MODE not in ("demo", "test"):
        raise RuntimeError("sample data is for a demo only")
    progress("institutions")
    institutions, places = _institutions(), _places()
    progress("accounts")
    actors = _people(institutions, places)
    for area in settings.SAPAR_AREAS:
        module = f"sapar.areas.{area}.demo"
        if find_spec(module):
            progress(area)
            importlib.import_module(module).load(actors, lambda step, area=area: progress(f"{area}: {step}"))
    progress("ledger")
    from sapar.kernel.ledger import sequencer

    sequencer.drain()


def parts() -> int:
    """How many parts ``load`` announces at least, for the progress bar."""
    from django.conf import settings

    return 3 + len(settings.SAPAR_AREAS)


def _institutions() -> dict[str, Any]:
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import create_institution

    return {
        office.code: create_institution(
            Actor.system("console"),
            code=office.code,
            kind=office.kind,
            name_tk=office.name_tk,
            name_ru=office.name_ru,
            name_en=office.name_en,
            register_number=office.register_number,
        )
        for office in OFFICES
    }


def _places() -> dict[str, Any]:
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import create_place

    return {
        code: create_place(
            Actor.system("console"),
            code=code,
            kind="border_post",
            name_tk=tk,
            name_ru=ru,
            name_en=en,
            latitude=latitude,
            longitude=longitude,
        )
        for code, tk, ru, en, latitude, longitude in PLACES
    }


def _people(institutions: dict[str, Any], places: dict[str, Any]) -> dict[str, Any]:
    from django.conf import settings
    from django.contrib.auth.hashers import make_password

    from sapar.kernel import clock
    from sapar.kernel.access import registry
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import appoint, create_account, set_password
    from sapar.kernel.access.session import actor_for

    console, actors, known = Actor.system("console"), {}, {}
    for sample in SAMPLES:
        if sample.role not in registry.roles():
            continue
        account = create_account(
            console, username=sample.username, full_name=sample.full_name, language=sample.language
        )
        password = _password()
        set_password(console, account_id=account.pk, password_hash=make_password(password))
        secret = _second_factor(account) if registry.role(sample.role).second_factor else ""
        duty = appoint(
            console,
            account_id=account.pk,
            institution_id=institutions[sample.office].pk,
            role=sample.role,
            place_id=places[sample.place].pk if sample.place else None,
        )
        actors[sample.username] = actor_for(account, duty, sample.language, clock.now())
        known[sample.username] = {"password": password, "secret": secret}
    _write(Path(settings.SAPAR_KEYS) / ACCOUNTS_FILE, json.dumps(known))
    return actors


def _password() -> str:
    return "-".join([secrets.choice(WORDS) for _ in range(4)] + [str(secrets.randbelow(90) + 10)])


def _second_factor(account: Any) -> str:
    """A real one-time-code secret, enrolled the way the sign-in pages do it; returns it."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    return str(secret)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the table that ``sapar demo`` prints."""

    username: str
    password: str
    role: str
    institution: str
    name: str
    second_factor: bool
    hint: str


def accounts(keys: Path) -> list[Shown]:
    """The sample accounts of a data folder with their passwords. Does not need Django."""
    known = json.loads((keys / ACCOUNTS_FILE).read_text())
    offices = {office.code: office for office in OFFICES}
    return [
        Shown(
            sample.username,
            known[sample.username]["password"],
            sample.role,
            offices[sample.office].name_en,
            sample.full_name,
            bool(known[sample.username]["secret"]),
            sample.hint,
        )
        for sample in SAMPLES
        if sample.username in known
    ]


def code(keys: Path, username: str, at: float) -> str:
    """The current one-time code of a sample account (RFC 6238, 30 s, six digits). Raises KeyError for no such account."""
    import base64
    import hmac

    secret = json.loads((keys / ACCOUNTS_FILE).read_text())[username]["secret"]
    if not secret:
        raise KeyError(username)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, int(at // 30).to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
