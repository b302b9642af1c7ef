"""Making the cluster and writing its configuration."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

from sapar.node import roles
from sapar.node.postgres import places
from sapar.node.postgres.places import MAJOR, NODE, PORT, Place, PostgresError, Say, Tuning


def prepare(data: Path, *, tuning: Tuning = NODE, say: Say = lambda _: None) -> Place:
    """Make the folders and the cluster when they are missing, and write its configuration. Idempotent."""
    data.mkdir(parents=True, exist_ok=True)
    data = data.resolve()
    account = places.account()
    data.chmod(0o711 if account else 0o700)
    (data / "logs").mkdir(mode=0o700, exist_ok=True)
    binaries = places.reachable_binaries(account, say)
    if (data / "postgres.json").exists():
        known = replace(places.place(data), binaries=binaries, account=account)
        if not known.sockets.is_dir() or not places.fits(known.sockets):
            known = replace(known, sockets=places.socket_folder(data, known.cluster, account))
            places.record(known)
    else:
        cluster = places.cluster_folder(data, account)
        places.own_folder(cluster, account)
        known = Place(data, cluster, places.socket_folder(data, cluster, account), binaries, account)
    owner = known.sockets.stat()
    if owner.st_uid != (account.uid if account else os.geteuid()) or stat.S_IMODE(owner.st_mode) != 0o700:
        raise PostgresError(f"the socket folder {known.sockets} is not private to the database's account")
    if not (known.cluster / "PG_VERSION").exists():
        _initdb(known, tuning)
    major = (known.cluster / "PG_VERSION").read_text().strip()
    if major != str(MAJOR):
        raise PostgresError(f"{known.cluster} is of PostgreSQL {major}, not {MAJOR}: dump it there, restore it here")
    places.record(known)
    _configure(known, tuning)
    return known


def plain_environment() -> dict[str, str]:
    kept = {"PATH", "HOME", "TMPDIR", "SAPAR_OS_USER"}
    return {k: v for k, v in os.environ.items() if k in kept} | {"LC_ALL": "C", "TZ": "UTC"}


def _initdb(place: Place, tuning: Tuning) -> None:
    # A cluster that an interrupted initdb left half made has no PG_VERSION or no control file: begin again.
    for item in place.cluster.iterdir():
        shutil.rmtree(item) if item.is_dir() else item.unlink()
    argv = [place.program("initdb"), "-D", str(place.cluster), "-U", roles.SETUP, "--encoding=UTF8", "--locale=C"]
    argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth-local=peer", "--auth-host=reject"]
    argv += ["-c", "dynamic_shared_memory_type=mmap"] + ([] if tuning.durable else ["--no-sync"])
    user = place.account
    done = subprocess.run(
        argv,
        capture_output=True,
        text=True,
        cwd="/",
        env=plain_environment(),
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )
    if done.returncode != 0:
        raise PostgresError(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def _configure(place: Place, tuning: Tuning) -> None:
    """(Re)write our configuration: the OS user who starts us may have changed since the last start."""
    settings = tuning.lines() | {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        "dynamic_shared_memory_type": "mmap",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "off",
        # Personal data stays out of the log: no statements, no parameters, no DETAIL lines.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "log_statement": "none",
    }
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    everybody = ",".join((roles.SETUP, roles.OWNER, roles.APP))
    names = dict.fromkeys([pwd.getpwuid(os.geteuid()).pw_name, *([place.account.name] if place.account else [])])
    ident = [f'sapar "{name}" {role}' for name in names for role in everybody.split(",")]
    files = {
        "sapar.conf": "".join(f"{name} = '{value}'\n" for name, value in quoted.items()),
        "pg_hba.conf": f"local all {everybody} peer map=sapar\n",
        "pg_ident.conf": "\n".join(ident) + "\n",
    }
    for name, text in files.items():
        _write(place, name, text)
    main = (place.cluster / "postgresql.conf").read_text()
    if "include_if_exists = 'sapar.conf'" not in main:
        _write(place, "postgresql.conf", main + "\ninclude_if_exists = 'sapar.conf'\n")


def _write(place: Place, name: str, text: str) -> None:
    path = place.cluster / name
    path.write_text(text)
    path.chmod(0o600)
    if place.account:
        os.chown(path, place.account.uid, place.account.gid)
