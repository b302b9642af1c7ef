"""The decisions on a visa, each on a page of its own: what it does, its form, its act, as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.areas.border.access import VISA_HEAD, VISA_SERVICE
from sapar.areas.border.acts import visa_changing as changing
from sapar.areas.border.acts import visa_deciding as acts
from sapar.areas.border.forms import visas as forms
from sapar.areas.border.models import VisaProposal
from sapar.areas.border.queries import visas as queries
from sapar.areas.border.queries.visas import VisaCase
from sapar.areas.border.rules import visas as rules
from sapar.areas.border.views import visa_words
from sapar.areas.border.views.visa_desk import checks, proposal_rows
from sapar.kernel import clock
from sapar.kernel.errors import NotPermitted
from sapar.web.components import Confirm, Row, Text
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of


@dataclass(frozen=True)
class Decision:
    """A page on which one act is carried out: its form, words and act. ``fields``: how the form's values become arguments.
    ``prepare``: fits the form to the application."""

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
    prepare: Callable[[django_forms.Form, VisaCase], None] | None = None


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


def _leaving(found: VisaCase) -> dict[str, Any]:
    """The day for leaving that is proposed; whoever decides may choose another one."""
    return {"leave_by": rules.leave_proposed(found.stay_until, clock.today())} if found.stay_until else {}


def _only_with_a_stay(form: django_forms.Form, found: VisaCase) -> None:
    if found.stay_until is None or found.stay_until < clock.today():
        del form.fields["leave_by"]
    else:
        form.fields["leave_by"].required = True


def _contacts(form: django_forms.Form, found: VisaCase) -> None:
    """Only contacts that the applicant gave, as they gave them."""
    given = {"email": found.application.email, "phone": found.application.phone}
    field = cast("django_forms.ChoiceField", form.fields["channel"])
    field.choices = [(name, address) for name, address in given.items() if address]
    field.initial = "email" if given["email"] else "phone"


def _fee(values: dict[str, Any]) -> dict[str, Any]:
    return {**{name: value for name, value in values.items() if name != "amount"}, "amount_minor": values["amount"]}


def _agree(values: dict[str, Any]) -> dict[str, Any]:
    return {"agree": values["agree"] == "yes", "reason": values["reason"]}


WAITS = _(
    "The name in the new passport is another one: a second officer has to send the same lines. Nothing changed yet."
)

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
        _("Record the fee"),
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
        changing.visa_link,
        _("The visa is linked to the new passport."),
        (
            _("The seal for the old passport is revoked at once; the new one is printed anew."),
            _("Where the name is another one, nothing changes until a second officer sends the same lines."),
            _(
                "That both passports belong to one person is stated to the border service, where a second person decides."
            ),
        ),
    ),
    "cancel": Decision(
        _("Cancel the visa"),
        _("Cancel the visa"),
        forms.CancelForm,
        changing.visa_cancel,
        _("The visa is cancelled."),
        (
            _("Its seal goes onto the revocation list, and every desk refuses it. This cannot be taken back."),
            _(
                "Where a stay goes on under it, you decide until when the traveller has to leave. No stay ends by itself."
            ),
        ),
        warning=True,
        roles=(VISA_HEAD,),
        initial=_leaving,
        prepare=_only_with_a_stay,
    ),
    "code": Decision(
        _("Send a new code"),
        _("Send a new code"),
        forms.NewCodeForm,
        changing.visa_new_code,
        _("A new code was sent to the applicant."),
        (
            _(
                "The code before ends at once. The new one goes to the contact that the applicant gave; you do not see it."
            ),
            _("Make sure first that this is the applicant: the passport in the hand of its holder, or a call back."),
        ),
        prepare=_contacts,
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
    if what.prepare:
        what.prepare(form, found)
    if submitted(request, form):
        values = what.fields(dict(form.cleaned_data))
        sent = request.POST.get("version", "")
        if name not in ("fee", "code"):
            values["version"] = (
                int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else found.case.version
            )
        if done := call(request, what.act, form, fields=dict(what.names), application_id=application_id, **values):
            waits = name == "link" and isinstance(done.value, VisaProposal)
            return see_other("border:visa_case", application_id, request=request, say=WAITS if waits else what.done)
    confirm = Confirm(
        what.title,
        rows=[
            Row(_("Reference"), found.application.reference),
            Row(_("State"), visa_words.state_tag(found.state.name)),
            *visa_words.person_rows(found.application),
            *visa_words.trip_rows(found.application)[:5],
            *checks(found)[:4],
            *([Row(_("A stay goes on, until"), found.stay_until)] if name == "cancel" and found.stay_until else []),
        ],
        consequences=what.consequences,
        button=what.button,
        warning=what.warning,
        cancel=reverse("border:visa_case", args=[application_id]),
    )
    latest = proposal_rows(found.proposals[-1]) if found.proposals and name == "decide" else []
    context = {"confirm": confirm, "form": form, "version": found.case.version, "proposal": latest}
    return page(request, "border/visas_decide.html", context)
