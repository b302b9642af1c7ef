"""The review of a plan for the command line: the frozen file when there is one, else as the database is now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.models import Plan, Review, Sheet
from sapar.areas.programme.queries.review_content import content_of
from sapar.areas.programme.queries.reviews import default_day, texts_of
from sapar.areas.programme.review_sheet import file_in
from sapar.areas.programme.rules.reviews import template
from sapar.areas.programme.verifying import ACTOR
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound


def file_of(plan: str, template_code: str, language: str, suffix: str) -> bytes:
    """A review as a file. ``plan``: its id or reference. Raises NotFound."""
    with reading(ACTOR):
        key = _uuid(plan)
        found = Plan.objects.filter(Q(pk=key) if key else Q(reference=plan)).first()
        if found is None or found.in_force_id is None:
            raise NotFound(_("There is no such plan in force."))
        try:
            made_by = template(template_code)
        except KeyError:
            raise NotFound(_("There is no such template.")) from None
        reviews = Review.objects.filter(plan=found, template=template_code)
        frozen = reviews.filter(approved_at__isnull=False).order_by("-approved_at").first()
        if frozen is not None and frozen.content is not None:
            sheet = Sheet.objects.filter(review=frozen, language=language, format=suffix).first()
            if sheet is not None:
                return bytes(sheet.content)
            return file_in(frozen.content, language, suffix, made_at=frozen.approved_at, sha256=frozen.sha256)
        draft = reviews.order_by("-id").first()
        as_of = draft.as_of if draft else default_day(found, clock.today())
        content = content_of(found, made_by, as_of, texts_of(draft) if draft else {})
    return file_in(content, language, suffix)


def _uuid(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
