"""One person with several records is one traveller: their own page, carriers' answers, stays under a visa, figures of stays.

Also the end of a stay whose visa was cancelled, and who sees statements of one person and new codes of applicants.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.areas.border.facts.stays import STAYS
from sapar.areas.border.migrations._before_0062 import STAYS as STAYS_BEFORE
from sapar.kernel.access.rls import rls_enable
from sapar.kernel.facts import fact_view

ONE = "(select ctx_holder())"
ALL_RECORDS = "any (array(select unnest(people_joined((select ctx_holder())))))"


def traveller(me: str) -> str:
    """The policies of a traveller's own page, for one record of theirs or for all of them."""
    papers = (
        f"holder_id = {ONE} or (document_number, nationality) in "
        f"(select document_number, nationality from border_crossing where person_id = {me})"
    )
    case = f"subject_id in (select id from border_stayextension where person_id = {me})"
    step = (
        "case_id in (select c.id from procedures_case c join border_stayextension x on x.id = c.subject_id "
        f"where x.person_id = {me})"
    )
    return f"""
alter policy border_staypermission_holder_select on border_staypermission using (person_id = {me});
alter policy border_staycode_holder_select on border_staycode using (person_id = {me});
alter policy border_stayregistration_holder_select on border_stayregistration using ({papers});
alter policy border_stayextension_holder_select on border_stayextension using (person_id = {me});
alter policy border_stayextension_holder_update on border_stayextension
  using (person_id = {me}) with check (person_id = {me});
alter policy border_crossing_traveller on border_crossing using (person_id = {me});
alter policy border_correction_traveller on border_correction
  using (original_id in (select id from border_crossing where person_id = {me}));
alter policy procedures_case_traveller_select on procedures_case using ({case});
alter policy procedures_case_traveller_update on procedures_case using ({case}) with check ({case});
alter policy procedures_step_traveller on procedures_step using ({step});
"""


# A person's newest code opens, whichever of their documents it was given for.
OPEN = """
create or replace function border_stay_open(p_digest text) returns table (person_id uuid, code_id uuid)
language sql stable security definer set search_path = public as $$
  select c.person_id, c.id from border_staycode c
  where c.digest = p_digest and not exists (
    select 1 from border_staycode newer
    where newer.person_id = any(people_joined(c.person_id)) and (newer.issued_at, newer.id) > (c.issued_at, c.id)) $$;
"""
OPEN_BEFORE = OPEN.replace("newer.person_id = any(people_joined(c.person_id))", "newer.person_id = c.person_id")

# As before, over all records of the traveller: days that were used with an old passport are used. Two exits in a row are two
# stays of a day each, as ``methods.stays`` counts them; before, the days between them counted too.
DAYS = """
create or replace function border_carrier_days(p_key text, p_birth text, p_first date, p_day date) returns bigint
language sql stable security definer set search_path = public as $$
  with crossed as (
    select c.id, coalesce(g.group_id, c.person_id) as person_id, c.at, c.crossed_on, c.direction from border_crossing c
    left join people_persongroup g on g.person_id = c.person_id
    where c.crossed_on < p_day
      and c.person_id in (select unnest(people_joined(t.person_id))
        from people_traveldocument t join people_person q on q.id = t.person_id
        where t.key = p_key and q.birth_date = p_birth)
      and not exists (select 1 from border_correction k where k.original_id = c.id)
  ), paired as (
    select id, direction, crossed_on, lead(direction) over following as after, lead(crossed_on) over following as after_on,
      lag(direction) over following as before
    from crossed window following as (partition by person_id order by at, id)
  ), spans as (
    select crossed_on as start_on, case when direction = 'entry' and after = 'exit' then after_on else crossed_on end
        as end_on
    from paired p
    where (direction = 'exit' and coalesce(before, 'exit') = 'exit') or (direction = 'entry' and not exists (
      with recursive way(id) as (
        select p.id union select k.original_id from border_correction k join way w on k.replacement_id = w.id)
      select 1 from border_staypermission s join way w on w.id = s.entry_id where s.kind in ('visa', 'permit')))
  )
  select count(distinct day) from spans
  cross join lateral generate_series(greatest(start_on, p_first), least(end_on, p_day - 1), interval '1 day') as day
$$;
"""
DAYS_BEFORE = (
    DAYS.replace("coalesce(g.group_id, c.person_id) as person_id", "c.person_id")
    .replace("    left join people_persongroup g on g.person_id = c.person_id\n", "")
    .replace("unnest(people_joined(t.person_id))", "t.person_id")
    .replace("direction = 'entry' and after = 'exit'", "after = 'exit'")
)

