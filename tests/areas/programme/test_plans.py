"""A plan's life by acts: drafted in private, proposed, commented, answered, signed, amended, carried over, followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.areas.programme.plans_kit import World, make_world, words

from sapar.areas.programme.models import Activity, Milestone
from sapar.areas.programme.queries import following, plans
from sapar.areas.programme.rules.content import Content, Words, hashes, whole_hash
from sapar.areas.programme.rules.content import Milestone as PlanMilestone
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SecondFactorNeeded
from sapar.kernel.procedures.moves import case_of, work_list
from sapar.methods.ids import uuid7


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def state_of(world: World, who: str, plan: Any) -> tuple[str, str]:
    view = plans.plan(world.people[who], plan.pk)
    return view.state, view.round_state


def test_from_draft_to_force(world: World) -> None:
    """Proposed, accepted, signed by both: in force, with records, parties and cases in the right work lists."""
    plan, version = world.agreed()
    assert state_of(world, "iom", plan) == ("preparing", "agreed")
    world.do("minister", "sign", version_id=version.pk, sha256=version.sha256)
    assert state_of(world, "iom", plan) == ("preparing", "state_signed")
    world.do("chief", "sign", version_id=version.pk, sha256=version.sha256)
    assert state_of(world, "coordinator", plan) == ("in_force", "in_force")
    CATALOGUE["programme.take_up"](Actor.system("programme"), plan_id=plan.pk)
    with reading(world.people["service"]):
        items = work_list(world.people["service"])
    assert [item.case.procedure for item in items] == ["programme.milestone", "programme.activity"]
    overview = following.overview(world.people["service"])
    parts = {overview.names[one.institution_id].code: one.parts for one in overview.parties}
    assert parts == {"MFA": ["signing"], "IOM": ["partner", "signing"], "SMS": ["responsible"], "DON": ["donor"]}
    assert [(one.currency, one.planned, one.spent) for one in overview.contributions] == [("USD", 5_000_000, 0)]


def test_taking_up_twice_changes_nothing(world: World) -> None:
    """The job may run again."""
    plan, _version = world.in_force()
    again = CATALOGUE["programme.take_up"](Actor.system("programme"), plan_id=plan.pk)
    assert again == {"opened": 0}


def test_what_is_signed_is_the_hash_of_three_languages(world: World) -> None:
    """A changed letter in one language gives another hash; another hash than the one seen cannot be signed."""
    _plan, version = world.agreed()
    by_language = hashes(version.content)
    assert whole_hash(by_language) == version.sha256
    assert len(set(by_language.values())) == 3
    version.content["lines"][0]["content"]["title"]["tk"] += "."
    changed = hashes(version.content)
    assert changed["tk"] != by_language["tk"]
    assert (changed["ru"], changed["en"]) == (by_language["ru"], by_language["en"])
    with pytest.raises(Conflict) as error:
        world.do("minister", "sign", version_id=version.pk, sha256=whole_hash(changed))
    assert error.value.code == "hash"


def test_signing_wants_a_fresh_second_factor_and_the_right_role(world: World) -> None:
    """No coordinator signs; an old second factor is not enough; nobody signs twice or for the other side."""
    _plan, version = world.agreed()
    given = {"version_id": version.pk, "sha256": version.sha256}
    old = replace(world.people["minister"], second_factor_at=clock.now() - timedelta(minutes=6))
    with pytest.raises(SecondFactorNeeded):
        CATALOGUE["programme.sign"](old, **given)
    for who in ("coordinator", "iom", "official"):
        with pytest.raises(NotPermitted):
            world.do(who, "sign", **given)
    world.do("minister", "sign", **given)
    with pytest.raises(Conflict):
        world.do("minister", "sign", **given)


def test_a_text_that_was_altered_in_the_database_is_not_signed(world: World, owner_sql: Any) -> None:
    """The hash is computed again from what stands there; the page says that it does not match."""
    _plan, version = world.agreed()
    owner_sql.execute(
        "update programme_version set content = jsonb_set(content, '{lines,0,content,title,ru}', '\"other\"') where id = %s",
        [version.pk],
    )
    with pytest.raises(Conflict) as error:
        world.do("minister", "sign", version_id=version.pk, sha256=version.sha256)
    assert error.value.code == "hash"
    assert not plans.version(world.people["minister"], version.pk).intact


def test_counter_proposal_and_difference(world: World) -> None:
    """IOM takes the version over, changes one text and the money, proposes: exactly these fields differ."""
    plan = world.open()
    world.draft("coordinator", plan)
    first = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("iom", "take_over", version_id=first.pk)
    row = plans.draft(world.people["iom"], plan.pk).lines[-1][1]
    line = plans.draft_row(world.people["iom"], row.pk).line
    money = replace(line.content.budget[0], amount_minor=7_000_000)
    said = replace(line.content, title=replace(line.content.title, ru="Иначе"), budget=(money,))
    world.do("iom", "change_line", row_id=row.pk, version=row.version, content=said)
    second = world.do("iom", "propose", plan_id=plan.pk, note="more money")
    assert state_of(world, "coordinator", plan)[1] == "with_state"
    view = plans.version(world.people["coordinator"], second.pk)
    (change,) = view.changes
    assert change.kind == "changed"
    assert [(one.field, one.language) for one in change.fields] == [("title", "ru"), ("budget", "")]
    assert (change.fields[1].old.amount_minor, change.fields[1].new.amount_minor) == (5_000_000, 7_000_000)
    with pytest.raises(Conflict):
        world.do("iom", "accept", version_id=second.pk)  # one's own
    with pytest.raises(Conflict):
        world.do("coordinator", "accept", version_id=first.pk)  # an older one
    world.do("coordinator", "accept", version_id=second.pk)
    world.both_sign(second)
    assert state_of(world, "iom", plan) == ("in_force", "in_force")


@pytest.mark.parametrize("private", [False, True])
def test_what_was_accepted_is_the_draft_to_go_on_from(world: World, private: bool) -> None:
    """After accepting, one's draft is that version; unless it holds something that was never proposed, which stays."""
    plan = world.open()
    world.draft("coordinator", plan)
    first = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("iom", "take_over", version_id=first.pk)
    world.do("iom", "add_line", plan_id=plan.pk, level="direction", content=Content(words("IOM's")))
    second = world.do("iom", "propose", plan_id=plan.pk)
    if private:
        world.do("coordinator", "add_line", plan_id=plan.pk, level="direction", content=Content(words("Private")))
    world.do("coordinator", "accept", version_id=second.pk)
    titles = {line.content.title.en for line, _row in plans.draft(world.people["coordinator"], plan.pk).lines}
    assert ("IOM's en" in titles, "Private en" in titles) == (not private, private)


