"""The demo's meetings, register and projects, made by acts on the days on which they could have happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from sapar.areas.programme import acts
from sapar.areas.programme import demo_cooperation_texts as texts
from sapar.areas.programme.acts.register import ClauseText
from sapar.areas.programme.demo_plan import PROGRAMME
from sapar.areas.programme.models import Meeting, MinutesVersion, Plan
from sapar.areas.programme.queries import meetings as queries
from sapar.areas.programme.queries import minutes
from sapar.areas.programme.rules.content import Words
from sapar.areas.programme.rules.handing import Count, Item
from sapar.areas.programme.rules.minutes import Minute
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.documents.render import render

SYSTEM = Actor.system("programme")
PEOPLE = (
    ("coordinator", "MFA", "Jeren Ataýewa", "Управление международных организаций"),
    ("coordinator", "MFA", "Rahym Saparow", "Заместитель министра"),
    ("iom", "IOM", "Anna Lindqvist", "Programme coordinator"),
    ("iom", "IOM", "Daniel Okoro", "Chief of mission"),
    ("coordinator", "SMS", "Selbi Nuryýewa", "Отдел иностранной рабочей силы"),
)


def words(three: texts.Three) -> Words:
    en, ru, tk = three
    return Words(tk=tk, ru=ru, en=en)


class Cooperation:
    """Whom acts are made as, institutions by code, lines of activities by English title."""

    def __init__(
        self,
        actors: Mapping[str, Actor],
        offices: Mapping[str, UUID],
        lines: Mapping[str, UUID],
        progress: Callable[[str], None],
    ) -> None:
        self.actors, self.offices, self.lines, self.progress = actors, offices, lines, progress
        self.today = clock.today()

    def load(self, past: Plan, present: Plan) -> None:
        self.progress("register of commitments")
        self._register()
        self._ties()
        self.progress("meetings and decisions")
        self._meetings(past, present)
        self.progress("joint projects")
        self._projects(present)

    def _do(self, who: str, what: Callable[..., Any], **given: Any) -> Any:
        """An act by somebody whose second factor is fresh on the day that it is."""
        return what(replace(self.actors[who], second_factor_at=clock.now()), **given)

    # ------------------------------------------------------------------------------------------------ register

    def _register(self) -> None:
        with clock.acting_on(date(self.today.year - 1, 2, 10)):
            for kind, code, nature, title, parties, clauses in texts.INSTRUMENTS:
                made = self._do(
                    "official",
                    acts.enter_instrument,
                    kind=kind,
                    code=code,
                    title=words(title),
                    legal_nature=nature,
                    source=texts.SOURCE,
                    parties=parties,
                    clauses=[ClauseText(words(one)) for one in clauses],
                    in_force_on=clock.today(),
                    sample=True,
                )
                self._do("coordinator", acts.approve_instrument, instrument_id=made.pk)
        for kind, title, number, (month, day), provisions in texts.ACTIONS:
            on = date(self.today.year - 1, month, day)
            with clock.acting_on(on + timedelta(days=3)):
                entered = self._do(
                    "official",
                    acts.enter_action,
                    kind=kind,
                    title=words(title),
                    number=number,
                    day=on,
                    source=texts.SOURCE,
                    provisions=list(provisions),
                    sample=True,
                )
                self._do("coordinator", acts.approve_action, action_id=entered.pk)

    def _ties(self) -> None:
        for branch, codes in zip(PROGRAMME, texts.SERVES, strict=True):
            for place, sample in enumerate(branch.activities):
                if sample.en in texts.UNLINKED or sample.en not in self.lines:
                    continue
                code = codes[place % len(codes)]
                self._do("coordinator", acts.tie, provision=code, kind="activity", subject_id=self.lines[sample.en])

    # ------------------------------------------------------------------------------------------------ meetings

    def _meetings(self, past: Plan, present: Plan) -> None:
        first = min(date(self.today.year, 1, 18), self.today - timedelta(days=20))
        second = max(first + timedelta(days=5), self.today - timedelta(days=100))
        third = max(second + timedelta(days=5), self.today - timedelta(days=12))
        made = self._hold(past, "first", first, ("results", "labour"), ("list", "readers", "group"))
        early = {one.decision.position: one.decision.pk for one in self._decisions(made)}
        self._tell("official", early[1], first + timedelta(days=30), "Список составлен и передан.", fulfilled=True)
        self._tell("coordinator", early[3], first + timedelta(days=60), "Группа собралась, протокол приложен.", True)
        if second > early_due(first):
            self._tell("iom", early[2], second - timedelta(days=4), "Readers delivered; installation at Serakhs next.")
        made = self._hold(
            present,
            "second",
            second,
            ("labour", "sendai"),
            ("employers", "figures", "accounts"),
            closes=(early[1], early[3]),
        )
        later = {one.decision.position: one.decision.pk for one in self._decisions(made)}
        if second + timedelta(days=45) < self.today:
            self._tell("iom", later[4], second + timedelta(days=45), "Expenditure sent to both donors.", fulfilled=True)
        self._hold(present, "third", third, ("late",), (), sign=("minister",))
        soon = self.today + timedelta(days=16)
        coming = self._do(
            "iom",
            acts.call_meeting,
            plan_id=present.pk,
            title=words(texts.MEETINGS["next"]),
            starts_at=self._moment(soon),
            mode="both",
            place="Daşary işler ministrligi, Aşgabat",
            link="https://meet.example.org/joint-plan",
        )
        for who, code, name, office in PEOPLE:
            self._name(coming, who, code, name, office)

    def _hold(
        self,
        plan: Plan,
        key: str,
        day: date,
        points: tuple[str, ...],
        decisions: tuple[str, ...],
        *,
        closes: tuple[UUID, ...] = (),
        sign: tuple[str, ...] = ("minister", "iomchief"),
    ) -> Meeting:
        """A meeting held on a day: called a week before, opened, minuted by the State, accepted, signed."""
        with clock.acting_on(day - timedelta(days=7)):
            meeting: Meeting = self._do(
                "coordinator",
                acts.call_meeting,
                plan_id=plan.pk,
                title=words(texts.MEETINGS[key]),
                starts_at=self._moment(day),
                mode="onsite" if key == "first" else "both",
                place="Daşary işler ministrligi, Aşgabat",
                link="" if key == "first" else "https://meet.example.org/joint-plan",
                from_open=key != "first",
            )
        with clock.at(self._moment(day) + timedelta(minutes=2)):
            for point in points:
                self._do("coordinator", acts.add_point, meeting_id=meeting.pk, title=words(texts.POINTS[point][0]))
            self._do("coordinator", acts.open_meeting, meeting_id=meeting.pk)
        with clock.at(self._moment(day) + timedelta(minutes=95)):
            for who, code, name, office in PEOPLE:
                person = self._name(meeting, who, code, name, office)
                how = "online" if meeting.link and name == "Daniel Okoro" else "onsite"
                self._do(who, acts.mark_attendance, participant_id=person.pk, present=True, how=how)
            for point in points:
                title, said = texts.POINTS[point]
                self._minute(meeting, "item", Minute(words(title), words(said)))
            for decision in decisions:
                text, code, person_name, days, activity = texts.DECISIONS[decision]
                line = self.lines.get(activity)
                minute = Minute(
                    words(text),
                    responsible_id=self.offices[code],
                    person=person_name,
                    due_on=day + timedelta(days=days),
                    line_ids=(line,) if line else (),
                )
                self._minute(meeting, "decision", minute)
                if closes:
                    self._minute(meeting, "decision", self._closing(day, closes))
                    closes = ()
            if not decisions:
                text, code, person_name, _days, _activity = texts.DECISIONS["accounts"]
                due = day + timedelta(days=40)
                self._minute(meeting, "decision", Minute(words(text), Words(), self.offices[code], person_name, due))
            self._minute(meeting, "note", Minute(words(texts.NOTE)))
            version = self._do("coordinator", acts.propose_minutes, meeting_id=meeting.pk)
            if key == "third":
                version = self._answered(version)
                self._do("coordinator", acts.accept_minutes, version_id=version.pk)
            else:
                self._do("iom", acts.accept_minutes, version_id=version.pk)
            for who in sign:
                self._do(who, acts.sign_minutes, version_id=version.pk, sha256=version.sha256)
            self._do("coordinator", acts.end_meeting, meeting_id=meeting.pk)
            if len(sign) == 2:
                acts.take_up_decisions(SYSTEM, meeting_id=meeting.pk)
        return meeting

    def _answered(self, version: MinutesVersion) -> MinutesVersion:
        """IOM comments on the decision, gives it two weeks more, and proposes that."""
        iom = self.actors["iom"]
        self._do("iom", acts.take_over_minutes, version_id=version.pk)
        rows = minutes.minutes(iom, version.meeting_id).rows
        entry, row = next(pair for pair in rows if pair[0].kind == "decision")
        given = {"version_id": version.pk, "line_id": entry.id, "text": texts.TOO_EARLY}
        self._do("iom", acts.comment_minutes, **given)
        assert entry.minute.due_on is not None  # noqa: S101  a decision of the demo has its day
        later = replace(entry.minute, due_on=entry.minute.due_on + timedelta(days=14))
        self._do("iom", acts.change_minute, row_id=row.pk, version=row.version, minute=later)
        answered: MinutesVersion = self._do("iom", acts.propose_minutes, meeting_id=version.meeting_id)
        return answered

    def _closing(self, day: date, closes: tuple[UUID, ...]) -> Minute:
        return Minute(words(texts.CLOSING), Words(), self.offices["MFA"], "", day, (), closes)

    def _minute(self, meeting: Meeting, kind: str, minute: Minute) -> None:
        self._do("coordinator", acts.add_minute, meeting_id=meeting.pk, kind=kind, minute=minute)

    def _name(self, meeting: Meeting, who: str, code: str, name: str, office: str) -> Any:
        given = {"institution_id": self.offices[code], "name": name, "office": office}
        return self._do(who, acts.name_participant, meeting_id=meeting.pk, **given)

    def _decisions(self, meeting: Meeting) -> list[queries.DecisionLine]:
        return queries.meeting(self.actors["coordinator"], meeting.pk).decisions

    def _tell(self, who: str, decision_id: UUID, day: date, text: str, fulfilled: bool = False) -> None:
        with clock.acting_on(min(day, self.today)):
            evidence = self._paper() if fulfilled else b""
            self._do(
                who,
                acts.follow_up,
                decision_id=decision_id,
                text=text,
                as_of=clock.today(),
                fulfilled=fulfilled,
                evidence=evidence,
                evidence_name="report.pdf" if evidence else "",
            )

    def _paper(self) -> bytes:
        heading = {"tk": "Hasabat", "ru": "Отчёт", "en": "Report"}
        return render("record", {"rows": []}, title=heading, issuer=heading, made_at=clock.now())

    def _moment(self, day: date) -> datetime:
        return datetime.combine(day, time(10, 0), tzinfo=ZoneInfo(settings.TIME_ZONE))

    # ------------------------------------------------------------------------------------------------ projects

    def _projects(self, plan: Plan) -> None:
        border = self._project(plan, "border", "iom", "coordinator", self.today - timedelta(days=400))
        permits = self._project(plan, "permits", "coordinator", "iom", self.today - timedelta(days=300))
        self._do("iom", acts.write_concept, plan_id=plan.pk, **self._concept("exchange", self.today))
        agreement = self._grant(border, "EU", 400, "EUR", 40_000_000, "EU/2025/118")
        self._step(border, 395, "start")
        self._top_up(agreement, 200, "EUR", 12_000_000, "EU/2025/118-1", "Two more posts")
        self._top_up(agreement, 60, "USD", 2_500_000, "EU/2025/118-2", "Exchange reserve")
        other = self._grant(permits, "IDF", 290, "USD", 18_000_000, "IDF-0417")
        self._step(permits, 280, "start")
        self._top_up(other, 120, "USD", 3_000_000, "IDF-0417/A", "Two provinces more")
        readers = Item(words(texts.READERS), 4, "DR-1001 … DR-1004", "new", 180_000, "EUR")
        stations = Item(words(texts.STATIONS), 4, "", "good", 90_000, "EUR")
        scanners = Item(words(texts.SCANNERS), 6, "SC-221 … SC-226", "new", 60_000, "USD")
        self._hand(permits, "SMS", 150, "Aşgabat", [scanners], ("iom", "official"))
        self._hand(border, "SBS", 8, "Farap", [readers, stations], ("iom",))
        for title, project, activity, ago, counts in texts.TRAININGS:
            day = self.today - timedelta(days=ago)
            with clock.acting_on(day + timedelta(days=4)):
                self._do(
                    "coordinator",
                    acts.record_training,
                    plan_id=plan.pk,
                    title=words(title),
                    starts_on=day,
                    ends_on=day + timedelta(days=2),
                    place="Aşgabat",
                    project_id={"border": border, "permits": permits}[project],
                    line_id=self.lines.get(activity),
                    counts=[Count(self.offices[code], women, men) for code, (women, men) in counts.items()],
                )
        for code, project_id in (("GCM.11", border), ("BIL-1.2", border), ("GCM.5", permits), ("PLE-1.1", permits)):
            self._do("coordinator", acts.tie, provision=code, kind="project", subject_id=project_id)

    def _concept(self, key: str, day: date) -> dict[str, Any]:
        title, summary, lead, activities = texts.PROJECTS[key]
        return {
            "title": words(title),
            "summary": words(summary),
            "lead_id": self.offices[lead],
            "starts_on": day,
            "ends_on": day + timedelta(days=900),
            "line_ids": [self.lines[one] for one in activities if one in self.lines],
        }

    def _project(self, plan: Plan, key: str, author: str, other: str, day: date) -> UUID:
        with clock.acting_on(day - timedelta(days=40)):
            made = self._do(author, acts.write_concept, plan_id=plan.pk, **self._concept(key, day))
            self._do(author, acts.move_project, project_id=made.pk, step="propose")
        with clock.acting_on(day - timedelta(days=20)):
            self._do(other, acts.move_project, project_id=made.pk, step="endorse")
        found: UUID = made.pk
        return found

    def _grant(self, project_id: UUID, donor: str, ago: int, currency: str, minor: int, number: str) -> UUID:
        with clock.acting_on(self.today - timedelta(days=ago)):
            made = self._do(
                "iom",
                acts.record_grant,
                project_id=project_id,
                donor_id=self.offices[donor],
                signed_on=clock.today(),
                currency=currency,
                amount_minor=minor,
                number=number,
            )
        found: UUID = made.pk
        return found

    def _top_up(self, agreement_id: UUID, ago: int, currency: str, minor: int, number: str, note: str) -> None:
        with clock.acting_on(self.today - timedelta(days=ago)):
            given = {"signed_on": clock.today(), "currency": currency, "amount_minor": minor}
            self._do("iom", acts.top_up, agreement_id=agreement_id, number=number, note=note, **given)

    def _step(self, project_id: UUID, ago: int, step: str) -> None:
        with clock.acting_on(self.today - timedelta(days=ago)):
            self._do("coordinator", acts.move_project, project_id=project_id, step=step)

    def _hand(
        self, project_id: UUID, taker: str, ago: int, place: str, items: list[Item], signers: tuple[str, ...]
    ) -> None:
        with clock.acting_on(self.today - timedelta(days=ago)):
            made = self._do(
                "iom",
                acts.draw_up_handover,
                project_id=project_id,
                giver_id=self.offices["IOM"],
                taker_id=self.offices[taker],
                place=place,
                day=clock.today(),
                items=items,
            )
            for who in signers:
                self._do(who, acts.sign_handover, handover_id=made.pk, sha256=made.sha256)


def early_due(first: date) -> date:
    """From when on somebody can have told of the first meeting's decisions."""
    return first + timedelta(days=4)
