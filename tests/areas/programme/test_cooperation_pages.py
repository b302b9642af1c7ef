"""The pages of meetings, register and projects, as their readers get them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.areas.programme.conftest import client_of, text
from tests.areas.programme.meetings_kit import call, opened, proposed, signed
from tests.areas.programme.plans_kit import World, make_world, words
from tests.areas.programme.test_projects import concept, handover, running
from tests.areas.programme.test_register import act_of_state, enter

from sapar.areas.programme.queries import meetings as queries
from sapar.areas.programme.queries import minutes, register
from sapar.areas.programme.rules.handing import Count
from sapar.areas.programme.rules.minutes import Minute
from sapar.kernel import clock
from sapar.kernel.procedures.models import Case

Enter = Callable[..., Any]


@pytest.fixture
def world(node_db: Any) -> World:
    return make_world()


@pytest.fixture
def enter_as(world: World) -> Enter:
    def go(username: str, language: str = "en") -> Any:
        return client_of(world.people[username], language)

    return go


def furnish(world: World) -> dict[str, list[str]]:
    """Something of everything; the addresses that everybody reads, and those of one side at work."""
    plan, _version = world.in_force()
    done = signed(world, plan)
    (line,) = queries.meeting(world.people["iom"], done.pk).decisions
    told = {"text": "Done", "as_of": clock.today(), "fulfilled": True}
    world.do("service", "follow_up", decision_id=line.decision.pk, **told)
    going = opened(world, plan, mode="both", link="https://meet.example/abc")
    shown = proposed(world, going)
    world.do("coordinator", "add_minute", meeting_id=going.pk, kind="note", minute=Minute(words("Secret of ours")))
    row = minutes.minutes(world.people["coordinator"], going.pk).rows[0][1]
    coming = call(world, plan)
    project = running(world, plan)
    act = handover(world, project)
    note = concept(world, plan)
    counts = [Count(world.offices["SMS"].pk, 3, 4)]
    days = {"starts_on": clock.today(), "ends_on": clock.today()}
    training = world.do(
        "service", "record_training", plan_id=plan.pk, title=words("T"), counts=counts, project_id=project.pk, **days
    )
    made = enter(world)
    world.do("coordinator", "approve_instrument", instrument_id=made.pk)
    waiting = enter(world, code="BIL-2")
    law = act_of_state(world)
    world.do("coordinator", "approve_action", action_id=law.pk)
    unlinked = register.register(world.people["iom"]).unlinked[0]
    tie = world.do("iom", "tie", provision="GCM.5", kind="activity", subject_id=unlinked.line_id)
    world.do("iom", "tie", provision="BIL-1.1", kind="decision", subject_id=line.decision.pk)
    world.do("iom", "tie", provision="GCM.5", kind="project", subject_id=project.pk)
    base = "/programme/"
    (version,) = queries.meeting(world.people["iom"], done.pk).versions
    everybody = [
        f"{base}plans/", f"{base}plans/meetings/", f"{base}plans/meetings/{done.pk}/",
        f"{base}plans/meetings/minutes/{version.pk}/",
        f"{base}plans/decisions/", f"{base}plans/decisions/?state=fulfilled", f"{base}plans/decisions/{line.decision.pk}/",
        f"{base}plans/projects/", f"{base}plans/projects/{project.pk}/", f"{base}plans/projects/handovers/{act.pk}/",
        f"{base}plans/projects/trainings/{training.pk}/", f"{base}register/", f"{base}register/GCM/",
        f"{base}register/SENDAI/", f"{base}register/SDG/", f"{base}register/BIL-1/",
        f"{base}register/instruments/{made.pk}/", f"{base}register/actions/{law.pk}/", f"{base}objectives/5/",
        f"{base}provisions/SENDAI.A/", f"{base}provisions/BIL-1.1/", f"{base}provisions/GCM.P1/",
        f"{base}plans/activities/{unlinked.pk}/",
    ]  # fmt: skip
    ours = [
        f"{base}plans/meetings/call/", f"{base}plans/meetings/{coming.pk}/", f"{base}plans/meetings/{coming.pk}/change/",
        f"{base}plans/meetings/{coming.pk}/cancel/", f"{base}plans/meetings/{going.pk}/points/add/",
        f"{base}plans/meetings/{going.pk}/people/add/", f"{base}plans/meetings/{going.pk}/",
        f"{base}plans/meetings/{going.pk}/minutes/",
        f"{base}plans/meetings/{going.pk}/minutes/add/item/", f"{base}plans/meetings/{going.pk}/minutes/add/decision/",
        f"{base}plans/meetings/{going.pk}/minutes/add/note/", f"{base}plans/meetings/{going.pk}/minutes/propose/",
        f"{base}plans/meetings/minutes/lines/{row.pk}/", f"{base}plans/meetings/minutes/lines/{row.pk}/remove/",
        f"{base}plans/meetings/minutes/{shown.pk}/", f"{base}plans/meetings/minutes/{shown.pk}/accept/",
        f"{base}plans/meetings/minutes/{shown.pk}/take-over/", f"{base}plans/decisions/{line.decision.pk}/follow-up/",
        f"{base}plans/projects/write/{plan.pk}/", f"{base}plans/projects/{note.pk}/", f"{base}plans/projects/{note.pk}/change/",
        f"{base}plans/projects/{note.pk}/step/propose/", f"{base}plans/projects/{project.pk}/grants/add/",
        f"{base}plans/projects/{project.pk}/step/finish/", f"{base}plans/projects/{project.pk}/handovers/add/",
        f"{base}plans/projects/grants/{grant_of(project).pk}/top-up/", f"{base}plans/projects/trainings/add/{plan.pk}/",
        f"{base}register/instruments/enter/", f"{base}register/instruments/{waiting.pk}/",
        f"{base}register/instrument/{waiting.pk}/approve/", f"{base}register/instrument/{waiting.pk}/return/",
        f"{base}register/actions/enter/", f"{base}ties/activity/{unlinked.line_id}/", f"{base}ties/{tie.pk}/end/",
    ]  # fmt: skip
    return {"everybody": everybody, "ours": ours, "sign": [f"{base}plans/projects/handovers/{act.pk}/sign/"]}


def grant_of(project: Any) -> Any:
    from sapar.areas.programme.models import Grant
    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.context import reading

    with reading(Actor.system("programme")):
        found = Grant.objects.filter(project_id=project.pk).first()
    assert found is not None
    return found


def test_every_page_in_every_language(world: World, enter_as: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both sides and a state body that takes part get all shared pages, the State's coordinator also those of work, in
    three languages, with titles in the reader's language and no hole for a placeholder."""
    monkeypatch.setattr("sapar.web.charts._render", lambda spec: "<svg></svg>")  # drawn in the browser test
    pages = furnish(world)
    for language, readers in (("tk", ("service",)), ("ru", ("coordinator",)), ("en", ("iom",))):
        for who in readers:
            client = enter_as(who, language)
            for address in pages["everybody"]:
                said = text(client.get(address))
                assert "%(" not in said, address
        client = enter_as("coordinator", language)
        for address in pages["ours"]:
            assert "%(" not in text(client.get(address)), address
        assert f"Do it {language}" in text(client.get("/programme/plans/decisions/"))
    assert "Sign this act of handover?" in text(enter_as("service").get(pages["sign"][0]))


