"""One wrong character: it is noticed unless the check digits of Doc 9303 cannot notice it."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapar.standards.mrz import GENERATORS, parse
from sapar.standards.mrz.digits import VALUES
from sapar.standards.mrz.layouts import LAYOUTS

TODAY = date(2026, 11, 25)
CHECKED = ("number", "birth", "expiry", "optional")
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"


def document(kind: str, seed: int) -> str:
    """A document with every field filled."""
    rng = random.Random(seed)
    return GENERATORS[kind](
        issuer="KAZ",
        number="".join(rng.choices(CHARACTERS[:36], k=9)),
        nationality="TJK",
        birth_date=date(1950 + rng.randrange(50), rng.randrange(1, 13), rng.randrange(1, 29)),
        sex=rng.choice("MF"),
        expiry_date=date(2027 + rng.randrange(9), rng.randrange(1, 13), rng.randrange(1, 29)),
        primary="Rahimow",
        secondary="Jahan",
        optional="".join(rng.choices(CHARACTERS[:36], k=7)),
    )


def same_value(one: str, other: str) -> bool:
    """Whether the sum of the check digit is blind to the change: values that agree modulo 10."""
    return VALUES[ord(one)] == VALUES[ord(other)]


@pytest.mark.parametrize("kind", sorted(GENERATORS))
@given(seed=st.integers(0, 10**6), place=st.integers(0, 10**6), new=st.sampled_from(CHARACTERS))
def test_a_wrong_character_in_a_checked_field_is_noticed(kind: str, seed: int, place: int, new: str) -> None:
    """A character of another value modulo 10 in a field with a check digit makes the document not valid."""
    layout = LAYOUTS[kind]
    good = document(kind, seed)
    assert parse(good, TODAY).valid
    # Visas have no check digit over their optional data.
    checked = [
        field
        for field in layout.fields.values()
        if field.name in CHECKED and (field.name != "optional" or kind[0] != "M")
    ]
    places = [(field.line, field.start + offset) for field in checked for offset in range(field.length)]
    line, position = places[place % len(places)]
    at = (line - 1) * (layout.width + 1) + position - 1
    if good[at] == new or same_value(good[at], new):
        return
    assert not parse(good[:at] + new + good[at + 1 :], TODAY).valid


@pytest.mark.parametrize("kind", sorted(GENERATORS))
@pytest.mark.parametrize("seed", range(5))
def test_every_wrong_digit_is_reported_with_the_right_one(kind: str, seed: int) -> None:
    """Each check digit, replaced by each other digit, is found at its place with what it should be."""
    layout = LAYOUTS[kind]
    good = document(kind, seed)
    for field in layout.fields.values():
        if not field.name.endswith("_digit"):
            continue
        at = (field.line - 1) * (layout.width + 1) + field.start - 1
        for new in "0123456789":
            if new == good[at]:
                continue
            issues = parse(good[:at] + new + good[at + 1 :], TODAY).errors
            hit = [issue for issue in issues if (issue.line, issue.position) == (field.line, field.start)]
            assert [(issue.rule, issue.expected, issue.found) for issue in hit] == [("check_digit", good[at], new)]


def test_the_check_digit_is_blind_to_some_changes_and_says_so() -> None:
    """0, A, K and U have one value modulo 10: what the algorithm cannot see stays valid. This is why a document is
    never trusted for its digits alone."""
    assert same_value("0", "A")
    assert same_value("A", "K")
    assert same_value("K", "U")
    good = document("TD3", 1)
    at = 45
    blind = next(new for new in CHARACTERS if new not in (good[at], "<") and same_value(good[at], new))
    assert parse(good[:at] + blind + good[at + 1 :], TODAY).valid
