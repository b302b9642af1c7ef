"""The looks of the owners: alerts, lists with their versions, and what was found. Every row is filtered by its owner.

A list names its office as the one subject of its entry in the ledger, and opening one record names that record: so the
entries of an office with quiet hits and of one without are alike. Looks at visible and at quiet things are the same looks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import OWNERS, WATCH, WATCH_OFFICER
from sapar.areas.border.models import Alert, AlertVersion, Entry, ListVersion, LostDocument, WatchList
from sapar.areas.border.queries.records import officers_of
from sapar.areas.border.rules import watch as rules
from sapar.areas.border.rules.watch import Content
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import NotFound
from sapar.web.paging import Pager, Window

HEAVY = ("gone", "file", "findings")
GONE = "select jsonb_array_elements_text(gone)::uuid from border_listversion where id = %s"
ALERTS_SHOWN = ("in_force", "draft", "ended")


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One line of the list of alerts; ``waits``: a draft waits for a second person."""

    id: UUID
    reference: str
    meaning: str
    state: str
    name: str
    birth_date: str
    nationality: str
    expires_on: date
    created_at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """What an alert said or is to say."""

    id: UUID
    number: int
    content: Content
    legal_basis: str
    expires_on: date
    drafted_at: datetime
    drafted_by: str
    mine: bool
    decided_at: datetime | None
    decided_by: str
    approved: bool | None
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert with its versions, newest first; ``draft`` waits for a second person, ``current`` is in force."""

    row: AlertRow
    versions: tuple[VersionView, ...]
    draft: VersionView | None
    current: VersionView | None
    ended_at: datetime | None
    ended_by: str
    end_reason: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list and its version in force."""

    id: UUID
    title: str
    authority: str
    legal_basis: str
    kind: str
    meaning: str
    version: int | None
    entries: int
    since: datetime | None
    list_date: str
    waits: bool
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListVersionRow:
    id: UUID
    list_id: UUID
    number: int
    state: str
    format: str
    list_date: str
    counts: dict[str, int]
    problems: dict[str, int]
    headings: list[str]
    mapping: dict[str, str]
    imported_at: datetime
    imported_by: str
    mine: bool
    decided_at: datetime | None
    decided_by: str
    origin: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the reading of a large file is. ``rule`` and ``line``: of what ended it, ``silent``: it seems to have stopped."""

    version_id: UUID
    list_id: UUID
    number: int
    title: str
    state: str
    done: int
    total: int | None
    rule: str
    line: int
    headings: bool
    silent: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a difference: what the version says, and field by field what it said before."""

    id: UUID
    source_id: str
    name: str
    content: dict[str, Any]
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of what a version changes (``added``, ``changed`` or ``removed``), a page of it; or, as ``findings``, what
    of the file could not be read: entry, field, value."""

    listed: ListRow
    version: ListVersionRow
    part: str
    changes: list[Change]
    pager: Pager
    findings: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReportRow:
    id: UUID
    number: str
    issuer: str
    kind: str
    source: str
    reported_on: str
    state: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AlertList:
    rows: list[AlertRow]
    pager: Pager
    counts: dict[str, int] = field(default_factory=dict)


def own(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The rows of the actor's office; the policies say the same, the planner needs it as literals."""
    return rows.filter(
        owner_institution_id=actor.institution_id or NOBODY,
        owner_role=actor.role,
        owner_place_id=actor.place_id or NOBODY,
    )


def office(actor: Actor) -> None:
    """Names the office as what a list shows."""
    shown("watch_office", actor.institution_id or NOBODY)


@look("border.list_alerts", roles=OWNERS, purpose=WATCH, title=_("List the alerts of the own office"))
def list_alerts(actor: Actor, *, window: Window, show: str = "in_force") -> AlertList:
    """Alerts ``in_force``, in ``draft`` (also new versions of those in force), or ``ended``; newest first."""
    office(actor)
    alerts = own(Alert.objects.all(), actor)
    waiting = own(AlertVersion.objects.filter(approved=None), actor).values("alert_id")
    parts = {
        "in_force": alerts.filter(state="in_force"),
        "draft": alerts.filter(pk__in=waiting),
        "ended": alerts.filter(state__in=["withdrawn", "expired", "rejected"]),
    }
    found, pager = window.cut(parts.get(show, parts["in_force"]), "-created_at", "-id")
    return AlertList(_alert_rows(found), pager, {name: rows.count() for name, rows in parts.items()})


