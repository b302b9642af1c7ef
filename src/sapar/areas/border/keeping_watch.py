"""How long lists, alerts and what was found by them are kept."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.models import Alert, Entry, Hit, ListVersion, LostDocument, QuietCheck, QuietNote
from sapar.kernel.errors import Conflict
from sapar.kernel.retention import RecordClass, register_record_class

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")
YEAR = 365


def erase_screening(subject_id: UUID) -> None:
    """What was found about a record that goes: at the desk, and quietly."""
    Hit.objects.filter(inspection_id=subject_id).delete()
    checks = QuietCheck.objects.filter(subject_id=subject_id)
    QuietNote.objects.filter(check_id__in=list(checks.values_list("pk", flat=True))).delete()
    checks.delete()


def erase_alert(alert: Alert) -> None:
    """An alert goes with its versions and with what was searched for by it."""
    if alert.state == "in_force":
        raise Conflict(code="still_used")
    Entry.objects.filter(alert_id=alert.pk).delete()
    alert.delete()


def erase_version(version: ListVersion) -> None:
    """A version that is no longer in force goes with its entries, except those that live on in a newer one."""
    if version.state == "in_force":
        raise Conflict(code="still_used")
    Entry.objects.filter(version_id=version.pk).exclude(state="live").delete()
    LostDocument.objects.filter(version_id=version.pk).exclude(state="live").delete()
    if Entry.objects.filter(version_id=version.pk).exists():
        raise Conflict(code="still_used")
    version.delete()


RETENTION = (
    register_record_class(
        RecordClass(
            name="border.alert",
            title=_("Alerts that have ended"),
            model="border.Alert",
            kind="alert",
            keep_days=3 * YEAR,
            from_field="ended_at",
            legal_basis=NO_LAW,
            erase=erase_alert,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.list_version",
            title=_("Versions of watchlists"),
            model="border.ListVersion",
            kind="list_version",
            keep_days=3 * YEAR,
            from_field="decided_at",
            legal_basis=NO_LAW,
            erase=erase_version,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.lost_document",
            title=_("Reports of lost documents that were taken back"),
            model="border.LostDocument",
            kind="lost_document",
            keep_days=YEAR,
            from_field="ended_at",
            legal_basis=NO_LAW,
        )
    ),
)
