"""The standard ruleset and the code lists, looked up in one activity at a time.

Each function takes the children of an activity by name and a ``report(rule, element, detail)``; it never raises on a
file that the schema refuses. Dates and numbers that cannot be read are the schema's business and left alone here.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from lxml import etree

from sapar.standards.iati.codes import LANGUAGE_RULE, PLACES, CodeList, Place, code_lists
from sapar.standards.iati.rules import SYMBOLS_FORBIDDEN

Element: TypeAlias = etree._Element
Children: TypeAlias = dict[str, list[Element]]
Report: TypeAlias = Callable[[str, Element, str], None]

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(Z|[+-]\d\d:\d\d)?\Z", re.ASCII)
_SYMBOLS = re.compile(r"[/&|?]")
_SPACE = " \t\r\n"
_TOLERANCE = Decimal("0.0101")
_IN_NUMBERS = frozenset("1234")
_QUALITATIVE = "5"
_SHOWN = 80


def children(element: Element) -> Children:
    """The element's children by name, in order; comments and processing instructions left out."""
    made: Children = defaultdict(list)
    for child in element:
        if isinstance(child.tag, str):
            made[child.tag].append(child)
    return made


def identifiers(kids: Children, report: Report) -> None:
    """1.1.*, 1.N.1, 1.N.13 and 1.14.8: identifiers of the activity and of organisations."""
    reporting = [org.get("ref") or "" for org in kids["reporting-org"]]
    former = [other.get("ref") or "" for other in kids["other-identifier"] if other.get("type") == "B1"]
    own = [ref for ref in (*reporting, *former) if ref]
    for element in kids["iati-identifier"]:
        text = element.text or ""
        if not any(text.startswith(ref) for ref in own):
            report("1.1.1", element, shown(text))
        if not any(text.startswith(f"{ref}-") and len(text) > len(ref) + 1 for ref in own):
            report("1.1.21", element, shown(text))
        if text in reporting and text:
            report("1.1.3", element, shown(text))
        _spelling("3", element, text, report)
    agencies = code_lists()["OrganisationRegistrationAgency"].codes
    for org in kids["reporting-org"]:
        ref = org.get("ref") or ""
        _spelling("14", org, ref, report)
        if ref and not any(ref.startswith(f"{agency}-") for agency in agencies):
            report("1.14.8", org, f"{shown(ref)} begins with none of the {len(agencies)} agencies in this copy")
    for other in kids["other-identifier"]:
        if other.get("type") in ("A3", "B1"):
            _spelling("6" if other.get("type") == "A3" else "16", other, other.get("ref"), report)
        for owner in other.iterchildren("owner-org"):
            _spelling("11", owner, owner.get("ref"), report)
    for related in kids["related-activity"]:
        _spelling("7", related, related.get("ref"), report)
    for org in kids["participating-org"]:
        _spelling("8", org, org.get("ref"), report)
        _spelling("9", org, org.get("activity-id"), report)
    for moved in (*kids["transaction"], *kids["planned-disbursement"]):
        for org in moved.iterchildren("provider-org"):
            _spelling("10", org, org.get("ref"), report)
            _spelling("4", org, org.get("provider-activity-id"), report)
        for org in moved.iterchildren("receiver-org"):
            _spelling("15", org, org.get("ref"), report)
            _spelling("5", org, org.get("receiver-activity-id"), report)


def _spelling(number: str, element: Element, value: str | None, report: Report) -> None:
    if not value:
        return
    if value != value.strip(_SPACE):
        report(f"1.{number}.1", element, shown(value))
    if number in SYMBOLS_FORBIDDEN and _SYMBOLS.search(value):
        report(f"1.{number}.13", element, shown(value))


