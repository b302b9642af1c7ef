"""Addresses below ``/border/``, by topic. They hold random ids only, never a number or a name."""

from __future__ import annotations

from sapar.areas.border.urls import desk, flights, one_person, refusals, shifts, stays, travellers, visas, watch

app_name = "border"
urlpatterns = [
    *desk.urlpatterns,
    *travellers.urlpatterns,
    *refusals.urlpatterns,
    *shifts.urlpatterns,
    *flights.urlpatterns,
    *stays.urlpatterns,
    *one_person.urlpatterns,
    *watch.urlpatterns,
    *visas.urlpatterns,
]
