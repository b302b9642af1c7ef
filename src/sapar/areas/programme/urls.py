from __future__ import annotations

from django.urls import include, path

from sapar.areas.programme import views
from sapar.areas.programme.views import drafting, following, overview, plans

app_name = "programme"
urlpatterns = [
    path("", views.commitments, name="commitments"),
    path("objectives/<int:number>/", views.objective, name="objective"),
    path("links/<uuid:link_id>/end/", views.unlink, name="unlink"),
    path("indicators/<str:code>/", views.indicator, name="indicator"),
    path("indicators/<str:code>/count/", views.count, name="count"),
    path("runs/<uuid:run_id>/", views.run, name="run"),
    path("runs/<uuid:run_id>/repeat/", views.repeat, name="repeat"),
    path("", include("sapar.areas.programme.urls_meetings")),
    path("plans/", overview.overview, name="overview"),
    path("plans/open/", plans.open_plan, name="open_plan"),
    path("plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("plans/<uuid:plan_id>/draft/", drafting.draft, name="draft"),
    path("plans/<uuid:plan_id>/draft/add/<str:level>/", drafting.add_line, name="add_line"),
    path("plans/<uuid:plan_id>/propose/", drafting.propose, name="propose"),
    path("plans/<uuid:plan_id>/close/", plans.close_plan, name="close_plan"),
    path("plans/<uuid:plan_id>/activities/", following.follow, name="follow"),
    path("plans/<uuid:plan_id>/calendar/", following.calendar, name="calendar"),
    path("plans/<uuid:plan_id>/owed/", following.owed, name="owed"),
    path("plans/<uuid:plan_id>/priorities/add/", overview.add_priority, name="add_priority"),
    path("plans/agreements/<uuid:round_id>/", plans.agreement, name="agreement"),
    path("plans/lines/<uuid:row_id>/", drafting.line, name="line"),
    path("plans/lines/<uuid:row_id>/remove/", drafting.remove_line, name="remove_line"),
    path("plans/versions/<uuid:version_id>/", plans.version, name="version"),
    path("plans/versions/<uuid:version_id>/take-over/", drafting.take_over, name="take_over"),
    path("plans/versions/<uuid:version_id>/accept/", plans.accept, name="accept"),
    path("plans/versions/<uuid:version_id>/sign/", plans.sign, name="sign"),
    path("plans/versions/<uuid:version_id>/plan-<str:language>.pdf", plans.pdf, name="plan_pdf"),
    path("plans/parties/<uuid:party_id>/", overview.focal_point, name="focal_point"),
    path("plans/priorities/<uuid:priority_id>/end/", overview.end_priority, name="end_priority"),
    path("plans/activities/<uuid:activity_id>/", following.activity, name="activity"),
    path("plans/activities/<uuid:activity_id>/report/", following.report, name="report"),
    path("plans/activities/<uuid:activity_id>/spend/", following.spend, name="spend"),
    path("plans/milestones/<uuid:milestone_id>/", following.milestone, name="milestone"),
    path("plans/evidence/<uuid:attachment_id>/", following.evidence, name="evidence"),
]
