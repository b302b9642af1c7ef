"""Lists of others: a file is read into a version in draft; another person puts it in force after seeing what changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import OWNERS, WATCH, WATCH_OFFICER
from sapar.areas.border.acts import list_files, putting
from sapar.areas.border.acts.list_files import DOCUMENTS, PEOPLE
from sapar.areas.border.models import Entry, ListVersion, LostDocument, WatchList
from sapar.areas.border.queries.live import DOCUMENTS_COUNTER
from sapar.areas.border.rules import watch as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act, defer
from sapar.kernel.errors import Conflict, NotFound
from sapar.kernel.people.rules import document_key
from sapar.standards.countries import state_code
from sapar.standards.watchlists import WatchlistError

WAITING = ("received", "reading", "failed", "draft", "unmapped")
MAPPABLE = ("draft", "unmapped", "failed")
READ = "sapar.areas.border.read_list"  # the job


@act("border.create_list", roles=OWNERS, purpose=WATCH, title=_("Set up a watchlist"))
def create_list(
    actor: Actor, *, title: str, kind: str, meaning: str, legal_basis: str, authority: str = ""
) -> WatchList:
    """A place for the versions of one list, with what a hit on it means. Raises Invalid, NotPermitted."""
    putting.check_meaning(actor, meaning)
    wrong = [(name, "missing") for name, text in (("title", title), ("legal_basis", legal_basis)) if not text.strip()]
    wrong += [(name, "too_long") for name, text in (("title", title), ("authority", authority)) if len(text) > 200]
    if kind not in (PEOPLE, DOCUMENTS) or (kind == DOCUMENTS and actor.role != WATCH_OFFICER):
        wrong.append(("kind", "choice"))
    if len(legal_basis) > rules.TEXT_LONGEST:
        wrong.append(("legal_basis", "too_long"))
    putting.invalid(wrong)
    made = WatchList(
        title=title.strip(),
        authority=authority.strip(),
        legal_basis=legal_basis.strip(),
        kind=kind,
        # A document that was reported is no secret: whoever presents it is asked.
        meaning=rules.SECOND_LINE if kind == DOCUMENTS else meaning,
        created_at=clock.now(),
        created_by=actor.account_id or NOBODY,
        **putting.owner(actor),
    )
    made.save(force_insert=True)
    about("watchlist", made.pk)
    return made


@act("border.import_list", roles=OWNERS, purpose=WATCH, title=_("Read a file of a watchlist"), page_only=True)
def import_list(actor: Actor, *, list_id: UUID, content: bytes, mapping: dict[str, str] | None = None) -> ListVersion:
    """Read a file (perhaps packed with gzip) into a new version in draft, and compare it with the one in force.

    ``mapping``: column → field, for CSV; a CSV file whose columns are not understood waits for `map_list`. Raises Invalid
    (``content``, ``mapping``), Conflict (the list has ended), NotFound.
    """
    found = locked(actor, list_id)
    data = list_files.unpacked(content)
    version = new_version(actor, found, data)
    try:
        rows = list_files.read_into(found, version, data, mapping)
    except WatchlistError as error:
        raise list_files.unreadable(error) from error
    if version.format == "csv":
        version.file = list_files.seal(version, data)
    replace_waiting(actor, found)
    version.save(force_insert=True)
    keep(rows)
    about("watchlist", found.pk)
    return version


def new_version(actor: Actor, found: WatchList, data: bytes) -> ListVersion:
    """The next version of a list, as this person brought it."""
    return ListVersion(
        watchlist=found,
        number=ListVersion.objects.filter(watchlist=found).count() + 1,
        state="draft",
        digest=hashlib.sha256(data).hexdigest(),
        imported_at=clock.now(),
        imported_by=actor.account_id or NOBODY,
        base_id=in_force(found),
        **putting.owner_of(found),
    )


def replace_waiting(actor: Actor, found: WatchList) -> None:
    """One file at a time: what waits gives way to the next one."""
    for older in ListVersion.objects.select_for_update().filter(watchlist=found, state__in=WAITING):
        drop(older, actor)


@act(
    "border.map_list",
    roles=OWNERS,
    purpose=WATCH,
    title=_("Say what the columns of a watchlist hold"),
    emits=(READ,),
)
def map_list(actor: Actor, *, version_id: UUID, mapping: dict[str, str]) -> ListVersion:
    """Read the file of a version again with other columns; a large one by the job. Raises Invalid (``mapping``), Conflict,
    NotFound.
    """
    version = own_version(actor, version_id)
    found = locked(actor, version.watchlist_id)
    if version.state not in MAPPABLE:
        putting.refuse("decided")
    data = list_files.opened(version)
    chosen = {column: field for column, field in mapping.items() if field and column in version.headings}
    drop_rows(version)
    version.base_id = in_force(found)
    about("watchlist", found.pk)
    if list_files.is_large(data):
        version.mapping, version.state = chosen, "received"
        version.progress = {"at": clock.now().isoformat()}
        version.save()
        defer(READ, version_id=str(version.pk))
        return version
    try:
        rows = list_files.read_into(found, version, data, chosen)
    except WatchlistError as error:
        raise list_files.unreadable(error) from error
    version.mapping, version.trouble = chosen, ""
    version.save()
    keep(rows)
    return version


@act("border.decide_list", roles=OWNERS, purpose=WATCH, title=_("Put a version of a watchlist in force"), fresh=True)
def decide_list(actor: Actor, *, version_id: UUID, approve: bool) -> ListVersion:
    """A second person of the same office puts a version in force, at every desk at once, or rejects it.

    Raises NotPermitted (``same_person``), Conflict (decided already; another version came between), NotFound.
    """
    version = own_version(actor, version_id)
    found = locked(actor, version.watchlist_id)
    if version.state != "draft" and (approve or version.state not in WAITING):
        putting.refuse("decided")
    if approve:
        if version.imported_by == actor.account_id:
            putting.refuse("same_person")
        if version.base_id != in_force(found):
            putting.refuse("other_base")
        _put(found, version)
        ListVersion.objects.filter(watchlist=found, state="in_force").update(state="replaced", decided_at=clock.now())
        version.state, version.file = "in_force", None
        version.decided_at, version.decided_by = clock.now(), actor.account_id
        version.save(update_fields=["state", "file", "decided_at", "decided_by"])
    else:
        drop(version, actor)
    about("watchlist", found.pk)
    return version


@act("border.end_list", roles=OWNERS, purpose=WATCH, title=_("End a watchlist"))
def end_list(actor: Actor, *, list_id: UUID) -> WatchList:
    """Nobody is searched for by this list any more. Its versions are kept as long as the law says."""
    found = locked(actor, list_id)
    now = clock.now()
    if found.kind == DOCUMENTS:
        LostDocument.objects.filter(list_id=found.pk, state="live").update(state="ended", ended_at=now)
        putting.moved(quiet=False, owned_by={}, counter=DOCUMENTS_COUNTER)
    else:
        putting.end(
            Entry.objects.filter(list_id=found.pk),
            quiet=found.meaning in rules.QUIET,
            owned_by=putting.owner_of(found),
        )
    for version in ListVersion.objects.filter(watchlist=found, state__in=WAITING):
        drop(version, actor)
    ListVersion.objects.filter(watchlist=found, state="in_force").update(state="replaced", decided_at=now)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    about("watchlist", found.pk)
    return found


@act("border.report_document", roles=(WATCH_OFFICER,), purpose=WATCH, title=_("Report a travel document as lost"))
def report_document(actor: Actor, *, number: str, issuer: str, kind: str, source: str) -> LostDocument:
    """One document, from a report that reached the office; known at every desk at once. Raises Invalid."""
    issuer, key = state_code(issuer), document_key(issuer, number)
    wrong = []
    if not 3 <= len(key.partition(":")[2]) <= 25:
        wrong.append(("number", "missing"))
    if not (len(issuer) == 3 and issuer.isascii() and issuer.isalpha() and issuer.isupper()):
        wrong.append(("issuer", "country"))
    if kind not in rules.LOST_KINDS:
        wrong.append(("kind", "choice"))
    if not source.strip():
        wrong.append(("source", "missing"))
    elif len(source) > 200:
        wrong.append(("source", "too_long"))
    putting.invalid(wrong)
    made = LostDocument(
        number=key.partition(":")[2],
        issuer=issuer,
        kind=kind,
        source=source.strip(),
        reported_on=clock.today().isoformat(),
        state="live",
        created_at=clock.now(),
        created_by=actor.account_id or NOBODY,
        **putting.owner(actor),
    )
    made.save(force_insert=True)
    putting.moved(quiet=False, owned_by={}, counter=DOCUMENTS_COUNTER)
    about("lost_document", made.pk)
    return made


@act("border.take_back_document", roles=(WATCH_OFFICER,), purpose=WATCH, title=_("Take back a report on a document"))
def take_back_document(actor: Actor, *, report_id: UUID) -> LostDocument:
    """The document was found, or the report was wrong. Raises Conflict (taken back already), NotFound."""
    found: LostDocument | None = (
        putting.own(LostDocument.objects.select_for_update(), actor).filter(pk=report_id, list_id=None).first()
    )
    if found is None:
        raise NotFound(field="report_id")
    if found.state != "live":
        putting.refuse("ended")
    found.state, found.ended_at = "ended", clock.now()
    found.save(update_fields=["state", "ended_at"])
    putting.moved(quiet=False, owned_by={}, counter=DOCUMENTS_COUNTER)
    about("lost_document", found.pk)
    return found


# ------------------------------------------------------------------------------------------------ putting in force


def _put(found: WatchList, version: ListVersion) -> None:
    if found.kind == DOCUMENTS:
        now = clock.now()
        for some in _ends(LostDocument.objects.all(), version):
            some.filter(state="live").update(state="ended", ended_at=now)
        LostDocument.objects.filter(version_id=version.pk, state="draft").update(state="live")
        putting.moved(quiet=False, owned_by={}, counter=DOCUMENTS_COUNTER)
        return
    putting.put(
        Entry.objects.filter(version_id=version.pk),
        _ends(Entry.objects.all(), version),
        quiet=found.meaning in rules.QUIET,
        owned_by=putting.owner_of(found),
    )


def _ends(rows: QuerySet[Any], version: ListVersion) -> Iterator[QuerySet[Any]]:
    """What a version ends: entries that it says otherwise, and those that it no longer has."""
    of_list = rows.filter(list_id=version.watchlist_id)
    made = rows.filter(version_id=version.pk).exclude(replaces_id=None)
    yield of_list.filter(pk__in=made.values("replaces_id"))
    for some in list_files.chunks(version.gone):
        yield of_list.filter(pk__in=some)


def drop_rows(version: ListVersion) -> None:
    """What was read of a version that is not in force."""
    for model in (Entry, LostDocument):
        model._default_manager.filter(version_id=version.pk, state="draft").delete()


def drop(version: ListVersion, actor: Actor) -> None:
    drop_rows(version)
    version.state, version.file = "rejected", None
    version.decided_at, version.decided_by = clock.now(), actor.account_id
    version.save(update_fields=["state", "file", "decided_at", "decided_by"])


def keep(rows: list[Any]) -> None:
    for some in list_files.chunks(rows):
        type(some[0])._default_manager.bulk_create(some)


def own_version(actor: Actor, version_id: UUID) -> ListVersion:
    found: ListVersion | None = (
        putting.own(ListVersion.objects.select_for_update(), actor).filter(pk=version_id).first()
    )
    if found is None:
        raise NotFound(field="version_id")
    return found


def in_force(found: WatchList) -> UUID | None:
    rows = ListVersion.objects.filter(Q(watchlist=found, state="in_force")).values_list("pk", flat=True)
    return rows.first()


def locked(actor: Actor, list_id: UUID) -> WatchList:
    found: WatchList | None = putting.own(WatchList.objects.select_for_update(), actor).filter(pk=list_id).first()
    if found is None:
        raise NotFound(field="list_id")
    if found.ended_at is not None:
        raise Conflict(putting.WORDS["ended"], code="ended")
    return found
