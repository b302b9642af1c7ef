"""``sapar seal verify`` and the trust folder: exit codes, forms of files, quick start without Django."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import segno

from sapar.standards.seals import cli, issue
from sapar.standards.seals.revocation import write_list
from sapar.standards.seals.trust import TrustError, read_trust, unwrap

from .seal_makers import AUTHORITY, KID, NOW, PERMIT, SIGNER_KEY, SIGNER_PEM, START, TOKEN, VDSNC, Authority

AT = "2026-06-01T12:00:00+00:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A trust folder with everything, certificates in both encodings."""
    for name in ("csca", "signers", "crl", "revoked"):
        (tmp_path / name).mkdir()
    (tmp_path / "csca" / "ut.pem").write_bytes(AUTHORITY.pem)
    (tmp_path / "signers" / "01.der").write_bytes(unwrap(SIGNER_PEM))
    lists = {
        "crl": issue.issue_crl(AUTHORITY.key, AUTHORITY.pem, now=START, next_update=NOW, number=1),
        "revoked": write_list(SIGNER_KEY, issuer=KID, signer=KID, date=START, next_update=NOW, size=10_000, revoked=[]),
    }
    (tmp_path / "crl" / "ut.crl").write_bytes(lists["crl"])
    (tmp_path / "revoked" / "ut.json").write_bytes(lists["revoked"])
    (tmp_path / "seal.txt").write_text(TOKEN + "\n")
    (tmp_path / "seal.json").write_text(VDSNC)
    newer = write_list(
        SIGNER_KEY, issuer=KID, signer=KID, date=NOW, next_update=NOW, size=10_000, revoked=[PERMIT.index]
    )
    (tmp_path / "newer.json").write_bytes(newer)
    return tmp_path


def run(folder: Path, *arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object]]:
    code = cli.main([*arguments, "--trust", str(folder), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_green(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, text file and JSON file: exit 0 and the verdict."""
    for seal in (TOKEN, str(folder / "seal.txt"), str(folder / "seal.json"), VDSNC):
        code, verdict = run(folder, seal, "--at", AT, "--document", "A1234567", capsys=capsys)
        assert (code, verdict["answer"], verdict["green"], verdict["list_stale"]) == (0, "valid", True, False)
        assert verdict["list_date"] == "2026-04-02T12:00:00Z"


def test_not_green(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything else is exit 1 with its answer."""
    cases = [
        ((TOKEN, "--at", "2026-06-02"), "valid"),
        ((TOKEN, "--at", "2027-06-02"), "expired"),
        ((TOKEN, "--at", AT, "--revoked", str(folder / "newer.json")), "revoked"),
        ((TOKEN, "--at", AT, "--document", "B1"), "bearer_mismatch"),
        ((TOKEN[:-1] + ("0" if TOKEN[-1] != "0" else "1"), "--at", AT), "altered"),
        ((str(folder / "trust-me"), "--at", AT), None),
        (("SAPAR1:XYZ",), "not_a_seal"),
    ]
    for arguments, answer in cases:
        code, verdict = run(folder, *arguments, capsys=capsys)
        assert (code, verdict.get("answer")) == (1 if answer else 2, answer)


def test_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json the verdict, its reasons and the content stand in words."""
    assert cli.main([TOKEN, "--trust", str(folder), "--at", "2026-06-02"]) == 1
    text = capsys.readouterr().out
    assert text.startswith("VALID (not green)\n")
    assert "list of revoked permits is out of date" in text
    assert "valid_to: 2027-04-30" in text


def test_picture_of_a_barcode(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A picture of the QR symbol is read where the optional reader is installed."""
    pytest.importorskip("zxingcpp")
    segno.make(TOKEN, error="m", boost_error=False).save(str(folder / "seal.png"), scale=4)
    code, verdict = run(folder, str(folder / "seal.png"), "--at", AT, capsys=capsys)
    assert (code, verdict["answer"]) == (0, "valid")
    (folder / "broken.png").write_bytes(b"\x89PNG nothing")
    assert cli.main([str(folder / "broken.png"), "--trust", str(folder)]) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["{TOKEN}"],
        ["{TOKEN}", "--trust", "nowhere"],
        ["no such file", "--trust", "."],
        ["{TOKEN}", "--trust", ".", "--crl", "seal.txt"],
        ["{TOKEN}", "--trust", ".", "--revoked", "seal.txt"],
        ["{TOKEN}", "--trust", ".", "--at", "tomorrow"],
    ],
)
def test_unreadable(folder: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 2 for what cannot be read."""
    monkeypatch.chdir(folder)
    assert cli.main([argument.format(TOKEN=TOKEN) for argument in arguments]) == 2


def test_a_bad_file_in_the_folder_is_named(folder: Path) -> None:
    """A broken file is an error that names it: a silently smaller trust list would be worse."""
    for place in ("csca/x.pem", "signers/x.pem", "crl/x.crl", "revoked/x.json", "trust.json"):
        (folder / place).write_bytes(b"broken")
        with pytest.raises(TrustError, match=Path(place).name.replace(".", r"\.")):
            read_trust(folder)
        (folder / place).unlink()
    (folder / "trust.json").write_text('{"document_types": {"permit": "AB"}}')
    assert read_trust(folder).document_types["permit"] == "AB"


def test_foreign_lists_in_the_folder_do_not_count(folder: Path) -> None:
    """A list in the folder that its authority did not sign is not used."""
    other = Authority()
    forged = issue.issue_crl(other.key, other.pem, now=START, next_update=NOW, number=9)
    (folder / "crl" / "ut.crl").write_bytes(forged)
    signer = read_trust(folder).signer(KID)
    assert signer is not None
    assert signer.crl is None


def test_quick_start_without_django(folder: Path) -> None:
    """The command starts in well under half a second of processor time and never imports Django."""
    code = (
        "import sys, time; from sapar.standards.seals import cli; r = cli.main(sys.argv[1:]);"
        "assert not any(name.split('.')[0] in ('django', 'rfc8785') for name in sys.modules);"
        "print(time.process_time()); sys.exit(r)"
    )
    command = [sys.executable, "-c", code, TOKEN, "--trust", str(folder), "--at", AT]
    root = Path(__file__).resolve().parents[3] / "src"
    best = 9.0
    for _ in range(3):
        start = time.perf_counter()
        done = subprocess.run(command, check=False, env={"PYTHONPATH": str(root)}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        best = min(best, time.perf_counter() - start, float(done.stdout.split()[-1]))
    assert best < 0.5