def test_comments_on_a_line(world: World) -> None:
    """Both sides read what the other says about a line; a line of another plan is not found."""
    plan = world.open()
    rows = world.draft("coordinator", plan)
    version = world.do("coordinator", "propose", plan_id=plan.pk)
    world.do("iom", "comment", version_id=version.pk, line_id=rows[-1].line_id, text="Why December?")
    (said,) = plans.version(world.people["coordinator"], version.pk).comments
    assert (said.text, said.author, said.line_id) == ("Why December?", "Iom", rows[-1].line_id)
    with pytest.raises(NotFound):
        world.do("iom", "comment", version_id=version.pk, line_id=plan.pk, text="?")


def test_what_a_draft_lacks_is_named_line_by_line(world: World) -> None:
    """No responsible institution, a text missing in one language, days outside the plan: all of it, with numbers."""
    plan = world.open()
    world.draft(
        "coordinator",
        plan,
        world.activity(responsible_id=None),
        world.activity(starts_on=None, milestones=()),
        Content(Words("diňe türkmençe")),
    )
    with pytest.raises(Invalid) as error:
        world.do("coordinator", "propose", plan_id=plan.pk)
    assert [one.code for one in error.value.errors] == ["responsible", "dates", "languages", "responsible", "dates"]
    assert str(error.value.errors[0].message).startswith("1.1.1.1:")


def test_two_people_at_one_line(world: World) -> None:
    """The second to save is told, loses nothing, and may then save over what they have seen."""
    plan = world.open()
    row = world.draft("coordinator", plan)[-1]
    world.do("official", "change_line", row_id=row.pk, version=1, content=world.activity("Seminar"))
    mine = world.activity("Workshop")
    with pytest.raises(Conflict) as error:
        world.do("coordinator", "change_line", row_id=row.pk, version=1, content=mine)
    assert error.value.code == "version"
    now = plans.draft_row(world.people["coordinator"], row.pk)
    assert now.line.content.title == words("Seminar")
    done = world.do("coordinator", "change_line", row_id=row.pk, version=now.row.version, content=mine)
    assert done.version == 3


