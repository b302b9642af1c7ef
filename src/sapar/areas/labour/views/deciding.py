"""Pages on which the migration service decides: each a question with its form, then one act."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from sapar.areas.labour import acts, queries, rules
from sapar.areas.labour.acts.records import pepper
from sapar.areas.labour.forms import GrantForm, OverrideForm, ReasonForm, RefuseForm, default_period
from sapar.areas.labour.views import words
from sapar.areas.labour.views.service import checks, code_words
from sapar.web.components import Confirm, Row, Text
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of


@require_POST
@signed_in
def take(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Take a case up."""
    call(request, acts.take, application_id=application_id)
    return see_other("labour:case", application_id, request=request, say=_("The case is now with you."))


@require_POST
@signed_in
def release(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Give a case back to all."""
    call(request, acts.release, application_id=application_id)
    return see_other("labour:case", application_id, request=request, say=_("The case waits for anybody again."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def grant(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Grant, from when until when."""
    confirm = Confirm(
        title=_("Grant the work permit"),
        consequences=[
            _("A place of the quota is taken, and the permit gets its seal."),
            _("The employer is told. The worker gets a code on their own number, or by hand."),
        ],
        button=_("Grant"),
        warning=False,
    )
    return _decide(request, application_id, acts.grant, confirm, _("The work permit was granted."), GrantForm)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def override(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Grant against a refusal."""
    confirm = Confirm(
        title=_("Grant against the refusal"),
        consequences=[
            _("Your second factor has to be confirmed within the last five minutes."),
            _("The person who refused, the managers of accounts and the auditors are told."),
            _("The permit gets its seal, and a place of the quota is taken."),
        ],
        button=_("Grant against the refusal"),
    )
    return _decide(request, application_id, acts.override, confirm, _("The work permit was granted."), OverrideForm)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refuse(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Refuse, with reasons from the list."""
    confirm = Confirm(
        title=_("Refuse the work permit"),
        consequences=[_("The employer is told, reads the reasons, and can appeal within 30 days (unverified).")],
        button=_("Refuse"),
    )
    return _decide(request, application_id, acts.refuse, confirm, _("The work permit was refused."), RefuseForm)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def send_back(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Return to the employer, with a reason."""
    confirm = Confirm(
        title=_("Return the application to the employer"),
        text=_("Say what is missing or wrong. The term stands still until it comes back (unverified)."),
        button=_("Return it"),
        warning=False,
    )
    return _decide(request, application_id, acts.send_back, confirm, _("The application was returned."), ReasonForm)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def extend(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Extend the term, once, to 45 days."""
    confirm = Confirm(
        title=_("Extend the term to 45 days"),
        text=_("Once, and with a reason that the employer reads."),
        button=_("Extend"),
        warning=False,
    )
    said = _("The term was extended.")
    return _decide(request, application_id, acts.extend, confirm, said, ReasonForm, versioned=False)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def uphold(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Confirm a refusal against an appeal."""
    confirm = Confirm(
        title=_("Confirm the refusal"),
        text=_("The procedure ends here. The employer reads the reason."),
        button=_("Confirm the refusal"),
    )
    return _decide(request, application_id, acts.uphold, confirm, _("The refusal was confirmed."), ReasonForm)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def revoke(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Revoke a permit."""
    confirm = Confirm(
        title=_("Revoke the work permit"),
        consequences=[
            _("The permit ends at once, and its seal goes onto the revocation list of every border post."),
            _("It cannot be brought back."),
        ],
        button=_("Revoke the permit"),
    )
    return _decide(request, application_id, acts.revoke, confirm, _("The permit was revoked."), ReasonForm)


def _decide(
    request: HttpRequest,
    application_id: UUID,
    act: Callable[..., Any],
    confirm: Confirm,
    said: Text,
    form_class: type[forms.Form],
    *,
    versioned: bool = True,
) -> HttpResponse:
    """A decision: the question with what it is about, the form, the act. The version that was seen goes along."""
    version = request.POST.get("version", "")
    form = bind(request, form_class) if request.method == "POST" else None
    if form is not None and submitted(request, form):
        given = dict(form.cleaned_data)
        if versioned and version.isdecimal():
            given["version"] = int(version)
        if call(request, act, form, application_id=application_id, **given):
            return see_other("labour:case", application_id, request=request, say=said)
    found = queries.view(actor_of(request), application_id=application_id)
    one = found.application
    if form is None:
        form = bind(request, form_class, initial=default_period(one.starts_on, one.ends_on))
    rows = [Row(_("Reference"), one.reference), *words.worker_rows(one, phone=False)[:1]]
    rows += [row for row in words.work_rows(one) if row.value is not None]
    if act in (acts.grant, acts.override):
        rows += checks(found)
    asked = replace(confirm, rows=rows, cancel=reverse("labour:case", args=[application_id]))
    context = {"confirm": asked, "form": form, "version": version or found.case.version, "view": found}
    return page(request, "labour/decide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def code(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Give the worker a new code: sent to their own number, or shown once for handing over."""
    actor = actor_of(request)
    form = bind(request, forms.Form)
    found = queries.view(actor, application_id=application_id)
    if found.permit is None:
        raise Http404
    if request.method == "POST" and "send" in request.POST:
        if call(request, acts.send_code, form, application_id=application_id):
            said = _("A new code is on its way to the worker.")
            return see_other("labour:case", application_id, request=request, say=said)
    elif request.method == "POST":
        secret = rules.code_from(secrets.randbits(rules.CODE_BITS))
        digest = rules.code_digest(found.application.reference, secret, pepper())
        if call(request, acts.hand_over_code, form, application_id=application_id, digest=digest):
            context = {
                "view": found,
                "code": secret,
                "address": request.build_absolute_uri(reverse("labour:permit")),
                "work_rows": words.work_rows(found.application),
            }
            return page(request, "labour/slip.html", context)
    return page(request, "labour/code.html", {"view": found, "form": form, "words": code_words(found)})
