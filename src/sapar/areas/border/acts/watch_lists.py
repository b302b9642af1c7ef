"""Lists of others: a file is read into a version in draft; another person puts it in force after seeing what changes."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import OWNERS, WATCH, WATCH_OFFICER
from sapar.areas.border.acts import putting
from sapar.areas.border.models import Entry, ListVersion, LostDocument, WatchList
from sapar.areas.border.queries.live import DOCUMENTS_COUNTER
from sapar.areas.border.rules import watch as rules
from sapar.kernel import clock, vault
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.kernel.people.rules import document_key
from sapar.standards import watchlists
from sapar.standards.watchlists import Listed, WatchlistError, lost, table

PEOPLE, DOCUMENTS = "people", "documents"
WAITING = ("draft", "unmapped")
MOST_BYTES = 256 * 1024 * 1024  # of a file, unpacked
_AT_ONCE = 5_000
_FIELDS = (
    "names", "weak_names", "birth_dates", "sex", "nationalities", "documents", "reference", "authority", "reason",
    "listed_on", "changed_on", "until", "notice",
)  # fmt: skip

READING = {
    "size": _("The file is too large."),
    "encoding": _("The file is not UTF-8 text."),
    "format": _("This is no list that is known here. A CSV file needs a heading for each column."),
    "json": _("The JSON of the file cannot be read."),
    "xml": _("The XML of the file cannot be read."),
    "xml_doctype": _("A list with a document type definition is not read."),
    "depth": _("The file is nested too deeply."),
    "csv": _("The CSV file cannot be read."),
    "columns": _("Say which column holds the names, or the numbers of documents."),
    "entries": _("The list has too many entries."),
    "empty": _("The file is empty."),
    "nobody": _("The file names nobody."),
}


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
    found = _locked(actor, list_id)
    data = unpacked(content)
    version = ListVersion(
        watchlist=found,
        number=ListVersion.objects.filter(watchlist=found).count() + 1,
        state="draft",
        digest=hashlib.sha256(data).hexdigest(),
        mapping=mapping or {},
        imported_at=clock.now(),
        imported_by=actor.account_id or NOBODY,
        base_id=_in_force(found),
        **putting.owner_of(found),
    )
    rows: list[Any] = []
    try:
        rows = _reader(found)(found, version, data, mapping)
    except WatchlistError as error:
        if mapping is not None or not (headings := _headings(data)):
            raise _unreadable(error) from error
        version.state, version.format, version.headings = "unmapped", "csv", headings
    if version.format == "csv":
        version.headings = version.headings or _headings(data)
        version.mapping = mapping or _proposed(found, version.headings)
        version.file = vault.seal(gzip.compress(data), _place(version))
    # One draft at a time.
    for older in ListVersion.objects.filter(watchlist=found, state__in=WAITING):
        _drop(older, actor)
    version.save(force_insert=True)
    _keep(rows)
    about("watchlist", found.pk)
    return version


@act("border.map_list", roles=OWNERS, purpose=WATCH, title=_("Say what the columns of a watchlist hold"))
def map_list(actor: Actor, *, version_id: UUID, mapping: dict[str, str]) -> ListVersion:
    """Read the file of a version again with other columns. Raises Invalid (``mapping``), Conflict, NotFound."""
    version = _version(actor, version_id)
    found = _locked(actor, version.watchlist_id)
    if version.state not in WAITING or version.file is None:
        putting.refuse("decided")
    data = gzip.decompress(vault.open_box(bytes(version.file or b""), _place(version)))
    chosen = {column: field for column, field in mapping.items() if field and column in version.headings}
    for model in (Entry, LostDocument):
        model._default_manager.filter(version_id=version.pk, state="draft").delete()
    version.base_id = _in_force(found)
    try:
        rows = _reader(found)(found, version, data, chosen)
    except WatchlistError as error:
        raise _unreadable(error) from error
    version.mapping, version.state = chosen, "draft"
    version.save()
    _keep(rows)
    about("watchlist", found.pk)
    return version


@act("border.decide_list", roles=OWNERS, purpose=WATCH, title=_("Put a version of a watchlist in force"), fresh=True)
def decide_list(actor: Actor, *, version_id: UUID, approve: bool) -> ListVersion:
    """A second person of the same office puts a version in force, at every desk at once, or rejects it.

    Raises NotPermitted (``same_person``), Conflict (decided already; another version came between), NotFound.
    """
    version = _version(actor, version_id)
    found = _locked(actor, version.watchlist_id)
    if version.state != "draft" and (approve or version.state not in WAITING):
        putting.refuse("decided")
    if approve:
        if version.imported_by == actor.account_id:
            putting.refuse("same_person")
        if version.base_id != _in_force(found):
            putting.refuse("other_base")
        _put(found, version)
        ListVersion.objects.filter(watchlist=found, state="in_force").update(state="replaced", decided_at=clock.now())
        version.state, version.file = "in_force", None
        version.decided_at, version.decided_by = clock.now(), actor.account_id
        version.save(update_fields=["state", "file", "decided_at", "decided_by"])
    else:
        _drop(version, actor)
    about("watchlist", found.pk)
    return version


@act("border.end_list", roles=OWNERS, purpose=WATCH, title=_("End a watchlist"))
def end_list(actor: Actor, *, list_id: UUID) -> WatchList:
    """Nobody is searched for by this list any more. Its versions are kept as long as the law says."""
    found = _locked(actor, list_id)
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
        _drop(version, actor)
    ListVersion.objects.filter(watchlist=found, state="in_force").update(state="replaced", decided_at=now)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    about("watchlist", found.pk)
    return found


@act("border.report_document", roles=(WATCH_OFFICER,), purpose=WATCH, title=_("Report a travel document as lost"))
def report_document(actor: Actor, *, number: str, issuer: str, kind: str, source: str) -> LostDocument:
    """One document, from a report that reached the office; known at every desk at once. Raises Invalid."""
    key = document_key(issuer, number)
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


# ------------------------------------------------------------------------------------------------ reading


def unpacked(content: bytes) -> bytes:
    """The file, unpacked if it is packed with gzip. Raises Invalid."""
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                content = file.read(MOST_BYTES + 1)
        except (OSError, EOFError) as error:
            raise Invalid(READING["format"], field="content", code="format") from error
    if len(content) > MOST_BYTES:
        raise Invalid(READING["size"], field="content", code="size")
    if not content.strip():
        raise Invalid(READING["empty"], field="content", code="empty")
    return content


Reader = Callable[[WatchList, ListVersion, bytes, dict[str, str] | None], list[Any]]


def _reader(found: WatchList) -> Reader:
    return _read_documents if found.kind == DOCUMENTS else _read_people


def _headings(data: bytes) -> list[str]:
    """The first row of a CSV file; empty for everything else."""
    try:
        text = watchlists.text_of(data)
        row = table.headings(text) if text.lstrip()[:1] not in ("{", "[", "<") else []
    except WatchlistError:
        return []
    return [column[:100] for column in row if column.strip()] if len(row) > 1 else []


def _proposed(found: WatchList, headings: list[str]) -> dict[str, str]:
    return lost.proposed(headings) if found.kind == DOCUMENTS else table.proposed(headings)


def _unreadable(error: WatchlistError) -> Invalid:
    field = "mapping" if error.rule == "columns" else "content"
    return Invalid(READING.get(error.rule, READING["format"]), field=field, code=error.rule)


def _place(version: ListVersion) -> str:
    return f"border_listversion:{version.pk}"


def _read_people(found: WatchList, version: ListVersion, data: bytes, mapping: dict[str, str] | None) -> list[Entry]:
    read = watchlists.read(data, mapping)
    people = [entry for entry in read.entries if entry.kind == "person" and (entry.names or entry.documents)]
    if not people:
        raise WatchlistError("nobody", "the file names nobody")
    ids = rules.unique_ids(entry.id[:180] for entry in people)
    contents = {identity: _content(entry, found) for identity, entry in zip(ids, people, strict=True)}
    digests = {identity: rules.digest_of(content) for identity, content in contents.items()}
    live = Entry.objects.filter(list_id=found.pk, state="live").values_list("source_id", "digest", "pk")
    before = {source: (digest, pk) for source, digest, pk in live.iterator(chunk_size=_AT_ONCE)}
    changes = rules.difference({source: digest for source, (digest, _pk) in before.items()}, digests)
    version.format, version.list_date = read.format, read.date[:10]
    version.problems = dict(Counter(problem.field for problem in read.problems))
    version.gone = [str(before[source][1]) for source in changes.removed]
    version.counts = _counts(changes, len(people)) | {"left_out": len(read.entries) - len(people)}
    return [
        putting.entry(
            contents[identity],
            meaning=found.meaning,
            owned_by=putting.owner_of(found),
            expires_on=rules.until_date(contents[identity].get("until", "")),
            list_id=found.pk,
            version_id=version.pk,
            source_id=identity,
            replaces_id=before[identity][1] if identity in before else None,
        )
        for identity in (*changes.added, *changes.changed)
    ]


def _read_documents(
    found: WatchList, version: ListVersion, data: bytes, mapping: dict[str, str] | None
) -> list[LostDocument]:
    documents, problems = lost.read(watchlists.text_of(data), mapping)
    if not documents:
        raise WatchlistError("nobody", "the file names no document")
    by_key = {f"{one.issuer}:{one.number}": one for one in documents}
    live = LostDocument.objects.filter(list_id=found.pk, state="live").values_list("issuer", "number", "kind", "pk")
    before = {f"{issuer}:{number}": (kind, pk) for issuer, number, kind, pk in live.iterator(chunk_size=_AT_ONCE)}
    changes = rules.difference(
        {key: kind for key, (kind, _pk) in before.items()}, {key: one.kind for key, one in by_key.items()}
    )
    version.format, version.problems = "csv", dict(Counter(problem.field for problem in problems))
    version.gone = [str(before[key][1]) for key in changes.removed]
    version.counts = _counts(changes, len(documents))
    return [
        LostDocument(
            number=by_key[key].number,
            issuer=by_key[key].issuer,
            kind=by_key[key].kind,
            source=found.authority or found.title,
            reported_on=by_key[key].reported_on,
            list_id=found.pk,
            version_id=version.pk,
            replaces_id=before[key][1] if key in before else None,
            state="draft",
            created_at=version.imported_at,
            created_by=version.imported_by,
            **putting.owner_of(found),
        )
        for key in (*changes.added, *changes.changed)
    ]


def _content(entry: Listed, found: WatchList) -> dict[str, Any]:
    """Empty values are left out. Who listed somebody is the list's authority where the entry does not say."""
    content = {name: value for name in _FIELDS if (value := getattr(entry, name))}
    content.setdefault("authority", found.authority or found.title)
    return content


