"""Pages of those who manage accounts: colleagues of the own institution, one colleague, a new one."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.kernel.access import acts, codes, inviting, queries, registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.errors import NotPermitted
from sapar.web import vault
from sapar.web.components import Choice, Colour, Column, Confirm, Link, Row, Table, TableRow, Tag, Text
from sapar.web.fields import HintedRadios
from sapar.web.kept import bind
from sapar.web.paging import Pager
from sapar.web.views import actor_of, call, page, see_other, signed_in, submitted

SHOWN: dict[str, Text] = {"present": _("Present"), "invited": _("Invited"), "former": _("Former"), "all": _("All")}
STATES: dict[str, tuple[Text, Colour]] = {
    "present": (_("Has a role"), "green"),
    "waiting": (_("No role yet"), "yellow"),
    "invited": (_("Invited"), "blue"),
    "former": (_("Former"), "grey"),
}
INVITED: dict[str, tuple[Text, Colour]] = {
    "sending": (_("The mail is on its way"), "blue"),
    "waiting": (_("Waits for the person"), "blue"),
    "used": (_("Used"), "green"),
    "expired": (_("Run out"), "red"),
}
REASON_ATTRS = {"rows": 3}


class ReasonForm(forms.Form):
    """Why; kept with the record."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(REASON_ATTRS),
        error_messages={"required": _("Give a reason.")},
    )


class SearchForm(forms.Form):
    """Part of a name. Sent by POST, since names do not belong into addresses."""

    text = forms.CharField(label=_("Name or user name"), max_length=100, required=False)


class HandingForm(forms.Form):
    """How the one-time code reaches the person."""

    handing = forms.ChoiceField(
        label=_("How does the person get the one-time code?"),
        choices=[("mail", _("By mail")), ("hand", _("From my hand"))],
        widget=HintedRadios(
            hints={
                "mail": _("Sent to the address of the account. Nobody here sees the code: the safer way."),
                "hand": _("Shown to you once. Hand it over in person, on paper or by word of mouth."),
            }
        ),
        error_messages={"required": _("Choose how the code is handed over")},
    )


class NewForm(HandingForm):
    """A new account."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Enter the full name.")},
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Letters, digits, dots and hyphens. The person signs in with it and cannot change it."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
        error_messages={"required": _("Enter a user name")},
    )
    email = forms.EmailField(
        label=_("Mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text=_("For the code, for messages, and to reset a lost password."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=20,
        help_text=_("With the country, like +99365123456."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    language = forms.ChoiceField(label=_("Language of the messages"), choices=settings.LANGUAGES)
    field_order = ("full_name", "username", "email", "phone", "language", "handing")

    def clean_phone(self) -> str:
        return "".join(self.cleaned_data["phone"].split())


def managers_only(actor: Actor) -> None:
    """Raises NotPermitted for everybody who does not manage accounts. Acts and looks check by themselves."""
    if actor.role not in queries.MANAGERS:
        raise NotPermitted()


def page_number(request: HttpRequest) -> int:
    """``?page=``: a number from 1, whatever the address says."""
    given = request.GET.get("page", "")
    return min(max(int(given), 1), queries.MOST_PAGES) if given.isascii() and given.isdecimal() else 1


def numbered(show: str, number: int, more: bool) -> Pager:
    """Links to the neighbouring pages of a numbered list."""
    return Pager(
        previous=f"?show={show}&page={number - 1}" if number > 1 else "",
        next=f"?show={show}&page={number + 1}" if more else "",
    )


def role_title(name: str) -> Text:
    known = registry.roles().get(name)
    return known.title if known else name


def duty_words(duty: queries.DutyLine) -> str:
    """Role and place in one line."""
    return " · ".join(part for part in (str(role_title(duty.role)), duty.place) if part)


def state_tag(state: str) -> Tag:
    return Tag(*STATES[state])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """Colleagues by name; the search looks through all of them."""
    actor, show = actor_of(request), request.GET.get("show", "present")
    form = SearchForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["text"].strip() if submitted(request, form) else ""
    show = "all" if text else show if show in SHOWN else "present"
    found = queries.colleagues(actor, text=text, show=show, page=1 if text else page_number(request))
    rows = [
        TableRow(
            [
                line.full_name,
                line.username,
                state_tag(line.state),
                [duty_words(duty) for duty in line.duties if duty.holds] or None,
                line.last_sign_in,
            ],
            href=reverse("web:colleague", args=[line.id]),
        )
        for line in found.lines
    ]
    columns = [
        Column("name", _("Name")),
        Column("username", _("User name")),
        Column("state", _("State")),
        Column("roles", _("Roles")),
        Column("signed", _("Last signed in")),
    ]
    empty = _("Nobody by that name.") if text else EMPTY[show]
    choices = [
        Choice(title, f"?show={name}", name == show and not text, found.counts[name]) for name, title in SHOWN.items()
    ]
    context = {
        "form": form,
        "table": Table(_("Colleagues"), columns, rows, empty=empty, caption_hidden=True),
        "choices": choices,
        "pager": Pager() if text else numbered(show, found.page, found.more),
        "narrow": bool(text) and found.more,
        "text": text,
    }
    return page(request, "web/accounts/index.html", context)


EMPTY: dict[str, Text] = {
    "present": _("Nobody here has a role at present."),
    "invited": _("No invitation waits."),
    "former": _("Nobody has left."),
    "all": _("There are no accounts here yet."),
}


@require_safe
@signed_in
def colleague(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One colleague: who it is, which roles, what is asked for them, and what can be done."""
    found = queries.colleague(actor_of(request), account_id=account_id)
    on, off = Tag(_("Set up"), "green"), Tag(_("Not set up"), "grey")
    rows = [
        Row(_("User name"), found.username),
        Row(_("Mail address"), found.email or None),
        Row(_("Telephone"), found.phone or None),
        Row(_("Language of the messages"), dict[str, str](settings.LANGUAGES).get(found.language, found.language)),
        Row(_("Password"), on if found.opened else off),
        Row(_("Second factor"), on if found.second_factor else off),
        Row(_("Last signed in"), found.last_sign_in),
        Row(_("Signed in at present"), found.sessions),
    ]
    if found.invitation and found.invitation.state != "used":
        rows.append(Row(_("One-time code"), invitation_words(found.invitation)))
    context = {
        "who": found,
        "rows": rows,
        "duties": duty_table(found),
        "requests": request_table(found.requests),
        "can_invite": not found.opened and found.invitation is not None,
        "can_reset": found.second_factor and any(duty.holds for duty in found.duties) and not found.is_me,
    }
    return page(request, "web/accounts/colleague.html", context)


