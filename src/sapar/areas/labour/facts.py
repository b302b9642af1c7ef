"""Facts of the work permit: applications and whether the statutory clock was kept. No names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.labour.procedures import SECTORS
from sapar.kernel.facts.declared import FactView, register_drilldown, register_labels, register_views
from sapar.kernel.facts.zone import node_time

# Settled: the first decision, or the day after the last day of the term if that came earlier. From that day on it is
# known whether the clock was kept, and no later event changes it, so that a figure as of an old day stays what it was.
# An application that still waits has its settling day ahead of it: a figure as of today does not reach that far. One
# that was withdrawn counts only if its term had run out before; while one is with the employer, no term runs.
SQL = f"""
select a.id as key, s.settled_on, d.decided_on, to_char(s.settled_on, 'YYYY-MM') as month,
       nullif(a.nationality, '')::text as nationality, nullif(a.sector, '')::text as sector,
       (d.decided_on is not null) as decided, coalesce(d.decided_on <= d.due_on, false) as within_clock,
       coalesce(d.outcome, 'undecided')::text as outcome
from labour_application a
join procedures_case c on c.subject_id = a.id
left join lateral (
  select decided_on, due_on, outcome from labour_decision where application_id = a.id order by decided_at limit 1
) d on true
cross join lateral (select least(d.decided_on, coalesce(d.due_on, c.due_on) + 1) as settled_on) s
where d.decided_on is not null
   or ((c.paused_on is null or c.paused_on >= s.settled_on)
       and (c.closed_at is null or c.closed_at >= ({node_time("s.settled_on::timestamp")})))
"""

PERMIT_DECISIONS = FactView(
    name="fact_permit_decisions",
    sql=SQL,
    columns={
        "key": "key",
        "settled_on": "day",
        "decided_on": "day",
        "month": "month",
        "nationality": "code",
        "sector": "code",
        "decided": "boolean",
        "within_clock": "boolean",
        "outcome": "code",
    },
    area="labour",
    grain=_("One application for a work permit that was decided, or whose term ran out without a decision"),
    description=_(
        "Settled on the day of the first decision, or on the day after the last day of the term if that came earlier. "
        "The term stands still while the employer completes the application (unverified)."
    ),
)

VIEWS = register_views(PERMIT_DECISIONS)
register_drilldown(PERMIT_DECISIONS.name, "labour:register")
register_labels(PERMIT_DECISIONS.name, "sector", {code: item.title for code, item in SECTORS.items()})
