"""Addresses of meetings, minutes and decisions; included by ``urls``, in its namespace."""

from __future__ import annotations

from django.urls import path

from sapar.areas.programme.views import decisions, meetings, minutes, reopening

urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/call/", meetings.call_meeting, name="call_meeting"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/change/", meetings.change_meeting, name="change_meeting"),
    path("meetings/<uuid:meeting_id>/cancel/", meetings.cancel_meeting, name="cancel_meeting"),
    path("meetings/<uuid:meeting_id>/points/add/", meetings.add_point, name="add_point"),
    path("meetings/<uuid:meeting_id>/people/add/", meetings.add_participant, name="add_participant"),
    path("meetings/<uuid:meeting_id>/do/<str:what>/", meetings.do, name="meeting_do"),
    path("meetings/points/<uuid:point_id>/remove/", meetings.remove_point, name="remove_point"),
    path("meetings/people/<uuid:participant_id>/mark/", meetings.mark, name="mark_attendance"),
    path("meetings/<uuid:meeting_id>/minutes/", minutes.minutes, name="minutes"),
    path("meetings/<uuid:meeting_id>/minutes/add/<str:kind>/", minutes.add_minute, name="add_minute"),
    path("meetings/<uuid:meeting_id>/minutes/propose/", minutes.propose, name="propose_minutes"),
    path("meetings/minutes/lines/<uuid:row_id>/", minutes.minute, name="minute"),
    path("meetings/minutes/lines/<uuid:row_id>/remove/", minutes.remove_minute, name="remove_minute"),
    path("meetings/minutes/<uuid:version_id>/", minutes.protocol, name="protocol"),
    path("meetings/minutes/<uuid:version_id>/accept/", minutes.accept, name="accept_minutes"),
    path("meetings/minutes/<uuid:version_id>/take-over/", minutes.take_over, name="take_over_minutes"),
    path("meetings/minutes/<uuid:version_id>/sign/", minutes.sign, name="sign_minutes"),
    path("meetings/minutes/<uuid:version_id>/reopen/", reopening.reopen_minutes, name="reopen_minutes"),
    path("meetings/minutes/<uuid:version_id>/withdraw/", reopening.withdraw_minutes, name="withdraw_minutes"),
    path("meetings/minutes/<uuid:version_id>/protocol-<str:language>.pdf", minutes.pdf, name="protocol_pdf"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/<uuid:decision_id>/", decisions.decision, name="decision"),
    path("decisions/<uuid:decision_id>/follow-up/", decisions.follow_up, name="follow_up"),
    path("decisions/files/<uuid:attachment_id>/", decisions.evidence, name="follow_up_file"),
]
