"""The indicators of the commitments, each over a fact view that another area publishes by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel import facts
from sapar.kernel.facts import Indicator, register_indicators

# The denominator is every application that is settled: decided, or its term ran out. Counting decided ones alone would
# reward leaving late applications undecided, and would change the figure of an old day when they are decided at last.
DECIDED_WITHIN_CLOCK = Indicator(
    code="labour.decided_within_clock",
    version=1,
    title=_("Work permits decided within the statutory term"),
    view="fact_permit_decisions",
    day="settled_on",
    numerator="decided and within_clock",
    denominator="decided or not decided",
    by=("month", "nationality", "sector"),
    direction="up",
    definition=_(
        "Of all applications for a work permit that were decided for the first time or whose term ran out, the share "
        "that was decided within the term. Each counts in the month in which it was settled."
    ),
    numerator_title=_("in time"),
    denominator_title=_("settled"),
    legal_basis=_(
        "Term of 30 calendar days, which may be extended to 45 with a reason. Source: an unofficial description of the "
        "procedure of Turkmenistan; the text of the law was not available."
    ),
    unverified=True,
    dimension_titles={"month": _("Month"), "nationality": _("Nationality"), "sector": _("Sector")},
)


def register() -> None:
    register_indicators(DECIDED_WITHIN_CLOCK)


def installed() -> list[Indicator]:
    """The newest version of each indicator whose source is on this node, of whatever area."""
    return facts.indicators()
