"""Facts of stays, waiting at the desk, registrations and extensions, and the indicators over them.

Every row counts on the day on which it was settled, so that a figure as of an old day stays what it was: a stay when the
person left (or came in again without a recorded exit), a registration when it was made, an extension when it was decided.
"""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.rules.figures import PROMPT_SECONDS
from sapar.areas.border.rules.registration import DUE_SQL
from sapar.kernel.facts import (
    FactView,
    Indicator,
    Parameter,
    register_drilldown,
    register_indicators,
    register_labels,
    register_views,
)
from sapar.kernel.facts.zone import node_time

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
                left join people_persongroup g on g.person_id = c.person_id
                where not exists (select 1 from border_correction k where k.original_id = c.id)
                window following as (partition by coalesce(g.group_id, c.person_id) order by c.at, c.id)
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
    grain=_("One stay that has ended, by the records"),
    description=_(
        "Entries and exits of one person in the order of time, corrected records left out; documents that two officers found "
        "to be of one person count together. Closed: an entry and the exit after it. An exit may be missing (bounded by the "
        "next entry), or an entry (orphan). Stays that still go on are in no row."
    ),
)

WAITING = FactView(
    name="fact_waiting",
    sql=f"""
        select i.id as key, c.crossed_on as crossed_on, to_char(c.crossed_on, 'YYYY-MM') as month, p.code as post,
               c.direction as direction, extract(epoch from c.at - i.opened_at) <= {PROMPT_SECONDS} as prompt
        from border_inspection i
        join border_crossing c on c.inspection_id = i.id
        join access_place p on p.id = c.place_id
    """,
    columns={
        "key": "key",
        "crossed_on": "day",
        "month": "month",
        "post": "code",
        "direction": "code",
        "prompt": "boolean",
    },
    area="border",
    grain=_("One reading of a document that ended with a crossing"),
    description=_(
        "From the reading of the document at the desk until the crossing was recorded, second line included."
    ),
)

REGISTRATIONS = FactView(
    name="fact_registrations",
    sql=f"""
        select r.id as key, r.made_on as made_on, to_char(r.made_on, 'YYYY-MM') as month, r.channel as channel,
               r.nationality as nationality, r.made_on <= {DUE_SQL.format(day="e.crossed_on")} as in_time
        from border_stayregistration r
        left join lateral (
            select c.crossed_on from border_crossing c
            where c.document_number = r.document_number and c.nationality = r.nationality and c.direction = 'entry'
              and c.crossed_on <= r.made_on
              and not exists (select 1 from border_correction k where k.original_id = c.id)
            order by c.at desc, c.id desc limit 1
        ) e on true
    """,
    columns={
        "key": "key",
        "made_on": "day",
        "month": "month",
        "channel": "code",
        "nationality": "code",
        "in_time": "boolean",
    },
    area="border",
    grain=_("One registration of a stay"),
    description=_(
        "In time: within three working days after the entry (unverified; public holidays are not taken into account). "
        "Not known where no entry with that document is recorded."
    ),
)

EXTENSIONS = FactView(
    name="fact_stay_extensions",
    sql=f"""
        select x.id as key, ({node_time("x.decided_at")})::date as decided_on,
               to_char({node_time("x.decided_at")}, 'YYYY-MM') as month, c.nationality as nationality,
               x.ground as ground, x.granted_until is not null as granted
        from border_stayextension x
        join border_crossing c on c.id = x.entry_id
        where x.decided_at is not null
    """,
    columns={
        "key": "key",
        "decided_on": "day",
        "month": "month",
        "nationality": "code",
        "ground": "code",
        "granted": "boolean",
    },
    area="border",
    grain=_("One request to extend a stay that was decided"),
    description=_("As it stands now: a refusal that was lifted on appeal counts as granted."),
)

REFUSALS = FactView(
    name="fact_refusals",
    sql=f"""
        select r.id as key, ({node_time("r.at")})::date as refused_on,
               to_char({node_time("r.at")}, 'YYYY-MM') as month, p.code as post,
               nullif(q.nationality, '') as nationality, (r.reasons ->> 0)::text as ground
        from border_refusal r
        join access_place p on p.id = r.place_id
        join border_inspection i on i.id = r.inspection_id
        left join people_person q on q.id = i.person_id
    """,
    columns={
        "key": "key",
        "refused_on": "day",
        "month": "month",
        "post": "code",
        "nationality": "code",
        "ground": "code",
    },
    area="border",
    grain=_("One refusal of entry"),
    description=_("By its first ground. A refusal that was lifted on appeal stays in the figure: entry was refused."),
)

# Only what the desk may know of has a row in the table: quiet entries have none, so no figure can tell of them.
HITS = FactView(
    name="fact_hits",
    sql=f"""
        select h.id as key, ({node_time("h.at")})::date as found_on,
               to_char({node_time("h.at")}, 'YYYY-MM') as month, p.code as post, h.meaning as meaning,
               nullif(h.verdict, '') as verdict,
               case when h.decided_at is null then null when h.decided_at - h.at <= interval '10 minutes' then 'm10'
                    when h.decided_at - h.at <= interval '1 hour' then 'm60' else 'later' end as decided
        from border_hit h
        join access_place p on p.id = h.place_id
    """,
    columns={
        "key": "key",
        "found_on": "day",
        "month": "month",
        "post": "code",
        "meaning": "code",
        "verdict": "code",
        "decided": "code",
    },
    area="border",
    grain=_("One person found on a list that the desk may know of"),
    description=_("What was found when a document was read, and what a person decided about it."),
)

