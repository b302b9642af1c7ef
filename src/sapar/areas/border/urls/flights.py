"""Flights, passengers, carriers and what they sent."""

from __future__ import annotations

from django.urls import path

from sapar.areas.border.views import carriers, flights

urlpatterns = [
    path("flights/", flights.flights, name="flights"),
    path("flights/find", flights.find, name="find_passenger"),
    path("flights/unannounced", flights.unannounced, name="unannounced"),
    path("flights/<uuid:flight_id>/", flights.flight, name="flight"),
    path("flights/<uuid:flight_id>/check", flights.check, name="flight_check"),
    path("flights/passengers/<uuid:passenger_id>/", flights.passenger, name="passenger"),
    path("flights/carriers/", carriers.quality, name="carriers"),
    path("flights/messages/", carriers.interchanges, name="interchanges"),
    path("flights/messages/<uuid:interchange_id>/", carriers.interchange, name="interchange"),
    path("flights/messages/<uuid:interchange_id>/report.txt", carriers.report, name="interchange_report"),
]
