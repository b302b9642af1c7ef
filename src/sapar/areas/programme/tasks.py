"""The jobs that follow a signature and an approval."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from sapar.areas.programme.acts import following_up, reviews, taking_up
from sapar.areas.programme.queries.reviews import FORMATS
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.kernel.access.actor import Actor


@app.task(name=taking_up.TASK, pass_context=False)
def take_up(plan_id: str) -> None:
    """Put what was signed into the work lists; repeating it changes nothing."""
    taking_up.take_up(Actor.system("programme"), plan_id=UUID(plan_id))


@app.task(name=following_up.TASK, pass_context=False)
def take_up_decisions(meeting_id: str) -> None:
    """Put the decisions of a signed protocol into the work lists; repeating it changes nothing."""
    following_up.take_up_decisions(Actor.system("programme"), meeting_id=UUID(meeting_id))


@app.task(name=reviews.TASK, pass_context=False)
def make_sheets(review_id: str) -> None:
    """Print an approved review in three languages, PDF and DOCX, one act a file; repeating it changes nothing."""
    for file_format in FORMATS:
        for language in LANGUAGES:
            reviews.make_sheet(
                Actor.system("programme"), review_id=UUID(review_id), language=language, file_format=file_format
            )
