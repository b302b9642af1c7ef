"""Looks of the shell's own pages: the ledger, as far as the reader's role reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.models import Account, Institution
from sapar.kernel.access.roles import AUDITOR
from sapar.kernel.acts import CATALOGUE, look, shown
from sapar.kernel.errors import NotFound
from sapar.kernel.ledger import store
from sapar.kernel.ledger.heads import SignedHead
from sapar.kernel.ledger.models import Entry, Leaf
from sapar.web.components import Text

READERS = (AUDITOR, "ledger.inspector")
PURPOSE = "ledger.audit"
SIZE = 50
MOST = 5000


@dataclass(frozen=True)
class Line:
    """An entry for people: titles for codes, a name for an account, its number once it has one."""

    id: UUID
    at: datetime
    kind: str
    act: Text
    actor: str
    institution: str
    role: Text
    purpose: Text
    outcome: str
    number: int | None
    subjects: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Entries:
    """One page of entries, newest first; ``older`` and ``newer`` say whether there are more."""

    lines: tuple[Line, ...]
    older: bool
    newer: bool
    head: SignedHead | None


@look("ledger.entries", roles=READERS, purpose=PURPOSE, title=_("Look at the ledger"))
def entries(
    actor: Actor,
    *,
    language: str,
    since: date | None = None,
    until: date | None = None,
    kind: str = "",
    act: str = "",
    after: UUID | None = None,
    before: UUID | None = None,
    size: int = SIZE,
) -> Entries:
    """Entries that the reader's role reaches. ``after`` an entry means older ones, ``before`` newer ones."""
    size = min(max(size, 1), MOST)
    rows = _within(actor)
    zone = ZoneInfo(settings.TIME_ZONE)
    if since is not None:
        rows = rows.filter(at__gte=datetime.combine(since, datetime.min.time(), zone))
    if until is not None and until < date.max:
        rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), datetime.min.time(), zone))
    if kind:
        rows = rows.filter(kind=kind)
    if act:
        rows = rows.filter(act=act)
    mark = rows.filter(pk=after or before).values_list("at", "id").first() if after or before else None
    back = before is not None and mark is not None
    if mark is not None:
        at, pk = mark
        rows = rows.filter(
            Q(at__gte=at) & (Q(at__gt=at) | Q(id__gt=pk)) if back else Q(at__lte=at) & (Q(at__lt=at) | Q(id__lt=pk))
        )
    ordered = rows.order_by("at", "id") if back else rows.order_by("-at", "-id")
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    shown("entry", *(entry.pk for entry in found))
    return Entries(
        lines=tuple(_lines(found, language)),
        older=True if back else more,
        newer=more if back else mark is not None,
        head=store.latest_head(),
    )


@look("ledger.entry", roles=READERS, purpose=PURPOSE, title=_("Look at one entry of the ledger"))
def entry(actor: Actor, *, entry_id: UUID, language: str) -> Line:
    """One entry. Raises NotFound for one that the reader's role does not reach."""
    found = _within(actor).filter(pk=entry_id).first()
    if found is None:
        raise NotFound()
    shown("entry", found.pk)
    return next(iter(_lines([found], language)))


@look("ledger.proof", roles=READERS, purpose=PURPOSE, title=_("Take a proof from the ledger"))
def proof(actor: Actor, *, entry_id: UUID) -> dict[str, Any]:
    """The proof that an entry stands in the log. Raises NotFound; Conflict while the entry has no number yet."""
    if not _within(actor).filter(pk=entry_id).exists():
        raise NotFound()
    shown("entry", entry_id)
    return store.proof(entry_id)


def _within(actor: Actor) -> Any:
    rows = Entry.objects.all()
    # The policies say the same; the planner needs it as a literal.
    return rows if actor.reach("ledger") == registry.ALL else rows.filter(institution=actor.institution_id)


def _lines(found: Iterable[Entry], language: str) -> Iterable[Line]:
    rows = list(found)
    numbers = dict(Leaf.objects.filter(entry_id__in=[row.pk for row in rows]).values_list("entry_id", "seq"))
    places = {row.institution for row in rows if row.institution}
    names = {one.pk: one.name(language) for one in Institution.objects.filter(pk__in=places)}
    accounts = {ref: ref.partition(":")[2] for ref in {row.actor for row in rows} if ref.startswith("account:")}
    people = {
        str(pk): name for pk, name in Account.objects.filter(pk__in=accounts.values()).values_list("pk", "full_name")
    }
    roles, purposes = registry.roles(), registry.purposes()
    for row in rows:
        spec = CATALOGUE.get(row.act)
        yield Line(
            id=row.pk,
            at=row.at,
            kind=row.kind,
            act=spec.title if spec else row.act,
            actor=people.get(accounts.get(row.actor, ""), row.actor),
            institution=names.get(row.institution, "") if row.institution else "",
            role=roles[row.role].title if row.role in roles else row.role,
            purpose=purposes[row.purpose].title if row.purpose in purposes else row.purpose,
            outcome=row.outcome,
            number=numbers.get(row.pk),
            subjects=tuple(str(subject) for subject in row.subjects),
            digest=row.input_digest,
        )
