"""Pages under load with a million crossings; see README.md beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))
CROSSINGS = int(os.environ.get("SAPAR_BENCH_CROSSINGS", 1_000_000))
PEOPLE, THINK, SECONDS, NEWCOMERS = 50, 2.0, 60.0, 150
TARGET = {"list_p95_ms": 150.0, "open_p95_ms": 150.0, "save_p95_ms": 300.0, "all_done_s": 15.0, "inside_p95_ms": 600.0}

# fmt: off
FILL = (
    "insert into people_person (id, birth_date, sex, nationality, institution_id, created_at) "
    "select gen_random_uuid(), '1980-01-01', 'M', 'UZB', %(institution)s, now() from generate_series(1, %(persons)s)",
    "create temporary table p as select id, row_number() over () n from people_person where birth_date = '1980-01-01'",
    'insert into people_personname (id, person_id, script, "primary", secondary, source, created_at) '
    "select gen_random_uuid(), id, 'mrz', 'SURNAME' || n, 'GIVEN', 'mrz', now() from p",
    "insert into people_traveldocument (id, person_id, key, document_code, issuer, number, mrz, first_seen_at) "
    "select gen_random_uuid(), id, 'UZB:B' || lpad(n::text, 8, '0'), 'P', 'UZB', 'B' || lpad(n::text, 8, '0'), '', now() from p",
    "create temporary table d as select t.id, t.person_id, t.number, p.n from people_traveldocument t join p on p.id = t.person_id",
    "create index on d (n)",
    "insert into border_crossing (id, person_id, document_id, document_number, nationality, direction, at, crossed_on, "
    "recorded_at, place_id, institution_id, officer_id, permit_number, seal_digest) "
    "select gen_random_uuid(), d.person_id, d.id, d.number, 'UZB', case when g %% 2 = 0 then 'entry' else 'exit' end, "
    "now() - g * interval '31 seconds', (now() - g * interval '31 seconds')::date, now(), "
    "(array[%(places)s]::uuid[])[1 + g %% 3], %(institution)s, %(officer)s, '', '' "
    "from generate_series(1, %(crossings)s) g join d on d.n = 1 + g %% %(persons)s",
)
# fmt: on


def fill(place: Any, institution: str, officer: str, places: list[str]) -> float:
    """Load the crossings as the owner of the tables; gives the seconds it took."""
    import psycopg

    begun = time.perf_counter()
    values = {"institution": institution, "officer": officer, "crossings": CROSSINGS, "persons": max(CROSSINGS // 5, 3)}
    with psycopg.connect(**place.connection("sapar_owner", "sapar"), autocommit=True) as owner:
        owner.execute("set synchronous_commit = off")
        for statement in FILL:
            text = statement.replace("%(places)s", ", ".join(f"'{one}'" for one in places))
            owner.execute(text, values if "%(" in text else None)
    return time.perf_counter() - begun


def settle(place: Any) -> None:
    """Bring the database to rest: a node that has grown to this size was vacuumed and written to disk on the way.

    Without it the minute of the measurement carries the flush of a gigabyte that was loaded in half a minute.
    """
    import psycopg

    from sapar.node import roles

    with psycopg.connect(**place.connection(roles.SETUP, roles.DATABASE), autocommit=True) as whole:
        whole.execute("vacuum (analyze)")
        whole.execute("checkpoint")


def sessions(actors: dict[str, Any], wanted: int) -> list[dict[str, str]]:
    """Signed-in officers, as the sign-in pages leave them: account, authentication with a second factor, session."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import appoint, create_account

    console, made, model = Actor.system("console"), [], actors["border"]
    for number in range(wanted):
        account = create_account(console, username=f"bench{number}", full_name=f"Bench {number}", language="en")
        appoint(
            console,
            account_id=account.pk,
            institution_id=model.institution_id,
            role="border.officer",
            place_id=model.place_id,
        )
        store = SessionStore()
        now = time.time()
        store.update({
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: account.get_session_auth_hash(),
            "account_authentication_methods": [
                {"method": "password", "at": now, "username": account.username},
                {"method": "mfa", "at": now, "type": "totp"},
            ],
        })  # fmt: skip
        store.create()
        made.append({settings.SESSION_COOKIE_NAME: str(store.session_key)})
    return made