def invitation_words(line: queries.InvitationLine) -> list[object]:
    """The state of a one-time code, and until when it is good."""
    until = gettext("good until %(time)s") % {"time": local(line.expires_at)}
    return [Tag(*INVITED[line.state]), until, gettext("invited by %(name)s") % {"name": line.invited_by}]


def local(moment: datetime) -> str:
    from django.utils import formats

    here = timezone.localtime(moment)
    return f"{formats.date_format(here, 'SHORT_DATE_FORMAT')}, {formats.date_format(here, 'H:i')}"


def duty_table(found: queries.Colleague) -> Table:
    """Roles now and before, with the way to end one."""
    columns = [
        Column("role", _("Role")),
        Column("state", _("State")),
        Column("since", _("From")),
        Column("until", _("Until")),
        Column("why", _("Reason for the end")),
        Column("do", _("Change")),
    ]
    rows = []
    for duty in found.duties:
        by = gettext("%(reason)s (%(name)s)") % {"reason": duty.end_reason, "name": duty.ended_by}
        end = Link(_("End this role"), reverse("web:duty_end", args=[found.id, duty.id]), hidden=duty_words(duty))
        rows.append(
            TableRow(
                [
                    duty_words(duty),
                    Tag(_("Holds"), "green") if duty.holds else Tag(_("Ended"), "grey"),
                    timezone.localtime(duty.since).date(),
                    timezone.localtime(duty.ends).date() if duty.ends else _("without end"),
                    by if duty.ended_by else (duty.end_reason or ""),
                    end if duty.holds and not found.is_me else "",
                ]
            )
        )
    return Table(_("Roles"), columns, rows, empty=_("No role yet. Propose one; a second person approves it."))


KINDS: dict[str, Text] = {"grant": _("Role"), "second_factor_reset": _("Reset of the second factor")}


def asked_words(line: queries.RequestLine) -> str:
    """What is asked, in one line."""
    if line.kind != "grant":
        return str(KINDS[line.kind])
    parts = [str(role_title(line.role)), line.place]
    if line.valid_until:
        parts.append(gettext("until %(time)s") % {"time": local(line.valid_until)})
    return " · ".join(part for part in parts if part)


def decision_tag(line: queries.RequestLine) -> Tag:
    if line.decided_at is None:
        return Tag(_("Waits"), "yellow")
    return Tag(_("Approved"), "green") if line.approved else Tag(_("Rejected"), "red")


