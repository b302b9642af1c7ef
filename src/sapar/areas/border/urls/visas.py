"""Addresses of visas. ``visa/`` is the public's and the applicant's; ``visas/`` is for those who decide."""

from __future__ import annotations

from django.urls import URLPattern, path

from sapar.areas.border.views import visa_decisions, visa_desk, visas

urlpatterns: list[URLPattern] = [
    path("visa/", visas.start, name="visa_start"),
    path("visa/open", visas.open_page, name="visa_open"),
    path("visa/mine", visas.mine, name="visa_mine"),
    path("visa/mine/passport", visas.passport, name="visa_passport"),
    path("visa/mine/journey", visas.trip, name="visa_trip"),
    path("visa/mine/invitation", visas.inviter, name="visa_inviter"),
    path("visa/mine/documents", visas.papers, name="visa_papers"),
    path("visa/mine/check", visas.check, name="visa_check"),
    path("visa/mine/withdraw", visas.withdraw, name="visa_withdraw"),
    path("visa/mine/appeal", visas.appeal, name="visa_appeal"),
    path("visa/mine/extension", visas.extension, name="visa_extension"),
    path("visa/mine/visa.pdf", visas.pdf, name="visa_mine_pdf"),
    path("visa/close", visas.sign_out, name="visa_close"),
    path("visas/", visa_desk.index, name="visas"),
    path("visas/counted", visa_desk.counted, name="visas_counted"),
    path("visas/<uuid:application_id>/", visa_desk.case, name="visa_case"),
    path("visas/<uuid:application_id>/take", visa_desk.take, name="visa_take"),
    path("visas/<uuid:application_id>/visa.pdf", visa_desk.pdf, name="visa_pdf"),
    path("visas/<uuid:application_id>/documents/<uuid:paper_id>", visa_desk.paper, name="visa_paper"),
    *(
        path(f"visas/<uuid:application_id>/{name}", visa_decisions.decision, {"name": name}, name=f"visa_{name}")
        for name in visa_decisions.DECISIONS
    ),
]
