"""The desk: one screen for reading a document and a seal, the verdict, and one keystroke to admit or refer.

Reading, verifying a seal, admitting and referring are forms of the same screen. With JavaScript the first two replace
the fragment ``border/_desk.html`` only; without it the same view gives the whole page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.areas.border import acts, queries, rules, words
from sapar.areas.border.forms import DeskForm, ReferForm
from sapar.areas.border.models import Inspection
from sapar.areas.border.queries import CrossingRow, InspectionView
from sapar.areas.border.rules import Direction
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.documents import trusting
from sapar.web.components import Link, Row, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import UNPROCESSABLE, actor_of

COOKIE = "sapar_direction"
COOKIE_LIFE = 365 * 86400


@dataclass(frozen=True)
class ListLine:
    """One list that seals are verified with, and its age."""

    title: object
    moment: object
    age: str
    tag: Tag


LISTS = {"crl": _("Withdrawn keys of signers"), "revoked": _("Cancelled permits")}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """Empty desk, or the answer to what was read."""
    form = bind(request, DeskForm, initial={"direction": _remembered(request)})
    shown: InspectionView | None = None
    if submitted(request, form):
        data = form.cleaned_data
        done = call(
            request,
            acts.inspect,
            form,
            mrz=data["mrz"],
            direction=data["direction"],
            seal=data["seal"],
            earlier_id=data["earlier_id"],
        )
        if done:
            shown = _view(request, done.value)
    return _answer(request, form, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def seal(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Verify a seal for the inspection on the screen."""
    form = bind(request, DeskForm, initial={"direction": _remembered(request)})
    if request.method == "POST":
        form.is_valid()
        done = call(request, acts.check_seal, form, inspection_id=inspection_id, seal=request.POST.get("seal", ""))
        if done:
            return _answer(request, form, _view(request, done.value))
    shown, _referral = queries.view_inspection(actor_of(request), inspection_id=inspection_id)
    return _answer(request, form, shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def admit(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Record the crossing and be ready for the next traveller."""
    if request.method != "POST":
        return see_other("border:inspection", inspection_id)
    form = ReferForm({"reason": "checks"})
    done = call(request, acts.admit, form, inspection_id=inspection_id)
    if done:
        said = _("Entry recorded.") if done.value.direction == Direction.ENTRY else _("Exit recorded.")
        return see_other("border:desk", request=request, say=said)
    return _inspected(request, inspection_id, problem=form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refer(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Hand over to the second line and be ready for the next traveller."""
    form = bind(request, ReferForm)
    if submitted(request, form):
        done = call(request, acts.refer_second_line, form, inspection_id=inspection_id, **form.cleaned_data)
        if done:
            return see_other("border:desk", request=request, say=_("Referred to the second line."))
    return _inspected(request, inspection_id, refer_form=form, problem=form)


@require_http_methods(["GET", "HEAD"])
@signed_in
def inspection(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """An inspection: at the desk while it is open at one's own post, else as a record."""
    return _inspected(request, inspection_id)


def _inspected(
    request: HttpRequest, inspection_id: UUID, *, refer_form: ReferForm | None = None, problem: Any = None
) -> HttpResponse:
    actor = actor_of(request)
    shown, referral = queries.view_inspection(actor, inspection_id=inspection_id)
    if shown.state != "open" or shown.place_id != actor.place_id:
        context = {
            "inspection": shown,
            "referral": referral,
            "reason": words.REFERRALS.get(referral.reason) if referral else None,
            **verdict_context(shown),
            "form": problem,
        }
        return page(request, "border/inspection.html", context)
    form = DeskForm(initial={"direction": shown.direction.value, "mrz": shown.mrz, "seal": shown.seal})
    return _answer(request, form, shown, refer_form=refer_form, problem=problem)


def _answer(
    request: HttpRequest,
    form: DeskForm,
    shown: InspectionView | None,
    *,
    refer_form: ReferForm | None = None,
    problem: Any = None,
) -> HttpResponse:
    actor = actor_of(request)
    wrong = form.is_bound and bool(form.errors)
    if shown is not None or wrong:
        form.fields["mrz"].widget.attrs.pop("autofocus", None)
    context: dict[str, Any] = {
        "desk_form": form,
        "form": problem or form,
        "inspection": shown,
        "refer_form": refer_form or ReferForm(initial={"reason": _likely(shown)}),
        "earlier_id": shown.id if shown and shown.person_id is None else None,
        "has_post": actor.place_id is not None,
        **(verdict_context(shown) if shown else {}),
    }
    status = UNPROCESSABLE if request.method == "POST" and (wrong or problem is not None) else 200
    if request.headers.get("HX-Request") == "true":
        # The fragment alone: what surrounds it is on the screen already.
        with reading(actor):
            body = render_to_string("border/_desk.html", context, request)
        response = HttpResponse(body, headers={"Cache-Control": "private, no-store", "Vary": "HX-Request"})
    else:
        last = queries.today(actor) if actor.place_id is not None else []
        context |= {"last": [last_line(row) for row in last], "lists": list_lines()}
        response = page(request, "border/desk.html", context, status=status)
    if form.is_bound and not wrong and request.method == "POST":
        _remember(request, response, str(form.cleaned_data.get("direction", "")))
    return response


def verdict_context(shown: InspectionView) -> dict[str, Any]:
    """What the verdict's template needs of an inspection."""
    return {
        "verdict": words.verdict_view(shown.level, shown.direction, shown.checks),
        "checks": words.check_lines(shown.checks),
        "lines": words.marked_lines(shown.typed_mrz or shown.mrz, shown.checks),
        "damaged": any(check.name == "document" and check.reasons for check in shown.checks),
        "who": who_rows(shown),
        "direction": words.DIRECTIONS[shown.direction.value],
        "state": words.INSPECTION_STATES[shown.state],
    }


def who_rows(shown: InspectionView) -> list[Row]:
    """Who stands at the desk, as the document says it."""
    if not shown.number and not shown.name:
        return []
    document = " ".join(part for part in (shown.issuer, shown.number) if part)
    pairs = (
        (_("Name"), shown.name or None),
        (_("Date of birth"), words.birth(shown.birth_date) or None),
        (_("Sex"), {"F": _("Female"), "M": _("Male"), "X": _("Not stated")}.get(shown.sex)),
        (_("Nationality"), shown.nationality or None),
        (_("Document"), document or None),
        (_("Valid until"), words.birth(shown.expiry_date) or None),
    )
    rows = [Row(key, value) for key, value in pairs]
    told = shown.announced
    if told is not None and told.passenger_id is not None:
        page_of = reverse("border:passenger", args=[told.passenger_id])
        rows.append(Row(_("Announced on the flight"), Link(f"{told.flight}, {told.route}", page_of)))
    elif told is not None:
        rows.append(Row(_("Announced on the flight"), _("on no list")))
    return rows


def last_line(row: CrossingRow) -> dict[str, Any]:
    """One of the last crossings, for the desk."""
    return {
        "time": words.clock_time(row.at),
        "direction": words.DIRECTIONS[row.direction.value],
        "name": row.name,
        "number": row.number,
        "nationality": row.nationality,
        "permit": row.permit_number,
        "id": row.id,
    }


def list_lines() -> Sequence[ListLine]:
    """The lists that seals are verified with; the desk shows how old they are. No database."""
    now = clock.now()
    return [
        ListLine(
            LISTS.get(age.kind, age.kind),
            age.date,
            words.age(age.date, now),
            Tag(_("Out of date"), "red") if age.stale else Tag(_("Current"), "green"),
        )
        for age in trusting.list_ages()
    ]


def _view(request: HttpRequest, inspection_: Inspection) -> InspectionView:
    """What the act has just returned, without another look: nothing is read that the act did not read."""
    actor: Actor = actor_of(request)
    with reading(actor):
        return queries.inspection_view(actor, inspection_)


def _likely(shown: InspectionView | None) -> str:
    return "person" if shown is not None and rules.may_admit(shown.checks) else "checks"


def _remembered(request: HttpRequest) -> str:
    known = request.COOKIES.get(COOKIE, "")
    return known if known in (Direction.ENTRY, Direction.EXIT) else Direction.ENTRY.value


def _remember(request: HttpRequest, response: HttpResponse, direction: str) -> None:
    if direction and request.COOKIES.get(COOKIE) != direction:
        response.set_cookie(
            COOKIE, direction, max_age=COOKIE_LIFE, httponly=True, secure=request.is_secure(), samesite="Lax"
        )
