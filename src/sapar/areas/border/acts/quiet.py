"""The quiet screening: after a reading is committed, the worker compares the person with discreet and assist entries.

Everything that others could notice is the same whether something is found or not: one job, one act with one entry in the
ledger that names the record that was read, and one row for each owner of quiet entries. The owners' rows differ, and only
the owners read them. No message leaves the node and none stands among the notices: the owner's page is where it is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import SCREENER, WATCH
from sapar.areas.border.models import Entry, QuietCheck, QuietNote, WatchCounter
from sapar.areas.border.queries import screening
from sapar.areas.border.queries.live import QUIET
from sapar.areas.border.rules.watch import NO_MATCH, called
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Place
from sapar.kernel.acts import about, act
from sapar.kernel.people.rules import document_key
from sapar.methods.matching.index import Candidate

Owner = tuple[UUID, str, UUID]


@act("border.quiet_check", roles=(SCREENER,), purpose=WATCH, title=_("Screen after a reading"), page_only=True)
def quiet_check(actor: Actor, *, check_ids: list[UUID]) -> None:
    """Answer checks that wait; those that were answered are passed over."""
    checks = list(QuietCheck.objects.select_for_update().filter(pk__in=check_ids, done_at=None).order_by("id"))
    people = [screening.person_of(check.asked) for check in checks]
    answers, _changed = QUIET.search([screening.subject_of(person) for person in people])
    entries = _entries(one.subject.id for answer in answers for one in answer)
    owners = sorted(
        set(WatchCounter.objects.filter(quiet=True).values_list("owner_institution_id", "owner_role", "owner_place_id"))
    )
    documents = [document_key(person.issuer, person.number) if person.number else "" for person in people]
    refused = _refused(set(documents) - {""})
    posts = dict(Place.objects.values_list("pk", "code"))
    now, notes = clock.now(), []
    for check, answer, document in zip(checks, answers, documents, strict=True):
        for owner in owners:
            found = [
                _found(one, entries[one.subject.id])
                for one in answer
                if one.subject.id in entries
                and screening.is_hit(one, entries[one.subject.id])
                and _owner(entries[one.subject.id]) == owner
                and (owner, document, one.subject.id, entries[one.subject.id].digest) not in refused
            ]
            place = check.occasion.get("place", "")
            occasion = check.occasion | {"post": posts.get(UUID(place), "") if place else "", "kind": check.kind}
            notes.append(
                QuietNote(
                    check_id=check.pk,
                    owner_institution_id=owner[0],
                    owner_role=owner[1],
                    owner_place_id=owner[2],
                    at=now,
                    hit=bool(found),
                    document=document if found else "",
                    asked=check.asked if found else {},
                    occasion=occasion if found else {},
                    found=found,
                )
            )
        # What was asked is not kept twice: it stands with the record, and with the owner of a hit.
        check.asked, check.occasion, check.done_at = {}, {}, now
        about(check.kind, check.subject_id)
    QuietNote.objects.bulk_create(notes)
    QuietCheck.objects.bulk_update(checks, ["asked", "occasion", "done_at"])


def _entries(ids: Iterable[str]) -> dict[str, Entry]:
    today = clock.today()
    rows = Entry.objects.filter(pk__in={UUID(one) for one in ids} or {NOBODY}, quiet=True, state="live")
    return {str(row.pk): row for row in rows if row.expires_on is None or row.expires_on >= today}


def _refused(documents: set[str]) -> set[tuple[Owner, str, str, str]]:
    """What owners have said is another person: by owner, document, entry and what the entry said."""
    rows = QuietNote.objects.filter(document__in=documents or {"-"}, hit=True, verdict=NO_MATCH)
    return {(_owner(row), row.document, found["entry"], found["digest"]) for row in rows for found in row.found}


def _owner(row: Entry | QuietNote) -> Owner:
    return row.owner_institution_id, row.owner_role, row.owner_place_id


def _found(one: Candidate, entry: Entry) -> dict[str, Any]:
    return {
        "entry": str(entry.pk),
        "digest": entry.digest,
        "alert": str(entry.alert_id or ""),
        "list": str(entry.list_id or ""),
        "meaning": entry.meaning,
        "score": one.comparison.score,
        "name": one.comparison.right or called(entry.content),
        "asked": one.comparison.left,
        "explanation": [[code, dict(values)] for code, values in screening.explanation(one)],
    }
