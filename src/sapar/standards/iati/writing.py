"""Writing IATI 2.03 activity files: the same activities give the same bytes, in whatever order they are handed over.

The order of children is the schema's. Within it, what has no order of its own is sorted (activities by identifier,
sectors by vocabulary and code, periods by date …); results and indicators keep the order they were given, which is
the order people read them in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

from lxml import etree

from sapar.standards.iati.model import (
    Activity,
    Baseline,
    Budget,
    Document,
    Figure,
    Indicator,
    Location,
    Money,
    Organisation,
    Period,
    Result,
    Share,
    Text,
    Transaction,
)

VERSION = "2.03"
DAC = "1"
"""OECD DAC in PolicyMarkerVocabulary."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_Element: TypeAlias = etree._Element
_T = TypeVar("_T")


class NotWritable(ValueError):
    """Something that no IATI file can hold. ``identifier`` of the activity, ``reason`` in plain words."""

    def __init__(self, identifier: str, reason: str) -> None:
        self.identifier = identifier
        self.reason = reason
        super().__init__(f"{identifier}: {reason}")


def write(activities: Iterable[Activity], *, generated: datetime | None = None) -> bytes:
    """The activities as one file, UTF-8.

    ``generated`` is the time that the file says it was made; without it the file says nothing. Raises NotWritable
    for two activities with one identifier, a time without time zone, a character that XML has not, a number that is
    not finite. Whether the file keeps the rules of the standard is what ``check`` says.
    """
    root = etree.Element("iati-activities", {"version": VERSION})
    if generated is not None:
        root.set("generated-datetime", _time("(file)", generated))
    seen: set[str] = set()
    for one in sorted(activities, key=lambda activity: activity.identifier):
        if one.identifier in seen:
            raise NotWritable(one.identifier, "two activities have this identifier")
        seen.add(one.identifier)
        try:
            _activity(root, one)
        except NotWritable:
            raise
        except ValueError as error:
            raise NotWritable(one.identifier, str(error)) from error
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _activity(root: _Element, one: Activity) -> None:
    made = _add(
        root,
        "iati-activity",
        **{
            "last-updated-datetime": _time(one.identifier, one.updated) if one.updated else "",
            "default-currency": one.currency,
            "humanitarian": _flag(one.humanitarian),
            "hierarchy": "" if one.hierarchy is None else str(one.hierarchy),
        },
    )
    if one.language:
        made.set(_LANG, one.language)
    _add(made, "iati-identifier").text = one.identifier
    reporting = _add(made, "reporting-org", ref=one.reporting.ref, type=one.reporting.kind)
    if one.secondary_reporter:
        reporting.set("secondary-reporter", "1")
    _narratives(reporting, one.reporting.name)
    _text(made, "title", one.title)
    for kind, text in (("1", one.description), ("2", one.objectives), ("3", one.target_groups)):
        _text(made, "description", text, type=kind)
    for part in _sorted(one.participants, lambda part: (part.role, _organisation_key(part.organisation))):
        _organisation(made, "participating-org", part.organisation, "activity-id", role=part.role)
    for other in _sorted(one.other_identifiers, lambda other: (other.kind, other.ref)):
        element = _add(made, "other-identifier", ref=other.ref, type=other.kind)
        if other.owner:
            _narratives(_add(element, "owner-org", ref=other.owner.ref), other.owner.name)
    _add(made, "activity-status", code=one.status)
    starts = (one.dates.planned_start, one.dates.actual_start, one.dates.planned_end, one.dates.actual_end)
    for number, day in enumerate(starts, 1):
        if day:
            _add(made, "activity-date", **{"iso-date": day.isoformat(), "type": str(number)})
    _code(made, "activity-scope", one.scope)
    for country in _sorted(one.countries, lambda share: share.code):
        _share(made, "recipient-country", country)
    for region in _sorted(one.regions, lambda share: share.vocabulary + " " + share.code):
        _share(made, "recipient-region", region)
    for location in one.locations:
        _location(made, location)
    for sector in _sorted(one.sectors, lambda sector: sector.vocabulary + " " + sector.code):
        element = _add(made, "sector", vocabulary=sector.vocabulary, code=sector.code)
        _set(element, "vocabulary-uri", sector.vocabulary_uri)
        _set(element, "percentage", _decimal(sector.percentage))
        _narratives(element, sector.name)
    for tag in _sorted(one.tags, lambda tag: tag.vocabulary + " " + tag.code):
        element = _add(made, "tag", code=tag.code, vocabulary=tag.vocabulary)
        _set(element, "vocabulary-uri", tag.vocabulary_uri)
        _narratives(element, tag.name)
    for marker in _sorted(one.markers, lambda marker: marker.code.zfill(3)):
        _add(made, "policy-marker", vocabulary=DAC, code=marker.code, significance=marker.significance)
    _code(made, "collaboration-type", one.collaboration)
    _code(made, "default-flow-type", one.flow_type)
    _code(made, "default-finance-type", one.finance_type)
    _code(made, "default-aid-type", one.aid_type)
    _code(made, "default-tied-status", one.tied_status)
    for budget in _sorted(one.budgets, lambda budget: (budget.start, budget.end, budget.kind, budget.value.minor)):
        _budget(made, budget)
    for transaction in _sorted(one.transactions, lambda moved: (moved.day, moved.kind, moved.ref, moved.value.minor)):
        _transaction(made, transaction)
    for document in one.documents:
        _document(made, document)
    for related in _sorted(one.related, lambda related: (related.kind, related.ref)):
        _add(made, "related-activity", ref=related.ref, type=related.kind)
    for result in one.results:
        _result(made, result)


