"""Keeping and opening attachments, inside the acts and looks of the areas."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock, retention, vault
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import about, shown
from sapar.kernel.acts.running import running
from sapar.kernel.documents import content as contents
from sapar.kernel.documents.models import Attachment
from sapar.kernel.errors import Invalid, NotFound
from sapar.methods.ids import uuid7

log = structlog.get_logger(__name__)

Subject = tuple[str, UUID]
DAMAGED = _("This file is damaged and cannot be opened. The administrator has to look into it.")

# Whatever is in the file: it is downloaded, not shown in our origin; no script, no frame, no guess at its type.
SAFE_HEADERS: Final = {
    "Content-Disposition": "attachment",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """An attachment in plain: ``content`` bytes, ``media_type``, and the name its sender gave it, made harmless."""

    id: UUID
    filename: str
    media_type: str
    content: bytes

    def headers(self) -> dict[str, str]:
        """The headers to serve it with: ``SAFE_HEADERS`` with its type and name."""
        named = content_disposition_header(True, self.filename) or "attachment"
        return {**SAFE_HEADERS, "Content-Type": self.media_type, "Content-Disposition": named}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of attachments."""

    id: UUID
    filename: str
    media_type: str
    size: int


def attach(
    actor: Actor,
    content: bytes,
    filename: str,
    *,
    subject: Subject,
    institution_id: UUID | None = None,
    field: str = "file",
) -> Attachment:
    """Keep a file for a record; call it inside an act. ``institution_id``: whose rows it is among, else the actor's.

    Raises Invalid with ``field`` and one of the rules of ``content.WHY`` as code; Unavailable without a key.
    """
    running()
    owner = institution_id or actor.institution_id
    if owner is None:
        raise Invalid(_("Say which institution this file belongs to."), field="institution_id")
    checked = contents.check(content, field)
    made = Attachment(
        id=uuid7(),
        institution_id=owner,
        subject_kind=subject[0],
        subject_id=subject[1],
        media_type=checked.media_type,
        size=len(checked.content),
        key_id=vault.current_key_id(),
        created_at=clock.now(),
    )
    made.content = vault.seal(checked.content, _place(made, "content"))
    made.name = vault.seal(contents.safe_name(filename, checked.media_type).encode(), _place(made, "name"))
    made.save(force_insert=True)
    about("attachment", made.pk)
    about(*subject)
    return made


def open_attachment(attachment_id: UUID) -> Opened:
    """A file in plain; call it inside a look, whose entry then names the file and its record.

    Raises NotFound for a file this reader may not see, Damaged for one that was changed.
    """
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None:
        raise NotFound(field="attachment_id")
    shown("attachment", found.pk)
    shown(found.subject_kind, found.subject_id)
    try:
        plain = vault.open_box(bytes(found.content), _place(found, "content"))
    except vault.Damaged as error:
        log.error("attachment_damaged", attachment=str(found.pk), code=error.code)
        raise vault.Damaged(DAMAGED, code=error.code) from None
    return Opened(found.pk, _name(found), found.media_type, plain)


def attachments_of(subject: Subject) -> list[Listed]:
    """The files of a record that this reader may see, oldest first, without their contents."""
    found = Attachment.objects.filter(subject_id=subject[1], subject_kind=subject[0]).defer("content").order_by("id")
    return [Listed(one.pk, _name(one), one.media_type, one.size) for one in found]


def digest_of(attachment_id: UUID) -> str | None:
    """SHA-256 (hex) of a file's content, without showing it; None when it is missing or damaged. For checks of the node."""
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None:
        return None
    try:
        return hashlib.sha256(vault.open_box(bytes(found.content), _place(found, "content"))).hexdigest()
    except vault.Damaged:
        return None


def erase_attachments(subject: Subject) -> int:
    """Delete the files of a record inside the act that erases it; returns how many."""
    running()
    found = Attachment.objects.filter(subject_id=subject[1], subject_kind=subject[0])
    for attachment_id in found.values_list("pk", flat=True):
        retention.forget("attachment", attachment_id)
    return found.delete()[0]


def _name(found: Attachment) -> str:
    try:
        return vault.open_box(bytes(found.name), _place(found, "name")).decode()
    except vault.Damaged:
        return "damaged" + contents.ENDINGS[found.media_type]


def _place(attachment: Attachment, part: str) -> str:
    """What a box is bound to: this file, of this type, of this record, and which part of it."""
    return (
        f"attachment:{attachment.pk}:{attachment.media_type}:{attachment.subject_kind}:{attachment.subject_id}:{part}"
    )
