"""Sample crossings: invented travellers with valid documents, recorded by the demo's officers through acts.

The documents of Utopia are those of Doc 9303 and of the public test suites; all others are made by the project's own
generator for people who do not exist. The sequence is the same in every demo.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from sapar.areas.border import acts, demo_desk, demo_flights, demo_stays, demo_visas, demo_watch
from sapar.areas.border.rules import Direction
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.standards.mrz.generation import generate_td3

CROSSINGS = 200
DAYS = 14
DESKS = ("border", "border2", "border3", "supervisor")
# How busy the hours of a day are at a post of each kind of traffic: index is the hour, value its weight.
BUSY = (1, 1, 2, 4, 5, 3, 3, 5, 8, 10, 10, 8, 7, 8, 9, 10, 9, 8, 6, 5, 4, 3, 2, 1)
# Some surnames and given names a State; all combinations are invented. For each of these States there is a regime in
# ``demo_stays``: nobody enters on nothing.
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
    "AZE": (("ALIYEV", "MAMMADOV", "HUSEYNOV"), ("ELCHIN", "RASHAD", "TURAL"), ("AYNUR", "LEYLA", "SEVDA")),
    "GEO": (("BERIDZE", "KAPANADZE", "LOMIDZE"), ("GIORGI", "DAVIT", "LEVAN"), ("NINO", "MARIAM", "TAMAR")),
}
SPECIMENS = (
    # Doc 9303 Part 4 (expired in 2012) and Part 11, appendix D.2 (long number): to practise on.
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """Somebody passes a post at a moment of the last two weeks."""

    at: datetime
    mrz: str
    direction: Direction


def load(actors: Mapping[str, Actor], progress: Callable[[str], None]) -> None:
    """About two hundred crossings of two weeks, two specimens in the second line, and two corrections."""
    desks = [actors[name] for name in DESKS if name in actors and actors[name].place_id is not None]
    if not desks:
        return
    progress("rules of visa-free stay")
    demo_stays.load_regimes(actors)
    progress("crossings")
    made = []
    for number, passage in enumerate(_passages()):
        actor = desks[number % len(desks)]
        with clock.at(passage.at):
            inspection = acts.inspect(actor, mrz=passage.mrz, direction=passage.direction, key=f"demo-read-{number}")
        with clock.at(passage.at + timedelta(seconds=25 + number * 7 % 40)):
            made.append((actor, acts.admit(actor, inspection_id=inspection.pk, key=f"demo-admit-{number}")))
    progress("second line")
    for number, mrz in enumerate(SPECIMENS):
        actor = desks[number % len(desks)]
        with clock.at(clock.now() - timedelta(minutes=22 - 9 * number)):
            inspection = acts.inspect(actor, mrz=mrz, direction=Direction.ENTRY, key=f"demo-specimen-{number}")
            acts.refer_second_line(
                actor, inspection_id=inspection.pk, reason="checks", note="Specimen", key=f"demo-refer-{number}"
            )
    progress("alerts")
    demo_watch.load(actors)
    progress("flights")
    demo_flights.load(actors)
    progress("visas")
    demo_visas.load(actors)
    progress("corrections")
    for number, (actor, crossing) in enumerate(made[-2:]):
        other = Direction.EXIT if crossing.direction == Direction.ENTRY else Direction.ENTRY
        with clock.at(crossing.recorded_at + timedelta(minutes=4)):
            acts.correct(
                actor,
                crossing_id=crossing.pk,
                reason="Ugur nädogry saýlanan ekeni.",
                direction=other,
                key=f"demo-correct-{number}",
            )
    demo_desk.load(actors, progress)
    progress("stays")
    demo_stays.load(actors)


def _passages() -> list[Passage]:
    """Who passed when, oldest first: about half of those who came leave again some days later."""
    chance = random.Random(20210302)  # noqa: S311 - sample data, the same in every demo
    found: list[Passage] = []
    latest = clock.now() - timedelta(minutes=15)
    while len(found) < CROSSINGS:
        mrz = _document(chance)
        came = _moment(chance, chance.choices(range(DAYS), (5, *(1,) * (DAYS - 1)))[0])
        left = came + timedelta(days=chance.randrange(1, 9), minutes=chance.randrange(600))
        if came > latest:
            came -= timedelta(days=1)
        found.append(Passage(came, mrz, Direction.ENTRY))
        if chance.random() < 0.5 and left < latest and len(found) < CROSSINGS:
            found.append(Passage(left, mrz, Direction.EXIT))
    return sorted(found, key=lambda passage: passage.at)


def _moment(chance: random.Random, days_ago: int) -> datetime:
    """A moment of a day, at an hour as busy as hours are at a post; UTC."""
    hour = chance.choices(range(24), BUSY)[0]
    day = datetime.combine(clock.today() - timedelta(days=days_ago), time(hour), ZoneInfo(settings.TIME_ZONE))
    return (day + timedelta(seconds=chance.randrange(3600))).astimezone(UTC)


def _document(chance: random.Random) -> str:
    """The lines of a passport of somebody who does not exist."""
    today = clock.today()
    state = chance.choice(list(NAMES))
    surnames, men, women = NAMES[state]
    sex = chance.choice("MF")
    surname = chance.choice(surnames)
    if sex == "F" and surname.endswith(("OW", "EW", "OV", "EV")):
        surname += "A"
    return generate_td3(
        issuer=state,
        number=f"{chance.choice('ABCN')}{chance.randrange(10**7, 10**8)}",
        nationality=state,
        birth_date=today - timedelta(days=chance.randrange(19 * 365, 62 * 365)),
        sex=sex,
        expiry_date=date(today.year + chance.randrange(1, 10), chance.randrange(1, 13), chance.randrange(1, 29)),
        primary=surname,
        secondary=chance.choice(men if sex == "M" else women),
    )
