"""How long meetings, projects, the register, and tables that were read are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.models import (
    Decision,
    FollowUp,
    Grant,
    Handover,
    HandoverSignature,
    Meeting,
    MinutesSignature,
    MinutesVersion,
    Project,
    Tie,
    Training,
)
from sapar.kernel.documents.attachments import erase_attachments
from sapar.kernel.procedures.models import Case
from sapar.kernel.retention import RecordClass, forget, register_record_class

NO_LAW = _("No period was found in the law of Turkmenistan; proposed until a lawyer of the State confirms one.")
YEAR = 365


def erase_meeting(meeting: Meeting) -> None:
    """A meeting goes with its minutes, signatures, decisions, and what was told about them."""
    for decision in Decision.objects.filter(meeting=meeting):
        for told in FollowUp.objects.filter(decision=decision):
            erase_attachments(("plan_follow_up", told.pk))
            told.delete()
        Tie.objects.filter(kind="decision", subject_id=decision.pk).delete()
        Case.objects.filter(subject_id=decision.pk).delete()
        forget("plan_decision", decision.pk)
        decision.delete()
    versions = MinutesVersion.objects.filter(meeting=meeting)
    MinutesSignature.objects.filter(version__in=versions).delete()
    versions.delete()
    Case.objects.filter(subject_id=meeting.pk).delete()
    meeting.delete()


def erase_project(project: Project) -> None:
    """A project goes with its money, acts of handover and trainings."""
    for act in Handover.objects.filter(project=project):
        HandoverSignature.objects.filter(handover=act).delete()
        Case.objects.filter(subject_id=act.pk).delete()
        forget("project_handover", act.pk)
        act.delete()
    Grant.objects.filter(project=project, agreement__isnull=False).delete()
    Grant.objects.filter(project=project).delete()
    Training.objects.filter(project=project).delete()
    Tie.objects.filter(kind="project", subject_id=project.pk).delete()
    Case.objects.filter(subject_id=project.pk).delete()
    project.delete()


def _class(name: str, title: object, model: str, kind: str, years: int, field: str, **more: object) -> RecordClass:
    return register_record_class(
        RecordClass(
            name=f"programme.{name}",
            title=title,  # type: ignore[arg-type]
            model=f"programme.{model}",
            kind=kind,
            keep_days=years * YEAR,
            from_field=field,
            legal_basis=NO_LAW,
            **more,  # type: ignore[arg-type]
        )
    )


RETENTION = (
    _class("minutes", _("Each side's own minutes and notes"), "MinutesLine", "minutes_line", 5, "changed_at"),
    _class("participant", _("Names of who took part in meetings"), "Participant", "participant", 10, "marked_at"),
    _class(
        "meeting",
        _("Meetings with protocol and decisions"),
        "Meeting",
        "plan_meeting",
        25,
        "starts_at",
        erase=erase_meeting,
    ),
    _class("project", _("Joint projects"), "Project", "project", 25, "ends_on", erase=erase_project),
    _class("training", _("Counts of trainings"), "Training", "project_training", 25, "ends_on"),
    _class("instrument", _("Superseded entries of the register"), "Instrument", "instrument", 25, "ended_at"),
    register_record_class(
        RecordClass(
            name="programme.import",
            title=_("Work plans that were read from a spreadsheet and not taken over"),
            model="programme.Import",
            kind="plan_import",
            keep_days=30,
            from_field="made_at",
            legal_basis=_("Working material of one's own institution; no law asks for it to be kept."),
        )
    ),
)
