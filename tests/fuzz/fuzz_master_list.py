"""Fuzz entry for master lists and directory files: declared errors only, and no damaged list vouches for a stranger."""

from __future__ import annotations

import contextlib
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from mutations import damaged
from tests.standards.seals.list_makers import NOW, authority_der, directory, list_signer, master_list
from tests.standards.seals.seal_makers import Authority

from sapar.standards.seals import issue
from sapar.standards.seals.bundle import CRL, FOLDERS, MASTER_LIST, SIGNER, NotABundle, examine
from sapar.standards.seals.masterlist import read_master_list
from sapar.standards.seals.trust import Trust

_LISTER, _STATE = Authority(), Authority()
_KEY = issue.load_key(issue.new_key())
_SIGNER = list_signer(_LISTER, _KEY)
_ENTRIES = [authority_der(_STATE), authority_der(_LISTER)]
_LIST = master_list(_ENTRIES, _KEY, _SIGNER)
_CRL = issue.issue_crl(_LISTER.key, _LISTER.pem, now=NOW, next_update=datetime(2027, 1, 1, tzinfo=UTC), number=1)
_TRUST = Trust([_LISTER.certificate])
# Good inputs to start from; the first byte is not read.
SEEDS = [
    b"\x00" + _LIST,
    b"\x00" + master_list(_ENTRIES, _KEY, _SIGNER, by_key_identifier=True),
    b"\x00" + directory(("pkdMasterListContent", _LIST), ("certificateRevocationList;binary", _CRL)),
]
_UNSURE = {"list_signer_missing", "list_signature_unsupported"}


def one_input(data: bytes) -> None:
    """Runs one input: a good file damaged as these bytes say. Anything but a declared error is a finding."""
    read(damaged(SEEDS, data))


def read(data: bytes) -> None:
    """Examine a file, and hold the examination to its promises."""
    with contextlib.suppress(NotABundle):
        found = examine(data[1:], _TRUST, NOW)
        assert found
        lists = [one for one in found if one.kind == MASTER_LIST]
        for one in found:
            assert one.kind in FOLDERS or not one.taken
            assert one.taken or one.known or one.problems or one.kind == MASTER_LIST
            # Nobody has signed others with the keys of these authorities.
            assert one.kind not in (SIGNER, CRL) or not one.taken or one.der == _CRL
        for one in lists:
            if not one.problems and not _UNSURE & set(one.remarks):
                assert sorted(read_master_list(one.der).entries) == sorted(_ENTRIES)
