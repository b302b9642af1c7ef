"""Pure decisions about access: who may propose and approve a role for whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

ANY = "*"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: ``kind`` ``grant`` or ``second_factor_reset``, for whom, in which institution, by whom."""

    kind: str
    account: UUID
    institution: UUID
    role: str
    requested_by: UUID


def may_grant(grants: Collection[str], role: str, role_kind: str, institution_kind: str, role_known: bool) -> bool:
    """Whether a holder of a role with ``grants`` may propose or approve ``role`` in an institution of that kind.

    A role that is bound to a kind of institution exists in that kind only; ``*`` stands for every role that the
    institution's kind allows.
    """
    if not role_known or role == "public" or role.startswith("system."):
        return False
    if role_kind and role_kind != institution_kind:
        return False
    return ANY in grants or role in grants


def why_not_propose(actor: UUID, actor_institution: UUID, subject: UUID, institution: UUID) -> str | None:
    """The rule that forbids proposing, or None. Nobody grants anything to themselves, nor outside their institution."""
    if actor == subject:
        return "own_access"
    if actor_institution != institution:
        return "other_institution"
    return None


def why_not_decide(actor: UUID, actor_institution: UUID, request: Request) -> str | None:
    """The rule that forbids deciding a request, or None: a second person of that institution, never the one it is for."""
    if actor_institution != request.institution:
        return "other_institution"
    if actor == request.requested_by:
        return "own_proposal"
    if actor == request.account:
        return "own_access"
    return None
