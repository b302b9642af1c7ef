"""``sapar screen`` for the dispatcher of commands, which calls ``main``."""

from __future__ import annotations

from sapar.methods.matching.cli import screen_main as main

__all__ = ["main"]
