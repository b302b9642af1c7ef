"""The demo's programme, made by acts: a finished past year, a present year in all colours, a draft of the next one."""

from __future__ import annotations

from typing import Any

from tests.areas.programme.conftest import CONSOLE

from sapar.areas.programme import demo
from sapar.areas.programme.queries import following, measuring, plans, reviews
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.areas.programme.rules.standing import counts
from sapar.kernel import clock
from sapar.kernel.facts import verifying

PEOPLE = (
    ("coordinator", "programme.coordinator", "MFA"),
    ("minister", "programme.signatory", "MFA"),
    ("iom", "iom.coordinator", "IOM"),
    ("iomchief", "iom.signatory", "IOM"),
    ("official", "programme.official", "SMS"),
)


def test_the_demos_programme(node_db: Any) -> None:
    """Two plans in force signed by both sides, 25 activities in three languages, each colour there, evidence to open."""
    from sapar.kernel.access.acts import appoint, create_account, create_institution
    from sapar.kernel.access.session import actor_for

    offices = {}
    kinds = {"MFA": "ministry", "IOM": "iom", "SMS": "migration_service", "SBS": "border_service"}
    for code, kind in kinds.items():
        offices[code] = create_institution(CONSOLE, code=code, kind=kind, name_tk=code, name_ru=code, name_en=code)
    actors = {}
    for username, role, code in PEOPLE:
        account = create_account(CONSOLE, username=username, full_name=username, language="ru")
        duty = appoint(CONSOLE, account_id=account.pk, institution_id=offices[code].pk, role=role)
        actors[username] = actor_for(account, duty, "ru", clock.now())
    demo.load(actors, lambda step: None)
    view = following.overview(actors["iom"])
    year = clock.today().year
    assert [(one.year, view.states[one.pk]) for one in view.plans] == [
        (year + 1, "preparing"),
        (year, "in_force"),
        (year - 1, "closed"),
    ]
    assert view.current is not None
    assert view.current.year == year
    assert [len(said) for said in view.signatures.values()] == [2, 2]
    assert len(view.activities) == 25
    assert set(view.titles) == {"1", "2", "3", "4", "5", "6"}
    assert all(all(one.activity.title[code] for code in LANGUAGES) for one in view.activities)
    colours = counts(one.standing.colour for one in view.activities)
    assert all(colours.values()), colours
    assert len(view.priorities) == 3
    past = following.plan_followed(actors["iom"], view.plans[2].pk).activities
    assert sum(one.percent == 100 for one in past) == len(past) - 3
    done = next(one for one in view.activities if one.percent == 100)
    files = [file for told in following.activity(actors["iom"], done.activity.pk).reports for file in told.files]
    opened = following.open_evidence(actors["iom"], attachment_id=files[0].id)
    assert opened.content.startswith(b"%PDF")
    carried = plans.draft(actors["coordinator"], view.plans[0].pk).lines
    assert sum(line.level == "activity" for line, _row in carried) == 25 - colours["done"]
    _figures(actors, view)


def _figures(actors: dict[str, Any], view: following.Overview) -> None:
    """At least twenty approved figures, all in order; last year's review frozen in six files, one more in draft."""
    found = list(verifying.checked())
    assert len(found) >= 20
    assert [one for one in found if one.problems] == []
    past, present = (reviews.reviews(actors["coordinator"], plan.pk).reviews for plan in view.plans[2:0:-1])
    assert [(one.state, one.template.code) for one in past + present] == [("approved", "annual"), ("drafting", "gcm")]
    frozen = reviews.review(actors["iom"], past[0].review.pk)
    assert frozen.intact
    assert len(frozen.sheets) == 6
    measured = measuring.plan_measured(actors["iom"], view.plans[1].pk).measures
    assert all(one.said.title.whole and one.said.definition.whole and one.said.provisions for one in measured)
