"""Many people of one name on the lists, and alerts that name a document: nobody is lost behind others."""

from __future__ import annotations

from typing import Any

import pytest
from tests.areas.border.conftest import Service, passport
from tests.areas.border.watching import add_office, alert, browser_of, check, do, inspect, work

from sapar.areas.border.rules import watch as rules
from sapar.areas.border.rules.desk import State
from sapar.kernel.errors import Conflict

pytestmark = pytest.mark.django_db

NAMESAKE = {"names": ["Bakyt Asanov"], "birth_dates": ["1990-03-27"], "nationalities": ["KGZ"]}
ANOTHER = {"names": ["Gulnar Orazova"], "birth_dates": ["1961-02-03"], "nationalities": ["RUS"]}


@pytest.fixture
def office(service: Service) -> Service:
    return add_office(service)


def namesakes(office: Service, count: int, meaning: str = "second_line") -> None:
    """A list in force with many entries on the one person of ``passport()``."""
    listed = do("create_list", office.watch, title="Many", kind="people", meaning=meaning, legal_basis="Law")
    line = '{"id": "%d", "names": ["Bakyt Asanov"], "birth_date": "1990-03-27", "nationality": "KGZ"}'
    content = "\n".join(line % number for number in range(count)).encode()
    version = do("import_list", office.watch, list_id=listed.pk, content=content)
    do("decide_list", office.watch2, version_id=version.pk, approve=True)


def test_a_refuse_alert_is_not_lost_behind_namesakes(office: Service) -> None:
    """Twelve entries of the second line score higher than the alert that says *refuse*: the desk is red, and it stays red
    after each of the twelve was said to be another person."""
    namesakes(office, 12)
    alert(office.watch, office.watch2, "refuse", names=["Бакыт Асанов"], birth_dates=["1990"], nationalities=["KGZ"])
    read = inspect(office.officer, passport())
    assert read.level == "red"
    found = do("view_inspection", office.officer, inspection_id=read.pk)[0].candidates
    assert len(found) == 13 and found[0].meaning == "refuse" and found[0].score < found[1].score
    for one in found[1:]:
        args = {"inspection_id": read.pk, "entry_id": one.entry_id, "verdict": "no_match", "reason": "scar"}
        do("decide_candidate", office.officer, **args)
    again = inspect(office.officer, passport())
    assert again.level == "red"
    with pytest.raises(Conflict) as error:
        do("admit", office.officer, inspection_id=again.pk)
    assert error.value.code == "not_green"


def test_more_than_can_be_compared_leaves_the_check_open(office: Service, monkeypatch: Any) -> None:
    """The count is in force on what is in force: expired entries take nobody's place, and what is too much is said."""
    monkeypatch.setattr("sapar.areas.border.queries.screening.MOST_CANDIDATES", 3)
    namesakes(office, 4)
    read = inspect(office.officer, passport())
    assert check(read)["state"] == "open"
    assert "watch_too_many" in [reason["code"] for reason in check(read)["reasons"]]
    page = browser_of(office.officer).get(f"/border/inspections/{read.pk}/").content.decode()
    assert "More people on lists agree than can be compared" in page
    for one in do("view_inspection", office.officer, inspection_id=read.pk)[0].candidates[:1]:
        args = {"inspection_id": read.pk, "entry_id": one.entry_id, "verdict": "no_match", "reason": "scar"}
        do("decide_candidate", office.officer, **args)
    again = inspect(office.officer, passport())
    assert check(again)["state"] == "amber"  # the three that are left can be compared


