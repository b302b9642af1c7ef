"""Links and figures as acts: who may, what is refused, what stays on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from tests.areas.programme.conftest import Node
from tests.kernel.conftest import entries

from sapar.areas.programme.models import Link
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SaparError
from sapar.kernel.facts import rules

CODE = "labour.decided_within_clock"
DAY = date(2026, 10, 15)
ACTS: dict[str, dict[str, Any]] = {
    "programme.link_indicator": {"provision": "GCM.6", "indicator": CODE},
    "programme.unlink_indicator": {"link_id": uuid4(), "reason": "r"},
    "programme.count_indicator": {"indicator": CODE},
    "programme.repeat_run": {"run_id": uuid4()},
}


def held(node: Node) -> list[tuple[str, str]]:
    with reading(node.coordinator):
        return sorted(Link.objects.filter(ended_at=None).values_list("provision", "indicator"))


def test_the_first_indicator_hangs_on_objectives_5_and_12(node: Node) -> None:
    """Regular pathways, and certainty of procedures: linked when the node is made."""
    assert held(node) == [("GCM.12", CODE), ("GCM.5", CODE)]


def test_a_link_is_made_and_ended_with_its_reason(node: Node, owner_sql: Any) -> None:
    """An ended link stays on record; the same one can be made again."""
    link = CATALOGUE["programme.link_indicator"](node.coordinator, provision="GCM.6", indicator=CODE, note=" fair ")
    assert ("GCM.6", CODE) in held(node)
    with pytest.raises(Conflict):
        CATALOGUE["programme.link_indicator"](node.official, provision="GCM.6", indicator=CODE)
    CATALOGUE["programme.unlink_indicator"](node.official, link_id=link.pk, reason="Not about recruitment")
    assert ("GCM.6", CODE) not in held(node)
    row = owner_sql.execute("select note, end_reason, ended_by from programme_link where id = %s", [link.pk]).fetchone()
    assert row == ("fair", "Not about recruitment", node.official.ref)
    with pytest.raises(NotFound):
        CATALOGUE["programme.unlink_indicator"](node.official, link_id=link.pk, reason="again")
    CATALOGUE["programme.link_indicator"](node.coordinator, provision="GCM.6", indicator=CODE)
    assert [e["outcome"] for e in entries(owner_sql, "programme.link_indicator")] == ["done", "done"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"provision": "GCM.24"}, "provision"),
        ({"provision": ""}, "provision"),
        ({"indicator": "no.such"}, "indicator"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_what_cannot_be_linked(node: Node, changes: dict[str, str], field: str) -> None:
    """Nothing is linked, and the error names the field."""
    with pytest.raises(Invalid) as refused:
        CATALOGUE["programme.link_indicator"](node.coordinator, **{"provision": "GCM.6", "indicator": CODE, **changes})
    assert refused.value.field == field
    assert len(held(node)) == 2


def test_a_link_does_not_end_without_a_reason(node: Node) -> None:
    """Blanks are no reason."""
    with reading(node.coordinator):
        link = Link.objects.get(provision="GCM.5")
    with pytest.raises(Invalid) as refused:
        CATALOGUE["programme.unlink_indicator"](node.coordinator, link_id=link.pk, reason="  ")
    assert refused.value.field == "reason"


@pytest.mark.parametrize("who", ["coordinator", "official", "iom", "officer", "employer"])
@pytest.mark.parametrize("name", sorted(ACTS))
def test_who_may(node: Node, owner_sql: Any, name: str, who: str) -> None:
    """IOM counts and repeats but links nothing; others do nothing here; a refused attempt is in the ledger."""
    allowed = who in ("coordinator", "official") or (who == "iom" and name.rpartition("_")[2] != "indicator")
    allowed = allowed or (who == "iom" and name == "programme.count_indicator")
    try:
        CATALOGUE[name](node.people[who], **ACTS[name])
        refused = False
    except NotPermitted:
        refused = True
    except SaparError:
        refused = False
    assert refused is not allowed
    if refused:
        assert entries(owner_sql, name)[-1]["outcome"] == "refused:not_permitted"


def test_a_person_counts_what_they_cannot_see(node: Node, owner_sql: Any) -> None:
    """The coordinator reads no permit, counts all of them, and the ledger names the coordinator."""
    node.decided(DAY, times=7)
    node.decided(DAY, within=False)
    run = CATALOGUE["programme.count_indicator"](node.coordinator, indicator=CODE, as_of=DAY)
    counts = rules.total(run.counted())
    assert (counts.numerator, counts.denominator) == (7, 8)
    assert entries(owner_sql, "programme.count_indicator")[-1]["actor"] == node.coordinator.ref
    again = CATALOGUE["programme.repeat_run"](node.iom, run_id=run.pk)
    assert again.equal


def test_a_repeated_press_counts_once(node: Node, owner_sql: Any) -> None:
    """The same key gives the first run again."""
    node.decided(DAY)
    runs = [
        CATALOGUE["programme.count_indicator"](node.coordinator, indicator=CODE, as_of=DAY, key="k") for _ in range(2)
    ]
    assert runs[0].pk == runs[1].pk
    assert owner_sql.execute("select count(*) from facts_run").fetchone() == (1,)


def test_no_figure_for_tomorrow(node: Node) -> None:
    """A day that has not come is refused at its field."""
    with pytest.raises(Invalid) as refused:
        CATALOGUE["programme.count_indicator"](node.iom, indicator=CODE, as_of=clock.today() + timedelta(days=1))
    assert refused.value.field == "as_of"


def test_links_are_changed_within_the_wall_only(node: Node, app_sql: Any) -> None:
    """With raw SQL an actor without reach in the programme reads links and changes none; nobody reads without an actor."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("select count(*) from programme_link")
    with app_sql.transaction():
        for name, value in (
            ("actor", "x"),
            ("institution", uuid4()),
            ("role", "x"),
            ("reach", "labour=all"),
            ("holder", uuid4()),
        ):
            app_sql.execute("select set_config(%s, %s, true)", [f"sapar.{name}", str(value)])
        assert app_sql.execute("select count(*) from programme_link").fetchone() == (2,)
        assert app_sql.execute("update programme_link set note = 'x'").rowcount == 0
