"""Publishing a plan as IATI: check, explain, publish, take back; and what the public may take."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import LEADERS
from sapar.areas.programme.forms import exchange as forms
from sapar.areas.programme.models import IatiFile
from sapar.areas.programme.queries import publishing as queries
from sapar.areas.programme.views import iati_words
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.errors import NotFound
from sapar.standards.iati import ERROR, Finding
from sapar.web.components import Column, Confirm, Link, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
MOST = 100
MEDIA_TYPE = "application/xml; charset=utf-8"


@BOTH
@signed_in
def publish(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The file as it would be now, what the check says, and the button; below, what was published."""
    actor = actor_of(request)
    view = queries.publish_view(actor, plan_id)
    if request.method == "POST":
        call(request, acts.publish_iati, plan_id=plan_id, sha256=request.POST.get("sha256", ""))
        return see_other("programme:iati", plan_id, request=request, say=_("Published."))
    made = view.made
    errors = sum(one.severity == ERROR for one in made.findings) if made else 0
    facts = []
    if made and not made.fault:
        facts = [
            Row(_("Activities in the file"), made.activities, hint=_("The plan itself and each of its activities.")),
            Row(
                _("Activities with a tag"),
                made.tagged,
                hint=_("SDG goals and targets, objectives of the Global Compact."),
            ),
            Row(_("Activities with a policy marker"), made.marked, hint=_("Only where an official has set one.")),
            Row(_("Size"), gettext("%(kb)s KB") % {"kb": -(-len(made.content) // 1024)}),
            Row(_("Result of the check"), _verdict(len(made.findings), errors)),
            Row(_("SHA-256"), made.sha256),
        ]
    context = {
        "view": view,
        "facts": facts,
        "findings": _findings(made.findings[:MOST]) if made and made.findings else None,
        "more": max(len(made.findings) - MOST, 0) if made else 0,
        "fault": made.fault if made else "",
        "files": _files(view.files, view, may_withdraw=actor.role in LEADERS and actor.institution_id),
        "may_publish": bool(made and made.publishable) and actor.role in LEADERS,
        "may_describe": bool(view.side) and actor.role in LEADERS,
        "same": bool(made) and any(one.sha256 == made.sha256 and not one.withdrawn_at for one in view.files if made),
    }
    return page(request, "programme/iati/publish.html", context)


def hash_lines(sha256: str) -> list[str]:
    """A hash in two lines, so that a table keeps its width."""
    return [sha256[:32], sha256[32:]]


def _verdict(findings: int, errors: int) -> list[Tag]:
    if errors:
        text = ngettext("%(count)s error", "%(count)s errors", errors) % {"count": errors}
        tags = [Tag(text, "red")]
    else:
        tags = [Tag(_("no error"), "green")]
    if warnings := findings - errors:
        text = ngettext("%(count)s warning", "%(count)s warnings", warnings) % {"count": warnings}
        tags.append(Tag(text, "yellow"))
    return tags


def _findings(findings: list[Finding]) -> Table:
    rows = []
    for one in findings:
        what, mend = iati_words.explained(one)
        kind = Tag(_("error"), "red") if one.severity == ERROR else Tag(_("warning"), "yellow")
        element = one.path.rpartition("iati-activity")[2].partition("/")[2] or one.path
        rows.append(
            TableRow([kind, one.rule, element, one.line or None, [what, one.detail] if one.detail else what, mend])
        )
    columns = [
        Column("kind", _("Kind")),
        Column("rule", _("Rule")),
        Column("element", _("Element")),
        Column("line", _("Line"), numeric=True),
        Column("what", _("What is wrong")),
        Column("mend", _("How to correct it")),
    ]
    return Table(_("What the check found"), columns, rows)


def _files(files: list[IatiFile], view: queries.PublishView, *, may_withdraw: UUID | bool | None) -> Table:
    rows = []
    for one in files:
        state: object = Tag(_("public"), "green")
        action: object = ""
        if one.withdrawn_at:
            state = [Tag(_("taken back"), "grey"), one.withdrawn_reason]
        elif may_withdraw == one.institution_id:
            action = Link(
                _("Take back"), reverse("programme:iati_withdraw", args=[one.pk]), str(one.published_at.date())
            )
        rows.append(
            TableRow(
                [
                    one.published_at,
                    words.name(view.names, one.institution_id),
                    one.activities,
                    hash_lines(one.sha256),
                    state,
                    Link(_("File"), reverse("programme:iati_file", args=[one.pk]), str(one.published_at.date()))
                    if not one.withdrawn_at
                    else "",
                    action,
                ]
            )
        )
    columns = [
        Column("at", _("Published")),
        Column("by", _("By")),
        Column("activities", _("Activities"), numeric=True),
        Column("hash", _("SHA-256")),
        Column("state", _("State")),
        Column("file", _("File")),
        Column("action", _("Action")),
    ]
    return Table(_("Published files"), columns, rows, empty=_("Nothing has been published yet."))


@require_safe
@signed_in
def preview(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The file as it would be now, with whatever is wrong in it."""
    view = queries.publish_view(actor_of(request), plan_id)
    if view.made is None or view.made.fault:
        raise NotFound()
    return _xml(view.made.content, f"draft-{view.plan.reference.lower()}.xml", public=False)


@BOTH
@signed_in
def publisher(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """How one's institution signs its files."""
    view = queries.publish_view(actor_of(request), plan_id)
    options = {"directions": view.directions, "parties": view.parties, "language": words.language()}
    initial = forms.PublisherForm.initial_of(view.publisher or view.suggested)
    form = bind(request, forms.PublisherForm, initial=initial, **options)
    if submitted(request, form):
        done = call(request, acts.describe_publisher, form, publisher=form.publisher())
        if done:
            return see_other("programme:iati", plan_id, request=request, say=_("Saved."))
    context = {
        "view": view,
        "form": form,
        "main": [form[name] for name in ("ref", "kind", "country", "sector")],
        "directions": [(form[f"s_{line.id}"], form[f"h_{line.id}"]) for line in view.directions],
        "parties": form.group("o_"),
    }
    return page(request, "programme/iati/publisher.html", context)


@BOTH
@signed_in
def withdraw(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Take a file back."""
    found = queries.public_file(file_id=file_id)
    form = bind(request, forms.WithdrawForm)
    if submitted(request, form):
        done = call(request, acts.withdraw_iati, form, file_id=file_id, **form.cleaned_data)
        if done:
            return see_other("programme:iati", found.plan_id, request=request, say=_("The file is no longer public."))
    confirm = Confirm(
        _("Take this file back?"),
        _("Its address answers no more. Copies that others took stay with them."),
        [Row(_("Plan"), found.reference), Row(_("Published"), found.published_at), Row(_("SHA-256"), found.sha256)],
        _("Take it back"),
        cancel=reverse("programme:iati", args=[found.plan_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


# ------------------------------------------------------------------------------------------------ public


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """All files that anybody may take."""
    rows = [
        TableRow(
            [
                one.reference,
                one.published_at,
                owner.name(words.language()) if owner else "",
                one.activities,
                Link(_("File"), reverse("programme:iati_file", args=[one.pk]), one.reference),
                hash_lines(one.sha256),
            ]
        )
        for one, owner in queries.published()
    ]
    columns = [
        Column("plan", _("Plan")),
        Column("at", _("Published")),
        Column("by", _("By")),
        Column("activities", _("Activities"), numeric=True),
        Column("file", _("File")),
        Column("hash", _("SHA-256")),
    ]
    table = Table(_("IATI files"), columns, rows, empty=_("Nothing has been published yet."))
    return page(request, "programme/iati/published.html", {"table": table})


@require_safe
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A published file: these bytes for ever, or nothing."""
    found = queries.public_file(file_id=file_id)
    return _xml(bytes(found.content), f"{found.reference.lower()}.xml", public=True)


@require_safe
def newest(request: HttpRequest, reference: str) -> HttpResponse:
    """The newest published file of a plan, at an address that a registry can keep."""
    found = queries.public_file(reference=reference)
    return _xml(bytes(found.content), f"{found.reference.lower()}.xml", public=True)


def _xml(content: bytes, name: str, *, public: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
