"""The demo's programme: last year's plan carried out, this year's under way, next year's in draft; and the figures.

Everything is made by acts. Days are placed around today, so that some activities are late whenever the demo is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sapar.areas.programme import acts, demo_exchange
from sapar.areas.programme.demo_cooperation import Cooperation
from sapar.areas.programme.demo_figures import Figures
from sapar.areas.programme.demo_parties import ASSUMPTIONS, FOCAL_POINTS, OFFICES, PRIORITIES, RISKS
from sapar.areas.programme.demo_plan import MILESTONES, PROGRAMME, Sample
from sapar.areas.programme.models import Plan, Version
from sapar.areas.programme.queries import following, plans
from sapar.areas.programme.rules.content import Budget, Content, Milestone, Words
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.acts import create_institution
from sapar.kernel.access.models import Institution
from sapar.kernel.documents.render import render
from sapar.kernel.facts import tasks
from sapar.methods.ids import uuid7

NEEDED = ("coordinator", "iom", "minister", "iomchief")
SYSTEM = Actor.system("programme")
# How far an activity is by its last report, and how far that report lies back (days).
PROGRESS = {"done": (100, 5), "green": (70, 10), "amber": (20, 20), "red": (60, 15), "silent": (35, 120)}
TOLD = {
    "done": "Проведено полностью, материалы приложены.",
    "green": "Работа идёт по графику, следующая группа набрана.",
    "amber": "Начали позже: ждём замечаний двух учреждений.",
    "red": "Срок прошёл, перенос согласовывается.",
    "silent": "Подготовлена программа обучения.",
}


def load(actors: Mapping[str, Actor], progress: Callable[[str], None]) -> None:
    """Make the plans, if the demo has their people, and run what the minute's job of the figures would run."""
    if all(name in actors for name in NEEDED):
        _Loader(actors, progress).run()
    progress("figures")
    tasks.bring_up_to_date()


def _words(texts: tuple[str, str, str]) -> Words:
    en, ru, tk = texts
    return Words(tk=tk, ru=ru, en=en)


