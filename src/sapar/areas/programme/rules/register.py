"""The frameworks that the node carries as data, and what may stand in the register that officials write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sapar.standards import gcm, sdg, sendai
from sapar.standards.frameworks import NOT_LEGALLY_BINDING, Framework, Provision

FRAMEWORKS: tuple[Framework, ...] = (gcm.FRAMEWORK, sendai.FRAMEWORK, sdg.FRAMEWORK)
BINDING = "binding"
NATURES = (BINDING, NOT_LEGALLY_BINDING)
# A treaty or an agreement between States binds; a pledge or a plan of one's own does not, whatever it is called.
KINDS: dict[str, tuple[str, ...]] = {
    "treaty": (BINDING,),
    "bilateral": NATURES,
    "action_plan": NATURES,
    "pledge": (NOT_LEGALLY_BINDING,),
}
ACTIONS = ("law", "decree", "measure")
TIED = ("activity", "decision", "project", "action", "report")
CODE = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
MOST_CLAUSES = 60


@dataclass(frozen=True, slots=True)
class Covered:
    """What stands behind a provision, by kind of what is tied to it; indicators are counted beside."""

    provision: str
    counts: Mapping[str, int]
    indicators: int

    @property
    def nothing(self) -> bool:
        return not self.indicators and not any(self.counts.values())


def framework(code: str) -> Framework | None:
    """The framework that a provision's code belongs to, if the node carries it as data."""
    head = code.partition(".")[0]
    return next((one for one in FRAMEWORKS if one.code == head), None)


def provision(code: str) -> Provision | None:
    """A provision of a framework that the node carries; None for codes of the register and unknown ones."""
    found = framework(code)
    if found is None:
        return None
    try:
        return found.provision(code)
    except KeyError:
        return None


def reserved(code: str) -> bool:
    """Whether a code of an instrument would be taken for a framework of the node."""
    return any(one.code == code or code.startswith(f"{one.code}-") for one in FRAMEWORKS)


def instrument_faults(kind: str, code: str, legal_nature: str, clauses: int) -> list[tuple[str, str]]:
    """(field, rule) of what cannot stand in the register."""
    wrong = []
    if kind not in KINDS:
        wrong.append(("kind", "kind"))
    elif legal_nature not in KINDS[kind]:
        wrong.append(("legal_nature", "nature"))
    if not CODE.fullmatch(code):
        wrong.append(("code", "code"))
    elif reserved(code):
        wrong.append(("code", "reserved"))
    if not 1 <= clauses <= MOST_CLAUSES:
        wrong.append(("clauses", "clauses"))
    return wrong


def coverage(
    provisions: Iterable[tuple[str, str]], ties: Iterable[tuple[str, str]], links: Iterable[str]
) -> list[Covered]:
    """What covers each provision, what none: (code, parent) of provisions, (code, kind) of ties, codes of links.

    What is tied to a part (an indicator of a target) counts for the whole as well, once for each tie.
    """
    given = list(provisions)
    parent = dict(given)
    counts: dict[str, dict[str, int]] = {code: {} for code, _parent in given}
    indicators = dict.fromkeys(counts, 0)
    for code, kind in ties:
        for one in _upwards(code, parent):
            counts[one][kind] = counts[one].get(kind, 0) + 1
    for code in links:
        for one in _upwards(code, parent):
            indicators[one] += 1
    return [Covered(code, counts[code], indicators[code]) for code, _parent in given]


def _upwards(code: str, parent: Mapping[str, str]) -> Iterable[str]:
    seen: set[str] = set()
    while code in parent and code not in seen:
        seen.add(code)
        yield code
        code = parent[code]
