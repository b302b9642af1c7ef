"""Pages of those who manage accounts: the machines of their institution, their roles and their keys."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.kernel import clock
from sapar.kernel.access import acts, machine_keys, machine_queries, machines
from sapar.kernel.access.machine_queries import KeyLine, MachineView
from sapar.web import vault
from sapar.web.components import Colour, Column, Confirm, Link, Row, Table, TableRow, Tag, Text
from sapar.web.fields import DateField, HintedRadios
from sapar.web.kept import bind
from sapar.web.pages.accounts import (
    REASON_ATTRS,
    ReasonForm,
    duty_words,
    managers_only,
    numbered,
    page_number,
    request_table,
    role_title,
)
from sapar.web.pages.asking import WHY_NOT, DecisionForm, RoleForm
from sapar.web.views import actor_of, call, page, see_other, signed_in, submitted

STATES: dict[str, tuple[Text, Colour]] = {
    "works": (_("Can call"), "green"),
    "no_role": (_("No role yet"), "yellow"),
    "no_key": (_("No key"), "yellow"),
}
KEY_STATES: dict[str, tuple[Text, Colour]] = {
    "waiting": (_("Waits for a second person"), "yellow"),
    "works": (_("Works"), "green"),
    "rejected": (_("Rejected"), "grey"),
    "expired": (_("Run out"), "red"),
    "revoked": (_("Revoked"), "red"),
}
USUAL_LIFE = timedelta(days=365)


class MachineForm(RoleForm):
    """A new machine and the role that is proposed for it."""

    title = forms.CharField(
        label=_("Name of the machine"),
        max_length=200,
        help_text=_("What it is, as your colleagues would call it."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Enter a name of at most 200 characters.")},
    )
    username = forms.CharField(
        label=_("Client id"),
        max_length=60,
        help_text=_("Letters, digits, dots and hyphens. The program sends it with each call; it cannot be changed."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
        error_messages={"required": _("Enter a client id")},
    )
    contact = forms.CharField(
        label=_("Who answers for it"),
        max_length=200,
        help_text=_("A person or a service with a telephone number that is answered at night."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Enter who answers for the machine, at most 200 characters.")},
    )
    per_minute = forms.IntegerField(
        label=_("Calls a minute, at most"),
        min_value=machine_keys.FEWEST_CALLS,
        max_value=machine_keys.MOST_CALLS,
        initial=60,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Enter a number from 1 to 6,000.")
        ),
    )
    field_order = ("title", "username", "contact", "role", "place_id", "per_minute", "valid_until", "reason")


class KeyForm(forms.Form):
    """What kind of key, until when, and why."""

    kind = forms.ChoiceField(
        label=_("What does the machine prove itself with?"),
        choices=list(machines.KINDS.items()),
        initial=machine_keys.SECRET,
        widget=HintedRadios(
            hints={
                machine_keys.SECRET: _("Made here and shown once, to the second person who approves it."),
                machine_keys.CERTIFICATE: _(
                    "The machine keeps its private key. Works where the proxy in front of this node asks for certificates."
                ),
            }
        ),
        error_messages={"required": _("Choose one of the options.")},
    )
    certificate = forms.CharField(
        label=_("SHA-256 of the certificate"),
        required=False,
        max_length=200,
        help_text=_("Only for a certificate: 64 digits and letters a to f, colons do not matter."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    expires_at = DateField(
        label=_("Last day"), help_text=_("At most 400 days from now. Make the next key before this one ends.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(REASON_ATTRS),
        help_text=_("The second person reads it, and so does the auditor."),
        error_messages={"required": _("Give a reason.")},
    )

    def clean_expires_at(self) -> datetime:
        """The end of that day at the node's place."""
        return end_of(self.cleaned_data["expires_at"])


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(settings.TIME_ZONE))


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The machines of the institution."""
    found = machine_queries.machines(actor_of(request), page=page_number(request))
    rows = [
        TableRow(
            [
                line.title,
                line.client_id,
                [Tag(*STATES[line.state]), *([Tag(_("Waits for a second person"), "blue")] if line.waiting else [])],
                [role_title(role) for role in line.roles] or None,
                line.last_used_at,
            ],
            href=reverse("web:machine", args=[line.account_id]),
        )
        for line in found.lines
    ]
    columns = [
        Column("title", _("Name")),
        Column("client", _("Client id")),
        Column("state", _("State")),
        Column("role", _("Role")),
        Column("used", _("Last call")),
    ]
    empty = _("No machine calls for your institution yet.")
    table = Table(_("Machines"), columns, rows, empty=empty, caption_hidden=True)
    form = MachineForm(actor=actor_of(request), machine=True)
    context = {
        "table": table,
        "pager": numbered("all", found.page, found.more),
        "may_add": bool(form.fields["role"].choices),  # type: ignore[attr-defined]
    }
    return page(request, "web/accounts/machines.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Add a machine; its role waits for a second person, and so does each key."""
    actor = actor_of(request)
    managers_only(actor)
    form = bind(request, MachineForm, actor=actor, machine=True)
    if not form.fields["role"].choices:  # type: ignore[attr-defined]
        return page(request, "web/accounts/machine_new.html", {"no_role": True})
    if submitted(request, form):
        values = dict(form.cleaned_data)
        place = values.pop("place_id")
        values["place_id"] = UUID(place) if place else None
        done = call(request, machines.create_machine, form, **values)
        if done:
            say = _("The machine is entered. A second person decides on its role; ask for a key now.")
            return see_other("web:machine", done.value.account_id, request=request, say=say)
    return page(request, "web/accounts/machine_new.html", {"form": form})


