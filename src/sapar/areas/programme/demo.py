"""The demo's figures: counted once from the other areas' sample data, so that the first page shows something."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sapar.kernel.access.actor import Actor
from sapar.kernel.facts import tasks


def load(actors: Mapping[str, Actor], progress: Callable[[str], None]) -> None:
    """Run what the minute's job would run."""
    progress("figures")
    tasks.bring_up_to_date()
