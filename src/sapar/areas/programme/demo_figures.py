"""Result indicators of the demo with baseline, targets and values of last year and this one, and two reviews.

Invented numbers. Four indicators of this year are counted from the crossings and decisions of the demo.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sapar.areas.programme import acts
from sapar.areas.programme.acts import Given
from sapar.areas.programme.demo_texts import DRAFT, REVIEW
from sapar.areas.programme.models import Measure, Plan, Review, Value
from sapar.areas.programme.queries import measuring, reviews
from sapar.areas.programme.queries.measuring import approver_of
from sapar.areas.programme.rules import measures as rules
from sapar.areas.programme.rules.content import LANGUAGES, Words
from sapar.areas.programme.rules.measures import Amount, Measured, Part, Target
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import Conflict

Three = tuple[str, str, str]
Figure = tuple[int, int | None] | int
PEOPLE: Three = ("people", "человек", "adam")


@dataclass(frozen=True, slots=True)
class Sample:
    """An indicator: ``line`` is the English title of its line; ``past`` and ``present`` its values by quarter.

    ``women``: the percentage of women, for a breakdown. ``below``: the key of the indicator that it counts in.
    """

    key: str
    line: str
    title: Three
    definition: Three
    responsible: str
    target: Figure
    past: tuple[Figure, ...] = ()
    present: tuple[Figure, ...] = ()
    unit: Three = PEOPLE
    kind: str = rules.COUNT
    aggregation: str = rules.SUM
    direction: str = rules.UP
    baseline: Figure | None = None
    women: int | None = None
    below: str = ""
    provisions: tuple[str, ...] = ()
    indicator: str = ""
    cells: Mapping[str, str] | None = None


SAMPLES = (
    Sample(
        "trained",
        "Officials and civil society work by one referral order",
        (
            "People trained under the programme",
            "Люди, обученные в рамках программы",
            "Maksatnama boýunça okadylan adamlar",
        ),
        (
            "Everybody who completed a training of this output, once a quarter.",
            "Каждый, кто завершил обучение по этому результату, один раз в квартал.",
            "Bu netije boýunça okuwy tamamlan her bir adam, çärýekde bir gezek.",
        ),
        "MFA",
        60,
        provisions=("GCM.10", "GCM.23"),
    ),
    Sample(
        "officials",
        "Training on identification of victims of trafficking",
        (
            "Officials trained to identify victims of trafficking",
            "Должностные лица, обученные выявлять пострадавших от торговли людьми",
            "Adam söwdasynyň pidalaryny ýüze çykarmaga okadylan wezipeli adamlar",
        ),
        (
            "Participants who attended all days, by the signed lists.",
            "Участники, присутствовавшие все дни, по подписанным спискам.",
            "Ähli günlerde gatnaşanlar, gol çekilen sanawlar boýunça.",
        ),
        "MIA",
        30,
        past=(24, 31, 36, 29),
        present=(32, 35, 30),
        women=38,
        baseline=18,
        below="trained",
        provisions=("GCM.10",),
    ),
    Sample(
        "assisted",
        "Assistance to returning migrants and reintegration grants",
        (
            "Returning migrants who were assisted",
            "Возвращающиеся мигранты, получившие помощь",
            "Kömek berlen gaýdyp gelýän migrantlar",
        ),
        (
            "Persons who received counselling, transport or a grant; each once a quarter.",
            "Лица, получившие консультацию, транспорт или грант; каждый один раз в квартал.",
            "Maslahat, ulag ýa-da grant alan adamlar; her biri çärýekde bir gezek.",
        ),
        "IOM",
        45,
        past=(38, 47, 52, 49),
        present=(44, 31, 29),
        women=44,
        baseline=35,
        provisions=("GCM.21", "GCM.7"),
    ),
    Sample(
        "readers",
        "Document readers for Farap and Serakhs",
        (
            "Border posts with working document readers",
            "Пункты пропуска с исправными считывателями документов",
            "Işleýän resminama okaýjyly serhet nokatlary",
        ),
        (
            "Posts where at least one reader worked on the last day of the quarter.",
            "Пункты, где в последний день квартала работал хотя бы один считыватель.",
            "Çärýegiň soňky gününde iň bolmanda bir okaýjy işlän nokatlar.",
        ),
        "SBS",
        6,
        past=(2, 3, 3, 4),
        present=(4, 5, 6),
        unit=("posts", "пунктов", "nokat"),
        aggregation=rules.LAST,
        baseline=2,
        provisions=("GCM.11",),
    ),
    Sample(
        "forged",
        "Training on forged travel documents",
        (
            "Border officers trained on forged documents",
            "Сотрудники границы, обученные распознавать поддельные документы",
            "Galp resminamalary tanamaga okadylan serhet işgärleri",
        ),
        (
            "Officers who passed the closing test, by the register of the training centre.",
            "Сотрудники, сдавшие итоговый тест, по журналу учебного центра.",
            "Jemleýji synagdan geçen işgärler, okuw merkeziniň ýazgysy boýunça.",
        ),
        "SBS",
        30,
        past=(28, 30, 33, 34),
        present=(36, 40, 27),
        women=15,
        baseline=20,
        below="trained",
        provisions=("GCM.11", "GCM.12"),
    ),
    Sample(
        "complaints",
        "Permits are decided within the term",
        (
            "Complaints of migrant workers answered within 15 days",
            "Жалобы трудящихся-мигрантов, на которые ответили за 15 дней",
            "15 günde jogap berlen zähmet migrantlarynyň arzalary",
        ),
        (
            "Complaints that were answered within 15 days, of all that were received in the quarter.",
            "Жалобы, на которые ответили за 15 дней, из всех полученных за квартал.",
            "Çärýekde gelen ähli arzalardan 15 günde jogap berlenleri.",
        ),
        "SMS",
        (90, 100),
        past=((41, 52), (47, 55), (58, 63), (66, 70)),
        present=((59, 66), (71, 77), (63, 72)),
        unit=("share of complaints", "доля жалоб", "arzalaryň paýy"),
        kind=rules.RATIO,
        baseline=(31, 48),
        provisions=("GCM.6", "SDG.8.8"),
    ),
    Sample(
        "points",
        "Register of evacuation points",
        (
            "Evacuation points in the common register",
            "Пункты эвакуации в общем реестре",
            "Umumy sanawdaky göçüriş nokatlary",
        ),
        (
            "Points with place, capacity and a person to turn to, on the last day of the quarter.",
            "Пункты с указанием места, вместимости и ответственного лица на последний день квартала.",
            "Çärýegiň soňky gününde ýeri, sygymy we jogapkäri görkezilen nokatlar.",
        ),
        "MFA",
        120,
        past=(30, 64, 88, 112),
        present=(118, 131, 140),
        unit=("points", "пунктов", "nokat"),
        aggregation=rules.LAST,
        baseline=12,
        provisions=("GCM.2", "SENDAI.G"),
    ),
    Sample(
        "crossings",
        "Border posts have equipment and trained officers",
        (
            "Crossings recorded at the posts of the node",
            "Пересечения, записанные на пунктах узла",
            "Düwüniň nokatlarynda ýazylan geçişler",
        ),
        (
            "Records of entries and exits that were not replaced by a correction; crossings, not persons.",
            "Записи о въездах и выездах, не заменённые исправлением; пересечения, а не люди.",
            "Düzediş bilen çalşyrylmadyk giriş we çykyş ýazgylary; adamlar däl, geçişler.",
        ),
        "SBS",
        150,
        unit=("crossings", "пересечений", "geçiş"),
        provisions=("GCM.11",),
        indicator="border.crossings",
    ),
    Sample(
        "ashgabat",
        "Border posts have equipment and trained officers",
        (
            "Crossings recorded at Ashgabat airport",
            "Пересечения, записанные в аэропорту Ашхабада",
            "Aşgabat howa menzilinde ýazylan geçişler",
        ),
        (
            "The same, at the post of the airport alone.",
            "То же, только на пункте аэропорта.",
            "Şonuň ýaly, diňe howa menziliniň nokadynda.",
        ),
        "SBS",
        60,
        unit=("crossings", "пересечений", "geçiş"),
        provisions=("GCM.11",),
        indicator="border.crossings",
        cells={"post": "ASB"},
    ),
    Sample(
        "granted",
        "Permits are decided within the term",
        ("Work permits granted", "Выданные разрешения на работу", "Berlen iş rugsatnamalary"),
        (
            "Applications whose first decision was to grant a permit.",
            "Заявления, первым решением по которым было выдать разрешение.",
            "Ilkinji çözgüdi rugsatnama bermek bolan arzalar.",
        ),
        "SMS",
        20,
        unit=("permits", "разрешений", "rugsatnama"),
        provisions=("GCM.5",),
        indicator="labour.permits_granted",
    ),
    Sample(
        "clock",
        "Permits are decided within the term",
        (
            "Work permits decided within the statutory term",
            "Разрешения на работу, рассмотренные в установленный срок",
            "Bellenen möhletde seredilen iş rugsatnamalary",
        ),
        (
            "Of all applications that were settled, the share decided within the term.",
            "Доля рассмотренных в срок среди всех завершённых заявлений.",
            "Tamamlanan ähli arzalaryň içinde möhletinde seredilenleriň paýy.",
        ),
        "SMS",
        (85, 100),
        unit=("share of applications", "доля заявлений", "arzalaryň paýy"),
        kind=rules.RATIO,
        provisions=("GCM.5", "GCM.12"),
        indicator="labour.decided_within_clock",
    ),
)


def _words(texts: Three) -> Words:
    en, ru, tk = texts
    return Words(tk=tk, ru=ru, en=en)


def _amount(figure: Figure | None) -> Amount | None:
    if figure is None:
        return None
    above, below = figure if isinstance(figure, tuple) else (figure, None)
    return Amount(Decimal(above), None if below is None else Decimal(below))


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    last = 3 * quarter
    return date(year, last - 2, 1), date(year, last, calendar.monthrange(year, last)[1])


@dataclass(slots=True)
class Figures:
    """The people, the lines by their English titles, the institutions by code, a paper to stand for evidence."""

    actors: Mapping[str, Actor]
    lines: Mapping[str, UUID]
    offices: Mapping[str, UUID]
    paper: bytes

    def load(self, past: UUID, present: UUID) -> None:
        """Indicators and values of both years; last year's review frozen, this year's voluntary one in draft."""
        for plan_id, is_past in ((past, True), (present, False)):
            plan = measuring.plan_measured(self.actors["coordinator"], plan_id).plan
            made: dict[str, Measure] = {}
            for sample in SAMPLES:
                if is_past and sample.indicator:
                    continue  # the demo's crossings and decisions are of this year
                made[sample.key] = self._measure(plan, sample, made.get(sample.below))
                if sample.indicator:
                    self._count(plan, made[sample.key])
                else:
                    self._values(plan, made[sample.key], sample, is_past)
        acts.lock_values(self.actors["coordinator"], plan_id=past, until=_quarter(clock.today().year - 1, 4)[1])
        self._frozen(past)
        self._draft(present)

    def _measure(self, plan: Plan, sample: Sample, above: Measure | None) -> Measure:
        amount = _amount(sample.target)
        if sample.indicator:
            spans = [(date(plan.year, 1, 1), date(plan.year, 12, 31))]
        else:
            spans = [_quarter(plan.year, quarter) for quarter in (1, 2, 3, 4)]
        content = Measured(
            title=_words(sample.title),
            definition=_words(sample.definition),
            unit=_words(sample.unit),
            kind=sample.kind,
            direction=sample.direction,
            aggregation=sample.aggregation,
            source=rules.COUNTED if sample.indicator else rules.TYPED,
            dimension="sex" if sample.women is not None else "",
            baseline=_amount(sample.baseline),
            baseline_on=date(plan.year - 1, 12, 31) if sample.baseline is not None else None,
            baseline_source="Отчёт учреждения" if sample.baseline is not None else "",
            targets=tuple(Target(a, b, amount) for a, b in spans if amount is not None),
            responsible_id=self.offices[sample.responsible],
            indicator=sample.indicator,
            cells=dict(sample.cells or {}),
            provisions=sample.provisions,
        )
        measure: Measure = acts.set_measure(
            self.actors["coordinator"],
            plan_id=plan.pk,
            line_id=self.lines[sample.line],
            content=content,
            rolls_into=above.pk if above else None,
        )
        acts.agree_measure(self.actors["iom"], measure_id=measure.pk)
        return measure

    def _values(self, plan: Plan, measure: Measure, sample: Sample, is_past: bool) -> None:
        figures = sample.past if is_past else sample.present
        author = self._author(sample.responsible)
        for quarter, figure in enumerate(figures, 1):
            starts, ends = _quarter(plan.year, quarter)
            if ends >= clock.today():
                return
            amount = _amount(figure)
            value: Value = acts.record_value(
                author,
                measure_id=measure.pk,
                starts_on=starts,
                given=Given(amount, self._parts(amount, sample.women), ends, rules.FINAL, "", self._link(sample, ends)),
                evidence=self.paper if quarter == 2 else b"",
                evidence_name="participants.pdf" if quarter == 2 else "",
                submit=True,
            )
            newest = not is_past and quarter == len(figures)
            if newest and sample.key == "forged":
                continue  # waits for approval
            if newest and sample.key == "assisted":
                acts.return_value(
                    self._approver(plan, value),
                    value_id=value.pk,
                    reason="Список за август не подписан, просим приложить.",
                )
                continue
            acts.approve_value(self._approver(plan, value), value_id=value.pk)

    def _count(self, plan: Plan, measure: Measure) -> None:
        try:
            value = acts.count_value(
                self.actors["official"]
                if measure.responsible_id == self.offices["SMS"]
                else self.actors["coordinator"],
                measure_id=measure.pk,
                starts_on=plan.starts_on,
                submit=True,
            )
        except Conflict:
            return  # in the first days of a year there is nothing to count
        acts.approve_value(self._approver(plan, value), value_id=value.pk)

    def _author(self, code: str) -> Actor:
        return self.actors[{"IOM": "iom", "SMS": "official"}.get(code, "coordinator")]

    def _approver(self, plan: Plan, value: Value) -> Actor:
        return self.actors["iom" if approver_of(plan, value.institution_id) == plan.iom_id else "coordinator"]

    @staticmethod
    def _parts(amount: Amount | None, women: int | None) -> tuple[Part, ...]:
        if women is None or amount is None:
            return ()
        number = int(amount.numerator) * women // 100
        return (
            Part({"sex": "female"}, Amount(Decimal(number))),
            Part({"sex": "male"}, Amount(amount.numerator - number)),
        )

    @staticmethod
    def _link(sample: Sample, ends: date) -> str:
        return f"https://example.org/evidence/{sample.key}-{ends:%Y-%m}"

    def _write(self, review: Review, texts: Mapping[str, Three], who: str = "coordinator") -> None:
        for section, said in texts.items():
            acts.write_block(self.actors[who], review_id=review.pk, section=section, text=_words(said), version=0)

    def _frozen(self, plan_id: UUID) -> None:
        coordinator = self.actors["coordinator"]
        day = date(clock.today().year - 1, 12, 31)
        review: Review = acts.open_review(coordinator, plan_id=plan_id, template_code="annual", as_of=day)
        self._write(review, REVIEW)
        acts.share_review(coordinator, review_id=review.pk)
        view = reviews.review(self.actors["iom"], review.pk)
        acts.approve_review(self.actors["iom"], review_id=review.pk, sha256=view.sha256)
        for file_format in reviews.FORMATS:
            for language in LANGUAGES:
                acts.make_sheet(
                    Actor.system("programme"), review_id=review.pk, language=language, file_format=file_format
                )

    def _draft(self, plan_id: UUID) -> None:
        review: Review = acts.open_review(
            self.actors["coordinator"], plan_id=plan_id, template_code="gcm", as_of=clock.today()
        )
        self._write(review, DRAFT)