@require_safe
@signed_in
def machine(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One machine: who answers for it, its role, its keys."""
    found = machine_queries.machine(actor_of(request), account_id=account_id)
    rows = [
        Row(_("State"), Tag(*STATES[found.state])),
        Row(_("Client id"), found.client_id),
        Row(_("Who answers for it"), found.contact),
        Row(_("Calls a minute, at most"), found.per_minute),
        Row(_("Address of the interface"), f"{settings.SAPAR_ORIGIN}{reverse('api')}"),
        Row(_("Address for tokens"), f"{settings.SAPAR_ORIGIN}{reverse('token')}"),
    ]
    context = {
        "machine": found,
        "rows": rows,
        "keys": key_table(found),
        "duties": role_table(found),
        "requests": request_table(found.requests, empty=_("Nothing has been asked for this machine.")),
        "can_ask_role": not any(duty.holds for duty in found.duties),
    }
    return page(request, "web/accounts/machine.html", context)


def key_table(found: MachineView) -> Table:
    """Keys, newest first, with what can be done with each."""
    columns = [
        Column("kind", _("Key")),
        Column("state", _("State")),
        Column("until", _("Last day")),
        Column("used", _("Last call")),
        Column("asked", _("Asked by")),
        Column("decided", _("Decided by")),
        Column("do", _("Change")),
    ]
    rows = []
    for key in found.keys:
        change: object = ""
        if key.state == "waiting":
            change = Link(_("Decide"), reverse("web:machine_key", args=[found.account_id, key.id]))
        elif key.state == "works":
            change = Link(_("Revoke"), reverse("web:machine_key_end", args=[found.account_id, key.id]))
        cells = [key_words(key), Tag(*KEY_STATES[key.state]), last_day(key.expires_at), key.last_used_at]
        rows.append(TableRow([*cells, key.asked_by or gettext("console"), key.decided_by or None, change]))
    return Table(_("Keys"), columns, rows, empty=_("No key yet. Ask for one; a second person approves it."))


def key_words(key: KeyLine) -> str:
    """Kind, and the beginning of a certificate's digest."""
    kind = str(machines.KINDS[key.kind])
    return f"{kind} {key.fingerprint[:16]}…" if key.fingerprint else kind


def last_day(moment: datetime) -> date:
    """The last whole day before a moment at the node's place."""
    return timezone.localtime(moment - timedelta(seconds=1)).date()


def role_table(found: MachineView) -> Table:
    """The role now and before, with the way to end it."""
    columns = [
        Column("role", _("Role")),
        Column("state", _("State")),
        Column("since", _("From")),
        Column("until", _("Until")),
        Column("do", _("Change")),
    ]
    rows = []
    for duty in found.duties:
        end = Link(_("End this role"), reverse("web:machine_role_end", args=[found.account_id, duty.id]))
        state = Tag(_("Holds"), "green") if duty.holds else Tag(_("Ended"), "grey")
        until = last_day(duty.ends) if duty.ends else _("without end")
        cells = [duty_words(duty), state, timezone.localtime(duty.since).date(), until, end if duty.holds else ""]
        rows.append(TableRow(cells))
    return Table(_("Roles"), columns, rows, empty=_("No role yet: a second person decides on what was proposed."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def propose_role(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask for a role where the one before was rejected or has ended."""
    actor = actor_of(request)
    found = machine_queries.machine(actor, account_id=account_id)
    form = bind(request, RoleForm, actor=actor, machine=True)
    if submitted(request, form):
        values = dict(form.cleaned_data)
        place = values.pop("place_id")
        values["place_id"] = UUID(place) if place else None
        if call(request, acts.propose_duty, form, account_id=account_id, **values):
            say = _("A second person has been asked. Nothing has changed yet.")
            return see_other("web:machine", account_id, request=request, say=say)
    return page(request, "web/accounts/machine_role.html", {"form": form, "machine": found})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def end_role(request: HttpRequest, account_id: UUID, duty_id: UUID) -> HttpResponse:
    """Take the role away, with the reason."""
    found = machine_queries.machine(actor_of(request), account_id=account_id)
    duty = next((one for one in found.duties if one.id == duty_id and one.holds), None)
    if duty is None:
        return see_other("web:machine", account_id, request=request, say=_("This role has ended."))
    form = bind(request, ReasonForm)
    if submitted(request, form) and call(request, acts.end_duty, form, duty_id=duty_id, **form.cleaned_data):
        return see_other("web:machine", account_id, request=request, say=_("The role has ended."))
    confirm = Confirm(
        _("End this role"),
        rows=[Row(_("Machine"), found.title), Row(_("Role"), duty_words(duty))],
        consequences=[_("The machine can call nothing from this moment on. Giving the role again takes two people.")],
        button=_("End the role"),
        cancel=reverse("web:machine", args=[account_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask_key(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Ask a second person for a key."""
    found = machine_queries.machine(actor_of(request), account_id=account_id)
    form = bind(request, KeyForm, initial={"expires_at": clock.today() + USUAL_LIFE})
    if submitted(request, form):
        values = dict(form.cleaned_data)
        if call(request, machines.propose_key, form, account_id=account_id, **values):
            say = _("A second person has been asked. Nothing has changed yet.")
            return see_other("web:machine", account_id, request=request, say=say)
    return page(request, "web/accounts/machine_key_new.html", {"form": form, "machine": found})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decide_key(request: HttpRequest, account_id: UUID, key_id: UUID) -> HttpResponse:
    """The second person approves or rejects; an approved secret is shown here, once."""
    found = machine_queries.machine(actor_of(request), account_id=account_id)
    key = next((one for one in found.keys if one.id == key_id), None)
    if key is None or (key.state != "waiting" and request.method != "POST"):
        return see_other("web:machine", account_id, request=request, say=_("This key has been decided already."))
    form = bind(request, DecisionForm)
    if submitted(request, form):
        approve = form.cleaned_data["decision"] == "approve"
        secret = new_secret(request, key_id) if approve and key.kind == machine_keys.SECRET else ""
        digest = machine_keys.secret_digest(secret) if secret else ""
        if call(request, machines.decide_key, form, key_id=key_id, approve=approve, secret_digest=digest):
            if secret:
                rows = [Row(_("Machine"), found.title), Row(_("Client id"), found.client_id)]
                rows.append(Row(_("Address for tokens"), f"{settings.SAPAR_ORIGIN}{reverse('token')}"))
                return page(request, "web/accounts/secret.html", {"machine": found, "secret": secret, "rows": rows})
            say = _("Approved.") if approve else _("Rejected.")
            return see_other("web:machine", account_id, request=request, say=say)
    rows = [
        Row(_("Machine"), [found.title, found.client_id]),
        Row(_("Who answers for it"), found.contact),
        Row(_("Key"), [machines.KINDS[key.kind], *([key.fingerprint] if key.fingerprint else [])]),
        Row(_("Last day"), last_day(key.expires_at)),
        Row(_("Reason"), key.reason),
        Row(_("Asked by"), key.asked_by),
        Row(_("Asked on"), key.asked_at),
    ]
    context = {"form": form, "rows": rows, "machine": found, "why_not": WHY_NOT.get(key.why_not, "")}
    return page(request, "web/accounts/machine_key.html", context)


def new_secret(request: HttpRequest, key_id: UUID) -> str:
    """A secret that pressing the button twice does not change: it follows from the page's key and a key of this node."""
    page_key = request.POST.get("idempotency_key")
    if not page_key:
        return machine_keys.secret_text(os.urandom(machine_keys.ENTROPY))
    mac = vault.fingerprint("machine-secret", f"{actor_of(request).ref}:{key_id}:{page_key}")
    return machine_keys.secret_text(bytes.fromhex(mac)[: machine_keys.ENTROPY])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def revoke_key(request: HttpRequest, account_id: UUID, key_id: UUID) -> HttpResponse:
    """A key stops working at once."""
    found = machine_queries.machine(actor_of(request), account_id=account_id)
    key = next((one for one in found.keys if one.id == key_id and one.state == "works"), None)
    if key is None:
        return see_other("web:machine", account_id, request=request, say=_("This key does not work any more."))
    form = bind(request, ReasonForm)
    if submitted(request, form) and call(request, machines.revoke_key, form, key_id=key_id, **form.cleaned_data):
        return see_other("web:machine", account_id, request=request, say=_("The key is revoked."))
    rows: list[Any] = [
        Row(_("Machine"), found.title),
        Row(_("Key"), key_words(key)),
        Row(_("Last call"), key.last_used_at),
    ]
    confirm = Confirm(
        _("Revoke this key"),
        rows=rows,
        consequences=[
            _("It stops working at once, with every token that was given for it. It cannot be brought back.")
        ],
        button=_("Revoke the key"),
        cancel=reverse("web:machine", args=[account_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})
