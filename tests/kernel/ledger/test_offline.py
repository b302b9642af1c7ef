"""The offline verifier: any single change to a copy is found, and the right entry is named."""

from __future__ import annotations

import copy
import gzip
import json
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.kernel.ledger import cli, heads
from sapar.kernel.ledger.exports import export_lines, proof_of
from sapar.kernel.ledger.offline import ExportError, verify_export, verify_proof
from sapar.methods.merkle import Frontier, leaf_hash

sys.path.insert(0, str(Path(__file__).parent))
from ledger_copies import KEY, KEYS, START, Log, body, raw

Lines = list[dict[str, Any]]
sizes = st.lists(st.integers(1, 25), min_size=1, max_size=5, unique=True).map(sorted)
logs = st.builds(Log, sizes, st.integers(0, 10_000))


def place_of(lines: Lines, seq: int) -> int:
    return next(place for place, line in enumerate(lines) if line.get("seq") == seq)


def renumber(lines: Lines) -> None:
    for seq, line in enumerate(line for line in lines if "body" in line):
        line["seq"] = seq


def alter(lines: Lines, seq: int, chance: random.Random) -> None:
    entry = lines[place_of(lines, seq)]["body"]
    key = chance.choice(["act", "actor", "purpose", "outcome", "role"])
    entry[key] += "x"


def alter_with_leaf(lines: Lines, seq: int, chance: random.Random) -> None:
    alter(lines, seq, chance)
    line = lines[place_of(lines, seq)]
    line["leaf"] = leaf_hash(json.dumps(line["body"], sort_keys=True, separators=(",", ":")).encode()).hex()


def alter_leaf(lines: Lines, seq: int, chance: random.Random) -> None:
    lines[place_of(lines, seq)]["leaf"] = chance.randbytes(32).hex()


def alter_number(lines: Lines, seq: int, chance: random.Random) -> None:
    lines[place_of(lines, seq)]["seq"] += chance.choice([1, -1, 100])


def malform(lines: Lines, seq: int, chance: random.Random) -> None:
    lines[place_of(lines, seq)]["body"]["subjects"] = chance.choice([None, "x", [1], {}])


def delete(lines: Lines, seq: int, _: random.Random) -> None:
    del lines[place_of(lines, seq)]


def delete_and_renumber(lines: Lines, seq: int, _: random.Random) -> None:
    del lines[place_of(lines, seq)]
    renumber(lines)


def insert(lines: Lines, seq: int, chance: random.Random) -> None:
    made = body(seq, chance)
    lines.insert(place_of(lines, seq), {"seq": seq, "body": json.loads(made), "leaf": leaf_hash(made).hex()})


def insert_and_renumber(lines: Lines, seq: int, chance: random.Random) -> None:
    insert(lines, seq, chance)
    renumber(lines)


def insert_copy(lines: Lines, seq: int, chance: random.Random) -> None:
    entries = [line for line in lines if "body" in line]
    lines.insert(place_of(lines, seq), copy.deepcopy(chance.choice(entries[seq + 1 :] or entries[:seq] or entries)))


CHANGES = [
    alter,
    alter_with_leaf,
    alter_leaf,
    alter_number,
    malform,
    delete,
    delete_and_renumber,
    insert,
    insert_and_renumber,
    insert_copy,
]


@settings(max_examples=60, deadline=None)
@given(logs)
def test_an_honest_copy_holds(log: Log) -> None:
    """An untouched export verifies, with and without its heads kept outside."""
    report = verify_export(raw(log.lines()), KEYS)
    assert report.ok
    assert report.intact == len(log.bodies)
    assert report.head == log.heads[-1]
    assert f"Complete up to entry {len(log.bodies) - 1}" in report.completeness
    assert "outside" in report.completeness
    report = verify_export(raw(log.lines()), KEYS, log.heads)
    assert report.ok
    assert report.outside == log.heads[-1]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@settings(max_examples=60, deadline=None)
@given(log=logs, data=st.data())
def test_a_single_change_names_its_entry(
    change: Callable[[Lines, int, random.Random], None], log: Log, data: st.DataObject
) -> None:
    """Altering, deleting or inserting one entry names exactly that place, whatever the forger recomputes in it."""
    seq = data.draw(st.integers(0, len(log.bodies) - 1))
    lines = log.lines()
    change(lines, seq, random.Random(data.draw(st.integers(100_000, 101_000))))
    report = verify_export(raw(lines), KEYS)
    assert not report.ok
    if change is insert_copy and len(log.bodies) == 1:
        # The copy of the only entry before itself: which of the two is the copy cannot be told.
        assert report.first_bad in ((0, 0), (1, 1))
    else:
        assert report.first_bad == (seq, seq)
    assert report.intact <= seq + (len(log.bodies) == 1)


