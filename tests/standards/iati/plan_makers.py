"""Activities to write: one with everything the model has, and plans of many from a seed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal

from sapar.standards.iati import (
    Activity,
    Baseline,
    Budget,
    Dates,
    Document,
    Figure,
    Indicator,
    Location,
    Marker,
    Money,
    Organisation,
    OtherIdentifier,
    Participant,
    Period,
    Reference,
    Related,
    Result,
    Sector,
    Share,
    Tag,
    Transaction,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PUBLISHER = Organisation(
    {"en": "Joint programme", "ru": "Совместная программа", "tk": "Bilelikdäki maksatnama"}, "XM-DAC-47066", "40"
)
SERVICE = Organisation(
    {"en": "State Migration Service", "ru": "Миграционная служба", "tk": "Migrasiýa gullugy"}, kind="10"
)
DONOR = Organisation({"en": "A donor"}, "XM-DAC-5-1", "10")


def everything() -> Activity:
    """An activity that fills every field of the model."""
    report = Document(
        "https://example.org/report.pdf",
        "application/pdf",
        {"en": "Report", "ru": "Отчёт", "tk": "Hasabat"},
        ["A01", "A07"],
        {"en": "Of the year"},
        ["tk", "ru"],
        date(2026, 1, 15),
    )
    women = Figure(Decimal("40"), {"sex": "female"}, ["L1"], {"en": "Lists of participants"}, [report])
    men = Figure(Decimal("0"), {"sex": "male"})
    trained = Indicator(
        {"en": "Officers trained", "ru": "Обучено сотрудников", "tk": "Okadylan işgärler"},
        "1",
        {"en": "Persons"},
        True,
        True,
        [Reference("99", "BORDER.1", "https://example.org/indicators")],
        [Baseline(2024, Figure(Decimal(0), comment={"en": "None before"}, documents=[report]), date(2024, 12, 31))],
        [Period(date(2025, 1, 1), date(2025, 12, 31), [women, men], [men, women])],
        [report],
    )
    agreed = Indicator(
        {"en": "Procedure agreed"},
        "5",
        baselines=[Baseline(2024, Figure(None, comment={"en": "None"}))],
        periods=[Period(date(2025, 1, 1), date(2025, 12, 31), [Figure(None, comment={"en": "Agreed"})], [])],
    )
    value = Money(12_345_67, "USD", date(2025, 1, 1))
    return Activity(
        identifier="XM-DAC-47066-TM-1",
        reporting=PUBLISHER,
        title={"en": "Border officers trained", "ru": "Обучение пограничников", "tk": "Serhetçileri okatmak"},
        description={"en": "At four posts.", "ru": "На четырёх постах.", "tk": "Dört nokatda."},
        status="2",
        dates=Dates(date(2025, 1, 1), date(2025, 1, 15), date(2025, 12, 31), date(2025, 12, 20)),
        participants=[Participant("4", PUBLISHER), Participant("2", SERVICE), Participant("1", DONOR)],
        updated=NOW,
        hierarchy=2,
        humanitarian=False,
        secondary_reporter=True,
        objectives={"en": "Safer travel"},
        target_groups={"en": "Officers"},
        other_identifiers=[OtherIdentifier("A-17", "A1", SERVICE)],
        scope="4",
        countries=[Share("TM", Decimal(60)), Share("KZ", Decimal("39.5"))],
        regions=[Share("689", Decimal("0.5"), "1", {"en": "South & Central Asia, regional"})],
        locations=[
            Location(
                {"en": "Post"}, {"en": "At the road"}, (Decimal("37.95"), Decimal("58.38")), "L1", [("A4", "TM", "1")]
            )
        ],
        sectors=[
            Sector("15190", Decimal(75)),
            Sector("15136", Decimal(25)),
            Sector("B", None, "99", "https://example.org/directions", {"en": "Border management"}),
        ],
        tags=[Tag("10.7", "3"), Tag("GCM.11", "99", "https://example.org/gcm", {"en": "Integrated border management"})],
        markers=[Marker("10", "2"), Marker("1", "0")],
        collaboration="1",
        flow_type="10",
        finance_type="110",
        aid_type="D02",
        tied_status="5",
        budgets=[Budget(date(2025, 1, 1), date(2025, 12, 31), value, "1", "2")],
        transactions=[Transaction("3", date(2025, 5, 5), value, "T1", {"en": "First part"}, DONOR, PUBLISHER)],
        documents=[report],
        related=[Related("XM-DAC-47066-TM-0", "1")],
        results=[
            Result(
                "1", {"en": "Officers can check documents"}, [trained, agreed], {"en": "At all posts"}, False, [report]
            )
        ],
    )


def plan(count: int, seed: int = 47066) -> list[Activity]:
    """``count`` activities, each with three results of two indicators with two periods by sex."""
    chance = random.Random(seed)
    return [_activity(chance, number) for number in range(1, count + 1)]


def _activity(chance: random.Random, number: int) -> Activity:
    year = date(2025, 1, 1), date(2025, 12, 31)
    words = " ".join(chance.choice("border post officer training permit return data desk".split()) for _ in range(40))
    return Activity(
        identifier=f"XM-DAC-47066-TM-P-{number:04}",
        reporting=PUBLISHER,
        title={"en": f"Activity {number}", "ru": f"Мероприятие {number}", "tk": f"Çäre {number}"},
        description={"en": words, "ru": "Обучение и оборудование. " * 8, "tk": "Okuw we enjamlar. " * 8},
        status="2",
        dates=Dates(*year[:1], date(2025, 1, 1 + number % 28), year[1]),
        participants=[Participant("4", SERVICE), Participant("1", DONOR)],
        updated=NOW,
        countries=[Share("TM")],
        sectors=[Sector("15190")],
        tags=[Tag("10.7", "3"), Tag(f"GCM.{number % 23 + 1}", "99", "https://example.org/gcm")],
        budgets=[Budget(*year, Money(chance.randrange(10**7), "USD", year[0]))],
        transactions=[
            Transaction(
                "4", date(2025, month, 1), Money(chance.randrange(10**6), "USD", date(2025, month, 1)), f"T{month}"
            )
            for month in range(1, 13)
        ],
        results=[_result(chance, kind) for kind in ("1", "1", "2")],
    )


def _result(chance: random.Random, kind: str) -> Result:
    return Result(kind, {"en": "A result", "ru": "Результат", "tk": "Netije"}, [_indicator(chance) for _ in range(2)])


def _indicator(chance: random.Random) -> Indicator:
    def figures() -> list[Figure]:
        return [Figure(Decimal(chance.randrange(1000)), {"sex": sex}) for sex in ("female", "male")]

    halves = ((date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31)))
    return Indicator(
        {"en": "Persons", "ru": "Человек", "tk": "Adam sany"},
        "1",
        ascending=True,
        baselines=[Baseline(2024, Figure(Decimal(0)))],
        periods=[Period(start, end, figures(), figures()) for start, end in halves],
    )
