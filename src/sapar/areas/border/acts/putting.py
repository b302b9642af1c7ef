"""What lists and alerts share: whose a row is, putting entries in force, ending them, and moving the counter."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.models import Entry, WatchStep
from sapar.areas.border.queries.live import OPEN_COUNTER
from sapar.areas.border.rules import watch as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.errors import Conflict, Invalid, NotPermitted

WORDS = {
    "missing": _("Fill in this field."),
    "too_many": _("At most twenty."),
    "too_long": _("This is too long."),
    "choice": _("Choose one of the options."),
    "date": _("Write dates like 1990-03-27, or as much as is known: 1990-03 or 1990."),
    "country": _("Write codes of three letters, as in passports: TKM; KAZ."),
    "nothing_else": _("A name alone finds too many people: add a birth date, a nationality or a document."),
    "past": _("The last day has to lie in the future."),
    "far": _("At most three years from today. It can be renewed before it ends."),
    "same_person": _("Another person of your office has to approve what you drafted."),
    "decided": _("This has been decided already."),
    "meaning": _("Your role does not give such alerts."),
    "other_base": _("Another version was put in force since this file was read. Import the file again."),
    "ended": _("This has ended already."),
    "other_post": _("This inspection belongs to another border post."),
    "second_person": _(
        "That it is another person, the second line decides: somebody other than who read and referred."
    ),
    "no_candidate": _("The lists no longer say this of the traveller. Look again."),
}

_BUMP = """
insert into border_watchcounter
  (id, quiet, owner_institution_id, owner_role, owner_place_id, revision, stamp, changed_at)
values (%s, %s, %s, %s, %s, 1, %s, %s)
on conflict (id) do update set revision = border_watchcounter.revision + 1, stamp = excluded.stamp,
  changed_at = excluded.changed_at
returning revision
"""


def owner(actor: Actor) -> dict[str, Any]:
    """The columns that say whose a row is: the actor's institution, role and place of duty."""
    return {
        "owner_institution_id": actor.institution_id or NOBODY,
        "owner_role": actor.role,
        "owner_place_id": actor.place_id or NOBODY,
    }


def own(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The rows of the actor's office; the policies say the same."""
    return rows.filter(**owner(actor))


def owner_of(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("owner_institution_id", "owner_role", "owner_place_id")}


def moved(*, quiet: bool, owned_by: dict[str, Any], counter: UUID = OPEN_COUNTER) -> tuple[int, UUID]:
    """Move a counter: one of the desk's, or that of the owner for what is quiet. Others wait until this act is committed,
    so that revisions become visible in their order.

    The key of an owner's counter is made with the node's secret: nobody else can run into it.
    """
    stamp = uuid.uuid4()
    key, columns = counter, (NOBODY, "", NOBODY)
    if quiet:
        columns = (owned_by["owner_institution_id"], owned_by["owner_role"], owned_by["owner_place_id"])
        text = "/".join(map(str, columns))
        key = UUID(bytes=salted_hmac("sapar.areas.border.watch", text, algorithm="sha256").digest()[:16])
    with connection.cursor() as cursor:
        cursor.execute(_BUMP, [key, quiet, *columns, stamp, clock.now()])
        revision = int(cursor.fetchone()[0])
    if key == OPEN_COUNTER:
        WatchStep(revision=revision, stamp=stamp).save(force_insert=True)
    return revision, stamp


def put(entries: QuerySet[Entry], ends: Iterable[QuerySet[Entry]], *, quiet: bool, owned_by: dict[str, Any]) -> None:
    """Put drafts in force and end others, as one change."""
    revision, stamp = moved(quiet=quiet, owned_by=owned_by)
    for some in ends:
        some.filter(state="live").update(state="ended", revision=revision, stamp=stamp)
    entries.filter(state="draft").update(state="live", revision=revision, stamp=stamp)


def end(entries: QuerySet[Entry], *, quiet: bool, owned_by: dict[str, Any]) -> None:
    """End entries, as one change."""
    revision, stamp = moved(quiet=quiet, owned_by=owned_by)
    entries.filter(state="live").update(state="ended", revision=revision, stamp=stamp)


def entry(
    content: dict[str, Any], *, meaning: str, owned_by: dict[str, Any], expires_on: date | None, **columns: Any
) -> Entry:
    """An entry in draft."""
    return Entry(
        content=content,
        digest=rules.digest_of(content),
        meaning=meaning,
        quiet=meaning in rules.QUIET,
        state="draft",
        expires_on=expires_on,
        **owned_by,
        **columns,
    )


def check_meaning(actor: Actor, meaning: str) -> None:
    """Raises Invalid for a word that is no meaning, NotPermitted for one that the role does not give."""
    if meaning not in rules.MEANINGS:
        raise Invalid(WORDS["choice"], field="meaning")
    if meaning not in rules.MEANINGS_OF.get(actor.role, ()):
        raise NotPermitted(WORDS["meaning"], code="meaning")


def invalid(wrong: Sequence[tuple[str, str]]) -> None:
    """Raises Invalid with every field that is wrong, if any is."""
    if wrong:
        raise Invalid.many([Invalid(WORDS[code], field=name, code=code) for name, code in wrong])


def refuse(code: str | None) -> None:
    """Raises the error of a rule's code, if there is one."""
    if code == "same_person":
        raise NotPermitted(WORDS[code], code=code)
    if code:
        raise Conflict(WORDS[code], code=code)
