"""Joint projects: private until proposed, endorsed by the other side, funded, handed over, closed; trainings counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.areas.programme.plans_kit import World, make_world, words

from sapar.areas.programme.queries import projects as queries
from sapar.areas.programme.rules import handing as rules
from sapar.areas.programme.rules.content import Words
from sapar.areas.programme.rules.handing import Count, Item
from sapar.areas.programme.views import handover_sheet
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.documents import seals
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def concept(world: World, plan: Any, who: str = "coordinator", **given: Any) -> Any:
    said: dict[str, Any] = {
        "title": words("Project"),
        "summary": words("Why"),
        "lead_id": world.offices["SMS"].pk,
        "starts_on": clock.today(),
        "ends_on": clock.today() + timedelta(days=300),
    }
    return world.do(who, "write_concept", plan_id=plan.pk, **{**said, **given})


def step(world: World, who: str, project: Any, what: str, **given: Any) -> Any:
    return world.do(who, "move_project", project_id=project.pk, step=what, **given)


def grant(world: World, project: Any, minor: int = 1_000_000, **given: Any) -> Any:
    said = {"donor_id": world.offices["DON"].pk, "signed_on": clock.today(), "currency": "EUR", "amount_minor": minor}
    return world.do("iom", "record_grant", project_id=project.pk, **{**said, **given})


def running(world: World, plan: Any) -> Any:
    project = concept(world, plan)
    step(world, "coordinator", project, "propose")
    step(world, "iom", project, "endorse")
    grant(world, project)
    step(world, "iom", project, "start")
    return project


def handover(world: World, project: Any, **given: Any) -> Any:
    said: dict[str, Any] = {
        "giver_id": world.offices["IOM"].pk,
        "taker_id": world.offices["SMS"].pk,
        "place": "Ashgabat",
        "day": clock.today(),
        "items": [Item(words("Reader"), 2, "A-1", "new", 10_000, "EUR")],
    }
    return world.do("iom", "draw_up_handover", project_id=project.pk, **{**said, **given})


def test_a_concept_is_its_authors_until_it_is_proposed(world: World) -> None:
    """The other side finds nothing before; after it was given back and rewritten it finds nothing again."""
    plan, _version = world.in_force()
    project = concept(world, plan)
    with pytest.raises(NotFound):
        queries.project(world.people["iom"], project.pk)
    assert queries.projects(world.people["iom"]).lines == []
    step(world, "coordinator", project, "propose")
    assert queries.project(world.people["iom"], project.pk).line.state == "proposed"
    with pytest.raises(NotPermitted):
        step(world, "coordinator", project, "endorse")
    step(world, "iom", project, "give_back", reason="The budget is missing")
    changed = {"title": words("Other"), "summary": words("Why"), "lead_id": world.offices["SMS"].pk}
    world.do("official", "change_concept", project_id=project.pk, version=1, **changed)
    with pytest.raises(NotFound):
        queries.project(world.people["iom"], project.pk)
    with pytest.raises(Conflict):
        world.do("official", "change_concept", project_id=project.pk, version=1, **changed)
    with pytest.raises(Invalid):
        step(world, "coordinator", project, "propose")


def test_money_by_agreement_and_top_up(world: World) -> None:
    """No money before both sides want it; the first agreement makes it agreed; currencies are never added; no more is
    taken back than was given."""
    plan, _version = world.in_force()
    project = concept(world, plan)
    with pytest.raises(NotFound):
        grant(world, project)
    step(world, "coordinator", project, "propose")
    with pytest.raises(Conflict):
        grant(world, project)
    step(world, "iom", project, "endorse")
    agreement = grant(world, project)
    assert queries.project(world.people["iom"], project.pk).line.state == "agreed"
    given = {"agreement_id": agreement.pk, "signed_on": clock.today()}
    world.do("iom", "top_up", **given, currency="EUR", amount_minor=500_000)
    world.do("coordinator", "top_up", **given, currency="USD", amount_minor=70_000)
    world.do("iom", "top_up", **given, currency="EUR", amount_minor=-200_000, note="Exchange loss")
    assert queries.project(world.people["iom"], project.pk).line.money == {"EUR": 1_300_000, "USD": 70_000}
    with pytest.raises(Invalid):
        world.do("iom", "top_up", **given, currency="EUR", amount_minor=-1_300_001, note="Too much")
    with pytest.raises(Invalid):
        world.do("iom", "top_up", **given, currency="EUR", amount_minor=-1)


def test_equipment_is_signed_for_by_giver_and_taker(world: World) -> None:
    """Each signs once for its own institution; the second signature seals the act; before that the project cannot be
    closed; a stranger finds nothing."""
    plan, _version = world.in_force()
    project = running(world, plan)
    made = handover(world, project)
    step(world, "coordinator", project, "finish")
    with pytest.raises(Conflict):
        step(world, "coordinator", project, "close")
    with pytest.raises(NotPermitted):
        world.do("coordinator", "sign_handover", handover_id=made.pk, sha256=made.sha256)
    with pytest.raises(Conflict):
        world.do("iom", "sign_handover", handover_id=made.pk, sha256="0" * 64)
    world.do("iom", "sign_handover", handover_id=made.pk, sha256=made.sha256)
    with pytest.raises(Conflict):
        world.do("chief", "sign_handover", handover_id=made.pk, sha256=made.sha256)
    world.do("service", "sign_handover", handover_id=made.pk, sha256=made.sha256)
    view = queries.handover(world.people["service"], made.pk)
    assert (view.state, view.intact, len(view.signatures)) == ("signed", True, 2)
    verdict = seals.check_seal(view.handover.seal)
    assert (verdict.answer, verdict.fields["sha256"]) == ("valid", made.sha256)
    with reading(world.people["service"]):
        assert handover_sheet.pdf(view) == handover_sheet.pdf(view)
    step(world, "coordinator", project, "close")
    with pytest.raises(NotFound):
        queries.handover(world.people["stranger"], made.pk)


def test_a_withdrawn_act_is_signed_by_nobody(world: World) -> None:
    """An act that was withdrawn cannot be signed, and the project can be closed."""
    plan, _version = world.in_force()
    project = running(world, plan)
    made = handover(world, project)
    with pytest.raises(NotPermitted):
        world.do("coordinator", "withdraw_handover", handover_id=made.pk, reason="Wrong serial number")
    world.do("iom", "withdraw_handover", handover_id=made.pk, reason="Wrong serial number")
    with pytest.raises(Conflict):
        world.do("iom", "sign_handover", handover_id=made.pk, sha256=made.sha256)
    step(world, "iom", project, "finish")
    step(world, "iom", project, "close")


def test_trainings_are_counted_never_named(world: World) -> None:
    """Counts by institution and sex; a struck one no longer counts; a training belongs to a project or an activity."""
    plan, _version = world.in_force()
    project = running(world, plan)
    counts = [Count(world.offices["SMS"].pk, 3, 4), Count(world.offices["MFA"].pk, 1, 0, 2)]
    given = {"plan_id": plan.pk, "title": words("T"), "starts_on": clock.today(), "ends_on": clock.today()}
    with pytest.raises(Invalid):
        world.do("service", "record_training", **given, counts=counts)
    made = world.do("service", "record_training", **given, counts=counts, project_id=project.pk)
    sums = queries.projects(world.people["iom"]).sums
    assert (sums.trainings, sums.women, sums.men, sums.unknown) == (1, 4, 4, 2)
    with pytest.raises(NotPermitted):
        world.do("iom", "void_training", training_id=made.pk, reason="x")
    world.do("service", "void_training", training_id=made.pk, reason="Recorded twice")
    assert queries.projects(world.people["iom"]).sums.trainings == 0


# ---------------------------------------------------------------------------------------------------------- rules

amounts = st.lists(st.tuples(st.sampled_from(["USD", "EUR", "TMT"]), st.integers(-(10**9), 10**9)), max_size=20)


@settings(max_examples=60)
@given(amounts, st.randoms(use_true_random=False))
def test_money_is_added_within_a_currency_only(given_amounts: list[tuple[str, int]], chance: Any) -> None:
    """In any order the same sums; each currency's sum is that of its own amounts."""
    shuffled = list(given_amounts)
    chance.shuffle(shuffled)
    found = rules.by_currency(given_amounts)
    assert rules.by_currency(shuffled) == found
    assert sum(found.values()) == sum(minor for _code, minor in given_amounts)
    assert set(found) == {code for code, _minor in given_amounts}


people = st.builds(
    Count, st.integers(1, 4).map(lambda n: UUID(int=n)), st.integers(0, 50), st.integers(0, 50), st.integers(0, 9)
)


@settings(max_examples=60)
@given(st.lists(st.lists(people, max_size=4), max_size=6))
def test_totals_of_trainings_are_sums(trainings: list[list[Count]]) -> None:
    """By sex and by institution the same total."""
    sums = rules.summed(trainings)
    assert sums.trainings == len(trainings)
    total = sum(one.total for each in trainings for one in each)
    assert sums.women + sums.men + sums.unknown == total
    assert sum(one.total for one in sums.by_institution.values()) == total


@settings(max_examples=40)
@given(st.text(max_size=8), st.integers(-2, 5), st.sampled_from(["new", "faulty", "lost"]))
def test_items_are_whole_or_named_as_faulty(text: str, quantity: int, condition: str) -> None:
    """An item stands in an act exactly when it is named in three languages, counted, and in a known condition."""
    item = Item(Words(text, text, text), quantity, condition=condition)
    wrong = {code for _field, code in rules.item_faults([item])}
    assert ("name" in wrong) == (not text)
    assert ("quantity" in wrong) == (quantity < 1)
    assert ("condition" in wrong) == (condition == "lost")
