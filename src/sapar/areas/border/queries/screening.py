"""Screening for every topic: ``screen`` says what the desk may know, ``queue_quiet`` asks the rest afterwards.

Both are called inside an act, by a role whose reach names ``screening``. They belong together: whoever is screened is also
queued, whatever ``screen`` said, so that a quiet check tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from sapar.areas.border.models import Entry, Hit, LostDocument, QuietCheck
from sapar.areas.border.queries.live import OPEN
from sapar.areas.border.rules.watch import (
    MOST_CANDIDATES,
    NO_MATCH,
    Candidate,
    Person,
    Reported,
    Screening,
    authority_of,
    found_by,
    worst_first,
)
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY
from sapar.kernel.access.registry import ALL
from sapar.kernel.acts import defer
from sapar.kernel.acts.running import current
from sapar.kernel.people import store
from sapar.kernel.people.rules import document_key
from sapar.methods.matching.explain import explained
from sapar.methods.matching.index import Candidate as Found
from sapar.methods.matching.score import Subject

QUIET_TASK = "sapar.areas.border.quiet_check"
_SCREENER = "screening"

__all__ = ["Person", "Screening", "queue_quiet", "queue_quiet_many", "screen", "screen_many"]


def screen(
    names: Sequence[str],
    *,
    birth_date: str = "",
    nationality: str = "",
    sex: str = "",
    documents: Sequence[str] = (),
    number: str = "",
    issuer: str = "",
    document_id: UUID | None = None,
) -> Screening:
    """One person against everything that the desk may know of. See `screen_many`."""
    person = Person(
        tuple(names), birth_date, nationality, sex, tuple(documents), number, issuer, str(document_id or "")
    )
    return screen_many([person])[0]


def screen_many(people: Sequence[Person]) -> list[Screening]:
    """Candidates at or above the operating point or with the document, in the order of `worst_first`, with explanation and
    an earlier decision; and whether the document presented was reported. The number of queries is the same for one person
    and for many, found or not.

    Raises RuntimeError for a reader whose role does not reach ``screening``: it would see nobody on any list.
    """
    doing = current.get()
    if doing is not None and doing.actor.reach(_SCREENER) != ALL:
        raise RuntimeError(f"{doing.actor.role} does not reach what is screened")
    answers, changed_at = OPEN.search([subject_of(person) for person in people])
    entries = _entries({one.subject.id for answer in answers for one in answer})
    decisions = _decisions({UUID(person.document_id) for person in people if person.document_id})
    reported = _reported(people)
    screened = []
    for person, answer in zip(people, answers, strict=True):
        candidates = worst_first(
            _candidate(one, entries[one.subject.id], decisions.get((person.document_id, one.subject.id)))
            for one in answer
            if one.subject.id in entries and is_hit(one, entries[one.subject.id])
        )
        screened.append(
            Screening(
                candidates=tuple(candidates[:MOST_CANDIDATES]),
                reported=tuple(reported.get(document_key(person.issuer, person.number), ())),
                changed_at=changed_at,
                asked=bool(person.names),
                too_many=any(one.decision != NO_MATCH for one in candidates[MOST_CANDIDATES:]),
            )
        )
    return screened


def is_hit(found: Found, entry: Entry) -> bool:
    """Whether an entry that was found counts."""
    comparison = found.comparison
    codes = (finding.code for finding in comparison.findings)
    return found_by(codes, match=comparison.match, national=entry.alert_id is not None)


def queue_quiet(kind: str, subject_id: UUID, person: Person, occasion: Mapping[str, Any]) -> None:
    """Let the worker compare a person with quiet entries after this act is committed. Says nothing, returns nothing.

    ``kind`` and ``subject_id`` name the record (``inspection``, ``passenger``, ``visa``). ``occasion``: what the owner of
    a hit has to know about where and when: ``place`` (a code), ``at``, ``direction``, ``flight``, …; plain JSON.
    """
    queue_quiet_many([(kind, subject_id, person, occasion)])


def queue_quiet_many(asked: Sequence[tuple[str, UUID, Person, Mapping[str, Any]]]) -> None:
    """The same for several at once, with one job: the passengers of a flight."""
    if not asked:
        return
    now = clock.now()
    rows = [
        QuietCheck(kind=kind, subject_id=subject_id, asked=as_json(person), occasion=dict(occasion), queued_at=now)
        for kind, subject_id, person, occasion in asked
    ]
    QuietCheck.objects.bulk_create(rows)
    defer(QUIET_TASK, check_ids=[str(row.pk) for row in rows])


def as_json(person: Person) -> dict[str, Any]:
    return {
        "names": list(person.names),
        "birth_date": person.birth_date,
        "nationality": person.nationality,
        "sex": person.sex,
        "documents": list(person.documents),
        "number": person.number,
        "issuer": person.issuer,
    }


def person_of(stored: Mapping[str, Any]) -> Person:
    """Inverse of :func:`as_json`."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()
    }
    return Person(**values)


