"""What areas declare: fact views, indicators, and where the rows behind a figure are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise

from sapar.kernel.facts import sql
from sapar.kernel.facts.rules import Code, bad_code, digest

Text = str | Promise

KINDS = {"key": "uuid", "day": "date", "month": "text", "code": "text", "integer": "integer", "boolean": "boolean"}
"""Kinds of columns and the PostgreSQL type of each. There is none for names or free text."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
PERSONAL = re.compile(
    r"(^|_)(name|names|surname|forename|given|primary|secondary|full|birth|born|phone|email|mail|address|passport|document"
    r"|number|mrz|login|username|account|person|people|holder|photo|signature|text|note|comment|reference)(_|$)"
)


@dataclass(frozen=True, slots=True)
class FactView:
    """One row a fact, without anything that names a person.

    ``sql`` is the ``select`` behind it; ``columns`` maps each column to its kind: ``key`` (the record's own random
    id, for opening it; exactly one), ``day``, ``month`` (``YYYY-MM``), ``code``, ``integer`` or ``boolean``. ``area``
    is the word of row-level security that says who sees the rows. ``grain`` and ``description`` say in plain words
    what one row is. Raises ValueError for any other column.
    """

    name: str
    sql: str
    columns: Mapping[str, str]
    area: str
    grain: Text
    description: Text = ""

    def __post_init__(self) -> None:
        if not self.name.startswith("fact_") or not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name}: a fact view's name starts with fact_")
        for column, kind in self.columns.items():
            if kind not in KINDS:
                raise ValueError(f"{self.name}.{column}: {kind} is no kind of column ({', '.join(KINDS)})")
            if not NAME.fullmatch(column) or PERSONAL.search(column):
                raise ValueError(f"{self.name}.{column}: a fact view holds no names or identifiers of persons")
        if list(self.columns.values()).count("key") != 1:
            raise ValueError(f"{self.name}: exactly one column is the key")

    @property
    def key(self) -> str:
        return next(column for column, kind in self.columns.items() if kind == "key")

    @property
    def digest(self) -> str:
        """Of the ``select``, blanks aside: a view that counts otherwise is another source."""
        return digest(sql.plain(self.sql))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named value in an indicator's SQL (``:name``). ``kind``: ``day``, ``integer`` or ``code``."""

    name: str
    kind: str
    default: str
    title: Text = ""

    def read(self, given: str) -> date | int | str:
        """The value for the database; raises ValueError if it is not of the kind."""
        match self.kind:
            case "day":
                return date.fromisoformat(given)
            case "integer":
                return int(given)
        if bad_code("code", given):
            raise ValueError("not a code")
        return given


