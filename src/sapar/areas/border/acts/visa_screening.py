"""Lists change while an application waits. So they are asked again by every act that gives somebody a visa, makes it longer or
moves it to another passport; what nobody has answered yet has to be answered first.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.models import VisaApplication, VisaProposal
from sapar.areas.border.queries.visa_checks import Screened, ask_quietly, screened
from sapar.areas.border.rules import visas as rules
from sapar.areas.border.rules.watch import Person
from sapar.kernel import clock
from sapar.kernel.errors import Conflict, Invalid

LONG = _("Write at most 2,000 characters.")
SECOND = _("You proposed this yourself. A second officer has to decide.")
LINK = "link"
NEW = _(
    "Since the proposal the lists say something new of the applicant: look at what was found. If it does not stand in the "
    "way, send the proposal back, so that a new one says why."
)


def summary(found: Screened, doubles: int = 0) -> dict[str, object]:
    """What was on the screen, as it stands with a proposal: counts, and what was seen of lists and reports."""
    return {**rules.summary_of(found.candidates, found.reported, [None] * doubles), "seen": _signs(found)}


def check_unchanged(application: VisaApplication, proposal: VisaProposal) -> None:
    """Raises Conflict where lists or reports say what they did not say when this was proposed."""
    found = screened(application)
    ask_quietly(application)
    if "seen" in proposal.screening:
        new = bool(set(_signs(found)) - set(proposal.screening["seen"]))
    else:  # proposed before signs were kept: counts are all that is known
        new = any(now > proposal.screening.get(name, 0) for name, now in rules.summary_of(*_counts(found), ()).items())
    if new:
        raise Conflict(NEW, code="new_hits")


def answer_new(
    actor_id: UUID, application: VisaApplication, occasion: str, note: str, person: Person | None = None
) -> Screened:
    """Ask the lists again for an act without a proposal, and keep the answer to what no proposal has answered.

    ``occasion``: ``override``, ``extend`` or ``link``. ``person``: as the new passport has them. Raises Invalid (``hits_note``).
    """
    if len(note) > 2000:
        raise Invalid(LONG, field="hits_note", code="too_long")
    found = screened(application, person)
    ask_quietly(application, person)
    answered = VisaProposal.objects.filter(application=application).exclude(hits_note="")
    seen = {sign for row in answered for sign in row.screening.get("seen", ())}
    if not set(_signs(found)) - seen:
        return found
    if not note.strip():
        raise Invalid(_("Say why what was found does not stand in the way."), field="hits_note", code="hits")
    now = clock.now()
    VisaProposal(
        application=application,
        institution_id=application.institution_id,
        outcome=occasion,
        screening=summary(found),
        hits_note=note.strip(),
        proposed_by=actor_id,
        proposed_at=now,
        decided_by=actor_id,
        decided_at=now,
        agreed=True,
    ).save(force_insert=True)
    return found


def _signs(found: Screened) -> list[str]:
    """What was found, so that it is known again: an entry as it stood, a report."""
    entries = {f"{one.entry_id}:{one.digest}" for one in found.lines}
    return sorted(entries | {f"{one.kind}:{one.source}:{one.reported_on}" for one in found.reports})


def _counts(found: Screened) -> tuple[int, int]:
    return found.candidates, found.reported
