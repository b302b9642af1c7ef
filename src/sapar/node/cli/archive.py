"""``sapar backup`` and ``sapar restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sapar.node import backup as archive
from sapar.node import config, external, sealedfile
from sapar.node.cli.common import Stop, database, node_folder, say


def backup(file: Path, *, keys: bool, new_key: Path | None) -> int:
    """Write the database, or the keys, sealed to the recovery key."""
    data = node_folder()
    if new_key is not None:
        say(
            f"recovery key {archive.make_recovery_key(data, new_key)} written to {new_key}: keep it away from this machine"
        )
    public = archive.recovery_public(data)
    if keys:
        names = archive.write_keys(data, file, public)
        say(
            f"wrote {len(names)} files of keys and configuration to {file}: keep it apart from back-ups of the database"
        )
        return 0
    with database(data):
        manifest = archive.write_database(data, file, public)
    _print(manifest)
    say(f"wrote {file} ({file.stat().st_size:,} bytes), for the recovery key {sealedfile.name_of(public)}")
    return 0


def _print(state: dict[str, Any]) -> None:
    rows = state["rows"]
    for name, digest in rows.items():
        print(f"{name:44} {digest}")
    print(f"ledger: {state['ledger']['size']} entries, root {state['ledger']['root'] or '–'}")


def restore(file: Path, key_file: Path, where: external.Addresses | None, *, embedded: bool) -> int:
    """Bring a back-up back: of keys into a new folder, of the database into an empty database."""
    try:
        key = sealedfile.read_recovery_key(key_file.read_text())
        with file.open("rb") as source:
            head, _ = sealedfile.read_header(source)
    except OSError as error:
        raise Stop(f"{error.filename}: {error.strerror}") from None
    if head["kind"] == "keys":
        return _restore_keys(file, key, where, embedded=embedded)
    data = node_folder()
    with database(data):
        before, now = archive.read_database(data, file, key)
    _print(now)
    differing = [n for n in before["rows"].keys() | now["rows"].keys() if before["rows"].get(n) != now["rows"].get(n)]
    differing += [name for name in ("ledger", "walls") if before[name] != now[name]]
    if differing:
        raise Stop(f"the restored database differs from the back-up in: {', '.join(sorted(differing))}")
    say("every row, the ledger's root, grants, policies and triggers are as they were backed up")
    return 0


def _restore_keys(file: Path, key: Any, where: external.Addresses | None, *, embedded: bool) -> int:
    data = config.data_dir()
    names = archive.read_keys(data, file, key)
    node = config.load(data)
    if where is not None:
        external.prepare(where)
        external.remember(data, where)
        config.save(data, node.model_copy(update={"database": config.External()}))
    elif embedded:
        config.save(data, node.model_copy(update={"database": config.Embedded()}))
    say(f"brought {len(names)} files back to {data}; next: sapar restore DATABASE-BACKUP --data {data}")
    return 0
