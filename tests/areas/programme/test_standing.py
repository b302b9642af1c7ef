"""The colour of an activity and the differences between versions: pure rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapar.areas.programme.rules.content import (
    Budget,
    Content,
    Line,
    Milestone,
    Words,
    from_json,
    hashes,
    numbered,
    proposal_faults,
    snapshot,
    to_json,
    whole_hash,
)
from sapar.areas.programme.rules.differing import differences, field_changes
from sapar.areas.programme.rules.standing import ORDER, Facts, standing
from sapar.methods.ids import uuid7

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAYS = st.dates(FIRST - timedelta(200), LAST + timedelta(200))
WORDS = st.builds(Words, *[st.text(max_size=8)] * 3)
CONTENTS = st.builds(
    Content,
    title=WORDS,
    responsible_id=st.none() | st.uuids(),
    partner_ids=st.lists(st.uuids(), max_size=2, unique=True).map(tuple),
    starts_on=st.none() | DAYS,
    ends_on=st.none() | DAYS,
    milestones=st.lists(st.builds(Milestone, st.uuids(), WORDS, DAYS), max_size=2).map(tuple),
    budget=st.lists(st.builds(Budget, st.uuids(), st.uuids(), st.just("USD"), st.integers(1, 10**9)), max_size=2).map(
        tuple
    ),
    assumptions=WORDS,
    risks=WORDS,
)


@pytest.mark.parametrize(
    ("percent", "reported", "milestones", "today", "colour", "reason"),
    [
        (100, LAST, [(FIRST, None)], LAST + timedelta(99), "done", "done"),
        (None, None, [], FIRST - timedelta(1), "grey", "not_started"),
        (None, None, [], FIRST + timedelta(30), "green", "on_time"),
        (99, LAST, [], LAST, "green", "on_time"),
        (99, LAST, [], LAST + timedelta(1), "red", "overdue"),
        (40, date(2026, 6, 25), [(date(2026, 6, 30), None)], date(2026, 6, 30), "green", "on_time"),
        (40, date(2026, 6, 25), [(date(2026, 6, 30), None)], date(2026, 7, 1), "amber", "milestone_late"),
        (50, date(2026, 6, 25), [(date(2026, 6, 30), None)], date(2026, 7, 31), "red", "milestone_very_late"),
        (50, date(2026, 7, 25), [(date(2026, 6, 30), date(2026, 7, 20))], date(2026, 7, 31), "green", "on_time"),
        (10, date(2026, 6, 25), [], date(2026, 6, 30), "amber", "lag"),
        (60, date(2026, 3, 1), [], date(2026, 6, 1), "amber", "silent"),
        (60, date(2026, 3, 3), [], date(2026, 6, 1), "green", "on_time"),
    ],
)  # fmt: skip
def test_colours(
    percent: int | None,
    reported: date | None,
    milestones: list[tuple[date, date | None]],
    today: date,
    colour: str,
    reason: str,
) -> None:
    """Each rule at its threshold, on the day before and the day after."""
    found = standing(Facts(FIRST, LAST, percent, reported, milestones), today)
    assert found.colour == colour
    assert reason in found.reasons


@given(st.integers(0, 99), DAYS, DAYS, st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=4))
def test_more_progress_is_never_worse(
    percent: int, reported: date, today: date, marks: list[tuple[date, date | None]]
) -> None:
    """With everything else equal, one more percent never turns the colour towards red; there is always a reason."""
    less = standing(Facts(FIRST, LAST, percent, reported, marks), today)
    more = standing(Facts(FIRST, LAST, percent + 1, reported, marks), today)
    if "not_started" not in less.reasons:
        assert ORDER.index(more.colour) >= ORDER.index(less.colour)
    assert less.reasons


@given(CONTENTS)
def test_content_survives_storing(content: Content) -> None:
    """What is stored reads back as it was (texts in their composed form)."""
    once = from_json(to_json(content))
    assert from_json(to_json(once)) == once
    assert [one.field for one in field_changes(content, content)] == []


@given(CONTENTS, CONTENTS)
def test_a_difference_is_seen_and_changes_the_hash(old: Content, new: Content) -> None:
    """Two contents have the same hash exactly when no field differs."""
    key = uuid7()
    lines = [[Line(key, None, "activity", 1, from_json(to_json(one)), "1")] for one in (old, new)]
    marks = [whole_hash(hashes(snapshot({"year": 2026}, one))) for one in lines]
    assert (marks[0] == marks[1]) == (not differences(*lines))


def test_numbers_follow_position_and_lost_branches_are_left_out() -> None:
    """1, 1.1, 1.1.1, 2; a line whose parent is gone has no number."""
    root, child, other, lost = (uuid7() for _ in range(4))
    said = Content(Words("a", "b", "c"))
    lines = [
        Line(other, None, "direction", 2, said),
        Line(child, root, "outcome", 1, said),
        Line(root, None, "direction", 1, said),
        Line(lost, uuid7(), "outcome", 1, said),
    ]
    assert [(line.id, line.number) for line in numbered(lines)] == [(root, "1"), (child, "1.1"), (other, "2")]


def test_moved_added_and_removed_lines_are_told() -> None:
    """By id, whatever their numbers are."""
    first, second, third = (uuid7() for _ in range(3))
    said = Content(Words("a", "b", "c"))
    old = numbered([Line(first, None, "direction", 1, said), Line(second, None, "direction", 2, said)])
    new = numbered([Line(second, None, "direction", 1, said), Line(third, second, "outcome", 1, said)])
    assert [(one.kind, one.line.id) for one in differences(old, new)] == [("added", third), ("removed", first)]


def test_an_empty_draft_cannot_be_proposed() -> None:
    """At least one activity."""
    assert [one.code for one in proposal_faults([], FIRST, LAST)] == ["no_activity"]
