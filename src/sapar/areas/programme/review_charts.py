"""The bars of a review, drawn from the figures that its content already has: no number is computed for a chart alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.rules.measures import amount_of

COLOURS = {"red": "B3432E", "amber": "D9A552", "green": "2E7D4F", "done": "4A6FA5", "grey": "8A9494", "plain": "7FB0AB"}
"""Of a status, and of bars that have none; red, green and blue as hexadecimal digits."""
STATUS, REACHED, MONEY = _("Activities by status"), _("Reached, with the target"), _("Spent, with what was planned")
LINE = _("Bar: what is there. Line: what was to be there. Both are the figures of the table above.")
WHOLE = 1000

Text = Callable[[Mapping[str, Any]], str]
Figures = Mapping[str, Mapping[str, Any]]


def chart_of(part: Mapping[str, Any], figures: Figures, language: str, text: Text) -> dict[str, Any] | None:
    """The chart of a part of a review, in the language that is active; None where there is nothing to draw.

    ``title``, ``note``, ``bars``: each with ``label``, ``value`` (as ``text`` writes a figure), ``colour`` (of
    ``COLOURS``), ``share`` and ``mark`` in thousandths of the longest bar (no mark: -1), and ``keys`` of its figures.
    """
    if part["kind"] == "figures":
        bars, title, note = _by_status(part["keys"], figures, language, text), str(STATUS), ""
    elif part.get("key") == "measures":
        bars, title, note = _reached(part["rows"], figures, language, text), str(REACHED), str(LINE)
    elif part.get("key") == "money":
        bars, title, note = _money(part["rows"], figures, language, text), str(MONEY), str(LINE)
    else:
        return None
    return {"title": title, "note": note, "bars": bars} if bars else None


def _by_status(keys: Sequence[str], figures: Figures, language: str, text: Text) -> list[dict[str, Any]]:
    found = [(key, colour) for key in keys for colour in [key.partition("activities.")[2]] if colour in COLOURS]
    numbers = {key: _number(figures[key]) or Fraction(0) for key, _colour in found}
    longest = max(numbers.values(), default=Fraction(0))
    if not longest:
        return []
    return [
        _bar(figures[key]["label"][language], text(figures[key]), colour, numbers[key] / longest, None, [key])
        for key, colour in found
    ]


def _reached(
    rows: Sequence[Sequence[Mapping[str, Any]]], figures: Figures, language: str, text: Text
) -> list[dict[str, Any]]:
    """The newest known value of each indicator beside the target of its period."""
    bars: dict[str, dict[str, Any]] = {}
    title = ""
    for number, name, _baseline, period, goal, figure, status in rows:
        title = name["text"][language] or title
        if "figure" not in goal:
            continue
        is_there, wanted = _number(figures[figure["figure"]]), _number(figures[goal["figure"]])
        if is_there is None or wanted is None or max(is_there, wanted) <= 0:
            continue
        longest = max(is_there, wanted)
        said = gettext("%(figure)s, target %(target)s") % {
            "figure": text(figures[figure["figure"]]),
            "target": text(figures[goal["figure"]]),
        }
        label = f"{number['plain']} {title}, {period['text'][language]}"
        bars[number["plain"]] = _bar(
            label,
            said,
            status.get("colour", "plain"),
            is_there / longest,
            wanted / longest,
            [figure["figure"], goal["figure"]],
        )
    return list(bars.values())


def _money(
    rows: Sequence[Sequence[Mapping[str, Any]]], figures: Figures, language: str, text: Text
) -> list[dict[str, Any]]:
    """What was spent of each donor's money; bars of one currency have one scale."""
    sums = [
        (row, _number(figures[row[1]["figure"]]) or Fraction(0), _number(figures[row[2]["figure"]]) or Fraction(0))
        for row in rows
    ]
    longest: dict[str, Fraction] = {}
    for row, planned, spent in sums:
        currency = row[3]["plain"]
        longest[currency] = max(longest.get(currency, Fraction(0)), planned, spent)
    bars = []
    for row, planned, spent in sums:
        currency = row[3]["plain"]
        if longest[currency] <= 0:
            continue
        said = gettext("%(spent)s of %(planned)s %(currency)s") % {
            "spent": text(figures[row[2]["figure"]]),
            "planned": text(figures[row[1]["figure"]]),
            "currency": currency,
        }
        bars.append(
            _bar(
                row[0]["text"][language],
                said,
                "plain",
                spent / longest[currency],
                planned / longest[currency],
                [row[2]["figure"], row[1]["figure"]],
            )
        )
    return bars


def _bar(
    label: str, value: str, colour: str, share: Fraction, mark: Fraction | None, keys: Sequence[str]
) -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "colour": colour,
        "share": _thousandths(share),
        "mark": -1 if mark is None else _thousandths(mark),
        "keys": list(keys),
    }


def _thousandths(share: Fraction) -> int:
    return round(min(max(share, Fraction(0)), Fraction(1)) * WHOLE)


def _number(figure: Mapping[str, Any]) -> Fraction | None:
    amount = amount_of(figure["amount"])
    return None if amount is None else amount.value
