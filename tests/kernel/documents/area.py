"""An area in small that keeps and opens attachments, so that the kernel's functions run inside real acts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.registry import Role, register_roles
from sapar.kernel.acts import act, look
from sapar.kernel.documents import attachments, seals

register_roles(
    Role("test.clerk", "Clerk", reach={"documents": "own"}),
    Role("test.chief", "Chief", reach={"documents": "all"}),
    Role("test.guest", "Guest"),
)
ROLES = ("test.clerk", "test.chief", "test.guest")


@act("test.attach", roles=ROLES, purpose="node.operation", title="Test: attach")
def attach(actor: Actor, *, content: bytes, filename: str, record_id: UUID, fail: bool = False) -> Any:
    made = attachments.attach(actor, content, filename, subject=("record", record_id))
    if fail:
        raise ZeroDivisionError
    return made


@look("test.open", roles=ROLES, purpose="node.operation", title="Test: open")
def open_one(actor: Actor, *, attachment_id: UUID) -> attachments.Opened:
    return attachments.open_attachment(attachment_id)


@look("test.list", roles=ROLES, purpose="node.operation", title="Test: list")
def list_them(actor: Actor, *, record_id: UUID) -> list[dict[str, Any]]:
    return [asdict(one) for one in attachments.attachments_of(("record", record_id))]


@act("test.seal", roles=ROLES, purpose="node.operation", title="Test: seal")
def seal_one(
    actor: Actor, *, record_id: UUID, payload: seals.Payload, holder_id: UUID | None = None, fail: bool = False
) -> Any:
    made = seals.issue_seal(actor, "test.permit", ("record", record_id), payload, holder_id=holder_id)
    if fail:
        raise ZeroDivisionError
    return made


@act("test.revoke", roles=ROLES, purpose="node.operation", title="Test: revoke")
def revoke_one(actor: Actor, *, seal_id: UUID, fail: bool = False) -> Any:
    made = seals.revoke_seal(actor, seal_id, "cancelled")
    if fail:
        raise ZeroDivisionError
    return made