def naming(kids: Children, report: Report) -> None:
    """6.8.1 to 6.10.1, 6.13.1, 6.14.1, 2.2.1: what needs a name, an identifier, a significance."""
    for org in kids["participating-org"]:
        _named("6.10.1", org, report)
    for other in kids["other-identifier"]:
        for owner in other.iterchildren("owner-org"):
            _named("6.8.1", owner, report)
    for moved in (*kids["transaction"], *kids["planned-disbursement"]):
        for org in moved.iterchildren("provider-org"):
            _named("6.9.1", org, report)
        for org in moved.iterchildren("receiver-org"):
            _named("6.9.2", org, report)
    for marker in kids["policy-marker"]:
        if marker.get("vocabulary") == "99" and marker.find("narrative") is None:
            report("6.13.1", marker, "")
        if marker.get("vocabulary") in ("1", None) and marker.get("significance") is None:
            report("6.14.1", marker, "")
    for holder in (kids, *map(children, kids["transaction"])):
        for sector in holder["sector"]:
            if sector.get("vocabulary") in ("98", "99") and sector.find("narrative") is None:
                report("2.2.1", sector, shown(sector.get("code") or ""))


def _named(rule: str, org: Element, report: Report) -> None:
    if org.get("ref") is None and org.find("narrative") is None:
        report(rule, org, "")


def texts(activity: Element, report: Report) -> None:
    """4.1.1, 4.3.1, 4.4.1: languages of texts, empty titles and descriptions."""
    if activity.get(LANG) is None:
        without = [one for one in activity.iter("narrative") if one.get(LANG) is None]
        if without:
            report("4.1.1", without[0], f"{len(without)} in this activity")
    for rule, tag in (("4.3.1", "title"), ("4.4.1", "description")):
        for element in activity.iter(tag):
            narratives = list(element.iterchildren("narrative"))
            if not any((one.text or "").strip(_SPACE) for one in narratives):
                report(rule, element, "")


def dates(activity: Element, kids: Children, now: datetime, report: Report) -> None:
    """6.11.1, 11.*: start dates, their order, nothing actual in the future. Today is the day of ``now`` in UTC."""
    today = now.astimezone(UTC).date()
    typed: dict[str, tuple[Element, date | None]] = {}
    for element in kids["activity-date"]:
        typed.setdefault(element.get("type") or "", (element, as_date(element.get("iso-date"))))
    if "1" not in typed and "2" not in typed:
        report("6.11.1", activity, "")
    for rule, start, end in (("11.1.2", "1", "3"), ("11.1.3", "2", "4")):
        if start in typed and end in typed and after(typed[start][1], typed[end][1]):
            report(rule, typed[start][0], f"{typed[start][1]} is after {typed[end][1]}")
    for rule, kind in (("11.1.4", "2"), ("11.1.5", "4")):
        if kind in typed and after(typed[kind][1], today):
            report(rule, typed[kind][0], str(typed[kind][1]))
    updated = _as_time(activity.get("last-updated-datetime"))
    if updated and updated > now:
        report("11.1.1", activity, shown(activity.get("last-updated-datetime") or ""))
    for moved in kids["transaction"]:
        for element in moved.iterchildren("transaction-date"):
            if after(as_date(element.get("iso-date")), today):
                report("11.2.1", element, shown(element.get("iso-date") or ""))
        for element in moved.iterchildren("value"):
            if after(as_date(element.get("value-date")), today):
                report("11.2.2", element, shown(element.get("value-date") or ""))


def percentages(kids: Children, report: Report) -> None:
    """2.1.*, 3.1.*, 3.4.*, 7.9.*, 12.*: percentages lie between 0 and 100 and add up to 100."""
    for sectors in _by_vocabulary(kids["sector"]).values():
        _adds_up("2.1", sectors, report)
    countries = kids["recipient-country"]
    if not kids["recipient-region"]:
        _adds_up("3.1", countries, report)
    for regions in _by_vocabulary(kids["recipient-region"]).values():
        _adds_up("3.4", [*countries, *regions], report)
    for items in kids["country-budget-items"]:
        _adds_up("7.9", list(items.iterchildren("budget-item")), report)
    for moved in (kids, *map(children, kids["transaction"])):
        _in_range("12.1.1", (*moved["recipient-country"], *moved["recipient-region"]), report)
        _in_range("12.3.1", moved["sector"], report)
    items_of = [item for items in kids["country-budget-items"] for item in items.iterchildren("budget-item")]
    _in_range("12.2.1", (*kids["capital-spend"], *items_of), report)


