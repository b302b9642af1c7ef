"""Stays, regimes, possible overstays, registrations, extensions, the traveller's page, dashboards."""

from __future__ import annotations

from django.urls import path

from sapar.areas.border.views import figures, registration, stays, traveller

urlpatterns = [
    path("stays/", stays.find, name="stays"),
    path("people/<uuid:person_id>/stays/", stays.person, name="person_stays"),
    path("people/<uuid:person_id>/extend", registration.file_extension, name="file_extension"),
    path("crossings/<uuid:crossing_id>/slip", stays.slip, name="slip"),
    path("regimes/", stays.regimes, name="regimes"),
    path("regimes/new", stays.new_regime, name="new_regime"),
    path("regimes/<uuid:regime_id>/", stays.regime, name="regime"),
    path("regimes/<uuid:regime_id>/replace", stays.new_regime, name="replace_regime"),
    path("overstays/", stays.overstays, name="overstays"),
    path("overstays/make", stays.make_overstays, name="make_overstays"),
    path("overstays/<uuid:run_id>/list.csv", stays.overstays_csv, name="overstays_csv"),
    path("registrations/", registration.registrations, name="registrations"),
    path("registrations/new", registration.register, name="register"),
    path("registrations/<uuid:registration_id>/", registration.registration, name="registration"),
    path("unregistered/", registration.unregistered, name="unregistered"),
    path("unregistered/list.csv", registration.unregistered_csv, name="unregistered_csv"),
    path("extensions/", registration.extensions, name="extensions"),
    path("extensions/<uuid:extension_id>/", registration.extension, name="extension"),
    path("my-stay/", traveller.door, name="my_stay"),
    path("my-stay/open/", traveller.mine, name="my_stay_open"),
    path("my-stay/register", traveller.register, name="my_stay_register"),
    path("my-stay/longer", traveller.ask, name="my_stay_ask"),
    path("my-stay/appeal/<uuid:extension_id>", traveller.appeal, name="my_stay_appeal"),
    path("my-stay/close", traveller.close, name="my_stay_close"),
    path("figures/", figures.dashboard, name="figures"),
    path("figures/published.csv", figures.dashboard_csv, name="figures_csv"),
]
