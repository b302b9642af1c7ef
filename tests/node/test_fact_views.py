"""``sapar check`` looks at the views that figures are counted from."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from sapar.node import checks


def test_the_views_of_this_version_are_in_order(node_db: Any) -> None:
    """On a migrated database nothing is missing, altered, or open to everybody."""
    found = checks._views(node_db.data)
    assert (found.ok, found.text) == (True, "as the program declares them")


@pytest.mark.parametrize(("code", "said", "ok"), [(0, "fact_x: is missing\n", False), (1, "", None)])
def test_what_is_wrong_is_named(node_db: Any, monkeypatch: Any, code: int, said: str, ok: bool | None) -> None:
    """A faulty view fails the check by its name; a check that cannot run says that it does not know."""
    answer = subprocess.CompletedProcess([], code, said, "Traceback\nOperationalError: gone\n")
    monkeypatch.setattr(checks.subprocess, "run", lambda *given, **more: answer)
    found = checks._views(node_db.data)
    assert found.ok is ok
    assert found.text == ("fact_x: is missing" if ok is False else "OperationalError: gone")
    assert found.mend