def request_table(lines: tuple[queries.RequestLine, ...], *, named: bool = False, empty: Text = "") -> Table:
    """Requests; ``named``: with the colleague's name as the first column."""
    columns = [
        Column("what", _("What is asked")),
        Column("state", _("State")),
        Column("by", _("Asked by")),
        Column("at", _("Asked on")),
        Column("decided", _("Decided by")),
    ]
    rows = [
        TableRow(
            [
                *([line.full_name] if named else []),
                asked_words(line),
                decision_tag(line),
                line.requested_by,
                line.requested_at,
                line.decided_by or None,
            ],
            href=reverse("web:access_request", args=[line.id]),
        )
        for line in lines
    ]
    if named:
        columns.insert(0, Column("name", _("For")))
    return Table(_("Requests"), columns, rows, empty=empty or _("Nothing has been asked for this colleague."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Invite a colleague; the code is mailed, or shown once."""
    actor = actor_of(request)
    managers_only(actor)
    form = bind(request, NewForm, initial={"language": actor.language})
    if submitted(request, form):
        values = dict(form.cleaned_data)
        code = "" if values.pop("handing") == "mail" else one_time_code(request, "new")
        digest = codes.invitation_digest(code) if code else ""
        done = call(request, inviting.invite, form, **values, code_digest=digest)
        if done:
            return handed_out(request, done.value, code)
    return page(request, "web/accounts/new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def again(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """A new code for somebody who has not opened the account."""
    found = queries.colleague(actor_of(request), account_id=account_id)
    form = bind(request, HandingForm)
    if not found.email:
        form.fields["handing"].choices = [("hand", _("From my hand"))]  # type: ignore[attr-defined]
        form.fields["handing"].initial = "hand"
    if submitted(request, form):
        code = "" if form.cleaned_data["handing"] == "mail" else one_time_code(request, str(account_id))
        digest = codes.invitation_digest(code) if code else ""
        done = call(request, inviting.invite_again, form, account_id=account_id, code_digest=digest)
        if done:
            return handed_out(request, done.value, code)
    confirm = Confirm(
        _("Make a new one-time code"),
        rows=[Row(_("Name"), found.full_name), Row(_("User name"), found.username)],
        consequences=[_("Earlier codes end at once."), _("The new code is good for three days and for one time.")],
        button=_("Make the code"),
        warning=False,
        cancel=reverse("web:colleague", args=[account_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


def one_time_code(request: HttpRequest, use: str) -> str:
    """A code that pressing the button twice does not change: it follows from the page's key and a key of this node."""
    key = request.POST.get("idempotency_key")
    if not key:
        return codes.invitation_code(os.urandom(codes.ENTROPY))
    mac = vault.fingerprint("invitation", f"{actor_of(request).ref}:{use}:{key}")
    return codes.invitation_code(bytes.fromhex(mac)[: codes.ENTROPY])


def handed_out(request: HttpRequest, account: Any, code: str) -> HttpResponse:
    """After the invitation: the code, once; or where it was sent."""
    if not code:
        say = gettext("The one-time code is on its way to %(address)s.") % {"address": account.email}
        return see_other("web:colleague", account.pk, request=request, say=say)
    hours = int(codes.LIFE.total_seconds() // 3600)
    rows = [
        Row(_("Name"), account.full_name),
        Row(_("User name"), account.username),
        Row(_("Page to open"), f"{settings.SAPAR_ORIGIN}{reverse('web:invited')}"),
        Row(_("Good for"), ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}),
    ]
    return page(request, "web/accounts/code.html", {"account": account, "code": code, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def end_duty(request: HttpRequest, account_id: UUID, duty_id: UUID) -> HttpResponse:
    """Take a role away, with the reason."""
    found = queries.colleague(actor_of(request), account_id=account_id)
    duty = next((one for one in found.duties if one.id == duty_id and one.holds), None)
    if duty is None:
        return see_other("web:colleague", account_id, request=request, say=_("This role has ended."))
    form = bind(request, ReasonForm)
    if submitted(request, form) and call(request, acts.end_duty, form, duty_id=duty_id, **form.cleaned_data):
        return see_other("web:colleague", account_id, request=request, say=_("The role has ended."))
    confirm = Confirm(
        _("End this role"),
        rows=[Row(_("Name"), found.full_name), Row(_("Role"), duty_words(duty))],
        consequences=[
            _("The role ends at once, and the person is signed out everywhere."),
            _("The person is told. Giving the role again takes two people."),
        ],
        button=_("End the role"),
        cancel=reverse("web:colleague", args=[account_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def end_sessions(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Sign a colleague out everywhere."""
    found = queries.colleague(actor_of(request), account_id=account_id)
    if request.method == "POST":
        call(request, acts.end_sessions, account_id=account_id)
        return see_other("web:colleague", account_id, request=request, say=_("Signed out everywhere."))
    confirm = Confirm(
        _("Sign this colleague out everywhere"),
        rows=[Row(_("Name"), found.full_name), Row(_("Signed in at present"), found.sessions)],
        consequences=[_("Every session ends at once. The roles stay; the person can sign in again.")],
        button=_("Sign out everywhere"),
        cancel=reverse("web:colleague", args=[account_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})
