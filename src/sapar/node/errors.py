"""Errors of running a node: their text is for the person at the machine and says what to do. Imports nothing."""

from __future__ import annotations


class NodeError(RuntimeError):
    """Ends a command with its text and an exit code."""

    code = 1
