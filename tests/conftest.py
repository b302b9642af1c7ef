"""Tests run on the embedded PostgreSQL, as the application role, with committed transactions.

A test that is marked ``@pytest.mark.django_db`` or asks for ``db``, ``node_db`` or ``transactional_db`` gets an untouched
database: a clone of one that was migrated once, or the last one emptied. No test is wrapped in a transaction: acts are
durable, and a local setting would leak from act to act. Tests that need no database start no server.

Fixtures: ``node_db`` (``Node``: folder, database name, environment for a child process), ``owner_sql`` and ``app_sql``
(raw psycopg connections to the clone as owner and as application role, autocommit).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

# How fast a machine makes inputs, or runs one, is no property of what is tested: a busy one failed for that alone.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
if str(SRC) not in sys.path:
    sys.path.insert(0, str(SRC))

# Before anything imports Django's settings: they read the data folder's configuration.
DATA = Path(tempfile.mkdtemp(prefix="sapar-test-"))
os.environ.update({"SAPAR_DATA": str(DATA), "DJANGO_SETTINGS_MODULE": "sapar.node.settings"})
os.environ.pop("SAPAR_DB_ROLE", None)
os.environ.pop("SAPAR_DB_NAME", None)

from sapar.node import config, keys, postgres, roles  # noqa: E402

config.save(DATA, config.NodeConfig(mode="test"))
(DATA / "static").mkdir()

from django.conf import settings  # noqa: E402

settings.INSTALLED_APPS  # noqa: B018 - loads the settings, so that pytest-django sets Django up

CACHE = Path(tempfile.gettempdir()) / f"sapar-test-cache-{os.geteuid()}"
CLONE = "sapar_test"


@dataclass(frozen=True)
class Node:
    """The test's node. ``environment``: for child processes that work on the same database."""

    data: Path
    place: postgres.Place
    database: str

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(SRC), *filter(None, [os.environ.get("PYTHONPATH")])])
        return {**os.environ, "SAPAR_DB_NAME": self.database, "PYTHONPATH": path}


def _schema_key() -> str:
    """A digest of everything that a migrated, empty database depends on (a migration's own imports included)."""
    files = {*SRC.glob("sapar/**/migrations/*.py"), *SRC.glob("sapar/**/*.sql"), *SRC.glob("sapar/**/apps.py")}
    for migration in list(files):
        for module in re.findall(r"^(?:from|import) (sapar[\w.]*)", migration.read_text(), re.MULTILINE):
            base = SRC / module.replace(".", "/")
            files |= {p for p in (base.with_suffix(".py"), base / "__init__.py") if p.exists()}
            files |= set(base.glob("*.py")) if base.is_dir() else set()
    files |= {ROOT / "requirements.lock", SRC / "sapar/node/settings.py", *SRC.glob("sapar/node/postgres/*.py")}
    files |= {SRC / "sapar/node/roles.py", SRC / "sapar/node/migrate.py"}
    digest = hashlib.sha256(str(postgres.MAJOR).encode())
    for file in sorted(files):
        if file.exists():
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _copy(source: Path, target: Path) -> None:
    # cp keeps the owner of the files, which is the database's own account when we are root
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _remember(key: str) -> None:
    """Keep the migrated cluster for later runs; two others stay, and whatever was used within the hour."""
    CACHE.mkdir(mode=0o711, exist_ok=True)
    if CACHE.stat().st_uid != os.geteuid():
        return
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=CACHE))
    _copy(DATA / "postgres", draft / "postgres")
    try:
        draft.rename(CACHE / key)
    except OSError:  # another run was quicker
        shutil.rmtree(draft, ignore_errors=True)
    used = {path: path.stat().st_mtime for path in CACHE.iterdir()}
    for old in sorted(used, key=used.__getitem__)[:-3]:
        if used[old] < time.time() - 3600:  # another run may be copying it
            shutil.rmtree(old, ignore_errors=True)


