"""The decisions on a visa, each on a page of its own: what it does, its form, its act, as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.areas.border.access import VISA_HEAD, VISA_SERVICE
from sapar.areas.border.acts import visa_deciding as acts
from sapar.areas.border.forms import visas as forms
from sapar.areas.border.queries import visas as queries
from sapar.areas.border.queries.visas import VisaCase
from sapar.areas.border.rules import visas as rules
from sapar.areas.border.views import visa_words
from sapar.areas.border.views.visa_desk import checks, proposal_rows
from sapar.kernel.errors import NotPermitted
from sapar.web.components import Confirm, Row, Text
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of


@dataclass(frozen=True)
class Decision:
    """A page on which one act is carried out: its form, words and act. ``fields``: how the form's values become arguments."""

    title: Text
    button: Text
    form: type[django_forms.Form]
    act: Callable[..., Any]
    done: Text
    consequences: tuple[Text, ...] = ()
    warning: bool = False
    roles: tuple[str, ...] = VISA_SERVICE
    fields: Callable[[dict[str, Any]], dict[str, Any]] = dict
    initial: Callable[[VisaCase], dict[str, Any]] | None = None
    names: tuple[tuple[str, str], ...] = ()


def _validity(found: VisaCase) -> dict[str, Any]:
    one = found.application
    if not one.arrives_on or not one.leaves_on:
        return {}
    days = rules.stay_days(one.arrives_on, one.leaves_on)
    return {"valid_from": one.arrives_on, "valid_until": one.leaves_on, "stay_days": days, "entries": one.entries}


def _extension(found: VisaCase) -> dict[str, Any]:
    until = found.application.extend_until
    if found.visa is None or until is None:
        return {}
    return {
        "valid_until": until,
        "stay_days": min(rules.LONGEST_STAY, found.visa.stay_days + (until - found.visa.valid_until).days),
    }


def _fee(values: dict[str, Any]) -> dict[str, Any]:
    return {**{name: value for name, value in values.items() if name != "amount"}, "amount_minor": values["amount"]}


def _agree(values: dict[str, Any]) -> dict[str, Any]:
    return {"agree": values["agree"] == "yes", "reason": values["reason"]}


DECISIONS: dict[str, Decision] = {
    "grant": Decision(
        _("Propose to grant"),
        _("Send to a second officer"),
        forms.GrantForm,
        acts.visa_propose,
        _("Proposed. A second officer decides."),
        (_("Nothing is granted yet: another officer has to agree."),),
        fields=lambda values: {"outcome": acts.GRANT, **values},
        initial=_validity,
    ),
    "refuse": Decision(
        _("Propose to refuse"),
        _("Send to a second officer"),
        forms.RefuseForm,
        acts.visa_propose,
        _("Proposed. A second officer decides."),
        (_("Nothing is refused yet: another officer has to agree."),),
        warning=True,
        fields=lambda values: {"outcome": acts.REFUSE, **values},
    ),
    "decide": Decision(
        _("Decide as the second officer"),
        _("Send the decision"),
        forms.DecideForm,
        acts.visa_decide,
        _("Decided."),
        (_("If you agree, the visa is sealed or refused at once and the applicant is told."),),
        fields=_agree,
    ),
    "return": Decision(
        _("Return to the applicant"),
        _("Return"),
        forms.ReasonForm,
        acts.visa_return,
        _("Returned to the applicant."),
        (_("The term stands still until the applicant sends it again (unverified)."),),
    ),
    "fee": Decision(
        _("Record the fee"),
        _("Record"),
        forms.FeeForm,
        acts.visa_fee,
        _("The fee is recorded."),
        (_("Sapar takes no money: record a payment that was made elsewhere, with its receipt."),),
        fields=_fee,
        names=(("amount_minor", "amount"),),
    ),
    "override": Decision(
        _("Grant against the refusal"),
        _("Grant"),
        forms.OverrideForm,
        acts.visa_override,
        _("The visa is granted."),
        (_("The visa is sealed at once and the applicant is told."),),
        roles=(VISA_HEAD,),
        initial=_validity,
    ),
    "uphold": Decision(
        _("Confirm the refusal"),
        _("Confirm the refusal"),
        forms.ReasonForm,
        acts.visa_uphold,
        _("The refusal is confirmed."),
        (_("This ends the case."),),
        warning=True,
        roles=(VISA_HEAD,),
    ),
    "extend": Decision(
        _("Extend"),
        _("Extend the visa"),
        forms.ExtendForm,
        acts.visa_extend,
        _("The visa is extended."),
        (_("The visa gets a new seal; the earlier one is revoked at once."),),
        roles=(VISA_HEAD,),
        initial=_extension,
    ),
    "decline": Decision(
        _("Decline the extension"),
        _("Decline"),
        forms.ReasonForm,
        acts.visa_decline,
        _("The extension is declined."),
        (_("The visa holds as it is."),),
        roles=(VISA_HEAD,),
    ),
    "link": Decision(
        _("Link to a new passport"),
        _("Link"),
        forms.LinkForm,
        acts.visa_link,
        _("The visa is linked to the new passport."),
        (_("The seal for the old passport is revoked at once; the new one is printed anew."),),
    ),
    "cancel": Decision(
        _("Cancel the visa"),
        _("Cancel the visa"),
        forms.ReasonForm,
        acts.visa_cancel,
        _("The visa is cancelled."),
        (_("Its seal goes onto the revocation list, and every desk refuses it. This cannot be taken back."),),
        warning=True,
        roles=(VISA_HEAD,),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decision(request: HttpRequest, application_id: UUID, name: str) -> HttpResponse:
    """One decision: what it does, its form, beside it what it is about."""
    actor, what = actor_of(request), DECISIONS[name]
    if actor.role not in what.roles:
        raise NotPermitted()
    found = queries.visa_case(actor, application_id=application_id)
    form = bind(request, what.form, initial=what.initial(found) if what.initial else {})
    if submitted(request, form):
        values = what.fields(dict(form.cleaned_data))
        sent = request.POST.get("version", "")
        if name != "fee":
            values["version"] = (
                int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else found.case.version
            )
        if call(request, what.act, form, fields=dict(what.names), application_id=application_id, **values):
            return see_other("border:visa_case", application_id, request=request, say=what.done)
    confirm = Confirm(
        what.title,
        rows=[
            Row(_("Reference"), found.application.reference),
            Row(_("State"), visa_words.state_tag(found.state.name)),
            *visa_words.person_rows(found.application),
            *visa_words.trip_rows(found.application)[:5],
            *checks(found)[:4],
        ],
        consequences=what.consequences,
        button=what.button,
        warning=what.warning,
        cancel=reverse("border:visa_case", args=[application_id]),
    )
    latest = proposal_rows(found.proposals[-1]) if found.proposals and name == "decide" else []
    context = {"confirm": confirm, "form": form, "version": found.case.version, "proposal": latest}
    return page(request, "border/visas_decide.html", context)
