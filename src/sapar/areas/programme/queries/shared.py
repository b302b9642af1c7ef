"""What acts and pages of plans both ask. Inside ``reading(actor)``, an act or a look: row-level security filters too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Model, Q
from django.utils import translation
from django.utils.translation import gettext

from sapar.areas.programme.models import Activity, Draft, DraftLine, Milestone, Plan, Round, Version
from sapar.areas.programme.rules.content import Line, Words, from_json, lines_of, numbered
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.errors import NotFound
from sapar.kernel.procedures.models import Case

STATE, IOM = "state", "iom"


def visible_plans(actor: Actor) -> Q:
    """The filter that the planner needs, the same as the wall's."""
    mine = actor.institution_id or NOBODY
    party = Q(in_force_at__isnull=False, reader_ids__contains=[str(mine)])
    return Q(state_id=mine) | Q(iom_id=mine) | party


def find_plan(actor: Actor, plan_id: UUID, *, lock: bool = False) -> Plan:
    """A plan this reader may see. Raises NotFound."""
    plans = Plan.objects.select_for_update() if lock else Plan.objects.all()
    found = plans.filter(visible_plans(actor), pk=plan_id).first()
    if found is None:
        raise NotFound(field="plan_id")
    return found


def activity_titles(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    """For the work list; inside ``reading``."""
    found = Activity.objects.filter(pk__in=list(ids)).values_list("pk", "title")
    return {pk: title.get(language, "") for pk, title in found}


def milestone_titles(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    """A milestone with its activity, for the work list; inside ``reading``."""
    found = Milestone.objects.filter(pk__in=list(ids)).values_list("pk", "title", "activity__title")
    return {pk: f"{above.get(language, '')}: {title.get(language, '')}" for pk, title, above in found}


def titles_of(model: type[Model], field: str) -> Callable[[Iterable[UUID], str], dict[UUID, str]]:
    """Titles of records in the reader's language, for the work list; inside ``reading``."""

    def found(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
        rows = model._default_manager.filter(pk__in=list(ids)).values_list("pk", field)
        return {pk: words.get(language, "") for pk, words in rows}

    return found


def round_titles(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    """The plan that an agreement is about, for the work list; inside ``reading``."""
    with translation.override(language):
        found = Round.objects.filter(pk__in=list(ids)).values_list("pk", "plan__year")
        return {pk: gettext("Joint plan %(year)s") % {"year": year} for pk, year in found}


def side_of(actor: Actor, plan: Plan) -> str:
    """``state``, ``iom``, or "" for a party that does not sign."""
    return {plan.state_id: STATE, plan.iom_id: IOM}.get(actor.institution_id or NOBODY, "")


def find_version(actor: Actor, version_id: UUID) -> tuple[Plan, Version]:
    """A version that was shown to this reader. Raises NotFound."""
    found = Version.objects.filter(pk=version_id).select_related("plan").first()
    if found is None:
        raise NotFound(field="version_id")
    plan = find_plan(actor, found.plan_id)
    if not side_of(actor, plan) and found.in_force_at is None:
        raise NotFound(field="version_id")
    return plan, found


def last_round(plan: Plan) -> Round:
    """The newest round; sides only."""
    found = Round.objects.filter(plan=plan).order_by("-number").first()
    if found is None:
        raise NotFound()
    return found


def last_version(plan: Plan) -> Version | None:
    """The newest version that was proposed."""
    return Version.objects.filter(plan=plan).order_by("-number").first()


def case_states(subjects: Iterable[UUID]) -> dict[UUID, Case]:
    return {case.subject_id: case for case in Case.objects.filter(subject_id__in=list(subjects))}


def draft_rows(actor: Actor, plan: Plan) -> tuple[Draft | None, list[DraftLine]]:
    """The reader's own working copy and its lines."""
    draft = Draft.objects.filter(plan=plan, institution_id=actor.institution_id or NOBODY).first()
    return draft, list(DraftLine.objects.filter(draft=draft)) if draft else []


def as_lines(rows: Iterable[DraftLine]) -> list[Line]:
    """Rows of a working copy as numbered lines in reading order."""
    return numbered(Line(row.line_id, row.parent_id, row.level, row.position, from_json(row.content)) for row in rows)


def version_lines(version: Version | None) -> list[Line]:
    return lines_of(version.content) if version else []


def institutions(ids: Iterable[UUID | None]) -> dict[UUID, Institution]:
    """Institutions by id."""
    return {one.pk: one for one in Institution.objects.filter(pk__in={one for one in ids if one})}


def words(stored: dict[str, str]) -> Words:
    return Words(**stored)
