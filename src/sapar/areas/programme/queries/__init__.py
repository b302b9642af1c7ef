"""All reads of the programme, by topic."""

from sapar.areas.programme.queries.figures import (
    IndicatorView,
    Line,
    Linked,
    Past,
    commitments,
    indicator,
    link,
    objective,
)

__all__ = ["IndicatorView", "Line", "Linked", "Past", "commitments", "indicator", "link", "objective"]
