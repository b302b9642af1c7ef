"""All writes of the area: one act a function, each in the catalogue as ``labour.<verb>``."""

from sapar.areas.labour.acts.deciding import (
    extend,
    grant,
    override,
    refuse,
    release,
    revoke,
    send_back,
    set_quota,
    take,
    uphold,
)
from sapar.areas.labour.acts.drafts import (
    attach,
    declare_staff,
    describe_work,
    describe_worker,
    detach,
    discard,
    erase_draft,
    start,
)
from sapar.areas.labour.acts.filing import appeal, cancel, resubmit, submit, withdraw
from sapar.areas.labour.acts.workers import answer_complaint, complain, hand_over_code, open_page, send_code

__all__ = [
    "answer_complaint",
    "appeal",
    "attach",
    "cancel",
    "complain",
    "declare_staff",
    "describe_work",
    "describe_worker",
    "detach",
    "discard",
    "erase_draft",
    "extend",
    "grant",
    "hand_over_code",
    "open_page",
    "override",
    "refuse",
    "release",
    "resubmit",
    "revoke",
    "send_back",
    "send_code",
    "set_quota",
    "start",
    "submit",
    "take",
    "uphold",
    "withdraw",
]
