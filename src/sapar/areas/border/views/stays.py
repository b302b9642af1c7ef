"""Officers' pages about stays: one person's stays, entry slips, regimes, possible overstays."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.border import acts, queries
from sapar.areas.border import stay_words as words
from sapar.areas.border.access import HEADQUARTERS, SERVICE
from sapar.areas.border.acts.stays import code_digest, number_key
from sapar.areas.border.forms.stays import (
    AsOfForm,
    DecideRegimeForm,
    OverstayForm,
    RegimeForm,
    StayNumberForm,
    limits_typed,
)
from sapar.areas.border.queries.overstays import OverstayRow
from sapar.areas.border.queries.stays import PersonStays, RegimeRow, as_regime
from sapar.areas.border.words import birth
from sapar.kernel import clock
from sapar.kernel.access.codes import ENTROPY, invitation_code
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound, NotPermitted
from sapar.methods.stays.regime_table import REGIMES
from sapar.standards.countries import state_code
from sapar.web import vault
from sapar.web.components import Column, Confirm, Link, Row, Table, TableRow, Tag
from sapar.web.nav import record_href
from sapar.web.pages import Window, bind, call, csv_response, page, see_other, signed_in, submitted
from sapar.web.views import UNPROCESSABLE, actor_of

FIND = "border.find_stays"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """Find a person by a document. The number travels by POST, and on in an address in which it cannot be read."""
    form = bind(request, StayNumberForm)
    if submitted(request, form):
        wrapped = vault.wrap(FIND, number_key(form.cleaned_data["number"]))
        return see_other(f"{reverse('border:stays')}?{urlencode({'find': wrapped})}")
    number = vault.unwrap(FIND, request.GET.get("find", ""))
    table = None
    if number and request.method != "POST":
        found = queries.find_stays(actor_of(request), number=number)
        if len(found) == 1:
            return see_other("border:person_stays", found[0].person_id)
        table = Table(
            _("Persons with this document"),
            [
                Column("name", _("Name")),
                Column("birth", _("Date of birth")),
                Column("nationality", _("Nationality")),
                Column("document", _("Documents")),
            ],
            [
                TableRow(
                    [one.name or _("not identified"), birth(one.birth_date) or None, one.nationality, one.document],
                    href=reverse("border:person_stays", args=[one.person_id]),
                )
                for one in found
            ],
            empty=_("No crossing with this document is recorded."),
        )
    return page(request, "border/stays_find.html", {"form": form, "table": table})


@require_safe
@signed_in
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person's stays, and what they say today or on a day of the past."""
    actor = actor_of(request)
    found = queries.view_stays(actor, person_id=person_id, as_of=_day(request.GET.get("as_of", "")))
    inside = next((line for line in found.lines if line.outcome == "inside"), None)
    context = {
        "view": found,
        "verdict": words.standing_view(found.standing),
        "rows": words.standing_rows(found.standing) if found.standing.basis != "citizen" else [],
        "who": person_rows(found),
        "table": stays_table(found),
        "slip_entry": inside.entry_id if inside else None,
        "may_file": actor.role in SERVICE and inside is not None and found.standing.basis != "citizen",
        "extensions": _extension_links(found) if actor.role in SERVICE else [],
    }
    return page(request, "border/stays_person.html", context)


def _extension_links(found: PersonStays) -> list[Link]:
    return [Link(one.reference, reverse("border:extension", args=[one.pk])) for one in found.extensions]


def person_rows(found: PersonStays) -> list[Row]:
    """Who this is, and whether the present stay is registered."""
    rows = [
        Row(_("Name"), found.name or None),
        Row(_("Date of birth"), birth(found.birth_date) or None),
        Row(_("Nationality"), found.nationality),
        Row(_("Documents"), ", ".join(found.documents)),
    ]
    if found.register_by is not None:
        late = found.register_by < clock.today()
        tag = (
            Tag(_("Registered"), "green")
            if found.registered
            else Tag(_("Not registered"), "orange" if late else "grey")
        )
        rows.append(Row(_("Registration"), tag, hint=_("Term: %(day)s") % {"day": words.day_text(found.register_by)}))
    if found.code_at is not None:
        rows.append(Row(_("Newest entry slip"), found.code_at))
    return rows


