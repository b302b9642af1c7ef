"""What the cells of a row say, with the faults that they have: texts, days, institutions, a milestone, a sum."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

from sapar.areas.programme.rules.content import CURRENCIES, LANGUAGES, Budget, Content, Milestone, Words
from sapar.areas.programme.rules.importing.building import Building
from sapar.areas.programme.rules.importing.cells import read_amount, read_day
from sapar.areas.programme.rules.importing.fields import plain

_NAMES_APART = re.compile(r"[;\n]")
Cell = Callable[[str], str]
"""A field's cell in the row that is read; "" where there is none."""


def words_in(made: Building, row: int, cell: Cell, name: str, most: int) -> Words:
    texts = {code: cell(f"{name}_{code}") for code in LANGUAGES}
    for code, text in texts.items():
        if len(text) > most:
            made.fault(row, f"{name}_{code}", "long", text)
            texts[code] = ""
    return Words(**texts)


def day_in(made: Building, row: int, name: str, text: str) -> date | None:
    if not text:
        return None
    found = read_day(text)
    if found is None:
        made.fault(row, name, "day", text)
    return found


def institutions_in(made: Building, row: int, name: str, text: str) -> list[UUID]:
    if not text:
        return []
    whole = made.institutions.get(plain(text))
    if whole is not None:
        return [whole]
    found = []
    for part in filter(None, map(str.strip, _NAMES_APART.split(text))):
        one = made.institutions.get(plain(part))
        if one is None:
            made.fault(row, name, "institution", part)
            if part not in made.outcome.unknown_names:
                made.outcome.unknown_names.append(part[:200])
        else:
            found.append(one)
    return found


def milestone_of(made: Building, old: Content, content: Content, title: Words, due: date) -> Milestone:
    """With the id that this milestone had, so that what was reported about it stays with it."""
    taken = {one.id for one in content.milestones}
    for one in old.milestones:
        same = any(
            getattr(title, code) and plain(getattr(title, code)) == plain(getattr(one.title, code))
            for code in LANGUAGES
        )
        if same and one.id not in taken:
            words = Words(**{code: getattr(title, code) or getattr(one.title, code) for code in LANGUAGES})
            return Milestone(one.id, words, due)
    return Milestone(made.new_id(), title, due)


def budget_of(made: Building, row: int, cell: Cell, old: Content, content: Content) -> Budget | None:
    typed, currency = cell("amount"), cell("currency").upper()
    if not typed:
        if cell("donor") and "amount" in made.at:
            made.fault(row, "amount", "amount_missing")
            institutions_in(made, row, "donor", cell("donor"))
        return None
    amount = read_amount(typed)
    if amount is None or not 0 < amount < 10**14:
        made.fault(row, "amount", "amount", typed)
    if currency not in CURRENCIES:
        made.fault(row, "currency" if "currency" in made.at else "amount", "currency", currency)
    donors = institutions_in(made, row, "donor", cell("donor"))
    if not cell("donor"):
        made.fault(row, "donor" if "donor" in made.at else "amount", "donor")
    if amount is None or currency not in CURRENCIES or len(donors) != 1:
        if len(donors) > 1:
            made.fault(row, "donor", "one_only", cell("donor"))
        return None
    taken = {one.id for one in content.budget}
    for one in old.budget:
        if (one.donor_id, one.currency) == (donors[0], currency) and one.id not in taken:
            return Budget(one.id, donors[0], currency, amount)
    return Budget(made.new_id(), donors[0], currency, amount)
