"""Sample crossings: invented travellers with valid documents, recorded by the demo's officers through acts.

The documents of Utopia are those of Doc 9303 and of the public test suites; all others are made by the project's own
generator for people who do not exist. The sequence is the same in every demo.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from sapar.areas.border import acts
from sapar.areas.border.rules import Direction
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.standards.mrz.generation import generate_td3

CROSSINGS = 200
DESKS = ("border", "border2", "supervisor")
# Some surnames and given names a State; all combinations are invented.
NAMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "TKM": (
        ("ÖWEZOW", "BERDIÝEW", "ATAÝEW", "MERETOW", "ŞYHYÝEW"),
        ("AMAN", "SERDAR", "BEGENÇ"),
        ("GÖZEL", "MARAL", "OGULJAN"),
    ),
    "UZB": (("KARIMOV", "TOSHMATOV", "YULDASHEV"), ("RUSTAM", "SHERZOD", "OTABEK"), ("NILUFAR", "DILNOZA", "GULNORA")),
    "KAZ": (("NURLANULY", "ABENOV", "SEITKALI"), ("DAUREN", "ERLAN", "ASKAR"), ("AIGERIM", "SALTANAT", "MADINA")),
    "KGZ": (("ASANOV", "TOKTOGULOV", "BEISHENALIEV"), ("BAKYT", "TILEK", "NURBEK"), ("AIZADA", "GULZAT", "MEERIM")),
    "TJK": (("RAHIMZODA", "NAZAROV", "SAFAROV"), ("FIRUZ", "JAMSHED", "UMED"), ("ZARINA", "MAVLUDA", "SITORA")),
    "TUR": (("YILMAZ", "ÇELIK", "ŞAHIN"), ("MEHMET", "EMRE", "OKAN"), ("AYŞE", "ELIF", "ZEYNEP")),
    "IRN": (("HOSSEINI", "MORADI", "KARIMI"), ("REZA", "ALI", "HAMID"), ("ZAHRA", "MARYAM", "NEDA")),
    "CHN": (("WANG", "LIU", "ZHANG"), ("WEI", "JUN", "HAO"), ("FANG", "MEI", "LAN")),
    "IND": (("SHARMA", "PATEL", "REDDY"), ("RAVI", "ANIL", "VIKRAM"), ("PRIYA", "ANITA", "KAVYA")),
}
SPECIMENS = (
    # Doc 9303 Part 4 (expired in 2012) and Part 11, appendix D.2 (long number): to practise on.
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
)


def load(actors: Mapping[str, Actor], progress: Callable[[str], None]) -> None:
    """About two hundred crossings, two specimens in the second line, and two corrections."""
    desks = [actors[name] for name in DESKS if name in actors and actors[name].place_id is not None]
    if not desks:
        return
    progress("crossings")
    made = []
    for number, (mrz, direction) in enumerate(_travellers()):
        actor = desks[number % len(desks)]
        inspection = acts.inspect(actor, mrz=mrz, direction=direction, key=f"demo-read-{number}")
        made.append((actor, acts.admit(actor, inspection_id=inspection.pk, key=f"demo-admit-{number}")))
    progress("second line")
    for number, mrz in enumerate(SPECIMENS):
        actor = desks[number % len(desks)]
        inspection = acts.inspect(actor, mrz=mrz, direction=Direction.ENTRY, key=f"demo-specimen-{number}")
        acts.refer_second_line(
            actor, inspection_id=inspection.pk, reason="checks", note="Specimen", key=f"demo-refer-{number}"
        )
    progress("corrections")
    for number, (actor, crossing) in enumerate(made[-2:]):
        other = Direction.EXIT if crossing.direction == Direction.ENTRY else Direction.ENTRY
        acts.correct(
            actor,
            crossing_id=crossing.pk,
            reason="The direction was left at the other setting.",
            direction=other,
            key=f"demo-correct-{number}",
        )


def _travellers() -> Iterator[tuple[str, Direction]]:
    """Documents and directions: most enter once, about a third leave again."""
    chance = random.Random(20210302)  # noqa: S311 - sample data, the same in every demo
    today = clock.today()
    made = 0
    while made < CROSSINGS:
        state = chance.choice(list(NAMES))
        surnames, men, women = NAMES[state]
        sex = chance.choice("MF")
        surname = chance.choice(surnames)
        if sex == "F" and surname.endswith(("OW", "EW", "OV", "EV")):
            surname += "A"
        mrz = generate_td3(
            issuer=state,
            number=f"{chance.choice('ABCN')}{chance.randrange(10**7, 10**8)}",
            nationality=state,
            birth_date=today - timedelta(days=chance.randrange(19 * 365, 62 * 365)),
            sex=sex,
            expiry_date=date(today.year + chance.randrange(1, 10), chance.randrange(1, 13), chance.randrange(1, 29)),
            primary=surname,
            secondary=chance.choice(men if sex == "M" else women),
        )
        yield mrz, Direction.ENTRY
        made += 1
        if chance.random() < 0.5 and made < CROSSINGS:
            yield mrz, Direction.EXIT
            made += 1
