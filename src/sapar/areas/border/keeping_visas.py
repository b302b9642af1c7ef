"""How long applications for visas and carriers' queries are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.models import VisaApplication
from sapar.areas.border.queries.visa_faults import SUBJECT
from sapar.kernel.documents.attachments import erase_attachments
from sapar.kernel.documents.models import Seal
from sapar.kernel.procedures.models import Case
from sapar.kernel.retention import RecordClass, forget, register_record_class

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")
YEAR = 365


def erase_application(application: VisaApplication) -> None:
    """An application with its files, its visa, seals and case. The seal's place in the list goes with the seal."""
    erase_attachments((SUBJECT, application.pk))
    seals = list(Seal.objects.filter(subject_kind=SUBJECT, subject_id=application.pk).values_list("pk", flat=True))
    for seal_id in seals:
        forget("seal", seal_id)
    Seal.objects.filter(pk__in=seals).delete()
    Case.objects.filter(subject_id=application.pk).delete()
    application.delete()


RETENTION = (
    register_record_class(
        RecordClass(
            name="border.visa",
            title=_("Applications for visas, with what was decided and the visas"),
            model="border.VisaApplication",
            kind=SUBJECT,
            keep_days=5 * YEAR,
            from_field="submitted_at",
            legal_basis=NO_LAW,
            erase=erase_application,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.visa_draft",
            title=_("Applications for visas that were begun and never sent"),
            model="border.VisaApplication",
            kind=SUBJECT,
            keep_days=60,
            from_field="draft_since",
            legal_basis=NO_LAW,
            erase=erase_application,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.carrier_query",
            title=_("Carriers' queries about passengers"),
            model="border.CarrierQuery",
            kind="carrier_query",
            keep_days=2 * YEAR,
            from_field="asked_at",
            legal_basis=NO_LAW,
        )
    ),
)
