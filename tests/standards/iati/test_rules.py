"""Every rule is broken once in a file that otherwise keeps all of them; only that rule (and what follows) is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from sapar.standards.iati import RULES, check
from sapar.standards.iati.codes import LANGUAGE_RULE, PLACES, Place, code_lists
from sapar.standards.iati.ruleset import LANG

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WHOLE = (Path(__file__).parent / "whole.xml").read_bytes()
Edit = Callable[[etree._Element], object]


def first(root: etree._Element, path: str, activity: int = 1) -> etree._Element:
    element = root.find(f"iati-activity[{activity}]/{path}" if path else f"iati-activity[{activity}]")
    assert element is not None, path
    return element


def put(path: str, name: str, value: str, activity: int = 1) -> Edit:
    return lambda root: first(root, path, activity).set(name, value)


def drop(path: str, name: str, activity: int = 1) -> Edit:
    def edit(root: etree._Element) -> None:
        del first(root, path, activity).attrib[name]

    return edit


def text(path: str, value: str, activity: int = 1) -> Edit:
    def edit(root: etree._Element) -> None:
        first(root, path, activity).text = value

    return edit


def gone(path: str, activity: int = 1) -> Edit:
    def edit(root: etree._Element) -> None:
        for element in root.findall(f"iati-activity[{activity}]/{path}"):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)

    return edit


def more(path: str, xml: str, activity: int = 1) -> Edit:
    """Put an element after the first at the path."""
    return lambda root: first(root, path, activity).addnext(etree.fromstring(xml))


def both(*edits: Edit) -> Edit:
    def edit(root: etree._Element) -> None:
        for one in edits:
            one(root)

    return edit


IDENTIFIER_PLACES = {
    "3": ("iati-identifier", ""),
    "4": ("planned-disbursement/provider-org", "provider-activity-id"),
    "5": ("planned-disbursement/receiver-org", "receiver-activity-id"),
    "6": ("other-identifier[@type='A3']", "ref"),
    "7": ("related-activity", "ref"),
    "8": ("participating-org", "ref"),
    "9": ("participating-org", "activity-id"),
    "10": ("transaction/provider-org", "ref"),
    "11": ("other-identifier/owner-org", "ref"),
    "14": ("reporting-org", "ref"),
    "15": ("transaction/receiver-org", "ref"),
    "16": ("other-identifier[@type='B1']", "ref"),
}
FIGURES = {"8.8": "baseline", "8.9": "period/target", "8.10": "period/actual"}
IN_NUMBERS = "result/indicator[@measure='1']/"
QUALITATIVE = "result/indicator[@measure='5']/"

# Rule: how to break it, and the rules that this breaks besides.
BROKEN: dict[str, tuple[Edit, set[str]]] = {
    "file.version": (lambda root: root.set("version", "2.02"), set()),
    "0.6.1": (lambda root: root.set("version", "1.05"), set()),
    "schema.missing-child": (gone("budget/value"), {"7.5.2"}),
    "schema.unexpected-child": (more("title", "<titel/>"), set()),
    "schema.missing-attribute": (drop("activity-date", "iso-date"), set()),
    "schema.unexpected-attribute": (put("activity-scope", "kode", "1"), set()),
    "schema.value": (put("activity-date[@type='2']", "iso-date", "15.01.2025"), set()),
    "schema.text": (text("activity-scope", "national"), set()),
    "1.1.1": (text("iati-identifier", "AA-17"), {"1.1.21"}),
    "1.1.2": (text("iati-identifier", "XM-DAC-47066-TM-1", 2), set()),
    "1.1.21": (text("iati-identifier", "XM-DAC-47066TM1"), set()),
    "1.1.3": (text("iati-identifier", "XM-DAC-47066"), {"1.1.21"}),
    "1.14.8": (put("reporting-org", "ref", "TM-MIGRATION-1", 3), {"1.1.1", "1.1.21"}),
    "102.1.1": (put("sector", "vocabulary", "2", 3), {"9.77.1"}),
    "107.1.1": (gone("default-aid-type[1]"), set()),
    "107.1.2": (more("default-aid-type[1]", '<default-aid-type vocabulary="1" code="D01"/>'), set()),
    "107.2.1": (put("transaction/aid-type", "vocabulary", "2", 2), set()),
    "107.2.2": (more("transaction/aid-type", '<aid-type code="D01"/>', 2), set()),
    "11.1.1": (put("", "last-updated-datetime", "2026-03-02T00:00:01Z"), set()),
    "11.1.2": (put("activity-date[@type='1']", "iso-date", "2026-01-01"), set()),
    "11.1.3": (put("activity-date[@type='2']", "iso-date", "2025-12-21"), set()),
    "11.1.4": (put("activity-date[@type='2']", "iso-date", "2026-03-03", 2), set()),
    "11.1.5": (put("activity-date[@type='4']", "iso-date", "2026-03-03"), set()),
    "11.2.1": (put("transaction/transaction-date", "iso-date", "2026-03-03"), set()),
    "11.2.2": (put("transaction/value", "value-date", "2026-03-03"), set()),
    "12.1.1": (
        both(put("recipient-country", "percentage", "-1"), put("recipient-country[2]", "percentage", "101")),
        set(),
    ),
    "12.2.1": (put("capital-spend", "percentage", "100.5"), set()),
    "12.3.1": (
        both(put("sector", "percentage", "-20"), put("sector[2]", "percentage", "120")),
        set(),
    ),
    "2.1.1": (drop("sector", "percentage"), set()),
    "2.1.2": (put("sector", "percentage", "69.9"), set()),
    "2.1.4": (put("sector[@vocabulary='2']", "percentage", "99"), set()),
    "2.2.1": (gone("sector[@vocabulary='99']/narrative"), set()),
    "3.1.1": (drop("recipient-country", "percentage"), set()),
    "3.1.2": (put("recipient-country", "percentage", "59"), set()),
    "3.1.4": (gone("recipient-country[2]"), set()),
    "3.4.1": (drop("recipient-region", "percentage", 3), set()),
    "3.4.2": (put("recipient-region", "percentage", "49", 3), set()),
    "3.4.4": (gone("recipient-country", 3), set()),
    "3.6.2": (more("transaction/receiver-org", '<recipient-country code="TM"/>'), {"schema.unexpected-child"}),
    "3.7.1": (both(gone("recipient-country", 3), gone("recipient-region", 3)), set()),
    "3.7.2": (gone("transaction[1]/recipient-country", 2), set()),
    "4.1.1": (drop("", LANG), set()),
    "4.3.1": (both(text("title/narrative[1]", " "), text("title/narrative[2]", "\n")), set()),
    "4.4.1": (text("description/narrative", ""), set()),
    "6.10.1": (gone("participating-org[@role='1']/narrative"), set()),
    "6.11.1": (gone("activity-date", 3), {"schema.unexpected-child"}),
    "6.13.1": (gone("policy-marker[@vocabulary='99']/narrative"), set()),
    "6.14.1": (drop("policy-marker", "significance"), set()),
    "6.2.2": (gone("sector", 3), set()),
    "6.6.2": (more("transaction/disbursement-channel", '<sector code="15190"/>'), set()),
    "6.7.2": (gone("transaction[1]/sector", 2), set()),
    "6.8.1": (
        both(drop("other-identifier/owner-org", "ref"), gone("other-identifier/owner-org/narrative")),
        set(),
    ),
    "6.9.1": (drop("transaction/provider-org", "ref"), set()),
    "6.9.2": (drop("transaction/receiver-org", "ref"), set()),
    "7.5.2": (drop("budget/value", "value-date"), {"schema.missing-attribute"}),
    "7.5.3": (put("budget/period-end", "iso-date", "2026-01-02"), set()),
    "7.8.1": (drop("", "default-currency"), set()),
    "7.9.1": (drop("country-budget-items/budget-item", "percentage"), set()),
    "7.9.2": (put("country-budget-items/budget-item", "percentage", "49"), set()),
    "7.9.4": (gone("country-budget-items/budget-item[2]"), set()),
    "8.11.1": (
        more("result/document-link", '<reference vocabulary="99" code="R"/>'),
        {"9.75.1"} if "99" not in code_lists()["ResultVocabulary"].codes else set(),
    ),
    "8.6.1": (put("result/indicator/period/period-end", "iso-date", "2024-12-31"), set()),
    "8.6.3": (put("budget/period-end", "iso-date", "2024-12-31"), set()),
    LANGUAGE_RULE: (put("title/narrative[2]", LANG, "turkmen"), set()),
    **{f"{rule}.1": (drop(IN_NUMBERS + path, "value"), set()) for rule, path in FIGURES.items()},
    **{f"{rule}.2": (put(IN_NUMBERS + path, "value", "1,000"), set()) for rule, path in FIGURES.items()},
    **{f"{rule}.3": (put(QUALITATIVE + path, "value", "0"), set()) for rule, path in FIGURES.items()},
}


def spelled(number: str, change: Callable[[str], str]) -> Edit:
    path, attribute = IDENTIFIER_PLACES[number]

    def edit(root: etree._Element) -> None:
        element = first(root, path)
        if attribute:
            element.set(attribute, change(element.get(attribute) or ""))
        else:
            element.text = change(element.text or "")

    return edit


for _number in IDENTIFIER_PLACES:
    follows = {"14": {"1.1.1", "1.1.21"}}.get(_number, set())
    BROKEN[f"1.{_number}.1"] = (spelled(_number, lambda value: value + " "), follows)
    if f"1.{_number}.13" in RULES:
        BROKEN[f"1.{_number}.13"] = (spelled(_number, lambda value: value + "&2"), follows)

# "A1 " is no code either way; the reference list of the rest is checked by its own rule.
CODED = [(path, place) for path, places in PLACES.items() for place in places]


def changed(edit: Edit) -> bytes:
    root = etree.fromstring(WHOLE)
    edit(root)
    return etree.tostring(root)


def test_the_whole_file_keeps_every_rule() -> None:
    """A file with every element the rules are about has no finding at all."""
    assert check(WHOLE, NOW) == []


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_broken_rule_is_found(rule: str) -> None:
    """The rule is found with path, line, severity and an explanation, and nothing but it and what it brings along."""
    edit, besides = BROKEN[rule]
    findings = check(changed(edit), NOW)
    assert {one.rule for one in findings} == {rule, *besides}
    found = next(one for one in findings if one.rule == rule)
    assert found.path.startswith("/iati-activities")
    assert found.line > 0
    assert found.severity == RULES[rule].severity
    assert found.explanation.endswith(".")


@pytest.mark.parametrize(("path", "place"), CODED, ids=[f"{place.rule} {path}" for path, place in CODED])
def test_a_code_outside_its_list_is_found(path: str, place: Place) -> None:
    """Every coded attribute of the standard: a code that no list has is found under the rule of that attribute."""

    def edit(root: etree._Element) -> None:
        for activity in (1, 2, 3):
            elements = root.findall(f"iati-activity[{activity}]/{path}" if path else f"iati-activity[{activity}]")
            wanted = [
                one for one in elements if not place.vocabulary or (one.get("vocabulary") or "1") == place.vocabulary
            ]
            if wanted:
                break
        else:
            parent, _, tag = path.rpartition("/")
            wanted = [etree.SubElement(first(root, parent) if parent else first(root, ""), tag)]
            if place.vocabulary:
                wanted[0].set("vocabulary", place.vocabulary)
        if place.attribute == "text()":
            wanted[0].text = "zz-none"
        else:
            wanted[0].set(place.attribute, "zz-none")

    found = [one for one in check(changed(edit), NOW) if one.rule == place.rule]
    assert len(found) == 1
    assert found[0].detail == '"zz-none"'
    assert found[0].severity == ("error" if code_lists()[place.list_name].firm else "warning")


def test_no_rule_is_without_a_case() -> None:
    """All rules that a file can break one by one are broken above."""
    elsewhere = {"file.too-large", "file.doctype", "file.not-xml", "file.root", "file.many", "schema.other"}
    assert set(RULES) - set(BROKEN) - {place.rule for _, place in CODED} == elsewhere


def test_a_leap_day_is_a_year_before_the_28th() -> None:
    """A budget from 29 February to 28 February is a year; to 1 March it is longer."""
    for end, found in (("2025-02-28", False), ("2025-03-01", True)):
        edit = both(put("budget/period-start", "iso-date", "2024-02-29"), put("budget/period-end", "iso-date", end))
        assert ("7.5.3" in {one.rule for one in check(changed(edit), NOW)}) is found
