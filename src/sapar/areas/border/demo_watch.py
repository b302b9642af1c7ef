"""Sample alerts, lists and hits: invented people who are on no list of the world, put in force and found through acts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sapar.areas.border import acts
from sapar.areas.border.models import QuietCheck
from sapar.areas.border.queries import screened
from sapar.areas.border.rules import Direction
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.standards.mrz import parse
from sapar.standards.mrz.generation import generate_td3

NEEDED = ("watch", "watch2", "border", "border2")
# Invented: names, weak aliases, birth date, nationality, why. In several scripts, as lists have them.
LISTED: tuple[tuple[tuple[str, ...], tuple[str, ...], str, str, str], ...] = (
    (("Çary Annagulyýew", "Чары Аннагулыев"), ("Çary aga",), "1968-04-19", "TKM", "Forged documents"),
    (("Ulugbek Normatov", "Улугбек Норматов"), (), "1979-11-02", "UZB", "Trafficking in persons"),
    (("Yerzhan Kassenov", "Ержан Қасенов"), ("Erik",), "1984", "KAZ", "Smuggling of migrants"),
    (("Farrukh Davlatzoda", "Фаррух Давлатзода"), (), "1990-01", "TJK", "Smuggling of migrants"),
    (("Almaz Sydykov", "Алмаз Сыдыков"), (), "1975-06-30", "KGZ", "Fraud with work permits"),
    (("Behrouz Tavakkoli", "بهروز توکلی"), ("Abu Karim",), "1962", "IRN", "Narcotics"),
    (("Kerem Yıldırım",), (), "1988-08-14", "TUR", "Forged documents"),
    (("Rajesh Malhotra",), ("Raj",), "1971-12-25", "IND", "Trafficking in persons"),
    (("Zhao Guoqiang",), (), "1966-02-11", "CHN", "Fraud with work permits"),
    (("Maksat Durdyýew", "Максат Дурдыев"), (), "1993-09-05", "TKM", "Trafficking in persons"),
)
# One more, one who is described otherwise now: what the second version changes, and it waits for its second person.
ADDED = (("Timur Rahmonov", "Тимур Рахмонов"), (), "1982-03-08", "TJK", "Smuggling of migrants")
LOST = (
    "number,issuer,status,reported on\nA00417301,TKM,lost,2026-02-11\nN07755120,KAZ,stolen,2026-01-20\n"
    "AA4411208,UZB,stolen,2025-12-02\nU90012345,TUR,invalid,2025-11-30\n"
)
LAW = "Sample: law and article of the State (unverified)"


def load(actors: Mapping[str, Actor]) -> None:
    """A list with a version in force and one that waits, reported documents, alerts of all four meanings, five travellers."""
    if not all(name in actors for name in NEEDED):
        return
    watch, second = actors["watch"], actors["watch2"]
    _lists(watch, second)
    _alerts(watch, second)
    if "intake" in actors and "intake2" in actors:
        _alert(
            actors["intake"], actors["intake2"], "assist", "assist",
            names=["Dilnoza Toshmatova", "Дилноза Тошматова"], birth_dates=["2007-05-21"], sex="F",
            nationalities=["UZB"], reason="Missing since spring; may be travelling against her will",
            instruction="Call the hotline's duty officer at once; do not call the family.",
        )  # fmt: skip
    _travellers(actors)


def _lists(watch: Actor, second: Actor) -> None:
    listed = acts.create_list(
        watch, title="Sample list of the region", authority="Regional secretariat (sample)", kind="people",
        meaning="second_line", legal_basis=LAW, key="demo-list",
    )  # fmt: skip
    first = acts.import_list(watch, list_id=listed.pk, content=_lines(LISTED), key="demo-list-1")
    acts.decide_list(second, version_id=first.pk, approve=True, key="demo-list-1-force")
    changed = (*LISTED[:3], (*LISTED[3][:4], "Smuggling of migrants; escaped from custody"), *LISTED[4:-1], ADDED)
    acts.import_list(second, list_id=listed.pk, content=_lines(changed), key="demo-list-2")
    documents = acts.create_list(
        watch, title="Lost and stolen documents (sample)", authority="Migration service", kind="documents",
        meaning="second_line", legal_basis=LAW, key="demo-documents",
    )  # fmt: skip
    version = acts.import_list(watch, list_id=documents.pk, content=LOST.encode(), key="demo-documents-1")
    acts.decide_list(second, version_id=version.pk, approve=True, key="demo-documents-1-force")
    acts.report_document(
        watch, number="A00583377", issuer="TKM", kind="lost", source="Holder, at the Farap post", key="demo-report"
    )


def _alerts(watch: Actor, second: Actor) -> None:
    _alert(
        watch, second, "refuse", "refuse", names=["Gadam Saryýew", "Гадам Сарыев"], birth_dates=["1977-10-03"], sex="M",
        nationalities=["TKM"], reason="Entry banned by decision of the court until 2028",
        instruction="Hand over the decision against signature.",
    )  # fmt: skip
    _alert(
        watch, second, "second_line", "second", names=["Firuz Nazarov"], birth_dates=["1985"], sex="M",
        nationalities=["TJK"], reason="Witness in a case of trafficking; the investigator wants to speak with him",
    )  # fmt: skip
    _alert(
        watch, second, "discreet", "discreet", names=["Otabek Yuldashev", "Отабек Юлдашев"],
        birth_dates=["1981-07-12"], sex="M", nationalities=["UZB"], reason="Suspected organiser; travels are to be known",
        instruction="Note companions and onward journey.",
    )  # fmt: skip
    _draft(
        watch, "refuse", "waiting", names=["Bahtiýar Hojamyradow"], birth_dates=["1970"], nationalities=["TKM"],
        reason="Entry banned; the decision came this morning",
    )  # fmt: skip


def _draft(watch: Actor, meaning: str, name: str, **content: Any) -> Any:
    return acts.draft_alert(
        watch, meaning=meaning, legal_basis=LAW, expires_on=clock.today() + timedelta(days=300),
        key=f"demo-alert-{name}", **content,
    )  # fmt: skip


def _alert(watch: Actor, second: Actor, meaning: str, name: str, **content: Any) -> None:
    version = _draft(watch, meaning, name, **content)
    acts.decide_alert(second, version_id=version.pk, approve=True, key=f"demo-alert-{name}-force")


def _travellers(actors: Mapping[str, Actor]) -> None:
    """Who was found: one waits in the second line, one was confirmed, one was another person, two noticed nothing."""
    desk, other = actors["border"], actors["border2"]
    banned = _read(desk, 2.0, "GADAM", "SARYYEW", date(1977, 10, 3), "M", "TKM", "A00417955")
    acts.refer_second_line(desk, inspection_id=banned, reason="checks", key="demo-watch-refer")
    witness = _read(other, 26.0, "FIRUZ", "NAZAROV", date(1985, 4, 2), "M", "TJK", "400118823")
    _decide(other, witness, "match", "Said so himself; the date of birth is in the file.")
    stranger = _read(other, 30.0, "ULUGBEK", "NORMATOV", date(1979, 11, 2), "M", "UZB", "AB7710455")
    _decide(other, stranger, "no_match", "Another photograph and father's name; born in another province.")
    with clock.at(clock.now() - timedelta(hours=29.8)):
        acts.admit(other, inspection_id=stranger, key="demo-watch-admit")
    quiet = [
        _read(other, 9.0, "OTABEK", "YULDASHEV", date(1981, 7, 12), "M", "UZB", "AC3391207"),
        _read(desk, 1.0, "DILNOZA", "TOSHMATOVA", date(2007, 5, 21), "F", "UZB", "AD1184520"),
    ]
    with reading(Actor.system("watch")):
        waiting = list(QuietCheck.objects.filter(subject_id__in=quiet, done_at=None).values_list("pk", flat=True))
    if waiting:
        acts.quiet_check(Actor.system("watch"), check_ids=waiting)


def _read(
    actor: Actor, hours_ago: float, given: str, surname: str, born: date, sex: str, state: str, number: str
) -> Any:
    mrz = generate_td3(
        issuer=state, number=number, nationality=state, birth_date=born, sex=sex,
        expiry_date=clock.today() + timedelta(days=900), primary=surname, secondary=given,
    )  # fmt: skip
    with clock.at(clock.now() - timedelta(hours=hours_ago)):
        return acts.inspect(actor, mrz=mrz, direction=Direction.ENTRY, key=f"demo-watch-{number}").pk


def _decide(actor: Actor, inspection_id: Any, verdict: str, reason: str) -> None:
    from sapar.areas.border.models import Inspection

    with reading(actor):
        inspection = Inspection.objects.get(pk=inspection_id)
        candidates = screened(inspection, parse(inspection.mrz, clock.today())).candidates
    for number, one in enumerate(candidates):
        with clock.at(inspection.opened_at + timedelta(minutes=6 + number)):
            acts.decide_candidate(
                actor, inspection_id=inspection_id, entry_id=one.entry_id, verdict=verdict, reason=reason,
                key=f"demo-watch-decide-{number}-{str(inspection_id)[-8:]}",
            )  # fmt: skip


def _lines(people: Any) -> bytes:
    """As FollowTheMoney entities, a line each."""
    lines = [
        json.dumps(
            {
                "id": f"sample-{born}-{state}", "schema": "Person",
                "properties": {
                    "name": list(names), "weakAlias": list(weak), "birthDate": [born], "nationality": [state],
                    "topics": [why],
                },
            },
            ensure_ascii=False,
        )
        for names, weak, born, state, why in people
    ]  # fmt: skip
    return "\n".join(lines).encode()
