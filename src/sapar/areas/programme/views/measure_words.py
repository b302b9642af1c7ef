"""Result indicators in words and numbers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.numbers import caveats_of, number, percent
from sapar.areas.programme.procedures import APPROVED, MEASURED
from sapar.areas.programme.queries.measuring import Entry
from sapar.areas.programme.rules.measures import Amount, Measured, coverage
from sapar.areas.programme.rules.standing import AMBER, DONE, GREEN, GREY, RED, Standing
from sapar.areas.programme.views.plan_words import text
from sapar.methods.rollup import Figure, State
from sapar.web.components import Colour, Tag

Text = str | Promise

COLOURS: dict[str, tuple[Text, Colour]] = {
    RED: (_("off track"), "red"),
    AMBER: (_("at risk"), "orange"),
    GREEN: (_("on track"), "green"),
    DONE: (_("target reached"), "blue"),
    GREY: (_("not to be judged yet"), "grey"),
}
REASONS: dict[str, Text] = {
    "on_track": _("at least 90 % of the way that is expected by now"),
    "behind": _("less than 90 % of the way that is expected by now"),
    "far_behind": _("less than 60 % of the way that is expected by now"),
    "missed_narrowly": _("the period is over with at least 90 % of the way"),
    "missed": _("the period is over and the target was missed"),
    "incomplete": _("the period is over and not all have reported on it"),
    "no_figure": _("no approved figure yet"),
    "no_figure_at_end": _("the period is over without an approved figure"),
    "not_started": _("the period lies ahead"),
    "no_target": _("there is no target"),
}
STATES: dict[str, Tag] = {
    "draft": Tag(_("draft"), "yellow"),
    "submitted": Tag(_("to be approved"), "blue"),
    "elsewhere": Tag(_("with the other institutions"), "grey"),
    "returned": Tag(_("returned"), "orange"),
    "approved": Tag(_("approved"), "green"),
    "locked": Tag(_("locked"), "teal"),
}
MEASURE_STATES: dict[str, Colour] = {"proposed": "blue", "agreed": "green", "ended": "grey"}
VINTAGES: dict[str, Text] = {
    "preliminary": _("preliminary"),
    "revised": _("revised"),
    "final": _("final"),
}
KINDS: dict[str, Text] = {"count": _("a number"), "ratio": _("a share")}
DIRECTIONS: dict[str, Text] = {"up": _("more is better"), "down": _("less is better")}
AGGREGATIONS: dict[str, Text] = {
    "sum": _("the values of the periods are added"),
    "last": _("the last value holds (a running total, a stock)"),
}
SOURCES: dict[str, Text] = {
    "typed": _("typed, with evidence"),
    "counted": _("counted from the records of this node"),
}
DIMENSIONS: dict[str, Text] = {"": _("none"), "sex": _("Sex"), "age": _("Age"), "province": _("Province")}
CODES: dict[str, Text] = {
    "female": _("women"),
    "male": _("men"),
    "child": _("under 18"),
    "adult": _("18 and older"),
    "ashgabat": _("Ashgabat"),
    "ahal": _("Ahal"),
    "balkan": _("Balkan"),
    "dashoguz": _("Dashoguz"),
    "lebap": _("Lebap"),
    "mary": _("Mary"),
    "arkadag": _("Arkadag"),
    "": _("not broken down"),
}


def amount(given: Amount | None) -> str | None:
    """``1,250`` or ``87.5 % (7 of 8)``; None when it is not known."""
    if given is None:
        return None
    return _pair(Fraction(given.numerator), None if given.denominator is None else Fraction(given.denominator))


def figure(given: Figure | None) -> Text | None:
    """A rolled-up figure; words when there is none."""
    if given is None or given.state is State.NOT_REPORTED:
        return _("not reported")
    if given.state is State.UNKNOWN or given.numerator is None:
        return None
    return _pair(given.numerator, given.denominator)


def _pair(above: Fraction, below: Fraction | None) -> str:
    if below is None:
        return number(above)
    if not below:
        return gettext("nothing to count")
    return gettext("%(percent)s (%(numerator)s of %(denominator)s)") % {
        "percent": percent(above / below),
        "numerator": number(above),
        "denominator": number(below),
    }


def caveats(given: Figure | None) -> list[Text]:
    """What a reader has to know about a rolled-up figure."""
    if given is None:
        return []
    said: list[Text] = [*caveats_of(coverage(given))]
    if given.conflict:
        said.append(_("a breakdown contradicts its total"))
    return said


def unit(said: Measured) -> str:
    return text(said.unit)


def tag(standing: Standing) -> Tag:
    words, colour = COLOURS[standing.colour]
    return Tag(words, colour)


def reasons(standing: Standing) -> list[Text]:
    return [REASONS[code] for code in standing.reasons if code in REASONS]


def state(entry: Entry) -> Tag:
    return STATES[entry.state]


def measure_state(name: str) -> Tag:
    return Tag(MEASURED.state(name).title, MEASURE_STATES[name])


def step_title(name: str) -> Text:
    found: Text = APPROVED.state(name).plain
    return found


def period(starts: date, ends: date) -> str:
    """``2026``, ``Q1 2026``, or two days."""
    if (starts.month, starts.day, ends.month, ends.day) == (1, 1, 12, 31) and starts.year == ends.year:
        return f"{starts.year}"
    quarter = (starts.month - 1) // 3 + 1
    last = {3: 31, 6: 30, 9: 30, 12: 31}
    whole = starts.day == 1 and (starts.month - 1) % 3 == 0 and ends.month == starts.month + 2
    if whole and ends.day == last[ends.month] and starts.year == ends.year:
        return gettext("quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": starts.year}
    return f"{formats.date_format(starts, 'SHORT_DATE_FORMAT')}–{formats.date_format(ends, 'SHORT_DATE_FORMAT')}"
