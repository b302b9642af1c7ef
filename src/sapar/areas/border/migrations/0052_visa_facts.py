"""Figures about visas; a carrier's answer knows visa-free regimes and reported documents; a longer visa, a longer stay."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.areas.border.facts.visas import VISAS
from sapar.kernel.facts import fact_view

# Who may board, in the order of the questions: own nationals always; nobody else on a document that was reported; then a
# visa, then the regime that goes before the others (as methods.stays.regimes.regime_for). Days used hold up by a confirmed
# regime only, and where the day of entry counts although it is a day too many: as the desk's line about the stay. Reports
# are never quiet, and nothing quiet is read here.
ANSWER = """
drop function border_carrier_answer(text, text, text, text, date);

-- Days from p_first to the day before p_day that one traveller was here without a visa or permit, as
-- methods.stays.days.days_used counts both days of a stay; stays with a missing crossing count as few days as possible.
create function border_carrier_days(p_key text, p_birth text, p_first date, p_day date) returns bigint
language sql stable security definer set search_path = public as $$
  with crossed as (
    select c.id, c.person_id, c.at, c.crossed_on, c.direction from border_crossing c
    where c.crossed_on < p_day
      and c.person_id in (select t.person_id from people_traveldocument t join people_person q on q.id = t.person_id
        where t.key = p_key and q.birth_date = p_birth)
      and not exists (select 1 from border_correction k where k.original_id = c.id)
  ), paired as (
    select id, direction, crossed_on, lead(direction) over following as after, lead(crossed_on) over following as after_on,
      lag(direction) over following as before
    from crossed window following as (partition by person_id order by at, id)
  ), spans as (
    select crossed_on as start_on, case when after = 'exit' then after_on else crossed_on end as end_on
    from paired p
    where (direction = 'exit' and coalesce(before, 'exit') = 'exit') or (direction = 'entry' and not exists (
      with recursive way(id) as (
        select p.id union select k.original_id from border_correction k join way w on k.replacement_id = w.id)
      select 1 from border_staypermission s join way w on w.id = s.entry_id where s.kind in ('visa', 'permit')))
  )
  select count(distinct day) from spans
  cross join lateral generate_series(greatest(start_on, p_first), least(end_on, p_day - 1), interval '1 day') as day
$$;

create function border_carrier_answer(
  p_key text, p_birth text, p_nationality text, p_home text, p_kind text, p_day date) returns boolean
language sql stable security definer set search_path = public as $$
  select (select ctx_role()) = 'border.carrier' and (p_nationality = p_home or (
    not exists (select 1 from border_lostdocument d
      where d.state = 'live' and d.number = split_part(p_key, ':', 2) and d.issuer in ('', split_part(p_key, ':', 1)))
    and (exists (
      select 1 from border_visalink l
      join border_visa v on v.application_id = l.visa_id
      join border_visaapplication a on a.id = v.application_id
      join procedures_case c on c.subject_id = v.application_id
      where l.document_key = p_key and l.ended_at is null and a.birth_date = p_birth
        and c.state in ('granted', 'extension_asked') and p_day between v.valid_from and v.valid_until
        and (v.entries = 'M' or border_visa_count(v.application_id) < v.entries::integer))
    or coalesce((
      select r.unverified or r.convention <> 'both' or not exists (
        select 1 from jsonb_to_recordset(r.limits) as l(days integer, period text, window_days integer)
        where l.period <> 'stay' and l.days <= border_carrier_days(p_key, p_birth,
          case when l.period = 'year' then date_trunc('year', p_day::timestamp)::date
            else p_day - (l.window_days - 1) end, p_day))
      from border_stayregime r
      where r.approved and r.replaced_at is null
        and (r.nationalities = '[]'::jsonb or r.nationalities @> to_jsonb(p_nationality))
        and (r.document_kinds = '[]'::jsonb or r.document_kinds @> to_jsonb(p_kind))
        and (r.valid_from is null or r.valid_from <= p_day) and (r.valid_until is null or p_day <= r.valid_until)
      order by (r.nationalities <> '[]'::jsonb)::integer * 2 + (r.document_kinds <> '[]'::jsonb)::integer desc,
        r.decided_at, r.id
      limit 1), false))))
$$;

-- A visa was extended: so is the stay that goes on under it. Those who decide on visas reach no stay otherwise.
create function border_visa_stay(p_visa uuid) returns void
language sql volatile security definer set search_path = public as $$
  update border_staypermission s set valid_until = least(c.crossed_on + v.stay_days - 1, v.valid_until)
  from border_visa v, border_crossing c
  where v.application_id = p_visa and (select ctx_reach('visa')) = 'all'
    and s.kind = 'visa' and s.reference = v.number and c.id = s.entry_id
    and not exists (select 1 from border_crossing n where n.person_id = c.person_id and (n.at, n.id) > (c.at, c.id)
      and not exists (select 1 from border_correction k where k.original_id = n.id))
$$;

revoke execute on function border_carrier_days(text, text, date, date) from public;
revoke execute on function border_carrier_answer(text, text, text, text, text, date) from public;
revoke execute on function border_visa_stay(uuid) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function border_carrier_answer(text, text, text, text, text, date) to sapar_app;
    grant execute on function border_visa_stay(uuid) to sapar_app;
  end if;
end $$;
"""
BEFORE = """
drop function border_visa_stay(uuid);
drop function border_carrier_answer(text, text, text, text, text, date);
drop function border_carrier_days(text, text, date, date);
create function border_carrier_answer(
  p_key text, p_birth text, p_nationality text, p_home text, p_day date) returns boolean
language sql stable security definer set search_path = public as $$
  select (select ctx_role()) = 'border.carrier' and (p_nationality = p_home or coalesce(bool_or(
    a.birth_date = p_birth and c.state in ('granted', 'extension_asked') and l.ended_at is null
    and p_day between v.valid_from and v.valid_until
    and (v.entries = 'M' or border_visa_count(v.application_id) < v.entries::integer)), false))
  from border_visalink l
  join border_visa v on v.application_id = l.visa_id
  join border_visaapplication a on a.id = v.application_id
  join procedures_case c on c.subject_id = v.application_id
  where l.document_key = p_key
$$;
revoke execute on function border_carrier_answer(text, text, text, text, date) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function border_carrier_answer(text, text, text, text, date) to sapar_app;
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("border", "0051_flights_wall"),
        ("access", "0002_context"),
        ("people", "0002_wall"),
        ("procedures", "0002_wall"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [fact_view(VISAS), migrations.RunSQL(ANSWER, BEFORE)]
