"""All writes of the programme, by topic."""

from sapar.areas.programme.acts.links import (
    NOTE_LONGEST,
    count_indicator,
    link_indicator,
    repeat_run,
    unlink_indicator,
)

__all__ = ["NOTE_LONGEST", "count_indicator", "link_indicator", "repeat_run", "unlink_indicator"]
