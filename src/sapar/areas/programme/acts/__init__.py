"""All writes of the programme, by topic."""

from sapar.areas.programme.acts.drafting import (
    add_line,
    carry_over,
    change_line,
    open_plan,
    remove_line,
    take_over,
)
from sapar.areas.programme.acts.following import (
    end_priority,
    name_focal_point,
    remark,
    report,
    set_priority,
    spend,
)
from sapar.areas.programme.acts.links import (
    NOTE_LONGEST,
    count_indicator,
    link_indicator,
    repeat_run,
    unlink_indicator,
)
from sapar.areas.programme.acts.signing import accept, close_plan, comment, propose, sign
from sapar.areas.programme.acts.taking_up import take_up

__all__ = [
    "NOTE_LONGEST",
    "accept",
    "add_line",
    "carry_over",
    "change_line",
    "close_plan",
    "comment",
    "count_indicator",
    "end_priority",
    "link_indicator",
    "name_focal_point",
    "open_plan",
    "propose",
    "remark",
    "remove_line",
    "repeat_run",
    "report",
    "set_priority",
    "sign",
    "spend",
    "take_over",
    "take_up",
    "unlink_indicator",
]