class _Loader:
    """The people, the institutions by code, and the line ids that stay the same through the years."""

    def __init__(self, actors: Mapping[str, Actor], progress: Callable[[str], None]) -> None:
        self.actors, self.progress = actors, progress
        self.today = clock.today()
        for code, kind, tk, ru, en in OFFICES:
            if not Institution.objects.filter(code=code).exists():
                create_institution(Actor.system("console"), code=code, kind=kind, name_tk=tk, name_ru=ru, name_en=en)
        self.offices: dict[str, UUID] = dict(Institution.objects.values_list("code", "pk"))
        self.lines: dict[str, UUID] = {}

    def run(self) -> None:
        year = self.today.year
        self.progress("last year's plan")
        with clock.acting_on(date(year - 1, 1, 22)):
            past = self._agree(year - 1)
        self._report_past(past)
        self.progress("this year's plan")
        with clock.acting_on(date(year, 1, 20)):
            present = self._agree(year, counter=True)
        self.progress("reports and evidence")
        self._report_present(present)
        self._name(present)
        Cooperation(self.actors, self.offices, self.lines, self.progress).load(past, present)
        self.progress("result indicators and reviews")
        Figures(self.actors, self.lines, self.offices, self._list()).load(past.pk, present.pk)
        self.progress("next year's draft")
        following_plan = self._open(year + 1)
        with clock.acting_on(date(year, 1, 15)):
            acts.close_plan(self.actors["coordinator"], plan_id=past.pk)
            acts.take_up(SYSTEM, plan_id=past.pk)
        acts.carry_over(self.actors["coordinator"], plan_id=following_plan.pk, source_id=present.pk)
        self.progress("tables and IATI")
        demo_exchange.load(self.actors, present, following_plan)

    def _open(self, year: int) -> Plan:
        made: Plan = acts.open_plan(self.actors["coordinator"], year=year, counterpart_id=self.offices["IOM"])
        return made

    def _agree(self, year: int, *, counter: bool = False) -> Plan:
        plan = self._open(year)
        coordinator, iom = self.actors["coordinator"], self.actors["iom"]
        self._draft(coordinator, plan)
        version: Version = acts.propose(coordinator, plan_id=plan.pk, note="Просим рассмотреть до конца недели.")
        last = plans.version(iom, version.pk).lines[-1]
        acts.comment(
            iom, version_id=version.pk, line_id=last.id, text="Could the Secretariat share the list of speakers?"
        )
        if counter:
            acts.take_over(iom, version_id=version.pk)
            line, row = next((line, row) for line, row in plans.draft(iom, plan.pk).lines if line.content.budget)
            money = replace(line.content.budget[0], amount_minor=line.content.budget[0].amount_minor + 700_000)
            said = replace(line.content, budget=(money,))
            acts.change_line(iom, row_id=row.pk, version=row.version, content=said)
            version = acts.propose(iom, plan_id=plan.pk, note="The donor confirmed 7,000 more for the training.")
            acts.accept(coordinator, version_id=version.pk)
        else:
            acts.accept(iom, version_id=version.pk)
        for name in ("minister", "iomchief"):
            signer = replace(self.actors[name], second_factor_at=clock.now())
            acts.sign(signer, version_id=version.pk, sha256=version.sha256)
        acts.take_up(SYSTEM, plan_id=plan.pk)
        return plan

    def _draft(self, actor: Actor, plan: Plan) -> None:
        past = plan.year < self.today.year
        for branch in PROGRAMME:
            chosen = [one for one in branch.activities if one.past is not None or not past]
            above: UUID | None = None
            for level, texts in (
                ("direction", branch.direction),
                ("outcome", branch.outcome),
                ("output", branch.output),
            ):
                above = self._add(actor, plan, level, above, texts[0], Content(_words(texts)))
            for sample in chosen:
                self._add(actor, plan, "activity", above, sample.en, self._content(plan, sample, past))

    def _add(self, actor: Actor, plan: Plan, level: str, above: UUID | None, name: str, content: Content) -> UUID:
        line_id = self.lines.setdefault(name, uuid7())
        acts.add_line(actor, plan_id=plan.pk, level=level, parent_id=above, line_id=line_id, content=content)
        return line_id

    def _content(self, plan: Plan, sample: Sample, past: bool) -> Content:
        starts, ends = (
            (plan.starts_on + timedelta(31), plan.ends_on - timedelta(20)) if past else self._days(plan, sample)
        )
        length = (ends - starts).days
        keys = sample.milestones.split()
        return Content(
            title=Words(tk=sample.tk, ru=sample.ru, en=sample.en),
            responsible_id=self.offices[sample.responsible],
            partner_ids=tuple(self.offices[code] for code in sample.partners.split()),
            starts_on=starts,
            ends_on=ends,
            milestones=tuple(
                Milestone(uuid7(), _words(MILESTONES[key]), starts + timedelta(length * (place + 1) // (len(keys) + 1)))
                for place, key in enumerate(keys)
            ),
            budget=(
                Budget(
                    uuid7(), self.offices[sample.donor], "TMT" if sample.donor == "MFA" else "USD", sample.amount * 100
                ),
            ),
            assumptions=_words(ASSUMPTIONS),
            risks=_words(RISKS) if "handed" in keys or "pilot" in keys else Words(),
        )

    def _days(self, plan: Plan, sample: Sample) -> tuple[date, date]:
        """First and last day around today, within the year."""
        gone, left = (self.today - plan.starts_on).days, (plan.ends_on - self.today).days
        first, last = {
            "done": (gone // 10, gone * 8 // 10),
            "red": (gone * 3 // 10, gone * 9 // 10 - 1),
            "green": (gone // 2, gone + left * 9 // 10),
            "amber": (gone // 5, gone + left // 2),
            "silent": (gone // 4, gone + left),
            "grey": (gone + left // 4 + 1, gone + left),
        }[sample.fate]
        last = max(first, last, 0)
        return plan.starts_on + timedelta(min(first, gone + left)), plan.starts_on + timedelta(min(last, gone + left))

    def _reporter(self, code: str) -> Actor:
        """Who reports for an institution: its own person if the demo has one, else the State's coordinator."""
        known = {"IOM": "iom", "SMS": "official"}
        return self.actors.get(known.get(code, ""), self.actors["coordinator"])

    def _report_past(self, plan: Plan) -> None:
        samples = {self.lines[one.en]: one for branch in PROGRAMME for one in branch.activities if one.en in self.lines}
        for one in following.plan_followed(self.actors["coordinator"], plan.pk).activities:
            sample = samples[one.activity.line_id]
            reporter = self._reporter(sample.responsible)
            done = sample.past or 0
            for mark in one.milestones[: None if done == 100 else 1]:
                self._tell(reporter, one, min(done, 50), mark.due_on, "Этап выполнен.", milestone=mark.pk)
            text = "Выполнено полностью." if done == 100 else "Не завершено в срок, перенесено на следующий год."
            self._tell(reporter, one, done, one.activity.ends_on, text, evidence=done == 100)
            self._spend(reporter, one.activity.pk, done, one.activity.ends_on)

    def _report_present(self, plan: Plan) -> None:
        samples = {self.lines[one.en]: one for branch in PROGRAMME for one in branch.activities if one.en in self.lines}
        for one in following.plan_followed(self.actors["coordinator"], plan.pk).activities:
            sample = samples[one.activity.line_id]
            if sample.fate == "grey":
                continue
            reporter = self._reporter(sample.responsible)
            percent, back = PROGRESS[sample.fate]
            if sample.fate == "green":
                length = max((one.activity.ends_on - one.activity.starts_on).days, 1)
                percent = min(95, (self.today - one.activity.starts_on).days * 100 // length)
            day = max(one.activity.starts_on, self.today - timedelta(back))
            if percent == 100:
                day = one.activity.ends_on
            reached = [] if sample.fate == "red" else one.milestones
            for mark in reached:
                if mark.due_on <= day:
                    self._tell(reporter, one, min(percent, 50), mark.due_on, "Этап выполнен.", milestone=mark.pk)
            self._tell(reporter, one, percent, day, TOLD[sample.fate], evidence=sample.fate in ("done", "green"))
            self._spend(reporter, one.activity.pk, percent, day)
            if sample.fate == "red":
                acts.remark(
                    self.actors["iom"],
                    activity_id=one.activity.pk,
                    text="The contractor confirmed a new date; we propose to move it in the next amendment.",
                )

    def _tell(
        self,
        actor: Actor,
        one: following.Followed,
        percent: int,
        day: date,
        text: str,
        *,
        milestone: UUID | None = None,
        evidence: bool = False,
    ) -> None:
        with clock.acting_on(min(day, self.today)):
            acts.report(
                actor,
                activity_id=one.activity.pk,
                percent=percent,
                as_of=min(day, self.today),
                text=text,
                milestone_id=milestone,
                evidence=self._paper(one) if evidence else b"",
                evidence_name="report.pdf" if evidence else "",
            )

    def _spend(self, actor: Actor, activity_id: UUID, percent: int, day: date) -> None:
        for money in following.activity(actor, activity_id).money:
            amount = money.line.amount_minor * percent // 100 // 100 * 93
            if amount:
                with clock.acting_on(min(day, self.today)):
                    acts.spend(actor, budget_line_id=money.line.pk, amount_minor=amount, spent_on=clock.today())

    def _paper(self, one: following.Followed) -> bytes:
        """A page to stand for the minutes of an activity."""
        title: dict[str, Any] = one.activity.title
        rows = [
            {"label": {"tk": "Çäre", "ru": "Мероприятие", "en": "Activity"}, "value": title},
            {"label": {"tk": "Gatnaşyjylar", "ru": "Участники", "en": "Participants"}, "value": "24 (11 F, 13 M)"},
        ]
        heading = {"tk": "Gatnaşyjylaryň sanawy", "ru": "Список участников", "en": "List of participants"}
        return render("record", {"rows": rows}, title=heading, issuer=title, made_at=clock.now())

    @staticmethod
    def _list() -> bytes:
        """A page to stand for a list of participants."""
        heading = {"tk": "Gatnaşyjylaryň sanawy", "ru": "Список участников", "en": "List of participants"}
        rows = [{"label": heading, "value": "1 – 30"}]
        return render("record", {"rows": rows}, title=heading, issuer=heading, made_at=clock.now())

    def _name(self, plan: Plan) -> None:
        coordinator = self.actors["coordinator"]
        codes = {pk: code for code, pk in self.offices.items()}
        for party in following.overview(coordinator).parties:
            focal_point = FOCAL_POINTS.get(codes.get(party.institution_id, ""))
            if focal_point:
                acts.name_focal_point(coordinator, party_id=party.pk, focal_point=focal_point)
        for rank, (title, rationale) in enumerate(PRIORITIES, 1):
            acts.set_priority(
                coordinator,
                plan_id=plan.pk,
                rank=rank,
                years=f"{plan.year + 1}–{plan.year + 3}",
                title=_words(title),
                rationale=_words(rationale),
            )
