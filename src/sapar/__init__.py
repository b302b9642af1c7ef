"""Sapar: a paperless migration-cooperation system. One act, recorded once.

Floors, each of which may import only from the floors before it:
``standards`` → ``methods`` → ``kernel`` → ``web`` → ``areas`` → ``node``.
"""

from __future__ import annotations

__version__ = "0.1.0"
