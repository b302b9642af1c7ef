"""What is found about a visa: at the desk, and while an application is decided on (lists, duplicates)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, models

from sapar.areas.border.models import VisaApplication
from sapar.areas.border.queries.screening import Person, queue_quiet, screen_many
from sapar.areas.border.rules import visas as rules
from sapar.areas.border.rules.desk import Check, Direction
from sapar.areas.border.rules.visas import VisaFinding
from sapar.areas.border.rules.watch import Candidate, Reported
from sapar.kernel import clock
from sapar.kernel.people.rules import document_key
from sapar.kernel.procedures.models import Case
from sapar.methods.matching.explain import explained
from sapar.methods.matching.score import OPERATING_POINT, Subject, compare_many
from sapar.standards.mrz import Mrz
from sapar.standards.seals import dta, vdsnc
from sapar.standards.seals.permit import NotASeal

MOST_SHOWN = 200
MOST_COMPARED = 2_000  # of one year of birth


def visa_check(mrz: Mrz, direction: Direction, today: date, seal: str, *, on_permit: bool) -> Check | None:
    """The desk's line about a visa for the document that was read; None where there is nothing to say.

    Inside an act or a look of the border: the database answers for readers of the border only, with the visa and nothing of
    its application.
    """
    if not mrz.number:
        return None
    presented = presented_number(seal)
    found = visas_of(document_key(mrz.issuer or "", mrz.number), presented)
    return rules.check_visa(rules.pick(found, today), direction, today, on_permit=on_permit)


def visas_of(key: str, presented: str = "") -> list[VisaFinding]:
    """The visas that are or were linked to a document."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select number, valid_from, valid_until, stay_days, entries, state, linked, used from border_visa_at_desk(%s)",
            [key],
        )
        rows = cursor.fetchall()
    return [
        VisaFinding(
            number=row[0],
            valid_from=row[1],
            valid_until=row[2],
            stay_days=row[3],
            entries=row[4],
            state=row[5],
            linked=row[6],
            used=row[7],
            presented=bool(presented) and row[0] == presented,
        )
        for row in rows
    ]


def presented_number(seal: str) -> str:
    """The number of the travel authorization in a seal that was scanned; empty for any other text. Proves nothing."""
    if not seal.lstrip().startswith("{"):
        return ""
    try:
        return dta.number(vdsnc.read(seal.strip()).message)
    except NotASeal:
        return ""


def entries_used(application_id: UUID) -> int | None:
    """How many entries counted on a visa; None for readers who may not know."""
    with connection.cursor() as cursor:
        cursor.execute("select border_visa_used(%s)", [application_id])
        found = cursor.fetchone()[0]
    return None if found is None else int(found)


def stay_under(application_id: UUID) -> date | None:
    """The last day of the stay that goes on under a visa; None without one. For those who decide on visas."""
    with connection.cursor() as cursor:
        cursor.execute("select max(until) from border_visa_present(%s)", [application_id])
        (found,) = cursor.fetchone()
    return found  # type: ignore[no-any-return]


# ------------------------------------------------------------------------------------------------ deciding


@dataclass(frozen=True, slots=True)
class Screened:
    """What lists say of an applicant, as far as this reader may know. ``explained``: each candidate's explanation codes."""

    candidates: int
    reported: int
    lines: tuple[Candidate, ...]
    reports: tuple[Reported, ...]

    @property
    def needs_note(self) -> bool:
        return bool(self.candidates or self.reported)


def person_of(application: VisaApplication) -> Person:
    """The applicant as a query: the printed name in both orders is one name to the matcher."""
    name = " ".join(part for part in (application.secondary, application.primary) if part)
    return Person(
        names=(name,) if name else (),
        birth_date=application.birth_date,
        nationality=application.nationality,
        sex=application.sex,
        documents=(application.document_key.partition(":")[2],),
        number=application.document_key.partition(":")[2],
        issuer=application.issuer,
    )


