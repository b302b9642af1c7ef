"""Sample applications in every state, made by acts alone. Invented people; the passports of Utopia are specimens."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from sapar.areas.labour import acts, rules
from sapar.areas.labour.acts.records import pepper
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.standards.mrz import parse
from sapar.standards.mrz.generation import generate_td3

# Reference code of the first granted permit's worker, for trying the worker's page in a demo.
DEMO_CODE = "DEMO-SAPA-RK0D"


@dataclass(frozen=True, slots=True)
class Sample:
    """A worker and a post; ``fate`` says how far the application goes."""

    primary: str
    secondary: str
    born: str
    sex: str
    country: str
    post: str
    occupation: str
    sector: str
    wage: int
    place: str
    fate: str
    who: str = "employer"


SAMPLES = (
    Sample("Eriksson", "Anna Maria", "1974-08-12", "F", "UTO", "Bridge engineer", "2142", "F", 1_450_000, "Aşgabat–Türkmenbaşy road, km 214", "granted"),
    Sample("Karimov", "Rustam", "1990-05-17", "M", "UZB", "Welder", "7212", "F", 620_000, "Aşgabat, Bagtyýarlyk", "submitted"),
    Sample("Yılmaz", "Mehmet", "1983-11-02", "M", "TUR", "Site manager", "1323", "F", 1_800_000, "Arkadag", "granted"),
    Sample("Demir", "Ayşe", "1991-02-25", "F", "TUR", "Architect", "2161", "F", 1_650_000, "Arkadag", "taken"),
    Sample("Li", "Wei", "1986-07-09", "M", "CHN", "Drilling technician", "3117", "B", 1_900_000, "Galkynyş", "granted"),
    Sample("Ivanova", "Olga", "1979-03-30", "F", "RUS", "Interpreter", "2643", "M", 800_000, "Aşgabat", "returned"),
    Sample("Hossain", "Md Rafiq", "1994-09-14", "M", "BGD", "Steel fixer", "7214", "F", 480_000, "Arkadag", "refused"),
    Sample("Sharma", "Vikram", "1988-12-01", "M", "IND", "Electrician", "7411", "F", 720_000, "Türkmenbaşy", "submitted"),
    Sample("Nazarov", "Daler", "1996-04-22", "M", "TJK", "Mason", "7112", "F", 450_000, "Aşgabat", "submitted"),
    Sample("Kim", "Min-jun", "1981-10-10", "M", "KOR", "Process engineer", "2145", "C", 2_100_000, "Kyýanly", "granted"),
    Sample("Petrenko", "Andriy", "1977-06-18", "M", "UKR", "Crane operator", "8343", "F", 900_000, "Türkmenbaşy port", "withdrawn"),
    Sample("Abdullayev", "Elçin", "1985-01-05", "M", "AZE", "Ship mechanic", "7231", "H", 1_000_000, "Türkmenbaşy port", "appealed"),
    Sample("Santos", "Maria Luisa", "1992-08-08", "F", "PHL", "Nurse", "2221", "Q", 700_000, "Aşgabat", "granted"),
    Sample("Okafor", "Chidi", "1989-05-29", "M", "NGA", "Safety engineer", "2149", "B", 1_500_000, "Galkynyş", "submitted"),
    Sample("Bakirov", "Azamat", "1993-12-12", "M", "KGZ", "Plasterer", "7123", "F", 440_000, "Aşgabat", "draft"),
    Sample("Schneider", "Klaus", "1968-02-14", "M", "D", "Turbine specialist", "3115", "D", 2_600_000, "Mary power station", "granted"),
    Sample("Rossi", "Giulia", "1987-09-19", "F", "ITA", "Quality inspector", "3119", "B", 1_700_000, "Kyýanly", "submitted"),
    Sample("Novák", "Petr", "1980-04-04", "M", "CZE", "Glass technologist", "3122", "C", 1_350_000, "Ahal", "upheld"),
    Sample("Tanaka", "Haruto", "1975-11-23", "M", "JPN", "Chemical engineer", "2145", "C", 2_300_000, "Garabogaz", "cancelled"),
    Sample("Ahmadzai", "Farid", "1995-03-03", "M", "AFG", "Driver", "8332", "H", 430_000, "Mary", "submitted"),
    Sample("Yusupova", "Nilufar", "1990-07-21", "F", "UZB", "Weaving master", "7318", "C", 560_000, "Ahal", "granted", "employer2"),
    Sample("Kaya", "Mustafa", "1982-05-05", "M", "TUR", "Textile engineer", "2141", "C", 1_400_000, "Ahal", "submitted", "employer2"),
    Sample("Patel", "Nisha", "1993-10-31", "F", "IND", "Dyeing technician", "8154", "C", 680_000, "Ahal", "submitted", "employer2"),
    Sample("Zhang", "Li Na", "1984-06-16", "F", "CHN", "Machine fitter", "7233", "C", 1_100_000, "Ahal", "granted", "employer2"),
    Sample("Rahimov", "Bobur", "1997-01-28", "M", "UZB", "Loom operator", "8152", "C", 420_000, "Ahal", "refused", "employer2"),
    Sample("Müller", "Sabine", "1976-12-24", "F", "D", "Training instructor", "2356", "P", 1_550_000, "Ahal", "returned", "employer2"),
    Sample("Toktogulov", "Nurlan", "1988-08-30", "M", "KGZ", "Electrician", "7412", "C", 590_000, "Ahal", "submitted", "employer2"),
    Sample("Haddad", "Karim", "1986-02-02", "M", "LBN", "Restaurant manager", "1412", "I", 900_000, "Awaza", "submitted", "employer2"),
    Sample("Nguyen", "Thi Hoa", "1994-04-15", "F", "VNM", "Seamstress", "7533", "C", 410_000, "Ahal", "granted", "employer2"),
    Sample("Brown", "Oliver", "1971-09-09", "M", "GBR", "Auditor", "2411", "M", 1_900_000, "Aşgabat", "overridden", "employer2"),
    Sample("Georgieva", "Elena", "1990-03-17", "F", "BGR", "Hotel cook", "5120", "I", 640_000, "Awaza", "submitted", "employer2"),
    Sample("Sultanov", "Timur", "1985-05-25", "M", "KAZ", "Pipeline welder", "7212", "B", 1_050_000, "Balkan", "granted"),
    Sample("Yusuf", "Ibrahim", "1991-11-11", "M", "PAK", "Pipefitter", "7126", "F", 520_000, "Türkmenbaşy", "submitted"),
    Sample("Gonzalez", "Mateo", "1983-07-07", "M", "ARG", "Drilling supervisor", "3121", "B", 2_400_000, "Galkynyş", "revoked"),
    Sample("Popescu", "Andrei", "1979-10-20", "M", "ROU", "Surveyor", "2165", "F", 1_200_000, "Arkadag", "submitted"),
    Sample("Dlamini", "Thandi", "1992-01-13", "F", "ZAF", "Geologist", "2114", "B", 1_750_000, "Garlyk", "submitted"),
    Sample("Haugen", "Ingrid", "1987-06-06", "F", "NOR", "Environmental engineer", "2143", "M", 1_950_000, "Hazar", "granted"),
    Sample("Öztürk", "Emre", "1998-08-18", "M", "TUR", "Tiler", "7122", "F", 600_000, "Arkadag", "extended"),
    Sample("Mirzoyev", "Farrukh", "1989-09-01", "M", "TJK", "Carpenter", "7115", "F", 470_000, "Aşgabat", "draft"),
    Sample("Lefèvre", "Camille", "1981-12-05", "F", "FRA", "Acoustics consultant", "2149", "M", 2_000_000, "Aşgabat", "submitted"),
)  # fmt: skip
QUOTAS = (("F", 40), ("C", 25), ("*", 60))


def load(actors: Mapping[str, Actor], progress: Callable[[str], None]) -> None:
    """Make the sample data. ``actors`` are the demo's people by user name; those that are missing are done without."""
    service = next((actors[name] for name in ("officer", "head") if name in actors), None)
    if service is None or "employer" not in actors:
        return
    progress("quotas and staff")
    year = clock.today().year
    if "head" in actors:
        for one in (year, year + 1):
            for sector, limit in QUOTAS:
                acts.set_quota(actors["head"], year=one, sector=sector, limit=limit)
    for name, total in (("employer", 640), ("employer2", 380)):
        if name in actors:
            acts.declare_staff(actors[name], total=total, foreign=4, counted_on=clock.today(), source="insurance")
    scans = _scans()
    officers = cycle([actors[name] for name in ("officer", "officer2") if name in actors] or [service])
    for number, sample in enumerate(SAMPLES):
        if sample.who not in actors:
            continue
        if number % 10 == 0:
            progress(f"applications {number + 1}–{min(number + 10, len(SAMPLES))}")
        _carry_out(actors, next(officers), sample, number, scans)


