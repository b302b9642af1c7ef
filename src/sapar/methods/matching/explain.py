"""Why two names and two people were found alike: rule codes with parameters, and their words in English.

``findings_of_names`` says it as data; ``TEXTS`` has one sentence for each code, with the names of its parameters, to be
translated at the edge; ``sentence`` fills the English one.
"""

from __future__ import annotations

import numpy as np

from sapar.methods.matching.costs import GAIN, GAP
from sapar.methods.matching.evidence import Finding
from sapar.methods.matching.names import Names, Role, read
from sapar.methods.matching.pairs import OPERATING_POINT, alignment, joined_best
from sapar.methods.matching.score import Comparison
from sapar.methods.matching.symbols import FIRST_OTHER as _OTHER
from sapar.methods.matching.symbols import SYMBOLS, Script
from sapar.methods.matching.words import respelt_alike

TEXTS = {
    "word_same": "“%(left)s” agrees",
    "word_script": "“%(left)s” is “%(right)s” in another script",
    "word_spelling": "“%(left)s” agrees with “%(right)s” after %(changes)s",
    "word_differs": "“%(left)s” and “%(right)s” differ in %(letters)s letters (%(changes)s)",
    "word_differs_one": "“%(left)s” and “%(right)s” differ in one letter (%(changes)s)",
    "word_other": "“%(left)s” and “%(right)s” are different words",
    "word_initial": "the initial “%(left)s” fits “%(right)s”",
    "word_equivalent": "“%(left)s” and “%(right)s” are forms of one name",
    "word_cut": "“%(left)s” and “%(right)s” agree as far as the zone has room",
    "word_missing": "“%(word)s” stands in one name only",
    "patronymic_missing": "the father's name “%(word)s” stands in one name only",
    "patronymic": "the father's name is compared without its ending",
    "order": "the words stand in another order",
    "joined": "two words are written as one",
    "one_word": "one of the names is a single word",
    "weak_alias": "only the weak alias “%(name)s” agrees, which is not enough alone",
    "birth_date_agrees": "birth date %(date)s agrees",
    "birth_date_swapped": "day and month of birth are exchanged (%(left)s, %(right)s)",
    "birth_month_agrees": "year and month of birth agree (%(left)s, %(right)s)",
    "birth_year_agrees": "year of birth %(year)s agrees",
    "birth_date_near": "birth dates differ in one part (%(left)s, %(right)s)",
    "birth_day_differs": "year of birth agrees, the day does not (%(left)s, %(right)s)",
    "birth_year_near": "years of birth are one apart (%(left)s, %(right)s)",
    "birth_year_differs": "years of birth differ (%(left)s, %(right)s)",
    "birth_year_far": "years of birth are far apart (%(left)s, %(right)s)",
    "sex_agrees": "sex agrees",
    "sex_differs": "sex differs (%(left)s, %(right)s)",
    "nationality_agrees": "nationality %(countries)s agrees",
    "nationality_differs": "nationalities differ (%(left)s, %(right)s)",
    "document_agrees": "document number %(number)s agrees",
    "document_near": "document numbers differ in one character (%(left)s, %(right)s)",
}

# Between scripts a step with less gain than this (tenths) is a difference; above it, a letter that is often left out.
_UNUSUAL = -25


def sentence(finding: Finding) -> str:
    """The finding in English."""
    return TEXTS[finding.code] % {
        name: ", ".join(value) if isinstance(value, list) else value for name, value in finding.parameters.items()
    }


def explained(comparison: Comparison) -> list[Finding]:
    """Findings on the names that agreed best, then those on everything else."""
    names = findings_of_names(comparison.left, comparison.right) if comparison.left and comparison.right else []
    return [*names, *comparison.findings]


