"""A file can say anything; the check reads nothing but its bytes and always answers."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sapar.standards.iati import checking, write
from sapar.standards.iati.checking import MAX_FINDINGS, Finding, check

from .plan_makers import NOW, plan

GOOD = (Path(__file__).parent / "whole.xml").read_bytes()


def rules(data: bytes) -> list[str]:
    return [one.rule for one in check(data, NOW)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE iati-activities SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "<!-- a --><?p q?>\n<!DOCTYPE a>",
    ],
)
def test_a_document_type_is_refused(declared: str, encoding: str) -> None:
    """No document type, no entity, in whatever encoding."""
    text = '<?xml version="1.0"?>' + declared + '<iati-activities version="2.03"/>'
    assert rules(text.encode(encoding)) in (["file.doctype"], ["file.not-xml"])


def test_entities_are_never_read(tmp_path: Path) -> None:
    """The content of a file on this machine never reaches a finding."""
    secret = tmp_path / "secret"
    secret.write_text("secret-words")
    data = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><iati-activities>&x;</iati-activities>'
    assert "secret-words" not in repr(check(data.encode(), NOW))
    inclusion = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    include = f"<iati-activities>{inclusion}</iati-activities>"
    assert "secret-words" not in repr(check(include.encode(), NOW))


@pytest.mark.parametrize(
    "data", [b"", b" ", b"x", b"<", b"<a", b"<a></b>", b"\xff\xfe<", b"<iati-activities>", b"\x00" * 9]
)
def test_what_is_no_xml_is_one_finding(data: bytes) -> None:
    """Not well formed: nothing else is said."""
    assert rules(data) == ["file.not-xml"]


def test_another_root_is_one_finding() -> None:
    """An organisation file or a web page is named as such."""
    (finding,) = check(b"<iati-organisations version='2.03'/>", NOW)
    assert (finding.rule, finding.detail) == ("file.root", '"iati-organisations"')


def test_a_file_that_is_too_large_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is on bytes, before any parsing."""
    monkeypatch.setattr(checking, "MAX_BYTES", 10)
    assert rules(b"<iati-activities/>") == ["file.too-large"]


def test_deep_files_are_answered() -> None:
    """Deeper than the parser goes: refused; as deep as it goes: checked."""
    for depth in (200, 5_000, 200_000):
        data = b'<iati-activities version="2.03"><iati-activity>' + b"<a>" * depth + b"</a>" * depth
        assert rules(data + b"</iati-activity></iati-activities>")


def test_findings_have_a_bound_that_is_said() -> None:
    """A file of nothing but mistakes gives the first of them and says that there are more."""
    data = b'<iati-activities version="2.03">' + b'<iati-activity xml:lang="zz"/>\n' * 5_000 + b"</iati-activities>"
    found = check(data, NOW)
    assert len(found) == MAX_FINDINGS + 1
    assert found[-1].rule == "file.many"


def test_lines_beyond_65535_are_right() -> None:
    """libxml2's old line counter stops there; ours must not."""
    data = b'<iati-activities version="2.03">' + b"\n" * 70_000 + b"<iati-activity/></iati-activities>"
    assert {one.line for one in check(data, NOW) if one.path.endswith("iati-activity")} == {70_001}


def test_now_needs_a_time_zone() -> None:
    """What is future depends on it."""
    with pytest.raises(ValueError, match="time zone"):
        check(GOOD, datetime(2026, 3, 2))  # noqa: DTZ001


def test_findings_of_two_threads_do_not_mix() -> None:
    """The schema object is shared; each file gets its own findings."""
    good = write(plan(20), generated=NOW)
    bad = good.replace(b"<activity-status", b"<activity-state")
    answers: dict[bool, list[list[Finding]]] = {True: [], False: []}

    def work(data: bytes, is_good: bool) -> None:
        for _ in range(10):
            answers[is_good].append(check(data, NOW.astimezone(UTC)))

    threads = [threading.Thread(target=work, args=pair) for pair in ((good, True), (bad, False)) * 2]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert answers[True] == [[]] * 20
    assert len(answers[False]) == 20
    assert all(found == answers[False][0] and len(found) >= 20 for found in answers[False])
