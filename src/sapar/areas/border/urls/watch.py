"""Alerts, watchlists, reported documents, hits."""

from __future__ import annotations

from django.urls import path

from sapar.areas.border.views import alerts, hits, watch_lists

urlpatterns = [
    path("inspections/<uuid:inspection_id>/candidates/<uuid:entry_id>", hits.decide, name="candidate"),
    path("watch/alerts/", alerts.alerts, name="alerts"),
    path("watch/alerts/new", alerts.new, name="alert_new"),
    path("watch/alerts/<uuid:alert_id>/", alerts.alert, name="alert"),
    path("watch/alerts/<uuid:alert_id>/change", alerts.change, name="alert_change"),
    path("watch/alerts/<uuid:alert_id>/withdraw", alerts.withdraw, name="alert_withdraw"),
    path("watch/lists/", watch_lists.lists, name="watchlists"),
    path("watch/lists/new", watch_lists.new, name="watchlist_new"),
    path("watch/lists/<uuid:list_id>/", watch_lists.watchlist, name="watchlist"),
    path("watch/lists/<uuid:list_id>/end", watch_lists.end, name="watchlist_end"),
    path("watch/versions/<uuid:version_id>/", watch_lists.version, name="watch_version"),
    path("watch/versions/<uuid:version_id>/columns", watch_lists.mapping, name="watch_mapping"),
    path("watch/versions/<uuid:version_id>/again", watch_lists.read_again, name="watch_read_again"),
    path("watch/documents/", watch_lists.reports, name="reports"),
    path("watch/documents/new", watch_lists.report, name="report_new"),
    path("watch/documents/<uuid:report_id>/", watch_lists.take_back, name="take_back"),
    path("watch/hits/", hits.notes, name="notes"),
    path("watch/hits/<uuid:note_id>/", hits.note, name="note"),
    path("watch/desk-hits/", hits.desk_hits, name="desk_hits"),
    path("watch/performance/", hits.performance, name="screening_performance"),
]
