"""What Sapar publishes about an activity, in the terms of the IATI Standard 2.03 (activity-standard).

Codes are strings of the IATI code list that each field names. Texts are mappings from a language code to a text
(``{"en": …, "ru": …, "tk": …}``); an empty mapping means there is none. A list that is empty is left out of the file:
a figure that was not reported has no entry, a reported zero has the value 0. Money is an integer of minor units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation: ``ref`` by org-id.guide (``XM-DAC-47066``), ``kind`` of OrganisationType. Name or ref is needed."""

    name: Text = field(default_factory=dict)
    ref: str = ""
    kind: str = ""
    activity_id: str = ""
    """The organisation's own identifier of this activity, where it publishes one."""


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation with its ``role`` of OrganisationRole: 1 funding, 2 accountable, 3 extending, 4 implementing."""

    role: str
    organisation: Organisation


@dataclass(frozen=True, slots=True)
class OtherIdentifier:
    """Another identifier of the activity; ``kind`` of OtherIdentifierType (A1 internal, B1 former organisation id)."""

    ref: str
    kind: str
    owner: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """Planned and actual start and end (ActivityDateType 1 to 4). One of the starts is needed."""

    planned_start: date | None = None
    actual_start: date | None = None
    planned_end: date | None = None
    actual_end: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A recipient country (ISO 3166-1 alpha-2) or region with its percentage, which may be left out when it stands alone."""

    code: str
    percentage: Decimal | None = None
    vocabulary: str = ""
    name: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector: ``vocabulary`` of SectorVocabulary, "" for the OECD DAC purpose codes. 98 and 99 need ``name``."""

    code: str
    percentage: Decimal | None = None
    vocabulary: str = ""
    vocabulary_uri: str = ""
    name: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: ``vocabulary`` of TagVocabulary (2 SDG goal, 3 SDG target, 99 own with ``vocabulary_uri``)."""

    code: str
    vocabulary: str
    vocabulary_uri: str = ""
    name: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Marker:
    """A policy marker: ``code`` of PolicyMarker with ``significance`` of PolicySignificance, in the OECD DAC vocabulary."""

    code: str
    significance: str


@dataclass(frozen=True, slots=True)
class Location:
    """A place: name, description and a point in WGS 84 (latitude, longitude in degrees)."""

    name: Text = field(default_factory=dict)
    description: Text = field(default_factory=dict)
    point: tuple[Decimal, Decimal] | None = None
    ref: str = ""
    administrative: Sequence[tuple[str, str, str]] = ()
    """(vocabulary of GeographicVocabulary, code, level or "")."""


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` units of ``currency`` (ISO 4217) with ``digits`` decimal places, at the rate of ``value_date``."""

    minor: int
    currency: str
    value_date: date
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Budget:
    """Money for a period of at most one year. ``kind`` of BudgetType, ``status`` of BudgetStatus."""

    start: date
    end: date
    value: Money
    kind: str = "1"
    status: str = "1"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A movement of money: ``kind`` of TransactionType (1 incoming, 2 commitment, 3 disbursement, 4 expenditure …)."""

    kind: str
    day: date
    value: Money
    ref: str = ""
    description: Text = field(default_factory=dict)
    provider: Organisation | None = None
    receiver: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document on the web; ``categories`` of DocumentCategory, ``media_type`` of FileFormat, ``languages`` ISO 639-1."""

    url: str
    media_type: str
    title: Text
    categories: Sequence[str]
    description: Text = field(default_factory=dict)
    languages: Sequence[str] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A code of a published indicator: ``vocabulary`` of IndicatorVocabulary (9 SDG indicator, 99 own)."""

    vocabulary: str
    code: str
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A target or an actual of a period. ``value`` is None only for a qualitative indicator (measure 5)."""

    value: Decimal | None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    """Name of a breakdown to its value: ``{"sex": "female"}``."""
    locations: Sequence[str] = ()
    """``ref`` of the activity's locations."""
    comment: Text = field(default_factory=dict)
    documents: Sequence[Document] = ()


@dataclass(frozen=True, slots=True)
class Baseline:
    """The value before the activity. The standard asks for a year."""

    year: int
    figure: Figure
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period with its targets and actuals, one for each combination of dimensions."""

    start: date
    end: date
    targets: Sequence[Figure] = ()
    actuals: Sequence[Figure] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """``measure`` of IndicatorMeasure: 1 unit, 2 percentage, 3 nominal, 4 ordinal, 5 qualitative."""

    title: Text
    measure: str
    description: Text = field(default_factory=dict)
    ascending: bool | None = None
    aggregable: bool | None = None
    references: Sequence[Reference] = ()
    baselines: Sequence[Baseline] = ()
    periods: Sequence[Period] = ()
    documents: Sequence[Document] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """``kind`` of ResultType: 1 output, 2 outcome, 3 impact, 9 other. At least one indicator."""

    kind: str
    title: Text
    indicators: Sequence[Indicator]
    description: Text = field(default_factory=dict)
    aggregable: bool | None = None
    documents: Sequence[Document] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """Another activity; ``kind`` of RelatedActivityType (1 parent, 2 child, 3 sibling)."""

    ref: str
    kind: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. ``identifier`` begins with the reporting organisation's ref and a hyphen; ``status`` of ActivityStatus."""

    identifier: str
    reporting: Organisation
    title: Text
    description: Text
    status: str
    dates: Dates
    participants: Sequence[Participant]
    updated: datetime | None = None
    language: str = "en"
    """The language of texts in other systems that do not look at each text's own."""
    currency: str = "USD"
    hierarchy: int | None = None
    humanitarian: bool | None = None
    secondary_reporter: bool = False
    objectives: Text = field(default_factory=dict)
    target_groups: Text = field(default_factory=dict)
    other_identifiers: Sequence[OtherIdentifier] = ()
    scope: str = ""
    countries: Sequence[Share] = ()
    regions: Sequence[Share] = ()
    locations: Sequence[Location] = ()
    sectors: Sequence[Sector] = ()
    tags: Sequence[Tag] = ()
    markers: Sequence[Marker] = ()
    collaboration: str = ""
    flow_type: str = ""
    finance_type: str = ""
    aid_type: str = ""
    tied_status: str = ""
    budgets: Sequence[Budget] = ()
    transactions: Sequence[Transaction] = ()
    documents: Sequence[Document] = ()
    related: Sequence[Related] = ()
    results: Sequence[Result] = ()