def stays_table(found: PersonStays) -> Table:
    """Stays, newest first; each crossing is linked."""
    columns = [
        Column("state", _("Stay")),
        Column("entry", _("Entry")),
        Column("exit", _("Exit")),
        Column("nights", _("Nights"), numeric=True),
        Column("document", _("Document")),
        Column("permits", _("Permissions")),
    ]
    rows = []
    for line in found.lines:
        entry = (
            Link(words.day_text(line.entry_on) or "", record_href("crossing", line.entry_id)) if line.entry_id else None
        )
        exit_ = (
            Link(words.day_text(line.exit_on) or "", record_href("crossing", line.exit_id)) if line.exit_id else None
        )
        permits = [
            f"{words.PERMISSIONS[one.kind]} {one.reference} {words.day_text(one.until) or '∞'}" for one in line.permits
        ]
        rows.append(
            TableRow(
                [
                    words.OUTCOMES[line.outcome].text,
                    [entry, line.entry_post] if entry else None,
                    [exit_, line.exit_post]
                    if exit_
                    else words.day_text(line.bounded_on) and f"≤ {words.day_text(line.bounded_on)}",
                    line.nights,
                    f"{line.nationality} · {words.KINDS.get(line.document_kind, line.document_kind)}",
                    permits or None,
                ]
            )
        )
    return Table(_("Stays, newest first"), columns, rows, empty=_("No crossing of this person counts."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def slip(request: HttpRequest, crossing_id: UUID) -> HttpResponse:
    """Make an entry slip: a new code, shown once, to be printed and handed over."""
    actor = actor_of(request)
    form = bind(request, django_forms.Form)
    entry = queries.slip_of(actor, crossing_id=crossing_id)
    if request.method == "POST":
        code = invitation_code(secrets.token_bytes(ENTROPY))
        done = call(
            request,
            acts.issue_slip,
            form,
            crossing_id=crossing_id,
            digest=code_digest(entry.number, entry.birth_date, code),
        )
        if done:
            found = queries.view_stays(actor, person_id=entry.person_id)
            context = {
                "view": found,
                "code": code,
                "address": request.build_absolute_uri(reverse("border:my_stay")),
                "verdict": words.standing_view(found.standing, own=True),
                "register_by": found.register_by,
                "unverified": found.standing.unverified,
                "back": reverse("border:person_stays", args=[entry.person_id]),
            }
            return page(request, "border/stays_slip.html", context)
    confirm = Confirm(
        _("Entry slip"),
        _("The slip carries a code with which the traveller sees on a phone how long they may stay."),
        consequences=[
            _("The code is shown once and stored nowhere. Print the slip and hand it to the traveller alone."),
            _("A new code closes the page that an earlier one opened."),
        ],
        button=_("Make the slip"),
        warning=False,
        cancel=reverse("border:person_stays", args=[entry.person_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------ regimes


@require_safe
@signed_in
def regimes(request: HttpRequest) -> HttpResponse:
    """All regimes, those that wait for a second person first."""
    actor = _headquarters(request)
    with reading(actor):
        found = queries.list_regimes(actor)
    known = {one.regime.code for one in found}
    offered = [one for one in REGIMES if one.host == settings.SAPAR_HOME and one.code not in known]
    context = {
        "table": regime_table(found),
        "offered": [Link(one.code, f"{reverse('border:new_regime')}?from={one.code}", one.source) for one in offered],
    }
    return page(request, "border/stays_regimes.html", context)


def regime_table(found: list[RegimeRow]) -> Table:
    columns = [
        Column("code", _("Short name")),
        Column("state", _("State")),
        Column("limits", _("Limits")),
        Column("nationalities", _("Nationalities")),
        Column("documents", _("Documents")),
        Column("validity", _("For entries")),
        Column("source", _("Source")),
    ]
    rows = [
        TableRow(
            [
                one.regime.code,
                [words.REGIME_STATES[one.state], words.UNVERIFIED]
                if one.regime.unverified
                else words.REGIME_STATES[one.state],
                [words.limit_text(limit) for limit in as_regime(one.regime).limits],
                ", ".join(one.regime.nationalities) or _("any"),
                ", ".join(str(words.KINDS[kind]) for kind in one.regime.document_kinds) or _("any"),
                period_text(one.regime.valid_from, one.regime.valid_until),
                one.regime.source,
            ],
            href=reverse("border:regime", args=[one.regime.pk]),
        )
        for one in found
    ]
    return Table(
        _("Regimes of visa-free stay"), columns, rows, empty=_("No regime has been entered."), caption_hidden=True
    )


def period_text(first: date | None, last: date | None) -> object:
    if first and last:
        return f"{words.day_text(first)} – {words.day_text(last)}"
    if first:
        return _("from %(day)s") % {"day": words.day_text(first)}
    return _("until %(day)s") % {"day": words.day_text(last)} if last else _("always")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_regime(request: HttpRequest, regime_id: UUID | None = None) -> HttpResponse:
    """Enter a regime, or a new version of one."""
    actor = _headquarters(request)
    initial: dict[str, Any] = {"convention": "both"}
    source = next((one for one in REGIMES if one.code == request.GET.get("from")), None)
    if regime_id is not None:
        with reading(actor):
            source = as_regime(queries.find_regime(regime_id))
    if source is not None:
        initial = {
            "code": source.code,
            "limits": limits_typed(source.limits),
            "convention": source.convention,
            "nationalities": ", ".join(source.nationalities),
            "document_kinds": list(source.document_kinds),
            "valid_from": source.valid_from,
            "valid_until": source.valid_until,
            "source": source.source,
            "unverified": source.unverified,
        }
    form = bind(request, RegimeForm, initial=initial)
    if submitted(request, form):
        done = call(request, acts.enter_regime, form, replaces_id=regime_id, **form.cleaned_data)
        if done:
            said = _("Entered. It counts once another person has approved it.")
            return see_other("border:regime", done.value.pk, request=request, say=said)
    return page(request, "border/stays_regime_form.html", {"form": form, "replaces": regime_id})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def regime(request: HttpRequest, regime_id: UUID) -> HttpResponse:
    """One regime, and the second person's decision."""
    actor = _headquarters(request)
    form = bind(request, DecideRegimeForm)
    if submitted(request, form) and call(request, acts.decide_regime, form, regime_id=regime_id, **form.cleaned_data):
        said = _("Approved: it counts from now on.") if form.cleaned_data["approve"] else _("Not approved.")
        return see_other("border:regimes", request=request, say=said)
    with reading(actor):
        found = next((one for one in queries.list_regimes(actor) if one.regime.pk == regime_id), None)
    if found is None:
        raise NotFound()
    row = found.regime
    rows = [
        Row(
            _("State"),
            [words.REGIME_STATES[found.state], words.UNVERIFIED]
            if row.unverified
            else words.REGIME_STATES[found.state],
        ),
        Row(_("Limits"), [words.limit_text(limit) for limit in as_regime(row).limits]),
        Row(_("How days are counted"), words.CONVENTIONS[row.convention]),
        Row(_("Nationalities"), ", ".join(row.nationalities) or _("any")),
        Row(_("Kinds of document"), ", ".join(str(words.KINDS[kind]) for kind in row.document_kinds) or _("any")),
        Row(_("For entries"), period_text(row.valid_from, row.valid_until)),
        Row(_("Source"), row.source),
        Row(_("Entered by"), found.entered_by),
        Row(_("Entered"), row.entered_at),
        *([Row(_("Decided by"), found.decided_by), Row(_("Decided"), row.decided_at)] if row.decided_at else []),
        *([Row(_("Note"), row.note)] if row.note else []),
    ]
    context = {
        "row": row,
        "rows": rows,
        "form": form if found.state == "waiting" and not found.by_me else None,
        "by_me": found.state == "waiting" and found.by_me,
        "may_replace": bool(row.approved) and row.replaced_at is None,
    }
    return page(request, "border/stays_regime.html", context)


def _headquarters(request: HttpRequest) -> Any:
    actor = actor_of(request)
    if actor.role != HEADQUARTERS:
        raise NotPermitted()
    return actor


# ------------------------------------------------------------------------------------------------ possible overstays


@require_safe
@signed_in
def overstays(request: HttpRequest) -> HttpResponse:
    """The newest list of possible overstays, or the one of a day."""
    actor = actor_of(request)
    given = request.GET
    found = queries.list_overstays(
        actor,
        window=Window.of(request),
        as_of=_day(given.get("as_of", "")),
        outcome=given.get("outcome", "") if given.get("outcome") in words.WHERE else "",
        nationality=state_code(given.get("nationality", ""))[:3],
    )
    days = [(day.isoformat(), words.day_text(day) or "") for day in found.days]
    filters = OverstayForm(given or None, days=days)
    kept = {name: given[name] for name in ("outcome", "nationality") if given.get(name)}
    context = {
        "run": found.run,
        "table": overstay_table(found.rows),
        "pager": found.pager,
        "filters": filters,
        "filtered": bool(kept or given.get("as_of")),
        "csv": f"{reverse('border:overstays_csv', args=[found.run.pk])}?{urlencode(kept)}" if found.run else "",
        "counts": [(words.WHERE[name], found.run.counts.get(name, 0)) for name in words.WHERE] if found.run else [],
        "make": AsOfForm(initial={"as_of": clock.today() - timedelta(days=1)}),
    }
    return page(request, "border/stays_overstays.html", context)


def overstay_table(found: list[OverstayRow]) -> Table:
    columns = [
        Column("name", _("Traveller")),
        Column("nationality", _("Nationality")),
        Column("entry", _("Entry")),
        Column("post", _("Border post")),
        Column("until", _("Permitted until")),
        Column("exit", _("Exit")),
        Column("over", _("Days over"), numeric=True),
        Column("ground", _("By which rule")),
    ]
    rows = [
        TableRow(
            [
                one.name or _("not identified"),
                one.line.nationality,
                one.line.entry_on,
                one.post,
                one.line.permitted_until,
                one.line.exit_on or _("none recorded"),
                one.line.days_over,
                [_ground(one), words.UNVERIFIED] if one.line.unverified else _ground(one),
            ],
            href=reverse("border:person_stays", args=[one.line.person_id]),
        )
        for one in found
    ]
    return Table(
        _("Possible overstays, longest first"), columns, rows, empty=_("No possible overstay is on this list.")
    )


def _ground(one: OverstayRow) -> object:
    return words.PERMISSIONS.get(one.line.ground, one.line.ground)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def make_overstays(request: HttpRequest) -> HttpResponse:
    """Work out a list anew."""
    if request.method != "POST":
        return see_other("border:overstays")
    form = bind(request, AsOfForm)
    if submitted(request, form):
        done = call(request, acts.make_overstays, form, as_of=form.cleaned_data["as_of"])
        if done:
            where = f"{reverse('border:overstays')}?{urlencode({'as_of': form.cleaned_data['as_of'].isoformat()})}"
            return see_other(where, request=request, say=_("The list was worked out."))
    return page(request, "border/stays_overstays.html", {"form": form, "make": form}, status=UNPROCESSABLE)


@require_safe
@signed_in
def overstays_csv(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """The list as a file; a look of its own."""
    given = request.GET
    found = queries.export_overstays(
        actor_of(request),
        run_id=run_id,
        outcome=given.get("outcome", "") if given.get("outcome") in words.WHERE else "",
        nationality=state_code(given.get("nationality", ""))[:3],
    )
    titles = [
        _("Traveller"), _("Nationality"), _("Entry"), _("Border post"), _("Permitted until"), _("Exit"), _("Days over"),
        _("By which rule"), _("Confirmed"),
    ]  # fmt: skip
    return csv_response(
        "possible-overstays",
        titles,
        (
            [
                one.name, one.line.nationality, one.line.entry_on, one.post, one.line.permitted_until, one.line.exit_on,
                one.line.days_over, _ground(one), _("unverified") if one.line.unverified else _("yes"),
            ]
            for one in found
        ),
    )  # fmt: skip
