"""The post: lanes, queues, shifts; an officer's own day."""

from __future__ import annotations

from django.urls import path

from sapar.areas.border.views import shifts

urlpatterns = [
    path("post/", shifts.post, name="post"),
    path("post/lanes", shifts.new_lane, name="new_lane"),
    path("post/stand-up", shifts.stand_up, name="stand_up"),
    path("post/lanes/<uuid:lane_id>/sit", shifts.sit_down, name="sit_down"),
    path("post/lanes/<uuid:lane_id>/end", shifts.end_lane, name="end_lane"),
    path("my-day/", shifts.my_day, name="my_day"),
    path("shifts/", shifts.shifts, name="shifts"),
    path("shifts/<uuid:shift_id>/", shifts.shift, name="shift"),
]
