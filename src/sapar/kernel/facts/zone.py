"""The node's own time zone in the ``select`` of a fact view: the one place where it gets into SQL.

The zone is part of the text, and so of the view's digest: a node whose days begin at another hour counts otherwise, and its
figures say so. A node's zone is chosen when it is set up (``config.toml``) and does not change afterwards: days that were
written down, like ``crossed_on``, are days of that zone. After a change ``checks.view_problems`` names every view concerned.
"""

from __future__ import annotations

import re

from django.conf import settings

ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,60}")


def node_time(expression: str) -> str:
    """SQL: a moment (``timestamptz``) as the clocks at the node's place show it, or such a clock time as a moment.

    Raises ValueError for a zone whose name is none.
    """
    if not ZONE.fullmatch(settings.TIME_ZONE):
        raise ValueError("not the name of a time zone")
    return f"{expression} at time zone '{settings.TIME_ZONE}'"