@dataclass(frozen=True, slots=True)
class Indicator:
    """How one figure is counted. A changed definition is a new ``version``; older versions stay declared.

    ``numerator`` and ``denominator`` are conditions in portable SQL over the columns of ``view`` (an empty denominator
    makes it a count of the numerator). Three-valued: a row of the denominator whose numerator is unknown counts as
    *missing*, not as no. ``day`` is the column of the record's own time: as-of means ``day <= :as_of``, so that an old
    as-of gives its old figure again. ``by`` are the dimensions; ``where`` may narrow the rows with ``:parameters``.
    ``direction``: ``up`` (more is better), ``down`` or ``none``. ``unverified``: definition or legal basis not
    confirmed.
    """

    code: str
    version: int
    title: Text
    view: str
    day: str
    numerator: str
    by: tuple[str, ...]
    denominator: str = ""
    unit: str = "percent"
    direction: str = "none"
    where: str = ""
    parameters: tuple[Parameter, ...] = ()
    definition: Text = ""
    numerator_title: Text = ""
    denominator_title: Text = ""
    legal_basis: Text = ""
    unverified: bool = False
    dimension_titles: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.direction not in ("up", "down", "none") or self.unit not in ("percent", "count"):
            raise ValueError(f"{self.code}: unknown direction or unit")
        if (self.unit == "count") == bool(self.denominator):
            raise ValueError(f"{self.code}: a percentage has a denominator, a count has none")
        if not self.by or len(set(self.by)) != len(self.by):
            raise ValueError(f"{self.code}: dimensions are named once each")
        named = {p.name for p in self.parameters} | {"as_of"}
        if unknown := sql.parameters_of(self.select) - named:
            raise ValueError(f"{self.code}: no parameter is declared for {', '.join(sorted(unknown))}")

    @property
    def is_count(self) -> bool:
        return not self.denominator

    @property
    def select(self) -> str:
        """The portable SQL: one row a cell of the finest table."""
        return sql.cells(self.view, self.day, self.numerator, self.denominator, self.by, self.where)

    @property
    def source(self) -> FactView:
        """The fact view it counts; raises KeyError when its area is not installed."""
        return view(self.view)

    def described(self) -> dict[str, object]:
        """The definition as a run stores it: everything that decides the figure, no titles."""
        return {
            "code": self.code,
            "version": self.version,
            "unit": self.unit,
            "by": list(self.by),
            "sql": self.select,
            "parameters": [[p.name, p.kind] for p in self.parameters],
            "view": self.view,
            "view_digest": self.source.digest,
        }

    def values(self, given: Mapping[str, str]) -> dict[str, str]:
        """All parameters as text with defaults; raises KeyError for an unknown one, ValueError for a wrong value."""
        if unknown := set(given) - {p.name for p in self.parameters}:
            raise KeyError(sorted(unknown)[0])
        chosen = {p.name: given.get(p.name, p.default) for p in self.parameters}
        for parameter in self.parameters:
            parameter.read(chosen[parameter.name])
        return chosen

    def bad_codes(self, codes: tuple[Code, ...]) -> list[str]:
        """The dimensions whose value is not of the declared kind."""
        kinds = self.source.columns
        return [name for name, code in zip(self.by, codes, strict=True) if bad_code(kinds[name], code)]


_views: dict[str, FactView] = {}
_indicators: dict[tuple[str, int], Indicator] = {}
_drilldowns: dict[str, str] = {}
_labels: dict[tuple[str, str], Mapping[str, Text]] = {}


def register_views(*given: FactView) -> tuple[FactView, ...]:
    """Add fact views; a name can be declared once."""
    for one in given:
        if _views.setdefault(one.name, one) != one:
            raise ValueError(f"fact view {one.name} is declared twice")
    return given


def register_indicators(*given: Indicator) -> tuple[Indicator, ...]:
    """Add indicators; a code and version can be declared once."""
    for one in given:
        if _indicators.setdefault((one.code, one.version), one) != one:
            raise ValueError(f"indicator {one.code} version {one.version} is declared twice")
    return given


def register_drilldown(view_name: str, url_name: str) -> None:
    """Say which page shows the rows of a view: a look of the area that owns them.

    The page gets, by GET: ``indicator``, ``version``, ``as_of``, ``part`` (``all``, ``numerator``, ``rest``,
    ``missing``) and one word for each fixed dimension (``-`` where the record does not say); ``queries.keys_behind``
    reads them and gives the keys.
    """
    _drilldowns[view_name] = url_name


def register_labels(view_name: str, column: str, titles: Mapping[str, Text]) -> None:
    """Say in words what the codes of a column mean; codes without words are shown as they are."""
    _labels[view_name, column] = titles


def labels_of(view_name: str, column: str) -> Mapping[str, Text]:
    return _labels.get((view_name, column), {})


def drilldown_of(view_name: str) -> str:
    """The URL name of the page with the rows; empty when no area registered one."""
    return _drilldowns.get(view_name, "")


def view(name: str) -> FactView:
    """Raises KeyError for a view that no installed area declares."""
    return _views[name]


def views() -> dict[str, FactView]:
    return dict(_views)


def indicator(code: str, version: int | None = None) -> Indicator:
    """That version, or the newest one. Raises KeyError."""
    if version is None:
        version = max((v for c, v in _indicators if c == code), default=0)
    return _indicators[code, version]


def indicators() -> list[Indicator]:
    """The newest version of each, by code; those whose source is not installed are left out."""
    codes = sorted({code for code, _version in _indicators})
    return [one for one in map(indicator, codes) if one.view in _views]
