"""Lists of the reader's own office: versions, what each changes, columns of CSV files; documents reported one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.border import acts, queries
from sapar.areas.border import words_watch as words
from sapar.areas.border.acts import number_key
from sapar.areas.border.forms import NumberForm
from sapar.areas.border.forms.watch import DecideForm, ImportForm, ListForm, MappingForm, ReportForm
from sapar.areas.border.queries.watch_pages import Change, Difference, ListRow, ListVersionRow, Reading, ReportRow
from sapar.kernel.errors import NotFound
from sapar.web.components import Choice, Column, Confirm, Progress, Row, Table, TableRow, Tag, Text
from sapar.web.pages import Window, bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

PARTS: dict[str, Text] = {"added": _("New"), "changed": _("Changed"), "removed": _("No longer listed")}
FINDINGS = _("Could not be read")
FORMATS: dict[str, Text] = {
    "ftm": _("FollowTheMoney"),
    "sapar": _("Lines of Sapar"),
    "un_sc": _("Security Council"),
    "ofac_advanced": _("OFAC, advanced XML"),
    "ofac_csv": _("OFAC, older CSV"),
    "interpol": _("INTERPOL notices"),
    "csv": _("CSV"),
}
KINDS: dict[str, Text] = {"people": _("People"), "documents": _("Documents")}


@require_safe
@signed_in
def lists(request: HttpRequest) -> HttpResponse:
    """The office's lists."""
    found = queries.list_watchlists(actor_of(request))
    columns = [
        Column("title", _("List")),
        Column("kind", _("What it lists")),
        Column("meaning", _("A hit means")),
        Column("version", _("List version"), numeric=True),
        Column("entries", _("Entries of the list"), numeric=True),
        Column("since", _("In force since")),
        Column("state", _("State")),
    ]
    return page(request, "border/watch_lists.html", {
        "table": Table(_("Watchlists of your office"), columns, [_list(row) for row in found],
                       empty=_("Your office keeps no watchlist.")),
    })  # fmt: skip


