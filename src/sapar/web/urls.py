"""Addresses of the shell, and of sign-in (django-allauth) as far as this node uses it: no sign-up."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path

from sapar.web.pages import about, accounts, asking, desk, front, invited, ledger, machines, node, person, trust, verify

web = (
    [
        path("", front.home, name="home"),
        path("language/<str:code>", front.language, name="language"),
        path("help/", about.help_index, name="help"),
        path("help/<slug:slug>", about.help_topic, name="help_topic"),
        path("privacy", about.privacy, name="privacy"),
        path("accessibility", about.accessibility, name="accessibility"),
        path("who-looked", about.who_looked, name="who_looked"),
        path("duty", person.duty, name="duty"),
        path("account/", person.account, name="account"),
        path("account/second-factor", person.second_factor, name="second_factor"),
        path("account/invited", invited.invited, name="invited"),
        path("accounts/", accounts.index, name="accounts"),
        path("accounts/new", accounts.new, name="colleague_new"),
        path("accounts/requests/", asking.index, name="access_requests"),
        path("accounts/requests/<uuid:request_id>", asking.decide, name="access_request"),
        path("accounts/<uuid:account_id>", accounts.colleague, name="colleague"),
        path("accounts/<uuid:account_id>/role", asking.propose_role, name="colleague_role"),
        path("accounts/<uuid:account_id>/second-factor", asking.propose_reset, name="colleague_reset"),
        path("accounts/<uuid:account_id>/code", accounts.again, name="colleague_again"),
        path("accounts/<uuid:account_id>/sessions", accounts.end_sessions, name="colleague_sessions"),
        path("accounts/<uuid:account_id>/roles/<uuid:duty_id>", accounts.end_duty, name="duty_end"),
        path("accounts/machines/", machines.index, name="machines"),
        path("accounts/machines/new", machines.new, name="machine_new"),
        path("accounts/machines/<uuid:account_id>", machines.machine, name="machine"),
        path("accounts/machines/<uuid:account_id>/role", machines.propose_role, name="machine_role"),
        path("accounts/machines/<uuid:account_id>/roles/<uuid:duty_id>", machines.end_role, name="machine_role_end"),
        path("accounts/machines/<uuid:account_id>/keys/new", machines.ask_key, name="machine_key_new"),
        path("accounts/machines/<uuid:account_id>/keys/<uuid:key_id>", machines.decide_key, name="machine_key"),
        path(
            "accounts/machines/<uuid:account_id>/keys/<uuid:key_id>/revoke", machines.revoke_key, name="machine_key_end"
        ),
        path("institutions/", node.institutions, name="institutions"),
        path("institutions/new", node.new_institution, name="institution_new"),
        path("institutions/places/new", node.new_place, name="place_new"),
        path("trust/", trust.trust, name="trust"),
        path("trust/new", trust.new, name="trust_new"),
        path("work", desk.work, name="work"),
        path("search", desk.search, name="search"),
        path("verify", verify.check, name="verify"),
        path("ledger/", ledger.ledger, name="ledger"),
        path("ledger/<uuid:entry_id>", ledger.ledger_entry, name="ledger_entry"),
        path("ledger/<uuid:entry_id>/proof", ledger.ledger_proof, name="ledger_proof"),
    ],
    "web",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(web)),
    path("account/sign-in", account.login, name="account_login"),
    path("account/sign-out", account.logout, name="account_logout"),
    path("account/sign-up", account.signup, name="account_signup"),
    path("account/closed", account.account_inactive, name="account_inactive"),
    path("account/confirm", account.reauthenticate, name="account_reauthenticate"),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/password/set", account.password_set, name="account_set_password"),
    path("account/password/lost", account.password_reset, name="account_reset_password"),
    path("account/password/lost/sent", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/password/lost/<str:uidb36>-<str:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/lost/done",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]
