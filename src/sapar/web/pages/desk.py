"""Pages of people at work: what waits for them, and the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.procedures.moves import WorkItem, work_list
from sapar.web import nav
from sapar.web.components import Column, Table, TableRow, Tag, Text
from sapar.web.paging import Pager
from sapar.web.views import actor_of, page, signed_in

SIZE = 50


@dataclass(frozen=True)
class Group:
    """Search results of one provider."""

    title: Text
    hits: list[nav.Hit]


def waiting(actor: Actor, *, limit: int = SIZE, offset: int = 0) -> Table:
    """What waits for the actor as a table, by deadline."""
    with reading(actor):
        items = work_list(actor, limit=limit, offset=offset)
        titles = titles_of(actor, items)
        pages = waiting_pages(actor)
    return work_table(items, titles, pages)


def waiting_pages(actor: Actor) -> list[tuple[nav.Entry, int]]:
    """Pages on which something waits that no procedure leads, with how much; inside ``reading``."""
    counted = [(entry, entry.count(actor)) for entry in nav.entries_for(actor) if entry.waits and entry.count]
    return [(entry, count) for entry, count in counted if count]


def titles_of(actor: Actor, items: list[WorkItem]) -> dict[UUID, str]:
    """What the lines are about; inside ``reading``."""
    return nav.record_titles([(item.case.subject_kind, item.case.subject_id) for item in items], actor.language)


def work_table(items: list[WorkItem], titles: Mapping[UUID, str], pages: Sequence[tuple[nav.Entry, int]] = ()) -> Table:
    """Lines of the work list, after those of whole pages.

    The address of a record comes from its area, see :func:`nav.register_records`."""
    columns = [
        Column("reference", _("Reference")),
        Column("procedure", _("Procedure")),
        Column("state", _("State")),
        Column("due", _("Last day")),
        Column("left", _("Time left")),
        Column("mine", _("Taken by")),
    ]
    rows = [
        TableRow(
            [
                entry.title,
                entry.about,
                ngettext("%(count)s waits", "%(count)s wait", count) % {"count": count},
                None,
                None,
                None,
            ],
            href=entry.href,
            emphasis=True,
        )
        for entry, count in pages
    ]
    rows += [
        TableRow(
            [
                item.case.reference,
                [titles[item.case.subject_id], item.procedure.title]
                if item.case.subject_id in titles
                else item.procedure.title,
                item.state.title,
                item.case.due_on,
                time_left(item),
                _("me") if item.mine else (_("a colleague") if item.case.assigned_to else _("nobody")),
            ],
            href=nav.record_href(item.case.subject_kind, item.case.subject_id),
            emphasis=item.days_left is not None and item.days_left < 0,
        )
        for item in items
    ]
    return Table(
        _("What waits for you"), columns, rows, empty=_("Nothing waits for you. New work appears here by itself.")
    )


def time_left(item: WorkItem) -> Tag | Text:
    """The days until the last day, in words; the colour repeats them."""
    days = item.days_left
    if days is None:
        if item.case.paused_on:
            return Tag(_("Stands still"), "grey")
        return Tag(_("Waits for you"), "orange") if item.state.answer else Tag(_("No deadline"), "grey")
    if days < 0:
        return Tag(ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}, "red")
    if days == 0:
        return Tag(_("Today is the last day"), "orange")
    text = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    return Tag(text, "yellow" if days <= 5 else "green")


@require_safe
@signed_in
def work(request: HttpRequest) -> HttpResponse:
    """The whole work list, in pages."""
    actor = actor_of(request)
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    number = min(max(number, 1), 1000)
    with reading(actor):
        items = work_list(actor, limit=SIZE + 1, offset=(number - 1) * SIZE)
        titles = titles_of(actor, items)
        pages = waiting_pages(actor) if number == 1 else []
    pager = Pager(
        previous=f"?page={number - 1}" if number > 1 else "", next=f"?page={number + 1}" if len(items) > SIZE else ""
    )
    return page(request, "web/pages/work.html", {"work": work_table(items[:SIZE], titles, pages), "pager": pager})


class SearchForm(forms.Form):
    """The search box."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        max_length=100,
        min_length=2,
        help_text=_("A reference, a document number or a name. The search is recorded."),
        error_messages={
            "required": _("Enter what you are looking for"),
            "min_length": _("Enter at least two characters"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Ask every area that this role may search. By POST, since names do not belong into addresses."""
    actor = actor_of(request)
    providers = nav.providers_for(actor)
    form = SearchForm(request.POST if request.method == "POST" else None)
    groups: list[Group] | None = None
    if request.method == "POST" and form.is_valid():
        groups = [Group(one.title, list(one.find(actor, form.cleaned_data["q"]))) for one in providers]
    return page(request, "web/pages/search.html", {"form": form, "groups": groups, "providers": providers})
