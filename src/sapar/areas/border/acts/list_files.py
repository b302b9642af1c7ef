"""The file of a list: unpacked, told by its content, read into the rows of a version and compared with what is in force."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.acts import putting
from sapar.areas.border.models import Entry, ListVersion, LostDocument, WatchList
from sapar.areas.border.rules import watch as rules
from sapar.kernel import vault
from sapar.kernel.errors import Invalid
from sapar.standards import watchlists
from sapar.standards.watchlists import Listed, Problem, WatchlistError, lost, table

PEOPLE, DOCUMENTS = "people", "documents"
MOST_BYTES = 256 * 1024 * 1024  # of a file, unpacked
# Larger ones are read by the job, so that nobody waits for a page, and no page for the other people.
LARGE = 2 * 1024 * 1024
MOST_FINDINGS = 20_000  # kept one by one; the counts are whole
AT_ONCE = 5_000
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
    "only_missing": _(
        "Everybody in the file is missing (yellow notices). A list that stops people is not for them: hand the file to the "
        "intake for people who need help."
    ),
    "broken": _("Reading was interrupted. Nothing of the file is lost: it can be read again."),
}


def unpacked(content: bytes) -> bytes:
    """The file, unpacked if it is packed with gzip. Raises Invalid."""
    if content.startswith(watchlists.PACKED):
        try:
            content = watchlists.unpacked(content, MOST_BYTES)
        except WatchlistError as error:
            raise Invalid(READING["format"], field="content", code="format") from error
    if len(content) > MOST_BYTES:
        raise Invalid(READING["size"], field="content", code="size")
    if not content.strip():
        raise Invalid(READING["empty"], field="content", code="empty")
    return content


def is_large(content: bytes) -> bool:
    """Whether the file, unpacked, is one for the job. What cannot be unpacked is not large: it is refused at once."""
    if not content.startswith(watchlists.PACKED):
        return len(content) > LARGE
    try:
        return len(watchlists.unpacked(content, LARGE)) > LARGE
    except WatchlistError:
        return False


Reader = Callable[[WatchList, ListVersion, bytes, dict[str, str] | None], list[Any]]


def reader(found: WatchList) -> Reader:
    return _read_documents if found.kind == DOCUMENTS else _read_people


def read_into(found: WatchList, version: ListVersion, data: bytes, mapping: dict[str, str] | None) -> list[Any]:
    """The rows of a version in draft; the version learns what was read. A CSV file whose columns are not understood has no
    rows and waits for `map_list`. Raises WatchlistError.
    """
    rows: list[Any] = []
    version.state = "draft"
    try:
        rows = reader(found)(found, version, data, mapping)
    except WatchlistError:
        if mapping is not None or not (columns := headings_of(data)):
            raise
        version.state, version.format, version.headings = "unmapped", "csv", columns
    if version.format == "csv":
        version.headings = version.headings or headings_of(data)
        version.mapping = mapping or proposed(found, version.headings)
    return rows


def seal(version: ListVersion, data: bytes) -> bytes:
    """The file as it is kept until somebody has decided."""
    return vault.seal(gzip.compress(data, 6), place(version))


def opened(version: ListVersion) -> bytes:
    """The file that was kept. Raises Conflict when it is not there any more."""
    if version.file is None:
        putting.refuse("decided")
    return gzip.decompress(vault.open_box(bytes(version.file or b""), place(version)))


def headings_of(data: bytes) -> list[str]:
    """The first row of a CSV file; empty for everything else."""
    try:
        text = watchlists.text_of(data)
        row = table.headings(text) if text.lstrip()[:1] not in ("{", "[", "<") else []
    except WatchlistError:
        return []
    return [column[:100] for column in row if column.strip()] if len(row) > 1 else []


def proposed(found: WatchList, headings: list[str]) -> dict[str, str]:
    return lost.proposed(headings) if found.kind == DOCUMENTS else table.proposed(headings)


def unreadable(error: WatchlistError) -> Invalid:
    field = "mapping" if error.rule == "columns" else "content"
    return Invalid(READING.get(error.rule, READING["format"]), field=field, code=error.rule)


def place(version: ListVersion) -> str:
    return f"border_listversion:{version.pk}"


def _read_people(found: WatchList, version: ListVersion, data: bytes, mapping: dict[str, str] | None) -> list[Entry]:
    read = watchlists.read(data, mapping)
    people = [entry for entry in read.entries if entry.kind == "person" and (entry.names or entry.documents)]
    if not people:
        raise WatchlistError("nobody", "the file names nobody")
    colours = Counter(entry.notice for entry in people if entry.notice)
    left_out = len(read.entries) - len(people)
    if found.meaning not in rules.QUIET:
        people = [entry for entry in people if entry.notice != rules.MISSING]
    if not people:
        raise WatchlistError("only_missing", "everybody in the file is missing")
    ids = rules.unique_ids(entry.id[:180] for entry in people)
    contents = {identity: _content(entry, found) for identity, entry in zip(ids, people, strict=True)}
    digests = {identity: rules.digest_of(content) for identity, content in contents.items()}
    live = Entry.objects.filter(list_id=found.pk, state="live").values_list("source_id", "digest", "pk")
    before = {source: (digest, pk) for source, digest, pk in live.iterator(chunk_size=AT_ONCE)}
    changes = rules.difference({source: digest for source, (digest, _pk) in before.items()}, digests)
    version.format, version.list_date = read.format, read.date[:10]
    version.problems = dict(Counter(problem.field for problem in read.problems))
    version.findings = _findings(read.problems)
    version.gone = [str(before[source][1]) for source in changes.removed]
    version.counts = _counts(changes, len(people)) | {"left_out": left_out}
    version.counts |= {f"notice_{colour}": count for colour, count in sorted(colours.items())}
    version.counts["for_help"] = colours[rules.MISSING] if found.meaning not in rules.QUIET else 0
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
    before = {f"{issuer}:{number}": (kind, pk) for issuer, number, kind, pk in live.iterator(chunk_size=AT_ONCE)}
    changes = rules.difference(
        {key: kind for key, (kind, _pk) in before.items()}, {key: one.kind for key, one in by_key.items()}
    )
    version.format, version.problems = "csv", dict(Counter(problem.field for problem in problems))
    version.findings = _findings(problems)
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


def _findings(problems: list[Problem]) -> list[list[str]]:
    return [[one.entry[:180], one.field, one.value[:200]] for one in problems[:MOST_FINDINGS]]


def chunks(values: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    some: list[Any] = []
    for value in values:
        some.append(value)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
