from __future__ import annotations

from django.urls import path

from sapar.areas.programme import views

app_name = "programme"
urlpatterns = [
    path("", views.commitments, name="commitments"),
    path("objectives/<int:number>/", views.objective, name="objective"),
    path("links/<uuid:link_id>/end/", views.unlink, name="unlink"),
    path("indicators/<str:code>/", views.indicator, name="indicator"),
    path("indicators/<str:code>/count/", views.count, name="count"),
    path("runs/<uuid:run_id>/", views.run, name="run"),
    path("runs/<uuid:run_id>/repeat/", views.repeat, name="repeat"),
]
