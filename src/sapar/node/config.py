"""The node's configuration: ``DATA/node.json`` checked by pydantic, and the secrets in ``DATA/keys``.

No Django here. Secrets are files of their own with mode 0600 in a folder with mode 0700, never in ``node.json``.
"""

from __future__ import annotations

import json
import os
import secrets
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from sapar.node import postgres, roles
from sapar.node.errors import NodeError

Mode = Literal["demo", "production", "test"]
FILE = "node.json"
LANGUAGES: tuple[Literal["tk", "ru", "en"], ...] = ("tk", "ru", "en")


class ConfigError(NodeError):
    """The configuration cannot be used; the text names the field and the rule."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Embedded(_Part):
    """The database server that this node runs itself."""

    kind: Literal["embedded"] = "embedded"


class External(_Part):
    """A PostgreSQL server elsewhere; its addresses are secrets: ``keys/database-app.url``, ``keys/database-owner.url``."""

    kind: Literal["server"] = "server"


class Mail(_Part):
    """How mail leaves the node. ``folder``: written to ``DATA/mail``. SMTP's password: ``keys/smtp.password``."""

    kind: Literal["folder", "smtp"] = "folder"
    sender: str = "sapar@localhost"
    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    user: str = ""
    security: Literal["starttls", "tls", "none"] = "starttls"


class Sms(_Part):
    """How short messages leave the node. ``folder``: written to ``DATA/sms``. ``http``: POST of JSON to ``url``;
    bearer token in ``keys/sms.token``."""

    kind: Literal["folder", "http"] = "folder"
    url: str = ""
    sender: str = "Sapar"


class Tls(_Part):
    """``none``: plain HTTP (localhost only). ``files``: this node's own certificate. ``proxy``: a proxy in front speaks
    TLS and sets ``X-Forwarded-Proto`` and ``X-Forwarded-For``."""

    kind: Literal["none", "files", "proxy"] = "none"
    certificate: str = ""
    key: str = ""


class Machines(_Part):
    """How client certificates of machine accounts arrive. Behind a proxy that asks for them (``tls.kind`` ``proxy``), it
    hands the certificate or its SHA-256 over in ``certificate_header``, which it must overwrite in every request. Only
    connections from ``proxies`` are believed. Without a header (the default) certificates open nothing."""

    certificate_header: str = Field(default="", pattern=r"^([A-Za-z][A-Za-z0-9-]{1,60})?$")
    proxies: tuple[str, ...] = ("127.0.0.1/32", "::1/128")

    @field_validator("proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(f"{network!r} is no address or network like 10.0.0.0/24") from None
        return value


class Visas(_Part):
    """What stands in the seal of a visa and could not be confirmed in any published text: *unverified*.

    ``seal_type``: the type in the header of a Digital Travel Authorization; the value registered for it was not found, the
    default is our own. ``place``: of issue, 15 characters at most.
    """

    seal_type: str = Field(default="sapar.dta", pattern=r"^[a-z0-9][a-z0-9.-]{1,30}$")
    place: str = Field(default="ELECTRONIC", pattern=r"^[A-Z0-9][A-Z0-9 -]{0,14}$")


def processes() -> int:
    """Web processes that a node with work to do gets: one a processor, four at most. A demo has one: it has to be small."""
    return min(os.cpu_count() or 1, 4)


class NodeConfig(_Part):
    """Everything about this node that is not a secret."""

    mode: Mode = "test"
    code: str = Field(
        default="local",
        pattern=r"^[a-z0-9][a-z0-9.-]{0,62}$",
        description="stands in every signed tree head; never changes",
    )
    name: str = "Sapar"
    country: str = Field(default="UTO", pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3; UTO in a demo")
    host: str = "localhost"
    address: str = Field(default="127.0.0.1", description="network address to listen on")
    port: int = Field(default=8000, ge=1, le=65535)
    tls: Tls = Tls()
    database: Annotated[Embedded | External, Field(discriminator="kind")] = Embedded()
    mail: Mail = Mail()
    sms: Sms = Sms()
    machines: Machines = Machines()
    visas: Visas = Visas()
    time_zone: str = "Asia/Ashgabat"
    languages: tuple[Literal["tk", "ru", "en"], ...] = LANGUAGES
    contact: str = Field(
        default="", pattern=r"^([^@\s]+@[^@\s]+)?$", description="mail address, shown when something is wrong"
    )
    web_workers: int = Field(default=1, ge=1, le=64)
    web_threads: int = Field(
        default=192,
        ge=1,
        le=1024,
        description="threads a web process; most of them wait for a password's hash in a rush",
    )
    witnesses: tuple[str, ...] = Field(default=(), description="mail addresses that get each signed tree head")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"unknown time zone {value!r}") from None
        return value

    @model_validator(mode="after")
    def _certificates_need_a_proxy(self) -> Self:
        if self.machines.certificate_header and self.tls.kind != "proxy":
            raise ValueError("machines.certificate_header: client certificates arrive through a proxy (tls.kind proxy)")
        return self

    @property
    def origin(self) -> str:
        """The address that people type, without a slash at the end."""
        scheme = "http" if self.tls.kind == "none" else "https"
        usual = {"http": 80, "https": 443}[scheme]
        plain = self.tls.kind == "proxy" or self.port == usual
        return f"{scheme}://{self.host}" + ("" if plain else f":{self.port}")


# ------------------------------------------------------------------------------------------------ files


def data_dir() -> Path:
    """The node's data folder: environment ``SAPAR_DATA``, else ``data`` in the current folder."""
    return Path(os.environ.get("SAPAR_DATA") or "data").resolve()


def load(data: Path) -> NodeConfig:
    """Read ``DATA/node.json``. Without one: the defaults in mode ``test`` (enough to import settings).

    Raises ``ConfigError`` naming the field and the rule.
    """
    path = data / FILE
    try:
        return NodeConfig.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return NodeConfig()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path}: {faults}") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None


