"""Meetings: from the call to signed minutes, decisions as tasks, and their closing by a later decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.areas.programme.meetings_kit import call, opened, proposed, resolution, signed
from tests.areas.programme.plans_kit import World, make_world, words

from sapar.areas.programme.models import Meeting
from sapar.areas.programme.procedures import DECIDED, HELD
from sapar.areas.programme.queries import meetings as queries
from sapar.areas.programme.queries import minutes as texts_of
from sapar.areas.programme.rules import minutes as rules
from sapar.areas.programme.rules.content import LANGUAGES, Words
from sapar.areas.programme.rules.minutes import Minute, MinutesEntry
from sapar.areas.programme.views import protocol_sheet
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.documents import seals
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, SecondFactorNeeded
from sapar.kernel.procedures.models import Case
from sapar.kernel.procedures.moves import work_list
from sapar.methods.ids import uuid7


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


def states(world: World, plan: Any, who: str = "coordinator") -> dict[str, str]:
    with reading(world.people[who]):
        return {one.decision.number: one.state for one in queries.decisions_of(plan.pk)}


def test_from_the_call_to_a_sealed_protocol(world: World) -> None:
    """Called, opened, minuted, accepted, signed by both during the meeting; the protocol's seal is genuine and says its
    hash; each decision is a task of who is responsible."""
    plan, _version = world.in_force()
    meeting = signed(world, plan)
    view = queries.meeting(world.people["iom"], meeting.pk)
    assert view.state == "signed"
    (version,) = view.versions
    assert [one.in_session for one in view.signatures[version.pk]] == [True, True]
    shown = texts_of.protocol(world.people["iom"], version_id=version.pk)
    assert shown.intact and shown.version.seal
    verdict = seals.check_seal(shown.version.seal)
    assert (verdict.answer, verdict.green) == ("valid", True)
    assert (verdict.fields["sha256"], verdict.fields["reference"]) == (version.sha256, meeting.reference)
    (line,) = view.decisions
    assert (line.state, line.decision.number) == ("open", f"{meeting.reference}/1")
    with reading(world.people["service"]):
        waiting = [item.case.reference for item in work_list(world.people["service"])]
    assert line.decision.number in waiting
    with reading(world.people["coordinator"]):
        sheets = {code: protocol_sheet.pdf(shown, code) for code in LANGUAGES}
        assert protocol_sheet.pdf(shown, "tk") == sheets["tk"]
    assert all(sheet.startswith(b"%PDF") for sheet in sheets.values()) and len(set(sheets.values())) == 3


def test_a_decision_is_open_until_a_later_decision_closes_it(world: World) -> None:
    """Telling that it was carried out does not close it; signed minutes of a later meeting do; nothing reopens it."""
    plan, _version = world.in_force()
    first = signed(world, plan)
    (line,) = queries.meeting(world.people["iom"], first.pk).decisions
    number = line.decision.number
    told = {"decision_id": line.decision.pk, "text": "Done", "as_of": clock.today()}
    world.do("service", "follow_up", **told, fulfilled=True)
    assert states(world, plan) == {number: "fulfilled"}
    world.do("service", "follow_up", **told)
    assert states(world, plan) == {number: "open"}
    second = signed(world, plan, resolution(world, "Close the first", closes=(line.decision.pk,)))
    assert states(world, plan)[number] == "closed"
    view = queries.decision(world.people["iom"], line.decision.pk)
    assert view.line.closed_by is not None and view.line.closed_by.meeting_id == second.pk
    with pytest.raises(Conflict):
        world.do("service", "follow_up", **told, fulfilled=True)


def test_decisions_of_an_earlier_day(world: World) -> None:
    """As of a day: a decision that was not made yet is not there, and one whose day has passed is late."""
    plan, _version = world.in_force()
    signed(world, plan, resolution(world, due_on=clock.today()))
    with reading(world.people["coordinator"]):
        assert queries.decisions_of(plan.pk, on=clock.today() - timedelta(days=1)) == []
        (later,) = queries.decisions_of(plan.pk, on=clock.today() + timedelta(days=1))
    assert later.state == "late"


def test_the_next_agenda_is_drafted_from_what_is_open(world: World) -> None:
    """Open decisions and late activities are points of the next agenda, once; what was closed is not."""
    late = world.activity("Overdue", starts_on=world.day(1), ends_on=world.yesterday(), milestones=())
    if world.yesterday().year != world.year:
        pytest.skip("nothing of this year can be late on its first day")
    plan, _version = world.in_force(late)
    signed(world, plan)
    meeting = call(world, plan)
    view = queries.meeting(world.people["iom"], meeting.pk)
    assert sorted(one.source_kind for one in view.points) == ["activity", "decision"]
    assert all(all(one.title[code] for code in LANGUAGES) for one in view.points)
    assert world.do("iom", "draft_agenda", meeting_id=meeting.pk) == {"added": 0}


def test_signing_needs_a_fresh_factor_the_agreed_version_and_its_hash(world: World) -> None:
    """An old second factor, another hash, minutes that were not accepted, a second signature of the side: refused."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    version = proposed(world, meeting)
    with pytest.raises(Conflict):
        world.do("minister", "sign_minutes", version_id=version.pk, sha256=version.sha256)
    world.do("iom", "accept_minutes", version_id=version.pk)
    stale = replace(world.people["minister"], second_factor_at=clock.now() - timedelta(minutes=6))
    from sapar.areas.programme import acts

    with pytest.raises(SecondFactorNeeded):
        acts.sign_minutes(stale, version_id=version.pk, sha256=version.sha256)
    with pytest.raises(Conflict):
        world.do("minister", "sign_minutes", version_id=version.pk, sha256="0" * 64)
    world.do("coordinator", "end_meeting", meeting_id=meeting.pk)
    made = world.do("minister", "sign_minutes", version_id=version.pk, sha256=version.sha256)
    assert made.in_session is False
    with pytest.raises(Conflict):
        world.do("minister", "sign_minutes", version_id=version.pk, sha256=version.sha256)


