"""Configuration and secrets: what is wrong is named, what is secret is private."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sapar.node import config, external, keys


def test_a_configuration_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    """Saving and loading gives the same configuration, in a file that only its owner reads."""
    node = config.NodeConfig(mode="production", host="sapar.example", tls=config.Tls(kind="proxy"), name="Döwlet")
    config.save(tmp_path, node)
    assert config.load(tmp_path) == node
    assert (tmp_path / "node.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"port": 0}, "port"),
        ({"country": "Tm"}, "country"),
        ({"time_zone": "Asia/Aşgabat"}, "time_zone"),
        ({"database": {"kind": "oracle"}}, "database"),
        ({"mail": {"kind": "smtp", "prot": 25}}, "mail.prot"),
        ({"code": "Has Space"}, "code"),
        ({"languages": ["tk", "de"]}, "languages.1"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    """A configuration that cannot be used gives an error with file and field."""
    (tmp_path / "node.json").write_text(json.dumps({"mode": "production", **change}))
    with pytest.raises(config.ConfigError, match=field) as error:
        config.load(tmp_path)
    assert "node.json" in str(error.value)


def test_broken_json_is_an_error_and_not_a_traceback(tmp_path: Path) -> None:
    """A file that is no JSON is refused as such."""
    (tmp_path / "node.json").write_text("{")
    with pytest.raises(config.ConfigError, match=r"node\.json"):
        config.load(tmp_path)


@pytest.mark.parametrize(
    ("node", "origin"),
    [
        (config.NodeConfig(port=8001), "http://localhost:8001"),
        (config.NodeConfig(host="a.example", port=8000, tls=config.Tls(kind="proxy")), "https://a.example"),
        (config.NodeConfig(host="a.example", port=443, tls=config.Tls(kind="files")), "https://a.example"),
        (config.NodeConfig(host="a.example", port=8443, tls=config.Tls(kind="files")), "https://a.example:8443"),
    ],
)
def test_the_origin_is_what_people_type(node: config.NodeConfig, origin: str) -> None:
    """A proxy hides the port; a port of its own shows; passkeys and links depend on it."""
    assert node.origin == origin


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    """A secret stays what it was, in a file with mode 0600 in a folder with mode 0700."""
    first = config.ensure_secret(tmp_path, "django.key")
    assert config.ensure_secret(tmp_path, "django.key") == first
    assert len(first) >= 48
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys" / "django.key").stat().st_mode & 0o777 == 0o600


def test_keys_that_others_can_read_are_a_fault(tmp_path: Path) -> None:
    """``check`` finds a missing key and one that others could read."""
    config.ensure_secret(tmp_path, "django.key")
    assert keys.faults(tmp_path) == ["mfa.key is missing"]
    config.ensure_secret(tmp_path, "mfa.key")
    (tmp_path / "keys" / "mfa.key").chmod(0o644)
    assert keys.faults(tmp_path) == ["mfa.key can be read by others (mode 644)"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://sapar_app:p%40ss@db.example:5433/sapar?sslmode=verify-full",
            {"dbname": "sapar", "host": "db.example", "port": 5433, "user": "sapar_app", "password": "p@ss"}
            | {"sslmode": "verify-full"},
        ),
        ("postgresql://sapar_app@/sapar?host=/run/x", {"dbname": "sapar", "user": "sapar_app", "host": "/run/x"}),
    ],
)
def test_database_addresses_are_read(url: str, expected: dict[str, Any]) -> None:
    """Percent signs, ports, sockets and options of an address reach the driver."""
    assert config.parse_url(url, "x") == expected


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host", "nonsense"])
def test_a_wrong_database_address_is_named(url: str) -> None:
    """An address that is none gives an error with the field's name."""
    with pytest.raises(config.ConfigError, match="owner address"):
        config.parse_url(url, "owner address")


def test_the_application_address_must_use_the_application_role() -> None:
    """A node whose pages work as the owner would see through every policy: refused before anything is touched."""
    owner = "postgresql://sapar_owner:x@127.0.0.1:1/sapar"
    with pytest.raises(external.ServerError, match="sapar_app"):
        external.prepare(external.Addresses(owner, owner))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("alter role sapar_app bypassrls", "bypasses"),
        ("grant sapar_owner to sapar_app", "member"),
        ("alter table node_mark owner to sapar_app", "owns tables"),
    ],
)
def test_an_application_role_with_too_many_rights_is_found(node_db: Any, statement: str, fault: str) -> None:
    """``check`` and ``serve`` look at the role itself: rights given by hand later do not stay unseen."""
    import psycopg

    from sapar.node import roles

    undo = {
        "bypasses": "alter role sapar_app nobypassrls",
        "member": "revoke sapar_owner from sapar_app",
        "owns tables": "alter table node_mark owner to sapar_owner",
    }[fault]
    where = node_db.place.connection(roles.SETUP, node_db.database)
    with psycopg.connect(**where, autocommit=True) as setup:
        setup.execute(statement)
        try:
            with psycopg.connect(**node_db.place.connection(roles.APP, node_db.database)) as app:
                assert [text for text in external.app_faults(app) if fault in text]
        finally:
            setup.execute(undo)