@look("border.view_alert", roles=OWNERS, purpose=WATCH, title=_("Look at an alert"))
def view_alert(actor: Actor, *, alert_id: UUID) -> AlertView:
    """Raises NotFound, also for an alert of another office."""
    alert = own(Alert.objects.all(), actor).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound()
    shown("alert", alert.pk)
    rows = list(AlertVersion.objects.filter(alert=alert).order_by("number"))
    people = officers_of({one for row in rows for one in (row.drafted_by, row.decided_by) if one})
    people |= officers_of({alert.ended_by} - {None})
    versions: list[VersionView] = []
    before: dict[str, Any] = {}
    for row in rows:
        changes = tuple(rules.fields_changed(before, row.content)) if before else ()
        versions.append(_version(row, people, actor, changes))
        if row.approved:
            before = row.content
    return AlertView(
        row=_alert_rows([alert])[0],
        versions=tuple(reversed(versions)),
        draft=next((one for one in reversed(versions) if one.approved is None), None),
        current=next((one for one in reversed(versions) if one.approved), None),
        ended_at=alert.ended_at,
        ended_by=people.get(alert.ended_by, ""),
        end_reason=alert.end_reason,
    )


@look("border.list_watchlists", roles=OWNERS, purpose=WATCH, title=_("List the watchlists of the own office"))
def list_watchlists(actor: Actor) -> list[ListRow]:
    """Lists with their version in force, by title; those that have ended come last."""
    office(actor)
    found = list(own(WatchList.objects.all(), actor).order_by("title", "id")[:500])
    return sorted((_list_row(one) for one in found), key=lambda row: row.ended_at is not None)


@look("border.view_watchlist", roles=OWNERS, purpose=WATCH, title=_("Look at a watchlist"))
def view_watchlist(actor: Actor, *, list_id: UUID) -> tuple[ListRow, list[ListVersionRow]]:
    """A list and its versions, newest first. Raises NotFound."""
    found = _list(actor, list_id)
    shown("watchlist", found.pk)
    rows = list(ListVersion.objects.filter(watchlist=found).defer(*HEAVY).order_by("-number")[:200])
    return _list_row(found), _version_rows(rows, actor)


@look("border.view_difference", roles=OWNERS, purpose=WATCH, title=_("Look at what a version of a watchlist changes"))
def view_difference(actor: Actor, *, version_id: UUID, window: Window, part: str = "added") -> Difference:
    """A page of what a version adds, changes or removes, or of what could not be read. Raises NotFound."""
    version = own(ListVersion.objects.all(), actor).filter(pk=version_id).first()
    if version is None:
        raise NotFound()
    found = _list(actor, version.watchlist_id)
    shown("watchlist", found.pk)
    model: Any = Entry if found.kind == "people" else LostDocument
    rows = model._default_manager.filter(list_id=found.pk)
    made = rows.filter(version_id=version.pk)
    parts = {
        "added": lambda: made.filter(replaces_id=None),
        "changed": lambda: made.exclude(replaces_id=None),
        "removed": lambda: rows.filter(pk__in=RawSQL(GONE, [version.pk])),  # noqa: S611 - the text is ours
    }
    row = _version_rows([version], actor)[0]
    if part == "findings":
        findings, pager = _findings(version.findings, window)
        return Difference(_list_row(found), row, part, [], pager, findings)
    part = part if part in parts else "added"
    page, pager = window.cut(parts[part](), "id")
    before = {row.pk: row for row in rows.filter(pk__in=[row.replaces_id for row in page if row.replaces_id])}
    return Difference(
        listed=_list_row(found),
        version=row,
        part=part,
        changes=[_change(row, before.get(row.replaces_id)) for row in page],
        pager=pager,
    )


def _findings(rows: list[list[str]], window: Window) -> tuple[list[tuple[str, str, str]], Pager]:
    """A page of what could not be read; its place is the number of the row."""
    first = int(window.after[0]) + 1 if window.after else 0
    if window.before:
        first = max(0, int(window.before[0]) - window.size)
    found = [(entry, name, value) for entry, name, value in rows[first : first + window.size]]
    more = first > 0 if window.before else first + window.size < len(rows)
    return found, window.pager([(first + at,) for at in range(len(found))], more)


def reading_of(actor: Actor, version_id: UUID) -> Reading | None:
    """How far a large file of the own office is; None for one that was read, and for one of others. Names nobody."""
    with reading(actor):
        rows = own(ListVersion.objects.select_related("watchlist").defer(*HEAVY), actor)
        found = rows.filter(pk=version_id, state__in=("received", "reading", "failed")).first()
        if found is None:
            return None
        kept = ListVersion.objects.filter(pk=version_id, file__isnull=False).exists()
    return Reading(
        version_id=found.pk,
        list_id=found.watchlist_id,
        number=found.number,
        title=found.watchlist.title,
        state=found.state,
        done=found.progress.get("done", 0),
        total=found.progress.get("total"),
        rule=found.trouble,
        line=found.trouble_line,
        headings=bool(found.headings) and kept,
        silent=kept and rules.silent(found.state, found.progress, found.imported_at, clock.now()),
    )