def screened(application: VisaApplication, person: Person | None = None) -> Screened:
    """The applicant against watchlists and reports of lost documents; inside an act or a look of those who decide.
    ``person``: as another passport has them."""
    found = screen_many([person or person_of(application)])[0]
    return Screened(len(found.candidates), len(found.reported), found.candidates, found.reported)


def ask_quietly(application: VisaApplication, person: Person | None = None) -> None:
    """What must not be seen here is compared afterwards by a job; inside an act."""
    occasion = {"reference": application.reference, "arrives_on": str(application.arrives_on or "")}
    queue_quiet("visa", application.pk, person or person_of(application), occasion)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another application that may be of the same person. ``why``: ``document`` (the same passport) or ``person`` (names, birth
    and nationality agree); ``score`` 0 to 1, ``explanation`` codes of the comparison. ``state``: of its case."""

    application_id: UUID
    reference: str
    name: str
    state: str
    submitted_on: date | None
    why: str
    score: float
    explanation: tuple[str, ...]


def duplicates_of(application: VisaApplication) -> list[Duplicate]:
    """Applications that were sent, with the same passport or of a person so alike that somebody has to look; the same
    passport first. Those of the same year of birth are compared, of the same day before all others, so that a limit leaves out
    the least alike. Inside an act or a look of those who decide: an applicant never learns of others."""
    others = VisaApplication.objects.exclude(pk=application.pk).exclude(submitted_at=None)
    same = list(others.filter(document_key=application.document_key).order_by("-submitted_at")[:MOST_SHOWN])
    year = application.birth_date[:4]
    near = list(
        others.exclude(document_key=application.document_key)
        .filter(birth_date__startswith=year)
        .order_by(models.Case(models.When(birth_date=application.birth_date, then=0), default=1), "-submitted_at")
        .only("primary", "secondary", "birth_date", "sex", "nationality", "reference", "submitted_at")[:MOST_COMPARED]
        if year
        else []
    )
    me = _subject(application)
    compared = compare_many([(me, _subject(other)) for other in near])
    alike = [(other, result) for other, result in zip(near, compared, strict=True) if result.score > OPERATING_POINT]
    states = _states([other.pk for other in same] + [other.pk for other, _result in alike])
    found = [_duplicate(other, "document", 1.0, (), states) for other in same]
    return found + [
        _duplicate(other, "person", float(result.score), tuple(f.code for f in explained(result)), states)
        for other, result in sorted(alike, key=lambda pair: -pair[1].score)
    ]


def same_name(application: VisaApplication, primary: str, secondary: str) -> bool:
    """Whether a name is the applicant's: by the names alone, at the operating point."""
    pair = [
        Subject("", (" ".join(part for part in parts if part),))
        for parts in ((application.secondary, application.primary), (secondary, primary))
    ]
    (result,) = compare_many([(pair[0], pair[1])])
    return result.score > OPERATING_POINT


def _subject(application: VisaApplication) -> Subject:
    return Subject(
        "",
        (" ".join(part for part in (application.secondary, application.primary) if part),),
        birth_dates=(application.birth_date,) if application.birth_date else (),
        sex=application.sex if application.sex in ("F", "M") else "",
        nationalities=(application.nationality,) if application.nationality else (),
    )


def _states(ids: Sequence[UUID]) -> dict[UUID, str]:
    return dict(Case.objects.filter(subject_id__in=list(ids)).values_list("subject_id", "state"))


def _duplicate(
    other: VisaApplication, why: str, score: float, explanation: tuple[str, ...], states: dict[UUID, str]
) -> Duplicate:
    name = " ".join(part for part in (other.secondary, other.primary) if part)
    sent = clock.day_of(other.submitted_at) if other.submitted_at else None
    return Duplicate(other.pk, other.reference, name, states.get(other.pk, ""), sent, why, score, explanation)
