"""The register of commitments: entered by one, approved by another; what covers what, what nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.areas.programme.plans_kit import World, make_world, words

from sapar.areas.programme.acts.register import ClauseText
from sapar.areas.programme.procedures import ACTED, HANDED_OVER, JOINT_PROJECT, REGISTERED
from sapar.areas.programme.queries import register as queries
from sapar.areas.programme.queries.provisions import find_provision
from sapar.areas.programme.rules import register as rules
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.standards.frameworks import NOT_LEGALLY_BINDING


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def enter(world: World, who: str = "official", **given: Any) -> Any:
    said: dict[str, Any] = {
        "kind": "bilateral",
        "code": "BIL-1",
        "title": words("Agreement"),
        "legal_nature": "binding",
        "source": "Gazette 1",
        "clauses": [ClauseText(words("First")), ClauseText(words("Second"), clock.today())],
    }
    return world.do(who, "enter_instrument", **{**said, **given})


def act_of_state(world: World, **given: Any) -> Any:
    said: dict[str, Any] = {
        "kind": "law",
        "title": words("Law"),
        "day": clock.today(),
        "source": "Gazette 2",
        "provisions": ["GCM.5"],
    }
    return world.do("official", "enter_action", **{**said, **given})


def test_entered_by_one_approved_by_another(world: World) -> None:
    """Who entered it cannot approve it; before approval the other side finds nothing and nothing can be tied to it;
    then its provisions stand beside those of the frameworks, marked as not compared with the source."""
    plan, _version = world.in_force()
    made = enter(world, "coordinator")
    with pytest.raises(NotPermitted):
        world.do("coordinator", "approve_instrument", instrument_id=made.pk)
    with pytest.raises(NotFound):
        queries.instrument(world.people["iom"], made.pk)
    with pytest.raises(Invalid):
        world.do("coordinator", "tie", provision="BIL-1.1", kind="activity", subject_id=uuid4())
    other = enter(world, code="BIL-2")
    world.do("coordinator", "return_instrument", instrument_id=other.pk, reason="The date is missing")
    changed = {"kind": "bilateral", "title": words("Agreement"), "legal_nature": "binding", "source": "Gazette 9"}
    seen = queries.instrument(world.people["official"], other.pk).case_version
    clauses = [ClauseText(words("Only"))]
    world.do("official", "change_instrument", instrument_id=other.pk, version=seen, clauses=clauses, **changed)
    world.do("coordinator", "approve_instrument", instrument_id=other.pk)
    with reading(world.people["iom"]):
        known = find_provision("BIL-2.1")
    assert known is not None
    assert (known.legal_nature, known.verified, known.nature_verified) == ("binding", False, False)
    line = next(one for one in queries.register(world.people["iom"]).frameworks if one.code == "BIL-2")
    assert (len(line.covered), line.bare) == (1, 1)
    assert plan.pk


def test_a_new_version_takes_the_place_of_the_old(world: World) -> None:
    """The earlier version stays on record; its provisions are no longer those that things are tied to."""
    world.in_force()
    first = enter(world)
    with pytest.raises(Conflict):
        enter(world)
    world.do("coordinator", "approve_instrument", instrument_id=first.pk, certain=True)
    second = enter(world, clauses=[ClauseText(words("Only"))])
    world.do("coordinator", "approve_instrument", instrument_id=second.pk)
    with reading(world.people["iom"]):
        assert find_provision("BIL-1.2") is None
        assert find_provision("BIL-1.1") is not None
    assert queries.instrument(world.people["iom"], first.pk).state in ("superseded", "approved")
    assert queries.instrument(world.people["coordinator"], first.pk).state == "superseded"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("legal_nature", {"kind": "pledge", "legal_nature": "binding"}),
        ("legal_nature", {"kind": "treaty", "legal_nature": NOT_LEGALLY_BINDING}),
        ("code", {"code": "GCM"}),
        ("code", {"code": "bad code"}),
        ("clauses", {"clauses": []}),
        ("source", {"source": " "}),
    ],
)
def test_what_cannot_stand_in_the_register(world: World, field: str, given: dict[str, Any]) -> None:
    """A pledge never binds, a treaty always does; codes of the node's frameworks are not taken; a source is named."""
    with pytest.raises(Invalid) as refused:
        enter(world, **given)
    assert field in {one.field for one in refused.value.errors}


