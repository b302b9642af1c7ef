"""The ledger's pages: entries of one's institution, one entry, its proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.web import queries
from sapar.web.components import Column, Row, Table, TableRow, Tag, Text
from sapar.web.export import cell, csv_response
from sapar.web.fields import DateField
from sapar.web.paging import Pager
from sapar.web.views import actor_of, page, signed_in

KINDS = [("", _("all")), ("act", _("acts")), ("look", _("looks")), ("refusal", _("refused attempts"))]
KIND_TAGS = {
    "act": Tag(_("act"), "green"),
    "look": Tag(_("look"), "blue"),
    "refusal": Tag(_("refused"), "red"),
}
CHUNK = 2000  # entries that one look of an export shows: one entry of the ledger for each so many


class FilterForm(forms.Form):
    """What to show."""

    since = DateField(label=_("From"), required=False)
    until = DateField(label=_("To"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    act = forms.ChoiceField(label=_("What was done"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        named = sorted(((name, str(spec.title)) for name, spec in CATALOGUE.items()), key=lambda pair: pair[1])
        self.fields["act"].choices = [("", _("all")), *named]  # type: ignore[attr-defined]


@require_safe
@signed_in
def ledger(request: HttpRequest) -> HttpResponseBase:
    """Entries, newest first; ``?as=csv`` gives the filtered entries as a file."""
    form = FilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    actor, language = actor_of(request), get_language() or "tk"
    if request.GET.get("as") == "csv":
        return csv_response("ledger", [column.title for column in columns()], _all(actor, language, chosen))
    after, before = _mark(request, "after"), _mark(request, "before")
    found = queries.entries(actor, language=language, after=after, before=before, **chosen)
    # An institution that stands in every row is said once, above them.
    places = {line.institution for line in found.lines}
    common = next(iter(places)) if len(places) == 1 and len(found.lines) > 1 else ""
    shown = [place for place, column in enumerate(columns()) if not (common and column.name == "institution")]
    rows = [
        TableRow([cells(line)[place] for place in shown], href=reverse("web:ledger_entry", args=[line.id]))
        for line in found.lines
    ]
    titles = [columns()[place] for place in shown]
    table = Table(_("Entries"), titles, rows, empty=_("No entry matches."), caption_hidden=True)
    words = [(name, value) for name, value in request.GET.items() if name not in ("after", "before") and value]
    pager = Pager(
        previous=f"?{urlencode([*words, ('before', found.lines[0].id)])}" if found.newer and found.lines else "",
        next=f"?{urlencode([*words, ('after', found.lines[-1].id)])}" if found.older and found.lines else "",
    )
    context = {"form": form, "table": table, "pager": pager, "head": found.head, "filtered": bool(chosen)}
    context["institution"] = common
    context["csv"] = f"?{urlencode([*words, ('as', 'csv')])}"
    return page(request, "web/pages/ledger.html", context)


def _all(actor: Actor, language: str, chosen: dict[str, Any]) -> Iterator[list[str]]:
    """All entries that match, however many: read chunk by chunk while they are sent, the first before anything is sent."""

    def chunk(after: UUID | None) -> tuple[list[list[str]], UUID | None]:
        # Sent after the page's own language has been taken back.
        with translation.override(language):
            found = queries.entries(actor, language=language, size=CHUNK, after=after, **chosen)
            texts = [[cell(value) for value in cells(line)] for line in found.lines]
        return texts, found.lines[-1].id if found.older and found.lines else None

    first, last = chunk(None)

    def rest() -> Iterator[list[str]]:
        texts, mark = first, last
        yield from texts
        while mark is not None:
            texts, mark = chunk(mark)
            yield from texts

    return rest()


def columns() -> list[Column]:
    return [
        Column("number", _("Number"), numeric=True),
        Column("at", _("Time")),
        Column("kind", _("Kind")),
        Column("act", _("What was done")),
        Column("actor", _("By")),
        Column("role", _("Role")),
        Column("institution", _("Institution")),
        Column("purpose", _("Purpose")),
    ]


def cells(line: queries.Line) -> list[object]:
    number: Text | int = _("next head") if line.number is None else line.number
    kind = KIND_TAGS.get(line.kind, line.kind)
    return [number, line.at, kind, line.act, who(line.actor), line.role, line.institution or None, line.purpose]


def who(ref: str) -> Text:
    """The doer in words: a name, or what kind of doer it was."""
    if ref.startswith("holder:"):
        return _("the person concerned")
    if ref.startswith("system:"):
        return _("this node")
    return _("anybody") if ref == "public" else ref


def outcome(code: str) -> Text:
    """What became of it, in words; the code of a refusal stays, for those who search for it."""
    words: dict[str, Text] = {"done": _("carried out"), "shown": _("shown")}
    if code.startswith("refused:"):
        return gettext("refused (%(code)s)") % {"code": code.partition(":")[2]}
    return words.get(code, code)


@require_safe
@signed_in
def ledger_entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry with its proof."""
    line = queries.entry(actor_of(request), entry_id=entry_id, language=get_language() or "tk")
    titles = [column.title for column in columns()]
    rows = [Row(title, value) for title, value in zip(titles, cells(line), strict=True)]
    rows += [
        Row(_("Outcome"), outcome(line.outcome)),
        Row(_("Records concerned"), list(line.subjects), hint=_("Random names; they say nothing about persons.")),
        Row(_("Digest of the input"), line.digest),
        Row(_("Identifier"), str(line.id)),
    ]
    return page(request, "web/pages/ledger_entry.html", {"line": line, "rows": rows})


@require_safe
@signed_in
def ledger_proof(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The proof as a file, for ``sapar ledger verify``."""
    proof = queries.proof(actor_of(request), entry_id=entry_id)
    response = HttpResponse(json.dumps(proof, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="proof-{entry_id}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _mark(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
