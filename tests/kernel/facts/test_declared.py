"""What may be declared as a fact view or an indicator."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.facts.conftest import INDICATOR, SINCE, VIEW

from sapar.kernel.facts import declared, sql
from sapar.kernel.facts.declared import FactView, Indicator


@pytest.mark.parametrize(
    "column",
    ["name", "surname", "full_name", "passport_number", "birth_date", "phone", "employer_email", "mrz", "person_id"],
)
def test_a_fact_view_has_no_column_that_names_a_person(column: str) -> None:
    """Refused when it is declared, before any migration."""
    with pytest.raises(ValueError, match="no names or identifiers"):
        replace(VIEW, columns={**VIEW.columns, column: "code"})


@pytest.mark.parametrize("kind", ["text", "uuid", "name", "datetime", ""])
def test_a_fact_view_has_columns_of_the_listed_kinds_only(kind: str) -> None:
    """Free text has no place in a fact."""
    with pytest.raises(ValueError, match="no kind of column"):
        replace(VIEW, columns={**VIEW.columns, "more": kind})


def test_a_fact_view_has_one_key_and_a_telling_name() -> None:
    """The key opens the record; two of them, or none, would not."""
    with pytest.raises(ValueError, match="exactly one"):
        replace(VIEW, columns={**VIEW.columns, "second": "key"})
    with pytest.raises(ValueError, match="exactly one"):
        FactView("fact_x", "select 1", {"month": "month"}, "labour", "row")
    with pytest.raises(ValueError, match="starts with fact_"):
        replace(VIEW, name="permits")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"direction": "sideways"}, "direction"),
        ({"unit": "count"}, "denominator"),
        ({"denominator": ""}, "denominator"),
        ({"by": ()}, "dimensions"),
        ({"by": ("month", "month")}, "dimensions"),
        ({"where": "decided_on > :since"}, "since"),
    ],
)
def test_an_indicator_is_checked_when_declared(change: dict[str, object], word: str) -> None:
    """A percentage has a denominator, dimensions are named once, every parameter in the SQL is declared."""
    with pytest.raises(ValueError, match=word):
        replace(INDICATOR, **change)  # type: ignore[arg-type]


def test_a_code_and_version_means_one_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same code and version cannot be declared in two ways; the newest version is the one that is run."""
    monkeypatch.setattr(declared, "_indicators", {})
    declared.register_indicators(INDICATOR, INDICATOR)
    with pytest.raises(ValueError, match="declared twice"):
        declared.register_indicators(replace(INDICATOR, numerator="decided"))
    newer = replace(INDICATOR, version=2)
    declared.register_indicators(newer)
    assert declared.indicator("test.within") is newer
    assert declared.indicator("test.within", 1) is INDICATOR


def test_parameters_are_found_and_bound_on_each_engine() -> None:
    """``:name`` outside string literals; a per cent sign survives; casts with :: are not taken for one."""
    text = "select '12:30', ':no', a % 2, b from t where d <= :as_of and c = :code"
    assert sql.parameters_of(text) == {"as_of", "code"}
    assert sql.bind(text, "psycopg") == "select '12:30', ':no', a %% 2, b from t where d <= %(as_of)s and c = %(code)s"
    assert sql.bind(text, "duckdb") == "select '12:30', ':no', a % 2, b from t where d <= $as_of and c = $code"


@pytest.mark.parametrize("indicator", [INDICATOR, SINCE], ids=["ratio", "count"])
def test_the_sql_of_an_indicator_is_portable(indicator: Indicator) -> None:
    """No cast with ::, no filter clause, no function of one engine."""
    assert "::" not in indicator.select
    assert " filter " not in indicator.select
    assert "to_char" not in indicator.select