def test_actions_of_the_state(world: World) -> None:
    """A law counts for a provision, and is seen by IOM, once somebody else approved it."""
    world.in_force()
    made = act_of_state(world)
    assert queries.provision_view(world.people["iom"], "GCM.5").actions == []
    with pytest.raises(NotFound):
        queries.action(world.people["iom"], made.pk)
    world.do("coordinator", "approve_action", action_id=made.pk)
    ((_tie, action),) = queries.provision_view(world.people["iom"], "GCM.5").actions
    assert (action.pk, action.certain) == (made.pk, False)
    line = next(one for one in queries.register(world.people["iom"]).frameworks if one.code == "GCM")
    covered = {one.provision: dict(one.counts) for one in line.covered}
    assert covered["GCM.5"] == {"action": 1}


def test_every_activity_is_linked_or_shown_as_unlinked(world: World) -> None:
    """An activity is on the list of unlinked ones until it is tied to a provision, and again after the link ends."""
    plan, _version = world.in_force(world.activity("One"), world.activity("Two"))
    view = queries.register(world.people["iom"])
    assert (len(view.unlinked), view.activities) == (2, 2)
    tie = world.do("service", "tie", provision="SENDAI.A-1", kind="activity", subject_id=view.unlinked[0].line_id)
    assert len(queries.register(world.people["iom"]).unlinked) == 1
    story = queries.provision_view(world.people["iom"], "SENDAI.A")
    assert [one.activity.title["en"] for _tie, one in story.activities] == ["One en"]
    with pytest.raises(Conflict):
        world.do("iom", "tie", provision="SENDAI.A-1", kind="activity", subject_id=view.unlinked[0].line_id)
    world.do("iom", "untie", tie_id=tie.pk, reason="It serves another target")
    assert len(queries.register(world.people["iom"]).unlinked) == 2
    assert plan.pk


def test_frameworks_are_carried_whole() -> None:
    """23 objectives and ten principles, seven Sendai targets, the SDG targets that name migrants or disasters; each
    with its legal nature; parents stand in their framework."""
    counts = {}
    for one in rules.FRAMEWORKS:
        for part in one.provisions:
            counts[one.code, part.kind] = counts.get((one.code, part.kind), 0) + 1
            assert not part.parent or rules.provision(part.parent) is not None
        assert one.legal_nature in rules.NATURES
    assert counts["GCM", "objective"] == 23 and counts["GCM", "principle"] == 10
    assert counts["SENDAI", "target"] == 7 and counts["SDG", "target"] == 13


def test_every_state_is_left_or_final() -> None:
    """Projects, acts of handover and entries of the register: no state is a trap, no final one is left."""
    for procedure in (JOINT_PROJECT, HANDED_OVER, REGISTERED, ACTED):
        for state in procedure.states:
            assert any(state.name in move.sources for move in procedure.transitions) != state.final, state.name


codes = st.sampled_from(["A", "A-1", "A-2", "B", "C"])
PARENTS = [("A", ""), ("A-1", "A"), ("A-2", "A"), ("B", ""), ("C", "")]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(codes, st.sampled_from(rules.TIED)), max_size=12),
    st.lists(codes, max_size=6),
    st.randoms(use_true_random=False),
)
def test_coverage_counts_each_link_once_and_for_the_whole(
    ties: list[tuple[str, str]], links: list[str], chance: Any
) -> None:
    """What is tied to a part counts for the part and its whole, in any order; a provision is bare exactly when nothing
    is tied to it or to its parts."""
    found = {one.provision: one for one in rules.coverage(PARENTS, ties, links)}
    shuffled = list(ties)
    chance.shuffle(shuffled)
    assert {one.provision: one for one in rules.coverage(PARENTS, shuffled, links)} == found
    for code, _parent in PARENTS:
        mine = [kind for one, kind in ties if one == code or (code == "A" and one.startswith("A-"))]
        assert sum(found[code].counts.values()) == len(mine)
        hanging = [one for one in links if one == code or (code == "A" and one.startswith("A-"))]
        assert found[code].nothing == (not mine and not hanging)
