"""Publishing a plan as IATI: how an institution signs, a file that is frozen with its hash, and taking one back."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import LEADERS, PLAN
from sapar.areas.programme.acts.drafting import own_plan
from sapar.areas.programme.models import IatiFile, IatiProfile, PolicyMark
from sapar.areas.programme.queries import publishing, shared
from sapar.areas.programme.rules.publishing import Publisher
from sapar.areas.programme.rules.tagging import mark_faults
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.methods.ids import uuid7
from sapar.standards.iati.codes import code_lists

FILE, PROFILE = "iati_file", "iati_profile"
LONGEST = 100


@act(
    "programme.describe_publisher",
    roles=LEADERS,
    purpose=PLAN,
    title=_("Say how one's institution publishes as IATI"),
)
def describe_publisher(actor: Actor, *, publisher: Publisher) -> dict[str, str]:
    """Identifier, type, country, sectors: what every file of this institution carries. Raises Invalid."""
    wrong = []
    lists = code_lists()
    ref = publisher.ref.strip()
    if not ref or len(ref) > LONGEST or any(sign in ref for sign in "/&|? \n"):
        wrong.append(Invalid(_("Enter an identifier without blanks and without / & | ?"), field="ref", code="ref"))
    if publisher.kind not in lists["OrganisationType"].codes:
        wrong.append(Invalid(_("Choose a type of the list."), field="kind", code="kind"))
    if publisher.country not in lists["Country"].codes:
        wrong.append(Invalid(_("Enter the two letters of the country, such as TM."), field="country", code="country"))
    for name, code in (
        ("sector", publisher.sector),
        *(("sectors", code) for code in publisher.sectors.values() if code),
    ):
        if not (code.isdigit() and len(code) == 5):
            wrong.append(Invalid(_("Enter a purpose code of five digits, such as 15190."), field=name, code="sector"))
    if any(len(one) > LONGEST for one in publisher.organisations.values()):
        wrong.append(Invalid(_("This is too long."), field="organisations", code="long"))
    if wrong:
        raise Invalid.many(wrong)
    mine = actor.institution_id or NOBODY
    IatiProfile.objects.update_or_create(
        institution_id=mine,
        defaults={"content": publisher.as_json(), "changed_at": clock.now(), "changed_by": actor.ref},
    )
    about(PROFILE, mine)
    return {"ref": ref}


@act(
    "programme.mark_policy", roles=LEADERS, purpose=PLAN, title=_("Set the policy markers of an activity or direction")
)
def mark_policy(actor: Actor, *, plan_id: UUID, line_id: UUID, markers: dict[str, str]) -> dict[str, int]:
    """How far a line targets each policy, for what one's own institution publishes. ``markers``: code of the OECD DAC
    marker → significance; what is left out is not judged. Returns ``{"set": how many}``. Raises Invalid, NotFound.
    """
    plan = own_plan(actor, plan_id)
    if plan.in_force_id is None:
        raise Conflict(publishing.NOT_IN_FORCE, code="not_in_force")
    _plan, version = shared.find_version(actor, plan.in_force_id)
    if not any(line.id == line_id and line.level in publishing.MARKED for line in shared.version_lines(version)):
        raise NotFound(field="line_id")
    wrong = [Invalid(_("Choose one of the list."), field=f"m_{code}", code=rule) for code, rule in mark_faults(markers)]
    if wrong:
        raise Invalid.many(wrong)
    mine = actor.institution_id or NOBODY
    there = PolicyMark.objects.filter(institution_id=mine, line_id=line_id)
    there.exclude(code__in=markers).delete()
    for code, significance in markers.items():
        PolicyMark.objects.update_or_create(
            institution_id=mine,
            line_id=line_id,
            code=code,
            defaults={"significance": significance, "set_at": clock.now(), "set_by": actor.ref},
        )
    about("plan", plan.pk)
    return {"set": len(markers)}


@act("programme.publish_iati", roles=LEADERS, purpose=PLAN, title=_("Publish a plan as an IATI file"))
def publish_iati(actor: Actor, *, plan_id: UUID, sha256: str) -> IatiFile:
    """Freeze the file whose hash the person saw, for everybody to take. Raises Invalid when the check finds an error,
    Conflict when the plan has changed since it was looked at or the same file is published already.
    """
    plan = own_plan(actor, plan_id)
    if plan.in_force_id is None:
        raise Conflict(publishing.NOT_IN_FORCE, code="not_in_force")
    mine = actor.institution_id or NOBODY
    publisher = publishing.profile(mine)
    owner = Institution.objects.filter(pk=mine).first()
    if publisher is None or owner is None:
        raise Invalid(publishing.NO_PROFILE, code="no_profile")
    made = publishing.make(actor, plan, publisher, owner)
    if not made.publishable:
        raise Invalid(_("The check finds errors. Correct them first."), code="findings")
    if made.sha256 != sha256:
        raise Conflict(_("The plan has changed since you looked. Look at the file again."), code="changed")
    last = IatiFile.objects.filter(plan=plan, institution_id=mine, withdrawn_at=None).order_by("-published_at").first()
    if last is not None and last.sha256 == sha256:
        raise Conflict(_("This file is published already."), code="same")
    one = IatiFile(
        id=uuid7(),
        plan=plan,
        reference=plan.reference,
        version_id=plan.in_force_id,
        institution_id=mine,
        content=made.content,
        sha256=made.sha256,
        activities=made.activities,
        warnings=len(made.findings),
        published_at=clock.now(),
        published_by=actor.ref,
    )
    one.save(force_insert=True)
    about("plan", plan.pk)
    about(FILE, one.pk)
    return one


@act("programme.withdraw_iati", roles=LEADERS, purpose=PLAN, title=_("Take a published IATI file back"))
def withdraw_iati(actor: Actor, *, file_id: UUID, reason: str) -> IatiFile:
    """The file is no longer public; that it was, when and why it ended stays on record. Raises NotFound, Conflict, Invalid."""
    found = (
        IatiFile.objects.select_for_update().filter(pk=file_id, institution_id=actor.institution_id or NOBODY).first()
    )
    if found is None:
        raise NotFound(field="file_id")
    reason = reason.strip()
    if not reason or len(reason) > 500:
        raise Invalid(_("Say in up to 500 letters why it is taken back."), field="reason")
    if found.withdrawn_at is not None:
        raise Conflict(_("This file was taken back already."), code="withdrawn")
    found.withdrawn_at, found.withdrawn_reason = clock.now(), reason
    found.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    about(FILE, found.pk)
    return found
