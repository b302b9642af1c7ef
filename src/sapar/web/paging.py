"""Pages of long lists by key, not by number: as fast on the last page as on the first, and stable while rows arrive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from sapar.web import vault

SIZE = 50
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Pager:
    """Addresses of the neighbouring pages; "" where there is none."""

    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class Window:
    """One page of a list: ``Window.of(request).cut(queryset, "-received_at", "-id")`` gives rows and pager.

    The order must end in a unique column and must not hold nulls; all of it runs in one direction. The place travels
    in the address encrypted, since sort keys may be names.
    """

    words: tuple[tuple[str, str], ...] = ()
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None
    size: int = SIZE
    use: str = ""

    @classmethod
    def of(cls, request: HttpRequest, size: int = SIZE) -> Window:
        """The window that the address asks for; an address that was tampered with gives the first page."""
        words = tuple(
            (name, value)
            for name, value in request.GET.items()
            if isinstance(value, str) and name not in ("after", "before")
        )
        use = f"page:{request.path}"
        return cls(
            words,
            _unpack(use, request.GET.get("after", "")),
            _unpack(use, request.GET.get("before", "")),
            size,
            use,
        )

    @classmethod
    def at(cls, use: str, *, after: str = "", before: str = "", size: int = SIZE) -> Window:
        """The window of a list that is read by other means than an address. ``use`` names the list: a place in one
        list means nothing in another, and gives the first page."""
        return cls((), _unpack(use, after), _unpack(use, before), size, use)

    def cut(self, rows: QuerySet[M], *order: str) -> tuple[list[M], Pager]:
        """The rows of this page and the links to its neighbours."""
        down = order[0].startswith("-")
        names = [name.lstrip("-") for name in order]
        if any(name.startswith("-") != down for name in order):
            raise ValueError("a keyset runs in one direction")
        back = self.before is not None
        mark = self.before if back else self.after
        if mark is not None and len(mark) == len(names):
            rows = rows.filter(_beyond(names, mark, "lt" if down != back else "gt"))
        turned = [f"{'' if down else '-'}{name}" for name in names] if back else list(order)
        found = list(rows.order_by(*turned)[: self.size + 1])
        more, found = len(found) > self.size, found[: self.size]
        if back:
            found.reverse()
        return found, self.pager([_key(row, names) for row in found], more)

    def pager(self, keys: Sequence[tuple[Any, ...]], more: bool) -> Pager:
        """Links for rows with these keys; ``more`` says that rows lie beyond in the direction of reading."""
        if not keys:
            return Pager(previous=self._link()) if self.after or self.before else Pager()
        back = self.before is not None
        return Pager(
            previous=self._link(before=keys[0]) if (more if back else self.after is not None) else "",
            next=self._link(after=keys[-1]) if (True if back else more) else "",
        )

    def _link(self, **place: tuple[Any, ...]) -> str:
        from urllib.parse import urlencode

        marks = [(name, vault.wrap(self.use, _pack(key))) for name, key in place.items()]
        return f"?{urlencode([*self.words, *marks])}"


def _beyond(names: Sequence[str], mark: Sequence[Any], operator: str) -> Q:
    """``(a, b) < (x, y)`` written out; the first column's bound is repeated so that an index is used."""
    condition = Q(pk__in=[])
    for place in range(len(names)):
        part = Q(**{f"{names[place]}__{operator}": mark[place]})
        for earlier in range(place):
            part &= Q(**{names[earlier]: mark[earlier]})
        condition |= part
    return Q(**{f"{names[0]}__{operator}e": mark[0]}) & condition


def _key(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    values = []
    for name in names:
        value = row
        for part in name.split("__"):
            value = getattr(value, part)
        values.append(value)
    return tuple(values)


def _pack(key: Sequence[Any]) -> list[list[Any]]:
    packed: list[list[Any]] = []
    for value in key:
        match value:
            case datetime():
                packed.append(["t", value.isoformat()])
            case date():
                packed.append(["d", value.isoformat()])
            case UUID():
                packed.append(["u", str(value)])
            case _:
                packed.append(["", value])
    return packed


def _unpack(use: str, text: str) -> tuple[Any, ...] | None:
    packed = vault.unwrap(use, text) if text else None
    if packed is None:
        return None
    readers: dict[str, Callable[[str], Any]] = {"t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID}
    return tuple(readers[kind](value) if kind else value for kind, value in packed)
