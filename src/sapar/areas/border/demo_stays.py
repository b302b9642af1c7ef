"""Sample rules of visa-free stay, registrations, requests to stay longer, new passports, and a list of possible
overstays.

The agreements of Turkmenistan are those of ``methods.stays.regime_table`` and unverified there; the others are examples
that say so, and no law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from sapar.areas.border import acts, queries, tasks_stays
from sapar.areas.border.access import TRAVELLER
from sapar.areas.border.acts.stays import code_digest
from sapar.areas.border.rules.stays import as_stored
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.people.models import Person
from sapar.methods.stays.regime_table import REGIMES
from sapar.methods.stays.regimes import Limit, Regime
from sapar.standards.mrz.generation import generate_td3
from sapar.web.paging import Window

RULES = ("headquarters", "headquarters2")
NEEDED = ("registrar", "hotel", "border", *RULES)
EXAMPLE = "Görkeziş üçin mysal, kanun däl · Пример, не закон · Example, no law"
EXAMPLES = (
    Regime(
        "demo.neighbours",
        "",
        (Limit(90, "rolling", 180),),
        "both",
        ("AZE", "GEO", "KAZ", "KGZ", "TJK", "UZB"),
        source=EXAMPLE,
    ),
    Regime("demo.tur", "", (Limit(5, "stay"), Limit(30, "rolling", 60)), "both", ("TUR",), source=EXAMPLE),
    Regime("demo.irn", "", (Limit(3, "stay"),), "entry_only", ("IRN",), source=EXAMPLE),
)
WAITING = Regime("demo.chn", "", (Limit(14, "rolling", 30),), "both", ("CHN",), source=EXAMPLE)
ADDRESSES = (
    "Aşgabat, Garaşsyzlyk şaýoly 8, 412",
    "Türkmenabat, Bitarap Türkmenistan köçesi 21",
    "Mary, Mollanepes köçesi 5",
)


def load_regimes(actors: Mapping[str, Actor]) -> None:
    """The rules, before the sample crossings rest on them."""
    if any(name not in actors for name in RULES):
        return
    first = actors["headquarters"]
    second = replace(actors["headquarters2"], second_factor_at=clock.now())
    for one in (*(r for r in REGIMES if r.host == settings.SAPAR_HOME), *EXAMPLES):
        made = _enter(first, one)
        acts.decide_regime(second, regime_id=made.pk, approve=True, key=f"demo-approve-{one.code}")
    _enter(first, WAITING)


def load(actors: Mapping[str, Actor]) -> None:
    """Everything else by acts, after the sample crossings."""
    if any(name not in actors for name in NEEDED):
        return
    registrar, first, hotel = (actors[name] for name in ("registrar", "headquarters", "hotel"))
    rows, _pager = queries.list_unregistered(registrar, window=Window())
    for number, row in enumerate(rows[: min(12, len(rows) // 2)]):
        guest: dict[str, Any] = {
            "number": row.number,
            "nationality": row.nationality,
            "birth_date": "1990",
            "name": row.name,
            "address": ADDRESSES[number % 3],
            "stays_from": row.entry_on,
        }
        if number % 3:
            acts.register_guest(hotel, **guest, key=f"demo-guest-{number}")
        else:
            acts.register_stay(registrar, **guest, host_name="", key=f"demo-office-{number}")
    for number, row in enumerate(rows[:3]):
        # The traveller's own code is random and known to nobody; the page that shows one once makes a new one.
        digest = code_digest(row.number, "", f"demo-{clock.now().timestamp()}-{number}")
        acts.issue_slip(actors["border"], crossing_id=row.entry_id, digest=digest, key=f"demo-slip-{number}")
        asked = acts.ask_extension(
            Actor.holder(row.person_id, TRAVELLER),
            asked_until=clock.today() + timedelta(days=120),
            ground=("health", "family", "work")[number],
            text="",
            key=f"demo-ask-{number}",
        )
        if number == 0:
            acts.decide_extension(registrar, extension_id=asked.pk, grant=True, key="demo-grant")
        if number == 1:
            acts.decide_extension(
                registrar,
                extension_id=asked.pk,
                grant=False,
                reasons=["documents"],
                decision="Maşgala ýagdaýyny tassyklaýan resminama görkezilmedi.",
                key="demo-refuse",
            )
    for number, row in enumerate(rows[3:6]):
        _new_passport(actors["border"], registrar, row.person_id, number)
    acts.make_overstays(first, as_of=clock.today() - timedelta(days=1), key="demo-overstays")
    tasks_stays.bring_up_to_date()


def _new_passport(officer: Actor, registrar: Actor, person_id: UUID, number: int) -> None:
    """Somebody shows a new passport beside the old one; the first statement is agreed to, the others wait."""
    known = queries.view_stays(officer, person_id=person_id)
    issuer, _blank, old = known.documents[-1].partition(" ")
    given, _blank, surname = known.name.rpartition(" ")
    with reading(officer):
        sex = Person.objects.get(pk=person_id).sex
    mrz = generate_td3(
        issuer=issuer,
        number=f"R{5550010 + number}",
        nationality=known.nationality,
        birth_date=date.fromisoformat(known.birth_date),
        sex=sex,
        expiry_date=date(clock.today().year + 9, 6, 1),
        primary=surname,
        secondary=given,
    )
    made = acts.state_one_person(
        officer,
        issuer=issuer,
        number=old,
        mrz=mrz,
        reason="Both passports were shown; the old one has a cut corner.",
        key=f"demo-one-person-{number}",
    )
    if number == 0:
        acts.decide_one_person(registrar, statement_id=made.pk, agree=True, key="demo-one-person-agreed")


def _enter(actor: Actor, regime: Regime) -> Any:
    return acts.enter_regime(
        actor,
        code=regime.code,
        limits=[as_stored(limit) for limit in regime.limits],
        convention=regime.convention,
        nationalities=list(regime.nationalities),
        document_kinds=list(regime.document_kinds),
        valid_from=regime.valid_from,
        valid_until=regime.valid_until,
        source=regime.source,
        unverified=regime.unverified,
        key=f"demo-regime-{regime.code}",
    )
