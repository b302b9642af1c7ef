from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path


def todo(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


app_name = "labour"
urlpatterns = [path("permit/", todo, name="permit")]
