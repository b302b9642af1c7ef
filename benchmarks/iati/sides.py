"""One side of the benchmark in a process of its own: writes and checks a plan, prints what it took as JSON.

    python sides.py SIDE ACTIVITIES

The plan is first made as plain data, then as the side's own objects; neither is timed, nor are imports.
"""

from __future__ import annotations

import gc
import hashlib
import importlib.metadata
import json
import random
import re
import resource
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
START, MIDDLE, END = date(2025, 1, 1), date(2025, 6, 30), date(2025, 12, 31)
HALVES = ((START, MIDDLE), (date(2025, 7, 1), END))
COUNTED = (
    "iati-activity",
    "narrative",
    "transaction",
    "indicator",
    "period",
    "target",
    "actual",
    "dimension",
    "budget",
    "value",
)
WORDS = "border post officer training permit return data desk".split()


def plan(count: int) -> list[dict[str, Any]]:
    chance = random.Random(47066)
    return [
        {
            "number": number,
            "description": " ".join(chance.choice(WORDS) for _ in range(40)),
            "budget": chance.randrange(10**7),
            "transactions": [(date(2025, month, 1), chance.randrange(10**6)) for month in range(1, 13)],
            "figures": [
                [[[chance.randrange(1000) for _ in range(4)] for _ in range(2)] for _ in range(2)] for _ in range(3)
            ],
        }
        for number in range(1, count + 1)
    ]


def sapar_side(rows: list[dict[str, Any]]) -> tuple[Any, Any, str]:
    from sapar import __version__
    from sapar.standards import iati

    publisher = iati.Organisation(
        {"en": "Joint programme", "ru": "Программа", "tk": "Maksatnama"}, "XM-DAC-47066", "40"
    )
    service = iati.Organisation({"en": "Migration service", "ru": "Служба", "tk": "Gulluk"}, kind="10")

    def result(kind: str, indicators: Any) -> Any:
        def figures(values: list[int]) -> list[Any]:
            return [
                iati.Figure(Decimal(value), {"sex": sex}) for value, sex in zip(values, ("female", "male"), strict=True)
            ]

        made = [
            iati.Indicator(
                {"en": "Persons", "ru": "Человек", "tk": "Adam sany"},
                "1",
                ascending=True,
                baselines=[iati.Baseline(2024, iati.Figure(Decimal(0)))],
                periods=[
                    iati.Period(*half, figures(values[:2]), figures(values[2:]))
                    for half, values in zip(HALVES, halves, strict=True)
                ],
            )
            for halves in indicators
        ]
        return iati.Result(kind, {"en": "A result", "ru": "Результат", "tk": "Netije"}, made)

    activities = [
        iati.Activity(
            identifier=f"XM-DAC-47066-TM-{row['number']:04}",
            reporting=publisher,
            title={
                "en": f"Activity {row['number']}",
                "ru": f"Мероприятие {row['number']}",
                "tk": f"Çäre {row['number']}",
            },
            description={"en": row["description"], "ru": "Обучение. " * 16, "tk": "Okuw. " * 20},
            status="2",
            dates=iati.Dates(planned_start=START, planned_end=END),
            participants=[iati.Participant("4", service)],
            updated=NOW,
            countries=[iati.Share("TM")],
            sectors=[iati.Sector("15190")],
            budgets=[iati.Budget(START, END, iati.Money(row["budget"], "USD", START))],
            transactions=[
                iati.Transaction("4", day, iati.Money(minor, "USD", day)) for day, minor in row["transactions"]
            ],
            results=[result(kind, indicators) for kind, indicators in zip("112", row["figures"], strict=True)],
        )
        for row in rows
    ]
    return (
        lambda: iati.write(activities, generated=NOW),
        lambda data: len(iati.check(data, NOW)),
        __version__,
    )