@pytest.fixture(scope="session")
def _cluster(django_db_blocker: Any) -> Iterator[postgres.Place]:
    """The server of this run with its migrated database, from the cache when the migrations are the same."""
    key = _schema_key()
    known = CACHE / key / "postgres"
    if known.exists() and CACHE.stat().st_uid == os.geteuid():
        os.utime(known.parent)
        _copy(known, DATA / "postgres")
    else:
        server = postgres.start(DATA, tuning=postgres.TESTS)
        try:
            environment = Node(DATA, server.place, roles.DATABASE).environment
            argv = [sys.executable, "-m", "sapar.node.migrate"]
            done = subprocess.run(argv, env=environment, capture_output=True, text=True)
            if done.returncode != 0:
                raise RuntimeError(f"migrating the test database failed:\n{done.stdout}{done.stderr}")
        finally:
            server.stop()
        _remember(key)
    server = postgres.start(DATA, tuning=postgres.TESTS)
    yield server.place
    from django.db import connections

    with django_db_blocker.unblock():
        connections.close_all()
    server.stop()


@pytest.fixture(scope="session")
def django_db_setup(_cluster: postgres.Place) -> None:
    """Instead of pytest-django's own test database."""
    import django.db

    # Settings were computed before the server had a place.
    where = {"HOST": str(_cluster.sockets), "PORT": postgres.PORT, "USER": roles.APP, "NAME": CLONE, "CONN_MAX_AGE": 0}
    settings.DATABASES["default"].update(where)
    django.db.connections.settings["default"].update(where)
    keys.ensure(DATA)


# Rows of a catalogue change their xmin when a test makes, alters, grants or drops something; ANALYZE leaves it alone.
CATALOGUE = " union all ".join(
    f"select '{table}', md5(string_agg(c.oid::text || ':' || c.xmin::text, ',' order by c.oid)) from {table} c {where}"
    for table, where in (
        ("pg_class", "where relnamespace = 'public'::regnamespace"),
        ("pg_proc", "where pronamespace = 'public'::regnamespace"),
        ("pg_policy", ""),
        ("pg_trigger", ""),
        ("pg_namespace", "where nspname !~ '^pg_(toast_)?temp'"),
    )
)
ROWS = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname"
MUCH = 32 << 20  # bytes in tables above which a new clone is quicker than deleting rows


class _Clone:
    """The test's database: cloned from the migrated one, then emptied again after each test that wrote something.

    Emptying takes hundredths of a second where cloning takes tenths (seconds on a busy disk). What a test did to the
    schema, to rows that migrations made, or with very many rows is not undone piece by piece: then it is cloned anew.
    """

    def __init__(self, place: postgres.Place) -> None:
        self.place = place
        self.position: str | None = None  # of the write-ahead log, when the database was last known to be untouched
        self.catalogue: list[Any] = []
        self.empty: list[str] = []
        self.seeds: dict[str, str] = {}
        self.sequences: dict[str, int | None] = {}

    def make_ready(self) -> None:
        if self.position is not None:
            # A test that kills the server may leave anything: what cannot be emptied is cloned anew.
            with contextlib.suppress(psycopg.Error), _connect(self.place, roles.SETUP, CLONE) as clone:
                # nextval() within what is logged ahead moves no log: sequences are looked at too
                if _log_position(clone) == self.position and self._positions(clone) == self.sequences:
                    return
                if self._emptied(clone):
                    self.position = _log_position(clone)
                    return
        with _connect(self.place, roles.SETUP, "postgres") as setup:
            setup.execute(f"drop database if exists {CLONE} with (force)")
            roles.ensure_database(setup, CLONE, template=roles.DATABASE)
        with _connect(self.place, roles.SETUP, CLONE) as clone:
            self._remember(clone)
            self.position = _log_position(clone)

    def _remember(self, clone: psycopg.Connection[Any]) -> None:
        tables = [row[0] for row in clone.execute(ROWS)]
        full = self._with_rows(clone, tables)
        self.empty = [table for table in tables if table not in full]
        self.seeds = self._digests(clone, sorted(full))
        self.sequences = self._positions(clone)
        self.catalogue = clone.execute(CATALOGUE).fetchall()

    def _emptied(self, clone: psycopg.Connection[Any]) -> bool:
        clone.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database()"
            " and backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        if clone.execute(CATALOGUE).fetchall() != self.catalogue:
            return False
        full = self._with_rows(clone, self.empty)
        size = clone.execute(
            "select coalesce(sum(pg_table_size(t::regclass)), 0) from unnest(%s::text[]) t", [sorted(full)]
        )
        if int((size.fetchone() or [0])[0]) > MUCH:
            return False
        # As a replica: no triggers (the ledger's refuse), no order among foreign keys.
        words = ["set local session_replication_role = replica"]
        words += [f'delete from "{table}"' for table in sorted(full)]
        for name, value in self._positions(clone).items():
            if value != (before := self.sequences.get(name)):
                words.append(f"select setval('\"{name}\"', {before or 1}, {before is not None})")
        clone.execute(";".join(["begin", *words, "commit"]))
        return self._digests(clone, sorted(self.seeds)) == self.seeds

    @staticmethod
    def _with_rows(clone: psycopg.Connection[Any], tables: list[str]) -> set[str]:
        words = [f"select '{table}' where exists (select 1 from \"{table}\")" for table in tables]
        return {row[0] for row in clone.execute(" union all ".join(words))}

    @staticmethod
    def _digests(clone: psycopg.Connection[Any], tables: list[str]) -> dict[str, str]:
        words = [f"select '{t}', md5(string_agg(r::text, ',' order by r::text)) from \"{t}\" r" for t in tables]
        return dict(clone.execute(" union all ".join(words)).fetchall()) if words else {}

    @staticmethod
    def _positions(clone: psycopg.Connection[Any]) -> dict[str, int | None]:
        query = "select sequencename, last_value from pg_sequences where schemaname = 'public'"
        return dict(clone.execute(query).fetchall())


