"""What areas add to the shell: menu entries, search providers, help topics. Areas call ``register_…`` in their ``ready``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from sapar.kernel.access.actor import Actor
from sapar.web.components import Text

SIGNED_IN, PUBLIC = "*", "public"
Titles = Callable[[Sequence[UUID], str], Mapping[UUID, str]]


@dataclass(frozen=True)
class Entry:
    """A page in the menu and on the home page.

    ``page`` is a URL name without arguments. ``roles`` are role names, ``"*"`` for everybody who is signed in,
    ``"public"`` for those who are not. ``menu`` puts it into the header (keep it to six a role), ``tile`` on the home
    page with its ``about`` line. ``count`` says how much waits there, beside the title; called inside ``reading``.
    ``waits``: it is work for the reader that no procedure leads, so it stands among what waits too.
    """

    page: str
    title: Text
    roles: tuple[str, ...]
    about: Text = ""
    icon: str = ""
    order: int = 50
    menu: bool = True
    tile: bool = True
    count: Callable[[Actor], int] | None = None
    waits: bool = False

    @property
    def href(self) -> str:
        return reverse(self.page)


@dataclass(frozen=True)
class Hit:
    """One line of search results."""

    title: Text
    href: str
    about: Text = ""


@dataclass(frozen=True)
class SearchProvider:
    """Finds records for the search box. ``find`` calls a look, so that every search is entered in the ledger."""

    name: str
    title: Text
    roles: tuple[str, ...]
    find: Callable[[Actor, str], Sequence[Hit]]
    hint: Text = ""


@dataclass(frozen=True)
class HelpTopic:
    """A help page: ``template`` is a fragment in plain words. Without roles everybody reads it."""

    slug: str
    title: Text
    template: str
    roles: tuple[str, ...] = ()
    order: int = 50


_entries: dict[tuple[str, tuple[str, ...]], Entry] = {}
_records: dict[str, str] = {}
_titles: dict[str, Titles] = {}
_providers: dict[str, SearchProvider] = {}
_topics: dict[str, HelpTopic] = {}


def register_entries(*entries: Entry) -> None:
    """Add pages to the menu; the same page may be registered differently for other roles."""
    _entries.update({(entry.page, entry.roles): entry for entry in entries})


def register_search(*providers: SearchProvider) -> None:
    """Add search providers."""
    _providers.update({provider.name: provider for provider in providers})


def register_help(*topics: HelpTopic) -> None:
    """Add help topics."""
    _topics.update({topic.slug: topic for topic in topics})


def _for(roles: Sequence[str], actor: Actor) -> bool:
    return actor.role in roles or (actor.signed_in and SIGNED_IN in roles)


def register_records(**pages: str) -> None:
    """Where a record is opened: ``register_records(application="labour:application")``, subject kind to URL name with
    the record's id as its one argument. The work list and the ledger link there."""
    _records.update(pages)


def record_href(kind: str, record_id: object) -> str:
    """The address of a record; "" for a kind without a page."""
    try:
        return reverse(_records[kind], args=[record_id])
    except (KeyError, NoReverseMatch):
        return ""


def register_titles(**titles: Titles) -> None:
    """What a record is about, for the work list: subject kind to a function from ids and language to texts, called inside
    ``reading``. Only for kinds whose titles name no person."""
    _titles.update(titles)


def record_titles(records: Iterable[tuple[str, UUID]], language: str) -> dict[UUID, str]:
    """Titles of records of any kinds; those of kinds without titles are left out."""
    by_kind: dict[str, list[UUID]] = {}
    for kind, record_id in records:
        by_kind.setdefault(kind, []).append(record_id)
    return {
        record_id: text
        for kind, ids in by_kind.items()
        if kind in _titles
        for record_id, text in _titles[kind](ids, language).items()
    }


def entries_for(actor: Actor) -> list[Entry]:
    """The actor's entries in order. An entry whose page is not installed is left out."""
    return sorted(
        (entry for entry in _entries.values() if _for(entry.roles, actor) and _installed(entry.page)),
        key=lambda entry: entry.order,
    )


def providers_for(actor: Actor) -> list[SearchProvider]:
    """The searches this actor may make."""
    return [provider for provider in _providers.values() if _for(provider.roles, actor)]


def topics_for(actor: Actor) -> list[HelpTopic]:
    """Help for everybody and for this actor's role."""
    found = (topic for topic in _topics.values() if not topic.roles or _for(topic.roles, actor))
    return sorted(found, key=lambda topic: topic.order)


def all_topics() -> list[HelpTopic]:
    return sorted(_topics.values(), key=lambda topic: topic.order)


def _installed(page: str) -> bool:
    try:
        reverse(page)
    except NoReverseMatch:
        return False
    return True
