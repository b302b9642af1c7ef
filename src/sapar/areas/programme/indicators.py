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


_MONTH = _("Month")

BORDER_CROSSINGS = Indicator(
    code="border.crossings",
    version=1,
    title=_("Crossings of the border"),
    view="fact_crossings",
    day="crossed_on",
    numerator="not corrected",
    by=("month", "direction", "post"),
    unit="count",
    definition=_(
        "Records of entries and exits at border posts that were not replaced by a correction. Crossings are counted, "
        "not persons: whoever crosses twice counts twice."
    ),
    numerator_title=_("crossings"),
    dimension_titles={"month": _MONTH, "direction": _("Direction"), "post": _("Border post")},
)

ENTRIES_WITH_PERMIT = Indicator(
    code="border.entries_with_permit",
    version=1,
    title=_("Entries with a work permit that was checked by its seal"),
    view="fact_crossings",
    day="crossed_on",
    numerator="with_permit",
    denominator="direction = 'entry' and not corrected",
    by=("month", "post"),
    direction="up",
    definition=_(
        "Of all entries that were not replaced by a correction, the share at which the number of a work permit was "
        "recorded from its seal."
    ),
    numerator_title=_("with a permit"),
    denominator_title=_("entries"),
    dimension_titles={"month": _MONTH, "post": _("Border post")},
)

PERMITS_GRANTED = Indicator(
    code="labour.permits_granted",
    version=1,
    title=_("Work permits granted"),
    view="fact_permit_decisions",
    day="settled_on",
    numerator="outcome = 'granted'",
    by=("month", "sector"),
    unit="count",
    definition=_(
        "Applications for a work permit whose first decision was to grant it, each in the month in which it was settled."
    ),
    numerator_title=_("granted"),
    dimension_titles={"month": _MONTH, "sector": _("Sector")},
)


def register() -> None:
    register_indicators(DECIDED_WITHIN_CLOCK, BORDER_CROSSINGS, ENTRIES_WITH_PERMIT, PERMITS_GRANTED)


def installed() -> list[Indicator]:
    """The newest version of each indicator whose source is on this node, of whatever area."""
    return facts.indicators()
