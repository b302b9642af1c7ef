"""Certificates and revocation lists are brought into the trust folder: as an act, so that it is known who trusted whom.

The files stand in a folder, where verifiers without a database read them; the ledger says who put them there.
"""

from __future__ import annotations

import os
import re
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.roles import ADMINISTRATOR
from sapar.kernel.acts import about, act
from sapar.kernel.acts.runner import FRESH
from sapar.kernel.documents import signer, trusting
from sapar.kernel.errors import Conflict, Invalid, SecondFactorNeeded
from sapar.standards.seals.bundle import AUTHORITY, NotABundle, Piece, examine

CONSOLE = "system.console"
WHY = {
    "size": _("The file is larger than 32 MB."),
    "items": _("The file holds more certificates than are read at once: 4,000 different ones, 40,000 in all."),
    "format": _("This is no certificate, no revocation list and no master list (DER, PEM or LDIF)."),
    "changes": _("This file holds changes to a directory. Download the whole directory."),
    "fingerprint": _("This is not the fingerprint of the file. Compare it by another way: on paper, by telephone."),
    "nothing": _("There is nothing in this file that can be taken."),
}


def look_into(content: bytes) -> list[Piece]:
    """What is in a file, judged by what this node trusts now. No database. Raises Invalid."""
    if not content:
        raise Invalid(WHY["format"], field="content", code="format")
    try:
        return examine(content, trusting.trust(), trusting.here_and_now())
    except NotABundle as error:
        raise Invalid(WHY[error.rule], field="content", code=error.rule) from None


def fingerprint(content: bytes) -> str:
    """SHA-256 of a file in groups of four, as people compare it."""
    digest = sha256(content).hexdigest().upper()
    return " ".join(digest[at : at + 4] for at in range(0, 64, 4))


@act(
    "documents.import_trust",
    roles=(ADMINISTRATOR, CONSOLE),
    purpose="node.operation",
    title=_("Trust certificates and revocation lists"),
)
def import_trust(actor: Actor, *, content: bytes, confirmed: str = "") -> dict[str, int]:
    """Put what is good and new in a file into the trust folder; returns how many of each kind.

    ``confirmed``: the first 16 digits or more of the file's SHA-256, compared by another way. Needed for authorities, which
    nothing but this comparison makes trustworthy; signers and lists prove themselves. Raises Invalid, Conflict
    (``nothing``: all is known or bad).
    """
    pieces = look_into(content)
    taken = [one for one in pieces if one.taken]
    if not taken:
        raise Conflict(WHY["nothing"], field="content", code="nothing")
    if any(one.kind == AUTHORITY for one in taken):
        given = re.sub(r"[^0-9a-f]", "", confirmed.lower())
        if len(given) < 16 or not sha256(content).hexdigest().startswith(given):
            raise Invalid(WHY["fingerprint"], field="confirmed", code="fingerprint")
        if actor.signed_in and (actor.second_factor_at is None or clock.now() - actor.second_factor_at > FRESH):
            raise SecondFactorNeeded()
    counts: dict[str, int] = {}
    for one in taken:
        path = signer.trust_folder() / one.file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        # Beside the folders: what lies in one of them half-written would be read by a verifier.
        draft = signer.trust_folder() / f".{path.name}.part"
        draft.write_bytes(one.der)
        os.replace(draft, path)
        about("certificate", one.fingerprint)
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return counts
