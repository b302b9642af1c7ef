"""Pages about the person who is signed in: duty, account, second factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.kernel.access import registry
from sapar.kernel.access.models import Duty
from sapar.kernel.access.session import choose_duty, duties_of
from sapar.web.components import Row, Tag
from sapar.web.errors import second_factor_address
from sapar.web.fields import HintedRadios
from sapar.web.views import page, see_other, submitted


class DutyForm(forms.Form):
    """Which of one's duties to act under."""

    def __init__(self, *args: Any, duties: list[Duty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "tk"
        names = {str(duty.pk): str(registry.role(duty.role).title) for duty in duties}
        where = {
            str(duty.pk): " · ".join(part.name(language) for part in (duty.institution, duty.place) if part is not None)
            for duty in duties
        }
        self.fields["duty"] = forms.ChoiceField(
            label=_("Which duty are you working in now?"),
            choices=list(names.items()),
            widget=HintedRadios(hints=where),
            help_text=_("What you do is recorded under this duty, and you see what it permits."),
            error_messages={"required": _("Choose a duty")},
        )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def duty(request: HttpRequest) -> HttpResponse:
    """Choose the duty to act under. Someone without any is told what to do."""
    duties = [one for one in duties_of(request.user) if one.role in registry.roles()]  # type: ignore[arg-type]
    chosen = getattr(request, "duty", None)
    form = DutyForm(
        request.POST if request.method == "POST" else None,
        duties=duties,
        initial={"duty": str(chosen.pk) if chosen else None},
    )
    if submitted(request, form):
        choose_duty(request, next(one.pk for one in duties if str(one.pk) == form.cleaned_data["duty"]))
        return see_other(_next(request))
    return page(request, "web/pages/duty.html", {"form": form, "duties": duties})


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What is known about me, and where to change it."""
    user: Any = request.user
    methods = dict.fromkeys(("totp", "webauthn", "recovery_codes"), 0)
    for authenticator in Authenticator.objects.filter(user_id=user.pk):
        methods[authenticator.type] = methods.get(authenticator.type, 0) + 1
    on, off = Tag(_("Set up"), "green"), Tag(_("Not set up"), "grey")
    rows = [
        Row(_("Name"), user.full_name),
        Row(_("User name"), user.username),
        Row(_("E-mail"), user.email or None),
        Row(_("Password"), "••••••••••••", reverse("account_change_password")),
        Row(_("Authenticator app"), on if methods["totp"] else off, reverse("mfa_index")),
        Row(_("Passkeys and security keys"), methods["webauthn"], reverse("mfa_index")),
        Row(_("Recovery codes"), on if methods["recovery_codes"] else off, reverse("mfa_index")),
        Row(
            _("Signed in at present"), UserSession.objects.filter(user_id=user.pk).count(), reverse("usersessions_list")
        ),
    ]
    return page(request, "web/pages/account.html", {"rows": rows})


@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why a second factor is needed and how to set one up; those who have one go on to confirm it."""
    if Authenticator.objects.filter(user_id=request.user.pk).exists():
        return HttpResponseRedirect(second_factor_address(request))
    return page(request, "web/pages/second_factor.html", {})


def _next(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    good = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if good else reverse("web:home")
