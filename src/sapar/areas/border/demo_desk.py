"""Sample data of the desk's other pages: lanes and shifts, a bus, a child, a damaged passport, somebody without papers,
refusals of entry with an appeal. Invented people; made by acts, the same in every demo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

from sapar.areas.border import acts
from sapar.areas.border.rules import Direction, LaneKind, PartyKind, StatementKind
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.standards.mrz.generation import generate_td3

LANES = (
    ("1", LaneKind.ENTRY),
    ("2", LaneKind.ENTRY),
    ("3", LaneKind.EXIT),
    ("4", LaneKind.BOTH),
    ("R", LaneKind.SECOND),
)
BUS = (
    ("SAPAROW", "MYRAT", "M", 44),
    ("SAPAROWA", "AÝLAR", "F", 41),
    ("REJEPOW", "DÖWRAN", "M", 29),
    ("HOJAÝEWA", "JEREN", "F", 33),
    ("NURYÝEW", "KAKAMYRAT", "M", 57),
    ("ANNAÝEWA", "BIBI", "F", 62),
    ("GURBANOW", "ROWŞEN", "M", 24),
    ("ORAZOWA", "SELBI", "F", 27),
)


def load(actors: Mapping[str, Actor], progress: Callable[[str], None]) -> None:
    """Some seconds' work; leaves out what the given actors cannot do."""
    officer, supervisor = actors.get("border"), actors.get("supervisor")
    if officer is None or supervisor is None or officer.place_id is None:
        return
    progress("lanes and shifts")
    _lanes(officer, supervisor)
    progress("a bus")
    bus_desk = actors.get("border3") or officer
    _bus(bus_desk)
    progress("children and damaged documents")
    _children(officer)
    progress("refusals of entry")
    _refusals(officer, supervisor, actors.get("supervisor2"))


def _lanes(officer: Actor, supervisor: Actor) -> None:
    now = clock.now()
    if officer.place_id is None:
        return
    with clock.at(now - timedelta(days=3)):
        lanes = [
            acts.open_lane(supervisor, place_id=officer.place_id, name=name, kind=kind, key=f"demo-lane-{name}")
            for name, kind in LANES
        ]
    for number, (giver, taker, hours) in enumerate(((officer, supervisor, 26), (supervisor, officer, 14))):
        if giver.place_id != taker.place_id:
            break
        with clock.at(now - timedelta(hours=hours)):
            given = acts.give_shift(
                giver,
                note=("3-nji geçelge: okaýjy enjam ikinji synanyşykda okaýar. " if number else "Üýtgeşik zat ýok. ")
                + "Açarlar tabşyryldy.",
                key=f"demo-shift-{number}",
            )
        with clock.at(now - timedelta(hours=hours) + timedelta(minutes=6)):
            acts.take_shift(taker, shift_id=given.pk, key=f"demo-shift-taken-{number}")
    with clock.at(now - timedelta(hours=3)):
        acts.sit_down(officer, lane_id=lanes[0].pk, key="demo-sit-0")
        if supervisor.place_id == officer.place_id:
            acts.sit_down(supervisor, lane_id=lanes[4].pk, key="demo-sit-4")


def _bus(actor: Actor) -> None:
    """A bus of eight, five of whom have been inspected."""
    now = clock.now()
    documents = [_passport(f"B77{n}2{n}64", "TKM", *person) for n, person in enumerate(BUS)]
    listed = "\n".join(f"B77{n}2{n}64, {second} {first}" for n, (first, second, _sex, _age) in enumerate(BUS))
    with clock.at(now - timedelta(minutes=19)):
        party = acts.open_party(
            actor,
            kind=PartyKind.BUS,
            title="AH 2841 AŞ, Awtomenzil",
            direction=Direction.ENTRY,
            expected=len(BUS) + 1,
            travellers=listed,
            key="demo-bus",
        )
    for number, mrz in enumerate(documents[:5]):
        with clock.at(now - timedelta(minutes=18 - 2 * number)):
            read = acts.inspect(
                actor, mrz=mrz, direction=Direction.ENTRY, party_id=party.pk, key=f"demo-bus-read-{number}"
            )
            if number < 4:
                acts.admit(actor, inspection_id=read.pk, key=f"demo-bus-admit-{number}")