def test_expired_entries_take_no_place(office: Service, owner_sql: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("sapar.areas.border.queries.screening.MOST_CANDIDATES", 3)
    namesakes(office, 9)
    owner_sql.execute("update border_entry set expires_on = current_date - 400")
    alert(office.watch, office.watch2, "refuse", names=["Бакыт Асанов"], birth_dates=["1990"], nationalities=["KGZ"])
    read = inspect(office.officer, passport())
    assert [reason["code"] for reason in check(read)["reasons"]] == ["watch_candidate_refuse"]


@pytest.mark.parametrize("at", [0, 200, 399])
def test_more_namesakes_than_are_compared_at_a_time(at: int) -> None:
    """Of 400 people with one name, the one whose birth date agrees is found, wherever they stand: none is left out before
    dates are compared."""
    from sapar.methods.matching.index import Index
    from sapar.methods.matching.score import Subject

    born = [f"{1930 + n % 40}-05-{n % 27 + 1:02}" for n in range(400)]
    born[at] = "2001-07-09"
    index = Index(Subject(f"{n:03}", ("Myrat Atayev",), birth_dates=(day,)) for n, day in enumerate(born))
    found = index.search(Subject("q", ("Atayev Myrat",), birth_dates=("2001-07-09",)), None)
    assert found[0].subject.id == f"{at:03}" and found[0].comparison.match


def test_one_office_does_not_stand_in_the_way_of_another(office: Service, owner_sql: Any) -> None:
    """Two hundred discreet entries of the border service on the same name, and the intake still learns of the one who may
    need help."""
    namesakes(office, 200, "discreet")
    content = {"names": ["Бакыт Асанов"], "birth_dates": ["1990"], "nationalities": ["KGZ"]}
    alert(office.intake, office.intake2, "assist", **content)
    assert inspect(office.officer, passport()).level == "green"
    work()
    rows = owner_sql.execute(
        "select owner_role, hit, jsonb_array_length(found) from border_quietnote order by 1"
    ).fetchall()
    assert rows == [("border.watch_officer", True, 200), ("protection.intake", True, 1)]


# ------------------------------------------------------------------------------------------------ documents


@pytest.mark.parametrize(
    "content", [{"names": [], "birth_dates": [], "nationalities": []}, ANOTHER], ids=["alone", "named"]
)
@pytest.mark.parametrize(("meaning", "level"), [("refuse", "red"), ("second_line", "amber")])
def test_an_alert_is_found_by_the_document_it_names(
    office: Service, content: dict[str, Any], meaning: str, level: str
) -> None:
    """Whoever presents it, under whatever name: the number of the document is enough."""
    alert(office.watch, office.watch2, meaning, documents=["AC 1234567"], **content)
    read = inspect(office.officer, passport())
    assert read.level == level
    assert [reason["code"] for reason in check(read)["reasons"]] == [f"watch_candidate_{meaning}"]
    page = browser_of(office.officer).get(f"/border/inspections/{read.pk}/").content.decode()
    assert "only the document agrees, not the name" in page
    assert ("A document, whoever presents it" in page) is not bool(content["names"])
    assert inspect(office.officer, passport(number="AC1234568")).level == "green"


def test_a_quiet_alert_is_found_by_its_document(office: Service, owner_sql: Any) -> None:
    """The owner is told, and the desk stays green."""
    alert(office.watch, office.watch2, "discreet", documents=["AC1234567"], names=[], birth_dates=[], nationalities=[])
    assert inspect(office.officer, passport()).level == "green"
    work()
    assert owner_sql.execute("select owner_role, hit from border_quietnote").fetchall() == [
        ("border.watch_officer", True)
    ]
    for page in ("hits", "alerts"):  # without a name it is called by the document
        assert "AC1234567" in browser_of(office.watch).get(f"/border/watch/{page}/").content.decode()


@pytest.mark.parametrize(("country", "level"), [("KGZ", "red"), ("RUS", "green")])
def test_a_number_on_a_list_counts_with_its_nationality(office: Service, country: str, level: str) -> None:
    """Numbers repeat between States: of a list of others, number and nationality have to agree."""
    listed = do("create_list", office.watch, title="L", kind="people", meaning="refuse", legal_basis="Law")
    content = f'{{"id": "1", "names": ["Gulnar Orazova"], "nationality": "{country}", "document": "AC1234567"}}'
    version = do("import_list", office.watch, list_id=listed.pk, content=content.encode())
    do("decide_list", office.watch2, version_id=version.pk, approve=True)
    assert inspect(office.officer, passport()).level == level


def test_worst_undecided_first() -> None:
    def one(meaning: str, score: float, decision: str = "") -> rules.Candidate:
        return rules.Candidate(f"{meaning}{score}{decision}", "", meaning, score, "", "", (), decision=decision)

    asked = [one("second_line", 1.0), one("refuse", 0.9, "no_match"), one("refuse", 0.8), one("refuse", 0.95, "match")]
    assert [(c.meaning, c.score) for c in rules.worst_first(asked)] == [
        ("refuse", 0.95), ("refuse", 0.8), ("second_line", 1.0), ("refuse", 0.9),
    ]  # fmt: skip
    assert rules.check_watchlist(rules.Screening(too_many=True)).state is State.OPEN
