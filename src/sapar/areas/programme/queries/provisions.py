"""A provision of whatever framework: of those the node carries as data, or of an instrument that an official entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sapar.areas.programme.models import Clause
from sapar.areas.programme.rules.register import framework, provision


@dataclass(frozen=True, slots=True)
class Known:
    """A provision of whatever framework. ``texts``: title by language. ``verified``: its wording was compared with a
    source. ``nature_verified``: so was the legal nature. ``of``: code of the framework or instrument."""

    code: str
    texts: Mapping[str, str]
    of: str
    legal_nature: str
    nature_verified: bool
    source: str
    verified: bool
    translated: bool
    kind: str = "provision"
    parent: str = ""
    number: int = 0
    due_on: date | None = None
    instrument_id: UUID | None = None

    def title(self, language: str) -> str:
        return self.texts.get(language) or self.texts["en"]


def find_provision(code: str) -> Known | None:
    """A provision of the node's frameworks or of an approved instrument; inside an act or ``reading``."""
    found, around = provision(code), framework(code)
    if found is not None and around is not None:
        return Known(
            found.code,
            {"tk": found.tk, "ru": found.ru, "en": found.en},
            around.code,
            around.legal_nature,
            "legal_nature" not in around.unverified,
            around.source,
            found.verified,
            not around.translations_reviewed,
            found.kind,
            found.parent,
            found.number,
        )
    clause = (
        Clause.objects.filter(code=code, instrument__approved_at__isnull=False, instrument__ended_at=None)
        .select_related("instrument")
        .first()
    )
    return _known(clause) if clause else None


def _known(clause: Clause) -> Known:
    made = clause.instrument
    return Known(
        clause.code,
        clause.title,
        made.code,
        made.legal_nature,
        made.certain,
        made.source,
        made.certain,
        False,
        "clause",
        "",
        clause.number,
        clause.due_on,
        made.pk,
    )