@settings(max_examples=100, deadline=None)
@given(log=logs.filter(lambda log: len(log.bodies) > 1), data=st.data(), tidy=st.booleans())
def test_reordering_names_the_first_place(log: Log, data: st.DataObject, tidy: bool) -> None:
    """Two entries swapped, or one moved, name the first place that is wrong."""
    one, two = sorted(data.draw(st.lists(st.integers(0, len(log.bodies) - 1), min_size=2, max_size=2, unique=True)))
    lines = log.lines()
    left, right = place_of(lines, one), place_of(lines, two)
    if data.draw(st.booleans()):
        lines[left], lines[right] = lines[right], lines[left]
    else:
        lines.insert(right, lines.pop(left))
    if tidy:
        renumber(lines)
    report = verify_export(raw(lines), KEYS)
    assert report.first_bad == (one, one)


@settings(max_examples=100, deadline=None)
@given(log=logs, data=st.data())
def test_truncation_names_the_first_missing(log: Log, data: st.DataObject) -> None:
    """A file cut anywhere, in the middle of a line too, names the first entry that is not whole."""
    lines = raw(log.lines())
    whole = b"".join(lines)
    cut = data.draw(st.integers(len(lines[0]), len(whole) - 1))
    rest = whole[:cut].splitlines(keepends=True)
    entries = 0
    for line in rest[1:]:
        try:
            entries += "body" in json.loads(line)
        except ValueError:
            break
    report = verify_export(rest, KEYS)
    if cut == len(whole) - 1:
        assert report.ok
    else:
        assert report.first_bad == (entries, entries)


@settings(max_examples=60, deadline=None)
@given(log=logs.filter(lambda log: len(log.heads) > 1), data=st.data())
def test_an_older_head_is_all_a_cut_log_can_show(log: Log, data: st.DataObject) -> None:
    """A log cut back to its own older head verifies alone, says so, and fails against a head from outside."""
    kept = data.draw(st.integers(1, len(log.heads) - 1))
    lines = list(export_lines(log.bodies, log.heads[:kept]))
    cut = [line.encode() for line in lines]
    report = verify_export(cut, KEYS)
    assert report.ok
    assert "only be shown with a head from outside" in report.completeness
    report = verify_export(cut, KEYS, [log.heads[-1]])
    size = log.heads[kept - 1].size
    assert report.first_bad == (size, size)
    assert report.findings[0].code == "truncated"


@settings(max_examples=80, deadline=None)
@given(log=logs, data=st.data())
def test_a_thorough_forger_is_caught_between_heads(log: Log, data: st.DataObject) -> None:
    """Entry, leaf and announced list all recomputed: the segment is named, and it holds the changed entry."""
    seq = data.draw(st.integers(0, len(log.bodies) - 1))
    lines = log.lines()
    alter_with_leaf(lines, seq, random.Random(1))
    before = 0
    for line in lines:
        if "leaves" in line:
            if before <= seq < line["head"]["size"]:
                at = (seq - before) * 64
                new = lines[place_of(lines, seq)]["leaf"]
                line["leaves"] = line["leaves"][:at] + new + line["leaves"][at + 64 :]
                expected = (before, line["head"]["size"] - 1)
            before = line["head"]["size"]
    report = verify_export(raw(lines), KEYS)
    assert report.first_bad == expected
    assert report.intact == expected[0]
    # Heads that left the node in between narrow it down.
    frontier = Frontier()
    outside = []
    for leaf in map(leaf_hash, log.bodies):
        frontier.append(leaf)
        outside.append(heads.sign_head(KEY, size=frontier.size, root=frontier.root(), at=START, node="tm"))
    assert verify_export(raw(lines), KEYS, outside).first_bad == (seq, seq)


