"""Dashboards of a post and of headquarters: numbers, charts with their tables, a map of posts; and what may leave the service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sapar.areas.border import queries
from sapar.areas.border import stay_words as stay_texts
from sapar.areas.border.access import DESK, HEADQUARTERS, OFFICER, SERVICE, SUPERVISOR
from sapar.areas.border.facts.stays import OUTCOMES
from sapar.areas.border.forms.stays import FiguresForm
from sapar.areas.border.queries.figures import Figures
from sapar.areas.border.rules import figures as rules
from sapar.areas.border.rules.figures import Sum
from sapar.areas.border.words import DIRECTIONS
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.facts import queries as facts
from sapar.kernel.facts.disclosure import key_of, why_withheld
from sapar.standards.countries import state_code
from sapar.web import charts
from sapar.web.charts import Point
from sapar.web.components import Column, Figure, Table, TableRow, Text
from sapar.web.pages import csv_response, page, signed_in
from sapar.web.views import actor_of

TOP = 10
LONG = 12  # rows above which a table under a chart is folded
STEP_WORDS: dict[str, Text] = {"30d": _("Day"), "90d": _("Week from"), "12m": _("Month")}
CROSSINGS_BY: dict[str, Text] = {
    "30d": _("Crossings by day"),
    "90d": _("Crossings by week"),
    "12m": _("Crossings by month"),
}
MAP_WIDTH = 640


@dataclass(frozen=True)
class Tile:
    """One number on top of the page."""

    title: Text
    value: object
    note: Text = ""


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    period: str
    first: date
    last: date
    place_id: UUID | None
    direction: str
    nationality: str


@require_safe
@signed_in
def dashboard(request: HttpRequest) -> HttpResponse:
    """The figures of one's post, or of all posts."""
    actor = actor_of(request)
    posts = _posts(actor)
    asked = _asked(request, posts)
    found = _figures(actor, asked)
    drawn = charts.together(lambda: _charts(found, asked))
    kept = {name: request.GET[name] for name in request.GET if name in ("period", "post", "direction", "nationality")}
    context = {
        "tiles": _tiles(found, actor.role in DESK),
        "figures": [(figure, figure.table is not None and len(figure.table.rows) > LONG) for figure in drawn],
        "map": rules.chart(_spots(found), MAP_WIDTH),
        "map_table": _post_table(found, actor.role in DESK),
        "filters": FiguresForm(request.GET or None, posts=posts),
        "filtered": any(kept.get(name) for name in ("post", "direction", "nationality")),
        "first": asked.first,
        "last": asked.last,
        "csv": f"{reverse('border:figures_csv')}?{urlencode(kept)}",
        "all_posts": actor.role != OFFICER,
        "stays": _stay_figures(actor) if actor.role in (HEADQUARTERS, SUPERVISOR) else [],
    }
    return page(request, "border/figures.html", context)


def _posts(actor: Actor) -> list[tuple[str, str]]:
    if actor.role not in (SUPERVISOR, *SERVICE):
        return []
    with reading(actor):
        return [(str(post.id), post.name) for post in queries.posts(actor)]


def _asked(request: HttpRequest, posts: list[tuple[str, str]]) -> Asked:
    given = request.GET
    period = given.get("period", "") if given.get("period") in rules.PERIODS else "30d"
    last = clock.today() - timedelta(days=1)
    first = last - timedelta(days=rules.PERIODS[period] - 1)
    if period == "12m":
        first = (last.replace(day=1) - timedelta(days=330)).replace(day=1)
    post = given.get("post", "")
    return Asked(
        period,
        first,
        last,
        UUID(post) if post in dict(posts) else None,
        given.get("direction", "") if given.get("direction") in ("entry", "exit") else "",
        "".join(c for c in state_code(given.get("nationality", "")) if "A" <= c <= "Z")[:3],
    )