def newcomers(actors: dict[str, Any], wanted: int) -> list[list[str]]:
    """People with a password who will sign in."""
    from django.contrib.auth.hashers import make_password

    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.acts import appoint, create_account, set_password

    console, password = Actor.system("console"), "a long enough password 417"
    hashed, made = make_password(password), []
    for number in range(wanted):
        account = create_account(console, username=f"new{number}", full_name=f"New {number}", language="en")
        set_password(console, account_id=account.pk, password_hash=hashed)
        appoint(
            console, account_id=account.pk, institution_id=actors["employer"].institution_id, role="labour.employer"
        )
        made.append([account.username, password])
    return made


def measure(data: Path, place: Any) -> list[dict[str, Any]]:
    """Prepare the node, start its web process and worker, and let the people come."""
    import django

    django.setup()
    from django.db import connections

    from sapar.kernel.access.models import Place
    from sapar.node import demo, supervisor

    demo.load(lambda part: None)
    from sapar.kernel.access.models import Account, Duty
    from sapar.kernel.access.session import actor_for

    actors = {
        duty.account.username: actor_for(duty.account, duty)
        for duty in Duty.objects.select_related("account").filter(account__username__in=["border", "employer"])
    }
    posts = [str(pk) for pk in Place.objects.values_list("pk", flat=True)]
    spent = fill(place, str(actors["border"].institution_id), str(Account.objects.get(username="border").pk), posts)
    settle(place)
    print(f"{CROSSINGS} crossings loaded in {spent:.0f} s", flush=True)
    told = {"sessions": sessions(actors, PEOPLE), "newcomers": newcomers(actors, NEWCOMERS)}
    connections.close_all()
    from sapar.node import config

    port = config.load(data).port
    environment = supervisor.environment(data)
    children = [
        subprocess.Popen(supervisor.python(f"sapar.node.{name}"), env=environment, stdout=subprocess.DEVNULL)
        for name in ("web", "worker")
    ]
    try:
        wait(port)
        told |= {"port": port, "seconds": SECONDS, "think": THINK}
        argv = [sys.executable, str(Path(__file__).parent / "people.py")]
        done = subprocess.run(argv, input=json.dumps(told), capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(20)


def wait(port: int) -> None:
    import urllib.request

    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/health", timeout=2)
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the web process did not answer")


def main() -> int:
    from sapar.node import config, postgres, supervisor

    data = Path(tempfile.mkdtemp(prefix="sapar-bench-"))
    os.environ |= {"SAPAR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "sapar.node.settings"}
    config.save(data, config.NodeConfig(mode="demo", port=supervisor.free_port(8900), web_workers=config.processes()))
    server = postgres.start(data)
    try:
        for module, role in (("sapar.node.migrate", "owner"),):
            environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SAPAR_DB_ROLE": role}
            subprocess.run([sys.executable, "-m", module], env=environment, check=True, capture_output=True)
        import django

        django.setup()
        from sapar.node import keys

        keys.ensure(data)

        os.environ["SAPAR_PACK_STATIC"] = "1"
        subprocess.run(
            [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v", "0"],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=True, capture_output=True,
        )  # fmt: skip
        pages, crowd = measure(data, server.place)
        print(json.dumps(pages), json.dumps(crowd), sep="\n", flush=True)
        figures = {
            **{k: pages[k] for k in ("list_p95_ms", "open_p95_ms", "save_p95_ms")},
            "all_done_s": crowd["all_done_s"],
            "inside_p95_ms": crowd["inside_p95_ms"],
        }
        ratio = min(TARGET[name] / max(value, 0.001) for name, value in figures.items())
        clean = pages["faults"] == 0 and crowd["refused_or_failed"] == 0 and crowd["sign_ins"] == NEWCOMERS
        holds = ratio >= 1 and clean
        print(
            json.dumps(
                {
                    "name": "pages",
                    "crossings": CROSSINGS,
                    "ours": figures,
                    "pages": pages,
                    "crowd": crowd,
                    "ratio": round(ratio, 3),
                    "target": TARGET,
                    "holds": holds,
                }
            )
        )
        return 0 if holds else 1
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()
        postgres.erase(data)


if __name__ == "__main__":
    sys.exit(main())
