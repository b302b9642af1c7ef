"""Records of the programme by topic."""

from sapar.areas.programme.models.links import Link

__all__ = ["Link"]
