"""What was found: the owner's page, hits at the desks, how well screening works, and the desk's decision on a candidate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.border import acts, queries
from sapar.areas.border import words as desk_words
from sapar.areas.border import words_watch as words
from sapar.areas.border.access import INTAKE
from sapar.areas.border.forms.watch import SpanForm, VerdictForm
from sapar.areas.border.queries.hits import HitRow, NoteRow, NoteView, Performance
from sapar.areas.border.rules.watch import authority_of
from sapar.web import charts
from sapar.web.components import Choice, Column, Link, Row, Table, TableRow, Text
from sapar.web.pages import Window, bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

OCCASIONS: dict[str, Text] = {
    "inspection": _("Read at a border desk"),
    "passenger": _("Passenger of a flight"),
    "visa": _("Application for a visa"),
}


@require_safe
@signed_in
def notes(request: HttpRequest) -> HttpResponse:
    """What the office's quiet alerts and lists found."""
    actor = actor_of(request)
    show = "all" if request.GET.get("show") == "all" else "open"
    found, pager, counts = queries.list_notes(actor, window=Window.of(request), show=show)
    columns = [
        Column("at", _("When")),
        Column("name", _("Who is searched for")),
        Column("read", _("Who was read")),
        Column("meaning", _("A hit means")),
        Column("post", _("Where")),
        Column("direction", _("Direction")),
        Column("verdict", _("Decision")),
    ]
    titles: dict[str, Text] = {"open": _("Not decided"), "all": _("All")}
    context = {
        "table": Table(
            _("Hits"),
            columns,
            [_note(row) for row in found],
            empty=_("Nobody has been found.") if show == "all" else _("Nothing waits for a decision."),
        ),
        "choices": [Choice(title, f"?show={name}", name == show, counts[name]) for name, title in titles.items()],
        "pager": pager,
        "intake": actor.role == INTAKE,
    }
    return page(request, "border/watch_notes.html", context)


