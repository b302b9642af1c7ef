"""The schema check against the test files that IATI publishes with its schemas."""

from __future__ import annotations

import lzma
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from sapar.standards.iati import check

NOW = datetime(2026, 3, 2, tzinfo=UTC)
HERE = Path(__file__).parent
BROKEN = {
    "invalid_std_ruleset_bad_date_order": {"11.1.2"},
    "invalid_std_ruleset_bad_identifier": {"1.3.13"},
    "invalid_std_ruleset_does_not_sum_100": {"3.1.2"},
    "invalid_std_ruleset_missing_sector_element": {"6.2.2"},
    "invalid_std_ruleset_multiple_rule_errors": {"1.3.13", "6.10.1"},
}


def published() -> Iterator[tuple[str, str, bytes]]:
    """Folder, name and content of each file of the set."""
    packed = lzma.decompress((HERE / "conformance.tar.xz").read_bytes())
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            folder, _, name = member.name.partition("/")
            yield folder, name, content.read()


def test_every_file_of_the_published_set_is_judged_right() -> None:
    """538 files: those in `fail` have a finding of the schema, those in `pass` have none."""
    counted = {"pass": 0, "fail": 0}
    wrong = []
    for folder, name, content in published():
        if folder not in counted:
            continue
        counted[folder] += 1
        findings = [one for one in check(content, NOW) if one.rule.startswith("schema.")]
        if bool(findings) is not (folder == "fail"):
            wrong.append((folder, name))
        for one in findings:
            assert one.rule != "schema.other", (name, one)
            assert one.line > 0 and one.path.startswith("/iati-activities"), (name, one)
    assert counted == {"pass": 215, "fail": 323}
    assert wrong == []


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_published_ruleset_files_break_the_rules_they_are_named_for(name: str) -> None:
    """Each of the five has the finding its name promises, with a line."""
    content = {file.removesuffix(".xml"): data for folder, file, data in published() if folder == "ruleset"}[name]
    found = {one.rule: one for one in check(content, NOW)}
    assert set(found) >= BROKEN[name]
    assert all(found[rule].line > 1 for rule in BROKEN[name])
    others = set().union(*BROKEN.values()) - BROKEN[name]
    # "Does not sum" also holds a percentage of 125; nothing else is broken in two ways.
    assert not others & set(found)