def okfn_side(rows: list[dict[str, Any]]) -> tuple[Any, Any, str]:
    import okfn_iati as o
    from okfn_iati.iati_schema_validator import IatiValidator
    from okfn_iati.models import (
        Indicator,
        IndicatorBaseline,
        IndicatorPeriod,
        IndicatorPeriodActual,
        IndicatorPeriodTarget,
        Result,
    )
    from okfn_iati.xml_generator import IatiXmlGenerator

    def texts(**by_language: str) -> list[Any]:
        return [o.Narrative(text=text, lang=language) for language, text in sorted(by_language.items())]

    def result(kind: str, indicators: Any) -> Any:
        def figures(cls: Any, values: list[int]) -> list[Any]:
            return [
                cls(value=str(value), dimension=[{"name": "sex", "value": sex}])
                for value, sex in zip(values, ("female", "male"), strict=True)
            ]

        made = [
            Indicator(
                measure="1",
                title=texts(en="Persons", ru="Человек", tk="Adam sany"),
                ascending=True,
                baseline=[IndicatorBaseline(year=2024, value="0")],
                period=[
                    IndicatorPeriod(
                        period_start=half[0].isoformat(),
                        period_end=half[1].isoformat(),
                        target=figures(IndicatorPeriodTarget, values[:2]),
                        actual=figures(IndicatorPeriodActual, values[2:]),
                    )
                    for half, values in zip(HALVES, halves, strict=True)
                ],
            )
            for halves in indicators
        ]
        return Result(type=kind, title=texts(en="A result", ru="Результат", tk="Netije"), indicator=made)

    name = texts(en="Joint programme", ru="Программа", tk="Maksatnama")
    activities = [
        o.Activity(
            iati_identifier=f"XM-DAC-47066-TM-{row['number']:04}",
            reporting_org=o.OrganizationRef(ref="XM-DAC-47066", type="40", narratives=name),
            title=texts(en=f"Activity {row['number']}", ru=f"Мероприятие {row['number']}", tk=f"Çäre {row['number']}"),
            description=[
                {"type": "1", "narratives": texts(en=row["description"], ru="Обучение. " * 16, tk="Okuw. " * 20)}
            ],
            participating_orgs=[
                o.ParticipatingOrg(
                    role="4", type="10", narratives=texts(en="Migration service", ru="Служба", tk="Gulluk")
                )
            ],
            activity_status=o.ActivityStatus(2),
            activity_dates=[
                o.ActivityDate(type="1", iso_date=START.isoformat()),
                o.ActivityDate(type="3", iso_date=END.isoformat()),
            ],
            recipient_countries=[{"code": "TM"}],
            sectors=[{"code": "15190", "vocabulary": "1"}],
            budgets=[
                o.Budget(
                    type="1",
                    status="1",
                    period_start=START.isoformat(),
                    period_end=END.isoformat(),
                    value=row["budget"] / 100,
                    currency="USD",
                    value_date=START.isoformat(),
                )
            ],
            transactions=[
                o.Transaction(
                    type="4", date=day.isoformat(), value=minor / 100, currency="USD", value_date=day.isoformat()
                )
                for day, minor in row["transactions"]
            ],
            results=[result(kind, indicators) for kind, indicators in zip("112", row["figures"], strict=True)],
            default_currency="USD",
            last_updated_datetime="2026-03-02T09:30:00Z",
        )
        for row in rows
    ]
    made = o.IatiActivities(version="2.03", generated_datetime="2026-03-02T09:30:00Z", activities=activities)

    def check(text: str) -> int:
        _, found = IatiValidator().validate(text)
        return sum(len(part) for part in found.values())

    return lambda: IatiXmlGenerator().generate_iati_activities_xml(made), check, importlib.metadata.version("okfn-iati")


def main() -> int:
    side, count = sys.argv[1], int(sys.argv[2])
    make = {"sapar": sapar_side, "okfn-iati": okfn_side}[side]
    warm_write, warm_check, _ = make(plan(2))
    warm_check(warm_write())
    write, check, version = make(plan(count))
    gc.collect()
    cpu, started = time.process_time(), time.perf_counter()
    data = write()
    written = time.perf_counter()
    findings = check(data)
    done = time.perf_counter()
    content = data if isinstance(data, bytes) else data.encode()
    text = content.decode()
    print(
        json.dumps(
            {
                "write": written - started,
                "check": done - written,
                "cpu": time.process_time() - cpu,
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "findings": findings,
                "bytes": len(content),
                "digest": hashlib.sha256(content).hexdigest(),
                "counts": {name: len(re.findall(f"<{name}[ />]", text)) for name in COUNTED},
                "version": version,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