VIEWS = register_views(STAYS, WAITING, REGISTRATIONS, EXTENSIONS, REFUSALS, HITS)
for one in VIEWS:
    register_drilldown(one.name, "border:counted_records")

OUTCOMES = {
    "closed": _("Entry and exit recorded"),
    "bounded": _("Exit missing: entered again"),
    "orphan": _("Entry missing"),
}
LASTED = {
    "d0": _("Left on the same day"),
    "d7": _("1 to 7 nights"),
    "d30": _("8 to 30 nights"),
    "d90": _("31 to 90 nights"),
    "d91": _("More than 90 nights"),
}
register_labels(STAYS.name, "outcome", OUTCOMES)
register_labels(STAYS.name, "lasted", LASTED)
register_labels(HITS.name, "decided", {"m10": _("Within ten minutes"), "m60": _("Within an hour"), "later": _("Later")})

TITLES = {
    "month": _("Month"),
    "post": _("Border post"),
    "direction": _("Direction"),
    "nationality": _("Nationality"),
    "outcome": _("Records"),
    "lasted": _("Length of stay"),
    "channel": _("Registered by"),
    "ground": _("Ground"),
}
HOST = Parameter("host", "code", settings.SAPAR_HOME, _("Country of the node"))

# Version 1 took each record of a person for a person. Its runs stay what they were counted as.
STAYS_COMPLETE = Indicator(
    code="border.stays_complete",
    version=2,
    title=_("Stays of foreigners with both crossings recorded"),
    view="fact_stays",
    day="settled_on",
    numerator="outcome = 'closed'",
    denominator="nationality <> :host",
    by=("month", "outcome", "lasted"),
    parameters=(HOST,),
    direction="up",
    definition=_(
        "Of all stays of foreigners that ended, the share with entry and exit recorded. How complete the records are: "
        "every figure about stays and possible overstays depends on it."
    ),
    numerator_title=_("both recorded"),
    denominator_title=_("ended"),
    dimension_titles=TITLES,
)

INDICATORS = register_indicators(
    STAYS_COMPLETE,
    replace(STAYS_COMPLETE, version=1),
    Indicator(
        code="border.refusals",
        version=1,
        title=_("Refusals of entry"),
        view="fact_refusals",
        day="refused_on",
        numerator="key is not null",
        by=("month", "post", "ground"),
        unit="count",
        definition=_("Refusals of entry by the day of the refusal, each under its first ground."),
        dimension_titles=TITLES,
    ),
    Indicator(
        code="border.hits_confirmed",
        version=1,
        title=_("Hits at the desk that a person confirmed"),
        view="fact_hits",
        day="found_on",
        numerator="verdict = 'match'",
        denominator="verdict is not null",
        by=("month", "meaning", "decided"),
        direction="up",
        definition=_(
            "Of all hits on lists that the desk may know of and that a person decided about, the share that was the person "
            "looked for. The others are false hits: people held up for nothing."
        ),
        numerator_title=_("confirmed"),
        denominator_title=_("decided"),
        dimension_titles=TITLES | {"meaning": _("What a hit means"), "decided": _("Time to the decision")},
    ),
    Indicator(
        code="border.prompt",
        version=1,
        title=_("Travellers through the desk within three minutes"),
        view="fact_waiting",
        day="crossed_on",
        numerator="prompt",
        denominator="true",
        by=("month", "post", "direction"),
        direction="up",
        definition=_(
            "Of all crossings with a reading at the desk, the share recorded within three minutes after it. The queue "
            "before the desk is not in this figure. Three minutes are a target of this house, not of a law."
        ),
        numerator_title=_("within three minutes"),
        denominator_title=_("crossings with a reading"),
        dimension_titles=TITLES,
        unverified=True,
    ),
    Indicator(
        code="border.registered_in_time",
        version=1,
        title=_("Stays registered within three working days"),
        view="fact_registrations",
        day="made_on",
        numerator="in_time",
        denominator="true",
        by=("month", "channel", "nationality"),
        direction="up",
        definition=_(
            "Of all registrations of a stay, the share made within three working days after the entry. Stays that were "
            "never registered are in the list of those who are not registered, not here."
        ),
        numerator_title=_("in time"),
        denominator_title=_("registrations"),
        dimension_titles=TITLES,
        unverified=True,
    ),
    Indicator(
        code="border.extensions_granted",
        version=1,
        title=_("Extensions of stay granted"),
        view="fact_stay_extensions",
        day="decided_on",
        numerator="granted",
        denominator="true",
        by=("month", "nationality", "ground"),
        definition=_("Of all decided requests to extend a stay, the share that was granted, on appeal too."),
        numerator_title=_("granted"),
        denominator_title=_("decided"),
        dimension_titles=TITLES,
    ),
)
