"""How long registrations, requests to stay longer, codes of slips and lists of possible overstays are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.models import Crossing, OnePerson, StayExtension
from sapar.kernel.people import store
from sapar.kernel.procedures.models import Case
from sapar.kernel.retention import RecordClass, forget, register_record_class

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")
YEAR = 365


def erase_extension(extension: StayExtension) -> None:
    """A request to stay longer goes with its case."""
    Case.objects.filter(subject_id=extension.pk).delete()
    extension.delete()


def erase_extensions_of(crossing: Crossing) -> None:
    """What was asked for the stay that begins with an entry goes with the entry."""
    for extension in StayExtension.objects.filter(entry=crossing):
        erase_extension(extension)
        forget("extension", extension.pk)


def erase_one_person(found: OnePerson) -> None:
    """A statement goes with the link it made: what nobody can explain any more does not go on."""
    if found.link_id is not None:
        store.unlink(found.link_id)
    found.delete()


RETENTION = (
    register_record_class(
        RecordClass(
            name="border.one_person",
            title=_("Statements that two documents belong to one person"),
            model="border.OnePerson",
            kind="one_person",
            keep_days=5 * YEAR,
            from_field="stated_at",
            legal_basis=NO_LAW,
            erase=erase_one_person,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.registration",
            title=_("Registrations of stays: who stayed where"),
            model="border.StayRegistration",
            kind="registration",
            keep_days=2 * YEAR,
            from_field="made_at",
            legal_basis=NO_LAW,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.extension",
            title=_("Requests to stay longer, decisions and appeals"),
            model="border.StayExtension",
            kind="extension",
            keep_days=5 * YEAR,
            from_field="made_at",
            legal_basis=NO_LAW,
            erase=erase_extension,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.slip",
            title=_("Codes of entry slips, as digests"),
            model="border.StayCode",
            kind="slip",
            keep_days=400,
            from_field="issued_at",
            legal_basis=NO_LAW,
        )
    ),
    register_record_class(
        RecordClass(
            name="border.overstays",
            title=_("Lists of possible overstays, as they were worked out"),
            model="border.OverstayRun",
            kind="overstays",
            keep_days=60,
            from_field="made_at",
            legal_basis=NO_LAW,
        )
    ),
)