def _figures(actor: Actor, asked: Asked) -> Figures:
    return queries.post_figures(
        actor,
        first=asked.first,
        last=asked.last,
        place_id=asked.place_id,
        direction=asked.direction,
        nationality=asked.nationality,
    )


def _tiles(found: Figures, service: bool) -> list[Tile]:
    today = rules.rolled(found.today, lambda row: (row.direction,))
    whole = rules.rolled(found.rows, lambda row: ("all",)).get(("all",), Sum())
    waited = rules.rolled(found.today, lambda row: ("all",)).get(("all",), Sum())
    return [
        Tile(_("Entries today"), today.get(("entry",), Sum()).crossings),
        Tile(_("Exits today"), today.get(("exit",), Sum()).crossings),
        *([Tile(_("Waiting in the second line now"), sum(found.waiting.values()))] if service else []),
        Tile(_("At the desk today, on average"), duration(waited.mean)),
        Tile(_("Crossings in the period"), whole.crossings),
        Tile(_("To the second line in the period"), sum(found.referred.values())),
        Tile(_("At the desk in the period, on average"), duration(whole.mean)),
        Tile(_("Within three minutes"), percent(whole.share), _("Target of this house")),
    ]


def duration(seconds: float | None) -> str | None:
    """Minutes and seconds; None stays None."""
    return None if seconds is None else str(_("%(m)s min %(s)s s") % {"m": int(seconds) // 60, "s": int(seconds) % 60})


def percent(share: float | None) -> str | None:
    return None if share is None else f"{share * 100:.0f}\u00a0%"


def _charts(found: Figures, asked: Asked) -> list[Figure]:
    named = {code: post.name for code, post in found.posts.items()}
    step_of = rules.STEPS[asked.period]
    steps = rules.steps(asked.first, asked.last, step_of)
    by_step = rules.rolled(found.rows, lambda row: (step_of(row.day), row.direction))
    directions = [asked.direction] if asked.direction else ["entry", "exit"]
    label: Callable[[str], str] = _short if asked.period != "12m" else str
    column = STEP_WORDS[asked.period]
    figures = [
        charts.line(
            CROSSINGS_BY[asked.period],
            _("Entries and exits that count, all days that are over. Today is not in it."),
            [
                Point(label(step), by_step.get((step, way), Sum()).crossings, DIRECTIONS[way])
                for step in steps
                for way in directions
            ],
            category=column,
            value=_("Crossings"),
        )
    ]
    by_state = rules.rolled(found.rows, lambda row: (row.nationality, row.direction))
    figures.append(
        charts.bar(
            _("Crossings by nationality"),
            _("The ten with most crossings in the period."),
            [
                Point(state, by_state.get((state, way), Sum()).crossings, DIRECTIONS[way])
                for state in rules.top(by_state, TOP)
                for way in directions
            ],
            category=_("Nationality"),
            value=_("Crossings"),
        )
    )
    if len(found.posts) > 1:
        by_post = rules.rolled(found.rows, lambda row: (row.post, row.direction))
        figures.append(
            charts.bar(
                _("Crossings by border post"),
                _("All posts that had crossings in the period."),
                [
                    Point(named.get(code, code), by_post.get((code, way), Sum()).crossings, DIRECTIONS[way])
                    for code in rules.top(by_post, 25)
                    for way in directions
                ],
                category=_("Border post"),
                value=_("Crossings"),
            )
        )
    waits = rules.rolled(found.rows, lambda row: (step_of(row.day),))
    figures.append(
        charts.line(
            _("Recorded within three minutes after the reading"),
            _("Share of crossings with a reading at the desk. The queue before the desk is not in this figure."),
            [Point(label(step), waits.get((step,), Sum()).share) for step in steps],
            category=column,
            value=_("Share"),
            percent=True,
        )
    )
    return figures


def _short(step: str) -> str:
    return date_format(date.fromisoformat(step), "d.m.")


def _spots(found: Figures) -> list[tuple[str, float, float, int]]:
    sums = rules.rolled(found.rows, lambda row: (row.post,))
    return [
        (post.name, post.latitude, post.longitude, sums.get((code,), Sum()).crossings)
        for code, post in found.posts.items()
        if post.latitude is not None and post.longitude is not None
    ]


def _post_table(found: Figures, service: bool) -> Table:
    sums = rules.rolled(found.rows, lambda row: (row.post, row.direction))
    whole = rules.rolled(found.rows, lambda row: (row.post,))
    now = rules.rolled(found.today, lambda row: (row.post,))
    columns = [
        Column("post", _("Border post")),
        Column("entry", DIRECTIONS["entry"], numeric=True),
        Column("exit", DIRECTIONS["exit"], numeric=True),
        Column("today", _("Today"), numeric=True),
        Column("second", _("To the second line"), numeric=True),
        *([Column("waiting", _("Waiting now"), numeric=True)] if service else []),
        Column("mean", _("At the desk, on average"), numeric=True),
        Column("share", _("Within three minutes"), numeric=True),
    ]
    rows = [
        TableRow(
            [
                post.name,
                sums.get((code, "entry"), Sum()).crossings,
                sums.get((code, "exit"), Sum()).crossings,
                now.get((code,), Sum()).crossings,
                found.referred.get(code, 0),
                *([found.waiting.get(code, 0)] if service else []),
                duration(whole.get((code,), Sum()).mean),
                percent(whole.get((code,), Sum()).share),
            ]
        )
        for code, post in sorted(found.posts.items(), key=lambda item: -whole.get((item[0],), Sum()).crossings)
    ]
    return Table(_("Border posts"), columns, rows, empty=_("There is no border post."))


def _stay_figures(actor: Actor) -> list[Table]:
    """Stays from the newest counted figure, with its day."""
    with reading(actor):
        run = facts.newest("border.stays_complete")
        if run is None:
            return []
        shown = facts.breakdown(actor, run, "outcome")
    rows = [
        TableRow([OUTCOMES.get(str(line.code), str(line.code)), line.counts.base if line.counts else None])
        for line in shown.lines
    ]
    caption = _("Stays of foreigners that ended, by what is recorded, as of %(day)s") % {
        "day": stay_texts.day_text(run.as_of)
    }
    columns = [Column("outcome", _("Records")), Column("count", _("Stays"), numeric=True)]
    return [Table(caption, columns, rows, empty=_("No stay has ended so far."))]


@require_safe
@signed_in
def dashboard_csv(request: HttpRequest) -> HttpResponseBase:
    """Tables for readers outside the service: by month, post, direction and nationality, small counts withheld."""
    actor = actor_of(request)
    asked = _asked(request, _posts(actor))
    found = _figures(actor, asked)
    cells, plan = queries.published(found.rows)
    titles = [_("Table"), _("Value"), _("Crossings")]
    tables: Sequence[tuple[str, Text]] = [
        ("month", _("Month")),
        ("post", _("Border post")),
        ("direction", _("Direction")),
        ("nationality", _("Nationality")),
    ]

    def rows() -> list[list[object]]:
        made: list[list[object]] = []
        for name, title in tables:
            place = queries.PUBLISHED_BY.index(name)
            sums: dict[str, int] = {}
            for cell in cells:
                code = str(cell.codes[place])
                sums[code] = sums.get(code, 0) + cell.counts.base
            for code, number in sorted(sums.items()):
                why = why_withheld(plan.withheld, key_of({name: code}))
                made.append([title, code, _withheld(why) if why else number])
        why = why_withheld(plan.withheld, ())
        total = sum(cell.counts.base for cell in cells)
        made.append(
            [_("All"), f"{asked.first.isoformat()} – {asked.last.isoformat()}", _withheld(why) if why else total]
        )
        return made

    return csv_response("border-figures", titles, rows())


def _withheld(why: str) -> Text:
    return "<3" if why == "small" else _("withheld")
