"""Documents of one person."""

from __future__ import annotations

from django.urls import path

from sapar.areas.border.views import one_person

urlpatterns = [
    path("one-person/", one_person.index, name="one_persons"),
    path("one-person/<uuid:statement_id>/", one_person.statement, name="one_person"),
    path("people/<uuid:person_id>/document", one_person.state, name="state_one_person"),
]
