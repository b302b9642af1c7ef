"""Refusals of entry and appeals; cases that pass from hand to hand."""

from __future__ import annotations

from django.urls import path

from sapar.areas.border.views import refusals

urlpatterns = [
    path("second-line/<uuid:inspection_id>/take", refusals.take, name="take"),
    path("second-line/<uuid:inspection_id>/hand-over", refusals.hand_over, name="hand_over"),
    path("second-line/<uuid:inspection_id>/refuse", refusals.refuse, name="refuse"),
    path("refusals/", refusals.refusals, name="refusals"),
    path("refusals/<uuid:refusal_id>/", refusals.refusal, name="refusal"),
    path("refusals/<uuid:refusal_id>/form", refusals.form, name="refusal_form"),
    path("refusals/<uuid:refusal_id>/appeal", refusals.appeal, name="appeal"),
    path("refusals/<uuid:refusal_id>/answer", refusals.answer, name="answer"),
]
