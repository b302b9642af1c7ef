"""A plan of five hundred activities: read from a table, signed, written as IATI and checked."""

from __future__ import annotations

import time
from typing import Any

from tests.areas.programme.plans_kit import make_world
from tests.areas.programme.test_exchange import PUBLISHER

from sapar.areas.programme import iati_file
from sapar.areas.programme.queries import importing, publishing

HEAD = (
    "Direction (en);Outcome (en);Output (en);Activity (en);Activity (ru);Activity (tk);Responsible;First day;Last day;"
)
HEAD += "Milestone (en);Milestone (ru);Milestone (tk);Milestone reached by;Donor;Amount;Currency\r\n"


def table(year: int, count: int) -> bytes:
    rows = []
    for number in range(count):
        above = ("", "", "") if number % 50 else (f"Direction {number}", f"Outcome {number}", f"Output {number}")
        rows.append(
            f"{';'.join(above)};Training {number};Обучение {number};Okuw {number};SMS;01.02.{year};01.11.{year};"
            f"Held;Проведено;Geçirildi;01.06.{year};DON;{1000 + number};USD"
        )
    text = (HEAD + "\r\n".join(rows)).replace(
        "Direction (en);Outcome (en);Output (en)", "direction_en;outcome_en;output_en"
    )
    return text.encode()


def test_five_hundred_activities(node_db: Any) -> None:
    """No error of schema or rules, the same bytes again, within seconds (5 on a quiet machine; 20 here, beside others)."""
    world = make_world()
    plan = world.open()
    one = world.do("coordinator", "import_begin", plan_id=plan.pk, content=table(world.year, 500))
    view = importing.import_view(world.people["coordinator"], one.pk)
    assert view.outcome.faults == []
    done = world.do("coordinator", "import_take", import_id=one.pk, seen=view.seen)
    assert done == {"added": 530, "changed": 0}
    complete(world, plan)
    version = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("iom", "accept", version_id=version.pk)
    for who in ("minister", "chief"):
        world.do(who, "sign", version_id=version.pk, sha256=version.sha256)
    world.do("coordinator", "describe_publisher", publisher=PUBLISHER)
    began = time.monotonic()
    made = publishing.publish_view(world.people["coordinator"], plan.pk).made
    took = time.monotonic() - began
    assert made is not None
    assert (made.activities, made.findings) == (501, [])
    assert iati_file.file_of(plan.reference).sha256 == made.sha256
    print(f"501 activities, {len(made.content):,} bytes, {took:.2f} s")
    assert took < 20


def complete(world: Any, plan: Any) -> None:
    """Directions, outcomes and outputs in the languages that the table left out."""
    from dataclasses import replace

    from sapar.areas.programme.queries import plans
    from sapar.areas.programme.rules.content import Words

    for line, row in plans.draft(world.people["coordinator"], plan.pk).lines:
        if line.level != "activity":
            title = line.content.title.en
            content = replace(line.content, title=Words(title, title, title))
            world.do("coordinator", "change_line", row_id=row.pk, version=row.version, content=content)
