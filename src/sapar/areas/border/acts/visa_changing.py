"""What happens to a visa that was granted: another passport, its end, and an applicant who lost the code."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import VISA_DECIDE, VISA_HEAD, VISA_SERVICE
from sapar.areas.border.acts.one_person import state
from sapar.areas.border.acts.visa_records import link, link_of, pepper, person, submitted, tell_applicant, visa_of
from sapar.areas.border.acts.visa_screening import LINK, SECOND, answer_new
from sapar.areas.border.models import VisaApplication, VisaLink, VisaNewCode, VisaProposal
from sapar.areas.border.queries.evidence import traveller
from sapar.areas.border.queries.visa_checks import same_name, stay_under
from sapar.areas.border.rules import visas as rules
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import act
from sapar.kernel.documents.seals import revoke_seal
from sapar.kernel.errors import Conflict, Invalid, NotPermitted
from sapar.kernel.notices.store import DELIVER, notify
from sapar.kernel.people.rules import document_key, same_birth_date
from sapar.kernel.procedures import moves
from sapar.methods import codes
from sapar.standards.countries import state_code
from sapar.standards.mrz import parse

CHECKED_LONGEST = 300
LEAVE = {
    "missing": _("A stay goes on under this visa: say until when the traveller has to leave."),
    "past": _("The day for leaving cannot lie in the past."),
    "later": _("The stay ends earlier than that anyway."),
    "nobody": _("No stay goes on under this visa, so there is no day for leaving."),
}


@act(
    "border.visa_link",
    roles=VISA_SERVICE,
    purpose=VISA_DECIDE,
    title=_("Link a visa to a new passport"),
    emits=(DELIVER,),
)
def visa_link(
    actor: Actor, *, application_id: UUID, mrz: str, reason: str, hits_note: str = "", version: int | None = None
) -> VisaLink | VisaProposal:
    """After a passport was replaced: a new seal for the new one, the seal for the old one is revoked at once. It is stated
    that both belong to one person, for a second person to decide (``one_person``).

    The new passport has to be one of the same person: date of birth, nationality and sex agree, and so does the name. Where
    the name is another one (after a marriage), this is a proposal, and the visa goes over when a second officer sends the same
    lines. ``hits_note``: why what the lists say does not stand in the way. Raises Invalid (``mrz``, ``reason``,
    ``hits_note``), NotPermitted (``own_proposal``), Conflict.
    """
    application, case = submitted(application_id)
    visa, read = visa_of(application), parse(mrz[:1000], clock.today())
    if not read.valid or read.expired or not read.number or (read.format or "").startswith("MRV"):
        raise Invalid(_("These lines are not those of a passport that holds."), field="mrz", code="mrz")
    held = link_of(visa)
    key = document_key(read.issuer or "", read.number)
    if key == held.document_key:
        raise Invalid(_("The visa is linked to this passport already."), field="mrz", code="same")
    same = (
        same_birth_date(application.birth_date, read.birth_date or "")
        and state_code(read.nationality) == application.nationality
    )
    if not same:
        text = _("Date of birth or nationality differ: this is not a passport of the same person.")
        raise Invalid(text, field="mrz", code="other_person")
    if {application.sex, read.sex} == {"F", "M"}:
        raise Invalid(
            _("The sex differs: this is not a passport of the same person."), field="mrz", code="other_person"
        )
    found = answer_new(person(actor), application, LINK, hits_note, traveller(read))
    if found.reported:
        text = _("This passport was reported lost, stolen or invalid. Nothing is linked to it.")
        raise Invalid(text, field="mrz", code="reported")
    if not same_name(application, read.primary or "", read.secondary or ""):
        waiting = _second_officer(actor, application, key, reason)
        if waiting is not None:
            return waiting
    moves.move(actor, case, "link", reason=reason, version=version)
    application.document_key, application.issuer, application.number = key, state_code(read.issuer), read.number
    application.mrz = read.text
    application.document_expires_on = date.fromisoformat(read.expiry_date) if read.expiry_date else None
    application.save()
    made = link(
        actor,
        application,
        visa,
        "linked_anew",
        issuer=application.issuer,
        number=read.number,
        expires_on=application.document_expires_on,
        mrz=read.text,
    )
    # The traveller's history should follow the passport too. That is decided by somebody who sees crossings.
    with suppress(Conflict):
        state(actor, held.document_key, read, reason)
    tell_applicant(application, "border.visa_linked")
    return made


def _second_officer(actor: Actor, application: VisaApplication, key: str, reason: str) -> VisaProposal | None:
    """The first officer's proposal to link a passport in another name; None when the second one has agreed by sending it too."""
    found = VisaProposal.objects.select_for_update().filter(application=application, outcome=LINK, agreed=None)
    waiting = next((one for one in found.order_by("-id") if one.screening.get("document") == key), None)
    if waiting is not None:
        if why := rules.why_not_second(person(actor), waiting.proposed_by):
            raise NotPermitted(SECOND, code=why)
        waiting.agreed, waiting.decided_by, waiting.decided_at = True, person(actor), clock.now()
        waiting.save()
        return None
    if not 0 < len(reason.strip()) <= 2000:
        raise Invalid(_("Give a reason."), field="reason", code="missing")
    made = VisaProposal(
        application=application,
        institution_id=application.institution_id,
        outcome=LINK,
        text=reason.strip(),
        screening={"document": key},
        proposed_by=person(actor),
        proposed_at=clock.now(),
    )
    made.save(force_insert=True)
    return made


