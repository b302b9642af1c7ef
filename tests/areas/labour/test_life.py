"""The life of an application, act by act, through the catalogue."""

from __future__ import annotations

from typing import Any

from tests.areas.labour.conftest import World


def test_from_draft_to_permit(world: World, owner_sql: Any) -> None:
    """An application goes in once, is granted once, and its permit carries a seal."""
    made = world.submitted()
    assert world.state(made) == "submitted"
    permit = world.grant(made)
    assert world.state(made) == "granted"
    assert permit.seal_id is not None
    (token,) = owner_sql.execute("select token from documents_seal where id = %s", [permit.seal_id]).fetchone()
    assert token.startswith("SAPAR1:")