def _counts(changes: rules.Difference, entries: int) -> dict[str, int]:
    return {
        "entries": entries,
        "added": len(changes.added),
        "changed": len(changes.changed),
        "removed": len(changes.removed),
        "unchanged": changes.unchanged,
    }


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
    for some in chunks(version.gone):
        yield of_list.filter(pk__in=some)


def _drop(version: ListVersion, actor: Actor) -> None:
    for model in (Entry, LostDocument):
        model._default_manager.filter(version_id=version.pk, state="draft").delete()
    version.state, version.file = "rejected", None
    version.decided_at, version.decided_by = clock.now(), actor.account_id
    version.save(update_fields=["state", "file", "decided_at", "decided_by"])


def _keep(rows: list[Any]) -> None:
    for some in chunks(rows):
        type(some[0])._default_manager.bulk_create(some)


def _version(actor: Actor, version_id: UUID) -> ListVersion:
    found: ListVersion | None = (
        putting.own(ListVersion.objects.select_for_update(), actor).filter(pk=version_id).first()
    )
    if found is None:
        raise NotFound(field="version_id")
    return found


def _in_force(found: WatchList) -> UUID | None:
    rows = ListVersion.objects.filter(Q(watchlist=found, state="in_force")).values_list("pk", flat=True)
    return rows.first()


def _locked(actor: Actor, list_id: UUID) -> WatchList:
    found: WatchList | None = putting.own(WatchList.objects.select_for_update(), actor).filter(pk=list_id).first()
    if found is None:
        raise NotFound(field="list_id")
    if found.ended_at is not None:
        raise Conflict(putting.WORDS["ended"], code="ended")
    return found


def chunks(values: Iterable[Any], size: int = _AT_ONCE) -> Iterator[list[Any]]:
    some: list[Any] = []
    for value in values:
        some.append(value)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
