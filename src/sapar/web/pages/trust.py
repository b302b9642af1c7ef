"""The administrator's pages of whom this node trusts when it reads seals: what is in the folder, and what is brought in."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.kernel.documents import importing, trusting
from sapar.kernel.errors import Invalid
from sapar.standards.seals.bundle import AUTHORITY, CRL, SIGNER, Piece, name
from sapar.web.components import Column, Row, Table, TableRow, Tag, Text
from sapar.web.kept import bind
from sapar.web.pages.node import administrators_only
from sapar.web.views import UNPROCESSABLE, actor_of, call, page, see_other, signed_in

LARGEST = 1024 * 1024  # of what a page takes; the command takes more
KINDS: dict[str, Text] = {
    AUTHORITY: _("Authority of a State"),
    SIGNER: _("Signer of seals"),
    CRL: _("List of withdrawn keys"),
}
PROBLEMS: dict[str, Text] = {
    "authority_unknown": _("Its authority is not trusted here."),
    "signature": _("The signature is not that of its authority."),
    "signer_signature": _("The signature is not that of its authority."),
    "not_self_signed": _("It has not signed itself, as an authority does."),
    "may_not_sign": _("It may not sign certificates."),
    "authority_may_not_sign": _("Its authority may not sign certificates."),
    "authority_not_valid": _("Its authority was not valid when it was made."),
    "signer_country": _("Its State is another one than that of its authority."),
    "signer_usage": _("It is not made for seals."),
    "signer_key_unsupported": _("Its key is of a kind that cannot be checked here."),
    "signer_critical_extension": _("It demands something that is not understood here."),
    "critical_extension": _("It demands something that is not understood here."),
    "expired": _("It has run out."),
    "older": _("A newer list of this authority is here already."),
}
REMARKS: dict[str, Text] = {
    "nonconformant_cert": _("It is not written as the standard says. All checks are made all the same."),
    "stale": _("Its next edition is overdue."),
    "specimen": _("A specimen of the fictitious State of Utopia."),
}


class FileForm(forms.Form):
    """A file to be looked into."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Certificates or a revocation list, DER or PEM, at most 1 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another one.")},
    )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 1 MB. Use the command on the machine."), code="size")
        return bytes(given.read())


class ConfirmForm(forms.Form):
    """The file once more, and its fingerprint as it was compared."""

    content = forms.CharField(widget=forms.HiddenInput, max_length=2 * LARGEST)
    confirmed = forms.CharField(
        label=_("Fingerprint of the file"),
        help_text=_(
            "At least its first 16 digits, as the authority told them by another way. Needed for an authority."
        ),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


@require_safe
@signed_in
def trust(request: HttpRequest) -> HttpResponse:
    """What the trust folder holds now."""
    administrators_only(actor_of(request))
    known, now = trusting.trust(), trusting.here_and_now()
    rows = []
    for kind, certificates in ((AUTHORITY, known.authorities), (SIGNER, known.signers())):
        for one in certificates:
            state = Tag(_("Run out"), "red") if one.not_after < now else Tag(_("Valid"), "green")
            rows.append(TableRow([name(one.subject), KINDS[kind], one.not_after.date(), state]))
    for age in trusting.list_ages():
        state = Tag(_("Out of date"), "red") if age.stale else Tag(_("Current"), "green")
        rows.append(TableRow([age.name, LISTS.get(age.kind, age.kind), age.next_update, state]))
    columns = [
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("until", _("Valid until")),
        Column("state", _("State")),
    ]
    empty = _("Nobody is trusted yet: no seal can be verified.")
    return page(request, "web/trust/index.html", {"table": Table(_("Trusted here"), columns, rows, empty=empty)})


LISTS: dict[str, Text] = {"crl": KINDS[CRL], "revoked": _("List of cancelled seals")}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Look into a file, compare its fingerprint, bring it in."""
    administrators_only(actor_of(request))
    if request.method != "POST" or "content" not in request.POST:
        return _look(request)
    form = bind(request, ConfirmForm)
    content = _content(form)
    if content is None:
        return see_other("web:trust_new")
    done = call(
        request, importing.import_trust, form, content=content, confirmed=form.cleaned_data.get("confirmed", "")
    )
    if done:
        return see_other("web:trust", request=request, say=_("Brought in. Seals are verified with it from now on."))
    return _pieces(request, content, form)


def _look(request: HttpRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"]
        try:
            return _pieces(request, content, ConfirmForm(initial={"content": base64.b64encode(content).decode()}))
        except Invalid as error:
            form.add_error("file", forms.ValidationError(str(error.message), code=error.code))
    return page(request, "web/trust/new.html", {"form": form})


def _pieces(request: HttpRequest, content: bytes, form: ConfirmForm) -> HttpResponse:
    pieces = importing.look_into(content)
    taken = [one for one in pieces if not one.problems and not one.known]
    context: dict[str, Any] = {
        "form": form,
        "pieces": [(KINDS[one.kind], rows(one), state(one)) for one in pieces],
        "fingerprint": importing.fingerprint(content),
        "taken": bool(taken),
        "asks": any(one.kind == AUTHORITY for one in taken),
    }
    return page(request, "web/trust/confirm.html", context, status=UNPROCESSABLE if form.is_bound else None)


def rows(one: Piece) -> list[Row]:
    """A certificate or a list as a summary."""
    digits = one.fingerprint.upper()
    pairs: list[tuple[Text, object]] = [
        (_("Name"), one.subject),
        (_("Issued by"), one.issuer),
        (_("From"), one.first),
        (_("Until"), one.last),
        (_("Fingerprint"), " ".join(digits[at : at + 4] for at in range(0, 64, 4))),
        (_("What is found"), [*(PROBLEMS[word] for word in one.problems), *(REMARKS[word] for word in one.remarks)]),
    ]
    return [Row(key, value) for key, value in pairs if value != []]


def state(one: Piece) -> Tag:
    """Whether it would be taken."""
    if one.problems:
        return Tag(_("Is not taken"), "red")
    return Tag(_("Is here already"), "grey") if one.known else Tag(_("Can be taken"), "green")


def _content(form: forms.BaseForm) -> bytes | None:
    if not form.is_valid():
        return None
    try:
        return base64.b64decode(form.cleaned_data["content"], validate=True)
    except (binascii.Error, ValueError):
        return None
