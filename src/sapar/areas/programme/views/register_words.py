"""The register in words: frameworks, legal nature, certainty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.forms.register import ACTIONS, KINDS
from sapar.areas.programme.queries.provisions import Known
from sapar.areas.programme.queries.register import FrameworkLine
from sapar.areas.programme.rules.register import BINDING
from sapar.areas.programme.views import plan_words as words
from sapar.web.components import Tag, Text

FRAMEWORKS: dict[str, Text] = {
    "GCM": _("Global Compact for Migration"),
    "SENDAI": _("Sendai Framework for Disaster Risk Reduction"),
    "SDG": _("Sustainable Development Goals that name migrants or disasters"),
}
KIND: dict[str, Text] = {"framework": _("Framework"), **dict(KINDS)}
ACTION: dict[str, Text] = dict(ACTIONS)
PARTS: dict[str, Text] = {
    "objective": _("Objective"),
    "principle": _("Guiding principle"),
    "target": _("Target"),
    "indicator": _("Indicator"),
    "clause": _("Provision"),
    "provision": _("Provision"),
}
STATES: dict[str, Tag] = {
    "entered": Tag(_("to be approved"), "yellow"),
    "returned": Tag(_("returned"), "orange"),
    "approved": Tag(_("approved"), "green"),
    "superseded": Tag(_("superseded"), "grey"),
}
TIED: dict[str, Text] = {
    "activity": _("Activities"),
    "decision": _("Decisions"),
    "project": _("Projects"),
    "action": _("Actions of the State"),
    "report": _("Evidence"),
}
UNVERIFIED = Tag(_("not verified"), "yellow")
SAMPLE = Tag(_("sample"), "purple")


def nature(legal_nature: str, verified: bool) -> list[Tag]:
    """The legal nature, always; and a mark when nobody compared it with the source."""
    tag = Tag(_("legally binding"), "blue") if legal_nature == BINDING else Tag(_("not legally binding"), "grey")
    return [tag] if verified else [tag, UNVERIFIED]


def name_of(line: FrameworkLine) -> str:
    """A framework's or instrument's title."""
    return words.text(dict(line.texts)) if line.texts else str(FRAMEWORKS[line.code])


def around(known: Known) -> str:
    """What a provision belongs to."""
    return str(FRAMEWORKS.get(known.of, known.of))


def numbered(known: Known) -> str:
    """Code and title."""
    return f"{known.code} {known.title(words.language())}"


def choices(found: Iterable[Known]) -> list[tuple[Any, Any]]:
    """Provisions for a select, in groups by framework."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        groups.setdefault(around(one), []).append((one.code, numbered(one)[:110]))
    return list(groups.items())


def covered(counts: dict[str, int], indicators: int) -> object:
    """What covers a provision, in a cell."""
    said = [gettext("Indicators: %(number)s") % {"number": indicators}] if indicators else []
    said += [f"{TIED[kind]}: {number}" for kind, number in counts.items() if number]
    return said or Tag(_("nothing"), "red")
