"""Policy markers for what is published as IATI: which lines have which, and setting those of one line."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import LEADERS
from sapar.areas.programme.forms import exchange as forms
from sapar.areas.programme.queries import publishing as queries
from sapar.areas.programme.rules.tagging import Marks
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.errors import NotFound
from sapar.standards.iati.markers import BY_CODE, NOT_TARGETED
from sapar.web.components import Column, Link, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def markers(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Directions and activities with the markers that this institution set."""
    actor = actor_of(request)
    view = queries.marking_view(actor, plan_id)
    may_mark = actor.role in LEADERS
    rows = [
        TableRow(
            [
                line.number,
                words.text(line.content.title),
                [_tag(code, significance) for code, significance in sorted(marks.items())] or "",
                Link(_("Set"), reverse("programme:iati_mark", args=[plan_id, line.id]), line.number)
                if may_mark
                else "",
            ],
            emphasis=line.level == "direction",
        )
        for line in view.lines
        for marks in [view.marks.get(line.id, {})]
    ]
    columns = [
        Column("number", _("No.")),
        Column("title", _("Title")),
        Column("markers", _("Policy markers")),
        Column("action", _("Action")),
    ]
    table = Table(_("Directions and activities"), columns, rows)
    return page(request, "programme/iati/markers.html", {"view": view, "table": table})


def _tag(code: str, significance: str) -> Tag:
    title = BY_CODE[code].title(words.language()) if code in BY_CODE else code
    return Tag(f"{title}: {forms.SIGNIFICANCES[significance]}", "grey" if significance == NOT_TARGETED else "blue")


@BOTH
@signed_in
def mark(request: HttpRequest, plan_id: UUID, line_id: UUID) -> HttpResponse:
    """The markers of one direction or activity."""
    view = queries.marking_view(actor_of(request), plan_id)
    line = next((one for one in view.lines if one.id == line_id), None)
    if line is None:
        raise NotFound()
    marks: Marks = view.marks.get(line_id, {})
    form = bind(request, forms.MarkersForm, language=words.language(), initial=forms.MarkersForm.initial_of(marks))
    back = reverse("programme:iati_markers", args=[plan_id])
    if submitted(request, form) and call(
        request, acts.mark_policy, form, plan_id=plan_id, line_id=line_id, markers=form.markers()
    ):
        return see_other(back, request=request, say=_("Saved."))
    context = {
        "form": form,
        "title": _("Policy markers"),
        "caption": f"{line.number} {words.text(line.content.title)}",
        "back": back,
    }
    return page(request, "programme/plans/form.html", context)