def _share(parent: _Element, tag: str, share: Share) -> None:
    element = _add(parent, tag, code=share.code, vocabulary=share.vocabulary)
    _set(element, "percentage", _decimal(share.percentage))
    _narratives(element, share.name)


def _location(parent: _Element, one: Location) -> None:
    element = _add(parent, "location", ref=one.ref)
    _text(element, "name", one.name)
    _text(element, "description", one.description)
    for vocabulary, code, level in _sorted(one.administrative, lambda triple: triple):
        _add(element, "administrative", vocabulary=vocabulary, level=level, code=code)
    if one.point:
        point = _add(element, "point", srsName="http://www.opengis.net/def/crs/EPSG/0/4326")
        _add(point, "pos").text = " ".join(_decimal(part) for part in one.point)


def _budget(parent: _Element, one: Budget) -> None:
    element = _add(parent, "budget", type=one.kind, status=one.status)
    _add(element, "period-start", **{"iso-date": one.start.isoformat()})
    _add(element, "period-end", **{"iso-date": one.end.isoformat()})
    _money(element, one.value)


def _transaction(parent: _Element, one: Transaction) -> None:
    element = _add(parent, "transaction", ref=one.ref)
    _add(element, "transaction-type", code=one.kind)
    _add(element, "transaction-date", **{"iso-date": one.day.isoformat()})
    _money(element, one.value)
    _text(element, "description", one.description)
    if one.provider:
        _organisation(element, "provider-org", one.provider, "provider-activity-id")
    if one.receiver:
        _organisation(element, "receiver-org", one.receiver, "receiver-activity-id")


def _document(parent: _Element, one: Document) -> None:
    element = _add(parent, "document-link", url=one.url, format=one.media_type)
    _text(element, "title", one.title)
    _text(element, "description", one.description)
    for category in sorted(one.categories):
        _add(element, "category", code=category)
    for language in sorted(one.languages):
        _add(element, "language", code=language)
    if one.day:
        _add(element, "document-date", **{"iso-date": one.day.isoformat()})


def _result(parent: _Element, one: Result) -> None:
    element = _add(parent, "result", **{"type": one.kind, "aggregation-status": _flag(one.aggregable)})
    _text(element, "title", one.title)
    _text(element, "description", one.description)
    for document in one.documents:
        _document(element, document)
    for indicator in one.indicators:
        _indicator(element, indicator)


def _indicator(parent: _Element, one: Indicator) -> None:
    element = _add(
        parent,
        "indicator",
        **{"measure": one.measure, "ascending": _flag(one.ascending), "aggregation-status": _flag(one.aggregable)},
    )
    _text(element, "title", one.title)
    _text(element, "description", one.description)
    for document in one.documents:
        _document(element, document)
    for reference in _sorted(one.references, lambda reference: (reference.vocabulary, reference.code)):
        made = _add(element, "reference", vocabulary=reference.vocabulary, code=reference.code)
        _set(made, "indicator-uri", reference.uri)
    for baseline in _sorted(one.baselines, lambda before: (before.year, _figure_key(before.figure))):
        _baseline(element, baseline)
    for period in _sorted(one.periods, lambda period: (period.start, period.end)):
        _period(element, period)


