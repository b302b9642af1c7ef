"""What people ask in an address or a hidden field."""

from __future__ import annotations

from uuid import UUID


def as_uuid(given: str) -> UUID | None:
    """An id; None for whatever is none."""
    try:
        return UUID(given)
    except ValueError:
        return None
