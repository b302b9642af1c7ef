"""The second line: what an officer at the desk could not decide goes to a second person, and ends there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import DESK
from sapar.kernel.procedures.registry import register
from sapar.kernel.procedures.rules import Procedure, State, Transition

SECOND_LINE = register(
    Procedure(
        name="border.second_line",
        title=_("Second-line check"),
        initial="waiting",
        states=(
            State("waiting", _("Waiting in the second line"), plain=_("A second officer is checking your document")),
            State("admitted", _("Admitted after the second-line check"), plain=_("You were let through"), final=True),
            State("closed", _("Closed without a crossing"), plain=_("The check ended without a crossing"), final=True),
        ),
        transitions=(
            Transition("admit", _("Admit"), ("waiting",), "admitted", roles=DESK, reason=True),
            Transition("close", _("Close without a crossing"), ("waiting",), "closed", roles=DESK, reason=True),
        ),
    )
)
