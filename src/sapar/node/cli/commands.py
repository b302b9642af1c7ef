"""All commands that need more than their own words: the table of them, and what they share."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sapar.node.cli import light
from sapar.node.errors import NodeError

app = typer.Typer(
    name="sapar",
    help="Sapar: paperless migration cooperation. Start with: sapar demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
ledger = typer.Typer(help="The ledger: verify a copy, prove an entry, export it.", no_args_is_help=True)
seal = typer.Typer(help="Seals on documents.", no_args_is_help=True)
user = typer.Typer(
    help="Accounts, from the machine's console; every use is entered in the ledger.", no_args_is_help=True
)
app.add_typer(ledger, name="ledger")
app.add_typer(seal, name="seal")
app.add_typer(user, name="user")
machine = typer.Typer(
    help="Machine accounts, from the machine's console; every use is entered in the ledger.", no_args_is_help=True
)
app.add_typer(machine, name="machine")
facts = typer.Typer(help="Figures: count the approved ones again.", no_args_is_help=True)
programme = typer.Typer(help="The joint programme from the command line.", no_args_is_help=True)
app.add_typer(facts, name="facts")
app.add_typer(programme, name="programme")
border = typer.Typer(help="The border's lists from the command line.", no_args_is_help=True)
app.add_typer(border, name="border")

Words = Annotated[list[str] | None, typer.Argument(metavar="ARGS...")]
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command()
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over: erase the demo's data first.")] = False,
    code: Annotated[str, typer.Option("--code", metavar="NAME", help="Print the one-time code of an account.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Drive the whole journey in a temporary folder.")] = False,
    advance: Annotated[int, typer.Option("--advance", metavar="DAYS", min=0, help="Move the demo's clock on.")] = 0,
    port: Annotated[int, typer.Option(help="Port to serve on; the next free one if it is taken.")] = 8000,
) -> None:
    """A node with sample data on http://localhost:PORT."""
    from sapar.node.cli import demo as command

    if check:
        raise typer.Exit(command.check())
    if code:
        raise typer.Exit(command.code(code))
    if advance:
        raise typer.Exit(command.advance(advance))
    raise typer.Exit(command.serve(fresh=fresh, port=port))


@app.command("test", context_settings=PASS_ON)
def run_tests(words: Words = None) -> None:
    """The whole test suite on the embedded PostgreSQL; further words go to pytest."""
    from sapar.node.cli import workshop

    raise typer.Exit(workshop.test(words or []))


@app.command()
def bench(
    name: Annotated[str, typer.Argument(metavar="NAME")] = "",
    listing: Annotated[bool, typer.Option("--list", help="Name the benchmarks.")] = False,
) -> None:
    """Run one benchmark against its peers; the last line is one JSON object."""
    from sapar.node.cli import workshop

    raise typer.Exit(workshop.bench(name, listing=listing))