def _connect(place: postgres.Place, role: str, database: str) -> psycopg.Connection[Any]:
    return psycopg.connect(**place.connection(role, database), autocommit=True)  # type: ignore[arg-type]


def _log_position(setup: psycopg.Connection[Any]) -> str:
    row = setup.execute("select pg_current_wal_insert_lsn()::text").fetchone()
    assert row is not None
    return str(row[0])


@pytest.fixture(scope="session")
def _clone(_cluster: postgres.Place) -> _Clone:
    return _Clone(_cluster)


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker: Any, _clone: _Clone) -> Iterator[None]:
    """What pytest-django's marker and ``db`` fixtures stand on: an untouched database, no enclosing transaction."""
    from django.db import connections

    from sapar.kernel import clock

    _clone.make_ready()
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    (DATA / "clock").unlink(missing_ok=True)
    clock.forget()


@pytest.fixture
def node_db(_django_db_helper: None, _cluster: postgres.Place) -> Node:
    """A database of its own for this test, and where it is."""
    return Node(DATA, _cluster, CLONE)


@pytest.fixture
def owner_sql(node_db: Node) -> Iterator[psycopg.Connection[Any]]:
    """A raw connection as the owner of the tables: policies do not hold for it."""
    with _connect(node_db.place, roles.OWNER, CLONE) as connection:
        yield connection


@pytest.fixture
def app_sql(node_db: Node) -> Iterator[psycopg.Connection[Any]]:
    """A raw connection as the application role: what injected SQL could do."""
    with _connect(node_db.place, roles.APP, CLONE) as connection:
        yield connection


# ------------------------------------------------------------------------------------------------ browser

CHROMIUM = os.environ.get("SAPAR_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)
NOT_RUN = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests come last, and without Chromium they are skipped and counted."""
    browser = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in browser] + browser
    if browser:
        # Playwright's loop runs in the main thread; Django would take our plain calls there for calls inside it.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if CHROMIUM is None:
        config.stash[NOT_RUN] = len(browser)
        for item in browser:
            item.add_marker(pytest.mark.skip(reason="NOT RUN: there is no Chromium (apt install chromium)"))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    count = config.stash.get(NOT_RUN, 0)
    if count:
        terminalreporter.section("browser tests")
        terminalreporter.line(f"{count} browser tests NOT RUN: there is no Chromium (apt install chromium)", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    shutil.rmtree(DATA, ignore_errors=True)
    if os.environ.get("SAPAR_BROWSER_REQUIRED") and session.config.stash.get(NOT_RUN, 0):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium instead of one that Playwright would download; its sandbox does not work as root."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}
