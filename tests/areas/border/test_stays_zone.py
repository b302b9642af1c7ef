"""A node counts by the days of its own place, wherever that is; the zone gets into SQL in one place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.areas.border.test_stays import cross, do, make_office, regime
from tests.conftest import ROOT, SRC

from sapar.kernel import clock
from sapar.kernel.facts import declared
from sapar.kernel.facts.zone import node_time
from sapar.node import config

VIEWS = (
    "import django, json; django.setup(); from sapar.kernel.facts import views; "
    "print(json.dumps({n: [v.sql, v.digest] for n, v in views().items()}))"
)
# Still 28 February in Lima, 1 March in Aşgabat.
MOMENT = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def test_the_zone_stands_in_the_configuration_and_in_no_other_file() -> None:
    """A zone written into a view or a rule would count the days of another place."""
    found = [path.relative_to(SRC) for path in SRC.rglob("*.py") if "Asia/Ashgabat" in path.read_text()]
    assert found == [Path("sapar/node/config.py")]


def test_a_node_in_another_zone_counts_by_its_own_days(node_db: Any, owner_sql: Any, tmp_path: Path) -> None:
    """Every view that turns moments into days does so in the node's zone; the same request is decided on another day and in
    another month there, and its digest is another one."""
    config.save(tmp_path, config.NodeConfig(mode="test", time_zone="America/Lima"))
    environment = {**os.environ, "SAPAR_DATA": str(tmp_path), "PYTHONPATH": str(SRC)}
    done = subprocess.run(
        [sys.executable, "-c", VIEWS], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    there, here = json.loads(done.stdout), declared.views()
    zoned = {name for name, view in here.items() if "Asia/Ashgabat" in view.sql}
    assert zoned == {
        "fact_stay_extensions", "fact_refusals", "fact_hits", "fact_visas", "fact_permit_decisions",
    }  # fmt: skip
    for name, (text, digest) in there.items():
        if name not in here:
            continue  # made by another test of this run
        assert (digest != here[name].digest) == (name in zoned), name
        assert text == here[name].sql.replace("Asia/Ashgabat", "America/Lima")
        owner_sql.execute(f"select * from ({text}) x limit 0")

    office = make_office()
    regime(office)
    entry = cross(office)
    asked = do(
        "file_extension",
        office.registrar,
        person_id=entry.person_id,
        asked_until=clock.today() + timedelta(days=40),
        ground="health",
    )
    do("decide_extension", office.registrar2, extension_id=asked.pk, grant=True)
    owner_sql.execute("update border_stayextension set decided_at = %s where id = %s", [MOMENT, asked.pk])
    name = "fact_stay_extensions"
    days = [
        owner_sql.execute(f"select decided_on, month from ({text}) x").fetchall()
        for text in (here[name].sql, there[name][0])
    ]
    assert days == [[(date(2026, 3, 1), "2026-03")], [(date(2026, 2, 28), "2026-02")]]


def test_days_in_python_are_those_of_the_node(settings: Any) -> None:
    """The day of a crossing, of an appeal's term, of a figure: one function."""
    assert clock.day_of(MOMENT) == date(2026, 3, 1)
    settings.TIME_ZONE = "America/Lima"
    assert clock.day_of(MOMENT) == date(2026, 2, 28)
    settings.TIME_ZONE = "x' or 1=1 --"
    with pytest.raises(ValueError, match="time zone"):
        node_time("now()")