def subject_of(person: Person) -> Subject:
    """The person as a query."""
    return Subject(
        "",
        tuple(name for name in person.names if name.strip()),
        birth_dates=(person.birth_date,) if person.birth_date else (),
        sex=person.sex if person.sex in ("F", "M") else "",
        nationalities=(person.nationality,) if person.nationality else (),
        documents=tuple(number for number in (*person.documents, person.number) if number),
    )


def _entries(ids: set[str]) -> dict[str, Entry]:
    """Of those that are still in force today."""
    today = clock.today()
    rows = Entry.objects.filter(pk__in=[UUID(one) for one in ids] or [NOBODY], quiet=False, state="live")
    return {str(row.pk): row for row in rows if row.expires_on is None or row.expires_on >= today}


def _decisions(document_ids: set[UUID]) -> dict[tuple[str, str], Hit]:
    """The newest decision for each document and entry; one about another document of the same person holds for it too."""
    same = store.documents_together(document_ids or {NOBODY})
    asked = {other: [one for one in document_ids if other in same[one]] for one in document_ids for other in same[one]}
    rows = Hit.objects.filter(document_id__in=list(asked) or [NOBODY]).exclude(verdict="").order_by("decided_at")
    return {(str(one), str(row.entry_id)): row for row in rows if row.document_id for one in asked[row.document_id]}


def _reported(people: Sequence[Person]) -> dict[str, list[Reported]]:
    """Reports on the documents presented, by issuer and number."""
    keys = {document_key(person.issuer, person.number) for person in people if person.number}
    numbers = {key.partition(":")[2] for key in keys} - {""}
    found: dict[str, list[Reported]] = {}
    for row in LostDocument.objects.filter(number__in=numbers or [""], state="live").order_by("id"):
        for key in keys:
            issuer, _colon, number = key.partition(":")
            if number == row.number and row.issuer in ("", issuer):
                found.setdefault(key, []).append(Reported(row.kind, row.source, row.reported_on))
    return found


def _candidate(found: Found, entry: Entry, decided: Hit | None) -> Candidate:
    content = entry.content
    held = decided if decided is not None and decided.entry_digest == entry.digest else None
    return Candidate(
        entry_id=str(entry.pk),
        digest=entry.digest,
        meaning=entry.meaning,
        score=found.comparison.score,
        name=found.comparison.right or next(iter(content.get("names", ())), ""),
        asked=found.comparison.left,
        explanation=explanation(found),
        authority=authority_of(content, get_language() or ""),
        reference=content.get("reference", ""),
        why=content.get("reason", ""),
        instruction=content.get("instruction", ""),
        listed_on=content.get("listed_on", ""),
        until=entry.expires_on.isoformat() if entry.expires_on else "",
        birth_dates=tuple(content.get("birth_dates", ())),
        nationalities=tuple(content.get("nationalities", ())),
        decision=held.verdict if held else "",
        decided_at=held.decided_at if held else None,
        applies_to=content.get("applies_to", ""),
    )


def explanation(found: Found) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """Why two people were found alike, as codes with values. ``document_alone``: nothing else would have found them."""
    alone: tuple[tuple[str, Mapping[str, Any]], ...] = () if found.comparison.match else (("document_alone", {}),)
    return (*alone, *((finding.code, finding.parameters) for finding in explained(found.comparison)))
