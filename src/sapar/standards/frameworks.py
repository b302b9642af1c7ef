"""What the frameworks of commitments have in common: provisions with titles in three languages and marks of certainty.

``verified`` is about the English wording or meaning: read in a source that the module names. Turkmen and Russian
titles are this project's own unless a framework says ``translations_reviewed``. What was not read is marked, not left
out and not made up: ``Framework.unverified`` names the framework's own fields to which that applies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

NOT_LEGALLY_BINDING = "not_legally_binding"


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision. ``code`` is unique in all frameworks: ``GCM.11``, ``SENDAI.A-1``, ``SDG.10.7``.

    ``number`` orders the provisions of one ``kind``; ``parent`` is the code of the provision it belongs to, or "".
    """

    number: int
    code: str
    en: str
    ru: str
    tk: str
    verified: bool = True
    kind: str = "objective"
    parent: str = ""

    def title(self, language: str) -> str:
        """The short title in ``tk``, ``ru`` or ``en``; English for any other language."""
        return {"tk": self.tk, "ru": self.ru}.get(language, self.en)


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework with all its provisions, parents before children."""

    code: str
    symbol: str
    adopted: date | None
    legal_nature: str
    source: str
    provisions: tuple[Provision, ...]
    translations_reviewed: bool = False
    unverified: frozenset[str] = field(default_factory=frozenset)

    def provision(self, code: str) -> Provision:
        """The provision with this code; raises KeyError."""
        for one in self.provisions:
            if one.code == code:
                return one
        raise KeyError(code)

    def children(self, code: str) -> tuple[Provision, ...]:
        """The provisions that belong to this one, in order; none for a code that has none or is unknown."""
        return tuple(one for one in self.provisions if one.parent == code)