def _by_vocabulary(elements: Iterable[Element]) -> dict[str, list[Element]]:
    groups: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        groups[element.get("vocabulary") or "1"].append(element)
    return groups


def _adds_up(rule: str, group: Sequence[Element], report: Report) -> None:
    if not group:
        return
    parts = [as_decimal(element.get("percentage")) for element in group]
    if len(group) == 1:
        if parts[0] is not None and parts[0] != 100:
            report(f"{rule}.4", group[0], f"it is {parts[0]:f}")
    elif missing := [element for element in group if element.get("percentage") is None]:
        report(f"{rule}.1", missing[0], ", ".join(shown(element.get("code") or "") for element in missing[:10]))
    else:
        total = sum((part for part in parts if part is not None), Decimal(0))
        if abs(total - 100) > _TOLERANCE:
            report(f"{rule}.2", group[0], f"they add up to {total:f}")


def _in_range(rule: str, elements: Iterable[Element], report: Report) -> None:
    for element in elements:
        value = as_decimal(element.get("percentage"))
        if value is not None and not 0 <= value <= 100:
            report(rule, element, f"it is {value:f}")


def either_level(activity: Element, kids: Children, report: Report) -> None:
    """3.6.2 to 3.7.2, 6.2.2 to 6.7.2, 102.1.1: sectors and countries on the activity or on all its transactions."""
    moved = [(element, children(element)) for element in kids["transaction"]]
    own = kids["recipient-country"] or kids["recipient-region"]
    with_place = [one for one, parts in moved if parts["recipient-country"] or parts["recipient-region"]]
    if own and with_place:
        report("3.6.2", with_place[0], "")
    elif not own and not with_place:
        report("3.7.1", activity, "")
    elif not own and len(with_place) < len(moved):
        report("3.7.2", next(one for one, _ in moved if one not in with_place), "")
    with_sector = [one for one, parts in moved if parts["sector"]]
    if kids["sector"] and with_sector:
        report("6.6.2", with_sector[0], "")
    elif not kids["sector"] and not with_sector:
        report("6.2.2", activity, "")
    elif not kids["sector"] and len(with_sector) < len(moved):
        report("6.7.2", next(one for one, _ in moved if one not in with_sector), "")
    for _, parts in ((activity, kids), *moved):
        if parts["sector"] and "1" not in _by_vocabulary(parts["sector"]):
            report("102.1.1", parts["sector"][0], "")
    _aid_types("107.1", kids["default-aid-type"], report)
    for _, parts in moved:
        _aid_types("107.2", parts["aid-type"], report)


def _aid_types(rule: str, elements: Sequence[Element], report: Report) -> None:
    groups = _by_vocabulary(elements)
    if elements and "1" not in groups:
        report(f"{rule}.1", elements[0], "")
    for group in groups.values():
        if len(group) > 1:
            report(f"{rule}.2", group[1], "")


def money(activity: Element, kids: Children, report: Report) -> None:
    """7.5.2, 7.5.3, 7.8.1, 8.6.3: currencies, exchange-rate dates, the length and order of budget periods."""
    if not activity.get("default-currency"):
        for tag in ("value", "loan-status", "forecast"):
            for element in activity.iter(tag):
                if not element.get("currency"):
                    report("7.8.1", element, shown(element.text or ""))
    for budget in kids["budget"]:
        if not any(value.get("value-date") for value in budget.iterchildren("value")):
            report("7.5.2", budget, "")
        start, end = _period(budget)
        if start and end and _a_year_after(start) < end:
            report("7.5.3", budget, f"from {start} to {end}")
    for budget in (*kids["budget"], *kids["planned-disbursement"]):
        start, end = _period(budget)
        if after(start, end):
            report("8.6.3", budget, f"from {start} to {end}")


