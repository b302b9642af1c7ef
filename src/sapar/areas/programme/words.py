"""Figures in words and numbers, as pages show them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sapar.kernel.facts import Indicator, labels_of
from sapar.kernel.facts.disclosure import SMALL
from sapar.kernel.facts.models import Run
from sapar.kernel.facts.queries import Figure
from sapar.kernel.facts.rules import Code, Counts
from sapar.standards import gcm
from sapar.web.components import Tag

Text = str | Promise

MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
STATES: dict[str, Text] = {"not_reported": _("not reported"), "other": _("withheld")}
DIRECTIONS: dict[str, Text] = {"up": _("more is better"), "down": _("less is better")}


def objective(provision: gcm.Provision) -> str:
    return provision.title(get_language() or "tk")


def percent(counts: Counts) -> Text:
    """The rate with one decimal; words when there is nothing to divide by."""
    if counts.rate is None:
        return _("nothing to count")
    number = Decimal(counts.rate.numerator * 100) / Decimal(counts.rate.denominator)
    # Django cuts further decimals off; a figure is rounded.
    return formats.number_format(number.quantize(Decimal("0.1"), ROUND_HALF_UP), 1) + "\xa0%"


def withheld(figure: Figure) -> Text:
    """What stands in place of a figure that is not shown; "" when it is."""
    if figure.state == "small":
        return f"<{SMALL}"
    return STATES.get(figure.state, "")


def value(figure: Figure | None) -> Text:
    """A figure in one line: ``87.5 % (7 of 8)``."""
    if figure is None:
        return _("not counted yet")
    counts = figure.counts
    if counts is None:
        return withheld(figure)
    if counts.denominator is None:
        return formats.number_format(counts.numerator, 0, force_grouping=True)
    return gettext("%(percent)s (%(numerator)s of %(denominator)s)") % {
        "percent": percent(counts),
        "numerator": formats.number_format(counts.numerator, 0, force_grouping=True),
        "denominator": formats.number_format(counts.denominator, 0, force_grouping=True),
    }


def code(indicator: Indicator, dimension: str, given: Code) -> Text:
    """A code in words: a month, a label of the area that owns the rows, or the code itself."""
    if given is None:
        return _("not known")
    if isinstance(given, bool):
        return _("yes") if given else _("no")
    if indicator.source.columns.get(dimension) == "month" and isinstance(given, str):
        return gettext("%(month)s %(year)s") % {"month": MONTHS[int(given[5:7]) - 1], "year": given[:4]}
    return labels_of(indicator.view, dimension).get(str(given), str(given))


def dimension(indicator: Indicator, name: str) -> Text:
    return indicator.dimension_titles.get(name, name)


def state_of(run: Run) -> Tag:
    """Whether the as-of day was over when it was counted."""
    return Tag(_("provisional"), "yellow") if run.provisional else Tag(_("closed day"), "green")


def counted_by(run: Run) -> Text:
    return _("this node") if run.counted_by.startswith("system:") else _("by hand")
