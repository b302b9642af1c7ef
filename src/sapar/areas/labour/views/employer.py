"""Pages of employers: their list, one application step by step, its way, its permit."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.labour import acts, procedures, queries
from sapar.areas.labour.forms import (
    ConfirmForm,
    MrzForm,
    PaperForm,
    ReasonForm,
    StaffForm,
    WorkerForm,
    WorkForm,
    amount_text,
)
from sapar.areas.labour.models import Application
from sapar.areas.labour.queries.employer import OwnView
from sapar.areas.labour.queries.shared import Line
from sapar.areas.labour.views import sheet, words
from sapar.kernel import clock
from sapar.kernel.documents.render import printed_receipt
from sapar.standards.countries import state_code
from sapar.standards.mrz import parse
from sapar.web.components import Column, Confirm, Row, Table, TableRow, Tag, Task, Text
from sapar.web.pages import Window, bind, call, page, see_other, signed_in, submitted
from sapar.web.views import UNPROCESSABLE, actor_of

DONE, TO_DO = _("Done"), Tag(_("To do"), "blue")
FORM_OF = {"wage_minor": "wage"}
WORKER = ("primary", "secondary", "birth_date", "sex", "nationality", "issuer", "number", "phone", "language")


@require_safe
@signed_in
def applications(request: HttpRequest) -> HttpResponse:
    """The employer's applications, newest first."""
    found = queries.own_list(actor_of(request), window=Window.of(request))
    table = Table(
        caption=_("Your applications"),
        columns=[
            Column("reference", _("Reference")),
            Column("name", _("Worker")),
            Column("post", _("Post")),
            Column("state", _("State")),
            Column("due", _("Answer by")),
        ],
        rows=[_row(line) for line in found.lines],
        empty=_("You have no applications yet. Start one above."),
    )
    rows = words.count_rows(found.count, reverse("labour:staff"))
    return page(request, "labour/applications.html", {"table": table, "pager": found.pager, "count_rows": rows})


def _row(line: Line) -> TableRow:
    due = line.case.due_on if line.case and line.days_left is not None else None
    return TableRow(
        [
            line.application.reference,
            line.name or None,
            line.application.post or None,
            words.state_tag(line),
            [due, words.term_tag(line)] if due else words.term_tag(line),
        ],
        href=reverse("labour:application", args=[line.application.pk]),
        emphasis=line.state is not None and line.state.name == "returned",
    )


@require_POST
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Start a draft, or one that prolongs a permit."""
    renews = request.POST.get("renews")
    made = call(request, acts.start, renews_id=renews or None).value
    return see_other("labour:application", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def staff(request: HttpRequest) -> HttpResponse:
    """Declare the number of staff; comes back to the page named by ``next``."""
    form = bind(request, StaffForm, initial={"counted_on": clock.today()})
    after = request.GET.get("for", "")
    if submitted(request, form) and call(request, acts.declare_staff, form, **form.cleaned_data):
        target = reverse("labour:applications")
        with suppress(ValueError):
            target = reverse("labour:application", args=[UUID(after)])
        return see_other(target, request=request, say=_("The number of staff was declared."))
    return page(request, "labour/staff.html", {"form": form})


@require_safe
@signed_in
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """A draft as a list of tasks; an application that was sent as its way so far."""
    found = queries.own_view(actor_of(request), application_id=application_id)
    context = {
        "view": found,
        "state": words.state_tag(found.line),
        "worker_rows": words.worker_rows(found.application),
        "work_rows": words.work_rows(found.application),
        "paper_rows": words.paper_rows(found.papers, "labour:own_document"),
    }
    if found.editable:
        context["tasks"] = _tasks(found)
    if found.case is None:
        return page(request, "labour/draft.html", context)
    context["events"] = words.events(found.steps)
    context["due"] = words.due_row(found.case, found.line) if found.line.days_left is not None else None
    context["decisions"] = [words.decision_rows(one) for one in reversed(found.decisions)]
    context["reason"] = found.steps[-1].reason if found.steps else ""
    return page(request, "labour/application.html", context)


def _to(application_id: UUID, name: str) -> str:
    return reverse(name, args=[application_id])


def _tasks(view: OwnView) -> list[Task]:
    application = view.application
    present = {line.paper.kind for line in view.papers}
    papers = all(kind in present for kind, item in procedures.DOCUMENTS.items() if item.required)
    to = partial(_to, application.pk)
    staff_page = f"{reverse('labour:staff')}?for={application.pk}"
    ready = bool(application.primary and application.post and papers and view.count)
    return [
        Task(_("Your staff"), DONE if view.count else TO_DO, staff_page, _("How many people work for you")),
        Task(_("The worker"), DONE if application.primary else TO_DO, to("labour:worker")),
        Task(_("The work"), DONE if application.post else TO_DO, to("labour:work")),
        Task(_("Documents"), DONE if papers else TO_DO, to("labour:papers")),
        Task(
            _("Check and send"),
            TO_DO if ready else Tag(_("Not yet"), "grey"),
            to("labour:check") if ready else "",
        ),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def worker(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The worker's passport: typed, or read from its machine-readable lines by the “Read” button."""
    found = queries.own_view(actor_of(request), application_id=application_id)
    initial = _worker_initial(found.application)
    if request.method == "POST" and "read" in request.POST:
        return _read(request, found, initial)
    form = bind(request, WorkerForm, initial=initial)
    if submitted(request, form):
        data = dict(form.cleaned_data)
        code = data["mrz"][:2].strip("<") if data["mrz"] else "P"
        if call(request, acts.describe_worker, form, application_id=application_id, document_code=code, **data):
            return see_other("labour:work" if not found.application.post else "labour:application", application_id)
    lines = MrzForm(initial={"mrz": found.application.mrz})
    return page(request, "labour/worker.html", {"form": form, "lines": lines, "view": found})