def test_nothing_moves_before_it_can(world: World) -> None:
    """A meeting of a later day cannot be opened, minutes cannot be written before, nor without somebody of each side."""
    plan, _version = world.in_force()
    later = call(world, plan, starts_at=clock.now() + timedelta(days=3))
    with pytest.raises(Conflict):
        world.do("coordinator", "open_meeting", meeting_id=later.pk)
    with pytest.raises(Conflict):
        world.do("iom", "add_minute", meeting_id=later.pk, kind="item", minute=Minute(words("x")))
    world.do("iom", "cancel_meeting", meeting_id=later.pk, reason="The minister travels")
    meeting = call(world, plan)
    world.do("iom", "open_meeting", meeting_id=meeting.pk)
    with pytest.raises(Invalid) as refused:
        proposed(world, meeting)
    assert {one.code for one in refused.value.errors} == {"absent_state", "absent_iom"}


def test_each_side_marks_its_own_people(world: World) -> None:
    """IOM names and marks nobody of the State's side, and the other way round; both do so for third bodies."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    state = world.offices["MFA"].pk
    with pytest.raises(NotPermitted):
        world.do("iom", "name_participant", meeting_id=meeting.pk, institution_id=state, name="X")
    people = queries.participants(world.people["iom"], meeting_id=meeting.pk)
    theirs = next(one for one in people if one.institution_id == state)
    with pytest.raises(NotPermitted):
        world.do("iom", "mark_attendance", participant_id=theirs.pk, present=False)
    third = next(one for one in people if one.institution_id == world.offices["SMS"].pk)
    assert world.do("iom", "mark_attendance", participant_id=third.pk, present=False).present is False


def test_joining_online_marks_oneself(world: World) -> None:
    """Whoever joins a meeting that goes on online is present, under their own name and institution."""
    plan, _version = world.in_force()
    meeting = opened(world, plan, mode="both", link="https://meet.example/abc")
    made = world.do("chief", "join_meeting", meeting_id=meeting.pk)
    assert (made.present, made.how, made.institution_id) == (True, "online", world.offices["IOM"].pk)
    world.do("chief", "join_meeting", meeting_id=meeting.pk)
    people = queries.participants(world.people["iom"], meeting_id=meeting.pk)
    assert sum(one.name == "Chief" for one in people) == 1
    with pytest.raises(Invalid):
        call(world, plan, mode="online", link="javascript:alert(1)")


def test_two_people_on_one_line(world: World) -> None:
    """Of two changes to the same line the second is told, and the first stands."""
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    row = world.do("coordinator", "add_minute", meeting_id=meeting.pk, kind="item", minute=Minute(words("A")))
    world.do("official", "change_minute", row_id=row.pk, version=1, minute=Minute(words("B")))
    with pytest.raises(Conflict) as refused:
        world.do("coordinator", "change_minute", row_id=row.pk, version=1, minute=Minute(words("C")))
    assert refused.value.code == "version"
    assert texts_of.minutes(world.people["coordinator"], meeting.pk).rows[0][0].minute.title == words("B")


# ---------------------------------------------------------------------------------------------------------- rules

texts = st.text("abcäň ", max_size=6)
three = st.builds(Words, texts, texts, texts)
minutes = st.builds(
    Minute,
    title=three,
    said=three,
    responsible_id=st.none() | st.uuids(),
    person=texts,
    due_on=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    line_ids=st.lists(st.uuids(), max_size=2).map(tuple),
    closes=st.lists(st.uuids(), max_size=2).map(tuple),
)


@settings(max_examples=60)
@given(minutes)
def test_a_minute_reads_back(minute: Minute) -> None:
    """What is stored is what was written (in one Unicode spelling)."""
    again = rules.from_json(rules.to_json(minute))
    assert rules.to_json(again) == rules.to_json(minute)
    assert (again.responsible_id, again.due_on, again.line_ids) == (
        minute.responsible_id,
        minute.due_on,
        minute.line_ids,
    )


@settings(max_examples=60)
@given(st.lists(minutes, max_size=4), st.integers(0, 3), three)
def test_the_hash_changes_with_the_text_and_only_in_its_language(said: list[Minute], place: int, other: Words) -> None:
    """Another text in one language changes that language's hash alone; private notes change none."""
    entries = [MinutesEntry(uuid7(), rules.DECISION, number, one) for number, one in enumerate(said, 1)]
    before = rules.hashes(rules.snapshot({"reference": "M"}, entries))
    note = MinutesEntry(UUID(int=1), rules.NOTE, 1, Minute(words("secret")))
    assert rules.hashes(rules.snapshot({"reference": "M"}, [*entries, note])) == before
    if not entries:
        return
    place %= len(entries)
    old = entries[place].minute
    new = replace(old, title=Words(old.title.tk, other.ru, old.title.en))
    entries[place] = replace(entries[place], minute=new)
    after = rules.hashes(rules.snapshot({"reference": "M"}, entries))
    assert (after["tk"], after["en"]) == (before["tk"], before["en"])
    assert (after["ru"] == before["ru"]) == (old.title.ru == other.ru)


