"""Travellers whom no reader reads, and groups."""

from __future__ import annotations

from django.urls import path

from sapar.areas.border.views import travellers

urlpatterns = [
    path("by-hand/", travellers.by_hand, name="by_hand"),
    path("no-document/", travellers.no_document, name="no_document"),
    path("inspections/<uuid:inspection_id>/escort", travellers.escort, name="escort"),
    path("inspections/<uuid:inspection_id>/transit", travellers.transit, name="transit"),
    path("inspections/<uuid:inspection_id>/photo", travellers.photo, name="photo"),
    path("inspections/<uuid:inspection_id>/photos/<uuid:attachment_id>", travellers.open_photo, name="open_photo"),
    path("groups/", travellers.groups, name="groups"),
    path("groups/<uuid:party_id>/", travellers.group, name="group"),
    path("groups/<uuid:party_id>/close", travellers.close_group, name="close_group"),
]
