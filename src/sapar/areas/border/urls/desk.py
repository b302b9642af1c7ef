"""The desk, the second line and the records of crossings."""

from __future__ import annotations

from django.urls import path

from sapar.areas.border.views import desk, records, second_line

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("inspections/<uuid:inspection_id>/", desk.inspection, name="inspection"),
    path("inspections/<uuid:inspection_id>/seal", desk.seal, name="seal"),
    path("inspections/<uuid:inspection_id>/admit", desk.admit, name="admit"),
    path("inspections/<uuid:inspection_id>/refer", desk.refer, name="refer"),
    path("second-line/", second_line.queue, name="queue"),
    path("second-line/<uuid:inspection_id>/", second_line.decide, name="decide"),
    path("second-line/<uuid:inspection_id>/seal", second_line.seal, name="decide_seal"),
    path("crossings/", records.crossings, name="crossings"),
    path("crossings/find", records.find, name="find"),
    path("crossings/counted", records.counted, name="counted"),
    path("records/counted", records.counted_records, name="counted_records"),
    path("crossings/<uuid:crossing_id>/", records.crossing, name="crossing"),
    path("crossings/<uuid:crossing_id>/correct", records.correct, name="correct"),
]
