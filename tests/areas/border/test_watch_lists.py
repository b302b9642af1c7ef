"""Lists of others in the database: every format, versions, differences, force by a second person, what ends."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from tests.areas.border.conftest import Service, count, leap, passport
from tests.areas.border.watching import add_office, alert, check, do, draft, inspect, work
from tests.standards.watchlists import samples

from sapar.areas.border.queries import live
from sapar.areas.border.rules import watch as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.web.paging import Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(service: Service) -> Service:
    return add_office(service)


def make_list(actor: Actor, meaning: str = "second_line", kind: str = "people") -> Any:
    return do("create_list", actor, title="List", kind=kind, meaning=meaning, legal_basis="Law", authority="Authority")


def put(office: Service, content: str | bytes, listed: Any = None, **mapping: Any) -> Any:
    """Read a file and put it in force."""
    listed = listed or make_list(office.watch)
    data = content.encode() if isinstance(content, str) else content
    version = do("import_list", office.watch, list_id=listed.pk, content=data, **mapping)
    return do("decide_list", office.watch2, version_id=version.pk, approve=True)


@pytest.mark.parametrize("form", sorted(samples.ALL))
def test_every_format_is_read(office: Service, form: str) -> None:
    """Each format is told by its content; who listed whom and why stands with the entry."""
    found = put(office, samples.ALL[form])
    assert found.state == "in_force"
    assert found.counts["added"] == found.counts["entries"] >= 1
    change = do("view_difference", office.watch, version_id=found.pk, window=Window()).changes[0]
    assert change.content["names"] and change.content["authority"]


def test_a_packed_file_is_read_and_a_bomb_is_not(office: Service) -> None:
    """gzip is unpacked up to a bound; what unpacks to more is refused before it is read."""
    listed = make_list(office.watch)
    version = do("import_list", office.watch, list_id=listed.pk, content=gzip.compress(samples.FTM.encode()))
    assert version.counts["entries"] == 2
    from sapar.areas.border.acts import list_files

    most, list_files.MOST_BYTES = list_files.MOST_BYTES, 10_000
    try:
        with pytest.raises(Invalid) as error:
            do("import_list", office.watch, list_id=listed.pk, content=gzip.compress(b"0" * 1_000_000))
        assert error.value.code == "size"
    finally:
        list_files.MOST_BYTES = most


def test_two_people_put_a_list_in_force(office: Service) -> None:
    """Whoever read the file cannot; nobody is searched for before."""
    listed = make_list(office.watch, "refuse")
    line = '{"id": "1", "names": ["Bakyt Asanov"], "birth_date": "1990-03-27"}\n'
    version = do("import_list", office.watch, list_id=listed.pk, content=line.encode())
    with pytest.raises(NotPermitted) as error:
        do("decide_list", office.watch, version_id=version.pk, approve=True)
    assert error.value.code == "same_person"
    assert inspect(office.officer, passport()).level == "green"
    do("decide_list", office.watch2, version_id=version.pk, approve=True)
    assert inspect(office.officer, passport()).level == "red"
    with pytest.raises(Conflict):
        do("decide_list", office.watch2, version_id=version.pk, approve=True)


def test_a_version_that_was_compared_with_another_is_refused(office: Service) -> None:
    """What a person saw is what comes into force: if another version came between, the file has to be read again."""
    listed = make_list(office.watch)
    first, second = (f'{{"id": "{n}", "names": ["Person {n}"]}}\n'.encode() for n in "12")
    old = do("import_list", office.watch, list_id=listed.pk, content=first)
    # A draft is replaced by the next file; to compare two bases the state is put back by hand.
    new = do("import_list", office.watch, list_id=listed.pk, content=second)
    do("decide_list", office.watch2, version_id=new.pk, approve=True)
    from sapar.areas.border.models import ListVersion
    from sapar.kernel.access.context import reading

    with reading(office.watch):
        assert ListVersion.objects.get(pk=old.pk).state == "rejected"
        ListVersion.objects.filter(pk=old.pk).update(state="draft")
    with pytest.raises(Conflict) as error:
        do("decide_list", office.watch2, version_id=old.pk, approve=True)
    assert error.value.code == "other_base"


def test_only_what_changed_is_written(office: Service, owner_sql: Any) -> None:
    """An entry that says the same stays the same record, with the decisions about it; nothing is overwritten."""
    listed = make_list(office.watch)
    lines = [f'{{"id": "{n}", "names": ["Person {n}"], "birth_date": "19{70 + n}"}}' for n in range(5)]
    put(office, "\n".join(lines), listed)
    version = put(
        office, "\n".join([*lines[:3], lines[3].replace("1973", "1983"), '{"id": "9", "names": ["New One"]}']), listed
    )
    assert {name: version.counts[name] for name in ("added", "changed", "removed", "unchanged")} == {
        "added": 1, "changed": 1, "removed": 1, "unchanged": 3,
    }  # fmt: skip
    assert count(owner_sql, "border_entry") == 7
    rows = owner_sql.execute("select state, count(*) from border_entry group by 1 order by 1").fetchall()
    assert rows == [("ended", 2), ("live", 5)]


def test_weak_aliases_stop_nobody_alone(office: Service) -> None:
    """A weak alias is found, but needs something else that agrees."""
    listed = make_list(office.watch)
    line = '{"id": "1", "names": ["Quite Different"], "weak_names": ["Bakyt Asanov"]%s}\n'
    put(office, line % "", listed)
    assert inspect(office.officer, passport()).level == "green"
    put(office, line % ', "birth_date": "1990-03-27"', listed)
    assert inspect(office.officer, passport()).level == "amber"


def test_entries_end_with_their_last_day(office: Service) -> None:
    """From the day after, no desk stops anybody, and the nightly job takes what ended away; alerts likewise."""
    last = clock.today() + timedelta(days=2)
    put(
        office,
        f"id,name,born,until\n1,Bakyt Asanov,1990-03-27,{last}\n",
        mapping={"id": "id", "name": "name", "born": "birth_date", "until": "until"},
    )
    alert(office.watch, office.watch2, "refuse", expires_on=last)
    assert inspect(office.officer, passport()).level == "red"
    leap(86400 * 3)
    assert inspect(office.officer, passport()).level == "green"
    do("end_expired", Actor.system("clock"))
    assert len(live.OPEN.index) == 2  # this process has not been asked since
    assert inspect(office.officer, passport()).level == "green"
    assert len(live.OPEN.index) == 0
    rows = do("list_alerts", office.watch, window=Window(), show="ended").rows
    assert [row.state for row in rows] == ["expired"]


def test_lost_documents_by_number(office: Service) -> None:
    """A list of documents: stolen is red, lost is amber, another State's number is nobody's."""
    listed = make_list(office.watch, kind="documents")
    put(office, "number;issuer;status\nAC 1234567;KGZ;stolen\nAC7654321;KGZ;lost\n", listed)
    assert check(inspect(office.officer, passport()))["reasons"][0]["code"] == "reported_stolen"
    assert inspect(office.officer, passport(number="AC7654321")).level == "amber"
    assert inspect(office.officer, passport(issuer="KAZ")).level == "green"
    put(office, "number;issuer;status\nAC7654321;KGZ;lost\n", listed)
    assert inspect(office.officer, passport()).level == "green"
    do("end_list", office.watch, list_id=listed.pk)
    assert inspect(office.officer, passport(number="AC7654321")).level == "green"


def test_decisions_are_remembered_until_the_alert_changes(office: Service) -> None:
    """What a person decided counts for the same document and the same content, and for nothing else."""
    found = alert(office.watch, office.watch2, "second_line")

    def decide(inspection: Any, verdict: str) -> None:
        from sapar.areas.border.models import Hit
        from sapar.kernel.access.context import reading

        with reading(office.officer):
            entry = Hit.objects.get(inspection_id=inspection.pk).entry_id
        do(
            "decide_candidate",
            office.officer,
            inspection_id=inspection.pk,
            entry_id=entry,
            verdict=verdict,
            reason="Seen",
        )

    first = inspect(office.officer, passport())
    decide(first, "no_match")
    do("admit", office.officer, inspection_id=first.pk)
    assert inspect(office.other, passport(), direction="exit").level == "green"
    assert inspect(office.other, passport(number="AC9999999")).level == "amber"
    version = draft(office.watch, "second_line", alert_id=found.pk, reason="Another court order")
    assert inspect(office.other, passport(), direction="exit").level == "green"
    do("decide_alert", office.watch2, version_id=version.pk, approve=True)
    changed = inspect(office.other, passport(), direction="exit")
    assert changed.level == "amber"


def test_that_it_is_another_person_takes_two_if_the_hit_refuses(office: Service) -> None:
    """Nobody lets somebody pass alone who is to be refused: neither the reader nor the one who referred."""
    alert(office.watch, office.watch2, "refuse")
    read = inspect(office.officer, passport())
    from sapar.areas.border.models import Hit
    from sapar.kernel.access.context import reading

    with reading(office.officer):
        entry = Hit.objects.get().entry_id
    said = {"inspection_id": read.pk, "entry_id": entry, "verdict": "no_match", "reason": "Other photograph"}
    for who in ("officer", "colleague"):
        with pytest.raises(NotPermitted) as error:
            do("decide_candidate", office.people[who], **said)
        assert error.value.code == "second_person"
    do("refer_second_line", office.officer, inspection_id=read.pk, reason="checks")
    with pytest.raises(NotPermitted):
        do("decide_candidate", office.officer, **said)
    with pytest.raises(NotPermitted):
        do("decide_candidate", office.other, **said)
    do("decide_candidate", office.colleague, **said)
    assert inspect(office.officer, passport()).level == "green"


def test_rules_of_an_alert(office: Service) -> None:
    """Each rule names its field; the intake asks for help only, officers for alerts never do."""
    bad = {
        "names": {"names": []},
        "birth_dates": {"birth_dates": ["27.03.1990"]},
        "nationalities": {"nationalities": ["Kyrgyzstan"]},
        "expires_on": {"expires_on": clock.today()},
        "legal_basis": {"legal_basis": " "},
        "reason": {"reason": ""},
    }
    for field, change in bad.items():
        with pytest.raises(Invalid) as error:
            draft(office.watch, "refuse", **change)
        assert field in [one.field for one in error.value.errors], field
    with pytest.raises(Invalid):
        draft(office.watch, "refuse", expires_on=clock.today() + timedelta(days=3 * 365 + 2))
    for who, meaning in (("watch", "assist"), ("intake", "refuse"), ("intake", "discreet")):
        with pytest.raises(NotPermitted):
            draft(office.people[who], meaning)
    with pytest.raises(NotFound):
        do("withdraw_alert", office.intake, alert_id=alert(office.watch, office.watch2, "refuse").pk, reason="x")


def test_ended_alerts_are_erased_when_their_time_is_over(office: Service, owner_sql: Any) -> None:
    """Alerts, their entries, and what was found about a record go; what is in force stays."""
    from sapar.kernel.retention import run_retention

    found = alert(office.watch, office.watch2, "discreet")
    alert(office.intake, office.intake2, "assist", expires_on=clock.today() + timedelta(days=3 * 365))
    inspect(office.officer, passport())
    work()
    do("withdraw_alert", office.watch, alert_id=found.pk, reason="done")
    leap(86400 * (3 * 365 + 2))
    assert run_retention()["border.alert"] == 1
    assert count(owner_sql, "border_alert") == 1
    assert count(owner_sql, "border_entry") == 1
    leap(86400 * (5 * 365 + 3))
    assert run_retention()["border.inspection"] == 1
    assert count(owner_sql, "border_quietcheck") == count(owner_sql, "border_quietnote") == 0


# ------------------------------------------------------------------------------------------------ rules


def test_a_difference_counts_every_entry_once() -> None:
    """Added, changed, removed and unchanged are all there is."""
    found = rules.difference({"a": "1", "b": "1", "c": "1"}, {"b": "1", "c": "2", "d": "1"})
    assert (found.added, found.changed, found.removed, found.unchanged) == (["d"], ["c"], ["a"], 1)
    assert rules.unique_ids(["a", "b", "a", "a"]) == ["a", "b", "a#2", "a#3"]
    assert rules.median([]) is None and rules.median([3, 1, 2]) == 2 and rules.median([1, 2]) == 1.5


def test_every_explanation_has_words() -> None:
    """Each code of the matcher has a sentence that takes the same values."""
    import re

    from sapar.areas.border import words_watch
    from sapar.methods.matching.explain import TEXTS

    assert {code: str(text) for code, text in words_watch.EXPLANATIONS.items()}.keys() == TEXTS.keys()
    for code, text in TEXTS.items():
        assert sorted(re.findall(r"%\(\w+\)s", text)) == sorted(
            re.findall(r"%\(\w+\)s", str(words_watch.EXPLANATIONS[code]))
        )