def _children(officer: Actor) -> None:
    """A girl with her mother, a boy alone, a damaged passport, somebody without a document in transit."""
    now = clock.now()
    with clock.at(now - timedelta(minutes=14)):
        mother = _read(officer, _passport("N4410923", "KAZ", "ABENOVA", "MADINA", "F", 34), "demo-mother")
        girl = _read(officer, _passport("N4410924", "KAZ", "ABENOVA", "AIZERE", "F", 7), "demo-girl")
        acts.admit(officer, inspection_id=mother, key="demo-mother-admit")
        acts.record_escort(
            officer,
            inspection_id=girl,
            alone=False,
            adult_id=mother,
            relation="parent",
            consent="not_needed",
            key="demo-girl-escort",
        )
        acts.admit(officer, inspection_id=girl, key="demo-girl-admit")
    with clock.at(now - timedelta(minutes=9)):
        boy = _read(officer, _passport("P9037716", "TJK", "SAFAROV", "UMED", "M", 14), "demo-boy")
        acts.record_escort(
            officer, inspection_id=boy, alone=True, note="Daýysy daşarda garaşýar diýýär.", key="demo-boy-escort"
        )
        acts.refer_second_line(officer, inspection_id=boy, reason="person", key="demo-boy-refer")
    with clock.at(now - timedelta(minutes=6)):
        damaged = acts.inspect_stated(
            officer,
            kind=StatementKind.DAMAGED,
            direction=Direction.ENTRY,
            primary="ŞAHIN",
            secondary="OKAN",
            birth_date="1979-11",
            sex="M",
            nationality="TUR",
            issuer="TUR",
            number="U21870365",
            expiry_date=date(now.year + 3, 5, 14),
            explanation="Suw degipdir: ikinji setir okalmaýar. Suraty we daşy bitin.",
            key="demo-damaged",
        )
        acts.refer_second_line(officer, inspection_id=damaged.pk, reason="document", key="demo-damaged-refer")


def _refusals(officer: Actor, supervisor: Actor, second: Actor | None) -> None:
    """Three refusals of the last days: one stands, one is appealed, one was lifted."""
    people = (
        ("A5530914", "IND", "SHARMA", "ANIL", "M", 38, 6, ["no_visa"], "Wizasy ýok, çakylygy hem tapylmady."),
        ("C7714402", "CHN", "LIU", "WEI", "M", 45, 4, ["no_purpose", "no_means"], "Salgysy we yzyna biledi ýok."),
        ("K2090557", "IRN", "MORADI", "NEDA", "F", 29, 2, ["stay_used_up"], "Wiza boýunça günler gutaran."),
    )
    for number, (document, state, surname, given, sex, age, days, reasons, facts) in enumerate(people):
        at = clock.now() - timedelta(days=days, hours=number)
        with clock.at(at):
            read = _read(officer, _passport(document, state, surname, given, sex, age), f"demo-refused-{number}")
            acts.refer_second_line(officer, inspection_id=read, reason="document", key=f"demo-refused-refer-{number}")
        with clock.at(at + timedelta(minutes=24)):
            refusal = acts.refuse_entry(
                supervisor,
                inspection_id=read,
                reasons=reasons,
                facts=facts,
                language=("en", "ru", "en")[number],
                key=f"demo-refuse-{number}",
            )
        if number:
            with clock.at(at + timedelta(hours=20)):
                acts.record_appeal(
                    officer,
                    refusal_id=refusal.pk,
                    by="traveller" if number == 1 else "representative",
                    text="Myhmanhana bronum bar, görkezerin." if number == 1 else "Maý möhüri mart diýlip okalypdyr.",
                    key=f"demo-appeal-{number}",
                )
        if number == 2 and second is not None:
            with clock.at(at + timedelta(hours=28)):
                acts.decide_appeal(
                    second,
                    refusal_id=refusal.pk,
                    answer="lift",
                    reason="Möhürde maý diýlen: ýene on bir gün galan eken.",
                    key="demo-appeal-decided",
                )


def _read(actor: Actor, mrz: str, key: str) -> UUID:
    return UUID(str(acts.inspect(actor, mrz=mrz, direction=Direction.ENTRY, key=key).pk))


def _passport(number: str, state: str, surname: str, given: str, sex: str, age: int) -> str:
    today: date = clock.today()
    born = date(today.year - age, 3, 11 + age % 15)
    return generate_td3(
        issuer=state,
        number=number,
        nationality=state,
        birth_date=born,
        sex=sex,
        expiry_date=date(today.year + 4, 8, 19),
        primary=surname,
        secondary=given,
    )
