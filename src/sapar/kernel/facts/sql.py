"""Portable SQL: the same text on PostgreSQL, on DuckDB over snapshots, and for ``spark.sql``. Pure.

Named parameters are written ``:name``. No casts with ``::``, no dialect functions; conditions are three-valued.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

ONE_PROCESSOR = "select set_config('max_parallel_workers_per_gather', '0', true)"
"""For the rest of the transaction: a count that nobody waits for leaves the other processors to the desks."""

PARAMETER = re.compile(r"'(?:[^']|'')*'|::|:([a-z_]+)")
STYLES = {"psycopg": "%({})s", "duckdb": "${}"}


def plain(text: str) -> str:
    """Without needless blanks, for comparing two texts."""
    return " ".join(text.split())


def cells(view: str, day: str, numerator: str, denominator: str, by: Sequence[str], where: str = "") -> str:
    """The query of an indicator: its dimensions, then numerator, denominator and missing."""
    n, d = f"({numerator})", f"({denominator})"
    if denominator:
        counted = [
            f"sum(case when {d} and {n} then 1 else 0 end)",
            f"sum(case when {d} and {n} is not null then 1 else 0 end)",
            f"sum(case when {d} is null or ({d} and {n} is null) then 1 else 0 end)",
        ]
    else:
        counted = [f"sum(case when {n} then 1 else 0 end)", "0", f"sum(case when {n} is null then 1 else 0 end)"]
    dimensions = ", ".join(by)
    return (
        f"select {dimensions}, {counted[0]} as numerator, {counted[1]} as denominator, {counted[2]} as missing "
        f"from {view} where {day} <= :as_of{f' and ({where})' if where else ''} group by {dimensions}"
    )


def part_condition(numerator: str, denominator: str, part: str) -> str:
    """The rows of one part of a figure: ``all`` counted ones, the ``numerator``, the ``rest``, or the ``missing``."""
    n, d = f"({numerator})", f"({denominator or 'true'})"
    if not denominator:
        return {"all": n, "numerator": n, "rest": "false", "missing": f"{n} is null"}[part]
    return {
        "all": f"{d} and {n} is not null",
        "numerator": f"{d} and {n}",
        "rest": f"{d} and not {n}",
        "missing": f"({d} is null or ({d} and {n} is null))",
    }[part]


def parameters_of(text: str) -> set[str]:
    """The names of the ``:parameters`` in a text; those inside string literals are none."""
    return {found.group(1) for found in PARAMETER.finditer(text) if found.group(1)}


def bind(text: str, style: str) -> str:
    """The text with parameters as ``psycopg`` or ``duckdb`` writes them."""
    mark = STYLES[style]
    escaped = text.replace("%", "%%") if style == "psycopg" else text
    return PARAMETER.sub(lambda m: mark.format(m.group(1)) if m.group(1) else m.group(0), escaped)
