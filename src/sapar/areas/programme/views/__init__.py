"""The pages of the programme, by topic."""

from sapar.areas.programme.views.figures import (
    commitments,
    count,
    indicator,
    repeat,
    run,
    unlink,
)

__all__ = ["commitments", "count", "indicator", "repeat", "run", "unlink"]