def results(kids: Children, report: Report) -> None:
    """8.*: values of baselines, targets and actuals, periods, references."""
    for result in kids["result"]:
        referenced = result.find("reference") is not None
        for indicator in result.iterchildren("indicator"):
            if referenced and indicator.find("reference") is not None:
                report("8.11.1", indicator, "")
            measure = indicator.get("measure") or ""
            for baseline in indicator.iterchildren("baseline"):
                _valued("8.8", baseline, measure, report)
            for period in indicator.iterchildren("period"):
                start, end = _period(period)
                if after(start, end):
                    report("8.6.1", period, f"from {start} to {end}")
                for target in period.iterchildren("target"):
                    _valued("8.9", target, measure, report)
                for actual in period.iterchildren("actual"):
                    _valued("8.10", actual, measure, report)


def _valued(rule: str, element: Element, measure: str, report: Report) -> None:
    value = element.get("value")
    if measure in _IN_NUMBERS:
        if value is None:
            report(f"{rule}.1", element, "")
        elif as_decimal(value) is None:
            report(f"{rule}.2", element, shown(value))
    elif measure == _QUALITATIVE and value is not None:
        report(f"{rule}.3", element, shown(value))


def codes(activity: Element, report: Report) -> None:
    """9.*: every code stands in its list; no code is no finding (the schema asks for those that are needed)."""
    _codes(activity, "", code_lists(), report)


def _codes(element: Element, path: str, lists: dict[str, CodeList], report: Report) -> None:
    for place in PLACES.get(path, ()):
        value = (element.text or "").strip() if place.attribute == "text()" else element.get(place.attribute)
        if value and value not in lists[place.list_name].codes and _applies(place, element):
            report(place.rule, element, shown(value))
    language = element.get(LANG)
    if language and language.lower() not in lists["Language"].codes:
        report(LANGUAGE_RULE, element, shown(language))
    for child in element:
        if isinstance(child.tag, str):
            _codes(child, f"{path}/{child.tag}" if path else child.tag, lists, report)


def _applies(place: Place, element: Element) -> bool:
    if not place.vocabulary:
        return True
    return (element.get("vocabulary") or "1") == place.vocabulary


def as_decimal(value: str | None) -> Decimal | None:
    """A decimal as XML Schema writes it, or None."""
    text = (value or "").strip(_SPACE)
    return Decimal(text) if _DECIMAL.match(text) else None


def as_date(value: str | None) -> date | None:
    """A date as XML Schema writes it, its time zone left aside, or None."""
    found = _DATE.match((value or "").strip(_SPACE))
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _as_time(value: str | None) -> datetime | None:
    try:
        made = datetime.fromisoformat((value or "").strip(_SPACE))
        return made if made.tzinfo else made.replace(tzinfo=UTC)
    except ValueError:
        return None


def after(one: date | None, other: date | None) -> bool:
    """Whether both are known and the first is later."""
    return bool(one and other and one > other)


def _a_year_after(day: date) -> date:
    if day.year >= date.max.year:
        return date.max
    if (day.month, day.day) == (2, 29) and not isleap(day.year + 1):
        return date(day.year + 1, 3, 1) - timedelta(days=1)
    return day.replace(year=day.year + 1)


def _period(element: Element) -> tuple[date | None, date | None]:
    start, end = element.find("period-start"), element.find("period-end")
    return (
        as_date(start.get("iso-date")) if start is not None else None,
        as_date(end.get("iso-date")) if end is not None else None,
    )


def shown(text: str) -> str:
    """A value as it may stand in a finding: one line, quoted, cut."""
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return '"' + " ".join(cut.split()) + '"' if cut == cut.strip() else repr(cut)
