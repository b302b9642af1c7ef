"""A carrier asks whether a passenger may board: yes or no, whatever the reason, in the same time and shape."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from datetime import date
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import BOARDING, CARRIER
from sapar.areas.border.models import CarrierQuery
from sapar.areas.border.rules import visas as rules
from sapar.areas.border.rules.stays import document_kind
from sapar.kernel import clock
from sapar.kernel.access import limits
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Invalid, TooMany
from sapar.kernel.people.rules import DOCUMENT_NUMBER, document_key, partial_date_error
from sapar.standards.countries import state_code

OK, NOT_OK = "OK", "NOT OK"
FLOOR: Final = 0.06  # seconds: an answer leaves that long after the question, well above what any path takes
FLIGHT = re.compile(r"[A-Z0-9]{2,3}\d{1,4}[A-Z]?", re.ASCII)  # IATA or ICAO designator and number
AIRPORT = re.compile(r"[A-Z]{3}", re.ASCII)
DOCUMENT_CODE = re.compile(r"[ACIP][A-Z]?", re.ASCII)
STATE = re.compile(r"[A-Z]{3}", re.ASCII)  # after `state_code`, which makes DEU of D
DAYS = {
    "past": _("Ask about flights from yesterday on."),
    "far": _("Ask about flights of the next fourteen days."),
}


@act("border.carrier_query", roles=(CARRIER,), purpose=BOARDING, title=_("Ask whether a passenger may board"))
def carrier_query(
    actor: Actor,
    *,
    flight: str,
    flies_on: date,
    departure: str,
    arrival: str,
    document_number: str,
    issuer: str,
    nationality: str,
    birth_date: str,
    document_code: str = "P",
) -> dict[str, str]:
    """``{"answer": "OK"}`` or ``{"answer": "NOT OK"}`` for one passenger of one flight, and nothing else.

    ``flight`` like ``T5903``, airports in three letters, the passenger as in the machine-readable lines, ``birth_date`` ISO and
    perhaps partial, ``document_code`` the first one or two letters of the lines (``P``, ``PD``, …).

    OK: a national; or a visa for this passport that holds on that day, or a visa-free regime in force for this nationality
    and kind of document with days left, unless the document was reported, or an open entry that means *refuse* names it, as
    in the answer to a passenger list. Quiet entries of the watchlists are never asked.
    Raises Invalid for a question that is none, TooMany for more of them than an aircraft has passengers.
    """
    began = time.monotonic()
    issuer, nationality = state_code(issuer), state_code(nationality)
    _check(flight, flies_on, departure, arrival, document_number, issuer, nationality, birth_date, document_code)
    flights = limits.bucket("carrier-flight", f"{actor.institution_id}:{flight}:{flies_on.isoformat()}")
    if limits.hit(flights, 20 * 86400) > rules.QUERIES_A_FLIGHT:
        raise TooMany(_("More was asked about this flight than it has passengers."))
    key = document_key(issuer, document_number)
    with connection.cursor() as cursor:
        cursor.execute(
            "select border_carrier_answer(%s, %s, %s, %s, %s, %s), border_document_refused(%s, %s, %s)",
            [
                *(key, birth_date, nationality, settings.SAPAR_HOME, document_kind(document_code, issuer), flies_on),
                *(key, nationality, clock.today()),
            ],
        )
        answer, refused = cursor.fetchone()
        good = bool(answer) and (nationality == settings.SAPAR_HOME or not refused)
    made = CarrierQuery(
        carrier_id=actor.institution_id or NOBODY,
        flight=flight,
        flies_on=flies_on,
        departure=departure,
        arrival=arrival,
        traveller=hmac.new(settings.SECRET_KEY.encode(), f"carrier:{key}".encode(), hashlib.sha256).hexdigest(),
        answer=OK if good else NOT_OK,
        asked_at=clock.now(),
    )
    made.save(force_insert=True)
    about("carrier_query", made.pk)
    # How long the question took says something about what was found: the answer waits for its moment.
    time.sleep(max(0.0, began + FLOOR - time.monotonic()))
    return {"answer": made.answer}


def _check(
    flight: str,
    flies_on: date,
    departure: str,
    arrival: str,
    document_number: str,
    issuer: str,
    nationality: str,
    birth_date: str,
    document_code: str,
) -> None:
    wrong = []
    if not FLIGHT.fullmatch(flight):
        wrong.append(Invalid(_("Enter the flight like T5903."), field="flight"))
    if why := rules.flight_error(flies_on, clock.today()):
        wrong.append(Invalid(DAYS[why], field="flies_on", code=f"flight_{why}"))
    for field, value in (("departure", departure), ("arrival", arrival)):
        if not AIRPORT.fullmatch(value):
            wrong.append(Invalid(_("Enter the airport in three capital letters."), field=field))
    if departure == arrival:
        wrong.append(Invalid(_("A flight leaves from one airport and lands at another."), field="arrival"))
    if not DOCUMENT_NUMBER.fullmatch(document_key("", document_number)[1:]):
        wrong.append(Invalid(_("Enter the number of the document: letters and digits."), field="document_number"))
    for field, value in (("issuer", issuer), ("nationality", nationality)):
        if not STATE.fullmatch(value):
            wrong.append(Invalid(_("Enter the three-letter code of the State, as in the passport."), field=field))
    if not DOCUMENT_CODE.fullmatch(document_code):
        text = _("Enter the kind of document as in its machine-readable lines: P, PD, PO, I or another.")
        wrong.append(Invalid(text, field="document_code"))
    if not birth_date or partial_date_error(birth_date, clock.today()):
        text = _("Enter a date like 1990-03-27, or as much of it as is known: 1990-03 or 1990.")
        wrong.append(Invalid(text, field="birth_date"))
    if wrong:
        raise Invalid.many(wrong)
