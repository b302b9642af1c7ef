"""What is counted at the border, without anything that names a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.kernel.facts import FactView, register_drilldown, register_views

CROSSINGS = FactView(
    name="fact_crossings",
    sql="""
        select c.id as key, c.crossed_on as crossed_on, to_char(c.crossed_on, 'YYYY-MM') as month,
               c.direction as direction, p.code as post, c.nationality as nationality,
               c.permit_number <> '' as with_permit, k.id is not null as corrected
        from border_crossing c
        join access_place p on p.id = c.place_id
        left join border_correction k on k.original_id = c.id
    """,
    columns={
        "key": "key",
        "crossed_on": "day",
        "month": "month",
        "direction": "code",
        "post": "code",
        "nationality": "code",
        "with_permit": "boolean",
        "corrected": "boolean",
    },
    area="border",
    grain=_("One record of a crossing"),
    description=_(
        "Entries and exits at border posts. A record that was corrected stays, marked as corrected, and does not count; "
        "the record that replaced it does."
    ),
)

VIEWS = register_views(CROSSINGS)
register_drilldown(CROSSINGS.name, "border:counted")