def _carry_out(
    actors: Mapping[str, Actor], officer: Actor, sample: Sample, number: int, scans: Iterator[bytes]
) -> None:
    employer, head = actors[sample.who], actors.get("head")
    made = _draft(employer, sample, number, scans)
    if sample.fate == "draft":
        return
    acts.submit(employer, application_id=made, confirmed=True)
    if sample.fate == "submitted":
        return
    if sample.fate == "taken":
        acts.take(officer, application_id=made)
    elif sample.fate == "returned":
        acts.send_back(
            officer, application_id=made, reason="The contract lacks the worker's signature. Add the signed one."
        )
    elif sample.fate == "withdrawn":
        acts.withdraw(employer, application_id=made)
    elif sample.fate in ("refused", "appealed", "upheld", "overridden"):
        text = "The wage lies below that of citizens in the same post."
        acts.refuse(officer, application_id=made, reasons=["terms"], text=text)
        if sample.fate != "refused":
            acts.appeal(employer, application_id=made, reason="The contract was changed: the wage is now the same.")
        if sample.fate == "upheld" and head:
            acts.uphold(head, application_id=made, reason="The changed contract was not handed in.")
        if sample.fate == "overridden" and head:
            reason = "The changed contract was handed in and shows an equal wage."
            acts.override(head, application_id=made, reason=reason, **_period())
    elif sample.fate == "extended" and head:
        acts.extend(head, application_id=made, reason="The education papers are being checked abroad.")
    else:
        acts.grant(officer, application_id=made, **_period())
        if number == 0:
            _first_worker(officer, made)
        if sample.fate == "cancelled":
            acts.cancel(employer, application_id=made, reason="The work was finished early.")
        if sample.fate == "revoked" and head:
            acts.revoke(head, application_id=made, reason="The certificate of education turned out to be false.")


