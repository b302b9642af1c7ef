"""The actor: the one who acts or looks, as one immutable value that every act and look receives first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sapar.kernel.access import registry

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts.

    ``ref`` goes into the ledger: ``account:<uuid>``, ``holder:<uuid>``, ``system:<name>`` or ``public``. A *holder* has no
    account: a worker who opened the page of one record with its code; ``holder_id`` is that record and the only row
    that row-level security shows. ``second_factor_at`` is when a second factor was last confirmed in this session.
    """

    ref: str
    role: str
    account_id: UUID | None = None
    duty_id: UUID | None = None
    institution_id: UUID | None = None
    place_id: UUID | None = None
    holder_id: UUID | None = None
    language: str = "tk"
    second_factor_at: datetime | None = None
    name: str = ""

    @classmethod
    def system(cls, name: str) -> Actor:
        """The node itself: a job, the clock, the console. Its role is ``system.<name>``."""
        return cls(ref=f"system:{name}", role=f"system.{name}")

    @classmethod
    def holder(cls, record_id: UUID, role: str, language: str = "tk") -> Actor:
        """A person without account who proved to be the one a record is about."""
        return cls(ref=f"holder:{record_id}", role=role, holder_id=record_id, language=language)

    @classmethod
    def public(cls, language: str = "tk") -> Actor:
        """Anybody."""
        return cls(ref="public", role="public", language=language)

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def is_machine(self) -> bool:
        """Whether a program acts: its role can be held by no person."""
        return registry.role(self.role).machine

    def reach(self, area: str) -> str:
        """``own``, ``all`` or ``none``: which rows of an area this actor may read."""
        return registry.role(self.role).reach.get(area, registry.NONE)

    def with_language(self, language: str) -> Actor:
        return replace(self, language=language)
