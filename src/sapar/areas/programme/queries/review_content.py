"""What a review says: built from plan, reports, money, approved values, links and texts, in all three languages at once.

Every number is a *figure* with a key, and a trace: by which definition it was computed, as of which day, from which
approved values, runs and records. Nobody types one. The same state of the database gives the same content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.functional import Promise

from sapar.areas.programme.models import Activity, BudgetLine, Decision, Plan, Priority
from sapar.areas.programme.queries import review_words as say
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import Followed as FollowedActivity
from sapar.areas.programme.queries.following import followed
from sapar.areas.programme.queries.measuring import Followed, follow
from sapar.areas.programme.rules import measures as rules
from sapar.areas.programme.rules.content import LANGUAGES, Words
from sapar.areas.programme.rules.measures import Amount, Target
from sapar.areas.programme.rules.reviews import Template, TextPart, three
from sapar.areas.programme.rules.standing import ORDER, counts
from sapar.kernel.access.models import Institution
from sapar.kernel.documents.render import in_languages
from sapar.kernel.facts.models import Run
from sapar.methods.rollup import Period
from sapar.standards import gcm, sdg, sendai

FRAMEWORKS = (gcm.FRAMEWORK, sdg.FRAMEWORK, sendai.FRAMEWORK)
MOST_ROWS = 40


@dataclass(slots=True)
class Builder:
    """A content in the making. ``instead``: values counted again, by the id of the value, to see what would change."""

    plan: Plan
    template: Template
    as_of: date
    texts: Mapping[str, Words]
    instead: Mapping[UUID, Amount | None] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    activities: list[FollowedActivity] = field(default_factory=list)
    measures: list[Followed] = field(default_factory=list)
    names: dict[UUID, Institution] = field(default_factory=dict)
    runs: dict[UUID, str] = field(default_factory=dict)

    def build(self) -> dict[str, Any]:
        """The whole content. Inside ``reading``."""
        found = list(Activity.objects.filter(plan=self.plan, dropped_at=None))
        found.sort(key=lambda one: tuple(int(part) for part in one.number.split(".")))
        self.activities = followed(found, self.as_of)
        self.measures = [
            one for one in follow(self.plan, until=self.as_of, instead=self.instead) if one.measure.agreed_at
        ]
        ids: list[UUID | None] = [*self.plan.sides, *(one.responsible_id for one in found)]
        ids += BudgetLine.objects.filter(plan_id=self.plan.pk, dropped_at=None).values_list("donor_id", flat=True)
        self.names = shared.institutions(ids)
        used = [entry.value.run_id for one in self.measures for entry in one.entries if entry.counts]
        self.runs = dict(Run.objects.filter(pk__in=[one for one in used if one]).values_list("pk", "output_hash"))
        return {
            "template": {"code": self.template.code, "version": self.template.version},
            "unverified": self.template.unverified,
            "title": three(self.template.title),
            "plan": {"id": str(self.plan.pk), "reference": self.plan.reference, "year": str(self.plan.year)},
            "as_of": self.as_of.isoformat(),
            "sides": [self._name(side) for side in self.plan.sides],
            "sections": [
                {
                    "key": section.key,
                    "title": three(section.title),
                    "parts": [made for kind, part in section.parts for made in self._part(kind, part)],
                }
                for section in self.template.sections
            ],
            "figures": self.figures,
        }

    def _part(self, kind: str, part: TextPart | tuple[str, ...]) -> list[dict[str, Any]]:
        if isinstance(part, TextPart):
            said = self.texts.get(part.key, Words())
            return [{"kind": "text", "key": part.key, "title": three(part.title), "text": three(said)}]
        if kind == "figures":
            keys = [key for code in part for key in getattr(self, f"_figures_{code}")()]
            return [{"kind": "figures", "keys": keys}]
        return list(getattr(self, f"_table_{kind}")())

    def _name(self, institution_id: UUID) -> dict[str, str]:
        found = self.names.get(institution_id)
        return {code: found.name(code) if found else "?" for code in LANGUAGES}

    # ---------------------------------------------------------------------------------------- figures

    def _figure(
        self,
        key: str,
        label: Any,
        amount: Amount | None,
        definition: str,
        *,
        unit: Any = "",
        state: str = "",
        rows: Iterable[tuple[str, UUID, str]] = (),
        words: dict[str, str] | None = None,
        vintage: str = "",
        values: Sequence[UUID] = (),
        runs: Sequence[UUID] = (),
        coverage: Mapping[str, int] | None = None,
    ) -> str:
        found = list(rows)
        self.figures[key] = {
            "label": _three(label),
            "unit": _three(unit),
            "amount": rules.amount_json(amount),
            "state": state,
            **({"coverage": {name: str(count) for name, count in coverage.items()}} if coverage else {}),
            "trace": {
                "definition": words or _three(say.DEFINITIONS[definition]),
                "code": definition,
                "as_of": self.as_of.isoformat(),
                "vintage": vintage,
                "values": [str(one) for one in values],
                "runs": [[str(one), self.runs.get(one, "")] for one in runs],
                "rows": [[kind, str(pk), name] for kind, pk, name in found[:MOST_ROWS]],
                "count": str(len(found)),
            },
        }
        return key

    def _figures_activities(self) -> list[str]:
        total = counts(one.standing.colour for one in self.activities)
        keys = [
            self._figure(
                "activities",
                say.ALL,
                _amount(len(self.activities)),
                "activities",
                unit=say.ACTIVITIES,
                rows=_activity_rows(self.activities),
            )
        ]
        for colour in ORDER:
            chosen = [one for one in self.activities if one.standing.colour == colour]
            keys.append(
                self._figure(
                    f"activities.{colour}",
                    say.COLOURS[colour],
                    _amount(total[colour]),
                    "activities",
                    unit=say.ACTIVITIES,
                    rows=_activity_rows(chosen),
                )
            )
        return keys

    def _figures_milestones(self) -> list[str]:
        due = [(one, mark) for one in self.activities for mark in one.milestones if mark.due_on <= self.as_of]
        reached = [(one, mark) for one, mark in due if mark.pk in one.reached]
        rows = [("plan_activity", one.activity.pk, one.activity.number) for one, _mark in due]
        return [self._figure("milestones", say.MILESTONES, _amount(len(reached), len(due)), "milestones", rows=rows)]

    def _figures_values(self) -> list[str]:
        over = [(one, target) for one in self.measures for target in one.said.targets if target.ends_on <= self.as_of]
        figures = [(one, one.figure_in(target.period)) for one, target in over]
        known = [one for one, figure in figures if figure.value is not None and rules.is_whole(figure)]
        rows = [("plan_measure", one.measure.pk, one.key) for one, _target in over]
        return [
            self._figure("values", say.VALUES, _amount(len(known), len(over)), "values", unit=say.PERIODS, rows=rows)
        ]

    def _measure_figure(self, one: Followed, period: Period, key: str, label: Any) -> str:
        figure = one.figure_in(period)
        entries = self._entries_of(one, period)
        vintages = {entry.value.vintage for entry in entries}
        vintage = next((name for name in rules.VINTAGES if name in vintages), "")
        return self._figure(
            key,
            label,
            rules.amount_of_figure(figure),
            "measure",
            unit=three(one.said.unit),
            state=figure.state.value,
            coverage=None if rules.is_whole(figure) else rules.coverage(figure),
            words=three(one.said.definition),
            vintage=vintage,
            values=[entry.value.pk for entry in entries],
            runs=sorted({entry.value.run_id for entry in entries if entry.value.run_id}),
            rows=[("plan_value", entry.value.pk, one.key) for entry in entries],
        )

    def _entries_of(self, one: Followed, period: Period) -> list[Any]:
        """The approved values that a figure rests on: of the measure and of all that roll into it.

        Where the last value holds, that is one for each of them: those before it are no part of the figure.
        """
        ids, waiting = {one.measure.pk}, [one.measure.pk]
        while waiting:
            here = waiting.pop()
            below = [other.measure.pk for other in self.measures if other.measure.rolls_into == here]
            ids.update(below)
            waiting += below
        found = []
        for other in self.measures:
            if other.measure.pk not in ids:
                continue
            last = other.said.aggregation == rules.LAST
            chosen = []
            for target in sorted(other.said.targets, key=lambda one: one.ends_on):
                newest = other.newest(target.period)
                if newest is not None and (period.holds(target.period) or (last and target.ends_on <= period.end)):
                    chosen.append(newest)
            found += chosen[-1:] if last else chosen
        return found

    # ---------------------------------------------------------------------------------------- tables

    def _table_measures(self) -> Iterable[dict[str, Any]]:
        rows = []
        for one in self.measures:
            begun = [target for target in one.said.targets if target.starts_on <= self.as_of]
            shown: list[Target] = begun[-1:] if len(begun) > 4 else begun
            for place, target in enumerate(shown):
                rows.append(self._measure_row(one, target, first=place == 0))
            if len(begun) > 1 and one.said.aggregation == rules.SUM:
                rows.append(self._total_row(one, begun))
        yield {
            "kind": "table",
            "key": "measures",
            "columns": [
                _three(one)
                for one in (say.NUMBER, say.INDICATOR, say.BASELINE, say.PERIOD, say.TARGET, say.FIGURE, say.STATUS)
            ],
            "widths": [7, 30, 13, 14, 13, 16, 17],
            "rows": rows,
        }

    def _measure_row(self, one: Followed, target: Target, *, first: bool) -> list[dict[str, Any]]:
        base = f"{one.key}.{target.starts_on.isoformat()}"
        title, unit = three(one.said.title), three(one.said.unit)
        period = _period(target.period)
        label = _join(title, period)
        goal = self._figure(
            f"{base}.target",
            label,
            target.amount,
            "target",
            unit=unit,
            rows=[("plan_measure", one.measure.pk, one.key)],
        )
        figure = self._measure_figure(one, target.period, base, label)
        baseline: dict[str, Any] = {"text": _three("")}
        if first and one.said.baseline is not None:
            rows = [("plan_measure", one.measure.pk, one.key)]
            key = f"{one.key}.baseline"
            baseline = {"figure": self._figure(key, title, one.said.baseline, "baseline", unit=unit, rows=rows)}
        judged = one.judged is not None and one.judged.starts_on == target.starts_on
        return [
            {"plain": one.label},
            {"text": title if first else _three("")},
            baseline,
            {"text": period},
            {"figure": goal},
            {"figure": figure},
            {"colour": one.standing.colour, "text": _three(say.FIGURE_COLOURS[one.standing.colour])}
            if judged
            else {"text": _three("")},
        ]

    def _total_row(self, one: Followed, begun: Sequence[Target]) -> list[dict[str, Any]]:
        span = Period(min(t.starts_on for t in begun), max(t.ends_on for t in begun))
        label = _join(three(one.said.title), _three(say.WHOLE))
        figure = self._measure_figure(one, span, f"{one.key}.all", label)
        empty: dict[str, Any] = {"text": _three("")}
        return [{"plain": one.label}, empty, empty, {"text": _three(say.WHOLE)}, empty, {"figure": figure}, empty]

    def _table_activities(self) -> Iterable[dict[str, Any]]:
        by_direction: dict[str, list[FollowedActivity]] = {}
        for one in self.activities:
            by_direction.setdefault(one.activity.direction, []).append(one)
        for direction, chosen in by_direction.items():
            title = chosen[0].activity.path[0] if chosen[0].activity.path else _three("")
            rows = []
            for one in chosen:
                key = self._figure(
                    f"activity.{one.activity.number}.percent",
                    one.activity.title,
                    None if one.percent is None else _amount(one.percent),
                    "progress",
                    unit=say.PERCENT,
                    rows=[("plan_activity", one.activity.pk, one.activity.number)],
                )
                colour = one.standing.colour
                rows.append(
                    [
                        {"plain": one.activity.number},
                        {"text": dict(one.activity.title)},
                        {"text": self._name(one.activity.responsible_id)},
                        {"figure": key},
                        {"colour": colour, "text": _three(say.COLOURS[colour])},
                    ]
                )
            yield {
                "kind": "table",
                "key": f"activities.{direction}",
                "title": {code: f"{direction}. {title[code]}" for code in LANGUAGES},
                "columns": [_three(one) for one in (say.NUMBER, say.TITLE, say.RESPONSIBLE, say.PROGRESS, say.STATUS)],
                "widths": [10, 42, 25, 14, 15],
                "rows": rows,
            }

    def _table_money(self) -> Iterable[dict[str, Any]]:
        sums: dict[tuple[UUID, str], list[int]] = {}
        lines = BudgetLine.objects.filter(plan_id=self.plan.pk, dropped_at=None)
        for line in lines:
            sums.setdefault((line.donor_id, line.currency), [0, 0])[0] += line.amount_minor
        spent = (
            lines.filter(spending__spent_on__lte=self.as_of)
            .values("donor_id", "currency")
            .annotate(sum=Sum("spending__amount_minor"))
        )
        for row in spent:
            sums[row["donor_id"], row["currency"]][1] = row["sum"]
        rows = []
        for (donor, currency), (planned, used) in sorted(
            sums.items(), key=lambda item: (item[0][1], -item[1][0], item[0][0])
        ):
            code = self.names[donor].code if donor in self.names else str(donor)
            cells: list[dict[str, Any]] = [{"text": self._name(donor)}]
            for name, minor in (("planned", planned), ("spent", used)):
                key = self._figure(
                    f"money.{code}.{currency}.{name}",
                    self._name(donor),
                    Amount(Decimal(minor) / 100),
                    name,
                    unit=_three(currency),
                    rows=[("plan", self.plan.pk, self.plan.reference)],
                )
                cells.append({"figure": key})
            rows.append([*cells, {"plain": currency}])
        yield {
            "kind": "table",
            "key": "money",
            "columns": [_three(one) for one in (say.DONOR, say.PLANNED, say.SPENT, say.CURRENCY)],
            "widths": [40, 20, 20, 12],
            "rows": rows,
        }

    def _table_provisions(self) -> Iterable[dict[str, Any]]:
        linked: dict[str, list[Followed]] = {}
        for one in self.measures:
            for code in one.said.provisions:
                linked.setdefault(code, []).append(one)
        rows = []
        for framework in FRAMEWORKS:
            for provision in framework.provisions:
                chosen = linked.get(provision.code)
                if not chosen:
                    continue
                title = {code: f"{provision.code} {provision.title(code)}" for code in LANGUAGES}
                key = self._figure(
                    f"provision.{provision.code}",
                    title,
                    _amount(len(chosen)),
                    "linked",
                    rows=[("plan_measure", one.measure.pk, one.key) for one in chosen],
                )
                said = {
                    code: "; ".join(f"{one.label} {one.said.title.get(code)}" for one in chosen) for code in LANGUAGES
                }
                rows.append([{"text": title}, {"figure": key}, {"text": said}])
        yield {
            "kind": "table",
            "key": "provisions",
            "columns": [_three(one) for one in (say.PROVISION, say.INDICATORS, say.INDICATOR)],
            "widths": [40, 12, 50],
            "rows": rows,
        }

    def _table_priorities(self) -> Iterable[dict[str, Any]]:
        rows = [
            [{"plain": str(one.rank)}, {"text": dict(one.title)}, {"plain": one.years}, {"text": dict(one.rationale)}]
            for one in Priority.objects.filter(plan=self.plan, ended_at=None).order_by("rank", "id")
        ]
        yield {
            "kind": "table",
            "key": "priorities",
            "columns": [_three(one) for one in (say.RANK, say.TITLE_OF_PRIORITY, say.YEARS, say.WHY)],
            "widths": [7, 38, 12, 45],
            "rows": rows,
        }

    def _table_decisions(self) -> Iterable[dict[str, Any]]:
        rows = [
            [{"plain": one.number}, {"text": one.text}, {"day": one.due_on}, {"text": _three(one.state)}]
            for one in decisions_of(self.plan, self.as_of)
        ]
        yield {
            "kind": "table",
            "key": "decisions",
            "columns": [_three(one) for one in (say.NUMBER, say.DECISION, say.DUE, say.STATE)],
            "widths": [10, 60, 14, 18],
            "rows": rows,
        }


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision of a meeting, as a review names it."""

    number: str
    text: dict[str, str]
    due_on: str
    state: Any


