"""What was recorded: lists, the search by document number, one crossing, its correction."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.border import acts, queries, rules, words
from sapar.areas.border.access import SUPERVISOR
from sapar.areas.border.forms import CorrectForm, ListForm, NumberForm
from sapar.areas.border.queries import CrossingRow, CrossingView
from sapar.areas.border.rules import Direction
from sapar.areas.border.views.desk import verdict_context
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound
from sapar.web import nav, vault
from sapar.web.components import Column, Event, Row, Table, TableRow, Tag
from sapar.web.nav import Hit
from sapar.web.pages import Window, bind, call, page, see_other, signed_in, submitted
from sapar.web.views import UNPROCESSABLE, actor_of

FIND = "border.find"
FOUND_AT_MOST = 20


@require_safe
@signed_in
def crossings(request: HttpRequest) -> HttpResponse:
    """The crossings of a post, newest first; or, after a search, those of one document at all posts."""
    actor = actor_of(request)
    choices = _post_choices(actor)
    filters = ListForm(request.GET or None, posts=choices)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    number = vault.unwrap(FIND, request.GET.get("find", "")) or ""
    rows, pager = queries.list_crossings(
        actor,
        window=Window.of(request),
        place_id=UUID(chosen["post"]) if chosen.get("post") else None,
        day=chosen.get("day"),
        direction=Direction(chosen["direction"]) if chosen.get("direction") else None,
        number=number,
    )
    find = NumberForm(initial={"number": number})
    caption = _("Crossings with this document") if number else _("Crossings, newest first")
    context = {
        "table": crossing_table(caption, rows, searched=bool(number)),
        "pager": pager,
        "filters": filters,
        "find": find,
        "searched": bool(number),
        "filtered": bool(chosen.get("day") or chosen.get("direction") or chosen.get("post")),
    }
    return page(request, "border/crossings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """Take the number by POST and go on with an address in which it cannot be read."""
    form = bind(request, NumberForm)
    if submitted(request, form):
        words_ = urlencode({"find": vault.wrap(FIND, acts.number_key(form.cleaned_data["number"]))})
        return see_other(f"{reverse('border:crossings')}?{words_}")
    if request.method == "POST":
        context = {"form": form, "find": form, "filters": ListForm(posts=_post_choices(actor_of(request)))}
        return page(request, "border/crossings.html", context, status=UNPROCESSABLE)
    return see_other("border:crossings")


@require_safe
@signed_in
def counted(request: HttpRequest) -> HttpResponse:
    """The crossings behind a figure of the statistics."""
    rows = queries.counted(actor_of(request), **_behind(request))
    return page(request, "border/counted.html", {"table": crossing_table(_("Counted crossings"), rows, searched=True)})


@require_safe
@signed_in
def counted_records(request: HttpRequest) -> HttpResponse:
    """The records behind a figure of stays, waiting, registrations, extensions, refusals or hits."""
    rows = queries.counted_records(actor_of(request), **_behind(request))
    columns = [
        Column("record", _("Record")),
        Column("day", _("Day")),
        Column("post", _("Border post")),
        Column("nationality", _("Nationality")),
    ]
    lines = [
        TableRow(
            [row.reference or _("Without a number"), row.day, row.post, row.nationality],
            href=nav.record_href(row.kind, row.id),
        )
        for row in rows
    ]
    table = Table(_("Counted records"), columns, lines, empty=_("No record was counted here."), caption_hidden=True)
    return page(request, "border/counted_records.html", {"table": table})


def _behind(request: HttpRequest) -> dict[str, Any]:
    """Run, part and codes from the address. Raises NotFound."""
    try:
        run_id = UUID(request.GET.get("run", ""))
    except ValueError:
        raise NotFound() from None
    codes = {name: text for name, text in request.GET.items() if name not in ("run", "part")}
    return {"run_id": run_id, "part": request.GET.get("part", "all"), "codes": codes}


@require_safe
@signed_in
def crossing(request: HttpRequest, crossing_id: UUID) -> HttpResponse:
    """One crossing: what was recorded, what it rests on, what was corrected."""
    shown = queries.view_crossing(actor_of(request), crossing_id=crossing_id)
    context: dict[str, Any] = {
        "crossing": shown,
        "rows": crossing_rows(shown),
        "events": _events(shown),
        "direction": words.DIRECTIONS[shown.row.direction.value],
        "why_not": acts.WORDS.get(shown.why_not_correct, ""),
    }
    if shown.inspection is not None:
        context |= verdict_context(shown.inspection)
    return page(request, "border/crossing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: HttpRequest, crossing_id: UUID) -> HttpResponse:
    """Say what was wrong; the record stays and a right one is put beside it."""
    shown = queries.view_to_correct(actor_of(request), crossing_id=crossing_id)
    local = localtime(shown.row.at)
    initial = {"direction": shown.row.direction.value, "day": local.date(), "time": local.time()}
    form = bind(request, CorrectForm, initial=initial)
    if submitted(request, form):
        data = form.cleaned_data
        changed = data["direction"] != shown.row.direction.value
        done = call(
            request,
            acts.correct,
            form,
            fields={"at": "time"},
            crossing_id=crossing_id,
            reason=data["reason"],
            direction=data["direction"] if changed else None,
            at=form.moment(shown.row.at),
            mrz=data["mrz"],
            annul=data["annul"],
        )
        if done:
            target = done.value.replacement_id or crossing_id
            return see_other("border:crossing", target, request=request, say=_("Corrected. Both records are kept."))
    context = {"form": form, "crossing": shown, "rows": crossing_rows(shown)[:6]}
    if shown.why_not_correct:
        context["why_not"] = acts.WORDS[shown.why_not_correct]
    return page(request, "border/correct.html", context)


def crossing_table(caption: Any, rows: list[CrossingRow], *, searched: bool) -> Table:
    """A list of crossings."""
    columns = [
        Column("at", _("Time")),
        Column("direction", _("Direction")),
        Column("name", _("Traveller")),
        Column("number", _("Document")),
        Column("nationality", _("Nationality")),
        Column("permit", _("Permit")),
        Column("post", _("Border post")),
        Column("state", _("Record")),
    ]
    lines = [
        TableRow(
            [
                row.at,
                words.DIRECTIONS[row.direction.value],
                row.name,
                row.number,
                row.nationality,
                row.permit_number or _("none"),
                row.place,
                Tag(_("Corrected"), "grey") if row.corrected else "",
            ],
            href=reverse("border:crossing", args=[row.id]),
        )
        for row in rows
    ]
    empty = (
        _("No crossing with this document is recorded. Check the number.")
        if searched
        else _("Nothing is recorded here yet. Crossings appear as soon as they are admitted at the desk.")
    )
    return Table(caption, columns, lines, empty=empty)


def crossing_rows(shown: CrossingView) -> list[Row]:
    """A crossing as a summary."""
    row = shown.row
    pairs: list[tuple[Any, object]] = [
        (_("Direction"), words.DIRECTIONS[row.direction.value]),
        (_("Time"), row.at),
        (_("Border post"), row.place),
        (_("Traveller"), row.name),
        (_("Document"), f"{shown.issuer} {row.number}"),
        (_("Nationality"), row.nationality),
        (_("Date of birth"), words.birth(shown.birth_date) or None),
        (_("Document valid until"), words.birth(shown.expiry_date.isoformat()) if shown.expiry_date else None),
        (_("Permit"), row.permit_number or _("none")),
        (_("Recorded by"), shown.officer),
        (_("Recorded at"), shown.recorded_at),
    ]
    return [Row(key, value) for key, value in pairs]


def search(actor: Actor, text: str) -> list[Hit]:
    """For the search box: crossings with a document of exactly this number."""
    number = acts.number_key(text)
    if not number or len(text) > rules.REASON_LONGEST:
        return []
    rows, _pager = queries.list_crossings(actor, window=Window(size=FOUND_AT_MOST), number=number)
    return [
        Hit(
            f"{words.DIRECTIONS[row.direction.value]}, {row.name}",
            reverse("border:crossing", args=[row.id]),
            f"{date_format(localtime(row.at), 'SHORT_DATE_FORMAT')}, {words.clock_time(row.at)}, {row.place}",
        )
        for row in rows
    ]


def _events(shown: CrossingView) -> list[Event]:
    """The record's own story, oldest first."""
    found = []
    if shown.inspection is not None:
        found.append(Event(_("Document read"), shown.inspection.opened_at))
    if shown.referral is not None:
        text = str(words.REFERRALS.get(shown.referral.reason, shown.referral.reason))
        note = f"{text}. {shown.referral.note}" if shown.referral.note else text
        found.append(Event(_("Referred to the second line"), shown.referral.at, by=shown.referral.officer, text=note))
        if shown.referral.decided_at:
            found.append(
                Event(
                    _("Decided in the second line"),
                    shown.referral.decided_at,
                    by=shown.referral.decided_by,
                    text=shown.referral.decision_reason,
                )
            )
    if shown.corrects is not None:
        found.append(
            Event(
                _("Made by a correction of an earlier record"),
                shown.corrects.at,
                by=shown.corrects.officer,
                text=shown.corrects.reason,
            )
        )
    else:
        found.append(Event(_("Crossing recorded"), shown.recorded_at, by=shown.officer))
    if shown.correction is not None:
        title = _("Corrected by a newer record") if shown.correction.replacement_id else _("Annulled: nobody crossed")
        found.append(Event(title, shown.correction.at, by=shown.correction.officer, text=shown.correction.reason))
    return found


def _post_choices(actor: Actor) -> list[tuple[str, str]]:
    if actor.role != SUPERVISOR:
        return []
    with reading(actor):
        return [(str(post.id), post.name) for post in queries.posts(actor)]