def test_the_other_side_is_told_that_there_is_no_such_page(
    world: World, enter_as: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IOM asks for the State's own minutes, lines, concept note, waiting entry: no such page, and no word of them."""
    monkeypatch.setattr("sapar.web.charts._render", lambda spec: "<svg></svg>")
    pages = furnish(world)
    client = enter_as("iom")
    private = [
        one
        for one in pages["ours"]
        if re.search(r"minutes/lines/|projects/[0-9a-f-]+/change/|instruments/[0-9a-f]{8}-", one)
    ]
    assert len(private) >= 4
    for address in private:
        assert client.get(address).status_code == 404, address
    for address in pages["everybody"]:
        assert "Secret of ours" not in text(client.get(address))


def test_strangers_find_nothing(world: World, enter_as: Enter) -> None:
    """Another ministry is told that there is no such meeting, decision, project or act."""
    pages = furnish(world)
    client = enter_as("stranger")
    for address in pages["everybody"]:
        if re.search(r"/(meetings|decisions|projects)/.*[0-9a-f]{8}-", address):
            assert client.get(address).status_code == 404, address


def test_a_decision_by_forms(world: World, enter_as: Enter) -> None:
    """Call, open, name, mark, write, propose, accept, sign: all by the forms of the pages; errors keep what was typed."""
    plan, _version = world.in_force()
    state, iom = enter_as("coordinator"), enter_as("iom")
    titles = {f"title_{code}": f"Meeting {code}" for code in ("tk", "ru", "en")}
    day = {"day_day": clock.today().day, "day_month": clock.today().month, "day_year": clock.today().year}
    given = {**titles, **day, "clock": "10:30", "mode": "online", "plan_id": str(plan.pk), "from_open": "on"}
    wrong = state.post("/programme/plans/meetings/call/", {**given, "link": "http://insecure"})
    assert wrong.status_code == 422 and "Meeting ru" in wrong.content.decode()
    done = state.post("/programme/plans/meetings/call/", {**given, "link": "https://meet.example/1"})
    assert done.status_code == 303
    base = done.headers["Location"]
    assert state.post(f"{base}do/open/").status_code == 303
    for client, code in ((state, "MFA"), (iom, "IOM")):
        person = {"institution_id": str(world.offices[code].pk), "name": f"Person {code}"}
        assert client.post(f"{base}people/add/", person).status_code == 303
        assert client.post(f"{base}do/join/").status_code == 303
    decision = {**titles, "responsible_id": str(world.offices["SMS"].pk)}
    decision |= {"due_on_day": 31, "due_on_month": 12, "due_on_year": world.year}
    assert state.post(f"{base}minutes/add/decision/", decision).status_code == 303
    assert state.post(f"{base}minutes/propose/", {"note": "Please look"}).status_code == 303
    version = re.search(r"/programme/plans/meetings/minutes/[0-9a-f-]{36}/", iom.get(base).content.decode())
    assert version is not None
    assert "Meeting en" in text(iom.get(version[0]))
    assert iom.post(f"{version[0]}accept/").status_code == 303
    minister = enter_as("minister")
    assert "SHA-256" in text(minister.get(f"{version[0]}sign/"))
    assert "Coordinator" in text(minister.get(version[0]))  # who joined is present; who was only named is not
    pdf = state.get(f"{version[0]}protocol-ru.pdf")
    assert pdf.content.startswith(b"%PDF") and "attachment" in pdf.headers["Content-Disposition"]
    assert Case.objects is not None


def test_the_overdue_wording_is_the_programmes_own(world: World) -> None:
    """When the day of a decision passes, the timeline says that the sides see it as late; no head of a service is named."""
    from django.utils import translation

    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.context import reading
    from sapar.kernel.procedures.moves import step, timeline

    plan, _version = world.in_force()
    meeting = signed(world, plan)
    (line,) = queries.meeting(world.people["iom"], meeting.pk).decisions
    with reading(Actor.system("programme")), translation.override("en"):
        case = Case.objects.get(subject_id=line.decision.pk)
        step(Actor.system("clock"), case, "escalate", "open", "open", "")
        said = [str(one.title) for one in timeline(case)]
    assert said[-1] == "The agreed day passed; both sides see it as late"
