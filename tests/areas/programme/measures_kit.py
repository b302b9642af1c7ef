"""Measures for tests: a plan in force with an indicator both sides agreed on, typed or counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.areas.programme.plans_kit import World, words

from sapar.areas.programme.acts import Given
from sapar.areas.programme.queries import shared
from sapar.areas.programme.rules.content import Content
from sapar.areas.programme.rules.measures import Amount, Measured, Target
from sapar.kernel.access.context import reading

QUARTERS = ((1, 1, 3, 31), (4, 1, 6, 30), (7, 1, 9, 30), (10, 1, 12, 31))


def amount(numerator: int | str | None, denominator: int | str | None = None) -> Amount | None:
    if numerator is None:
        return None
    return Amount(Decimal(numerator), None if denominator is None else Decimal(denominator))


def said(world: World, year: int, **given: Any) -> Measured:
    below = 100 if given.get("kind") == "ratio" else None
    targets = tuple(
        Target(date(year, a, b), date(year, c, d), Amount(Decimal(25), None if below is None else Decimal(below)))
        for a, b, c, d in QUARTERS
    )
    known: dict[str, Any] = {
        "title": words("People trained"),
        "definition": words("Everybody who was trained counts once a period."),
        "unit": words("people"),
        "targets": targets,
        "responsible_id": world.offices["SMS"].pk,
        "provisions": ("GCM.1",),
    }
    return Measured(**{**known, **given})


@dataclass
class Measuring:
    """A plan of last year in force, its lines by level, and the way to a value."""

    world: World
    plan: Any
    lines: dict[str, Any] = field(default_factory=dict)

    @property
    def year(self) -> int:
        return int(self.plan.year)

    def agreed(self, *, level: str = "activity", rolls_into: Any = None, **given: Any) -> Any:
        made = self.world.do(
            "coordinator",
            "set_measure",
            plan_id=self.plan.pk,
            line_id=self.lines[level],
            content=said(self.world, self.year, **given),
            rolls_into=rolls_into.pk if rolls_into else None,
        )
        return self.world.do("iom", "agree_measure", measure_id=made.pk)

    def enter(self, measure: Any, quarter: int, numerator: Any, denominator: Any = None, **given: Any) -> Any:
        who = given.pop("who", "service")
        more = {name: given.pop(name) for name in ("corrects_id", "evidence", "evidence_name") if name in given}
        a, b, *_rest = QUARTERS[quarter - 1]
        value = Given(amount(numerator, denominator), link="https://example.org/minutes", **given)
        return self.world.do(
            who,
            "record_value",
            measure_id=measure.pk,
            starts_on=date(self.year, a, b),
            given=value,
            submit=True,
            **more,
        )

    def approve(self, value: Any) -> Any:
        return self.world.do("coordinator", "approve_value", value_id=value.pk)

    def approved(self, measure: Any, quarter: int, numerator: Any, denominator: Any = None, **given: Any) -> Any:
        return self.approve(self.enter(measure, quarter, numerator, denominator, **given))


def measuring(world: World, year: int | None = None, *activities: Content) -> Measuring:
    """A plan of last year: all its periods are over."""
    year = year or world.year - 1
    one = world.activity(starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), milestones=())
    plan, version = world.in_force(*(activities or (one,)), year=year)
    with reading(world.people["coordinator"]):
        lines = {line.level: line.id for line in shared.version_lines(version)}
    return Measuring(world, plan, lines)