def decisions_of(plan: Plan, until: date) -> list[DecisionLine]:
    """The decisions of the meetings of a plan that were made up to a day, with what became of them by then."""
    found = []
    made = Decision.objects.filter(plan_id=plan.pk, decided_on__lte=until).prefetch_related("follow_ups")
    for one in made.order_by("decided_on", "meeting__number", "position"):
        told = sorted(
            (note for note in one.follow_ups.all() if note.as_of <= until), key=lambda note: (note.as_of, note.pk)
        )
        if one.closed_on is not None and one.closed_on <= until:
            state = "closed"
        elif told and told[-1].fulfilled:
            state = "fulfilled"
        else:
            state = "overdue" if one.due_on < until else "open"
        found.append(DecisionLine(one.number, dict(one.text), one.due_on.isoformat(), say.DECISION_STATES[state]))
    return found


def content_of(
    plan: Plan,
    template: Template,
    as_of: date,
    texts: Mapping[str, Words],
    instead: Mapping[UUID, Amount | None] | None = None,
) -> dict[str, Any]:
    """The content of a review as it is now. Inside ``reading`` or an act."""
    return Builder(plan, template, as_of, texts, instead or {}).build()


def _three(text: Any) -> dict[str, str]:
    if isinstance(text, Mapping):
        return {code: str(text[code]) for code in LANGUAGES}
    if isinstance(text, Promise):
        return in_languages(text)
    return dict.fromkeys(LANGUAGES, str(text))


def _join(title: Mapping[str, str], period: Mapping[str, str]) -> dict[str, str]:
    return {code: f"{title[code]}, {period[code]}" for code in LANGUAGES}


def _period(period: Period) -> dict[str, str]:
    return _three(f"{period.start:%d.%m.%Y}–{period.end:%d.%m.%Y}")


def _amount(above: int, below: int | None = None) -> Amount:
    return Amount(Decimal(above), None if below is None else Decimal(below))


def _activity_rows(found: Iterable[FollowedActivity]) -> list[tuple[str, UUID, str]]:
    return [("plan_activity", one.activity.pk, one.activity.number) for one in found]