def test_amendment_is_a_new_signed_version(world: World) -> None:
    """While it is negotiated the old version holds; then records move, what was left out stays on record as dropped."""
    keep, drop = world.activity("Kept"), world.activity("Dropped")
    plan, first = world.in_force(keep, drop)
    draft = world.do("coordinator", "add_line", plan_id=plan.pk, level="direction", content=Content(words("New")))
    lines = plans.draft(world.people["coordinator"], plan.pk).lines
    assert draft.line_id in {line.id for line, _row in lines}
    kept, dropped = (row for line, row in lines if line.level == "activity")
    said = replace(keep, ends_on=world.day(12, 20))
    world.do("coordinator", "change_line", row_id=kept.pk, version=kept.version, content=said)
    world.do("coordinator", "remove_line", row_id=dropped.pk, version=dropped.version)
    second = world.do("coordinator", "propose", plan_id=plan.pk)
    assert state_of(world, "iom", plan) == ("in_force", "with_iom")
    assert len(following.plan_followed(world.people["service"], plan.pk).activities) == 2
    assert [one.number for one in plans.plan(world.people["service"], plan.pk).versions] == [first.number]
    world.do("iom", "accept", version_id=second.pk)
    world.both_sign(second)
    (left,) = following.plan_followed(world.people["service"], plan.pk).activities
    assert left.activity.ends_on == world.day(12, 20)
    with reading(world.people["service"]):
        gone = Activity.objects.exclude(dropped_at=None).get()
        assert case_of(gone.pk).state == "dropped"
        assert case_of(left.activity.pk).due_on == world.day(12, 20)
        assert case_of(Milestone.objects.get(activity=gone).pk).state == "dropped"


def test_carry_over(world: World) -> None:
    """What is unfinished comes into the next year's draft under its old id, with the milestones that were not reached;
    finished work does not. Days and money are decided anew: with the old days nothing can be proposed."""
    marks = tuple(PlanMilestone(uuid7(), words(f"Mark {n}"), world.day(12, n)) for n in (1, 2))
    started = world.activity("Open", starts_on=world.day(1), milestones=marks)
    plan, _version = world.in_force(started, world.activity("Done", starts_on=world.day(1)))
    opened, done = following.plan_followed(world.people["service"], plan.pk).activities
    world.do("service", "report", activity_id=done.activity.pk, percent=100, as_of=clock.today(), text="all")
    reached = next(one.pk for one in opened.milestones if one.title["en"] == "Mark 1 en")
    told = {"percent": 50, "as_of": clock.today(), "text": "half", "milestone_id": reached}
    world.do("service", "report", activity_id=opened.activity.pk, **told)
    following_plan = world.open(world.year + 1)
    carried = world.do("coordinator", "carry_over", plan_id=following_plan.pk, source_id=plan.pk)
    assert carried == {"carried": 1, "milestones": 1, "left": 1}
    lines = plans.draft(world.people["coordinator"], following_plan.pk).lines
    assert [line.level for line, _row in lines] == ["direction", "outcome", "output", "activity"]
    assert lines[-1][0].id == opened.activity.line_id
    said, row = lines[-1][0].content, lines[-1][1]
    assert (said.starts_on, said.budget, said.milestones) == (None, (), marks[1:])
    dated = replace(said, starts_on=date(world.year + 1, 1, 1), ends_on=date(world.year + 1, 12, 31))
    world.do("coordinator", "change_line", row_id=row.pk, version=row.version, content=dated)
    faults = plans.draft(world.people["coordinator"], following_plan.pk).faults
    assert [one.code for one in faults] == ["milestone_outside"]
    with pytest.raises(Invalid):
        world.do("coordinator", "carry_over", plan_id=following_plan.pk, source_id=plan.pk)


def test_a_closed_plan_leaves_the_work_lists(world: World) -> None:
    """What is open ends with the plan; a late report still completes it; no amendment any more."""
    plan, _version = world.in_force(
        world.activity(
            starts_on=date(world.year - 1, 2, 1), ends_on=date(world.year - 1, 11, 1), milestones=(), budget=()
        ),
        year=world.year - 1,
    )
    (one,) = following.plan_followed(world.people["service"], plan.pk).activities
    world.do("coordinator", "close_plan", plan_id=plan.pk)
    CATALOGUE["programme.take_up"](Actor.system("programme"), plan_id=plan.pk)
    with reading(world.people["service"]):
        assert work_list(world.people["service"]) == []
        assert case_of(one.activity.pk).state == "ended"
    world.do("service", "report", activity_id=one.activity.pk, percent=100, as_of=clock.today(), text="late")
    with reading(world.people["service"]):
        assert case_of(one.activity.pk).state == "done"
    world.do("coordinator", "add_line", plan_id=plan.pk, level="direction", content=Content(words("Late")))
    with pytest.raises(Conflict) as error:
        world.do("coordinator", "propose", plan_id=plan.pk)
    assert error.value.code == "closed"
