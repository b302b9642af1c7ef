"""The JSON API explored from its own document, on the demo's data: nothing is a server's error, nothing is unannounced."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import schemathesis
from django.apps import apps
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from sapar.kernel.access import registry
from sapar.kernel.access.models import Duty
from sapar.kernel.acts import CATALOGUE

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# What takes sessions and roles away is explored after everything that needs them.
LAST = ("access.end_duty", "access.end_sessions")
KINDS = {"request_id": "accessrequest"}


@dataclass(frozen=True)
class Session:
    """What a signed-in program sends with each call."""

    headers: dict[str, str]
    cookies: dict[str, str]


def sign_in(duty: Duty) -> Session:
    client = Client()
    client.force_login(duty.account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["sapar_duty"] = str(duty.pk)
    session.save()
    token = client.get("/api/session").json()["csrf_token"]
    return Session({"X-CSRFToken": token}, {name: morsel.value for name, morsel in client.cookies.items()})


@pytest.fixture
def demo(node_db: Any) -> None:
    """The demo's people and records."""
    from django.conf import settings

    from sapar.kernel import vault
    from sapar.node import demo

    vault.make(settings.SAPAR_KEYS)
    demo.load(lambda step: None)


def known_ids(owner_sql: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Ids of real records by the argument that names one."""
    found: dict[str, list[str]] = {}
    for model in apps.get_models():
        if model.__module__.startswith("sapar."):
            table, column = model._meta.db_table, model._meta.pk.column
            rows = owner_sql.execute(f"select {column} from {table} limit 40").fetchall()
            found[f"{model._meta.model_name}_id"] = [str(row[0]) for row in rows]
    return found | {name: found[f"{kind}_id"] for name, kind in KINDS.items()}


def served(environ: dict[str, Any], start_response: Any) -> Any:
    """The node as a server calls it, with the caller's address."""
    return get_wsgi_application()({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


def explore(
    session_of: Callable[[str], Session | None], examples: int, modes: list[GenerationMode], ids: dict[str, list[str]]
) -> Counter[int]:
    """Call every operation; returns how often which status came."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", served)
    found = {one.path.rpartition("/")[2]: one for one in (result.ok() for result in schema.get_all_operations())}
    seen: Counter[int] = Counter()
    known = registry.roles()
    for name in sorted(found, key=lambda name: (name in LAST, name)):
        if name.startswith("test."):
            continue  # of another test in this run
        for mode in modes:
            if mode is GenerationMode.NEGATIVE and not (name in CATALOGUE and CATALOGUE[name].arguments):
                continue  # there is nothing to break
            if mode is GenerationMode.NEGATIVE and all(
                known[role].machine for role in CATALOGUE[name].roles if role in known
            ):
                continue  # for machines only: no person's session gets as far as the schema
            _explore(found[name].as_strategy(generation_mode=mode), session_of, name, examples, ids, seen)
    return seen


def _explore(
    strategy: Any,
    session_of: Callable[[str], Session | None],
    name: str,
    examples: int,
    ids: dict[str, list[str]],
    seen: Counter[int],
) -> None:
    @given(case=strategy)
    @hypothesis_settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any) -> None:
        session = session_of(name)
        if session is not None:
            case.headers = {**(case.headers or {}), **session.headers}
            case.cookies = session.cookies
        if isinstance(case.body, dict):
            # An id that was made up finds nothing: real ones lead into the acts.
            case.body.update({key: random.choice(ids[key]) for key in case.body if ids.get(key)})
        seen[case.call_and_validate(checks=CHECKS).status_code] += 1

    run()


def test_everything_that_a_schema_allows_is_answered_as_announced(
    demo: None, owner_sql: psycopg.Connection[Any]
) -> None:
    """As people who may, on real records: for each operation somebody in a role that it names. Every answer has a status
    that the document announces, in its schema; none is a server's error."""
    random.seed(7)
    sessions: dict[str, list[Session]] = {}
    for duty in Duty.objects.select_related("account").order_by("id"):
        sessions.setdefault(duty.role, []).append(sign_in(duty))

    def of(name: str) -> Session:
        roles = CATALOGUE[name].roles if name in CATALOGUE else ()
        return random.choice([one for role in roles for one in sessions.get(role, [])] or sessions["access.manager"])

    seen = explore(of, 4, [GenerationMode.POSITIVE], known_ids(owner_sql))
    # The sessions held, and the calls went through the acts.
    assert seen[200] > 100 and seen[404] > 10 and seen[409] > 20 and seen[401] < 10, seen


def test_what_a_schema_forbids_is_refused(demo: None) -> None:
    """Bodies that break the schema are never carried out."""
    sessions: dict[str, Session] = {}
    for duty in Duty.objects.select_related("account"):
        sessions[duty.role] = sign_in(duty)

    def of(name: str) -> Session:
        roles = CATALOGUE[name].roles if name in CATALOGUE else ()
        return next((sessions[role] for role in roles if role in sessions), sessions["access.manager"])

    seen = explore(of, 2, [GenerationMode.NEGATIVE], {})
    assert seen[422] > 100 and seen[401] + seen[403] == 0, seen


def test_strangers_are_answered_as_announced(node_db: Any) -> None:
    """Without a session every answer is a problem in its form."""
    seen = explore(lambda name: None, 2, [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], {})
    assert set(seen) <= {200, 401, 405, 415} and seen[401] > 100, seen
