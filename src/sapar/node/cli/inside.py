"""Commands that work on the node's database through Django: the catalogue, the ledger, accounts."""

from __future__ import annotations

import gzip
import json
import secrets
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from sapar.node.cli.common import Stop, django, node_folder, say


def acts(*, as_json: bool) -> int:
    """Print the catalogue of acts and looks. Needs no database."""
    import os

    from sapar.node import config

    os.environ["DJANGO_SETTINGS_MODULE"] = "sapar.node.settings"
    os.environ.setdefault("SAPAR_DATA", str(config.data_dir()))
    import django as framework

    framework.setup()
    from django.utils import translation

    from sapar.kernel.acts import CATALOGUE

    with translation.override("en"):
        rows = [_describe(spec) for _, spec in sorted(CATALOGUE.items())]
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return 0
    for row in rows:
        marks = " · fresh second factor" if row["fresh"] else ""
        print(f"{row['name']}  ({row['kind']}{marks})\n    {row['title']}")
        print(f"    arguments  {', '.join(f'{k}: {v}' for k, v in row['arguments'].items()) or '–'}")
        print(f"    who        {', '.join(row['roles'])}\n    purpose    {row['purpose']}")
        if row["emits"]:
            print(f"    emits      {', '.join(row['emits'])}")
    return 0


def _describe(spec: Any) -> dict[str, Any]:
    return {
        "name": spec.name,
        "kind": spec.kind,
        "title": str(spec.title),
        "arguments": {name: _annotation(kind) for name, kind in spec.arguments.items()},
        "roles": list(spec.roles),
        "purpose": spec.purpose,
        "fresh": spec.fresh,
        "emits": list(spec.emits),
    }


