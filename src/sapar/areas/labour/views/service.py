"""Pages of the migration service: the list of cases, one case on one screen, decisions, complaints, quotas."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.labour import acts, procedures, queries
from sapar.areas.labour.access import EMPLOYER, HEAD, SERVICE
from sapar.areas.labour.forms import (
    AnswerForm,
    CasesForm,
    FindForm,
    QuotaForm,
)
from sapar.areas.labour.queries.service import FILTERS, View
from sapar.areas.labour.queries.shared import Line
from sapar.areas.labour.views import sheet, words
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotPermitted
from sapar.web.components import Choice, Column, Link, Row, Table, TableRow, Tag, Text
from sapar.web.pages import Window, bind, call, csv_response, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

TABS: dict[str, Text] = {
    "waiting": _("Waiting"),
    "mine": _("Taken by me"),
    "late": _("Late"),
    "returned": _("With the employer"),
    "all": _("All"),
}
COLUMNS = [
    Column("reference", _("Reference")),
    Column("name", _("Worker")),
    Column("nationality", _("Nationality")),
    Column("employer", _("Employer")),
    Column("post", _("Post")),
    Column("sector", _("Sector")),
    Column("state", _("State")),
    Column("due", _("Decide by"), sortable=True),
    Column("left", _("Time left")),
]


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """To the list that belongs to the reader's role."""
    role = actor_of(request).role
    if role == EMPLOYER:
        return see_other("labour:applications")
    if role in SERVICE:
        return see_other("labour:cases")
    raise NotPermitted()


