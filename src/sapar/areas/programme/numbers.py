"""Numbers as people read them, in the language that is active."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.utils import formats

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
