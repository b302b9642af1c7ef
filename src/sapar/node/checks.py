"""What ``sapar check`` looks at: configuration, disk, clock, keys, database, migrations. Each failure has its mend."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from cryptography import x509

from sapar.node import config, external, keys, mark, postgres, roles, supervisor
from sapar.node.errors import NodeError

LEAST_FREE = 1 << 30
CLOCK_LIMIT = 5.0  # seconds; one-time codes live for 30


@dataclass(frozen=True)
class Result:
    """One check. ``ok`` is ``None`` when it could not be found out. ``mend``: what to do when it is not ``ok``."""

    name: str
    ok: bool | None
    text: str
    mend: str = ""


def run(data: Path) -> Iterator[Result]:
    """All checks in order; those that need the database start the embedded one when it is down."""
    try:
        node = config.load(data)
    except config.ConfigError as error:
        yield Result("configuration", False, str(error), f"edit {data / config.FILE} as the message says")
        return
    yield Result("configuration", True, f"{node.mode} node {node.code}, {node.origin}")
    yield from _tls(node)
    yield _disk(data)
    yield _clock()
    yield _keys(data)
    yield _recovery(data)
    if node.database.kind == "server":
        yield from _database(data, node)
        return
    try:
        with postgres.running(data):
            yield from _database(data, node)
    except NodeError as error:
        yield Result("database", False, str(error), f"look into {data / 'logs' / 'postgres.log'}")


def blocking(data: Path) -> list[str]:
    """What keeps ``serve`` from starting, with the mends. The database must be up."""
    node = config.load(data)
    found = [*_tls(node), _keys(data), *_database(data, node)]
    return [f"{result.text}; {result.mend}" for result in found if result.ok is False]


# ------------------------------------------------------------------------------------------------ the machine


def _tls(node: config.NodeConfig) -> Iterator[Result]:
    if node.tls.kind == "none" and node.host != "localhost":
        yield Result("tls", False, "no TLS on a host other than localhost", "set tls to proxy or files in node.json")
    if node.tls.kind != "files":
        return
    mend = "renew the certificate, or set tls.certificate and tls.key in node.json to the right files"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(node.tls.certificate, node.tls.key)
        end = x509.load_pem_x509_certificates(Path(node.tls.certificate).read_bytes())[0].not_valid_after_utc
    except (OSError, ValueError) as error:
        yield Result("tls", False, f"the certificate cannot be used: {error}", mend)
        return
    days = (end - datetime.now(UTC)).days
    yield Result("tls", days >= 7, f"the certificate ends on {end.date().isoformat()} (in {days} days)", mend)


def _disk(data: Path) -> Result:
    usage = shutil.disk_usage(data)
    text = f"{usage.free / 2**30:.1f} GiB free where {data} is"
    mend = "make room: old back-ups and logs first; nothing below postgres/ may be removed by hand"
    return Result("disk", usage.free >= LEAST_FREE, text, mend)


def _clock() -> Result:
    """Against a time server when one answers (NTP, RFC 5905); else whether the system says that it is synchronised."""
    mend = "switch time synchronisation on: timedatectl set-ntp true (one-time codes fail when the clock is off)"
    if time.time() < 1_760_000_000:
        return Result("clock", False, "the machine's clock stands before this program was made", mend)
    difference = _against_server(os.environ.get("SAPAR_NTP", "pool.ntp.org"))
    if difference is not None:
        return Result("clock", abs(difference) < CLOCK_LIMIT, f"{difference:+.1f} s against a time server", mend)
    text = datetime.now(UTC).isoformat(timespec="seconds")
    if shutil.which("timedatectl"):
        said = subprocess.run(
            ["timedatectl", "show", "-p", "NTPSynchronized", "--value"], capture_output=True, text=True
        )
        if said.stdout.strip() == "no":
            return Result("clock", False, "the machine says that its clock is not synchronised", mend)
        if said.stdout.strip() == "yes":
            return Result("clock", True, "synchronised, says the machine")
    return Result("clock", None, "no time server could be asked", "compare the machine's clock with a watch: " + text)


def _against_server(host: str) -> float | None:
    """How far this clock is behind (seconds, positive: it is slow); ``None`` when the server does not answer."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ask:
            ask.settimeout(1.0)
            sent = time.time()
            ask.sendto(b"\x1b" + 47 * b"\0", (host, 123))
            answer = ask.recv(48)
            back = time.time()
    except OSError:
        return None
    if len(answer) < 48 or answer[1] == 0:
        return None
    whole, part = struct.unpack("!II", answer[40:48])
    return float(whole - 2_208_988_800 + part / 2**32 - (sent + back) / 2)


def _keys(data: Path) -> Result:
    faults = keys.faults(data)
    mend = f"chmod 700 {data}/keys; chmod 600 {data}/keys/*; a missing key comes back from the back-up of keys"
    return Result("keys", not faults, "; ".join(faults) or "there, and private", mend)


def _recovery(data: Path) -> Result:
    known = config.secret(data, "recovery.pub") is not None
    text = "back-ups can be made" if known else "there is no recovery key: no back-up can be made"
    return Result("recovery key", known or config.load(data).mode == "demo", text, "sapar backup --new-key FILE BACKUP")


# ------------------------------------------------------------------------------------------------ the database


def _database(data: Path, node: config.NodeConfig) -> Iterator[Result]:
    mend = "start the database server, or correct keys/database-*.url"
    try:
        with psycopg.connect(**config.connection(data), connect_timeout=5) as connection:  # type: ignore[arg-type]
            faults = external.app_faults(connection)
            marked = mark.read(connection)
            version = connection.info.server_version // 10000
        with psycopg.connect(**config.connection(data, roles.OWNER), connect_timeout=5):  # type: ignore[arg-type]
            pass
    except (psycopg.Error, NodeError) as error:
        yield Result("database", False, f"does not answer: {str(error).strip()}", mend)
        return
    if faults:
        yield Result("database", False, "; ".join(faults), "do what each says, as the server's superuser")
    else:
        yield Result("database", True, f"PostgreSQL {version}, the application role has no more rights than it should")
    try:
        mark.check(marked, node.mode, node.code)
    except mark.WrongDatabase as error:
        yield Result("database", False, str(error), "correct the addresses in keys/ or the code in node.json")
        return
    migrated = _migrations(data)
    yield migrated
    if migrated.ok:
        yield _views(data)


def _views(data: Path) -> Result:
    """Whether the views that figures are counted from are those that the program declares."""
    program = (
        "import django; django.setup()\n"
        "from sapar.kernel.facts.checks import view_problems\n"
        "print(*view_problems(), sep='\\n')"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=supervisor.environment(data), capture_output=True, text=True)
    if done.returncode != 0:
        return Result("fact views", None, (done.stderr.strip().splitlines() or ["unknown"])[-1], "look into the error")
    problems = done.stdout.split("\n")
    found = [line for line in problems if line.strip()]
    text = "; ".join(found) or "as the program declares them"
    return Result("fact views", not found, text, "install this version anew, then: sapar migrate")


def _migrations(data: Path) -> Result:
    command = [sys.executable, "-m", "django", "migrate", "--plan"]
    environment = supervisor.environment(data, SAPAR_DB_ROLE="owner")
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        return Result(
            "migrations", False, (done.stderr.strip().splitlines() or ["unknown"])[-1], "install this version anew"
        )
    missing = "No planned migration operations." not in done.stdout
    text = "the database is of an older version" if missing else "the database is of this version"
    return Result("migrations", not missing, text, "make a back-up, then: sapar migrate")
