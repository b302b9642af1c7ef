"""Sample flights: two invented carriers, their lists of yesterday to tomorrow, as their systems would send them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from sapar.areas.border import acts
from sapar.areas.border.access import CARRIER, FLIGHTS
from sapar.areas.border.rules import Direction
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.acts import create_institution
from sapar.kernel.access.machines import install_machine, role_of
from sapar.kernel.access.models import Institution, Place
from sapar.kernel.access.session import actor_for
from sapar.standards.mrz.generation import generate_td3
from sapar.standards.paxlst import Call, Document, Flight, PaxList, Person, write_paxlst

HOME = "ASB"
CARRIERS = (
    ("KX", "Kerwen howa ýollary", "Авиакомпания «Кервен»", "Kerwen Air"),
    ("SZ", "Semal howa ýollary", "Авиакомпания «Семал»", "Semal Airways"),
)
# carrier, number, other airport, hours from now to landing (or leaving), direction in, passengers
FLOWN = (
    ("KX", "707", "IST", -2.0, True, 14),
    ("SZ", "412", "DXB", 0.8, True, 12),
    ("KX", "518", "ALA", 4.0, True, 10),
    ("KX", "706", "IST", 6.0, False, 9),
    ("SZ", "415", "DEL", 11.0, True, 12),
    ("SZ", "610", "PEK", 26.0, True, 8),
)
NAMES = {
    "TUR": (("YILMAZ", "SAHIN", "DEMIR", "KAYA"), ("MEHMET", "EMRE"), ("AYSE", "ELIF")),
    "KAZ": (("ABENOV", "SEITKALI", "NURLANULY"), ("DAUREN", "ERLAN"), ("AIGERIM", "MADINA")),
    "IND": (("SHARMA", "PATEL", "REDDY"), ("RAVI", "VIKRAM"), ("PRIYA", "KAVYA")),
    "CHN": (("WANG", "LIU", "ZHANG"), ("WEI", "HAO"), ("FANG", "MEI")),
    "TKM": (("OWEZOW", "BERDIYEW", "MERETOW"), ("AMAN", "SERDAR"), ("GOZEL", "MARAL")),
}

# For these there is no visa-free regime in ``demo_stays``; they are at the desk with visas, which are samples of their own.
VISA_NEEDED = ("IND", "CHN")


def load(actors: Mapping[str, Actor]) -> None:
    """Eight lists that are in order, one that is refused, news of a cancellation, and some passengers who have come."""
    if Institution.objects.filter(code=CARRIERS[0][0]).exists():
        return
    machines = {code: _carrier(code, *names) for code, *names in CARRIERS}
    chance = random.Random(9735)  # noqa: S311 - sample data, the same in every demo
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    for week in (3, 2, 1):
        # A flight of every week, which nothing has come for today.
        lands = now.replace(hour=8, minute=20) - timedelta(weeks=week)
        people = [_person(chance, place, "FRU") for place in range(3)]
        _send(machines["KX"], f"W{week}", lands - timedelta(hours=2), _list(_flight("KX", "309", "FRU", lands), people))
    for index, (code, number, other, hours, inbound, count) in enumerate(FLOWN):
        at = now + timedelta(hours=hours)
        flight = _flight(code, number, other, at, inbound=inbound)
        sent = min(now, at - timedelta(hours=3)) - timedelta(minutes=40 - index)
        people = [_person(chance, place, other, inbound=inbound) for place in range(count)]
        if index == 1:
            # Too late, and with something to ask at the desk.
            sent = now - timedelta(minutes=3)
            people[2].documents, people[5].birth_date = [], f"{now.year - 11}-04-12"
            people[5].booking = "KYZ901"
        _send(machines[code], f"L{index}", sent, _list(flight, people))
        if index % 2 == 0:
            crew = [_person(chance, 90 + place, other, inbound=inbound, role="crew") for place in range(3)]
            _send(machines[code], f"C{index}", sent, _list(flight, crew, kind_code="250", action_code="C"))
        if index == 0 and "border" in actors and _is_home(actors["border"]):
            _arrive(actors["border"], [one for one in people if one.nationality not in VISA_NEEDED][:6], at)
    cancelled = _flight("SZ", "610", "PEK", now + timedelta(hours=26.0))
    _send(machines["SZ"], "X1", now - timedelta(minutes=2), _list(cancelled, [], kind_code="266", action_code="XF"))
    faulty = _list(_flight("SZ", "888", "DXB", now + timedelta(hours=3)), [_person(chance, 1, "DXB")])
    _send(machines["SZ"], "F1", now - timedelta(minutes=1), faulty, spoil=("CNT+42:1", "CNT+42:3"))


def _is_home(actor: Actor) -> bool:
    return Place.objects.filter(pk=actor.place_id or NOBODY, code=HOME).exists()


def _carrier(code: str, name_tk: str, name_ru: str, name_en: str) -> Actor:
    console = Actor.system("console")
    institution = create_institution(
        console, code=code, kind="carrier", name_tk=name_tk, name_ru=name_ru, name_en=name_en
    )
    machine = install_machine(
        console,
        institution_id=institution.pk,
        username=f"{code.lower()}-checkin",
        title=f"{name_en}: check-in",
        contact="operations",
        role=CARRIER,
    )
    duty = role_of(machine.account_id)
    assert duty is not None  # noqa: S101 - it was given a line above
    return actor_for(duty.account, duty, "en", clock.now())


def _send(actor: Actor, reference: str, sent: datetime, made: PaxList, *, spoil: tuple[str, str] = ("", "")) -> None:
    text = write_paxlst(
        [made], sender=(made.flights[0].carrier, "ZZ"), recipient="TMAPI", prepared=sent, reference=reference
    )
    with clock.at(sent):
        taken = acts.send_list(actor, content=text.replace(*spoil).encode(), key=f"demo-list-{reference}")
        if taken.applied_at is None:
            acts.apply_list(Actor.system(FLIGHTS.removeprefix("system.")), interchange_id=taken.pk)


def _flight(code: str, number: str, other: str, at: datetime, *, inbound: bool = True) -> Flight:
    there, span = (other, HOME) if inbound else (HOME, other), timedelta(hours=3, minutes=40)
    leaves, lands = (at - span, at) if inbound else (at, at + span)
    calls = [
        Call(there[0], "departure", departs=f"{leaves:%Y-%m-%dT%H:%M}"),
        Call(there[1], "arrival", arrives=f"{lands:%Y-%m-%dT%H:%M}"),
    ]
    return Flight(f"{code}{number}", code, number, calls=calls)


def _list(flight: Flight, people: Sequence[Person], kind_code: str = "745", action_code: str = "") -> PaxList:
    return PaxList(
        message_reference="1",
        release="05B",
        kind_code=kind_code,
        action_code=action_code,
        flights=[flight],
        persons=list(people),
    )


def _person(chance: random.Random, place: int, other: str, *, inbound: bool = True, role: str = "passenger") -> Person:
    state = chance.choice(list(NAMES))
    surnames, men, women = NAMES[state]
    sex = chance.choice("MF")
    today = clock.today()
    return Person(
        role,
        chance.choice(surnames),
        chance.choice(men if sex == "M" else women),
        birth_date=(today - timedelta(days=chance.randrange(20 * 365, 60 * 365))).isoformat(),
        sex=sex,
        nationality=state,
        embark=other if inbound else HOME,
        disembark=HOME if inbound else other,
        booking="".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=6)),
        reference=f"{chance.randrange(10**6):06}{place:02}",
        seat=f"{place // 6 + 1}{'ABCDEF'[place % 6]}",
        verified=True,
        documents=[
            Document("P", f"{chance.choice('EFGH')}{chance.randrange(10**7, 10**8)}", state, f"{today.year + 4}-06-30")
        ],
    )


def _arrive(officer: Actor, people: Sequence[Person], landed: datetime) -> None:
    """Some of them come to the desk with the documents that were announced."""
    for number, person in enumerate(people):
        mrz = generate_td3(
            issuer=person.documents[0].issuer,
            number=person.documents[0].number,
            nationality=person.nationality,
            birth_date=person.birth_date,
            sex=person.sex,
            expiry_date=person.documents[0].expiry_date,
            primary=person.primary,
            secondary=person.secondary,
        )
        with clock.at(landed + timedelta(minutes=18 + 2 * number)):
            read = acts.inspect(officer, mrz=mrz, direction=Direction.ENTRY, key=f"demo-flight-read-{number}")
            if number < len(people) - 1 and read.level == "green":
                acts.admit(officer, inspection_id=read.pk, key=f"demo-flight-admit-{number}")