def _list(row: ListRow) -> TableRow:
    if row.ended_at:
        state = Tag(_("Ended"), "grey")
    elif row.waits:
        state = Tag(_("A version waits"), "yellow")
    elif row.version:
        state = words.VERSION_STATES["in_force"]
    else:
        state = Tag(_("Empty"), "grey")
    meaning = words.MEANING_TAGS[row.meaning] if row.kind == "people" else None
    return TableRow(
        [row.title, KINDS[row.kind], meaning, row.version, row.entries or None, row.since, state],
        href=reverse("border:watchlist", args=[row.id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Set up a list; its first file comes next."""
    form = bind(request, ListForm, role=actor_of(request).role)
    if submitted(request, form):
        done = call(request, acts.create_list, form, **form.cleaned_data)
        if done:
            return see_other("border:watchlist", done.value.pk, request=request, say=_("Set up. Now read a file."))
    return page(request, "border/watch_list_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def watchlist(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One list with its versions; a file is read here."""
    form = bind(request, ImportForm)
    if submitted(request, form):
        content = form.cleaned_data["file"]
        act = acts.receive_list if acts.is_large(content) else acts.import_list
        done = call(request, act, form, fields={"content": "file"}, list_id=list_id, content=content)
        if done:
            name = "border:watch_mapping" if done.value.state == "unmapped" else "border:watch_version"
            return see_other(name, done.value.pk)
    row, versions = queries.view_watchlist(actor_of(request), list_id=list_id)
    columns = [
        Column("number", _("List version")),
        Column("state", _("State")),
        Column("read", _("Read on")),
        Column("by", _("Read by")),
        Column("decided", _("Decided by")),
        Column("entries", _("Entries of the list"), numeric=True),
        Column("added", _("New"), numeric=True),
        Column("changed", _("Changed"), numeric=True),
        Column("removed", _("Gone"), numeric=True),
    ]
    context = {
        "form": form,
        "row": row,
        "rows": list_rows(row),
        "table": Table(
            _("List versions"), columns, [_version(one) for one in versions], empty=_("No file has been read yet.")
        ),
    }
    return page(request, "border/watch_list.html", context)


def list_rows(row: ListRow) -> list[Row]:
    return [
        Row(_("What it lists"), KINDS[row.kind]),
        *([Row(_("A hit means"), words.MEANING_TAGS[row.meaning])] if row.kind == "people" else []),
        Row(_("Who keeps it"), row.authority or None),
        Row(_("Legal basis"), row.legal_basis),
        Row(_("In force since"), row.since),
        *([Row(_("Ended on"), row.ended_at)] if row.ended_at else []),
    ]


def _version(one: ListVersionRow) -> TableRow:
    counts = one.counts
    return TableRow(
        [
            one.number,
            words.VERSION_STATES[one.state],
            one.imported_at,
            one.imported_by,
            one.decided_by or None,
            counts.get("entries"),
            counts.get("added"),
            counts.get("changed"),
            counts.get("removed"),
        ],
        href=reverse("border:watch_mapping" if one.state == "unmapped" else "border:watch_version", args=[one.id]),
    )


def _reading(request: HttpRequest, one: Reading) -> HttpResponse:
    """How far the reading of a large file is, or what ended it."""
    progress, said = None, ""
    if one.state == "failed":
        trouble = gettext("%(why)s Line %(line)s.") if one.line else "%(why)s"
        said = trouble % {"why": acts.READING.get(one.rule, acts.READING["format"]), "line": one.line}
    elif not one.silent:
        title = _("Entries are kept:") if one.total else _("The file is being read.")
        if one.state == "received":
            title = _("The file was received and waits to be read.")
        progress = Progress(
            title, one.done, one.total, _("This page looks again by itself. You may close it meanwhile.")
        )
    context = {
        "one": one,
        "tag": words.VERSION_STATES[one.state],
        "progress": progress,
        "trouble": said,
        "again": one.silent or (one.state == "failed" and one.rule == "broken"),
    }
    return page(request, "border/watch_reading.html", context)


@require_POST
@signed_in
def read_again(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Begin to read a file anew."""
    call(request, acts.read_list_again, version_id=version_id)
    return see_other("border:watch_version", version_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """What a version changes, and the second person's decision."""
    underway = queries.reading_of(actor_of(request), version_id)
    if underway is not None and request.method != "POST":
        return _reading(request, underway)
    form = bind(request, DecideForm)
    if submitted(request, form):
        approve = form.cleaned_data["decision"] == "approve"
        done = call(request, acts.decide_list, form, version_id=version_id, approve=approve)
        if done:
            say = _("In force at every desk from now on.") if approve else _("Rejected.")
            return see_other("border:watchlist", done.value.watchlist_id, request=request, say=say)
    part = request.GET.get("part", "added")
    found = queries.view_difference(
        actor_of(request),
        version_id=version_id,
        window=Window.of(request),
        part=part if part in (*PARTS, "findings") else "added",
    )
    one = found.version
    rows = [
        Row(_("State"), words.VERSION_STATES[one.state]),
        Row(_("Format"), FORMATS.get(one.format, one.format)),
        Row(_("Date of the list"), one.list_date or None),
        Row(_("Read by"), [one.imported_by, one.imported_at, *([_("by command")] if one.origin == "command" else [])]),
        Row(_("Entries of the list"), one.counts.get("entries")),
        Row(_("Unchanged"), one.counts.get("unchanged")),
        *([Row(_("Left out: no persons"), one.counts["left_out"])] if one.counts.get("left_out") else []),
        *_by_colour(one.counts),
        *([Row(_("Could not be read"), _problems(one.problems))] if one.problems else []),
    ]
    context = {
        "form": form,
        "found": found,
        "rows": rows,
        "choices": [
            *(
                Choice(title, f"?part={name}", name == found.part, one.counts.get(name, 0))
                for name, title in PARTS.items()
            ),
            *(
                [Choice(FINDINGS, "?part=findings", found.part == "findings", sum(one.problems.values()))]
                if one.problems
                else []
            ),
        ],
        "table": _unread(found) if found.part == "findings" else _changes(found.part, found.changes, found.listed.kind),
        "pager": found.pager,
        "waits": one.state == "draft",
    }
    return page(request, "border/watch_version.html", context)


def _by_colour(counts: Mapping[str, int]) -> list[Row]:
    """The notices of a file by colour, and how many of them a list that stops people leaves out."""
    colours = [
        f"{words.NOTICES.get(name.removeprefix('notice_'), name.removeprefix('notice_'))}: {count}"
        for name, count in sorted(counts.items())
        if name.startswith("notice_")
    ]
    rows = [Row(_("Kind of notice"), colours)] if colours else []
    if counts.get("for_help"):
        said = _("%(count)s, not in this list: hand the file to the intake for people who need help")
        rows.append(Row(_("Missing people"), said % {"count": counts["for_help"]}))
    return rows


def _problems(problems: Mapping[str, int]) -> list[str]:
    return [f"{words.FIELDS_OF_FILES.get(name, name)}: {count}" for name, count in problems.items()]


def _unread(found: Difference) -> Table:
    columns = [
        Column("entry", _("Entry of the list")),
        Column("field", _("What")),
        Column("value", _("What the file says")),
    ]
    rows = [
        TableRow([entry, words.FIELDS_OF_FILES.get(name, name), value or None]) for entry, name, value in found.findings
    ]
    return Table(FINDINGS, columns, rows, empty=_("Only the numbers were kept of this version."))


def _changes(part: str, changes: list[Change], kind: str) -> Table:
    empty = _("Nothing in this part.")
    if part == "changed":
        columns = [
            Column("name", _("Who")),
            Column("field", _("What")),
            Column("old", _("Before")),
            Column("new", _("Now")),
        ]
        rows = [
            TableRow([change.name if first else "", _field(name), _value(name, old), _value(name, new)])
            for change in changes
            for first, (name, old, new) in _marked(change.fields)
        ]
        return Table(PARTS[part], columns, rows, empty=empty)
    if kind == "documents":
        columns = [
            Column("document", _("Document")),
            Column("kind", _("What was reported")),
            Column("on", _("Reported on")),
        ]
        rows = [
            TableRow([one.name, words.LOST.get(one.content["reason"]), words.day(one.content.get("listed_on")) or None])
            for one in changes
        ]
        return Table(PARTS[part], columns, rows, empty=empty)
    columns = [
        Column("name", _("Who")),
        Column("also", _("Other names")),
        Column("born", _("Born")),
        Column("nationality", _("Nationality")),
        Column("by", _("Listed by")),
        Column("why", _("Why")),
    ]
    return Table(PARTS[part], columns, [_listed(change) for change in changes], empty=empty)


def _marked(fields: tuple[tuple[str, str, str], ...]) -> list[tuple[bool, tuple[str, str, str]]]:
    return [(number == 0, field) for number, field in enumerate(fields)]


def _field(name: str) -> Text:
    return words.FIELDS.get(name, name)


def _value(name: str, value: str) -> Any:
    return words.LOST.get(value, value) or None


def _listed(change: Change) -> TableRow:
    content = change.content
    names = [*content.get("names", [])[1:4], *(f"({name})" for name in content.get("weak_names", [])[:2])]
    why = content.get("reason", "")
    return TableRow(
        [
            change.name,
            names or None,
            ", ".join(map(words.day, content.get("birth_dates", []))) or None,
            ", ".join(content.get("nationalities", [])) or None,
            content.get("authority") or None,
            words.LOST.get(why, f"{why[:160]}…" if len(why) > 160 else why) or None,
        ]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def mapping(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Say what each column of a CSV file holds."""
    found = queries.view_difference(actor_of(request), version_id=version_id, window=Window.of(request))
    one = found.version
    if not one.headings or one.state not in ("draft", "unmapped", "failed"):
        raise NotFound()
    form = bind(request, MappingForm, headings=one.headings, kind=found.listed.kind, mapping=one.mapping)
    if submitted(request, form) and call(request, acts.map_list, form, version_id=version_id, mapping=form.mapping()):
        return see_other("border:watch_version", version_id)
    context = {"form": form, "listed": found.listed, "version": one}
    return page(request, "border/watch_mapping.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def end(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Ask before a list is ended."""
    row, _versions = queries.view_watchlist(actor_of(request), list_id=list_id)
    if request.method == "POST" and call(request, acts.end_list, list_id=list_id):
        return see_other("border:watchlists", request=request, say=_("Ended at every desk."))
    confirm = Confirm(
        _("End the watchlist"),
        rows=[Row(_("List"), row.title), Row(_("Entries of the list"), row.entries)],
        consequences=[_("Nobody is searched for by this list any more, at no desk."), _("It cannot be opened again.")],
        button=_("End the list"),
        cancel=reverse("border:watchlist", args=[list_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reports(request: HttpRequest) -> HttpResponse:
    """Documents that were reported one by one; a number finds those of lists too. It travels by POST only."""
    search = bind(request, NumberForm)
    number = number_key(search.cleaned_data["number"]) if submitted(request, search) else ""
    found, pager = queries.list_reports(actor_of(request), window=Window.of(request), number=number)
    columns = [
        Column("document", _("Document")),
        Column("kind", _("What was reported")),
        Column("source", _("Who reported it")),
        Column("on", _("Reported on")),
        Column("state", _("State")),
    ]
    context = {
        "form": search,
        "table": Table(
            _("Documents reported to your office"),
            columns,
            [_report(row) for row in found],
            empty=_("Nothing was found.") if number else _("No document was reported one by one."),
        ),
        "pager": None if number else pager,
        "searched": bool(number),
    }
    return page(request, "border/watch_reports.html", context)


def _report(row: ReportRow) -> TableRow:
    live = row.state == "live"
    return TableRow(
        [
            f"{row.issuer} {row.number}".strip(),
            Tag(words.LOST[row.kind], "orange" if row.kind == "lost" else "red"),
            row.source,
            words.day(row.reported_on) or None,
            words.VERSION_STATES["in_force"] if live else Tag(_("Taken back"), "grey"),
        ],
        href=reverse("border:take_back", args=[row.id]) if live else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report(request: HttpRequest) -> HttpResponse:
    """Report one document."""
    form = bind(request, ReportForm)
    if submitted(request, form) and call(request, acts.report_document, form, **form.cleaned_data):
        return see_other("border:reports", request=request, say=_("Known at every desk from now on."))
    return page(request, "border/watch_report_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def take_back(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Ask before a report is taken back."""
    if request.method == "POST" and call(request, acts.take_back_document, report_id=report_id):
        return see_other("border:reports", request=request, say=_("Taken back at every desk."))
    confirm = Confirm(
        _("Take back the report"),
        _("The document was found, or the report was wrong. Documents of a list go with the list's next version."),
        consequences=[_("No desk stops whoever presents this document any more.")],
        button=_("Take back"),
        cancel=reverse("border:reports"),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})