# The stay that goes on under a visa. Those who decide on visas reach no stay otherwise.
PRESENT = """
create function border_visa_present(p_visa uuid) returns table (permission_id uuid, entry_on date, until date)
language sql stable security definer set search_path = public as $$
  select s.id, c.crossed_on, s.valid_until
  from border_visa v
  join border_staypermission s on s.kind = 'visa' and s.reference = v.number
  join border_crossing c on c.id = s.entry_id
  where v.application_id = p_visa and (select ctx_reach('visa')) = 'all'
    and not exists (select 1 from border_correction k where k.original_id = c.id)
    and not exists (select 1 from border_crossing n
      where n.person_id = any(people_joined(c.person_id)) and (n.at, n.id) > (c.at, c.id)
        and not exists (select 1 from border_correction k where k.original_id = n.id))
$$;

-- A visa was extended: so is the stay.
create or replace function border_visa_stay(p_visa uuid) returns void
language sql volatile security definer set search_path = public as $$
  update border_staypermission s set valid_until = least(p.entry_on + v.stay_days - 1, v.valid_until)
  from border_visa v, border_visa_present(p_visa) p
  where v.application_id = p_visa and s.id = p.permission_id
$$;

-- A visa was cancelled: the stay ends on the day that was set for leaving, never later than it would have.
create function border_visa_leave(p_visa uuid, p_until date) returns void
language sql volatile security definer set search_path = public as $$
  update border_staypermission s set before_until = s.valid_until, valid_until = least(s.valid_until, p_until)
  from border_visa_present(p_visa) p where s.id = p.permission_id
$$;

revoke execute on function border_visa_present(uuid) from public;
revoke execute on function border_visa_leave(uuid, date) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function border_visa_present(uuid) to sapar_app;
    grant execute on function border_visa_leave(uuid, date) to sapar_app;
  end if;
end $$;
"""
PRESENT_BEFORE = """
drop function border_visa_leave(uuid, date);
create or replace function border_visa_stay(p_visa uuid) returns void
language sql volatile security definer set search_path = public as $$
  update border_staypermission s set valid_until = least(c.crossed_on + v.stay_days - 1, v.valid_until)
  from border_visa v, border_crossing c
  where v.application_id = p_visa and (select ctx_reach('visa')) = 'all'
    and s.kind = 'visa' and s.reference = v.number and c.id = s.entry_id
    and not exists (select 1 from border_crossing n where n.person_id = c.person_id and (n.at, n.id) > (c.at, c.id)
      and not exists (select 1 from border_correction k where k.original_id = n.id))
$$;
drop function border_visa_present(uuid);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("border", "0061_one_person"),
        ("people", "0004_links_wall"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("border_oneperson", area="border"),
        rls_enable("border_visanewcode", area="visa", own="institution_id"),
        migrations.RunSQL(traveller(f"{ALL_RECORDS}"), traveller(ONE)),
        migrations.RunSQL(OPEN, OPEN_BEFORE),
        migrations.RunSQL(DAYS, DAYS_BEFORE),
        migrations.RunSQL(PRESENT, PRESENT_BEFORE),
        fact_view(STAYS, replaces=STAYS_BEFORE),
    ]
