"""Sample applications in every state, made by acts alone. Invented people; the passports of Utopia are specimens."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from django.conf import settings
from PIL import Image, ImageDraw

from sapar.areas.labour import acts
from sapar.areas.labour.access import WORKER
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.standards.mrz import parse
from sapar.standards.mrz.generation import generate_td3


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
    who: str


# Surname | given names | born | sex | State | post | ISCO-08 | sector | wage in manat | place | fate | employer
TABLE = """
Eriksson | Anna Maria | 1974-08-12 | F | UTO | Köpri inženeri | 2142 | F | 14500 | Aşgabat ýoly, 214-nji km | granted | employer
Karimov | Rustam | 1990-05-17 | M | UZB | Kebşirleýji | 7212 | F | 6200 | Aşgabat, Bagtyýarlyk | submitted | employer
Yılmaz | Mehmet | 1983-11-02 | M | TUR | Gurluşyk meýdançasynyň ýolbaşçysy | 1323 | F | 18000 | Arkadag | granted | employer
Demir | Ayşe | 1991-02-25 | F | TUR | Arhitektor | 2161 | F | 16500 | Arkadag | taken | employer
Li | Wei | 1986-07-09 | M | CHN | Burawlaýyş tehnigi | 3117 | B | 19000 | Galkynyş | granted | employer
Ivanova | Olga | 1979-03-30 | F | RUS | Dilmaç | 2643 | M | 8000 | Aşgabat | returned | employer
Hossain | Md Rafiq | 1994-09-14 | M | BGD | Armaturaçy | 7214 | F | 4800 | Arkadag | refused | employer
Sharma | Vikram | 1988-12-01 | M | IND | Elektrik | 7411 | F | 7200 | Türkmenbaşy | submitted | employer
Nazarov | Daler | 1996-04-22 | M | TJK | Daşçy | 7112 | F | 4500 | Aşgabat | submitted | employer
Kim | Min-jun | 1981-10-10 | M | KOR | Tehnolog inžener | 2145 | C | 21000 | Kyýanly | granted | employer
Petrenko | Andriy | 1977-06-18 | M | UKR | Kran sürüjisi | 8343 | F | 9000 | Türkmenbaşy porty | withdrawn | employer
Abdullayev | Elçin | 1985-01-05 | M | AZE | Gämi mehanigi | 7231 | H | 10000 | Türkmenbaşy porty | appealed | employer
Santos | Maria Luisa | 1992-08-08 | F | PHL | Şepagat uýasy | 2221 | Q | 7000 | Aşgabat | granted | employer
Okafor | Chidi | 1989-05-29 | M | NGA | Howpsuzlyk inženeri | 2149 | B | 15000 | Galkynyş | submitted | employer
Bakirov | Azamat | 1993-12-12 | M | KGZ | Suwagçy | 7123 | F | 4400 | Aşgabat | draft | employer
Schneider | Klaus | 1968-02-14 | M | D | Turbina hünärmeni | 3115 | D | 26000 | Mary elektrik stansiýasy | granted | employer
Rossi | Giulia | 1987-09-19 | F | ITA | Hil barlagçysy | 3119 | B | 17000 | Kyýanly | submitted | employer
Novák | Petr | 1980-04-04 | M | CZE | Aýna tehnology | 3122 | C | 13500 | Ahal | upheld | employer
Tanaka | Haruto | 1975-11-23 | M | JPN | Himik inžener | 2145 | C | 23000 | Garabogaz | cancelled | employer
Ahmadzai | Farid | 1995-03-03 | M | AFG | Sürüji | 8332 | H | 4300 | Mary | submitted | employer
Yusupova | Nilufar | 1990-07-21 | F | UZB | Мастер ткацкого цеха | 7318 | C | 5600 | Ahal | granted | employer2
Kaya | Mustafa | 1982-05-05 | M | TUR | Инженер-текстильщик | 2141 | C | 14000 | Ahal | submitted | employer2
Patel | Nisha | 1993-10-31 | F | IND | Техник-красильщик | 8154 | C | 6800 | Ahal | submitted | employer2
Zhang | Li Na | 1984-06-16 | F | CHN | Слесарь-наладчик | 7233 | C | 11000 | Ahal | granted | employer2
Rahimov | Bobur | 1997-01-28 | M | UZB | Оператор ткацкого станка | 8152 | C | 4200 | Ahal | refused | employer2
Müller | Sabine | 1976-12-24 | F | D | Инструктор производственного обучения | 2356 | P | 15500 | Ahal | returned | employer2
Toktogulov | Nurlan | 1988-08-30 | M | KGZ | Электрик | 7412 | C | 5900 | Ahal | submitted | employer2
Haddad | Karim | 1986-02-02 | M | LBN | Управляющий рестораном | 1412 | I | 9000 | Awaza | submitted | employer2
Nguyen | Thi Hoa | 1994-04-15 | F | VNM | Швея | 7533 | C | 4100 | Ahal | granted | employer2
Brown | Oliver | 1971-09-09 | M | GBR | Аудитор | 2411 | M | 19000 | Aşgabat | overridden | employer2
Georgieva | Elena | 1990-03-17 | F | BGR | Повар гостиницы | 5120 | I | 6400 | Awaza | submitted | employer2
Sultanov | Timur | 1985-05-25 | M | KAZ | Turba kebşirleýji | 7212 | B | 10500 | Balkan | granted | employer
Yusuf | Ibrahim | 1991-11-11 | M | PAK | Turbageçiriji | 7126 | F | 5200 | Türkmenbaşy | submitted | employer
Gonzalez | Mateo | 1983-07-07 | M | ARG | Burawlaýyş ussasy | 3121 | B | 24000 | Galkynyş | revoked | employer
Popescu | Andrei | 1979-10-20 | M | ROU | Geodezist | 2165 | F | 12000 | Arkadag | submitted | employer
Dlamini | Thandi | 1992-01-13 | F | ZAF | Geolog | 2114 | B | 17500 | Garlyk | submitted | employer
Haugen | Ingrid | 1987-06-06 | F | NOR | Ekolog inžener | 2143 | M | 19500 | Hazar | granted | employer
Öztürk | Emre | 1998-08-18 | M | TUR | Plitkaçy | 7122 | F | 6000 | Arkadag | extended | employer
Mirzoyev | Farrukh | 1989-09-01 | M | TJK | Agaç ussasy | 7115 | F | 4700 | Aşgabat | draft | employer
Lefèvre | Camille | 1981-12-05 | F | FRA | Akustika geňeşçisi | 2149 | M | 20000 | Aşgabat | submitted | employer
"""


def _sample(line: str) -> Sample:
    primary, secondary, born, sex, country, post, occupation, sector, wage, place, fate, who = (
        cell.strip() for cell in line.split("|")
    )
    return Sample(primary, secondary, born, sex, country, post, occupation, sector, int(wage) * 100, place, fate, who)


SAMPLES = tuple(_sample(line) for line in TABLE.strip().splitlines())
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
            acts.declare_staff(
                actors[name], total=total, foreign=4, counted_on=clock.today() - timedelta(days=14), source="insurance"
            )
    scans = _scans()
    officers = cycle([actors[name] for name in ("officer", "officer2") if name in actors] or [service])
    for number, sample in enumerate(SAMPLES):
        if sample.who not in actors:
            continue
        if number % 10 == 0:
            progress(f"applications {number + 1}–{min(number + 10, len(SAMPLES))}")
        with _some_days_ago(sample, number):
            _carry_out(actors, next(officers), sample, number, scans)


@contextmanager
def _some_days_ago(sample: Sample, number: int) -> Iterator[None]:
    """Permits were granted over the last days: figures are counted as of days that are over."""
    if number == 0 or sample.fate != "granted" or getattr(settings, "SAPAR_CLOCK_FILE", None) is None:
        yield
        return
    # not before the year began: the quotas are this year's
    days = min(1 + number % 9, clock.today().timetuple().tm_yday - 1)
    with clock.at(clock.now() - timedelta(days=days)):
        yield


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
        acts.send_back(officer, application_id=made, reason="Şertnamada işgäriň goly ýok. Gol çekilenini goşuň.")
    elif sample.fate == "withdrawn":
        acts.withdraw(employer, application_id=made)
    elif sample.fate in ("refused", "appealed", "upheld", "overridden"):
        text = "Zähmet haky şol wezipedäki raýatlaryňkydan az."
        acts.refuse(officer, application_id=made, reasons=["terms"], text=text)
        if sample.fate != "refused":
            acts.appeal(employer, application_id=made, reason="Şertnama üýtgedildi: zähmet haky indi deň.")
        if sample.fate == "upheld" and head:
            acts.uphold(head, application_id=made, reason="Üýtgedilen şertnama tabşyrylmady.")
        if sample.fate == "overridden" and head:
            reason = "Üýtgedilen şertnama tabşyryldy, zähmet haky deň."
            acts.override(head, application_id=made, reason=reason, **_period())
    elif sample.fate == "extended" and head:
        acts.extend(head, application_id=made, reason="Bilim baradaky resminamalar daşary ýurtda barlanýar.")
    else:
        acts.grant(officer, application_id=made, **_period())
        if number == 0:
            _complain(made)
        if sample.fate == "cancelled":
            acts.cancel(employer, application_id=made, reason="Iş möhletinden öň tamamlandy.")
        if sample.fate == "revoked" and head:
            acts.revoke(head, application_id=made, reason="Bilim baradaky şahadatnamanyň galpdygy anyklandy.")


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


def _complain(application_id: UUID) -> None:
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