def _annotation(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")


# ------------------------------------------------------------------------------------------------ seals


def new_seal_key() -> int:
    """Make the next seal key beside the one in use."""
    with django(node_folder()):
        from django.conf import settings

        from sapar.kernel.documents import signer
        from sapar.kernel.errors import Conflict

        folder = Path(settings.SAPAR_KEYS)
        try:
            kid = signer.make_next(folder)
        except Conflict:
            raise Stop(
                f"a next key waits for its certificate already: {folder / signer.NEXT_REQUEST}. "
                "When the certificate is in the trust folder: sapar seal use-key"
            ) from None
        say(f"made seal key {kid}; send {folder / signer.NEXT_REQUEST} to the country signing authority.")
        say("Put its answer into DATA/trust/signers, then: sapar seal use-key. Until then the present key seals.")
    return 0


def use_seal_key() -> int:
    """Seal with the next key, and sign the revocation lists with it."""
    with django(node_folder()):
        from django.conf import settings

        from sapar.kernel.documents import seals, signer
        from sapar.kernel.errors import Unavailable

        folder = Path(settings.SAPAR_KEYS)
        try:
            kid = signer.use_next(folder, seals.trust())
        except Unavailable as error:
            if error.code == "seal_key_missing":
                raise Stop("there is no next seal key: make one with sapar seal new-key") from None
            raise Stop(f"the next key has no good certificate in {signer.trust_folder()} yet ({error.code})") from None
        seals.publish_revocations()
        say(f"seal key {kid} is in use; the key before is kept aside, its seals stay valid.")
    return 0


# ------------------------------------------------------------------------------------------------ ledger


def proof(entry: str, output: Path | None) -> int:
    """Write the inclusion proof of one entry as JSON."""
    try:
        number = UUID(entry)
    except ValueError:
        raise Stop("the entry's id is a UUID, as on the receipt", 2) from None
    with django(node_folder()):
        from sapar.kernel.access.actor import Actor
        from sapar.kernel.access.context import reading
        from sapar.kernel.errors import SaparError
        from sapar.kernel.ledger import sequencer, store

        sequencer.drain()
        try:
            with reading(Actor.system("console")):
                text = json.dumps(store.proof(number), indent=1)
        except SaparError:
            raise Stop(f"the ledger holds no entry {number}") from None
    if output is None:
        print(text)
    else:
        output.write_text(text + "\n")
        say(f"wrote {output}")
    return 0


def export(output: Path) -> int:
    """Write the whole ledger as lines of JSON and its tree head beside it; name what checks them."""
    data, head = node_folder(), output.with_name(f"{output.name}.head.json")
    with django(data):
        from sapar.kernel.access.actor import Actor
        from sapar.kernel.access.context import reading
        from sapar.kernel.ledger import sequencer, store

        sequencer.drain()
        count = 0
        opener = gzip.open if output.suffix == ".gz" else open
        with opener(output, "wt", encoding="utf-8") as file, reading(Actor.system("console")):
            for line in store.export():
                if not count:
                    head.write_text(json.dumps(json.loads(line)["head"]) + "\n", encoding="utf-8")
                file.write(line.rstrip("\n") + "\n")
                count += 1
    say(
        f"wrote {count} lines to {output} and the tree head of that moment to {head}; check them with this node's public key:"
    )
    say(f"  sapar ledger verify {output} --keys {data / 'keys' / 'public'} --head {head}")
    say("A head that left the node earlier (by mail, on a receipt) shows more than this one: give it as --head too.")
    return 0


# ------------------------------------------------------------------------------------------------ accounts


def users() -> int:
    """Accounts, their duties, and whether they have a second factor."""
    with django(node_folder()):
        from allauth.mfa.models import Authenticator
        from django.utils import translation

        from sapar.kernel import clock
        from sapar.kernel.access.models import Account, Duty

        with translation.override("en"):
            secured = set(Authenticator.objects.values_list("user_id", flat=True))
            for account in Account.objects.order_by("username"):
                duties = Duty.objects.filter(account=account, ended_at=None).select_related("institution")
                held = [
                    f"{d.role} at {d.institution.code}"
                    for d in duties
                    if d.valid_until is None or d.valid_until > clock.now()
                ]
                state = "" if account.is_active else "  (closed)"
                factor = "second factor" if account.pk in secured else "no second factor"
                print(f"{account.username:24} {factor:17} {'; '.join(held) or 'no duty'}{state}")
    return 0


def first_password() -> str:
    """A password for the first sign-in: 80 random bits, in groups that can be read out."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return (
        "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4)) + "-" + secrets.choice(letters)
    )


def add_user(username: str, full_name: str, institution: str, role: str, language: str) -> int:
    """An account with its first duty, by the console's acts."""
    with django(node_folder()):
        password = make_user(username, full_name, institution, role, language)
    print(f"user name  {username}\npassword   {password}")
    say("Hand the password over in person; it can be changed after signing in.")
    return 0


def make_user(username: str, full_name: str, institution: str, role: str, language: str) -> str:
    """As ``add_user``, inside a Django that is set up; returns the password."""
    from django.contrib.auth.hashers import make_password

    from sapar.kernel.access.actor import Actor
    from sapar.kernel.access.models import Institution
    from sapar.kernel.acts import CATALOGUE
    from sapar.kernel.errors import SaparError

    console = Actor.system("console")
    place = Institution.objects.filter(code=institution).first()
    if place is None:
        codes = ", ".join(Institution.objects.order_by("code").values_list("code", flat=True)[:30])
        raise Stop(f"no institution {institution}; there are: {codes or 'none'}")
    password = first_password()
    try:
        account = CATALOGUE["access.create_account"](console, username=username, full_name=full_name, language=language)
        CATALOGUE["access.set_password"](console, account_id=account.pk, password_hash=make_password(password))
        CATALOGUE["access.appoint"](console, account_id=account.pk, institution_id=place.pk, role=role)
    except SaparError as error:
        raise Stop(f"{error.field + ': ' if error.field else ''}{error.message}") from None
    return password


def new_password(username: str) -> int:
    """A new first password; every session of the account ends."""
    with django(node_folder()):
        from django.contrib.auth.hashers import make_password

        from sapar.kernel.access.actor import Actor
        from sapar.kernel.acts import CATALOGUE

        account, password = _account(username), first_password()
        console = Actor.system("console")
        CATALOGUE["access.set_password"](console, account_id=account.pk, password_hash=make_password(password))
        CATALOGUE["access.end_sessions"](console, account_id=account.pk)
    print(password)
    return 0


def sign_out(username: str) -> int:
    """End every session of an account."""
    with django(node_folder()):
        from sapar.kernel.access.actor import Actor
        from sapar.kernel.acts import CATALOGUE

        CATALOGUE["access.end_sessions"](Actor.system("console"), account_id=_account(username).pk)
    sys.stderr.write(f"{username} is signed out everywhere\n")
    return 0


def _account(username: str) -> Any:
    from sapar.kernel.access.models import Account

    found = Account.objects.filter(username=username).first()
    if found is None:
        raise Stop(f"no account {username}")
    return found


def trust(file: Path, confirmed: str) -> int:
    """Print what is in a file of certificates and lists, and bring in what is good."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Stop(f"{file}: {error.strerror}") from None
    with django(node_folder()):
        from django.utils import translation

        from sapar.kernel.access.actor import Actor
        from sapar.kernel.documents import importing
        from sapar.kernel.errors import SaparError
        from sapar.web.trust_words import findings

        with translation.override("en"):
            try:
                for one in importing.look_into(content):
                    state = "taken" if one.taken else "known" if one.known else "not taken"
                    listed = f", {one.entries} certificates" if one.entries else ""
                    say(f"{one.kind:11} {one.subject or '–'}{listed}")
                    say(
                        f"            until {one.last or '–'}  sha256 {one.fingerprint}  {'' if listed else state}".rstrip()
                    )
                    for text in findings(one.problems, one.remarks):
                        say(f"            {text}")
                say(f"file      sha256 {importing.fingerprint(content)}")
                taken = importing.import_trust(Actor.system("console"), content=content, confirmed=confirmed)
            except SaparError as error:
                raise Stop(str(error.message)) from None
    say("trusted now: " + ", ".join(f"{count} {kind}" for kind, count in sorted(taken.items())))
    return 0
