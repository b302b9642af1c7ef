"""A review of 500 activities in three languages: content, PDF and DOCX; and the same once more, byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
ACTIVITIES, MEASURES, LIMIT = 500, 60, 30.0


def main() -> int:
    data = Path(tempfile.mkdtemp(prefix="sapar-bench-"))
    os.environ |= {"SAPAR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "sapar.node.settings"}
    from sapar.node import config, keys, postgres

    config.save(data, config.NodeConfig(mode="test"))
    (data / "static").mkdir()
    server = postgres.start(data)
    try:
        import subprocess

        subprocess.run([sys.executable, "-m", "sapar.node.migrate"], check=True, env={**os.environ})
        import django

        django.setup()
        keys.ensure(data)
        result = measure()
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()
    print(json.dumps(result))
    return 0 if result["holds"] else 1


def measure() -> dict[str, Any]:
    from tests.areas.programme.measures_kit import Measuring, measuring
    from tests.areas.programme.plans_kit import make_world

    from sapar.areas.programme.queries import following
    from sapar.areas.programme.queries import reviews as queries
    from sapar.areas.programme.review_sheet import file_in
    from sapar.areas.programme.rules.content import LANGUAGES
    from sapar.kernel.access.context import reading

    world = make_world()
    year = world.year - 1
    started = time.perf_counter()
    many = [
        world.activity(f"Activity {number}", starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), milestones=())
        for number in range(ACTIVITIES)
    ]
    made: Measuring = measuring(world, year, *many)
    for one in following.plan_followed(world.people["coordinator"], made.plan.pk).activities:
        world.do(
            "service",
            "report",
            activity_id=one.activity.pk,
            percent=100 if int(one.activity.number.split(".")[-1]) % 3 else 60,
            as_of=date(year, 12, 31) - timedelta(5),
            text="Done",
        )
    for number in range(MEASURES):
        measure = made.agreed()
        for quarter in (1, 2, 3, 4):
            made.approved(measure, quarter, 20 + number % 9)
    prepared = time.perf_counter() - started

    review = world.do(
        "coordinator", "open_review", plan_id=made.plan.pk, template_code="annual", as_of=date(year, 12, 31)
    )

    def once() -> tuple[float, dict[str, str], int]:
        begun = time.perf_counter()
        with reading(world.people["coordinator"]):
            plan, record = queries.find_review(world.people["coordinator"], review.pk)
            content = queries.content_now(plan, record)
        files = {
            f"{language}.{suffix}": hashlib.sha256(file_in(content, language, suffix)).hexdigest()
            for language in LANGUAGES
            for suffix in queries.FORMATS
        }
        return time.perf_counter() - begun, files, len(content["figures"])

    first, files, figures = once()
    second, again, _figures = once()
    return {
        "name": "review",
        "activities": ACTIVITIES,
        "figures": figures,
        "prepare_s": round(prepared, 1),
        "first_s": round(first, 2),
        "second_s": round(second, 2),
        "identical": files == again,
        "ratio": round(LIMIT / max(first, second), 2),
        "target": 1.0,
        "holds": files == again and max(first, second) <= LIMIT,
    }


if __name__ == "__main__":
    sys.exit(main())
