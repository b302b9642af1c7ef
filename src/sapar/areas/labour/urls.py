"""Addresses below ``/labour/``. They hold random ids only, never a name or a number."""

from __future__ import annotations

from django.urls import path

from sapar.areas.labour.views import deciding, employer, service, worker

app_name = "labour"
OWN, CASE = "applications/<uuid:application_id>", "cases/<uuid:application_id>"
urlpatterns = [
    path("", service.index, name="index"),
    path("records/<uuid:application_id>/", service.record, name="record"),
    # The employer.
    path("applications/", employer.applications, name="applications"),
    path("applications/start", employer.start, name="start"),
    path("staff", employer.staff, name="staff"),
    path(f"{OWN}/", employer.application, name="application"),
    path(f"{OWN}/worker", employer.worker, name="worker"),
    path(f"{OWN}/work", employer.work, name="work"),
    path(f"{OWN}/documents", employer.papers, name="papers"),
    path(f"{OWN}/documents/<uuid:paper_id>", employer.document, name="own_document"),
    path(f"{OWN}/documents/<uuid:paper_id>/remove", employer.remove_paper, name="remove_paper"),
    path(f"{OWN}/check", employer.check, name="check"),
    path(f"{OWN}/receipt", employer.receipt, name="receipt"),
    path(f"{OWN}/permit.pdf", employer.permit, name="own_permit"),
    path(f"{OWN}/withdraw", employer.withdraw, name="withdraw"),
    path(f"{OWN}/discard", employer.discard, name="discard"),
    path(f"{OWN}/appeal", employer.appeal, name="appeal"),
    path(f"{OWN}/cancel", employer.cancel, name="cancel"),
    # The migration service.
    path("cases/", service.cases, name="cases"),
    path("cases.csv", service.cases_csv, name="cases_csv"),
    path(f"{CASE}/", service.case, name="case"),
    path(f"{CASE}/documents/<uuid:paper_id>", service.document, name="document"),
    path(f"{CASE}/permit.pdf", service.permit, name="case_permit"),
    path(f"{CASE}/take", deciding.take, name="take"),
    path(f"{CASE}/release", deciding.release, name="release"),
    path(f"{CASE}/grant", deciding.grant, name="grant"),
    path(f"{CASE}/refuse", deciding.refuse, name="refuse"),
    path(f"{CASE}/return", deciding.send_back, name="return"),
    path(f"{CASE}/extend", deciding.extend, name="extend"),
    path(f"{CASE}/override", deciding.override, name="override"),
    path(f"{CASE}/uphold", deciding.uphold, name="uphold"),
    path(f"{CASE}/revoke", deciding.revoke, name="revoke"),
    path(f"{CASE}/code", deciding.code, name="code"),
    path("complaints/", service.complaints, name="complaints"),
    path("complaints/<uuid:complaint_id>/answer", service.answer, name="answer"),
    path("quotas", service.quotas, name="quotas"),
    path("register", service.register, name="register"),
    # The worker.
    path("permit/", worker.permit, name="permit"),
    path("permit/mine", worker.mine, name="mine"),
    path("permit/mine.pdf", worker.mine_pdf, name="mine_pdf"),
    path("permit/complain", worker.complain, name="complain"),
    path("permit/sign-out", worker.sign_out, name="sign_out"),
]
