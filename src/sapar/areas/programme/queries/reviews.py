"""Reviews as their readers may see them; the content of one as it is now, or as it was frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sapar.areas.programme.models import Block, Plan, Review, Sheet, Value
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import check_reader
from sapar.areas.programme.queries.review_content import content_of
from sapar.areas.programme.rules.content import Words
from sapar.areas.programme.rules.reviews import Template, sha256_of, template
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.errors import NotFound
from sapar.kernel.facts.models import Run

FORMATS = ("pdf", "docx")


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of reviews."""

    review: Review
    template: Template
    state: str


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of a plan."""

    plan: Plan
    side: str
    reviews: list[Listed]
    names: dict[UUID, Institution]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review: its content (frozen, or as it is now) with its hash, texts, and the files that are there."""

    plan: Plan
    side: str
    review: Review
    template: Template
    state: str
    content: dict[str, Any]
    sha256: str
    blocks: dict[str, Block]
    sheets: dict[tuple[str, str], str]
    names: dict[UUID, Institution]
    intact: bool = True
    frozen: bool = field(default=False)

    @property
    def may_write(self) -> bool:
        """Whether texts can be written now by somebody of the reader's side."""
        return bool(self.side) and not self.frozen


def find_review(actor: Actor, review_id: UUID, *, lock: bool = False) -> tuple[Plan, Review]:
    """A review that this reader may see. Raises NotFound."""
    reviews = Review.objects.select_for_update(of=("self",)) if lock else Review.objects.all()
    found = reviews.filter(pk=review_id).first()
    if found is None:
        raise NotFound(field="review_id")
    plan = shared.find_plan(actor, found.plan_id)
    mine = found.institution_id == actor.institution_id
    if not (mine or (found.shared_at and shared.side_of(actor, plan)) or found.approved_at):
        raise NotFound(field="review_id")
    return plan, found


def texts_of(review: Review) -> dict[str, Words]:
    return {one.section: Words(**one.text) for one in Block.objects.filter(review=review)}


def content_now(plan: Plan, review: Review, **more: Any) -> dict[str, Any]:
    """What the review says as of its day, from the database as it is now. Inside ``reading`` or an act."""
    return content_of(plan, template(review.template), review.as_of, texts_of(review), **more)


def reviews(actor: Actor, plan_id: UUID) -> Reviews:
    """The reviews of a plan, newest first. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        plan = shared.find_plan(actor, plan_id)
        side = shared.side_of(actor, plan)
        found = list(Review.objects.filter(plan=plan).defer("content").order_by("-id"))
        states = shared.case_states(one.pk for one in found)
        names = shared.institutions([*plan.sides, *(one.institution_id for one in found)])
    listed = [
        Listed(one, template(one.template), states[one.pk].state if one.pk in states else "approved") for one in found
    ]
    return Reviews(plan, side, listed, names)


def review(actor: Actor, review_id: UUID) -> ReviewView:
    """A review with its content. Raises NotFound, NotPermitted."""
    check_reader(actor)
    with reading(actor):
        plan, found = find_review(actor, review_id)
        side = shared.side_of(actor, plan)
        states = shared.case_states([found.pk])
        state = states[found.pk].state if found.pk in states else "approved"
        frozen = found.content
        content = frozen if frozen is not None else content_now(plan, found)
        blocks = {one.section: one for one in Block.objects.filter(review=found)}
        sheets = {(one.language, one.format): one.sha256 for one in Sheet.objects.filter(review=found).defer("content")}
        names = shared.institutions([*plan.sides, found.institution_id])
    digest = sha256_of(content)
    return ReviewView(
        plan,
        side,
        found,
        template(found.template),
        state,
        content,
        digest,
        blocks,
        sheets,
        names,
        frozen is None or digest == found.sha256,
        frozen is not None,
    )


def sheet(actor: Actor, review_id: UUID, language: str, suffix: str) -> Sheet:
    """A file of a frozen review. Raises NotFound while it is not made."""
    check_reader(actor)
    with reading(actor):
        _plan, found = find_review(actor, review_id)
        made = Sheet.objects.filter(review=found, language=language, format=suffix).first()
    if made is None:
        raise NotFound()
    return made


def default_day(plan: Plan, today: date) -> date:
    """As of which day a review of a plan is written: its last day when that is over, else today."""
    return min(plan.ends_on, today)


def rests_on(actor: Actor, trace: Mapping[str, Any]) -> tuple[dict[str, Value], dict[str, Run]]:
    """The values and runs of a figure's trace that this reader may see, by their ids as text."""
    with reading(actor):
        values = {str(one.pk): one for one in Value.objects.filter(pk__in=trace["values"])}
        runs = {str(one.pk): one for one in Run.objects.filter(pk__in=[run for run, _hash in trace["runs"]])}
    return values, runs