def _draft(employer: Actor, sample: Sample, number: int, scans: Iterator[bytes]) -> UUID:
    made: UUID = acts.start(employer).pk
    today = clock.today()
    expires = today + timedelta(days=900 + 37 * number)
    mrz = generate_td3(
        issuer=sample.country,
        number=f"{'ABCDEFGHJK'[number % 10]}{1020304 + 7919 * number}",
        nationality=sample.country,
        birth_date=sample.born,
        sex=sample.sex,
        expiry_date=expires.isoformat(),
        primary=sample.primary,
        secondary=sample.secondary,
        document_code="P",
    )
    read = parse(mrz, today)
    acts.describe_worker(
        employer,
        application_id=made,
        primary=sample.primary,
        secondary=sample.secondary,
        birth_date=sample.born,
        sex=sample.sex,
        nationality=sample.country,
        issuer=sample.country,
        number=read.number or "",
        document_expires_on=expires,
        mrz=mrz,
        phone=f"+9936{number % 6 + 1}{200000 + 1237 * number:06d}",
        language=("tk", "ru", "en")[number % 3],
    )
    acts.describe_work(
        employer,
        application_id=made,
        post=sample.post,
        occupation=sample.occupation,
        sector=sample.sector,
        wage_minor=sample.wage,
        wage_currency="TMT",
        place_of_work=sample.place,
        starts_on=today + timedelta(days=14 + number % 20),
        ends_on=today + timedelta(days=330),
    )
    kinds = ["passport", "photo", "contract", *(["education"] if number % 2 else [])]
    for kind in kinds if sample.fate != "draft" else kinds[:1]:
        acts.attach(employer, application_id=made, kind=kind, content=next(scans), filename=f"{kind}.png")
    return made


def _period() -> dict[str, Any]:
    today = clock.today()
    return {"valid_from": today, "valid_until": today + timedelta(days=330)}


def _first_worker(officer: Actor, application_id: UUID) -> None:
    """The first worker has a known code, and has complained once."""
    from sapar.areas.labour.access import WORKER
    from sapar.areas.labour.models import Application

    with reading(officer):
        reference = Application.objects.get(pk=application_id).reference
    digest = rules.code_digest(reference, DEMO_CODE, pepper())
    acts.hand_over_code(officer, application_id=application_id, digest=digest)
    text = "In the contract the wage is higher than what was paid last month."
    acts.complain(Actor.holder(application_id, WORKER, "en"), kind="not_agreed", text=text)


def _scans() -> Iterator[bytes]:
    """Small pictures that say what they are."""
    made = []
    for text in ("SPECIMEN 1", "SPECIMEN 2", "SPECIMEN 3"):
        picture = Image.new("RGB", (480, 320), "#e8f2f1")
        ImageDraw.Draw(picture).text((190, 150), text, fill="#0b5c63")
        out = io.BytesIO()
        picture.save(out, "PNG")
        made.append(out.getvalue())
    return cycle(made)
