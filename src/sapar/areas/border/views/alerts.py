"""Alerts of the reader's own office: the list, one alert, drafting, the second person's decision, withdrawal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.border import acts, queries
from sapar.areas.border import words_watch as words
from sapar.areas.border.forms.watch import AlertForm, DecideForm, ReasonForm
from sapar.areas.border.queries.watch_pages import ALERTS_SHOWN, AlertRow, VersionView
from sapar.areas.border.rules.watch import QUIET
from sapar.web.components import Choice, Column, Confirm, Row, Table, TableRow, Tag, Text
from sapar.web.pages import Window, bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

SHOWN: dict[str, Text] = {"in_force": _("In force"), "draft": _("Wait for approval"), "ended": _("Ended")}
EMPTY: dict[str, Text] = {
    "in_force": _("No alert of your office is in force."),
    "draft": _("Nothing waits for approval."),
    "ended": _("No alert of your office has ended."),
}
COLUMNS = [
    Column("reference", _("Reference")),
    Column("name", _("Who")),
    Column("born", _("Born")),
    Column("nationality", _("Nationality")),
    Column("meaning", _("A hit means")),
    Column("state", _("State")),
    Column("until", _("Last day")),
]


@require_safe
@signed_in
def alerts(request: HttpRequest) -> HttpResponse:
    """The office's alerts, newest first."""
    show = request.GET.get("show", "in_force")
    show = show if show in ALERTS_SHOWN else "in_force"
    found = queries.list_alerts(actor_of(request), window=Window.of(request), show=show)
    context = {
        "table": Table(_("Alerts of your office"), COLUMNS, [_row(row) for row in found.rows], empty=EMPTY[show]),
        "choices": [Choice(SHOWN[name], f"?show={name}", name == show, found.counts[name]) for name in ALERTS_SHOWN],
        "pager": found.pager,
    }
    return page(request, "border/watch_alerts.html", context)