def test_a_node_that_signs_another_history() -> None:
    """With the signing key everything can be rewritten; a head from outside shows it, and since when."""
    honest, forged = Log([3, 6, 9]), Log([3, 6, 9])
    forged.bodies[4] = body(4, random.Random(99))
    frontier, made = Frontier(), []
    for leaf in map(leaf_hash, forged.bodies):
        frontier.append(leaf)
        if frontier.size in (3, 6, 9):
            made.append(heads.sign_head(KEY, size=frontier.size, root=frontier.root(), at=START, node="tm"))
    lines = [line.encode() for line in export_lines(forged.bodies, made)]
    assert verify_export(lines, KEYS).ok
    report = verify_export(lines, KEYS, [honest.heads[2], honest.heads[0]])
    assert [finding.code for finding in report.findings] == ["forked"]
    assert report.first_bad == (3, 8)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_byte_matters(data: st.DataObject) -> None:
    """No byte of an export can change without a finding (or the file is no export any more)."""
    whole = bytearray(b"".join(raw(LOG.lines())))
    place = data.draw(st.integers(0, len(whole) - 2))
    value = data.draw(st.integers(0, 255).filter(lambda value: value != whole[place]))
    whole[place] = value
    try:
        report = verify_export(bytes(whole).splitlines(keepends=True), KEYS)
    except ExportError:
        assert place < len(raw(LOG.lines())[0])
        return
    assert not report.ok


LOG = Log([4, 5, 9])


@pytest.mark.parametrize("number", [1, 6, 8])
@pytest.mark.parametrize("damage", ["delete", "signature", "list", "garbage"])
def test_damage_to_a_head_line_blames_no_entry(number: int, damage: str) -> None:
    """A head line that is lost or altered is found, but the entries, which are all there, are not accused."""
    lines = raw(LOG.lines())
    value = json.loads(lines[number])
    assert "leaves" in value
    if damage == "delete":
        del lines[number]
    elif damage == "garbage":
        lines[number] = b"\xff\n"
    elif damage == "signature":
        value["head"]["sig"] = LOG.heads[0].as_json()["kid"] + value["head"]["sig"][16:]
        lines[number] = json.dumps(value).encode()
    else:
        value["leaves"] = "0" * 64 + value["leaves"][64:]
        lines[number] = json.dumps(value).encode()
    report = verify_export(lines, KEYS)
    assert not report.ok
    assert report.first_bad is None
    assert report.intact == 9


def test_foreign_keys_and_heads() -> None:
    """Without the signer's key nothing is shown; a head of another node or key is not used."""
    stranger = heads.load_private_key(heads.new_key())
    keys = {heads.key_id(stranger.public_key()): stranger.public_key()}
    report = verify_export(raw(LOG.lines()), keys)
    assert not report.ok
    assert report.intact == 0
    assert report.completeness == "Nothing is shown to be complete."
    other = Log([2], node="kz").heads[0]
    report = verify_export(raw(LOG.lines()), KEYS, [other, replace(LOG.heads[0], at=START + timedelta(1))])
    assert [finding.code for finding in report.findings] == ["head", "head"]


def test_two_heads_of_one_size_are_a_fork() -> None:
    """Two signed heads of the same size with different roots prove that the log was rewritten."""
    lines = LOG.lines()
    forged = heads.sign_head(KEY, size=9, root=bytes(32), at=START, node="tm").as_json()
    del forged["node"]
    report = verify_export(raw([*lines, {"head": forged, "leaves": ""}]), KEYS)
    assert [finding.code for finding in report.findings] == ["forked"]


def test_an_empty_log() -> None:
    """A log without entries has a head of size 0 and verifies."""
    empty = Log([0])
    report = verify_export(raw(empty.lines()), KEYS, empty.heads)
    assert report.ok
    assert "empty" in report.completeness


@pytest.mark.parametrize("first", [b"", b"{}", b"[]", b'{"seq":0}', b"\x00", b'{"format":"sapar-ledger/1"}'])
def test_no_export(first: bytes) -> None:
    """A file that is no export is refused as such."""
    with pytest.raises(ExportError):
        verify_export([first], KEYS)


def test_the_writer_refuses_too_few_entries() -> None:
    """An export never claims entries that it does not hold."""
    with pytest.raises(ValueError, match="fewer"):
        list(export_lines(LOG.bodies[:-1], LOG.heads))


@settings(max_examples=50, deadline=None)
@given(log=logs, data=st.data())
def test_proof_of_one_entry(log: Log, data: st.DataObject) -> None:
    """A proof verifies for its entry under its head, and for nothing else."""
    seq = data.draw(st.integers(0, len(log.bodies) - 1))
    proof = proof_of(log.bodies[seq], seq, log.heads[-1], log.get_node)
    assert verify_proof(proof, KEYS).ok
    assert verify_proof(json.loads(json.dumps(proof)), KEYS).head == log.heads[-1]
    for change in (
        {"seq": seq + 1},
        {"body": {**proof["body"], "act": "x"}},
        {"body": None},
        {"path": [*proof["path"], "00" * 32]},
        {"head": {**proof["head"], "size": proof["head"]["size"] + 1}},
        {"head": None},
        {"node": "kz"},
    ):
        assert not verify_proof({**proof, **change}, KEYS).ok
    for wrong in (None, {}, {**proof, "format": "x"}, {**proof, "path": ["x"]}, {**proof, "more": 1}):
        with pytest.raises(ExportError):
            verify_proof(wrong, KEYS)


