"""What the sides say to each other about a line of a version: of a plan, of minutes."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import EVERYBODY, PLAN
from sapar.areas.programme.acts import minutes, signing
from sapar.areas.programme.models import Comment, MinutesComment
from sapar.areas.programme.queries import shared
from sapar.areas.programme.rules.minutes import entries_of
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Invalid, NotFound
from sapar.methods.ids import uuid7

LONGEST = 2000


@act("programme.comment", roles=EVERYBODY, purpose=PLAN, title=_("Comment on a line of a version"))
def comment(actor: Actor, *, version_id: UUID, text: str, line_id: UUID | None = None) -> Comment:
    """Say something to the other side about a line, or about the whole version. Raises NotFound, Invalid."""
    plan, version = signing.own_version(actor, version_id)
    said = _said(actor, text, line_id, {line.id for line in shared.version_lines(version)})
    made = Comment(version=version, plan_id=plan.pk, **said)
    made.save(force_insert=True)
    about(signing.VERSION, version.pk)
    return made


@act("programme.comment_minutes", roles=EVERYBODY, purpose=PLAN, title=_("Comment on an entry of proposed minutes"))
def comment_minutes(actor: Actor, *, version_id: UUID, text: str, line_id: UUID | None = None) -> MinutesComment:
    """Say something to the other side about a point or decision, or about all of it. Raises NotFound, Invalid."""
    meeting, version = minutes.own_version(actor, version_id)
    said = _said(actor, text, line_id, {one.id for one in entries_of(version.content)})
    made = MinutesComment(version=version, meeting_id=meeting.pk, **said)
    made.save(force_insert=True)
    about(minutes.VERSION, version.pk)
    return made


def _said(actor: Actor, text: str, line_id: UUID | None, lines: set[UUID]) -> dict[str, object]:
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(_("Write a comment of up to 2,000 letters."), field="text")
    if line_id is not None and line_id not in lines:
        raise NotFound(field="line_id")
    return {
        "id": uuid7(),
        "line_id": line_id,
        "institution_id": actor.institution_id or NOBODY,
        "author": signing.author_of(actor),
        "text": text,
        "at": clock.now(),
    }
