"""How long records are kept: data with its legal basis, a nightly job, and deletion as an act.

Each app declares its record classes. The job asks each class what is due and erases one record an act, so that every
deletion is in the ledger: which class, when, and that it was the node itself. The entry names no subject: with the record
goes the mapping from its pseudonym (``ledger_forget``), and older entries about it mean nobody any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.acts import act
from sapar.kernel.errors import Conflict, Invalid, NotFound, SaparError

log = structlog.get_logger(__name__)

ROLE = "system.retention"


def delete(record: models.Model) -> None:
    """The usual erasure: the row goes, and what hangs on it."""
    record.delete()


@dataclass(frozen=True, slots=True)
class RecordClass:
    """One line of the retention table.

    ``model`` is a label (``documents.Attachment``); ``kind`` the word under which acts name its records. A record is due
    ``keep_days`` days after the day in ``from_field`` (a date or a moment; empty: not yet running). ``unverified``: the
    period is proposed and no lawyer of the State has confirmed it. ``erase`` removes one record and what belongs to it.
    """

    name: str
    title: str | Promise
    model: str
    kind: str
    keep_days: int
    from_field: str
    legal_basis: str | Promise
    unverified: bool = True
    erase: Callable[[Any], None] = delete


_classes: dict[str, RecordClass] = {}


def register_record_class(declared: RecordClass) -> RecordClass:
    """Add a line to the retention table; a name can be declared once."""
    if declared.name in _classes and _classes[declared.name] != declared:
        raise ValueError(f"record class {declared.name} is declared twice")
    if declared.keep_days < 0:
        raise ValueError(f"record class {declared.name} is kept for {declared.keep_days} days")
    _classes[declared.name] = declared
    return declared


def record_classes() -> list[RecordClass]:
    """The whole retention table, by name."""
    return [_classes[name] for name in sorted(_classes)]


def last_kept(declared: RecordClass, today: date) -> date:
    """The latest starting day whose records are due on ``today``."""
    return today - timedelta(days=declared.keep_days)


def due(record_class: str, today: date, limit: int = 10_000) -> list[UUID]:
    """The records of a class that may no longer be kept, oldest period first; inside ``reading`` or an act."""
    declared = _classes[record_class]
    found = _model(declared)._default_manager.filter(_is_due(declared, today))
    return list(found.order_by(declared.from_field, "pk").values_list("pk", flat=True)[:limit])


def forget(kind: str, *record_ids: UUID | str) -> None:
    """Erase what ties ledger entries to these records, in the transaction of the act that erases them."""
    with connection.cursor() as cursor:
        for record_id in record_ids:
            cursor.execute("select ledger_forget(%s)", [f"{kind}:{record_id}"])


@act("retention.erase", roles=(ROLE,), purpose="node.retention", title=_("Erase a record whose time is over"))
def erase(actor: Actor, *, record_class: str, record_id: UUID) -> None:
    """Erase one record. Raises Invalid for an unknown class, NotFound, Conflict when it is not due (any more)."""
    declared = _classes.get(record_class)
    if declared is None:
        raise Invalid(field="record_class")
    rows = _model(declared)._default_manager.select_for_update(of=("self",))
    record = rows.filter(pk=record_id).first()
    if record is None:
        raise NotFound(field="record_id")
    if not rows.filter(_is_due(declared, clock.today()), pk=record_id).exists():
        raise Conflict(code="not_due")
    declared.erase(record)
    forget(declared.kind, record_id)


def run_retention(today: date | None = None) -> dict[str, int]:
    """Erase all that is due, one act a record; returns how many by class. What fails is logged and tried next night."""
    actor, done = Actor.system("retention"), {}
    for declared in record_classes():
        with reading(actor):
            waiting = due(declared.name, today or clock.today())
        done[declared.name] = sum(_erased(actor, declared.name, record_id) for record_id in waiting)
    return done


def _erased(actor: Actor, record_class: str, record_id: UUID) -> bool:
    try:
        erase(actor, record_class=record_class, record_id=record_id)
    except SaparError as error:
        log.warning("retention_failed", record_class=record_class, code=error.code)
        return False
    return True


def _model(declared: RecordClass) -> type[models.Model]:
    return apps.get_model(declared.model)


def _is_due(declared: RecordClass, today: date) -> models.Q:
    """Days are the node's days: a moment counts as the day it falls on there."""
    last: date | datetime = last_kept(declared, today)
    if isinstance(_model(declared)._meta.get_field(declared.from_field), models.DateTimeField):
        last = datetime.combine(last, time.max, ZoneInfo(settings.TIME_ZONE))
    return models.Q(**{f"{declared.from_field}__lte": last})