@app.command()
def init(
    unattended: Annotated[bool, typer.Option("--unattended", help="Ask nothing; use the options given.")] = False,
    host: Annotated[str, typer.Option(help="Host name that people will type.")] = "",
    code: Annotated[str, typer.Option(help="Short name of this node in tree heads; never changes.")] = "",
    name: Annotated[str, typer.Option(help="Name shown on pages.")] = "",
    country: Annotated[str, typer.Option(help="Country, three letters (ISO 3166-1).")] = "",
    contact: Annotated[str, typer.Option(help="Mail address shown to people who need help.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on (0: by TLS).")] = 0,
    tls: Annotated[str, typer.Option(help="proxy, files or none.")] = "",
    certificate: Annotated[str, typer.Option(help="Certificate chain (PEM), with --tls files.")] = "",
    tls_key: Annotated[str, typer.Option(help="Private key (PEM), with --tls files.")] = "",
    mail: Annotated[
        str, typer.Option(help="folder, or smtp://user@host:port; password asked or SAPAR_SMTP_PASSWORD.")
    ] = "",
    mail_sender: Annotated[str, typer.Option(help="Address that mail comes from.")] = "",
    sms: Annotated[str, typer.Option(help="folder, or the https address of a gateway; token: SAPAR_SMS_TOKEN.")] = "",
    witnesses: Annotated[str, typer.Option(help="Mail addresses that get tree heads, with commas between.")] = "",
    database: Annotated[str, typer.Option(help="embedded, or server with the three addresses below.")] = "",
    setup_url: Annotated[str, typer.Option(help="postgresql://… of a role that may make roles and databases.")] = "",
    owner_url: Annotated[str, typer.Option(help="postgresql://sapar_owner:…@host/name")] = "",
    app_url: Annotated[str, typer.Option(help="postgresql://sapar_app:…@host/name")] = "",
    recovery: Annotated[str, typer.Option(help="File that the recovery key is written to.")] = "",
    admin: Annotated[str, typer.Option(help="User name of the first administrator.")] = "",
    admin_name: Annotated[str, typer.Option(help="Full name of the first administrator.")] = "",
) -> None:
    """Make a production node: configuration, keys, database, first administrator."""
    from sapar.node.cli import init as command

    given = {key: value for key, value in locals().items() if key != "command"}
    raise typer.Exit(command.run(**given))


@app.command()
def serve() -> None:
    """Run a production node: web server, worker and (embedded) database under one supervisor."""
    from sapar.node.cli import operate

    raise typer.Exit(operate.serve())


@app.command()
def check() -> None:
    """Look at configuration, database, keys, clock, disk and migrations; each failure with its mend."""
    from sapar.node.cli import operate

    raise typer.Exit(operate.check())


@app.command()
def migrate() -> None:
    """Bring the database to this version (after installing a new one; make a back-up first)."""
    from sapar.node.cli import operate

    raise typer.Exit(operate.migrate())


