"""Addresses of the register of commitments; included by ``urls``, in its namespace."""

from __future__ import annotations

from django.urls import path

from sapar.areas.programme.views import provisions, register

urlpatterns = [
    path("objectives/<int:number>/", provisions.objective, name="objective"),
    path("provisions/<str:code>/", provisions.provision, name="provision"),
    path("register/", register.register, name="register"),
    path("register/instruments/enter/", register.enter_instrument, name="enter_instrument"),
    path("register/instruments/<uuid:instrument_id>/", register.instrument, name="instrument"),
    path("register/instruments/<uuid:instrument_id>/change/", register.change_instrument, name="change_instrument"),
    path("register/actions/enter/", register.enter_action, name="enter_action"),
    path("register/actions/<uuid:action_id>/", register.action, name="action"),
    path("register/actions/<uuid:action_id>/change/", register.change_action, name="change_action"),
    path("register/<str:kind>/<uuid:entry_id>/<str:what>/", register.decide_entry, name="decide_entry"),
    path("register/<str:code>/", register.framework, name="framework"),
    path("ties/<str:kind>/<uuid:subject_id>/", register.tie, name="tie"),
    path("ties/<uuid:tie_id>/end/", register.untie, name="untie"),
]
