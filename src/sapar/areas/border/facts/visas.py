"""Facts of the electronic visa: applications and whether the term for a decision was kept. No names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.procedures import VISA_PURPOSES
from sapar.kernel.facts import (
    FactView,
    Indicator,
    register_drilldown,
    register_indicators,
    register_labels,
    register_views,
)
from sapar.kernel.facts.zone import node_time

# Settled: the first decision, or the day after the last day of the term if that came earlier. From that day on it is known
# whether the term was kept, and no appeal and no extension changes it. While an application is with the applicant, no term
# runs; one that was withdrawn counts only if its term had run out before.
VISAS = FactView(
    name="fact_visas",
    sql=f"""
        select a.id as key, ({node_time("a.submitted_at")})::date as applied_on, d.decided_on,
               s.settled_on, to_char(s.settled_on, 'YYYY-MM') as month, nullif(a.nationality, '')::text as nationality,
               nullif(a.purpose, '')::text as purpose, coalesce(d.outcome, 'undecided') as outcome,
               coalesce(d.decided_on <= c.due_on, false) as within_term
        from border_visaapplication a
        join procedures_case c on c.subject_id = a.id
        left join lateral (
            select ({node_time("p.decided_at")})::date as decided_on,
                   case when p.outcome = 'grant' then 'granted' else 'refused' end as outcome
            from border_visaproposal p where p.application_id = a.id and p.agreed order by p.decided_at limit 1
        ) d on true
        cross join lateral (select least(d.decided_on, c.due_on + 1) as settled_on) s
        where a.submitted_at is not null
          and (d.decided_on is not null
            or ((c.paused_on is null or c.paused_on >= s.settled_on)
                and (c.closed_at is null or c.closed_at >= ({node_time("s.settled_on::timestamp")}))))
    """,
    columns={
        "key": "key",
        "applied_on": "day",
        "decided_on": "day",
        "settled_on": "day",
        "month": "month",
        "nationality": "code",
        "purpose": "code",
        "outcome": "code",
        "within_term": "boolean",
    },
    area="visa",
    grain=_("One application for a visa that was decided, or whose term ran out without a decision"),
    description=_(
        "Settled on the day of the first decision, or on the day after the last day of the term if that came earlier. The "
        "term stands still while the applicant completes the application (unverified). A refusal that was lifted on appeal "
        "stays a refusal here."
    ),
)

VIEWS = register_views(VISAS)
register_drilldown(VISAS.name, "border:visas_counted")
register_labels(VISAS.name, "purpose", {code: item.title for code, item in VISA_PURPOSES.items()})
register_labels(
    VISAS.name,
    "outcome",
    {"granted": _("Granted"), "refused": _("Refused"), "undecided": _("Term over without a decision")},
)

INDICATORS = register_indicators(
    Indicator(
        code="border.visas_in_term",
        version=1,
        title=_("Visas decided within the term"),
        view="fact_visas",
        day="settled_on",
        numerator="within_term",
        denominator="true",
        by=("month", "nationality", "purpose"),
        direction="up",
        definition=_(
            "Of all applications for a visa that were decided or whose term ran out, the share decided within the term. "
            "The term of ten working days is proposed and confirmed in no law; public holidays are not taken into account."
        ),
        numerator_title=_("within the term"),
        denominator_title=_("decided or overdue"),
        dimension_titles={"month": _("Month"), "nationality": _("Nationality"), "purpose": _("Purpose")},
        unverified=True,
    ),
)