@require_safe
@signed_in
def record(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """To the page of an application that belongs to the reader's role; the work list links here."""
    role = actor_of(request).role
    return see_other("labour:case" if role in SERVICE else "labour:application", application_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cases(request: HttpRequest) -> HttpResponse:
    """The list by deadline, with filter; a search is sent by POST."""
    actor = actor_of(request)
    filters = CasesForm(request.GET)
    filters.is_valid()
    show = filters.cleaned_data.get("show") or "waiting"
    sector = filters.cleaned_data.get("sector", "")
    sort = filters.cleaned_data.get("sort") or "due"
    search = bind(request, FindForm)
    text = search.cleaned_data["q"] if submitted(request, search) else ""
    found = queries.find(actor, text=text, show=show, sector=sector, sort=sort, window=Window.of(request))
    table = Table(
        caption=_("Search results") if text else _("Applications for work permits"),
        columns=COLUMNS,
        rows=[_row(line, actor.language) for line in found.lines],
        sort={"-due": "-due", "due": "due"}.get(sort, ""),
        empty=_("Nothing was found.") if text else _("No application is in this list."),
    )
    base = reverse("labour:cases")
    names = (*TABS, show) if show not in TABS else tuple(TABS)
    choices = [
        Choice(
            TABS.get(name) or procedures.WORK_PERMIT.state(name).title,
            f"{base}?show={name}",
            name == show and not text,
            found.counts.get(name),
        )
        for name in names
    ]
    context = {
        "table": table,
        "pager": None if text else found.pager,
        "choices": choices,
        "filters": filters,
        "search": search,
        "searched": bool(text),
        "states": [
            Choice(state.title, f"{base}?show={state.name}", state.name == show)
            for state in procedures.WORK_PERMIT.states
        ],
        "csv": f"{reverse('labour:cases_csv')}?show={show}&sector={sector}",
    }
    return page(request, "labour/cases.html", context)


def _row(line: Line, language: str) -> TableRow:
    return TableRow(
        [
            line.application.reference,
            line.name,
            line.application.nationality,
            line.employer.name(language) if line.employer else None,
            line.application.post,
            words.title_of(procedures.SECTORS, line.application.sector),
            words.state_tag(line),
            line.case.due_on if line.case else None,
            words.term_tag(line),
        ],
        href=reverse("labour:case", args=[line.application.pk]),
        emphasis=line.days_left is not None and line.days_left < 0,
    )


@require_safe
@signed_in
def cases_csv(request: HttpRequest) -> HttpResponseBase:
    """The list as a file; a look of its own."""
    actor = actor_of(request)
    show = request.GET.get("show", "")
    lines = queries.export(actor, show=show if show in FILTERS else "waiting", sector=request.GET.get("sector", "")[:1])
    titles = [*(column.title for column in COLUMNS[:-1]), _("Submitted on"), _("Wage"), _("Currency")]
    rows = [
        [
            *(cell for cell in _row(line, actor.language).cells[:-1]),
            line.application.submitted_at,
            None if line.application.wage_minor is None else line.application.wage_minor / 100,
            line.application.wage_currency,
        ]
        for line in lines
    ]
    return csv_response("work-permits", titles, rows)


@require_safe
@signed_in
def case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Everything needed to decide, on one screen."""
    actor = actor_of(request)
    found = queries.view(actor, application_id=application_id)
    context = {
        "view": found,
        "state": words.state_tag(found.line),
        "case_rows": _case_rows(found, actor.language),
        "worker_rows": words.worker_rows(found.application),
        "work_rows": words.work_rows(found.application),
        "paper_rows": words.paper_rows(found.papers, "labour:document"),
        "checks": checks(found),
        "events": words.events(found.steps, found.people),
        "decisions": [words.decision_rows(one) for one in reversed(found.decisions)],
        "actions": _actions(found, actor.role),
        "others": _others(found, actor.language),
        "mine": found.case.assigned_to == actor.account_id,
        "code_words": code_words(found),
    }
    return page(request, "labour/case.html", context)


def _case_rows(view: View, language: str) -> list[Row]:
    taken = view.people.get(view.case.assigned_to) if view.case.assigned_to else None
    rows = [
        Row(_("Employer"), view.employer.name(language), hint=view.employer.register_number),
        Row(_("Submitted on"), view.application.submitted_at),
        words.due_row(view.case, view.line)
        if view.line.days_left is not None
        else Row(_("Decide by"), view.case.due_on),
        Row(_("Taken by"), taken),
    ]
    if view.case.escalated_at:
        rows.append(Row(_("Escalated"), view.case.escalated_at))
    if view.application.renews_id:
        original = reverse("labour:case", args=[view.application.renews_id])
        rows.append(Row(_("Prolongs"), Link(_("the permit before this one"), original)))
    if view.permit:
        rows.append(Row(_("Permit"), words.period(view.permit.valid_from, view.permit.valid_until)))
    return rows


def checks(view: View) -> list[Row]:
    """What is worked out for the decision: completeness, ten per cent, quota."""
    kept, broken = Tag(_("Kept"), "green"), Tag(_("Not kept"), "red")
    missing = [procedures.DOCUMENTS[kind].title for kind in view.missing]
    rows = [
        Row(
            _("Documents"),
            [Tag(_("Missing"), "red"), *missing] if missing else Tag(_("Complete"), "green"),
        )
    ]
    if view.permit is None:
        share = view.share
        hints = [words.share_words(share)]
        if view.count:
            source = words.title_of(procedures.COUNT_SOURCES, view.count.source)
            hints.append(
                str(_("Counted on %(day)s; source: %(source)s."))
                % {
                    "day": date_format(view.count.counted_on),
                    "source": source,
                }
            )
        if view.pending:
            hints.append(str(_("Other applications of this employer that wait: %(count)s.")) % {"count": view.pending})
        holds = (share is not None and share.holds) or bool(view.application.exempt_group)
        rows.append(Row(_("Ten per cent rule"), kept if holds else broken, hint=" ".join(hints)))
    quota = view.quota
    values: list[object] = []
    if quota is not None:
        values.append(Tag(_("Places left"), "green") if quota.used < quota.limit else Tag(_("Full"), "red"))
    if quota is None or quota.unverified:
        values.append(words.UNVERIFIED)
    rows.append(Row(_("Quota"), values, hint=words.quota_words(quota, view.quota_year)))
    return rows


# Move → (address, words, key, look of the button). The keys are letters of the English words.
ACTIONS = {
    "grant": ("labour:grant", _("Grant"), "g", ""),
    "refuse": ("labour:refuse", _("Refuse"), "r", "govuk-button--warning"),
    "return": ("labour:return", _("Return to the employer"), "b", "govuk-button--secondary"),
    "override": ("labour:override", _("Grant against the refusal"), "o", "govuk-button--warning"),
    "uphold": ("labour:uphold", _("Confirm the refusal"), "u", "govuk-button--secondary"),
    "revoke": ("labour:revoke", _("Revoke the permit"), "v", "govuk-button--warning"),
}


def _actions(view: View, role: str) -> list[dict[str, object]]:
    """The buttons of a case: what this role may do in this state."""
    found: list[dict[str, object]] = []
    for name, (address, title, key, look) in ACTIONS.items():
        if not any(move.name == name for move in view.moves) or (name in ("override", "uphold") and view.own_refusal):
            continue
        found.append({"href": reverse(address, args=[view.application.pk]), "title": title, "key": key, "look": look})
    if role == HEAD and view.line.days_left is not None and view.line.days_left >= 0 and not view.case.extended:
        href = reverse("labour:extend", args=[view.application.pk])
        found.append({"href": href, "title": _("Extend the term"), "key": "x", "look": "govuk-button--secondary"})
    return found


def code_words(view: View) -> Text:
    if view.permit is None:
        return ""
    if view.code is None:
        return _("The worker has no code yet.")
    sent = _("The newest code was sent to the worker's own number.")
    return sent if view.code.channel == "sms" else _("The newest code was handed over in person.")


def _others(view: View, language: str) -> Table:
    return Table(
        caption=_("Other applications for this passport"),
        columns=[
            Column("reference", _("Reference")),
            Column("employer", _("Employer")),
            Column("post", _("Post")),
            Column("state", _("State")),
        ],
        rows=[
            TableRow(
                [
                    line.application.reference,
                    line.employer.name(language) if line.employer else None,
                    line.application.post,
                    words.state_tag(line),
                ],
                href=reverse("labour:case", args=[line.application.pk]),
            )
            for line in view.other_permits
        ],
        empty=_("There are none."),
    )


@require_safe
@signed_in
def document(request: HttpRequest, application_id: UUID, paper_id: UUID) -> HttpResponse:
    """The file of a document, as a download."""
    opened = queries.document(actor_of(request), application_id=application_id, paper_id=paper_id)
    return HttpResponse(opened.content, headers=opened.headers())


@require_safe
@signed_in
def permit(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The permit as a PDF."""
    return sheet.answer(queries.permit_sheet(actor_of(request), application_id=application_id))


@require_safe
@signed_in
def complaints(request: HttpRequest) -> HttpResponse:
    """Workers' complaints: those that wait, or those that were answered."""
    actor = actor_of(request)
    answered = request.GET.get("show") == "answered"
    lines = queries.complaints(actor, answered=answered)
    base = reverse("labour:complaints")
    choices = [
        Choice(_("Waiting"), base, not answered),
        Choice(_("Answered"), f"{base}?show=answered", answered),
    ]
    items = [
        {
            "line": line,
            "kind": words.title_of(procedures.COMPLAINT_KINDS, line.complaint.kind),
            "employer": line.employer.name(actor.language) if line.employer else None,
        }
        for line in lines
    ]
    return page(request, "labour/complaints.html", {"items": items, "choices": choices, "answered": answered})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def answer(request: HttpRequest, complaint_id: UUID) -> HttpResponse:
    """Answer a complaint."""
    lines = queries.complaints(actor_of(request))
    line = next((one for one in lines if one.complaint.pk == complaint_id), None)
    if line is None:
        raise Http404
    form = bind(request, AnswerForm)
    if submitted(request, form) and call(
        request, acts.answer_complaint, form, complaint_id=complaint_id, **form.cleaned_data
    ):
        return see_other("labour:complaints", request=request, say=_("The worker can read your answer now."))
    kind = words.title_of(procedures.COMPLAINT_KINDS, line.complaint.kind)
    return page(request, "labour/answer.html", {"line": line, "form": form, "kind": kind})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def quotas(request: HttpRequest) -> HttpResponse:
    """The quotas; the head sets them."""
    actor = actor_of(request)
    if actor.role not in SERVICE:
        raise NotPermitted()
    form = bind(request, QuotaForm) if actor.role == HEAD else None
    if form is not None and submitted(request, form):
        given = dict(form.cleaned_data)
        given["unverified"] = not given.pop("verified")
        if call(request, acts.set_quota, form, fields={"unverified": "verified"}, **given):
            return see_other("labour:quotas", request=request, say=_("The quota was set."))
    with reading(actor):
        found = queries.quotas()
    table = Table(
        caption=_("Quotas for work permits"),
        columns=[
            Column("year", _("Year")),
            Column("sector", _("Sector")),
            Column("limit", _("Places in the quota"), numeric=True),
            Column("used", _("Granted"), numeric=True),
            Column("left", _("Places left"), numeric=True),
            Column("source", _("Decree")),
        ],
        rows=[
            TableRow(
                [
                    str(one.year),
                    words.title_of(procedures.SECTORS, one.sector) if one.sector != "*" else _("All other sectors"),
                    one.limit,
                    one.used,
                    one.limit - one.used,
                    [one.source or None, words.UNVERIFIED] if one.unverified else one.source,
                ]
            )
            for one in found
        ],
        empty=_("No quota is entered: permits are granted without counting places."),
    )
    return page(request, "labour/quotas.html", {"table": table, "form": form})


@require_safe
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """The records behind a figure."""
    actor = actor_of(request)
    given = request.GET.dict()
    try:
        run_id = UUID(given.pop("run", ""))
    except ValueError:
        raise Http404 from None
    part = given.pop("part", "all")
    lines = queries.register(actor, run_id=run_id, part=part, codes=given)
    table = Table(
        caption=_("Records behind this figure"),
        columns=COLUMNS,
        rows=[_row(line, actor.language) for line in lines],
        empty=_("No record is behind this figure any more."),
    )
    return page(request, "labour/register.html", {"table": table})
