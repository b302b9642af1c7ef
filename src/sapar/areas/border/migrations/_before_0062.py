"""Fact views as they were before migration 0062, for the migrations that made them then."""

from __future__ import annotations

from sapar.kernel.facts import FactView

STAYS = FactView(
    name="fact_stays",
    sql="""
        select f.id as key, f.settled_on as settled_on, to_char(f.settled_on, 'YYYY-MM') as month, f.post as post,
               f.nationality as nationality, f.outcome as outcome,
               case when f.nights is null then null when f.nights = 0 then 'd0' when f.nights <= 7 then 'd7'
                    when f.nights <= 30 then 'd30' when f.nights <= 90 then 'd90' else 'd91' end as lasted
        from (
            select x.id, x.post, x.nationality,
                   case when x.direction = 'exit' then x.crossed_on else x.next_on end as settled_on,
                   case when x.direction = 'exit' then 'orphan' when x.next_direction = 'exit' then 'closed'
                        else 'bounded' end as outcome,
                   case when x.direction = 'entry' and x.next_direction = 'exit' then x.next_on - x.crossed_on end as nights
            from (
                select c.id, p.code as post, c.nationality, c.direction, c.crossed_on,
                       lead(c.direction) over following as next_direction,
                       lead(c.crossed_on) over following as next_on,
                       lag(c.direction) over following as previous_direction
                from border_crossing c
                join access_place p on p.id = c.place_id
                where not exists (select 1 from border_correction k where k.original_id = c.id)
                window following as (partition by c.person_id order by c.at, c.id)
            ) x
            where (x.direction = 'entry' and x.next_direction is not null)
               or (x.direction = 'exit' and coalesce(x.previous_direction, 'exit') = 'exit')
        ) f
    """,
    columns={
        "key": "key",
        "settled_on": "day",
        "month": "month",
        "post": "code",
        "nationality": "code",
        "outcome": "code",
        "lasted": "code",
    },
    area="border",
    grain="One stay that has ended, by the records",
)
