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
from sapar.standards.seals.bundle import AUTHORITY, CRL, MASTER_LIST, SIGNER, Piece, name, remarks_of
from sapar.web.components import Column, Row, Table, TableRow, Tag, Text
from sapar.web.kept import bind
from sapar.web.pages.node import administrators_only
from sapar.web.trust_words import KINDS, UNCHECKED, findings
from sapar.web.views import UNPROCESSABLE, actor_of, call, page, see_other, signed_in

LARGEST = 1_400_000  # of what a page takes, which carries the file from one step to the next; the command takes more
MANY = 12  # so many pieces are a table


class FileForm(forms.Form):
    """A file to be looked into."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "Certificates, a revocation list or a master list (DER or PEM), or a download of a directory (LDIF); at most 1.4 MB."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty. Choose another one.")},
    )

    def clean_file(self) -> bytes:
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 1.4 MB. Use the command on the machine: sapar seal trust."), code="size"
            )
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
            found: list[Any] = [state, *findings((), remarks_of(one, now))]
            rows.append(TableRow([name(one.subject), KINDS[kind], one.not_after.date(), found]))
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
    taken = [one for one in pieces if one.taken]
    many = len(pieces) > MANY
    single = [one for one in pieces if one.kind == MASTER_LIST or not many]
    context: dict[str, Any] = {
        "base": "web/desk.html" if many else "web/base.html",
        "form": form,
        "pieces": [(KINDS[one.kind], rows(one), state(one)) for one in single],
        "tables": _tables(pieces) if many else [],
        "missing": _missing(pieces),
        "fingerprint": importing.fingerprint(content),
        "taken": len(taken),
        "asks": any(one.kind == AUTHORITY for one in taken),
    }
    return page(request, "web/trust/confirm.html", context, status=UNPROCESSABLE if form.is_bound else None)


def _tables(pieces: list[Piece]) -> list[Table]:
    """What bringing in the file would change, what it would not, and why."""
    rest = sorted((one for one in pieces if one.kind != MASTER_LIST), key=lambda one: (one.subject, str(one.last)))
    parts: list[tuple[Text, list[Piece]]] = [
        (_("New: can be taken"), [one for one in rest if one.taken]),
        (_("Is not taken"), [one for one in rest if one.problems]),
        (_("Is here already"), [one for one in rest if one.known and not one.problems]),
    ]
    columns = [
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("until", _("Until")),
        Column("found", _("What is found")),
        Column("fingerprint", _("Fingerprint")),
    ]
    return [Table(f"{title} ({len(found)})", columns, [_row(one) for one in found]) for title, found in parts if found]


def _row(one: Piece) -> TableRow:
    return TableRow(
        [
            one.subject or None,
            KINDS[one.kind],
            one.last.date() if one.last else None,
            findings(one.problems, one.remarks) or None,
            grouped(one)[:19],
        ]
    )


def _missing(pieces: list[Piece]) -> list[str]:
    """Authorities that are trusted here and that the file's master lists do not name: nothing is taken away from them."""
    if not any(one.kind == MASTER_LIST for one in pieces):
        return []
    named = {one.der for one in pieces}
    return [name(one.subject) for one in trusting.trust().authorities if one.der not in named]


def rows(one: Piece) -> list[Row]:
    """A certificate or a list as a summary."""
    listed = one.kind == MASTER_LIST
    pairs: list[tuple[Text, object]] = [
        (_("Signed by") if listed else _("Name"), one.subject or None),
        (_("Authority of the signer") if listed else _("Issued by"), one.issuer or None),
        (_("Signed on") if listed else _("From"), one.first),
        (_("Signer's certificate until") if listed else _("Until"), one.last),
        (_("Certificates in it"), one.entries if listed else []),
        (_("Named by the master list of"), list(one.named_by)),
        (_("Fingerprint"), grouped(one)),
        (_("What is found"), findings(one.problems, one.remarks)),
    ]
    return [Row(key, value) for key, value in pairs if value != []]


def grouped(one: Piece) -> str:
    """A fingerprint in groups of four digits."""
    digits = one.fingerprint.upper()
    return " ".join(digits[at : at + 4] for at in range(0, 64, 4))


def state(one: Piece) -> Tag:
    """Whether it would be taken; of a master list, whether what it names may be."""
    if one.problems:
        return Tag(_("Is not taken"), "red")
    if one.kind == MASTER_LIST:
        unchecked = [word for word in one.remarks if word in UNCHECKED]
        return Tag(_("Not checked in full"), "orange") if unchecked else Tag(_("Signature is good"), "green")
    return Tag(_("Is here already"), "grey") if one.known else Tag(_("Can be taken"), "green")


def _content(form: forms.BaseForm) -> bytes | None:
    if not form.is_valid():
        return None
    try:
        return base64.b64decode(form.cleaned_data["content"], validate=True)
    except (binascii.Error, ValueError):
        return None