def _worker_initial(application: Application) -> dict[str, Any]:
    names = (*WORKER, "document_expires_on", "mrz")
    return {name: getattr(application, name) for name in names}


def _read(request: HttpRequest, found: OwnView, initial: dict[str, Any]) -> HttpResponse:
    """Fill the form from the lines, or say where their mistake is."""
    lines = MrzForm(request.POST)
    lines.is_valid()
    text = lines.cleaned_data.get("mrz", "")
    said: Text = ""
    if not text:
        initial["mrz"], said = "", _("The machine-readable lines were left out.")
    else:
        read = parse(text, clock.today())
        for issue in read.errors:
            lines.add_error("mrz", words.mrz_words(issue))
        if read.valid:
            said = _("The form was filled from the passport. Compare it, then continue.")
            initial |= {
                "primary": read.primary,
                "secondary": read.secondary,
                "birth_date": read.birth_date or "",
                "sex": read.sex,
                "nationality": state_code(read.nationality),
                "issuer": state_code(read.issuer),
                "number": read.number,
                "document_expires_on": read.expiry_date if read.expiry_date and len(read.expiry_date) == 10 else None,
                "mrz": read.text,
            }
    context = {"form": WorkerForm(initial=initial), "lines": lines, "view": found, "said": said}
    return page(request, "labour/worker.html", context, status=UNPROCESSABLE if lines.errors else None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def work(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Post, wage, place and period."""
    found = queries.own_view(actor_of(request), application_id=application_id)
    one = found.application
    initial = {
        name: getattr(one, name)
        for name in (
            "post",
            "occupation",
            "sector",
            "wage_currency",
            "place_of_work",
            "exempt_group",
            "starts_on",
            "ends_on",
        )
    }
    form = bind(request, WorkForm, initial={**initial, "wage": amount_text(one.wage_minor)})
    if submitted(request, form):
        data = dict(form.cleaned_data)
        data["wage_minor"] = data.pop("wage")
        if call(request, acts.describe_work, form, fields=FORM_OF, application_id=application_id, **data):
            return see_other("labour:papers" if not found.papers else "labour:application", application_id)
    return page(request, "labour/work.html", {"form": form, "view": found})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def papers(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Add documents, one after the other."""
    form = bind(request, PaperForm)
    if submitted(request, form):
        upload = form.cleaned_data["content"]
        if call(
            request,
            acts.attach,
            form,
            application_id=application_id,
            kind=form.cleaned_data["kind"],
            content=upload.read(),
            filename=upload.name,
        ):
            return see_other("labour:papers", application_id, request=request, say=_("The document was added."))
    found = queries.own_view(actor_of(request), application_id=application_id)
    present = {line.paper.kind for line in found.papers}
    needed = [(item, kind in present) for kind, item in procedures.DOCUMENTS.items()]
    return page(request, "labour/papers.html", {"form": form, "view": found, "needed": needed})


@require_POST
@signed_in
def remove_paper(request: HttpRequest, application_id: UUID, paper_id: UUID) -> HttpResponse:
    """Take a document out again."""
    call(request, acts.detach, application_id=application_id, paper_id=paper_id)
    return see_other("labour:papers", application_id, request=request, say=_("The document was removed."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def check(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Check the answers, then send."""
    form = bind(request, ConfirmForm)
    # The page says which act it asked for: pressed twice, the second press must not ask for the other one.
    act = acts.resubmit if "again" in request.POST else acts.submit
    if submitted(request, form) and call(request, act, form, application_id=application_id, confirmed=True):
        return see_other("labour:receipt", application_id)
    found = queries.own_view(actor_of(request), application_id=application_id)
    to = partial(_to, application_id)
    sections = [
        (_("The worker"), words.worker_rows(found.application, to("labour:worker"))),
        (_("The work"), words.work_rows(found.application, to("labour:work"))),
        (_("Documents"), words.paper_rows(found.papers, "labour:own_document", to("labour:papers"))),
        (_("Your staff"), _staff_rows(found)),
    ]
    return page(request, "labour/check.html", {"form": form, "view": found, "sections": sections})


def _staff_rows(view: OwnView) -> list[Row]:
    change = f"{reverse('labour:staff')}?for={view.application.pk}"
    holds = view.share is not None and view.share.holds
    tag = Tag(_("Kept"), "green") if holds else Tag(_("Not kept"), "red")
    return [
        *words.count_rows(view.count, change),
        Row(_("Ten per cent rule"), tag, hint=words.share_words(view.share)),
    ]


@require_safe
@signed_in
def receipt(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What was sent, when it will be answered, and the head of the ledger that proves it."""
    found = queries.own_view(actor_of(request), application_id=application_id)
    if found.case is None:
        return see_other("labour:application", application_id)
    return page(request, "labour/receipt.html", {"view": found, "head": printed_receipt()})


@require_safe
@signed_in
def document(request: HttpRequest, application_id: UUID, paper_id: UUID) -> HttpResponse:
    """The file of a document, as a download."""
    opened = queries.own_document(actor_of(request), application_id=application_id, paper_id=paper_id)
    return HttpResponse(opened.content, headers=opened.headers())


@require_safe
@signed_in
def permit(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The permit as a PDF."""
    return sheet.answer(queries.own_permit_sheet(actor_of(request), application_id=application_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Withdraw, after a question."""
    confirm = Confirm(
        title=_("Withdraw this application?"),
        text=_("The migration service will not decide on it. You can start a new one at any time."),
        button=_("Withdraw it"),
    )
    return _ask(request, application_id, acts.withdraw, confirm, _("The application was withdrawn."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def discard(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Throw a draft away, after a question."""
    confirm = Confirm(
        title=_("Throw this draft away?"),
        text=_("Its answers and documents are erased and cannot be brought back."),
        button=_("Throw it away"),
    )
    return _ask(request, application_id, acts.discard, confirm, _("The draft was thrown away."), gone=True)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appeal(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Appeal against a refusal, with a reason."""
    confirm = Confirm(
        title=_("Appeal against the refusal"),
        text=_("A person who had no part in the refusal will decide. Say what was overlooked or what has changed."),
        button=_("Send the appeal"),
        warning=False,
    )
    return _ask(request, application_id, acts.appeal, confirm, _("The appeal was sent."), ReasonForm)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Give a permit back, with a reason."""
    confirm = Confirm(
        title=_("Give the work permit back?"),
        text=_("Do this when the work has ended early."),
        consequences=[
            _("The permit ends at once, and its seal is revoked."),
            _("It cannot be brought back; for new work a new application is needed."),
        ],
        button=_("Give it back"),
    )
    return _ask(request, application_id, acts.cancel, confirm, _("The permit was given back."), ReasonForm)


def _ask(
    request: HttpRequest,
    application_id: UUID,
    act: Callable[..., Any],
    confirm: Confirm,
    said: Text,
    form_class: type[forms.Form] = forms.Form,
    *,
    gone: bool = False,
) -> HttpResponse:
    """A question before an act that cannot be taken back."""
    form = bind(request, form_class)
    if submitted(request, form) and call(request, act, form, application_id=application_id, **form.cleaned_data):
        if gone:
            return see_other("labour:applications", request=request, say=said)
        return see_other("labour:application", application_id, request=request, say=said)
    found = queries.own_view(actor_of(request), application_id=application_id)
    asked = Confirm(
        title=confirm.title,
        text=confirm.text,
        rows=[Row(_("Reference"), found.application.reference), *words.worker_rows(found.application, phone=False)[:1]],
        button=confirm.button,
        warning=confirm.warning,
        cancel=reverse("labour:application", args=[application_id]),
        consequences=confirm.consequences,
    )
    return page(request, "web/confirm.html", {"confirm": asked, "form": form})
