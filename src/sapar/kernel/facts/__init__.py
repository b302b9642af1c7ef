"""Facts and figures: what is counted, how, as of when, and which acts a figure was counted from.

An area declares *fact views* over its own tables (no names in them); an *indicator* counts rows of one view: a
numerator and a denominator for each cell. A *run* stores what was counted with its definition, parameters, as-of day
and vintage, and can be repeated. Ratios exist at read time only, as Σ numerator / Σ denominator. Counted, zero,
missing and not reported are different answers. Small counts do not open for readers who may not see the rows.

Acts are in ``acts``, reads in ``queries``; this package itself can be imported before Django's apps are ready.
"""

from sapar.kernel.facts.declared import (
    FactView,
    Indicator,
    Parameter,
    drilldown_of,
    indicator,
    indicators,
    labels_of,
    register_drilldown,
    register_indicators,
    register_labels,
    register_views,
    view,
    views,
)
from sapar.kernel.facts.operations import fact_view

__all__ = [
    "FactView",
    "Indicator",
    "Parameter",
    "drilldown_of",
    "fact_view",
    "indicator",
    "indicators",
    "labels_of",
    "register_drilldown",
    "register_indicators",
    "register_labels",
    "register_views",
    "view",
    "views",
]
