"""The page on which a person opens the account that was made for them: code, own password, then the second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sapar.kernel.access import limits
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.inviting import NO_CODE, accept_invitation, open_invitation
from sapar.kernel.access.models import Account, Invitation
from sapar.kernel.errors import TooMany
from sapar.web.components import Row
from sapar.web.views import call, page, submitted

# Generous: a whole office may sit behind one address, and 80 random bits are not found by trying.
TRIES_BY_ADDRESS, WINDOW = 60, 60


class CodeForm(forms.Form):
    """The one-time code as it was handed over."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        help_text=_("Sixteen letters and digits, like 7k3m-9x2a-q4tz-0hcd."),
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "govuk-input--width-20 sapar-code",
            }
        ),
        error_messages={"required": _("Enter the code")},
    )

    found: Invitation | None = None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        self.found = open_invitation(code)
        if self.found is None:
            raise forms.ValidationError(NO_CODE, code="code")
        return code


class PasswordForm(CodeForm):
    """The code again, hidden, and a password of one's own."""

    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=200,
        help_text=_("At least 12 characters. A few words that belong together only for you are easy to remember."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password")},
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": _("Enter the password a second time")},
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, second = values.get("password1"), values.get("password2")
        if first and self.found:
            try:
                validate_password(first, self.found.account)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        if first and second and first != second:
            self.add_error("password2", _("You must type the same password each time."))
        return values


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """First the code, then, on the same address, the password. Nothing is said about accounts without a right code."""
    if request.user.is_authenticated:
        return page(request, "web/accounts/invited.html", {"busy": True})
    if request.method == "POST" and limits.hit(bucket(request), WINDOW) > TRIES_BY_ADDRESS:
        raise TooMany()
    if "password1" in request.POST:
        form = PasswordForm(request.POST)
        if submitted(request, form):
            values = form.cleaned_data
            done = call(
                request,
                accept_invitation,
                form,
                actor=Actor.public(get_language() or "tk"),
                code=values["code"],
                password_hash=make_password(values["password1"]),
            )
            if done:
                return enter(request, done.value)
        # A code that ended in the meantime cannot be mended by another password.
        if "code" in form.errors:
            again = CodeForm(request.POST)
            again.is_valid()
            return page(request, "web/accounts/invited.html", {"form": again})
        return page(request, "web/accounts/invited.html", step_two(form))
    first = CodeForm(request.POST if request.method == "POST" else None)
    if submitted(request, first):
        form = PasswordForm(initial={"code": first.cleaned_data["code"]})
        form.found = first.found
        return page(request, "web/accounts/invited.html", step_two(form))
    return page(request, "web/accounts/invited.html", {"form": first})


def bucket(request: HttpRequest) -> str:
    return limits.bucket("invited", get_adapter().get_client_ip(request))


def step_two(form: PasswordForm) -> dict[str, Any]:
    """What the second step shows: whose account this is."""
    found, language = form.found, get_language() or "tk"
    if found is None:
        return {"form": form}
    rows = [
        Row(_("Name"), found.account.full_name),
        Row(_("User name"), found.account.username, hint=_("Remember it: you sign in with it.")),
        Row(_("Institution"), found.institution.name(language)),
    ]
    return {"form": form, "rows": rows, "second": True}


def enter(request: HttpRequest, account: Account) -> HttpResponse:
    """Sign the person in and lead them to their second factor."""
    # The password was typed twice just now: the page of the second factor need not ask for it again.
    record_authentication(request, account, method="password", username=account.username, reauthenticated=True)
    response: HttpResponse = perform_login(request, Login(user=account, redirect_url=reverse("web:second_factor")))
    return response
