"""Versions of minutes: what differs, what the sides said about it, and that names are read through a look."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import translation
from django.utils.translation import gettext
from tests.areas.programme.conftest import client_of
from tests.areas.programme.meetings_kit import opened, proposed, resolution, signed
from tests.areas.programme.plans_kit import World, make_world, words
from tests.areas.programme.test_plans_wall import acting

from sapar.areas.programme.queries import meetings, minutes
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.areas.programme.rules.differing import minutes_differences
from sapar.areas.programme.rules.minutes import DECISION, ITEM, Minute, MinutesEntry, snapshot
from sapar.areas.programme.views import meeting_words
from sapar.kernel import clock
from sapar.kernel.errors import Invalid, NotFound
from sapar.methods.ids import uuid7

Enter = Callable[..., Any]


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


@pytest.fixture
def enter_as(world: World) -> Enter:
    def go(username: str, language: str = "en") -> Any:
        return client_of(world.people[username], language)

    return go


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


HEAD = {
    "title": {"tk": "a", "ru": "b", "en": "c"}, "held_on": "2026-03-02", "mode": "onsite", "place": "Ashgabat",
    "participants": [{"institution_id": str(uuid4()), "name": "A. A.", "office": "", "how": "onsite"}],
}  # fmt: skip


def entry(kind: str, number: int, title: str) -> MinutesEntry:
    return MinutesEntry(uuid7(), kind, number, Minute(words(title)))


def test_what_differs_between_two_versions() -> None:
    """A changed text by language, an entry that came, one that went, one that moved, another person present; nothing else."""
    from dataclasses import replace

    first, second, third, decision = (
        entry(ITEM, 1, "A"),
        entry(ITEM, 2, "B"),
        entry(ITEM, 3, "C"),
        entry(DECISION, 1, "D"),
    )
    old = snapshot(HEAD, [first, second, third, decision])
    assert minutes_differences(old, old) == []
    person = {**HEAD["participants"][0], "name": "B. B."}  # type: ignore[index]
    changed = replace(decision, minute=Minute(words("D"), person="Head", due_on=clock.today()))
    added = entry(DECISION, 2, "E")
    new = snapshot(
        {**HEAD, "place": "Awaza", "participants": [person]},
        [replace(third, number=1), replace(second, number=2, minute=Minute(words("B"), words("said"))), changed, added],
    )
    found = minutes_differences(old, new)
    told = [(one.kind, one.title.en, [(each.field, each.language) for each in one.fields]) for one in found]
    assert told == [
        ("changed", "", [("place", ""), ("participants", ""), ("participants", "")]),
        ("changed", "C en", [("position", "")]),
        ("changed", "B en", [("said", "tk"), ("said", "ru"), ("said", "en")]),
        ("changed", "D en", [("person", ""), ("due_on", "")]),
        ("added", "E en", [("title", "tk"), ("title", "ru"), ("title", "en")]),
        ("removed", "A en", []),
    ]


def two_versions(world: World) -> tuple[Any, Any, Any]:
    plan, _version = world.in_force()
    meeting = opened(world, plan)
    first = proposed(world, meeting)
    world.do("iom", "take_over_minutes", version_id=first.pk)
    rows = minutes.minutes(world.people["iom"], meeting.pk).rows
    point = next(row for one, row in rows if one.kind == ITEM)
    world.do("iom", "change_minute", row_id=point.pk, version=1, minute=Minute(words("Results"), words("Heard")))
    world.do("iom", "add_minute", meeting_id=meeting.pk, kind=DECISION, minute=resolution(world, "Second", "IOM"))
    return meeting, first, world.do("iom", "propose_minutes", meeting_id=meeting.pk)


@pytest.mark.parametrize("language", ["tk", "ru", "en"])
def test_the_page_of_a_version(world: World, enter_as: Enter, language: str) -> None:
    """The difference from the version before stands on the page in the reader's language; a comment on a line reaches the
    other side; a body that only takes part gets neither the older version nor the comments."""
    _meeting, first, second = two_versions(world)
    base = f"/programme/plans/meetings/minutes/{second.pk}/"
    client = enter_as("coordinator", language)
    shown = text(client.get(base))
    with translation.override(language):
        pieces = [gettext("What differs from version %(number)s") % {"number": 1}, meeting_words.entry(DECISION, 2)]
        pieces += [gettext("added"), *(f"{gettext('What was said')} ({code})" for code in LANGUAGES)]
    for piece in (*pieces, *(f"{word} {code}" for word in ("Said", "Heard") for code in LANGUAGES)):
        assert piece in shown, piece
    line = minutes.protocol(world.people["coordinator"], version_id=second.pk).entries[-1]
    assert client.post(base, {"line_id": str(line.id), "text": " "}).status_code == 422
    assert client.post(base, {"line_id": str(line.id), "text": "Too early"}).status_code == 303
    theirs = enter_as("iom", "en")
    assert "2, Coordinator" in text(theirs.get(base)) and "Too early" in text(theirs.get(base))
    assert "comment (1)" in text(theirs.get(base))
    assert "Too early" not in text(theirs.get(f"/programme/plans/meetings/minutes/{first.pk}/"))
    world.do("coordinator", "accept_minutes", version_id=second.pk)
    for who in ("minister", "chief"):
        world.do(who, "sign_minutes", version_id=second.pk, sha256=second.sha256)
    third = text(enter_as("service").get(base))
    assert "Heard" in third and "Too early" not in third and "Said en" not in third
    assert enter_as("service").get(f"/programme/plans/meetings/minutes/{first.pk}/").status_code == 404


def test_comments_stay_between_the_sides(world: World, app_sql: Any) -> None:
    """Only on an entry of that version, only by a side; with raw SQL nobody else reads one or adds one for another."""
    meeting, _first, second = two_versions(world)
    world.do("coordinator", "comment_minutes", version_id=second.pk, text="Too early")
    with pytest.raises(NotFound):
        world.do("coordinator", "comment_minutes", version_id=second.pk, text="x", line_id=uuid4())
    with pytest.raises(Invalid):
        world.do("coordinator", "comment_minutes", version_id=second.pk, text="x" * 2001)
    for who in ("service", "stranger"):
        with pytest.raises(NotFound):
            world.do(who, "comment_minutes", version_id=second.pk, text="x")
    seen = {}
    for who in ("coordinator", "iom", "service", "stranger"):
        with acting(app_sql, world.people[who]) as cursor:
            (seen[who],) = cursor.execute("select count(*) from programme_minutescomment").fetchone()
    assert seen == {"coordinator": 1, "iom": 1, "service": 0, "stranger": 0}
    row = [uuid7(), second.pk, meeting.pk, world.offices["MFA"].pk, "x", "x", clock.now()]
    insert = (
        "insert into programme_minutescomment (id, version_id, meeting_id, institution_id, author, text, at) values "
    )
    with acting(app_sql, world.people["iom"]) as cursor, pytest.raises(psycopg.errors.InsufficientPrivilege):
        cursor.execute(insert + "(%s, %s, %s, %s, %s, %s, %s)", row)


def test_names_of_those_who_take_part_are_read_through_a_look(world: World, enter_as: Enter, owner_sql: Any) -> None:
    """Whoever opens a meeting with named people, or its protocol, stands in the ledger with purpose and each name shown;
    a page without names makes no entry."""
    plan, _version = world.in_force()
    meeting = signed(world, plan)
    people = meetings.participants(world.people["iom"], meeting_id=meeting.pk)
    looks = "select act, purpose, subjects from ledger_entry where kind = 'look' order by at"
    before = len(owner_sql.execute(looks).fetchall())
    client = enter_as("iom")
    assert "Person of MFA" in text(client.get(f"/programme/plans/meetings/{meeting.pk}/"))
    assert "Person of MFA" in text(client.get(f"/programme/plans/meetings/minutes/{meeting_version(world, meeting)}/"))
    assert client.get("/programme/plans/meetings/").status_code == 200
    entries = owner_sql.execute(looks).fetchall()[before:]
    assert [(act, purpose) for act, purpose, _subjects in entries] == [
        ("programme.read_participants", "programme.plan"),
        ("programme.read_minutes", "programme.plan"),
    ]
    named = "select subject from ledger_subject where pseudonym = any(%s) and subject like 'participant:%%'"
    shown = {subject for (subject,) in owner_sql.execute(named, [entries[0][2]]).fetchall()}
    assert len(people) == 3 and shown == {f"participant:{one.pk}" for one in people}
    with pytest.raises(NotFound):
        meetings.participants(world.people["stranger"], meeting_id=meeting.pk)


def meeting_version(world: World, meeting: Any) -> Any:
    (version,) = meetings.meeting(world.people["iom"], meeting.pk).versions
    return version.pk