def _baseline(parent: _Element, one: Baseline) -> None:
    element = _add(parent, "baseline", year=str(one.year))
    _set(element, "iso-date", one.day.isoformat() if one.day else "")
    _set(element, "value", _decimal(one.figure.value))
    _places(element, one.figure)
    # The schema puts documents before the comment here, and after it in targets and actuals.
    for document in one.figure.documents:
        _document(element, document)
    _text(element, "comment", one.figure.comment)


def _period(parent: _Element, one: Period) -> None:
    element = _add(parent, "period")
    _add(element, "period-start", **{"iso-date": one.start.isoformat()})
    _add(element, "period-end", **{"iso-date": one.end.isoformat()})
    for tag, figures in (("target", one.targets), ("actual", one.actuals)):
        for figure in _sorted(figures, _figure_key):
            made = _add(element, tag)
            _set(made, "value", _decimal(figure.value))
            _places(made, figure)
            _text(made, "comment", figure.comment)
            for document in figure.documents:
                _document(made, document)


def _places(element: _Element, figure: Figure) -> None:
    for ref in sorted(figure.locations):
        _add(element, "location", ref=ref)
    for name, value in sorted(figure.dimensions.items()):
        _add(element, "dimension", name=name, value=value)


def _figure_key(figure: Figure) -> tuple[list[tuple[str, str]], list[str], str]:
    return sorted(figure.dimensions.items()), sorted(figure.locations), _decimal(figure.value)


def _organisation(parent: _Element, tag: str, one: Organisation, activity_id: str, role: str = "") -> None:
    element = _add(parent, tag, ref=one.ref, type=one.kind, role=role)
    _set(element, activity_id, one.activity_id)
    _narratives(element, one.name)


def _organisation_key(one: Organisation) -> tuple[str, list[tuple[str, str]]]:
    return one.ref, sorted(one.name.items())


def _money(parent: _Element, one: Money) -> None:
    amount = Decimal(one.minor).scaleb(-one.digits)
    made = _add(parent, "value", currency=one.currency, **{"value-date": one.value_date.isoformat()})
    made.text = f"{amount:f}"


def _text(parent: _Element, tag: str, text: Text, type: str = "") -> None:
    if text:
        _narratives(_add(parent, tag, type=type), text)


def _narratives(parent: _Element, text: Text) -> None:
    for language in sorted(text):
        made = etree.SubElement(parent, "narrative")
        if language:
            made.set(_LANG, language)
        made.text = text[language]


def _add(parent: _Element, tag: str, **attributes: str) -> _Element:
    return etree.SubElement(parent, tag, {name: value for name, value in attributes.items() if value})


def _code(parent: _Element, tag: str, code: str) -> None:
    if code:
        _add(parent, tag, code=code)


def _set(element: _Element, name: str, value: str) -> None:
    if value:
        element.set(name, value)


def _flag(value: bool | None) -> str:
    return "" if value is None else "1" if value else "0"


def _decimal(value: Decimal | None) -> str:
    if value is None:
        return ""
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be published")
    # 0E-7 and 0.10 are 0 and 0.1: the same number has one spelling. normalize() alone rounds to 28 digits.
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


def _time(identifier: str, value: datetime) -> str:
    if value.tzinfo is None:
        raise NotWritable(identifier, "a time has no time zone")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _sorted(items: Iterable[_T], key: Callable[[_T], Any]) -> list[_T]:
    """Sorted by ``key``, and by all they hold where that is equal: the order they came in never shows."""
    made: list[_T] = []
    for _, equals in groupby(sorted(items, key=key), key=key):
        group = list(equals)
        made += group if len(group) == 1 else sorted(group, key=_spelled)
    return made


def _spelled(item: object) -> str:
    if is_dataclass(item):
        return repr([_spelled(getattr(item, field.name)) for field in fields(item)])
    if isinstance(item, Mapping):
        return repr(sorted((str(name), _spelled(value)) for name, value in item.items()))
    if isinstance(item, list | tuple):
        return repr([_spelled(part) for part in item])
    return repr(item)