def _note(row: NoteRow) -> TableRow:
    return TableRow(
        [
            row.at,
            row.name,
            row.asked or None,
            words.MEANING_TAGS[row.meaning],
            row.post or None,
            desk_words.DIRECTIONS.get(row.direction),
            words.VERDICTS[row.verdict],
        ],
        href=reverse("border:note", args=[row.id]),
        emphasis=not row.verdict,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """One hit, and the owner's decision."""
    form = bind(request, VerdictForm)
    if submitted(request, form) and call(request, acts.decide_note, form, note_id=note_id, **form.cleaned_data):
        return see_other("border:notes", request=request, say=_("Noted."))
    found = queries.view_note(actor_of(request), note_id=note_id)
    context = {
        "form": form,
        "found": found,
        "rows": _person(found),
        "entries": [
            {
                "name": one.name,
                "meaning": words.MEANING_TAGS[one.meaning],
                "why": words.why(one.explanation),
                "rows": _entry(one.content),
                "href": reverse("border:alert", args=[one.alert_id]) if one.alert_id else "",
            }
            for one in found.found
        ],
        "verdict": words.VERDICTS[found.row.verdict],
        "decided": found.decided_at,
    }
    return page(request, "border/watch_note.html", context)


def _person(found: NoteView) -> list[Row]:
    person, occasion = found.person, found.occasion
    document = " ".join(filter(None, (person.get("issuer"), person.get("number"))))
    return [
        Row(_("When"), found.read_at or found.row.at),
        Row(_("Where"), found.place or found.row.post or None),
        Row(_("How"), OCCASIONS.get(occasion.get("kind", ""))),
        Row(_("Direction"), desk_words.DIRECTIONS.get(found.row.direction)),
        *([Row(_("Flight"), occasion["flight"])] if occasion.get("flight") else []),
        Row(_("Name"), list(person.get("names", ())) or None),
        Row(_("Date of birth"), desk_words.birth(person.get("birth_date", "")) or None),
        Row(_("Sex"), words.SEXES.get(person.get("sex", ""))),
        Row(_("Nationality"), person.get("nationality") or None),
        Row(_("Document"), document or None),
    ]


def _entry(content: Any) -> list[Row]:
    names = ("birth_dates", "nationalities", "documents", "authority", "reason", "instruction")
    return [
        Row(words.FIELDS[name], [words.day(one) for one in value] if isinstance(value, list) else value)
        for name in names
        if (value := authority_of(content, get_language() or "") if name == "authority" else content.get(name))
    ]


@require_safe
@signed_in
def desk_hits(request: HttpRequest) -> HttpResponse:
    """Hits at the desks on alerts and lists of the office."""
    found, pager = queries.list_desk_hits(actor_of(request), window=Window.of(request))
    columns = [
        Column("at", _("When")),
        Column("name", _("Who is searched for")),
        Column("meaning", _("A hit means")),
        Column("post", _("Where")),
        Column("score", _("How well it agrees"), numeric=True),
        Column("verdict", _("Decision")),
        Column("why", _("How they know")),
    ]
    table = Table(_("Hits at the desks"), columns, [_hit(row) for row in found], empty=_("Nobody has been found."))
    return page(request, "border/watch_desk_hits.html", {"table": table, "pager": pager})


def _hit(row: HitRow) -> TableRow:
    return TableRow(
        [
            row.at,
            row.name,
            words.MEANING_TAGS[row.meaning],
            row.post,
            f"{row.score * 100:.0f}\u00a0%",
            words.VERDICTS[row.verdict],
            row.reason or None,
        ]
    )


@require_safe
@signed_in
def performance(request: HttpRequest) -> HttpResponse:
    """How often there is a hit, how often it is the person, how long a decision takes."""
    form = SpanForm(request.GET)
    days = int(form.cleaned_data["days"] or 30) if form.is_valid() else 30
    since, until = queries.span(days)
    found = queries.screening_performance(actor_of(request), since=since, until=until)
    choices = [
        Choice(_("%(days)s days") % {"days": number}, f"?days={number}", number == days) for number in (7, 30, 90, 365)
    ]
    context = {
        "choices": choices,
        "rows": _figures(found),
        "meanings": _split(_("By what a hit means"), {words.MEANINGS[n]: v for n, v in found.by_meaning.items()}),
        "posts": _split(_("By border post"), dict(found.by_post)),
        "figure": _chart(found),
    }
    return page(request, "border/watch_performance.html", context)


def _figures(found: Performance) -> list[Row]:
    decided = found.confirmed + found.refuted

    def share(part: int, whole: int) -> str | None:
        return f"{number_format(100 * part / whole, 1)}\u00a0% ({part} / {whole})" if whole else None

    took = (
        _("%(minutes)s min") % {"minutes": number_format(found.median_minutes, 1)}
        if found.median_minutes is not None
        else None
    )
    return [
        Row(_("From – to"), [found.since, found.until]),
        Row(_("Readings"), found.inspections),
        Row(_("Hit rate: readings with a hit"), share(found.with_hit, found.inspections)),
        Row(_("Hits"), found.hits),
        Row(_("Confirmed, of those decided"), share(found.confirmed, decided)),
        Row(_("False hits, of those decided"), share(found.refuted, decided)),
        Row(_("Not decided"), found.undecided),
        Row(_("Median time to a decision"), took),
    ]


def _split(title: Text, parts: dict[Any, tuple[int, int, int, int]]) -> Table:
    columns = [
        Column("part", title),
        Column("hits", _("Hits"), numeric=True),
        Column("confirmed", _("Confirmed"), numeric=True),
        Column("refuted", _("Another person"), numeric=True),
        Column("open", _("Not decided"), numeric=True),
    ]
    return Table(title, columns, [TableRow([name, *counts]) for name, counts in parts.items()], empty=_("No hit yet."))


def _chart(found: Performance) -> Any:
    points = [charts.Point(day.strftime("%d.%m"), hits) for day, _readings, hits in found.days[-31:]]
    if not points:
        return None
    return charts.bar(
        _("Hits a day"), _("The last days on which somebody was read."), points, category=_("Day"), value=_("Hits")
    )


@require_POST
@signed_in
def decide(request: HttpRequest, inspection_id: UUID, entry_id: UUID) -> HttpResponse:
    """The decision on a candidate, from the desk or from the second line; back to where the traveller is."""
    form = VerdictForm(request.POST)
    back = "border:decide" if request.POST.get("from") == "second_line" else "border:inspection"
    if submitted(request, form):
        done = call(
            request, acts.decide_candidate, form, inspection_id=inspection_id, entry_id=entry_id, **form.cleaned_data
        )
        if done:
            return see_other(back, inspection_id, request=request, say=_("The decision was noted."))
    context = {
        "form": form,
        "back": reverse(back, args=[inspection_id]),
        "from_second_line": back == "border:decide",
        "link": Link(_("Back"), reverse(back, args=[inspection_id])),
    }
    return page(request, "border/watch_candidate.html", context)
