"""Sample applications for visas, in every state an officer meets; invented people, made through acts only."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from PIL import Image, ImageDraw

from sapar.areas.border.access import VISA_APPLICANT
from sapar.areas.border.acts import visa_deciding as deciding
from sapar.areas.border.acts import visas as acts
from sapar.areas.border.acts.visa_records import pepper
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.methods import codes
from sapar.standards.mrz.generation import generate_td3

# The reference and code of the first one, so that a visitor of the demo can open an applicant's page.
SAMPLE = (rules.reference_from(20210302), codes.code_from(977 * 20210302))


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody who applied: ``days`` ago, for a journey ``ahead``, and how far it has come (``end``)."""

    primary: str
    secondary: str
    birth: date
    sex: str
    state: str
    number: str
    purpose: str
    days: int
    ahead: int
    stay: int
    entries: str
    end: str
    inviter: tuple[str, str, str] = ("none", "", "")


SAMPLES = (
    Sample("ŞAHIN", "ELIF", date(1988, 4, 12), "F", "TUR", "U20417733", "tourism", 9, 6, 8, "1", "granted"),
    Sample(
        *("WANG", "JUN", date(1979, 11, 3), "M", "CHN", "EJ1203344", "business", 4, 20, 12, "2", "proposed"),
        ("organisation", "Altyn Kerwen", "TM-104-55821"),
    ),
    Sample("SHARMA", "PRIYA", date(1994, 7, 21), "F", "IND", "Z5530912", "study", 6, 30, 60, "1", "submitted"),
    Sample("SHARMA", "PRIA", date(1994, 7, 21), "F", "IND", "Z7718820", "study", 1, 31, 60, "1", "submitted"),
    Sample("YILMAZ", "EMRE", date(1991, 2, 17), "M", "TUR", "U31175920", "transit", 2, 9, 3, "1", "paid"),
    Sample("MORADI", "REZA", date(1983, 9, 30), "M", "IRN", "K44120956", "private", 8, 15, 20, "1", "returned"),
    Sample("ZHANG", "MEI", date(1969, 1, 8), "F", "CHN", "EK0091177", "tourism", 7, 10, 9, "1", "refused"),
    Sample("PATEL", "ANIL", date(1976, 5, 5), "M", "IND", "Z1122093", "business", 12, 5, 14, "M", "appealed"),
    Sample("KAYA", "OKAN", date(1985, 12, 24), "M", "TUR", "U55092817", "medical", 20, 2, 10, "1", "extension"),
)


def load(actors: Mapping[str, Actor]) -> None:
    """One application for each line of ``SAMPLES``."""
    if not all(name in actors for name in ("visas", "visas2", "visahead")):
        return
    for place, one in enumerate(SAMPLES):
        with clock.at(clock.now() - timedelta(days=one.days, minutes=17 * place)):
            holder = _apply(one, place)
        with clock.at(clock.now() - timedelta(days=one.days - 1, minutes=11 * place)):
            _decide(one, holder, actors, place)


def _apply(one: Sample, place: int) -> Actor:
    reference = SAMPLE[0] if place == 0 else rules.reference_from(20210302 + 977 * place)
    code = SAMPLE[1] if place == 0 else codes.code_from(20210302**2 + 977 * place)
    made = acts.visa_start(
        Actor.public("en"),
        reference=reference,
        digest=rules.code_digest(reference, code, pepper()),
        address_mark=codes.mark(rules.USE, "start", "demo", pepper()),
        language="en",
    )
    holder = Actor.holder(made.pk, VISA_APPLICANT, "en")
    expires = date(clock.today().year + 6, 5, 1)
    mrz = generate_td3(
        issuer=one.state,
        number=one.number,
        nationality=one.state,
        birth_date=one.birth,
        sex=one.sex,
        expiry_date=expires,
        primary=one.primary,
        secondary=one.secondary,
    )
    acts.visa_passport(
        holder,
        primary=one.primary.title(),
        secondary=one.secondary.title(),
        birth_date=one.birth.isoformat(),
        sex=one.sex,
        nationality=one.state,
        issuer=one.state,
        number=one.number,
        document_expires_on=expires,
        mrz=mrz,
    )
    arrives = clock.today() + timedelta(days=one.days + one.ahead)
    acts.visa_trip(
        holder,
        purpose=one.purpose,
        arrives_on=arrives,
        leaves_on=arrives + timedelta(days=one.stay - 1),
        entries=one.entries,
        stays_at="Myhmanhana «Ýyldyz», Aşgabat",
        email=f"applicant{place}@example.org",
    )
    kind, name, register = one.inviter
    acts.visa_inviter(holder, kind=kind, name=name, register_number=register)
    acts.visa_attach(holder, kind="photo", content=_picture(place, 420, 540), filename="photo.jpg")
    acts.visa_attach(holder, kind="passport", content=_picture(place, 800, 560), filename="passport.jpg")
    acts.visa_submit(holder, confirmed=True)
    return holder


def _picture(place: int, width: int, height: int) -> bytes:
    """A drawing that nobody takes for a person."""
    image = Image.new("RGB", (width, height), (224, 228, 226))
    draw = ImageDraw.Draw(image)
    shade = (90 + 12 * place, 120, 150)
    draw.ellipse((width * 0.34, height * 0.2, width * 0.66, height * 0.58), fill=shade)
    draw.rectangle((width * 0.2, height * 0.66, width * 0.8, height), fill=shade)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def _decide(one: Sample, holder: Actor, actors: Mapping[str, Actor], place: int) -> None:
    first, second, head = actors["visas"], actors["visas2"], actors["visahead"]
    key = holder.holder_id
    if key is None or one.end == "submitted":
        return
    if one.end == "returned":
        deciding.visa_return(
            first, application_id=key, reason="The passport page cannot be read. Please send it again."
        )
        return
    deciding.visa_fee(
        first,
        application_id=key,
        paid_on=clock.today(),
        amount_minor=5000 + 500 * place,
        receipt_number=f"TM-{40217 + place}",
    )
    if one.end == "paid":
        return
    if one.end in ("refused", "appealed"):
        text = "The purpose of the journey was not shown: there is no invitation and no booking."
        deciding.visa_propose(first, application_id=key, outcome="refuse", reasons=["purpose"], text=text)
        deciding.visa_decide(second, application_id=key, agree=True)
        if one.end == "appealed":
            acts.visa_appeal(holder, reason="The letter of invitation is attached to my mail of yesterday.")
        return
    _grant(one, key, first)
    if one.end == "proposed":
        return
    deciding.visa_decide(head if place % 2 else second, application_id=key, agree=True)
    if one.end == "extension":
        until = clock.today() + timedelta(days=one.days + one.ahead + 40)
        acts.visa_ask_extension(
            holder, until=until, reason="The treatment takes longer; the clinic's letter is enclosed."
        )


def _grant(one: Sample, key: UUID, officer: Actor) -> None:
    first = clock.today() + timedelta(days=max(0, one.days + one.ahead - 3))
    deciding.visa_propose(
        officer,
        application_id=key,
        outcome="grant",
        valid_from=first,
        valid_until=first + timedelta(days=one.stay + 20),
        stay_days=one.stay,
        entries=one.entries,
        hits_note="Pasport bilen deňeşdirildi: başga adam.",
    )