class TestCommand:
    """``sapar ledger verify``: exit codes, forms of files, speed of starting."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        keys = tmp_path / "keys"
        keys.mkdir()
        (keys / "head.pem").write_bytes(heads.public_pem(KEY))
        (tmp_path / "log.jsonl").write_bytes(b"".join(raw(LOG.lines())))
        (tmp_path / "log.jsonl.gz").write_bytes(gzip.compress(b"".join(raw(LOG.lines()))))
        (tmp_path / "head.json").write_text(json.dumps(LOG.heads[2].as_json()))
        (tmp_path / "receipt.txt").write_text(LOG.heads[1].as_short() + "\n")
        return tmp_path

    @pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz"])
    def test_good(self, folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        """Exit 0, and the outside head is named in the result."""
        arguments = [str(folder / name), "--keys", str(folder / "keys"), "--json"]
        for head in ("head.json", "receipt.txt"):
            arguments += ["--head", str(folder / head)]
        assert cli.main(arguments) == 0
        result = json.loads(capsys.readouterr().out)
        assert result["ok"]
        assert result["intact"] == 9
        assert result["outside"]["size"] == 9

    def test_bad(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Exit 1, and the first bad entry stands in the text."""
        lines = raw(LOG.lines())
        del lines[5]
        (folder / "log.jsonl").write_bytes(b"".join(lines))
        assert cli.main([str(folder / "log.jsonl"), "--keys", str(folder / "keys")]) == 1
        assert "First bad entry: 3\n" in capsys.readouterr().out

    def test_torn_gzip(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A torn compressed file ends where it tears: missing entries, not a crash."""
        packed = (folder / "log.jsonl.gz").read_bytes()
        (folder / "torn.gz").write_bytes(packed[: len(packed) * 2 // 3])
        assert cli.main([str(folder / "torn.gz"), "--keys", str(folder / "keys"), "--json"]) in (1, 2)
        assert capsys.readouterr().out

    @pytest.mark.parametrize(
        "arguments",
        [
            ["nothing.jsonl", "--keys", "keys"],
            ["head.json", "--keys", "keys"],
            ["log.jsonl", "--keys", "nowhere"],
            ["log.jsonl", "--keys", "."],
            ["log.jsonl", "--keys", "keys", "--head", "log.jsonl.gz"],
            ["log.jsonl"],
            ["--keys", "keys"],
            ["--proof", "log.jsonl", "--keys", "keys"],
            ["--proof", "head.json", "--keys", "keys"],
        ],
    )
    def test_unreadable(self, folder: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Exit 2 for what cannot be read as what it should be."""
        monkeypatch.chdir(folder)
        assert cli.main(arguments) == 2

    def test_proof(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A proof file is checked with --proof."""
        proof = proof_of(LOG.bodies[3], 3, LOG.heads[2], LOG.get_node)
        (folder / "proof.json").write_text(json.dumps(proof))
        assert cli.main(["--proof", str(folder / "proof.json"), "--keys", str(folder / "keys")]) == 0
        assert "stands under the head of size 9" in capsys.readouterr().out
        proof["body"]["act"] = "x"
        (folder / "proof.json").write_text(json.dumps(proof))
        assert cli.main(["--proof", str(folder / "proof.json"), "--keys", str(folder / "keys")]) == 1

    def test_needs_no_django(self, folder: Path) -> None:
        """The verifier runs without Django: a third party needs only Python and cryptography."""
        code = (
            "import sys; from sapar.kernel.ledger import cli; r = cli.main(sys.argv[1:]);"
            "assert not any(name.split('.')[0] == 'django' for name in sys.modules); sys.exit(r)"
        )
        command = [sys.executable, "-c", code, str(folder / "log.jsonl"), "--keys", str(folder / "keys")]
        root = Path(__file__).parents[3] / "src"
        assert subprocess.run(command, check=False, env={"PYTHONPATH": str(root)}).returncode == 0
