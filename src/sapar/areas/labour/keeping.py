"""How long applications and attempts are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.labour.models import Application
from sapar.kernel import retention
from sapar.kernel.documents.attachments import erase_attachments
from sapar.kernel.documents.models import Seal
from sapar.kernel.procedures.models import Case
from sapar.kernel.retention import RecordClass, register_record_class

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")


def erase_application(application: Application) -> None:
    """An application with its files, seal, case, complaints and codes."""
    erase_attachments(("application", application.pk))
    complaints = list(application.complaints.values_list("pk", flat=True))
    retention.forget("complaint", *complaints)
    Seal.objects.filter(subject_kind="application", subject_id=application.pk).delete()
    Case.objects.filter(subject_id__in=[application.pk, *complaints]).delete()
    application.delete()


RETENTION = (
    register_record_class(
        RecordClass(
            name="labour.application",
            title=_("Applications for work permits, with permits and complaints"),
            model="labour.Application",
            kind="application",
            keep_days=5 * 365,
            from_field="submitted_at",
            legal_basis=NO_LAW,
            erase=erase_application,
        )
    ),
    register_record_class(
        RecordClass(
            name="labour.try",
            title=_("Attempts to open a worker's page"),
            model="labour.WorkerTry",
            kind="try",
            keep_days=30,
            from_field="at",
            legal_basis=NO_LAW,
        )
    ),
)
