"""``sapar init``: a production node. Asks what was not given; with ``--unattended`` uses what was given and defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import typer
from pydantic import ValidationError

from sapar.node import assets, backup, config, external, supervisor
from sapar.node.cli import common
from sapar.node.cli.common import Stop, say


def run(**given: Any) -> int:
    """Make configuration, keys, database and first administrator in ``--data`` (default ``data``)."""
    os.environ.setdefault("SAPAR_DATA", str((common.project() / "data").resolve()))
    data = config.data_dir()
    if config.exists(data):
        kind = config.load(data).mode
        raise Stop(f"{data} holds a {kind} node already. A demo cannot become a real node: choose another folder.")
    answers = Answers(given, attended=not given["unattended"])
    recovery = Path(
        answers("recovery", "File for the recovery key (take it away from this machine)", "sapar-recovery.key")
    )
    if recovery.exists():
        raise Stop(f"{recovery} exists already: a recovery key is never overwritten")
    node, secrets, where = _configuration(answers)
    admin = answers("admin", "User name of the first administrator", "administrator")
    admin_name = answers("admin_name", "Full name of the first administrator", "")
    if not admin_name:
        raise Stop("the first administrator needs a full name: --admin-name", 2)
    if where is not None:
        external.prepare(where)
    try:
        assets.prepare(say)
    except assets.AssetError as error:
        raise Stop(str(error)) from None
    return _make(data, node, secrets, where, (admin, admin_name), recovery)


class Answers:
    """An option that was given, else the person's answer, else the default."""

    def __init__(self, given: dict[str, Any], *, attended: bool) -> None:
        self.given, self.attended = given, attended

    def __call__(self, option: str, question: str, default: str, *, choices: tuple[str, ...] = ()) -> str:
        value = str(self.given.get(option) or "")
        while True:
            if not value:
                value = (
                    typer.prompt(question, default=default, show_default=bool(default)) if self.attended else default
                )
            if not choices or value in choices:
                return value
            if not self.attended:
                raise Stop(f"--{option.replace('_', '-')}: one of {', '.join(choices)} (found {value})", 2)
            say(f"  one of: {', '.join(choices)}")
            value = ""

    def secret(self, variable: str, question: str) -> str:
        """From the environment, else asked without echo; never an option, which others could see in the list of processes."""
        known = os.environ.get(variable, "")
        return known or (
            typer.prompt(question, hide_input=True, default="", show_default=False) if self.attended else ""
        )


def _configuration(answers: Answers) -> tuple[config.NodeConfig, dict[str, str], external.Addresses | None]:
    secrets: dict[str, str] = {}
    host = answers("host", "Host name that people will type (passkeys are bound to it for ever)", "")
    if not host:
        raise Stop("the node needs a host name: --host", 2)
    tls = answers(
        "tls",
        "TLS: proxy (a proxy in front), files (own certificate) or none",
        "proxy",
        choices=("proxy", "files", "none"),
    )
    if tls == "none" and host != "localhost":
        raise Stop("without TLS only localhost can be served: second factors need a secure address (--tls)", 2)
    fields: dict[str, Any] = {
        "mode": "production",
        "host": host,
        "tls": {"kind": tls},
        "web_workers": config.processes(),
    }
    if tls == "files":
        fields["tls"] |= {
            "certificate": str(_file(answers("certificate", "Certificate chain (PEM file)", ""), "certificate")),
            "key": str(_file(answers("tls_key", "Private key (PEM file)", ""), "tls-key")),
        }
        fields["address"] = "0.0.0.0"  # noqa: S104 - a node with its own certificate serves the network
    fields["port"] = int(answers.given["port"] or (443 if tls == "files" else 8000))
    fields["code"] = answers(
        "code", "Short name of this node (stands in every tree head, never changes)", host.split(".")[0].lower()
    )
    fields["name"] = answers("name", "Name shown on pages", "Sapar")
    fields["country"] = answers("country", "Country, three letters", "TKM").upper()
    fields["contact"] = answers("contact", "Mail address shown to people who need help (may be empty)", "")
    fields["mail"], password = _mail(answers, host)
    if password:
        secrets["smtp.password"] = password
    sms = answers("sms", "Short messages: folder, or the https address of a gateway", "folder")
    if sms != "folder":
        if not sms.startswith("https://"):
            raise Stop("--sms: the address of the gateway begins with https://", 2)
        fields["sms"] = {"kind": "http", "url": sms}
        secrets["sms.token"] = answers.secret("SAPAR_SMS_TOKEN", "Token of the gateway")
    witnesses = answers(
        "witnesses", "Mail addresses that get the ledger's tree heads (commas between; may be empty)", ""
    )
    fields["witnesses"] = [address.strip() for address in witnesses.split(",") if address.strip()]
    where = None
    if answers("database", "Database: embedded, or server", "embedded", choices=("embedded", "server")) == "server":
        where = external.Addresses(
            answers("owner_url", "Address of the owner role", ""),
            answers("app_url", "Address of the application role", ""),
            answers("setup_url", "Address of a set-up role (empty: roles and database are there already)", ""),
        )
        fields["database"] = {"kind": "server"}
    try:
        return config.NodeConfig.model_validate(fields), secrets, where
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise Stop(faults, 2) from None


def _file(path: str, option: str) -> Path:
    found = Path(path).resolve()
    if not path or not found.is_file():
        raise Stop(f"--{option}: there is no file {path or '(nothing given)'}", 2)
    return found


def _mail(answers: Answers, host: str) -> tuple[dict[str, Any], str]:
    mail = answers("mail", "Mail: folder, or smtp://user@host:port", "folder")
    sender = answers("mail_sender", "Address that mail comes from", f"sapar@{host}")
    if mail == "folder":
        return {"kind": "folder", "sender": sender}, ""
    parts = urlsplit(mail)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Stop("--mail: folder, smtp://user@host:port (STARTTLS) or smtps://user@host:port (TLS)", 2)
    fields = {"kind": "smtp", "sender": sender, "host": parts.hostname, "user": unquote(parts.username or "")}
    fields |= {"security": "tls" if parts.scheme == "smtps" else "starttls"}
    password = answers.secret("SAPAR_SMTP_PASSWORD", "Password of the mail account") if parts.username else ""
    return {**fields, "port": parts.port or (465 if parts.scheme == "smtps" else 587)}, password


def _make(
    data: Path,
    node: config.NodeConfig,
    secrets: dict[str, str],
    where: external.Addresses | None,
    admin: tuple[str, str],
    recovery: Path,
) -> int:
    config.save(data, node)
    config.keys_dir(data)
    for name, value in secrets.items():
        config.write_private(data / "keys" / name, value + "\n")
    if where is not None:
        external.remember(data, where)
    try:
        with common.database(data):
            say("making the tables")
            if supervisor.run_module(data, "sapar.node.migrate", "--quiet") != 0:
                raise Stop("the tables could not be made; the lines above say why")
            say("making keys and the first administrator")
            name = backup.make_recovery_key(data, recovery)
            code = supervisor.run_module(data, "sapar.node.cli.first", *admin)
            if code != 0:
                raise Stop("the first administrator could not be made; the lines above say why")
    except BaseException:
        # Not half a node: the configuration goes, so that init can be run again; the database is kept.
        (data / config.FILE).rename(data / f"{config.FILE}.failed")
        raise
    print(f"\nThe node is in {data}\nRecovery key {name} is in {recovery}: take it away from this machine.")
    print(f"Next: sapar check --data {data}\n      sapar serve --data {data}\nThen sign in at {node.origin}")
    return 0
