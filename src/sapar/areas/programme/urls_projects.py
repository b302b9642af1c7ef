"""Addresses of joint projects; included by ``urls``, in its namespace."""

from __future__ import annotations

from django.urls import path

from sapar.areas.programme.views import handing, projects

urlpatterns = [
    path("projects/", projects.projects, name="projects"),
    path("projects/write/<uuid:plan_id>/", projects.write_concept, name="write_concept"),
    path("projects/<uuid:project_id>/", projects.project, name="project"),
    path("projects/<uuid:project_id>/change/", projects.change_concept, name="change_concept"),
    path("projects/<uuid:project_id>/step/<str:what>/", projects.step, name="project_step"),
    path("projects/<uuid:project_id>/grants/add/", projects.record_grant, name="record_grant"),
    path("projects/<uuid:project_id>/handovers/add/", handing.draw_up, name="draw_up_handover"),
    path("projects/grants/<uuid:agreement_id>/top-up/", projects.top_up, name="top_up"),
    path("projects/handovers/<uuid:handover_id>/", handing.handover, name="handover"),
    path("projects/handovers/<uuid:handover_id>/sign/", handing.sign, name="sign_handover"),
    path("projects/handovers/<uuid:handover_id>/withdraw/", handing.withdraw, name="withdraw_handover"),
    path("projects/handovers/<uuid:handover_id>/act.pdf", handing.pdf, name="handover_pdf"),
    path("projects/trainings/add/<uuid:plan_id>/", handing.record_training, name="record_training"),
    path("projects/trainings/<uuid:training_id>/", handing.training, name="training"),
    path("projects/trainings/<uuid:training_id>/strike/", handing.void_training, name="void_training"),
]