@look("border.list_reports", roles=(WATCH_OFFICER,), purpose=WATCH, title=_("List documents reported as lost"))
def list_reports(actor: Actor, *, window: Window, number: str = "") -> tuple[list[ReportRow], Pager]:
    """Documents that the office reported one by one, newest first; with ``number`` those of its lists too."""
    office(actor)
    rows = own(LostDocument.objects.exclude(state="draft"), actor)
    rows = rows.filter(number=number) if number else rows.filter(list_id=None)
    found, pager = window.cut(rows, "-created_at", "-id")
    fields = ("id", "number", "issuer", "kind", "source", "reported_on", "state", "created_at")
    return [ReportRow(**{name: getattr(row, name) for name in fields}) for row in found], pager


# ------------------------------------------------------------------------------------------------ parts


def _alert_rows(alerts: list[Alert]) -> list[AlertRow]:
    versions = AlertVersion.objects.filter(alert__in=alerts).order_by("number")
    newest: dict[UUID, AlertVersion] = {}
    waits: set[UUID] = set()
    for version in versions:
        if version.approved or version.alert_id not in newest or not newest[version.alert_id].approved:
            newest[version.alert_id] = version
        if version.approved is None:
            waits.add(version.alert_id)
    made = []
    for alert in alerts:
        content = newest[alert.pk].content
        made.append(
            AlertRow(
                id=alert.pk,
                reference=alert.reference,
                meaning=alert.meaning,
                state=alert.state,
                name=rules.called(content),
                birth_date=", ".join(content.get("birth_dates", ())),
                nationality=", ".join(content.get("nationalities", ())),
                expires_on=alert.expires_on,
                created_at=alert.created_at,
                waits=alert.pk in waits,
            )
        )
    return made


def _version(
    row: AlertVersion, people: dict[UUID, str], actor: Actor, changes: tuple[tuple[str, str, str], ...]
) -> VersionView:
    return VersionView(
        id=row.pk,
        number=row.number,
        content=Content.of(row.content),
        legal_basis=row.legal_basis,
        expires_on=row.expires_on,
        drafted_at=row.drafted_at,
        drafted_by=people.get(row.drafted_by, ""),
        mine=row.drafted_by == actor.account_id,
        decided_at=row.decided_at,
        decided_by=people.get(row.decided_by, "") if row.decided_by else "",
        approved=row.approved,
        changes=changes,
    )


def _list(actor: Actor, list_id: UUID) -> WatchList:
    found: WatchList | None = own(WatchList.objects.all(), actor).filter(pk=list_id).first()
    if found is None:
        raise NotFound()
    return found


def _list_row(found: WatchList) -> ListRow:
    versions = ListVersion.objects.filter(watchlist=found).defer(*HEAVY)
    current = versions.filter(state="in_force").first()
    return ListRow(
        id=found.pk,
        title=found.title,
        authority=found.authority,
        legal_basis=found.legal_basis,
        kind=found.kind,
        meaning=found.meaning,
        version=current.number if current else None,
        entries=current.counts.get("entries", 0) if current else 0,
        since=current.decided_at if current else None,
        list_date=current.list_date if current else "",
        waits=versions.filter(state__in=("received", "reading", "draft", "unmapped")).exists(),
        ended_at=found.ended_at,
    )


def _version_rows(rows: list[ListVersion], actor: Actor) -> list[ListVersionRow]:
    people = officers_of({one for row in rows for one in (row.imported_by, row.decided_by) if one})
    return [
        ListVersionRow(
            id=row.pk,
            list_id=row.watchlist_id,
            number=row.number,
            state=row.state,
            format=row.format,
            list_date=row.list_date,
            counts=row.counts,
            problems=row.problems,
            headings=row.headings,
            mapping=row.mapping,
            imported_at=row.imported_at,
            imported_by=people.get(row.imported_by, ""),
            mine=row.imported_by == actor.account_id,
            decided_at=row.decided_at,
            decided_by=people.get(row.decided_by, "") if row.decided_by else "",
            origin=row.origin,
        )
        for row in rows
    ]


def _change(row: Entry | LostDocument, before: Any) -> Change:
    if isinstance(row, LostDocument):
        content = {
            "documents": [f"{row.issuer} {row.number}".strip()],
            "reason": row.kind,
            "listed_on": row.reported_on,
        }
        old = {"reason": before.kind} if before else {}
        fields = [("reason", old["reason"], row.kind)] if before else []
        return Change(row.pk, row.number, f"{row.issuer} {row.number}".strip(), content, tuple(fields))
    return Change(
        id=row.pk,
        source_id=row.source_id,
        name=next(iter(row.content.get("names", ())), row.source_id),
        content=row.content,
        fields=tuple(rules.fields_changed(before.content, row.content)) if before else (),
    )
