"""How long notices are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.retention import RecordClass, register_record_class

RETENTION = register_record_class(
    RecordClass(
        name="notices.notice",
        title=_("Messages to people"),
        model="notices.Notice",
        kind="notice",
        keep_days=365,
        from_field="created_at",
        legal_basis=_(
            "No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one."
        ),
    )
)