def exists(data: Path) -> bool:
    """Whether ``data`` holds a node."""
    return (data / FILE).exists()


def save(data: Path, config: NodeConfig) -> None:
    """Write ``DATA/node.json`` in one step."""
    data.mkdir(parents=True, exist_ok=True)
    write_private(data / FILE, json.dumps(config.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n")


def keys_dir(data: Path) -> Path:
    """``DATA/keys``, made private."""
    folder = data / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file that only its owner can read, in one step."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def secret(data: Path, name: str) -> str | None:
    """The secret ``keys/NAME`` without its line end; ``None`` when there is none."""
    try:
        return (data / "keys" / name).read_text().rstrip("\n")
    except FileNotFoundError:
        return None


def ensure_secret(data: Path, name: str, size: int = 48) -> str:
    """The secret ``keys/NAME``, made at random at the first call."""
    known = secret(data, name)
    if known is None:
        known = secrets.token_urlsafe(size)
        keys_dir(data)
        write_private(data / "keys" / name, known + "\n")
    return known


@cache
def throwaway_key() -> str:
    """A signing key for processes without a data folder (making migrations, type checks): gone with the process."""
    return secrets.token_urlsafe(48)


# ------------------------------------------------------------------------------------------------ database


def parse_url(url: str, field: str) -> dict[str, str | int]:
    """``postgresql://user:password@host:5432/name?sslmode=…`` as keyword arguments for ``psycopg.connect``."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ConfigError(f"{field}: begins with postgresql:// (found {parts.scheme or 'nothing'}://)")
    if not parts.path.strip("/"):
        raise ConfigError(f"{field}: names no database after the last slash")
    found: dict[str, str | int] = {"dbname": unquote(parts.path.strip("/"))}
    if parts.hostname:
        found["host"] = parts.hostname
    if parts.port:
        found["port"] = parts.port
    if parts.username:
        found["user"] = unquote(parts.username)
    if parts.password:
        found["password"] = unquote(parts.password)
    for pair in filter(None, parts.query.split("&")):
        key, _, value = pair.partition("=")
        found[key] = unquote(value)
    return found


def connection(data: Path, role: str = roles.APP) -> dict[str, str | int]:
    """Keyword arguments for ``psycopg.connect`` as ``role`` (``roles.APP`` or ``roles.OWNER``; embedded: also SETUP)."""
    if load(data).database.kind == "embedded":
        return postgres.place(data).connection(role, os.environ.get("SAPAR_DB_NAME") or roles.DATABASE)
    name = {roles.APP: "database-app.url", roles.OWNER: "database-owner.url"}.get(role)
    url = secret(data, name) if name else None
    if name is None or url is None:
        raise ConfigError(f"keys/{name or role}: missing, this node's database is a server elsewhere")
    return parse_url(url, f"keys/{name}")
