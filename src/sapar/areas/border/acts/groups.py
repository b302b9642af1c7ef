"""Groups: families, buses, tours; their travellers are inspected one after another."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK, INSPECTION
from sapar.areas.border.acts.shared import why_error
from sapar.areas.border.models import Inspection, Party, PartyMember
from sapar.areas.border.rules import Direction, PartyKind
from sapar.areas.border.rules.travellers import PARTY_LARGEST, TEXT_LONGEST, announced
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Invalid, NotFound
from sapar.kernel.people import rules as people_rules
from sapar.methods.ids import uuid7
from sapar.standards.mrz import parse


@act("border.open_party", roles=DESK, purpose=INSPECTION, title=_("Begin a group of travellers"))
def open_party(
    actor: Actor,
    *,
    kind: PartyKind,
    title: str,
    direction: Direction,
    expected: int | None = None,
    travellers: str = "",
) -> Party:
    """A group at the actor's post. ``title``: what it is called (a registration plate, an operator, a family name).

    ``travellers``: the list that the driver or the guide brought, one a line, with number, name, or both. Raises Invalid
    (``title``, ``expected``, ``travellers``), NotPermitted (``no_post``).
    """
    if actor.place_id is None:
        raise why_error("no_post")
    if not title.strip() or len(title) > TEXT_LONGEST:
        raise Invalid(_("Say in at most 100 characters what the group is called."), field="title", code="title")
    if expected is not None and not 0 < expected <= PARTY_LARGEST:
        raise Invalid(_("A group has between 1 and 500 travellers."), field="expected", code="expected")
    lines = announced(travellers)
    if len([line for line in travellers.splitlines() if line.strip()]) > PARTY_LARGEST:
        raise Invalid(_("A group has at most 500 travellers."), field="travellers", code="party_full")
    now, key = clock.now(), uuid7()
    party = Party(
        id=key,
        reference=f"GR-{str(key)[-6:].upper()}",
        kind=kind.value,
        title=title.strip(),
        direction=direction.value,
        place_id=actor.place_id,
        institution_id=actor.institution_id or NOBODY,
        officer_id=actor.account_id or NOBODY,
        expected=expected,
        opened_at=now,
    )
    party.save(force_insert=True)
    PartyMember.objects.bulk_create(
        PartyMember(
            party=party,
            position=position,
            name=name,
            number=people_rules.document_key("", number)[1:],
            institution_id=party.institution_id,
            added_at=now,
        )
        for position, (name, number) in enumerate(lines, start=1)
    )
    about("party", party.pk)
    return party


@act("border.close_party", roles=DESK, purpose=INSPECTION, title=_("Close a group of travellers"))
def close_party(actor: Actor, *, party_id: UUID) -> Party:
    """The group has passed, or nobody of it comes any more. Raises Conflict (``party_closed``), NotPermitted, NotFound."""
    party = _locked_party(actor, party_id)
    party.closed_at, party.closed_by = clock.now(), actor.account_id
    party.save(update_fields=["closed_at", "closed_by"])
    about("party", party.pk)
    return party


def join(actor: Actor, party_id: UUID, inspection: Inspection) -> PartyMember:
    """Put an inspection on the list of a group: on the line that announced its number, else on a new one."""
    party = _locked_party(actor, party_id)
    number = people_rules.document_key("", parse(inspection.mrz, clock.today()).number or "")[1:]
    about("party", party.pk)
    before = PartyMember.objects.filter(party=party, number=number).order_by("position").first() if number else None
    if before is not None:
        # Read again: the newest reading stands on the line.
        before.inspection = inspection
        before.save(update_fields=["inspection"])
        return before
    last = PartyMember.objects.filter(party=party).aggregate(last=Max("position"))["last"] or 0
    if last >= PARTY_LARGEST:
        raise why_error("party_full")
    made = PartyMember(
        party=party,
        position=last + 1,
        number=number,
        inspection=inspection,
        institution_id=party.institution_id,
        added_at=clock.now(),
    )
    made.save(force_insert=True)
    return made


def _locked_party(actor: Actor, party_id: UUID) -> Party:
    party = Party.objects.select_for_update().filter(pk=party_id).first()
    if party is None:
        raise NotFound(field="party_id")
    if actor.place_id != party.place_id:
        raise why_error("no_post" if actor.place_id is None else "other_post")
    if party.closed_at is not None:
        raise why_error("party_closed")
    return party
