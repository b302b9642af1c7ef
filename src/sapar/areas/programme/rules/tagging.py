"""What an activity's links and an official's judgement are in IATI: tags and policy markers.

Tags come from the provisions that the activity is linked to: a target of the SDGs (an indicator stands for its target)
and its goal, objectives and principles of the Global Compact. The titles of the Compact stand beside its codes where
their wording was compared with a source; translations of this project are not published as if they were the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sapar.areas.programme.rules.register import provision
from sapar.standards import gcm, iati, sdg
from sapar.standards.iati.markers import BY_CODE

SDG_GOAL, SDG_TARGET, OWN = "2", "3", "99"
GCM_URI = f"https://undocs.org/{gcm.SYMBOL}"

Marks = Mapping[str, str]
"""Code of a policy marker → its significance."""


def tags(provisions: Iterable[str]) -> list[iati.Tag]:
    """The tags of these provisions (``GCM.12``, ``SDG.10.7.2``), each once; others have no vocabulary and give none."""
    found: dict[tuple[str, str], iati.Tag] = {}
    for code in sorted(provisions):
        for tag in _tags(code):
            found.setdefault((tag.vocabulary, tag.code), tag)
    return list(found.values())


def _tags(code: str) -> list[iati.Tag]:
    known = provision(code)
    if known is None:
        return []
    head, _, number = code.partition(".")
    if head == gcm.CODE:
        return [iati.Tag(code, OWN, GCM_URI, {"en": known.en} if known.verified else {})]
    if head == sdg.CODE:
        target = (known.parent or code).partition(".")[2]
        return [iati.Tag(number.partition(".")[0], SDG_GOAL), iati.Tag(target, SDG_TARGET)]
    return []


def joined(activities: Iterable[Iterable[iati.Tag]]) -> list[iati.Tag]:
    """The tags of the whole: each that one of its activities has."""
    found = {(tag.vocabulary, tag.code): tag for one in activities for tag in one}
    return list(found.values())


def markers(direction: Marks, own: Marks) -> list[iati.Marker]:
    """The policy markers of an activity: what was set for its direction, unless the activity itself says otherwise."""
    return [iati.Marker(code, significance) for code, significance in sorted({**direction, **own}.items())]


def mark_faults(marks: Marks) -> list[tuple[str, str]]:
    """(code, rule) of what is no marker, or has a significance that it cannot have."""
    wrong = []
    for code, significance in marks.items():
        known = BY_CODE.get(code)
        if known is None:
            wrong.append((code, "marker"))
        elif significance not in known.significances:
            wrong.append((code, "significance"))
    return wrong