@app.command()
def acts(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """The catalogue of acts and looks: arguments, who may, purpose, what it emits."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.acts(as_json=as_json))


@app.command(context_settings=PASS_ON)
def mrz(words: Words = None) -> None:
    """Parse machine-readable zones: sapar mrz FILE --json."""
    raise typer.Exit(light.run(("mrz",), words or []))


@app.command(context_settings=PASS_ON)
def paxlst(words: Words = None) -> None:
    """Read passenger lists (UN/EDIFACT PAXLST): sapar paxlst FILE --json."""
    raise typer.Exit(light.run(("paxlst",), words or []))


@app.command(context_settings=PASS_ON)
def screen(words: Words = None) -> None:
    """Screen queries against watchlists: sapar screen --list FILE --queries FILE --json."""
    raise typer.Exit(light.run(("screen",), words or []))


@app.command("match", context_settings=PASS_ON)
def match_pairs(words: Words = None) -> None:
    """Compare pairs of persons: sapar match FILE --json."""
    raise typer.Exit(light.run(("match",), words or []))


@seal.command("verify", context_settings=PASS_ON)
def seal_verify(words: Words = None) -> None:
    """Verify a seal offline: sapar seal verify FILE|TEXT --trust DIR."""
    raise typer.Exit(light.run(("seal", "verify"), words or []))


@seal.command("new-key")
def seal_new_key() -> None:
    """Make the next seal key and the request for its certificate; the present key stays in use."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.new_seal_key())


@seal.command("use-key")
def seal_use_key() -> None:
    """Seal with the next key from now on; its certificate must be in the trust folder."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.use_seal_key())


@seal.command("trust")
def seal_trust(
    file: Annotated[Path, typer.Argument(help="Certificates or revocation lists, DER or PEM.")],
    confirmed: Annotated[
        str, typer.Option("--confirmed", metavar="SHA256", help="Fingerprint of the file, compared by another way.")
    ] = "",
) -> None:
    """Look into a file; with --confirmed, or without authorities in it, put what is good into the trust folder."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.trust(file, confirmed))


@ledger.command("verify", context_settings=PASS_ON)
def ledger_verify(words: Words = None) -> None:
    """Check a copy of the ledger offline: sapar ledger verify EXPORT --keys DIR [--head FILE]."""
    raise typer.Exit(light.run(("ledger", "verify"), words or []))


@ledger.command("proof")
def ledger_proof(
    entry: Annotated[str, typer.Argument(help="The entry's id, as on the receipt.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; else standard output.")] = None,
) -> None:
    """The proof that an entry stands in the ledger."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.proof(entry, output))


@ledger.command("export")
def ledger_export(
    output: Annotated[Path, typer.Argument(help="File to write (.gz: compressed).")],
) -> None:
    """A copy of the ledger for `sapar ledger verify`."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.export(output))


@user.command("list")
def user_list() -> None:
    """Accounts with their duties."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.users())


@user.command("add")
def user_add(
    username: str,
    full_name: Annotated[str, typer.Option("--name", help="Full name.")],
    institution: Annotated[str, typer.Option(help="Code of the institution.")],
    role: Annotated[str, typer.Option(help="Role, as `sapar acts` names them.")],
    language: Annotated[str, typer.Option(help="tk, ru or en.")] = "tk",
) -> None:
    """Make an account with its first duty; prints a first password."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.add_user(username, full_name, institution, role, language))


@user.command("password")
def user_password(username: str) -> None:
    """Give an account a new first password and end its sessions."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.new_password(username))


@user.command("sign-out")
def user_sign_out(username: str) -> None:
    """End all sessions of an account."""
    from sapar.node.cli import inside

    raise typer.Exit(inside.sign_out(username))


Days = Annotated[int, typer.Option("--days", min=1, max=400, help="How long the key works.")]


@machine.command("list")
def machine_list() -> None:
    """Machine accounts with their roles and keys."""
    from sapar.node.cli import machines

    raise typer.Exit(machines.machines())


@machine.command("add")
def machine_add(
    client_id: str,
    title: Annotated[str, typer.Option("--name", help="What it is.")],
    contact: Annotated[str, typer.Option(help="Who answers for it.")],
    institution: Annotated[str, typer.Option(help="Code of the institution.")],
    role: Annotated[str, typer.Option(help="Role for machines, as `sapar acts` names them.")],
    per_minute: Annotated[int, typer.Option("--per-minute", help="Calls a minute, at most.")] = 60,
    days: Days = 365,
) -> None:
    """Make a machine account with its role; prints its first secret."""
    from sapar.node.cli import machines

    raise typer.Exit(machines.add(client_id, title, contact, institution, role, per_minute, days))


@machine.command("key")
def machine_key(
    client_id: str,
    certificate: Annotated[str, typer.Option(help="SHA-256 of a client certificate; else a secret is made.")] = "",
    days: Days = 365,
) -> None:
    """Give a machine another key; prints a secret."""
    from sapar.node.cli import machines

    raise typer.Exit(machines.new_key(client_id, certificate, days))


@machine.command("revoke")
def machine_revoke(
    key: Annotated[str, typer.Argument(help="The key's id, as the list prints it.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the key.")],
) -> None:
    """Revoke a key; it stops working at once."""
    from sapar.node.cli import machines

    raise typer.Exit(machines.revoke(key, reason))


@facts.command("verify")
def facts_verify(
    every: Annotated[bool, typer.Option("--all", help="Name the figures that are in order as well.")] = False,
) -> None:
    """Count every approved figure again, or check its evidence; exit code 1 names what differs."""
    from sapar.node.cli import figures

    raise typer.Exit(figures.verify(every=every))


@programme.command("review")
def programme_review(
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="The plan's id or reference.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .pdf or .docx.")],
    language: Annotated[str, typer.Option("--language", help="tk, ru or en.")] = "tk",
    template: Annotated[str, typer.Option("--template", help="annual or gcm.")] = "annual",
) -> None:
    """Write a plan's review: the frozen one when it is approved, else as it is now."""
    from sapar.node.cli import figures

    raise typer.Exit(figures.review(plan, language, template, output))


@programme.command("iati")
def programme_iati(
    plan: Annotated[str, typer.Option("--plan", metavar="ID", help="The plan's id or reference.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")] = None,
    by: Annotated[str, typer.Option("--by", metavar="CODE", help="The side that publishes; else the one set up.")] = "",
) -> None:
    """Write a plan's IATI 2.03 file; exit code 1 names the errors that its check finds, and nothing is written."""
    from sapar.node.cli import iati

    raise typer.Exit(iati.write(plan, by, output))


@border.command("import-list")
def border_import_list(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="One file of each list.")],
    lists: Annotated[list[str], typer.Option("--list", metavar="ID", help="The list of each file, in their order.")],
    by: Annotated[
        str, typer.Option("--by", metavar="USER", help="Who answers for it: an officer of the list's office.")
    ],
    every: Annotated[bool, typer.Option("--all", help="Name every entry that changes, not the first 50 only.")] = False,
) -> None:
    """Read files of watchlists into drafts and print what they change; another person puts them in force on the page."""
    from sapar.node.cli import border as command

    raise typer.Exit(command.import_lists(files, lists, by, every=every))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="File to write; encrypted to the recovery key.")],
    keys: Annotated[
        bool, typer.Option("--keys", help="Back up the keys instead of the database; keep it apart.")
    ] = False,
    new_key: Annotated[Path | None, typer.Option("--new-key", help="First make a recovery key: file for it.")] = None,
) -> None:
    """Write a back-up that only the holder of the recovery key can read."""
    from sapar.node.cli import archive

    raise typer.Exit(archive.backup(file, keys=keys, new_key=new_key))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `sapar backup` wrote.")],
    key: Annotated[Path, typer.Option("--key", help="File with the recovery key from `sapar init`.")],
    database: Annotated[str, typer.Option(help="With keys: change to embedded, or to server with the addresses.")] = "",
    setup_url: Annotated[str, typer.Option(help="postgresql://… of a role that may make roles and databases.")] = "",
    owner_url: Annotated[str, typer.Option(help="postgresql://sapar_owner:…@host/name")] = "",
    app_url: Annotated[str, typer.Option(help="postgresql://sapar_app:…@host/name")] = "",
) -> None:
    """Read a back-up into an empty database (or, for a back-up of keys, into DATA/keys)."""
    from sapar.node.cli import archive
    from sapar.node.external import Addresses

    where = Addresses(owner_url, app_url, setup_url) if database == "server" else None
    raise typer.Exit(archive.restore(file, key, where, embedded=database == "embedded"))


def _take_data(words: list[str]) -> list[str]:
    """Take ``--data DIR`` out of the words, wherever it stands, and tell every process of ours."""
    rest: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        if word == "--":
            return rest + words[index:]
        if word == "--data":
            if index + 1 == len(words):
                raise NodeError("--data needs a folder")
            os.environ["SAPAR_DATA"] = str(Path(words[index + 1]).resolve())
            index += 2
            continue
        if word.startswith("--data="):
            os.environ["SAPAR_DATA"] = str(Path(word.removeprefix("--data=")).resolve())
        else:
            rest.append(word)
        index += 1
    return rest


def main(words: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    try:
        rest = list(words) if words[:1] == ["test"] else _take_data(list(words))
        if found := light.find(rest):
            return light.run(*found)
        result = app(args=rest, standalone_mode=False, prog_name="sapar")
    except NodeError as error:
        print(f"sapar: {error}", file=sys.stderr)
        return error.code
    except typer.Abort:
        print("sapar: stopped", file=sys.stderr)
        return 130
    except Exception as error:
        # typer carries a click of its own or uses the installed one: both kinds show themselves
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        return int(getattr(error, "exit_code", 2))
    return int(result or 0)
