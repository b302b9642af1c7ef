"""Records of the programme by topic."""

from sapar.areas.programme.models.following import (
    Activity,
    BudgetLine,
    Milestone,
    Priority,
    Remark,
    Report,
    Spending,
)
from sapar.areas.programme.models.links import Link
from sapar.areas.programme.models.plans import (
    Comment,
    Draft,
    DraftLine,
    Party,
    Plan,
    Round,
    Signature,
    Version,
)

__all__ = [
    "Activity",
    "BudgetLine",
    "Comment",
    "Draft",
    "DraftLine",
    "Link",
    "Milestone",
    "Party",
    "Plan",
    "Priority",
    "Remark",
    "Report",
    "Round",
    "Signature",
    "Spending",
    "Version",
]
