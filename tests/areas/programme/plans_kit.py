"""Plans for tests: two sides with their people, a state body, a donor, and a plan at any point of its life."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.areas.programme.conftest import CONSOLE

from sapar.areas.programme.rules.content import Budget, Content, Milestone, Words
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.methods.ids import uuid7


def words(text: str) -> Words:
    return Words(f"{text} tk", f"{text} ru", f"{text} en")


@dataclass
class World:
    """``world.do("iom", "propose", …)`` calls ``programme.propose`` as that person."""

    offices: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    year: int = field(default_factory=lambda: clock.today().year)

    def do(self, who: str, what: str, **arguments: Any) -> Any:
        actor = replace(self.people[who], second_factor_at=clock.now())
        return CATALOGUE[f"programme.{what}"](actor, **arguments)

    def day(self, month: int, day: int = 1) -> date:
        return date(self.year, month, day)

    def open(self, year: int | None = None) -> Any:
        other = self.offices["IOM"].pk
        return self.do("coordinator", "open_plan", year=year or self.year, counterpart_id=other)

    def activity(self, title: str = "Training", **given: Any) -> Content:
        said: dict[str, Any] = {
            "responsible_id": self.offices["SMS"].pk,
            "partner_ids": (self.offices["IOM"].pk,),
            "starts_on": self.day(1),
            "ends_on": self.day(12, 31),
            "milestones": (Milestone(uuid7(), words("Held"), self.day(12, 1)),),
            "budget": (Budget(uuid7(), self.offices["DON"].pk, "USD", 5_000_000),),
        }
        return Content(words(title), **{**said, **given})

    def activity_title(self, title: str) -> Content:
        """A content with a title alone, as lines above activities have it."""
        return Content(words(title))

    def draft(self, who: str, plan: Any, *activities: Content) -> list[Any]:
        """Direction, outcome, output, and the activities below; the rows in this order."""
        rows = []
        above: UUID | None = None
        for level in ("direction", "outcome", "output"):
            rows.append(
                self.do(who, "add_line", plan_id=plan.pk, level=level, parent_id=above, content=Content(words(level)))
            )
            above = rows[-1].line_id
        for one in activities or (self.activity(),):
            rows.append(self.do(who, "add_line", plan_id=plan.pk, level="activity", parent_id=above, content=one))
        return rows

    def agreed(self, *activities: Content, year: int | None = None) -> tuple[Any, Any]:
        plan = self.open(year)
        self.draft("coordinator", plan, *activities)
        version = self.do("coordinator", "propose", plan_id=plan.pk)
        self.do("iom", "accept", version_id=version.pk)
        return plan, version

    def in_force(self, *activities: Content, year: int | None = None) -> tuple[Any, Any]:
        plan, version = self.agreed(*activities, year=year)
        self.both_sign(version)
        return plan, version

    def both_sign(self, version: Any) -> None:
        for who in ("minister", "chief"):
            self.do(who, "sign", version_id=version.pk, sha256=version.sha256)
        CATALOGUE["programme.take_up"](Actor.system("programme"), plan_id=version.plan_id)

    def yesterday(self) -> date:
        return clock.today() - timedelta(days=1)


PEOPLE = (
    ("coordinator", "programme.coordinator", "MFA"),
    ("official", "programme.official", "MFA"),
    ("minister", "programme.signatory", "MFA"),
    ("iom", "iom.coordinator", "IOM"),
    ("chief", "iom.signatory", "IOM"),
    ("service", "programme.official", "SMS"),
    ("stranger", "programme.coordinator", "OTHER"),
)


def make_world() -> World:
    from sapar.kernel.access.acts import appoint, create_account, create_institution
    from sapar.kernel.access.session import actor_for

    world = World()
    kinds = {"MFA": "ministry", "OTHER": "ministry", "IOM": "iom", "SMS": "migration_service", "DON": "donor"}
    for code, kind in kinds.items():
        world.offices[code] = create_institution(
            CONSOLE, code=code, kind=kind, name_tk=f"{code} tk", name_ru=f"{code} ru", name_en=f"{code} en"
        )
    for username, role, code in PEOPLE:
        account = create_account(CONSOLE, username=username, full_name=username.title(), language="en")
        duty = appoint(CONSOLE, account_id=account.pk, institution_id=world.offices[code].pk, role=role)
        world.people[username] = actor_for(account, duty, "en", clock.now())
    return world