def test_every_state_can_be_reached_and_only_final_ones_end(world: World) -> None:
    """Random walks through a meeting by all roles: the case's state is always the declared target of a declared move,
    minutes are signed exactly when both sides have signed, and each side's turn alternates."""
    for procedure in (HELD, DECIDED):
        for state in procedure.states:
            leaving = [move for move in procedure.transitions if state.name in move.sources]
            assert bool(leaving) != state.final, state.name


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([(move.name, role) for move in HELD.transitions for role in move.roles]), max_size=14))
def test_both_signatures_and_only_then(path: list[tuple[str, str]]) -> None:
    """However moves are ordered, ``signed`` is reached only after an acceptance and a signature of each side."""
    from sapar.kernel.procedures.rules import why_not_move

    state, done = HELD.initial, []
    for name, role in path:
        if why_not_move(HELD, state, name, role, "because") is None:
            state = HELD.transition(name).target
            done.append((name, role))
    if state == "signed":
        roles = {role for name, role in done if name.startswith("sign")}
        assert roles == {"programme.signatory", "iom.signatory"}
        assert any(name.startswith("accept") for name, _role in done)


def test_a_stranger_finds_no_meeting(world: World) -> None:
    """Another ministry cannot tell a meeting that it does not take part in from one that is not there."""
    plan, _version = world.in_force()
    meeting = signed(world, plan)
    with pytest.raises(NotFound):
        queries.meeting(world.people["stranger"], meeting.pk)
    assert queries.meetings(world.people["stranger"]).lines == []
    with reading(world.people["stranger"]):
        assert not Meeting.objects.exists()
        assert not Case.objects.filter(subject_id=meeting.pk).exists()
