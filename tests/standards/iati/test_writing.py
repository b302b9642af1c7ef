"""Files are canonical, keep the standard's rules, and say exactly what the model says."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from lxml import etree

from sapar.standards.iati import Activity, Dates, Figure, Money, NotWritable, Share, check, publishable, write

from .plan_makers import NOW, everything, plan


def test_an_activity_with_everything_keeps_every_rule() -> None:
    """All fields of the model are written and neither the schema, the ruleset nor a code list has anything to say."""
    one = everything()
    empty = [field.name for field in fields(Activity) if getattr(one, field.name) in ("", (), None, {})]
    assert empty == []
    assert check(write([one], generated=NOW), NOW) == []


def test_a_plan_of_many_activities_keeps_every_rule() -> None:
    """Results with baseline, targets and actuals by sex in three languages."""
    assert check(write(plan(20), generated=NOW), NOW) == []


def test_the_order_things_are_handed_over_in_does_not_show() -> None:
    """Shuffled activities, sectors, countries, tags, participants, figures and dictionaries give the same bytes."""
    expected = write([everything(), *plan(5)], generated=NOW)
    chance = random.Random(7)
    for _ in range(20):
        mixed = [_mixed(one, chance) for one in (everything(), *plan(5))]
        chance.shuffle(mixed)
        assert write(mixed, generated=NOW) == expected


def _mixed(one: Activity, chance: random.Random) -> Activity:
    def mix(items: object) -> list[object]:
        made = list(items)  # type: ignore[call-overload]
        chance.shuffle(made)
        return made

    unordered = (
        "participants other_identifiers countries regions sectors tags markers budgets transactions related".split()
    )
    changes: dict[str, object] = {name: mix(getattr(one, name)) for name in unordered}
    changes["title"] = dict(mix(one.title.items()))  # type: ignore[call-overload]
    changes["results"] = [
        replace(
            result,
            indicators=[
                replace(
                    indicator,
                    periods=[
                        replace(period, targets=mix(period.targets), actuals=mix(period.actuals))
                        for period in mix(indicator.periods)
                    ],
                )
                for indicator in result.indicators
            ],
        )
        for result in one.results
    ]
    return replace(one, **changes)  # type: ignore[arg-type]


def test_ties_are_broken_by_what_the_items_hold() -> None:
    """Two entries with one code but different percentages have an order of their own too."""
    shares = [Share("TM", Decimal(40)), Share("TM", Decimal(60))]
    one, other = (replace(everything(), countries=order) for order in (shares, shares[::-1]))
    assert write([one]) == write([other])


def test_zero_is_written_and_what_was_not_reported_is_not() -> None:
    """A reported zero has the value 0; a period without actuals has no actual."""
    root = etree.fromstring(write([everything()]))
    values = {
        (one.getparent().getparent().get("measure"), one.tag, one.get("value")) for one in root.iter("target", "actual")
    }
    assert values == {
        ("1", "target", "40"),
        ("1", "target", "0"),
        ("1", "actual", "40"),
        ("1", "actual", "0"),
        ("5", "target", None),
    }


def test_texts_keep_their_languages() -> None:
    """Each narrative says its language; the texts are the model's, letter for letter."""
    one = everything()
    title = etree.fromstring(write([one])).find("iati-activity/title")
    assert title is not None
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert {narrative.get(lang): narrative.text for narrative in title} == dict(one.title)


@pytest.mark.parametrize(
    ("minor", "digits", "written"),
    [(0, 2, "0.00"), (5, 2, "0.05"), (-150, 2, "-1.50"), (1234, 0, "1234"), (10**15, 3, "1000000000000.000")],
)
def test_money_is_written_exactly(minor: int, digits: int, written: str) -> None:
    """Minor units become a decimal number without loss."""
    one = everything()
    budget = replace(one.budgets[0], value=Money(minor, "USD", date(2025, 1, 1), digits))
    value = etree.fromstring(write([replace(one, budgets=[budget])])).find("iati-activity/budget/value")
    assert value is not None
    assert value.text == written


@pytest.mark.parametrize(
    ("value", "written"),
    [("0E-7", "0"), ("-0", "0"), ("1E+3", "1000"), ("0.10", "0.1"), ("12345678901234567890123456789.5", None)],
)
def test_a_number_has_one_spelling(value: str, written: str | None) -> None:
    """No exponents, no trailing zeros, no rounding."""
    one = everything()
    first = one.results[0]
    period = replace(first.indicators[0].periods[0], targets=[Figure(Decimal(value))])
    indicator = replace(first.indicators[0], periods=[period])
    target = etree.fromstring(write([replace(one, results=[replace(first, indicators=[indicator])])])).find(".//target")
    assert target is not None
    assert target.get("value") == (written or value)


def test_times_are_written_in_utc() -> None:
    """A time of Ashgabat and the same instant in UTC give the same bytes; one without zone is refused."""
    ashgabat = NOW.astimezone(timezone(timedelta(hours=5)))
    assert write([replace(everything(), updated=ashgabat)]) == write([everything()])
    with pytest.raises(NotWritable, match="time zone"):
        write([replace(everything(), updated=datetime(2026, 3, 2))])  # noqa: DTZ001
    with pytest.raises(NotWritable, match="time zone"):
        write([], generated=datetime(2026, 3, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"en": "a\x00b"}},
        {"description": {"en": "bell \x07"}},
        {"countries": [Share("TM", Decimal("NaN"))]},
        {"countries": [Share("TM", Decimal("Infinity"))]},
    ],
)
def test_what_no_file_can_hold_is_refused_by_name(change: dict[str, object]) -> None:
    """The error names the activity."""
    with pytest.raises(NotWritable) as raised:
        write([replace(everything(), **change)])  # type: ignore[arg-type]
    assert raised.value.identifier == everything().identifier
    assert raised.value.reason


def test_two_activities_with_one_identifier_are_refused() -> None:
    """Their order would otherwise be a matter of chance."""
    with pytest.raises(NotWritable, match="two activities"):
        write([everything(), everything()])


def test_what_breaks_a_rule_is_written_and_found() -> None:
    """The writer does not hide mistakes: an activity without a start date is found by the check and not publishable."""
    findings = check(write([replace(everything(), dates=Dates(planned_end=date(2026, 1, 1)))]), NOW)
    assert [one.rule for one in findings] == ["6.11.1"]
    assert not publishable(findings)
    assert publishable([])


def test_markup_in_texts_stays_text() -> None:
    """Signs that mean something in XML come back as they were."""
    text = "<b>a</b> & \"c\" ]]> 'd' &amp;"
    root = etree.fromstring(
        write([replace(everything(), title={"en": text})], generated=datetime(2026, 1, 1, tzinfo=UTC))
    )
    assert root.findtext("iati-activity/title/narrative") == text
