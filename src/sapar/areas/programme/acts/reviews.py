"""Reviews: opened by one side, written by people, figures by nobody; counted again, shown, approved, frozen, printed."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import EVERYBODY, LEADERS, REVIEW, SIGNERS, SYSTEM
from sapar.areas.programme.acts.drafting import own_plan
from sapar.areas.programme.acts.signing import author_of
from sapar.areas.programme.models import Block, Plan, Review, Sheet, Value
from sapar.areas.programme.procedures import REVIEW as SUBJECT
from sapar.areas.programme.procedures import REVIEW_CASE
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.measuring import counts_in
from sapar.areas.programme.queries.reviews import FORMATS, content_now, find_review, texts_of
from sapar.areas.programme.review_sheet import file_in
from sapar.areas.programme.rules import measures
from sapar.areas.programme.rules.content import LANGUAGES, Words
from sapar.areas.programme.rules.reviews import TEXT_LONGEST, changed, sha256_of, template, text_faults
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act, defer
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from sapar.kernel.facts.models import Run
from sapar.kernel.facts.verifying import recount
from sapar.kernel.ledger.store import latest_head
from sapar.kernel.procedures.moves import case_of, move, open_case, save
from sapar.methods.ids import uuid7
from sapar.methods.rollup import Period

TASK = "sapar.areas.programme.make_sheets"
CHANGED = _("A colleague changed this text while you were writing. What you wrote is kept: compare, then decide.")
FAULTS = {
    "required": _("%(title)s: this text is not written yet."),
    "languages": _("%(title)s: the text is not written in all three languages."),
}


@act("programme.open_review", roles=LEADERS, purpose=REVIEW, title=_("Open a review of a plan"))
def open_review(actor: Actor, *, plan_id: UUID, template_code: str, as_of: date) -> Review:
    """A review by a template, as of a day; its side alone sees it until it is shown. Raises NotFound, Invalid, Conflict."""
    plan = own_plan(actor, plan_id)
    if plan.in_force_id is None:
        raise Conflict(_("A plan that was never in force has no review."), code="not_in_force")
    try:
        made_by = template(template_code)
    except KeyError:
        raise Invalid(_("Choose one of the options."), field="template_code", code="unknown") from None
    if not plan.starts_on <= as_of <= clock.today():
        raise Invalid(_("Choose a day from the first one of the plan up to today."), field="as_of", code="as_of")
    made = Review(
        id=uuid7(),
        plan=plan,
        institution_id=actor.institution_id or NOBODY,
        template=made_by.code,
        as_of=as_of,
        opened_at=clock.now(),
        opened_by=actor.ref,
    )
    made.save(force_insert=True)
    open_case(
        actor,
        REVIEW_CASE,
        subject=(SUBJECT, made.pk),
        reference=f"{plan.year}: {made_by.code}",
        institution_id=made.institution_id,
    )
    return made


@act("programme.write_block", roles=EVERYBODY, purpose=REVIEW, title=_("Write a text of a review"))
def write_block(actor: Actor, *, review_id: UUID, section: str, text: Words, version: int) -> Block:
    """Write a text in three languages. ``version``: what the person saw (0: nothing); Conflict with code ``version`` if a
    colleague was faster. Raises NotFound, Invalid, Conflict when the review is frozen."""
    _plan, review = _open_one(actor, review_id)
    try:
        template(review.template).text(section)
    except KeyError:
        raise NotFound(field="section") from None
    if max(len(text.get(code)) for code in LANGUAGES) > TEXT_LONGEST:
        raise Invalid(_("This is too long."), field="text", code="long")
    now = clock.now()
    found = Block.objects.filter(review=review, section=section)
    stored = {code: getattr(text, code).strip() for code in LANGUAGES}
    about(SUBJECT, review.pk)
    if version == 0:
        if found.exists():
            raise Conflict(CHANGED, code="version")
        made = Block(
            id=uuid7(),
            review=review,
            section=section,
            text=stored,
            changed_at=now,
            changed_by=actor.ref,
            author=author_of(actor),
        )
        made.save(force_insert=True)
        return made
    changed_rows = found.filter(version=version).update(
        text=stored, version=F("version") + 1, changed_at=now, changed_by=actor.ref, author=author_of(actor)
    )
    if changed_rows != 1:
        raise Conflict(CHANGED, code="version")
    return found.get()


@act("programme.share_review", roles=LEADERS, purpose=REVIEW, title=_("Show a review to the other side"))
def share_review(actor: Actor, *, review_id: UUID) -> Review:
    """From now on both sides write on it. Raises NotFound, Conflict for a review of one side alone."""
    plan, review = _open_one(actor, review_id)
    if not template(review.template).joint:
        raise Conflict(_("This review is one side's own."), code="own")
    if review.institution_id != actor.institution_id:
        raise NotFound(field="review_id")
    other = plan.iom_id if review.institution_id == plan.state_id else plan.state_id
    case = case_of(review.pk, lock=True)
    move(actor, case, "share")
    # The other side has to approve it.
    save(case, institution_id=other, applicant_id=review.institution_id)
    review.shared_at = clock.now()
    review.save(update_fields=["shared_at"])
    return review


@act("programme.check_review", roles=EVERYBODY, purpose=REVIEW, title=_("Count the figures of a review again"))
def check_review(actor: Actor, *, review_id: UUID) -> Review:
    """Count every run behind the review's figures again and name the figures that would be others now.

    The result is kept with the review: ``at``, ``ledger_size``, ``runs`` (how many), ``changed`` (key, label, before, after).
    """
    plan, review = find_review(actor, review_id)
    if not shared.side_of(actor, plan):
        raise NotFound(field="review_id")
    instead, runs = counted_again(actor, plan)
    base = review.content if review.content is not None else content_now(plan, review)
    found = changed(base, content_now(plan, review, instead=instead))
    head = latest_head()
    review.checked = {
        "at": clock.now().isoformat(),
        "ledger_size": str(head.size if head else 0),
        "runs": str(runs),
        "changed": [
            {"key": one.key, "label": dict(one.label), "before": one.before, "after": one.after} for one in found
        ],
    }
    review.save(update_fields=["checked"])
    about(SUBJECT, review.pk)
    return review


def counted_again(actor: Actor, plan: Plan) -> tuple[dict[UUID, measures.Amount | None], int]:
    """The amounts of the counted values whose run would give another one now, and how many runs were counted."""
    values = list(
        Value.objects.filter(plan_id=plan.pk, approved_at__isnull=False, source=measures.COUNTED).select_related(
            "measure"
        )
    )
    runs = {one.pk: one for one in Run.objects.filter(pk__in={value.run_id for value in values})}
    known: dict[UUID, tuple[tuple[str, ...], list[Any]]] = {}
    instead: dict[UUID, measures.Amount | None] = {}
    for value in values:
        run = runs.get(value.run_id or NOBODY)
        if run is None:
            continue
        if run.pk not in known:
            known[run.pk] = recount(actor, run)
        why, cells = known[run.pk]
        if why != ("counts_differ",):
            continue
        said = measures.from_json(value.measure.content)
        counted = counts_in(cells, run.definition["by"], said, Period(value.starts_on, value.ends_on))
        below = None if counted.denominator is None else Decimal(counted.denominator)
        again = measures.Amount(Decimal(counted.numerator), below)
        if (value.numerator, value.denominator) != (again.numerator, again.denominator):
            instead[value.pk] = again
    return instead, len(known)


@act(
    "programme.approve_review",
    roles=(*LEADERS, *SIGNERS),
    purpose=REVIEW,
    title=_("Approve a review"),
    emits=(TASK,),
)
def approve_review(actor: Actor, *, review_id: UUID, sha256: str) -> Review:
    """Freeze a review as it is now, by the hash that the person saw; the worker then makes its files.

    A joint one is approved by a leader of the other side, one side's own by its signatory. Raises NotPermitted,
    Invalid naming the texts that are missing, Conflict when something changed since it was read (code ``hash``).
    """
    plan, review = _open_one(actor, review_id)
    made_by = template(review.template)
    other = plan.iom_id if review.institution_id == plan.state_id else plan.state_id
    wanted, roles = (other, LEADERS) if made_by.joint else (review.institution_id, SIGNERS)
    if actor.institution_id != wanted or actor.role not in roles:
        raise NotPermitted(_("The other side approves a joint review; its signatory approves one side's own."))
    texts = texts_of(review)
    wrong = [
        Invalid(str(FAULTS[rule]) % {"title": made_by.text(key).title.get(actor.language)}, field=key, code=rule)
        for key, rule in text_faults(made_by, texts)
    ]
    if wrong:
        raise Invalid.many(wrong)
    content = content_now(plan, review)
    if sha256_of(content) != sha256:
        raise Conflict(_("Something changed since you read it. Look at it again."), code="hash")
    move(actor, case_of(review.pk, lock=True), "approve" if made_by.joint else "sign")
    review.content, review.sha256 = content, sha256
    review.approved_at, review.approver = clock.now(), author_of(actor)
    review.save(update_fields=["content", "sha256", "approved_at", "approver"])
    defer(TASK, review_id=str(review.pk))
    return review


@act("programme.make_sheet", roles=(SYSTEM,), purpose=REVIEW, title=_("Print a frozen review"))
def make_sheet(actor: Actor, *, review_id: UUID, language: str, file_format: str) -> Sheet:
    """One file of an approved review, made once; a second call returns the first. Raises NotFound, Invalid."""
    review = Review.objects.filter(pk=review_id, approved_at__isnull=False).first()
    if review is None or review.content is None or review.approved_at is None:
        raise NotFound(field="review_id")
    if language not in LANGUAGES or file_format not in FORMATS:
        raise Invalid(field="language")
    there = Sheet.objects.filter(review=review, language=language, format=file_format).first()
    if there is not None:
        return there
    content = file_in(review.content, language, file_format, made_at=review.approved_at, sha256=review.sha256)
    made = Sheet(
        id=uuid7(),
        review=review,
        language=language,
        format=file_format,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=clock.now(),
    )
    made.save(force_insert=True)
    about(SUBJECT, review.pk)
    return made


def _open_one(actor: Actor, review_id: UUID) -> tuple[Plan, Review]:
    """A review that is not frozen, of a plan of which the actor's institution is a side."""
    plan, review = find_review(actor, review_id, lock=True)
    if not shared.side_of(actor, plan):
        raise NotFound(field="review_id")
    if review.approved_at is not None:
        raise Conflict(_("This review was approved and is frozen."), code="frozen")
    return plan, review