def _row(row: AlertRow) -> TableRow:
    state: Any = [words.ALERT_STATES[row.state]]
    if row.waits and row.state == "in_force":
        state.append(Tag(_("A change waits"), "yellow"))
    return TableRow(
        [
            row.reference,
            row.name,
            ", ".join(map(words.day, row.birth_date.split(", "))) or None,
            row.nationality or None,
            words.MEANING_TAGS[row.meaning],
            state,
            row.expires_on,
        ],
        href=reverse("border:alert", args=[row.id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Draft an alert."""
    form = bind(request, AlertForm, role=actor_of(request).role)
    if submitted(request, form):
        done = call(request, acts.draft_alert, form, **form.cleaned_data)
        if done:
            say = _("Drafted. Another person of your office has to approve it; until then nobody is searched for.")
            return see_other("border:alert", done.value.alert_id, request=request, say=say)
    return page(request, "border/watch_alert_form.html", {"form": form, "cancel": reverse("border:alerts")})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Draft a new version; the present one holds until the new one is approved."""
    actor = actor_of(request)
    found = queries.view_alert(actor, alert_id=alert_id)
    latest = found.draft or found.current or found.versions[0]
    initial: dict[str, Any] = {
        **dict(latest.content.pairs()),
        "legal_basis": latest.legal_basis,
        "expires_on": latest.expires_on,
        "meaning": found.row.meaning,
    }
    form = bind(request, AlertForm, role=actor.role, initial=initial)
    if submitted(request, form):
        done = call(request, acts.draft_alert, form, alert_id=alert_id, **form.cleaned_data)
        if done:
            say = _("The change is drafted. What is in force stays until another person approves it.")
            return see_other("border:alert", alert_id, request=request, say=say)
    context = {"form": form, "cancel": reverse("border:alert", args=[alert_id]), "reference": found.row.reference}
    return page(request, "border/watch_alert_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One alert; whoever did not draft it approves or rejects."""
    actor = actor_of(request)
    form = bind(request, DecideForm)
    found = queries.view_alert(actor, alert_id=alert_id)
    if found.draft is not None and submitted(request, form):
        approve = form.cleaned_data["decision"] == "approve"
        if call(request, acts.decide_alert, form, version_id=found.draft.id, approve=approve):
            say = _("In force at every desk from now on.") if approve else _("Rejected.")
            return see_other("border:alert", alert_id, request=request, say=say)
    row = found.row
    stops = row.meaning not in QUIET
    main = found.current or found.draft or found.versions[0]
    context = {
        "form": form,
        "row": row,
        "state": words.ALERT_STATES[row.state],
        "meaning": words.MEANING_TAGS[row.meaning],
        "meaning_text": words.MEANINGS_LONG[row.meaning],
        "rows": version_rows(main, stops=stops),
        "draft": found.draft,
        "draft_rows": version_rows(found.draft, stops=stops) if found.draft and found.draft is not main else None,
        "changes": [_changed(*change) for change in found.draft.changes] if found.draft else [],
        "versions": _history(found.versions),
        "end": [
            Row(_("Ended on"), found.ended_at),
            Row(_("By"), found.ended_by or None),
            Row(_("Why"), found.end_reason or None),
        ]
        if found.ended_at
        else None,
        "open": row.state in ("draft", "in_force"),
    }
    return page(request, "border/watch_alert.html", context)


def _changed(name: str, old: str, new: str) -> Row:
    if name == "applies_to":
        old, new = str(words.WAYS[old]), str(words.WAYS[new])
    return Row(words.FIELDS[name], [old or "–", f"→ {new or '–'}"])


def version_rows(version: VersionView, *, stops: bool) -> list[Row]:
    """What a version says, as people read it. ``stops``: a hit stops somebody, so it matters on which way."""
    content = version.content
    several = (
        ("names", list(content.names)),
        ("weak_names", list(content.weak_names)),
        ("birth_dates", [words.day(one) for one in content.birth_dates]),
        ("sex", words.SEXES.get(content.sex)),
        ("nationalities", list(content.nationalities)),
        ("documents", list(content.documents)),
        ("applies_to", words.WAYS[content.applies_to] if stops else None),
        ("reason", content.reason or None),
        ("instruction", content.instruction or None),
    )
    return [
        *(Row(words.FIELDS[name], value or None) for name, value in several if stops or name != "applies_to"),
        Row(_("Legal basis"), version.legal_basis),
        Row(_("Last day"), version.expires_on),
        Row(_("Drafted by"), [version.drafted_by, version.drafted_at]),
        *([Row(_("Approved by"), [version.decided_by, version.decided_at])] if version.approved else []),
    ]


def _history(versions: tuple[VersionView, ...]) -> Table:
    answers = {True: Tag(_("Approved"), "green"), False: Tag(_("Rejected"), "grey"), None: words.ALERT_STATES["draft"]}
    columns = [
        Column("number", _("Alert version")),
        Column("drafted", _("Drafted")),
        Column("by", _("Drafted by")),
        Column("answer", _("Decision")),
        Column("decided", _("Decided by")),
    ]
    rows = [
        TableRow([one.number, one.drafted_at, one.drafted_by, answers[one.approved], one.decided_by or None])
        for one in versions
    ]
    return Table(_("Alert versions"), columns, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Ask before an alert is withdrawn."""
    found = queries.view_alert(actor_of(request), alert_id=alert_id)
    form = bind(request, ReasonForm)
    if submitted(request, form) and call(request, acts.withdraw_alert, form, alert_id=alert_id, **form.cleaned_data):
        return see_other("border:alert", alert_id, request=request, say=_("Withdrawn at every desk."))
    confirm = Confirm(
        _("Withdraw the alert"),
        rows=[Row(_("Reference"), found.row.reference), Row(_("Who"), found.row.name)],
        consequences=[
            _("Nobody is searched for by this alert any more, at no desk."),
            _("It cannot be put in force again; draft a new one."),
        ],
        button=_("Withdraw"),
        cancel=reverse("border:alert", args=[alert_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})
