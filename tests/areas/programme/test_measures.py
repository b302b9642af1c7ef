"""Result indicators: who may do what with a value, what counts, and that nothing is published without its three marks."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import psycopg
import pytest
from tests.areas.programme.measures_kit import Measuring, amount, measuring, said
from tests.areas.programme.plans_kit import make_world, words
from tests.areas.programme.test_plans_wall import acting

from sapar.areas.programme.acts import Given
from sapar.areas.programme.queries import measuring as queries
from sapar.areas.programme.rules.measures import Part, Target
from sapar.kernel import clock
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.methods.rollup import Period


@pytest.fixture
def m(node_db: Any) -> Measuring:
    return measuring(make_world())


def year(m: Measuring) -> Period:
    return Period(date(m.year, 1, 1), date(m.year, 12, 31))


def followed(m: Measuring, measure: Any, who: str = "coordinator") -> Any:
    return queries.measure(m.world.people[who], measure.pk).followed


def test_a_measure_counts_when_the_other_side_agrees(m: Measuring) -> None:
    """Proposed by the State: IOM agrees, the State cannot do it for IOM; before that nobody enters a value."""
    content = said(m.world, m.year)
    made = m.world.do("coordinator", "set_measure", plan_id=m.plan.pk, line_id=m.lines["output"], content=content)
    with pytest.raises(Conflict):
        m.world.do("coordinator", "agree_measure", measure_id=made.pk)
    with pytest.raises(NotFound):  # a party does not see it yet
        queries.measure(m.world.people["service"], made.pk)
    m.world.do("iom", "agree_measure", measure_id=made.pk)
    assert followed(m, made, "service").state == "agreed"
    assert m.enter(made, 1, 5).submitted_at is not None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": words("x"), "targets": ()}, "targets"),
        ({"kind": "ratio", "targets": (Target(date(2025, 1, 1), date(2025, 3, 31), amount(5)),)}, "targets"),  # type: ignore[arg-type]
        ({"source": "counted"}, "indicator"),
        ({"indicator": "border.crossings"}, "indicator"),
        ({"provisions": ("GCM.99",)}, "provisions"),
        ({"responsible_id": None}, "responsible_id"),
        ({"dimension": "colour"}, "dimension"),
        ({"baseline": amount(1)}, "baseline_on"),
    ],
)
def test_a_faulty_measure_is_refused_by_field(m: Measuring, given: dict[str, Any], field: str) -> None:
    """Every rule names its field."""
    with pytest.raises(Invalid) as caught:
        m.agreed(**given)
    assert field in {one.field for one in caught.value.errors}


def test_overlapping_targets_are_refused(m: Measuring) -> None:
    """What lies in two periods would be counted twice."""
    days = [(date(m.year, 1, 1), date(m.year, 6, 30)), (date(m.year, 6, 30), date(m.year, 12, 31))]
    with pytest.raises(Invalid):
        m.agreed(targets=tuple(Target(a, b, amount(5)) for a, b in days))  # type: ignore[arg-type]


def test_from_entry_to_a_locked_figure(m: Measuring) -> None:
    """Entered by one institution, approved by another person of another one, locked; then no correction any more."""
    measure = m.agreed()
    value = m.enter(measure, 1, 20)
    with pytest.raises(NotPermitted):
        m.world.do("iom", "approve_value", value_id=value.pk)
    assert followed(m, measure).figure_in(year(m)).value is None
    m.approve(value)
    assert followed(m, measure).figure_in(year(m)).value == 20
    assert m.world.do("coordinator", "lock_values", plan_id=m.plan.pk, until=date(m.year, 12, 31)) == {"locked": 1}
    with pytest.raises(Conflict) as caught:
        m.enter(measure, 1, 21, corrects_id=value.pk)
    assert caught.value.code == "locked"
    m.world.do("coordinator", "unlock_value", value_id=value.pk, reason="A list was found")
    m.approved(measure, 1, 21, corrects_id=value.pk)
    assert followed(m, measure).figure_in(year(m)).value == 21


def test_the_states_own_ministry_is_approved_by_iom(m: Measuring) -> None:
    """Nobody approves what their own institution entered."""
    measure = m.agreed()
    value = m.enter(measure, 1, 20, who="coordinator")
    with pytest.raises(NotPermitted):
        m.approve(value)
    assert m.world.do("iom", "approve_value", value_id=value.pk).approved_at is not None


def test_a_returned_value_is_corrected_by_another_row(m: Measuring) -> None:
    """The returned one stays as it was, with the reason in its case."""
    measure = m.agreed()
    value = m.enter(measure, 1, 20)
    with pytest.raises(Invalid):
        m.world.do("coordinator", "return_value", value_id=value.pk, reason=" ")
    m.world.do("coordinator", "return_value", value_id=value.pk, reason="The list is not signed")
    again = m.approved(measure, 1, 19, corrects_id=value.pk)
    found = {one.value.pk: one for one in followed(m, measure).entries}
    assert (found[value.pk].state, found[value.pk].value.numerator) == ("returned", 20)
    assert found[again.pk].value.corrects_id == value.pk
    assert queries.value(m.world.people["service"], value.pk).steps[-1].reason == "The list is not signed"


def test_a_correction_is_a_row_that_counts_instead(m: Measuring) -> None:
    """Both stay; the later one counts; a second value without saying what it corrects is refused."""
    measure = m.agreed()
    first = m.approved(measure, 1, 20)
    with pytest.raises(Conflict) as caught:
        m.enter(measure, 1, 30)
    assert caught.value.code == "exists"
    second = m.approved(measure, 1, 18, corrects_id=first.pk)
    assert (first.revision, second.revision) == (0, 1)
    one = followed(m, measure)
    assert [entry.value.numerator for entry in one.entries if entry.counts] == [20, 18]
    assert one.figure_in(year(m)).value == 18
    assert one.newest(Period(date(m.year, 1, 1), date(m.year, 3, 31))).value.pk == second.pk


def test_a_figure_needs_evidence(m: Measuring) -> None:
    """Neither a link nor a file: it can be kept as a draft, not submitted."""
    measure = m.agreed()
    draft = m.world.do(
        "service", "record_value", measure_id=measure.pk, starts_on=date(m.year, 1, 1), given=Given(amount(5))
    )
    with pytest.raises(Invalid) as caught:
        m.world.do("service", "submit_value", value_id=draft.pk)
    assert caught.value.code == "evidence"


def test_a_draft_is_its_institutions_own(m: Measuring) -> None:
    """Neither the other side nor one's own side's ministry sees a draft; it is replaced or discarded."""
    measure = m.agreed()
    given = {"measure_id": measure.pk, "starts_on": date(m.year, 1, 1)}
    draft = m.world.do("service", "record_value", given=Given(amount(5)), **given)
    for who in ("coordinator", "iom", "chief", "stranger"):
        with pytest.raises(NotFound):
            queries.value(m.world.people[who], draft.pk)
    assert followed(m, measure).entries == []
    other = m.world.do("service", "record_value", given=Given(amount(6)), corrects_id=draft.pk, **given)
    assert [one.value.pk for one in followed(m, measure, "service").entries] == [other.pk]
    m.world.do("service", "discard_value", value_id=other.pk)
    assert followed(m, measure, "service").entries == []


def test_unknown_is_neither_zero_nor_silence(m: Measuring) -> None:
    """A value that is not known wants a reason, is approved, and makes the sum partial instead of smaller."""
    measure = m.agreed()
    m.approved(measure, 1, 0)
    with pytest.raises(Invalid):
        m.enter(measure, 2, None)
    m.approved(measure, 2, None, note="The register was lost in a flood")
    figure = followed(m, measure).figure_in(year(m))
    assert (figure.value, figure.unknown, figure.state.value) == (0, 1, "partial")


def test_parts_have_to_add_up(m: Measuring) -> None:
    """A whole breakdown equals its total; a part of one may be less, never more."""
    measure = m.agreed(dimension="sex")

    def parts(**given: int) -> tuple[Part, ...]:
        return tuple(Part({"sex": code}, amount(number)) for code, number in given.items())  # type: ignore[arg-type]

    for wrong in (parts(female=11, male=10), parts(female=21), (Part({"age": "child"}, amount(3)),)):  # type: ignore[arg-type]
        with pytest.raises(Invalid):
            m.enter(measure, 1, 20, parts=wrong)
    m.approved(measure, 1, 20, parts=parts(female=9, male=11))
    m.approved(measure, 2, 10, parts=parts(female=4))
    split = followed(m, measure).chain.by(str(measure.pk), year(m), ["sex"])
    assert {code[0]: one.value for code, one in split.items()} == {"": 6, "female": 13, "male": 11}


def test_a_share_rolls_up_as_a_share_of_sums(m: Measuring) -> None:
    """1 of 2 below and 90 of 98 above is 91 of 100: at read time, never stored."""
    above = m.agreed(level="output", kind="ratio")
    below = m.agreed(kind="ratio", rolls_into=above)
    m.approved(above, 1, 90, 98)
    m.approved(below, 1, 1, 2)
    assert followed(m, above).figure_in(year(m)).value == Fraction(91, 100)
    assert followed(m, below).figure_in(year(m)).value == Fraction(1, 2)
    with pytest.raises(Invalid):
        m.agreed(kind="count", rolls_into=above)


def test_the_colour_follows_the_figure(m: Measuring) -> None:
    """The last period is over without a figure: red; with the target reached: blue."""
    measure = m.agreed()
    assert followed(m, measure).standing.reasons == ("no_figure_at_end",)
    m.approved(measure, 4, 25)
    assert followed(m, measure).standing.reasons == ("reached",)


# ------------------------------------------------------------------------------------------------ the wall


def row(**given: Any) -> dict[str, Any]:
    """A value as injected SQL would publish it."""
    known = {
        "numerator": 5, "source": "typed", "evidence_link": "https://x.example", "definition_hash": "a" * 64,
        "as_of": clock.today(), "vintage": "final", "sha256": "b" * 64, "approved_by": "x", "run_id": None,
        "submitted_at": clock.now(), "approved_at": clock.now(),
    }  # fmt: skip
    return {**known, **given}


@pytest.mark.parametrize(
    "missing",
    [
        {"definition_hash": ""},
        {"as_of": None},
        {"vintage": ""},
        {"vintage": "perhaps"},
        {"sha256": ""},
        {"approved_by": ""},
        {"evidence_link": ""},
        {"source": "counted"},
        {"source": "guessed"},
    ],
)
def test_raw_sql_publishes_nothing_without_definition_day_and_vintage(
    m: Measuring, owner_sql: Any, missing: dict[str, Any]
) -> None:
    """Even the owner of the database is refused by the constraint; the same row with all three marks is taken."""
    measure = m.agreed()
    statement = (
        "insert into programme_value (id, measure_id, plan_id, institution_id, starts_on, ends_on, numerator, parts, "
        "source, run_id, evidence_link, evidence_sha256, note, definition_hash, as_of, vintage, revision, entered_at, "
        "entered_by, author, submitted_at, approved_at, approved_by, approver, sha256) values (gen_random_uuid(), "
        "%(measure)s, %(plan)s, %(plan)s, %(starts)s, %(ends)s, %(numerator)s, '[]', %(source)s, %(run_id)s, "
        "%(evidence_link)s, '', '', %(definition_hash)s, %(as_of)s, %(vintage)s, 0, now(), 'x', 'x', %(submitted_at)s, "
        "%(approved_at)s, %(approved_by)s, '', %(sha256)s)"
    )
    fixed = {"measure": measure.pk, "plan": m.plan.pk, "starts": date(m.year, 1, 1), "ends": date(m.year, 3, 31)}
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_sql.execute(statement, {**fixed, **row(**missing)})
    owner_sql.execute(statement, {**fixed, **row()})


def test_raw_sql_cannot_change_a_number(m: Measuring, app_sql: Any) -> None:
    """The application's role has no right to write a value's numbers anew."""
    value = m.approved(m.agreed(), 1, 20)
    for column in ("numerator = 99", "as_of = '2020-01-01'", "definition_hash = ''"):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            acting(app_sql, m.world.people["coordinator"]) as cursor,
        ):
            cursor.execute(f"update programme_value set {column} where id = %s", [value.pk])


def seen(sql: Any, actor: Any) -> dict[str, int]:
    with acting(sql, actor) as cursor:
        counts = {}
        for table in ("measure", "value"):
            cursor.execute(f"select count(*) from programme_{table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def test_raw_sql_sees_what_its_reader_may_see(m: Measuring, app_sql: Any) -> None:
    """Drafts: their institution. Submitted: the sides. Approved: the parties. Strangers: nothing."""
    people = m.world.people
    content = said(m.world, m.year)
    made = m.world.do("coordinator", "set_measure", plan_id=m.plan.pk, line_id=m.lines["output"], content=content)
    assert [seen(app_sql, people[who])["measure"] for who in ("iom", "service", "stranger")] == [1, 0, 0]
    m.world.do("iom", "agree_measure", measure_id=made.pk)
    given = {"measure_id": made.pk, "starts_on": date(m.year, 1, 1)}
    draft = m.world.do("coordinator", "record_value", given=Given(amount(5), link="https://x.example/a"), **given)
    order = ("coordinator", "official", "iom", "service", "stranger")
    assert [seen(app_sql, people[who])["value"] for who in order] == [1, 1, 0, 0, 0]
    m.world.do("coordinator", "submit_value", value_id=draft.pk)
    assert [seen(app_sql, people[who])["value"] for who in order] == [1, 1, 1, 0, 0]
    m.world.do("iom", "approve_value", value_id=draft.pk)
    assert [seen(app_sql, people[who])["value"] for who in order] == [1, 1, 1, 1, 0]


def test_a_day_outside_the_period_is_refused(m: Measuring) -> None:
    """As-of lies in the period or after it, never in the future."""
    measure = m.agreed()
    for day in (date(m.year - 1, 12, 31), clock.today() + timedelta(1)):
        with pytest.raises(Invalid):
            m.enter(measure, 1, 5, as_of=day)


# ------------------------------------------------------------------------------------------------ acts × roles

LEAD = {
    "set_measure", "agree_measure", "end_measure", "approve_value", "return_value", "lock_values", "unlock_value",
    "open_review", "share_review", "approve_review",
}  # fmt: skip
WORK = {"record_value", "count_value", "submit_value", "discard_value", "write_block", "check_review"}
RIGHTS = {
    "programme.coordinator": LEAD | WORK | {"open_value_evidence"},
    "iom.coordinator": LEAD | WORK | {"open_value_evidence"},
    "programme.official": WORK | {"open_value_evidence"},
    "programme.signatory": {"approve_review", "open_value_evidence"},
    "iom.signatory": {"approve_review", "open_value_evidence"},
    "system.programme": {"make_sheet"},
}
AREA = {name: CATALOGUE[f"programme.{name}"] for name in set().union(*RIGHTS.values())}


def test_the_table_of_rights_is_the_one_that_was_decided() -> None:
    """Every act and look on figures and reviews is open to exactly the roles of this table."""
    rights: dict[str, set[str]] = {}
    for name, spec in AREA.items():
        for role in spec.roles:
            rights.setdefault(role, set()).add(name)
    assert rights == RIGHTS


def test_no_act_of_strangers_reaches_a_figure(m: Measuring) -> None:
    """For every role of another ministry, and of this plan's parties that are no side: not found, not permitted."""
    measure = m.agreed()
    draft = m.world.do(
        "coordinator",
        "record_value",
        measure_id=measure.pk,
        starts_on=date(m.year, 1, 1),
        given=Given(amount(5), link="https://x.example/a"),
    )
    review = m.world.do(
        "coordinator", "open_review", plan_id=m.plan.pk, template_code="annual", as_of=date(m.year, 12, 31)
    )
    given: dict[str, Any] = {
        "measure_id": measure.pk, "value_id": draft.pk, "review_id": review.pk, "plan_id": m.plan.pk,
        "line_id": m.lines["output"], "content": said(m.world, m.year), "given": Given(amount(1)), "reason": "x",
        "starts_on": date(m.year, 1, 1), "until": date(m.year, 1, 1), "template_code": "annual", "section": "introduction",
        "as_of": date(m.year, 12, 31), "text": words("x"), "version": 0, "sha256": "0" * 64, "attachment_id": draft.pk,
        "language": "en", "file_format": "pdf",
    }  # fmt: skip
    tried = 0
    for who in ("stranger", "service", "iom"):
        for name, spec in AREA.items():
            about_draft = {"value_id", "review_id"} & spec.arguments.keys()
            if m.world.people[who].role not in spec.roles or (who != "stranger" and not about_draft):
                continue
            with pytest.raises((NotFound, NotPermitted)):
                m.world.do(who, name, **{key: given[key] for key in spec.required})
            tried += 1
    assert tried > 20
