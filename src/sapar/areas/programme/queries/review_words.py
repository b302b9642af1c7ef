"""Words of a review that are put into its content, in all three languages, when it is built."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

DEFINITIONS: dict[str, Any] = {
    "activities": _(
        "Activities of the version in force, by the colour that follows from days, milestones and reports up to the day."
    ),
    "milestones": _(
        "Milestones of the version in force that reports up to the day say were reached, of all due by then."
    ),
    "values": _("Values of result indicators that were approved, of all target periods that were over on the day."),
    "progress": _("The newest report on the activity up to the day, in percent."),
    "planned": _("Sum of the budget lines of the version in force, by donor and currency."),
    "spent": _("Sum of the money recorded as spent up to the day, by donor and currency."),
    "measure": _("Sum over approved values; a share is the sum of numerators over the sum of denominators."),
    "target": _("The target that both sides agreed on."),
    "baseline": _("The baseline that both sides agreed on."),
    "linked": _("Result indicators of the plan that both sides linked to the provision."),
}
COLOURS: dict[str, Any] = {
    "red": _("late"),
    "amber": _("at risk"),
    "green": _("on time"),
    "done": _("completed"),
    "grey": _("not begun"),
}
FIGURE_COLOURS: dict[str, Any] = {
    "red": _("off track"),
    "amber": _("at risk"),
    "green": _("on track"),
    "done": _("target reached"),
    "grey": _("not to be judged yet"),
}
ALL = _("Activities")
MILESTONES = _("Milestones reached, of those due")
VALUES = _("Approved values, of the periods that are over")
PERCENT = _("percent")
ACTIVITIES = _("activities")
PERIODS = _("periods")
NUMBER, TITLE, RESPONSIBLE, STATUS = _("No."), _("Activity"), _("Responsible"), _("Status")
PROGRESS, INDICATOR, BASELINE, PERIOD = _("Progress, %"), _("Indicator"), _("Baseline"), _("Period")
TARGET, FIGURE, DONOR, PLANNED, SPENT = _("Target value"), _("Figure"), _("Donor"), _("Planned"), _("Spent")
PROVISION, INDICATORS, RANK, WHY, YEARS = _("Provision"), _("Indicators"), _("Rank"), _("Why"), _("Years")
DECISION, DUE, STATE = _("Meeting decision"), _("Due"), _("State")
WHOLE = _("all periods")
CURRENCY = _("Currency")
TITLE_OF_PRIORITY = _("Priority")
DECISION_STATES: dict[str, Any] = {
    "open": _("to be carried out"),
    "overdue": _("overdue"),
    "fulfilled": _("reported as carried out"),
    "closed": _("closed by a decision"),
}
