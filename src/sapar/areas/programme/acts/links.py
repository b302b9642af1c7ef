"""What people do with commitments: link indicators to them, count a figure now, count it again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import EVERYBODY, OURS, REVIEW
from sapar.areas.programme.models import Link
from sapar.areas.programme.queries.provisions import find_provision
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.kernel.facts import queries, runs
from sapar.kernel.facts.models import Repeat, Run

NOTE_LONGEST = 500


@act("programme.link_indicator", roles=OURS, purpose=REVIEW, title=_("Link an indicator to a commitment"))
def link_indicator(actor: Actor, *, provision: str, indicator: str, note: str = "") -> Link:
    """From now on the indicator's figure shows progress on the provision (``GCM.12``). Raises Invalid, Conflict."""
    if find_provision(provision) is None:
        raise Invalid(_("There is no such objective."), field="provision")
    try:
        runs.find(indicator)
    except NotFound:
        raise Invalid(_("Choose an indicator."), field="indicator") from None
    note = _short(note, "note")
    if Link.objects.filter(provision=provision, indicator=indicator, ended_at=None).exists():
        raise Conflict(_("This indicator is linked to the objective already."), field="indicator", code="linked")
    link = Link(provision=provision, indicator=indicator, note=note, linked_at=clock.now(), linked_by=actor.ref)
    link.save(force_insert=True)
    about("link", link.pk)
    return link


@act("programme.unlink_indicator", roles=OURS, purpose=REVIEW, title=_("End the link of an indicator"))
def unlink_indicator(actor: Actor, *, link_id: UUID, reason: str) -> Link:
    """The indicator no longer stands for the provision; the ended link stays on record. Raises NotFound, Invalid."""
    link = Link.objects.select_for_update().filter(pk=link_id, ended_at=None).first()
    if link is None:
        raise NotFound(_("This link was ended already."))
    if not reason.strip():
        raise Invalid(_("Say why the link ends."), field="reason")
    link.end_reason = _short(reason, "reason")
    link.ended_at, link.ended_by = clock.now(), actor.ref
    link.save(update_fields=["end_reason", "ended_at", "ended_by"])
    about("link", link.pk)
    return link


def _short(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > NOTE_LONGEST:
        raise Invalid(_("This is too long."), field=field, code="too_long")
    return text


@act("programme.count_indicator", roles=EVERYBODY, purpose=REVIEW, title=_("Count a figure now"))
def count_indicator(actor: Actor, *, indicator: str, as_of: date | None = None) -> Run:
    """Count an indicator as of a day (today) and keep the run; see ``facts.runs.make_run``."""
    return runs.make_run(actor, indicator, {}, as_of or clock.today())


@act("programme.repeat_run", roles=EVERYBODY, purpose=REVIEW, title=_("Count a figure again and compare"))
def repeat_run(actor: Actor, *, run_id: UUID) -> Repeat:
    """Count a kept run again by its own definition; see ``facts.runs.repeat_run``."""
    return runs.repeat_run(actor, queries.get_run(run_id))
