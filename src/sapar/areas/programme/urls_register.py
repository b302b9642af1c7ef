"""Addresses of the register of commitments; included by ``urls``, in its namespace."""

from __future__ import annotations

from django.urls import path

from sapar.areas.programme.views import provisions
from sapar.areas.programme.views.register import actions, entries, instruments, overview, ties

urlpatterns = [
    path("objectives/<int:number>/", provisions.objective, name="objective"),
    path("provisions/<str:code>/", provisions.provision, name="provision"),
    path("register/", overview.register, name="register"),
    path("register/instruments/enter/", instruments.enter_instrument, name="enter_instrument"),
    path("register/instruments/<uuid:instrument_id>/", instruments.instrument, name="instrument"),
    path("register/instruments/<uuid:instrument_id>/change/", instruments.change_instrument, name="change_instrument"),
    path("register/actions/enter/", actions.enter_action, name="enter_action"),
    path("register/actions/<uuid:action_id>/", actions.action, name="action"),
    path("register/actions/<uuid:action_id>/change/", actions.change_action, name="change_action"),
    path("register/<str:kind>/<uuid:entry_id>/<str:what>/", entries.decide_entry, name="decide_entry"),
    path("register/<str:code>/", overview.framework, name="framework"),
    path("ties/<str:kind>/<uuid:subject_id>/", ties.tie, name="tie"),
    path("ties/<uuid:tie_id>/end/", ties.untie, name="untie"),
]
