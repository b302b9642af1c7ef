"""What the sides said about lines of a version, of a plan or of minutes: the list, the counts, the way to say more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.models import Comment, MinutesComment
from sapar.areas.programme.views import plan_words as words
from sapar.kernel.access.models import Institution
from sapar.web.components import Event, Link

COMMENTED = _("The other side can read your comment now.")


def comment_events(
    comments: Sequence[Comment] | Sequence[MinutesComment],
    numbers: Mapping[UUID, str],
    names: Mapping[UUID, Institution],
) -> list[Event]:
    """Oldest first, each with the line that it is about. ``numbers``: how lines are called."""
    return [
        Event(
            gettext("%(number)s, %(who)s") % {"number": numbers.get(said.line_id, ""), "who": said.author}
            if said.line_id
            else said.author,
            said.at,
            words.name(names, said.institution_id) or "",
            said.text,
        )
        for said in comments
    ]


def counted(comments: Sequence[Comment] | Sequence[MinutesComment]) -> Mapping[UUID, int]:
    """How much was said about each line."""
    return Counter(said.line_id for said in comments if said.line_id)


def comment_link(address: str, line_id: UUID, count: int, number: str) -> Link:
    """To the form below, with the line chosen."""
    text = gettext("comment (%(count)s)") % {"count": count} if count else gettext("comment")
    return Link(text, f"{address}?line={line_id}#comments", number)
