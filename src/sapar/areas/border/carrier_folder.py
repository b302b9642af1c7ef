"""The watched folder: carriers without an interface put files there and find the answers there.

::

    flights/CODE/in/        the carrier puts files here, by renaming them into the folder when they are whole
    flights/CODE/work/      one file at a time while it is read
    flights/CODE/done/      files that were taken in; refused/: files that could not be taken in, with a reason beside each
    flights/CODE/out/       answers: NAME.edi and NAME.txt

CODE is that of the carrier's institution: who may write into which folder is for the file system to say. A file counts as
whole when nobody has written to it for ten seconds, it ends as an interchange does, and its name does not say otherwise
(.part, .tmp, a leading dot); without an end it is waited for two minutes. It is claimed by renaming it, so two workers
never read the same one, and one that a stopped worker left in ``work`` is read again: the same bytes are the same
interchange. Names of files are never kept. What lies in ``done``, ``refused`` and ``out`` goes after seven days; the
bytes themselves are in the vault.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from pathlib import Path

import structlog
from django.conf import settings

from sapar.areas.border import acts
from sapar.areas.border.acts.flights import REPORT, in_all_languages, text_of
from sapar.areas.border.models import CarrierAnswer
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.errors import SaparError
from sapar.methods.ids import uuid7
from sapar.standards.edifact import MAX_BYTES

log = structlog.get_logger(__name__)

SETTLED = 10.0  # seconds without a write
PATIENCE = 120.0  # for a file that has no end yet: then it is taken as it is, and refused as cut off
TAIL = 400
KEPT_DAYS = 7
AT_ONCE = 200  # files of one carrier in one look, so that no carrier keeps the others waiting
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
IN, WORK, DONE, REFUSED, OUT = FOLDERS = ("in", "work", "done", "refused", "out")


def root() -> Path:
    """The folder of all carriers."""
    return Path(settings.SAPAR_FLIGHTS)


def look(actor: Actor) -> int:
    """Take in what is whole; returns how many files were taken in or refused."""
    if not root().is_dir():
        return 0
    with reading(actor):
        carriers = dict(Institution.objects.filter(kind="carrier", ended_at=None).values_list("code", "pk"))
    handled = 0
    for code, carrier_id in sorted(carriers.items()):
        home = root() / code
        if not (home / IN).is_dir():
            continue
        for name in FOLDERS:
            (home / name).mkdir(exist_ok=True)
        for path in [*_files(home / WORK), *filter(None, map(_claimed, _whole(home / IN)))][:AT_ONCE]:
            _take(actor, home, path, carrier_id)
            handled += 1
        _forget_old(home)
    if handled:
        write_answers(actor)
    return handled


def write_answers(actor: Actor) -> int:
    """Put the answers that wait into the folders of those carriers that have one; returns how many."""
    if not root().is_dir():
        return 0
    with reading(actor):
        codes = dict(Institution.objects.filter(kind="carrier").values_list("pk", "code"))
        have = [pk for pk, code in codes.items() if (root() / code / IN).is_dir()]
        waiting = list(CarrierAnswer.objects.filter(written_at=None, institution_id__in=have).order_by("id")[:1000])
    for answer in waiting:
        folder = root() / codes[answer.institution_id] / OUT
        folder.mkdir(exist_ok=True)
        ending = ".txt" if answer.kind == REPORT else ".edi"
        _write(folder / f"{answer.made_at:%y%m%d%H%M}-{answer.pk}{ending}", text_of(answer))
    if waiting:
        acts.answers_written(actor, answer_ids=[answer.pk for answer in waiting])
    return len(waiting)


def _take(actor: Actor, home: Path, path: Path, carrier_id: object) -> None:
    try:
        content = _bytes(path)
        done = acts.take_in_list(actor, carrier_id=carrier_id, content=content)
    except SaparError as error:
        # Empty or too large: not an interchange at all, so its answer is a text.
        log.warning("carrier_file_refused", carrier=home.name, code=error.code)
        target = home / REFUSED / f"{uuid7()}.edi"
        os.replace(path, target)
        said = error.message
        _write(target.with_suffix(".txt"), in_all_languages(lambda: str(said)))
        return
    os.replace(path, home / (DONE if done.accepted else REFUSED) / f"{done.pk}.edi")


def _bytes(path: Path) -> bytes:
    """A regular file's bytes, one more than is read at most; never through a link."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _whole(folder: Path) -> list[Path]:
    """Regular files that nobody writes to any more, oldest first."""
    now, found = time.time(), []
    for path in _files(folder):
        name = path.name.lower()
        if name.startswith(".") or name.endswith(UNFINISHED):
            continue
        with contextlib.suppress(FileNotFoundError):
            written = path.lstat().st_mtime_ns
            quiet = now - written / 1e9
            if quiet >= PATIENCE or (quiet >= SETTLED and _ends(path)):
                found.append((written, path))
    return [path for _, path in sorted(found)[:AT_ONCE]]


def _ends(path: Path) -> bool:
    """Whether the end of an interchange stands at the end of a file: one without it may still be growing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL))
        return b"UNZ" in file.read(TAIL)


def _files(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)]


def _claimed(path: Path) -> Path | None:
    """The file under a name of our own in ``work``; None if another worker was quicker."""
    target = path.parent.parent / WORK / f"{uuid7()}.edi"
    try:
        os.rename(path, target)
    except OSError:
        return None
    return target


def _write(path: Path, text: str) -> None:
    """A whole file or none."""
    draft = path.with_name(f".{path.name}.part")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def _forget_old(home: Path) -> None:
    limit = time.time() - KEPT_DAYS * 86400
    for name in (DONE, REFUSED, OUT):
        for path in _files(home / name):
            with contextlib.suppress(FileNotFoundError):
                if path.lstat().st_mtime < limit:
                    path.unlink()