def findings_of_names(left: str, right: str) -> list[Finding]:
    """Word by word: what agrees, after which change of spelling, what differs, what is missing."""
    one, other = read([left]), read([right])
    score, ways = alignment(one, other)
    joined = joined_best(one, other)
    found = []
    if joined is not None and joined[0] > score:
        one, other = joined[1], joined[2]
        _, ways = alignment(one, other)
        found.append(Finding("joined"))
    found += [_word(one, i, other, j, alike) for i, j, alike in ways]
    for names, position in ((one, 0), (other, 1)):
        met = {way[position] for way in ways}
        for at in range(int(names.counts[0])):
            if at not in met:
                code = "patronymic_missing" if names.roles[0, at] == Role.PATRONYMIC else "word_missing"
                found.append(Finding(code, {"word": _text(names, at)}))
    if any(one.roles[0, i] == Role.PATRONYMIC and other.roles[0, j] == Role.PATRONYMIC for i, j, _ in ways):
        found.append(Finding("patronymic"))
    if [j for _, j, _ in sorted(ways)] != sorted(j for _, j, _ in ways):
        found.append(Finding("order"))
    if len(ways) == 1 and max(one.counts[0], other.counts[0]) > 1:
        found.append(Finding("one_word"))
    return found


def _text(names: Names, at: int) -> str:
    return names.spelling[int(names.ids[0, at])]


def _word(one: Names, i: int, other: Names, j: int, alike: float) -> Finding:
    left, right = one.ids[0, i], other.ids[0, j]
    words: dict[str, str | int | list[str]] = {"left": one.spelling[left], "right": other.spelling[right]}
    if words["left"] == words["right"]:
        return Finding("word_same", words)
    roles = one.roles[0, i], other.roles[0, j]
    if Role.INITIAL in roles:
        return Finding("word_initial" if alike > 0.5 else "word_other", words)
    if one.groups[left] and one.groups[left] == other.groups[right]:
        return Finding("word_equivalent", words)
    same_parts = respelt_alike(one.words.take(np.array([left])), other.words.take(np.array([right])))
    if len(same_parts) and alike >= OPERATING_POINT and Role.CUT not in roles:
        return Finding("word_equivalent", words)
    steps = trace(
        one.words.codes[left, : one.words.lengths[left]].tobytes(), Script(int(one.words.scripts[left])),
        other.words.codes[right, : other.words.lengths[right]].tobytes(), Script(int(other.words.scripts[right])),
    )  # fmt: skip
    if Role.CUT in roles:
        while steps and (not steps[-1][0] or not steps[-1][1]):
            steps.pop()
        if alike > 0.5:
            return Finding("word_cut", words)
    across = one.words.scripts[left] != other.words.scripts[right]
    changes = [f"{a or '-'}→{b or '-'}" for a, b, gain in steps if gain <= (_UNUSUAL if across else 0)]
    if alike < 0.35:
        return Finding("word_other", words)
    if changes:
        code = "word_differs_one" if len(changes) == 1 else "word_differs"
        return Finding(code, {**words, "letters": len(changes), "changes": changes})
    if across:
        return Finding("word_script", words)
    spelt = [f"{a or '-'}→{b or '-'}" for a, b, _ in steps if a != b]
    return Finding("word_spelling" if spelt else "word_same", {**words, "changes": spelt} if spelt else words)


def trace(left: bytes, script: Script, right: bytes, other: Script) -> list[tuple[str, str, int]]:
    """The best way through two words: symbol, symbol, gain in tenths; an empty symbol is nothing."""
    n, m = len(left), len(right)
    best = [[0] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        for j in range(m + 1):
            ways = []
            if i and j:
                ways.append(best[i - 1][j - 1] + int(GAIN[left[i - 1], right[j - 1]]))
            if i:
                ways.append(best[i - 1][j] + int(GAP[other, left[i - 1]]))
            if j:
                ways.append(best[i][j - 1] + int(GAP[script, right[j - 1]]))
            best[i][j] = max(ways, default=0)
    steps = []
    i, j = n, m
    while i or j:
        if i and j and best[i][j] == best[i - 1][j - 1] + int(GAIN[left[i - 1], right[j - 1]]):
            i, j = i - 1, j - 1
            steps.append((_symbol(left[i]), _symbol(right[j]), int(GAIN[left[i], right[j]])))
        elif i and best[i][j] == best[i - 1][j] + int(GAP[other, left[i - 1]]):
            i -= 1
            steps.append((_symbol(left[i]), "", int(GAP[other, left[i]])))
        else:
            j -= 1
            steps.append(("", _symbol(right[j]), int(GAP[script, right[j]])))
    return steps[::-1]


def _symbol(code: int) -> str:
    return SYMBOLS[code].lstrip("^") if code < _OTHER else "?"