@act(
    "border.visa_cancel",
    roles=(VISA_HEAD,),
    purpose=VISA_DECIDE,
    title=_("Cancel a visa"),
    fresh=True,
    emits=(DELIVER,),
)
def visa_cancel(
    actor: Actor, *, application_id: UUID, reason: str, leave_by: date | None = None, version: int | None = None
) -> VisaApplication:
    """End a visa that is in force; its seal goes onto the revocation list.

    Where a stay goes on under it, whoever cancels decides until when the traveller has to leave (``leave_by``): never later
    than the stay may last anyway, and no stay ends by itself (decision 0015). Raises Conflict, Invalid (``reason``,
    ``leave_by``).
    """
    application, case = submitted(application_id)
    held = link_of(visa_of(application))
    if why := rules.leave_error(leave_by, stay_under(application.pk), clock.today()):
        raise Invalid(LEAVE[why], field="leave_by", code=f"leave_{why}")
    moves.move(actor, case, "cancel", reason=reason, version=version)
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    revoke_seal(actor, held.seal_id, "cancelled")
    if leave_by is None:
        tell_applicant(application, "border.visa_cancelled")
        return application
    with connection.cursor() as cursor:
        cursor.execute("select border_visa_leave(%s, %s)", [application.pk, leave_by])
    tell_applicant(application, "border.visa_leave", {"until": leave_by.isoformat()})
    return application


@act(
    "border.visa_new_code",
    roles=VISA_SERVICE,
    purpose=VISA_DECIDE,
    title=_("Send an applicant a new code"),
    fresh=True,
    emits=(DELIVER,),
)
def visa_new_code(actor: Actor, *, application_id: UUID, checked: str, channel: str = "email") -> VisaNewCode:
    """For an applicant who lost the code: a new one goes to the contact that they gave themselves, and to nobody else; no
    officer sees it. The code before ends at once, with every page that it opened.

    ``checked``: how it was made sure that this is the applicant. ``channel``: ``email`` or ``phone``. Raises Invalid
    (``checked``, ``channel``), Conflict.
    """
    application, _case = submitted(application_id)
    if not 0 < len(checked.strip()) <= CHECKED_LONGEST:
        raise Invalid(_("Say how you made sure that this is the applicant."), field="checked", code="missing")
    address = {"email": application.email, "phone": application.phone}.get(channel, "")
    if not address:
        raise Invalid(_("The applicant gave no such contact."), field="channel", code="no_contact")
    code = codes.code_from(secrets.randbits(codes.CODE_BITS))
    application.code_digest = rules.code_digest(application.reference, code, pepper())
    application.save(update_fields=["code_digest"])
    made = VisaNewCode(
        application=application,
        institution_id=application.institution_id,
        channel=channel,
        checked=checked.strip(),
        sent_by=person(actor),
        sent_at=clock.now(),
    )
    made.save(force_insert=True)
    # On the applicant's page and by every contact there is, so that nobody gets a new code behind the applicant's back.
    tell_applicant(application, "border.visa_code_changed")
    notify(
        "border.visa_code",
        {"reference": application.reference},
        address=address,
        language=application.language,
        secrets={"code": code},
        field="channel",
    )
    return made
