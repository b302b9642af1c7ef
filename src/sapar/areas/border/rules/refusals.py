"""Grounds for refusing entry, as data; who decides a refusal and an appeal. Pure.

The grounds are those of the uniform form of Regulation (EU) 2016/399 (Schengen Borders Code), Annex V Part B, which most
services of the world know; they are a model here, not law. The Law of Turkmenistan on migration of 31 March 2012
(No. 290-IV) lets entry be refused; which of its articles each ground rests on has not been confirmed by a lawyer of the
State, so every ground is ``unverified`` and the printed form says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

LAW = "Law of Turkmenistan on migration, 31.03.2012, No. 290-IV"
MODEL = "Regulation (EU) 2016/399, Annex V Part B"

# Days for an appeal and for its decision: proposed, no period was found in the law. Unverified.
APPEAL_DAYS, ANSWER_DAYS = 10, 15
FACTS_LONGEST = 2000
MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground. ``mark``: its letter on the form. ``article``: of the law, empty while nobody has confirmed one."""

    code: str
    mark: str
    source: str = MODEL
    law: str = LAW
    article: str = ""

    @property
    def unverified(self) -> bool:
        return not self.article


GROUNDS = (
    Ground("no_document", "A"),
    Ground("false_document", "B"),
    Ground("no_visa", "C"),
    Ground("false_visa", "D"),
    Ground("no_purpose", "E"),
    Ground("stay_used_up", "F"),
    Ground("no_means", "G"),
    Ground("alert", "H"),
    Ground("public_order", "I"),
)
CODES = tuple(ground.code for ground in GROUNDS)


def ordered(codes: Iterable[str]) -> list[str]:
    """Each ground once, in the order of the form."""
    chosen = set(codes)
    return [code for code in CODES if code in chosen]


def faults(codes: Collection[str], facts: str) -> list[tuple[str, str]]:
    """What is wrong with a refusal, as field and code: ``reasons`` (``missing``, ``unknown``, ``too_many``), ``facts``."""
    found = []
    if not codes:
        found.append(("reasons", "missing"))
    elif set(codes) - set(CODES):
        found.append(("reasons", "unknown"))
    elif len(set(codes)) > MOST_REASONS:
        found.append(("reasons", "too_many"))
    if not facts.strip():
        found.append(("facts", "missing"))
    elif len(facts) > FACTS_LONGEST:
        found.append(("facts", "too_long"))
    return found


def why_not_decide_appeal(decider: object, refused_by: object, referred_by: object, recorded_by: object) -> str | None:
    """An appeal is decided by somebody who had no part in the refusal: ``took_part``; or None."""
    del recorded_by  # whoever writes an appeal down says nothing about it
    return "took_part" if decider in (refused_by, referred_by) else None
