"""A plan in force as IATI activities: the plan itself as parent, each of its activities as child.

What IATI asks for and a plan does not hold (identifiers, sectors, who is humanitarian) is what the publisher said once.
Money: a donor's share is an incoming commitment of the day on which the plan came into force, what was spent is
expenditure. Milestones are the indicators of an output: due means a target of 1, reached an actual of 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sapar.areas.programme.rules.content import Words
from sapar.areas.programme.rules.measures import COUNTED, SUM, UP, Amount, Measured, Part
from sapar.areas.programme.rules.tagging import joined
from sapar.standards import iati

ORGANISATION_TYPES = {
    "ministry": "10", "migration_service": "10", "border_service": "10", "labour_ministry": "10", "iom": "40",
}  # fmt: skip
IOM_REF = "XM-DAC-47066"
MIGRATION_SECTOR = "15190"
"""OECD DAC purpose code: facilitation of orderly, safe, regular and responsible migration and mobility."""
FUNDING, ACCOUNTABLE, IMPLEMENTING = "1", "2", "4"
PIPELINE, IMPLEMENTATION, CLOSED, CANCELLED = "1", "2", "4", "5"


@dataclass(frozen=True, slots=True)
class Publisher:
    """How an institution publishes. ``ref`` by org-id.guide; ``kind`` of OrganisationType; ``sector`` where a direction
    has none of its own; ``country`` ISO 3166-1 alpha-2.

    ``organisations``: institution → its ref, where one is known. ``sectors``: direction (its line) → sector.
    ``humanitarian``: directions whose activities are humanitarian.
    """

    ref: str
    kind: str
    country: str
    sector: str = MIGRATION_SECTOR
    organisations: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
    humanitarian: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "organisations": dict(self.organisations), "sectors": dict(self.sectors)}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> Publisher:
        return cls(**{**stored, "humanitarian": tuple(stored.get("humanitarian", ()))})


@dataclass(frozen=True, slots=True)
class Party:
    """An institution with its names by language."""

    id: UUID
    kind: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone; ``reached_on`` None: not reached."""

    title: Mapping[str, str]
    due_on: date
    reached_on: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """Money of a donor, and what was spent of it: (day, minor units)."""

    donor: Party
    currency: str
    amount_minor: int
    spent: Sequence[tuple[date, int]] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One activity of the plan with all that IATI wants to know. ``percent`` and ``reported_on`` of the newest report."""

    line_id: UUID
    direction_id: UUID
    title: Mapping[str, str]
    path: Sequence[Mapping[str, str]]
    responsible: Party
    partners: Sequence[Party]
    starts_on: date
    ends_on: date
    dropped: bool
    percent: int | None
    reported_on: date | None
    marks: Sequence[Mark] = ()
    shares: Sequence[Share] = ()
    results: Sequence[iati.Result] = ()
    tags: Sequence[iati.Tag] = ()
    markers: Sequence[iati.Marker] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """A plan to publish. ``results``: of its outcomes and outputs."""

    reference: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    starts_on: date
    ends_on: date
    in_force_on: date
    updated: datetime
    closed: bool
    sides: Sequence[Party]
    activities: Sequence[Told]
    words: Mapping[str, Mapping[str, str]]
    """``progress``, ``milestones``: titles of the results that are made here, by language."""
    results: Sequence[iati.Result] = ()


def activities(plan: Publication, publisher: Publisher, owner: Party, today: date) -> list[iati.Activity]:
    """The plan and its activities in the terms of the standard. ``owner`` publishes."""
    reporting = iati.Organisation(_text(owner.name), publisher.ref, publisher.kind)
    whole = f"{publisher.ref}-{plan.reference}"
    children = [_child(one, plan, publisher, reporting, whole, today) for one in plan.activities]
    shared: dict[str, Any] = {
        "reporting": reporting,
        "updated": plan.updated,
        "countries": [iati.Share(publisher.country, Decimal(100))],
    }
    parent = iati.Activity(
        identifier=whole,
        title=_text(plan.title),
        description=_text(plan.description),
        status=_status(plan.starts_on, plan.ends_on, today, done=plan.closed, dropped=False),
        dates=iati.Dates(planned_start=plan.starts_on, planned_end=plan.ends_on),
        participants=[iati.Participant(ACCOUNTABLE, _organisation(side, publisher)) for side in plan.sides],
        hierarchy=1,
        sectors=_sectors([one.sectors[0].code for one in children] or [publisher.sector]),
        tags=joined(one.tags for one in children),
        related=[iati.Related(one.identifier, "2") for one in children],
        results=plan.results,
        **shared,
    )
    return [parent, *children]


def _child(
    one: Told, plan: Publication, publisher: Publisher, reporting: iati.Organisation, whole: str, today: date
) -> iati.Activity:
    direction = str(one.direction_id)
    done = one.percent == 100
    people = [
        iati.Participant(IMPLEMENTING, _organisation(party, publisher)) for party in (one.responsible, *one.partners)
    ]
    people += [iati.Participant(ACCOUNTABLE, _organisation(one.responsible, publisher))]
    donors = {share.donor.id: share.donor for share in one.shares}
    people += [iati.Participant(FUNDING, _organisation(donor, publisher)) for donor in donors.values()]
    ended = one.reported_on if done and one.reported_on and one.reported_on <= today else None
    return iati.Activity(
        # The last digits of a line's id are random: the same through versions, years and renumbering.
        identifier=f"{whole}-{one.line_id.hex[-12:]}",
        reporting=reporting,
        updated=plan.updated,
        title=_text(one.title),
        description=_text(_path(one.path)) or _text(one.title),
        status=_status(one.starts_on, one.ends_on, today, done=done, dropped=one.dropped),
        # IATI has no field for a deliberate silence: the day work began is not reported, so none is invented.
        dates=iati.Dates(planned_start=one.starts_on, planned_end=one.ends_on, actual_end=ended),
        participants=people,
        hierarchy=2,
        humanitarian=True if direction in publisher.humanitarian else None,
        countries=[iati.Share(publisher.country, Decimal(100))],
        sectors=[iati.Sector(publisher.sectors.get(direction) or publisher.sector, Decimal(100))],
        tags=one.tags,
        markers=one.markers,
        budgets=[
            iati.Budget(
                one.starts_on, one.ends_on, iati.Money(share.amount_minor, share.currency, one.starts_on), status="2"
            )
            for share in one.shares
        ],
        transactions=[moved for share in one.shares for moved in _moved(share, plan, publisher)],
        related=[iati.Related(whole, "1")],
        results=[*one.results, *_progress(one, plan)],
    )


def _moved(share: Share, plan: Publication, publisher: Publisher) -> list[iati.Transaction]:
    donor = _organisation(share.donor, publisher)
    committed = iati.Transaction(
        "11", plan.in_force_on, iati.Money(share.amount_minor, share.currency, plan.in_force_on), provider=donor
    )
    spent = [
        iati.Transaction("4", day, iati.Money(minor, share.currency, day), provider=donor) for day, minor in share.spent
    ]
    return [committed, *spent]


def _progress(one: Told, plan: Publication) -> list[iati.Result]:
    """Progress in percent, and milestones."""
    made = []
    if one.percent is not None and one.reported_on is not None:
        period = iati.Period(
            one.starts_on,
            max(one.reported_on, one.starts_on),
            actuals=[iati.Figure(Decimal(one.percent))],
        )
        indicator = iati.Indicator(
            _text(plan.words["progress"]),
            "2",
            ascending=True,
            aggregable=False,
            baselines=[iati.Baseline(one.starts_on.year, iati.Figure(Decimal(0)), one.starts_on)],
            periods=[period],
        )
        made.append(iati.Result("1", _text(one.title), [indicator], aggregable=False))
    if one.marks:
        indicators = [
            iati.Indicator(
                _text(mark.title),
                "1",
                ascending=True,
                aggregable=True,
                baselines=[iati.Baseline(one.starts_on.year, iati.Figure(Decimal(0)), one.starts_on)],
                periods=[
                    iati.Period(
                        min(one.starts_on, mark.due_on),
                        mark.due_on,
                        targets=[iati.Figure(Decimal(1))],
                        actuals=[] if mark.reached_on is None else [iati.Figure(Decimal(1))],
                    )
                ],
            )
            for mark in one.marks
        ]
        made.append(iati.Result("1", _text(plan.words["milestones"]), indicators, aggregable=True))
    return made


@dataclass(frozen=True, slots=True)
class Counted:
    """An approved value of a result indicator for a period; of several the last revision counts."""

    starts_on: date
    ends_on: date
    amount: Amount | None
    parts: Sequence[Part] = ()


def result(level: str, said: Measured, values: Sequence[Counted], least: int, *, rolled: bool = False) -> iati.Result:
    """A result indicator as the standard has it. Shares are percentages to two places; a value that is known to be unknown
    is left out. A breakdown with a cell above zero and below ``least`` is left out whole, and so is a counted total.
    ``rolled``: others roll up into it, so that it must not be added to them.
    """
    by_period = {(one.starts_on, one.ends_on): one for one in values}
    targets = {(one.starts_on, one.ends_on): one for one in said.targets}
    periods = [
        iati.Period(
            *days,
            targets=_figures(targets[days].amount) if days in targets else [],
            actuals=_actuals(by_period[days], said, least) if days in by_period else [],
        )
        for days in sorted({*by_period, *targets})
    ]
    before = said.baseline if said.baseline_on else None
    year = said.baseline_on.year if said.baseline_on else 0
    indicator = iati.Indicator(
        _text(_words(said.title)),
        "2" if said.is_ratio else "1",
        description=_text(_words(said.definition)),
        ascending=said.direction == UP,
        aggregable=not rolled and not said.is_ratio and said.aggregation == SUM,
        baselines=[iati.Baseline(year, one, said.baseline_on) for one in _figures(before)],
        periods=[one for one in periods if one.targets or one.actuals],
    )
    return iati.Result("2" if level == "outcome" else "1", _text(_words(said.title)), [indicator])


def _actuals(value: Counted, said: Measured, least: int) -> list[iati.Figure]:
    found = _figures(value.amount)
    if said.source == COUNTED and value.amount is not None and 0 < value.amount.numerator < least:
        return []  # counted persons or cases: the total alone would say too much
    small = any(0 < part.amount.numerator < least for part in value.parts)
    if found and not small:
        found += [one for part in value.parts for one in _figures(part.amount, part.dimensions)]
    return found


def _figures(amount: Amount | None, dimensions: Mapping[str, str] | None = None) -> list[iati.Figure]:
    if amount is None or amount.value is None:
        return []
    if amount.denominator is None:
        return [iati.Figure(amount.numerator, dimensions or {})]
    percent = Decimal(amount.numerator * 100) / amount.denominator
    return [iati.Figure(percent.quantize(Decimal("0.01")), dimensions or {})]


def _words(words: Words) -> dict[str, str]:
    return {"tk": words.tk, "ru": words.ru, "en": words.en}


def _sectors(codes: Sequence[str]) -> list[iati.Sector]:
    """The sectors of the children with their share of the activities; the last takes what rounding leaves."""
    counts = {code: codes.count(code) for code in sorted(set(codes))}
    left, made = Decimal(100), []
    for place, (code, count) in enumerate(counts.items(), 1):
        percent = left if place == len(counts) else (Decimal(count) * 100 / len(codes)).quantize(Decimal("0.01"))
        left -= percent
        made.append(iati.Sector(code, percent))
    return made


def _status(starts: date, ends: date, today: date, *, done: bool, dropped: bool) -> str:
    if dropped:
        return CANCELLED
    if done:
        return CLOSED
    return PIPELINE if today < starts else IMPLEMENTATION


def _organisation(party: Party, publisher: Publisher) -> iati.Organisation:
    ref = publisher.organisations.get(str(party.id), "")
    return iati.Organisation(_text(party.name), ref, ORGANISATION_TYPES.get(party.kind, ""))


def _path(path: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Outcome and output of an activity as its description, in each language that has all of them."""
    below = path[1:] or path
    return {
        code: " – ".join(one[code] for one in below)
        for code in ("tk", "ru", "en")
        if below and all(one.get(code) for one in below)
    }


def _text(text: Mapping[str, str]) -> dict[str, str]:
    return {code: words for code, words in text.items() if words}
