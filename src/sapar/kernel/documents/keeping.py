"""How long attachments and seals are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.retention import RecordClass, register_record_class

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")

RETENTION = (
    register_record_class(
        RecordClass(
            name="documents.attachment",
            title=_("Uploaded files"),
            model="documents.Attachment",
            kind="attachment",
            keep_days=5 * 365,
            from_field="created_at",
            legal_basis=NO_LAW,
        )
    ),
    register_record_class(
        RecordClass(
            # Longer than the seal itself: a revoked one must stay on the list until it has expired everywhere.
            name="documents.seal",
            title=_("Seals after their last day"),
            model="documents.Seal",
            kind="seal",
            keep_days=365,
            from_field="valid_until",
            legal_basis=NO_LAW,
        )
    ),
)
