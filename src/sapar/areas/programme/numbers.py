"""Numbers as people read them, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils import formats
from django.utils.translation import gettext

from sapar.methods.rollup import rounded


def number(value: Decimal | Fraction | int | None, places: int | None = None) -> str:
    """A number as people read it, with as many decimals as it has (at most four)."""
    if value is None:
        return ""
    exact = rounded(Fraction(value), 4 if places is None else places) or Decimal(0)
    if places is None:
        exact = exact.normalize()
        places = max(0, -int(exact.as_tuple().exponent))
    return formats.number_format(exact, places, force_grouping=True)


def percent(value: Fraction | None) -> str:
    return "" if value is None else f"{number(value * 100, 1)}\xa0%"


def caveats_of(coverage: Mapping[str, int]) -> list[str]:
    """What a reader has to know about a rolled-up figure: ``rules.measures.coverage`` in words."""
    said = []
    if 0 < coverage["reported"] < coverage["expected"]:
        said.append(gettext("%(reported)s of %(expected)s reported") % coverage)
    if coverage["carried"]:
        said.append(gettext("%(count)s carried forward from an earlier period") % {"count": coverage["carried"]})
    if coverage["unknown"]:
        said.append(gettext("%(count)s said that it is not known") % {"count": coverage["unknown"]})
    if coverage["straddling"]:
        text = gettext("%(count)s left out: their periods lie only partly in this one")
        said.append(text % {"count": coverage["straddling"]})
    return said
