"""What is wrong in which cell of a table, and how to mend it, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.rules.importing.outcome import CellFault
from sapar.areas.programme.views.plan_words import Text
from sapar.standards.spreadsheets.writing import column_letters

RULES: dict[str, Text] = {
    "no_title_column": _("No column holds the activity. Say so on the page of columns."),
    "column_twice": _("Two columns have the same meaning."),
    "nothing": _("No row below the titles says anything that is taken over."),
    "error_value": _("A formula of the table has an error. Correct it there."),
    "nothing_above": _("No direction, outcome and output stand above this row. Write them in this row or above."),
    "no_title": _("The row says something, but names no activity, and none stands above that it could belong to."),
    "long": _("The text is too long: 500 letters for a title, 4,000 for assumptions and risks."),
    "title": _("Write the title in one language at least."),
    "twice": _("This activity stands in the table twice under the same output."),
    "many_lines": _("The plan would have more than 2,000 lines."),
    "many": _("An activity has at most 40 milestones, 40 sums and 40 partners."),
    "day": _("This is not a day. Write 01.03.2026 or 2026-03-01."),
    "turned": _("The last day lies before the first."),
    "outside_plan": _("This day lies outside the plan's year."),
    "institution": _("No institution of this name is known. Say below which one is meant, or correct the name."),
    "one_only": _("Only one institution may stand here."),
    "donor": _("Money needs the donor who gives it."),
    "amount_missing": _("A donor stands here, but no amount."),
    "amount": _("This is not an amount. Write 12500 or 12500.50."),
    "currency": _("Choose one of USD, EUR, TMT, CHF, GBP, JPY, NOK, SEK."),
    "milestone_day": _("A milestone needs the day by which it is to be reached."),
    "milestone_title": _("A day of a milestone stands here, but no milestone."),
    "line_id": _("The line's number was changed. Empty the cell, and the activity is found by its title."),
    "only_activity": _("Only an activity has dates, institutions, milestones and money."),
}


def cell_place(fault: CellFault) -> str:
    """``C7``, or the row alone."""
    if fault.column is None:
        return gettext("row %(number)s") % {"number": fault.row}
    return f"{column_letters(fault.column)}{fault.row}"


def rule(fault: CellFault) -> Text:
    return RULES[fault.rule]
