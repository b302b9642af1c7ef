"""Records of the programme by topic."""

from sapar.areas.programme.models.exchange import IatiFile, IatiProfile, Import, ImportMapping, PolicyMark
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
from sapar.areas.programme.models.measures import Measure, Value
from sapar.areas.programme.models.meetings import (
    AgendaItem,
    Decision,
    FollowUp,
    Meeting,
    MinutesComment,
    MinutesLine,
    MinutesSignature,
    MinutesVersion,
    Participant,
)
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
from sapar.areas.programme.models.projects import (
    Grant,
    Handover,
    HandoverSignature,
    Project,
    Trained,
    Training,
)
from sapar.areas.programme.models.register import (
    Clause,
    Instrument,
    StateAction,
    Tie,
)
from sapar.areas.programme.models.reviews import Block, Review, Sheet

__all__ = [
    "Activity",
    "AgendaItem",
    "Block",
    "BudgetLine",
    "Clause",
    "Comment",
    "Decision",
    "Draft",
    "DraftLine",
    "FollowUp",
    "Grant",
    "Handover",
    "HandoverSignature",
    "IatiFile",
    "IatiProfile",
    "Import",
    "ImportMapping",
    "Instrument",
    "Link",
    "Measure",
    "Meeting",
    "Milestone",
    "MinutesComment",
    "MinutesLine",
    "MinutesSignature",
    "MinutesVersion",
    "Participant",
    "Party",
    "Plan",
    "PolicyMark",
    "Priority",
    "Project",
    "Remark",
    "Report",
    "Review",
    "Round",
    "Sheet",
    "Signature",
    "Spending",
    "StateAction",
    "Tie",
    "Trained",
    "Training",
    "Value",
    "Version",
]
