"""Migration operations for fact views."""

from __future__ import annotations

import re

from django.db import migrations

from sapar.kernel.facts.declared import FactView

MARK = "sapar fact view "


def fact_view(view: FactView, replaces: FactView | None = None) -> migrations.RunSQL:
    """Make a fact view that obeys the reader's own row-level security.

    Without ``security_invoker`` a view shows every row to everybody who may read it. The view carries the digest of its
    ``select`` as a comment, so that a changed declaration without a migration is found (``checks.view_problems``). When
    a view changes, the old migration keeps the old declaration as a literal and the new one names it in ``replaces``.
    """
    make, drop = _make(view), f"drop view if exists {view.name};"
    if replaces is None:
        return migrations.RunSQL(make, drop)
    return migrations.RunSQL(f"drop view if exists {replaces.name};{make}", f"{drop}{_make(replaces)}")


def _make(view: FactView) -> str:
    body = view.sql.strip().rstrip(";")
    if not re.match(r"(select|with)\b", body, re.IGNORECASE):
        raise ValueError(f"{view.name}: a fact view is one select")
    return (
        f"create view {view.name} with (security_invoker = on) as {body};"
        f"comment on view {view.name} is '{MARK}{view.digest}';"
    )
