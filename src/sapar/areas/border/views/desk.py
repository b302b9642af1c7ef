"""The desk: one screen for reading a document and a seal, the verdict, and one keystroke to admit or refer.

Reading, verifying a seal, admitting and referring are forms of the same screen. With JavaScript the first two replace
the fragment ``border/_desk.html`` only; without it the same view gives the whole page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.areas.border import acts, queries, rules, words
from sapar.areas.border.access import DESK
from sapar.areas.border.forms import DeskForm, ReferForm
from sapar.areas.border.models import Inspection
from sapar.areas.border.queries import CrossingRow, InspectionView
from sapar.areas.border.queries.groups import PartyRow
from sapar.areas.border.rules import Direction
from sapar.areas.border.views.candidates import candidate_cards, watch_lines
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.documents import trusting
from sapar.kernel.errors import NotPermitted
from sapar.web.components import Link, Progress, Row, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import UNPROCESSABLE, actor_of

COOKIE = "sapar_direction"
COOKIE_LIFE = 365 * 86400
JUST_CHECKED = timedelta(seconds=5)


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
    if actor_of(request).role not in DESK:
        raise NotPermitted()
    party_id = uuid_or_none(request.GET.get("party", ""))
    form = bind(request, DeskForm, initial={"direction": _remembered(request), "party_id": party_id})
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
            party_id=data["party_id"],
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
        return next_traveller(request, inspection_id, said)
    return _inspected(request, inspection_id, problem=form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def refer(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """Hand over to the second line and be ready for the next traveller."""
    form = bind(request, ReferForm)
    if submitted(request, form):
        done = call(request, acts.refer_second_line, form, inspection_id=inspection_id, **form.cleaned_data)
        if done:
            return next_traveller(request, inspection_id, _("Referred to the second line."))
    return _inspected(request, inspection_id, refer_form=form, problem=form)


@require_http_methods(["GET", "HEAD"])
@signed_in
def inspection(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """An inspection: at the desk while it is open at one's own post, else as a record."""
    return _inspected(request, inspection_id)


def next_traveller(request: HttpRequest, inspection_id: UUID, said: Any) -> HttpResponse:
    """The empty desk, with the group that the last traveller belongs to."""
    with reading(actor_of(request)):
        party = queries.party_of(inspection_id)
    words_ = f"?{urlencode({'party': party.pk})}" if party is not None and party.closed_at is None else ""
    return see_other(f"{reverse('border:desk')}{words_}", request=request, say=said)


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
    # Lines that were made of what somebody typed are not put into the field: read, they would look like a document's.
    mrz = "" if shown.statement is not None else shown.mrz
    form = DeskForm(
        initial={"direction": shown.direction.value, "mrz": mrz, "seal": shown.seal, "party_id": shown.party_id}
    )
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
        "tabs": tabs("border:desk"),
        **(verdict_context(shown) if shown else {}),
    }
    party_id = shown.party_id if shown else uuid_or_none(str(form["party_id"].value() or ""))
    with reading(actor):
        party = queries.open_party(actor, party_id)
        context["party"] = party_line(queries.party_row(party)) if party else None
        context |= more_forms(actor, shown) if shown else {}
    status = UNPROCESSABLE if request.method == "POST" and (wrong or problem is not None) else 200
    if request.headers.get("HX-Request") == "true":
        # The fragment alone: what surrounds it is on the screen already.
        with reading(actor):
            body = render_to_string("border/_desk.html", context, request)
        response = HttpResponse(body, headers={"Cache-Control": "private, no-store", "Vary": "HX-Request"})
    else:
        last = queries.today(actor) if actor.place_id is not None else []
        with reading(actor):
            watch = watch_lines(queries.watch_changed_at(actor), queries.oldest_list(actor))
        context |= {"last": [last_line(row) for row in last], "lists": list_lines(), "watch": watch}
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
        "candidates": candidate_cards(shown.candidates),
    }


def more_forms(actor: Actor, shown: InspectionView) -> dict[str, Any]:
    """The forms for a child, a transit and a photograph, with what was written down; inside ``reading``."""
    from sapar.areas.border.forms import EscortForm, PhotoForm, TransitForm

    if shown.state not in ("open", "waiting") or shown.place_id != actor.place_id:
        return {}
    context: dict[str, Any] = {"photo_form": PhotoForm(), "photos": shown.photos}
    if shown.age is not None and shown.age < rules.ADULT:
        known = shown.escort
        initial = {
            "adult": (EscortForm.ALONE if known.alone else str(known.adult_id)) if known else "",
            "relation": known.relation if known else "",
            "consent": known.consent if known else "not_needed",
            "escort_note": known.note if known else "",
        }
        adults = [
            (str(adult.inspection_id), f"{adult.name} ({adult.nationality})") for adult in queries.adults_for(shown.id)
        ]
        context["escort_form"] = EscortForm(initial=initial, adults=adults)
        context["escort_known"] = known is not None
    if shown.direction is Direction.ENTRY:
        context["transit_form"] = TransitForm(
            initial={"onward_to": shown.transit.onward_to, "onward_by": shown.transit.onward_by}
            if shown.transit
            else None
        )
    return context


def tabs(current: str) -> list[Way]:
    """The ways to a traveller: each has a key of its own."""
    ways = (
        ("border:desk", _("Reader"), "n"),
        ("border:by_hand", _("Damaged document"), "h"),
        ("border:no_document", _("No document"), "o"),
        ("border:groups", _("Groups"), "g"),
    )
    return [Way(text, reverse(name), name == current, key) for name, text, key in ways]


@dataclass(frozen=True)
class Way:
    """A way to a traveller, with the key that opens it."""

    text: object
    href: str
    current: bool
    key: str


def party_line(row: PartyRow) -> dict[str, Any]:
    """How far a group is, for the desk and the group's own page."""
    done = row.progress
    return {
        "row": row,
        "kind": words.PARTIES.get(row.kind, row.kind),
        "progress": Progress(
            _("Inspected"),
            done.inspected,
            done.total or None,
            _("%(count)s decided") % {"count": done.decided},
        ),
    }


def uuid_or_none(text: str) -> UUID | None:
    """A record's id out of an address; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def who_rows(shown: InspectionView) -> list[Row]:
    """Who stands at the desk, as the document says it."""
    if not shown.number and not shown.name:
        return []
    document = " ".join(part for part in (shown.issuer, shown.number) if part)
    pairs: tuple[tuple[Any, object], ...] = (
        (_("Name"), shown.name or None),
        (_("Date of birth"), words.birth(shown.birth_date) or None),
        (_("Sex"), {"F": _("Female"), "M": _("Male"), "X": _("Not stated")}.get(shown.sex)),
        (_("Nationality"), shown.nationality or None),
        (_("Document"), document or None),
        (_("Valid until"), words.birth(shown.expiry_date) or None),
    )
    stated = shown.statement
    if stated is not None:
        pairs = (
            (_("Name"), " ".join(part for part in (stated.secondary, stated.primary) if part)),
            *pairs[1:4],
            (_("Document") if stated.kind == "damaged" else _("Statement"), document),
            *(pairs[5:] if stated.kind == "damaged" else ((_("Place of birth"), stated.birth_place or None),)),
            (words.STATEMENTS[stated.kind], stated.explanation),
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
        # A request that is sent again gets the inspection of the first time: its checks may be of another hour.
        just = clock.now() - inspection_.checked_at < JUST_CHECKED
        return queries.inspection_view(actor, inspection_, just_checked=just)


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
