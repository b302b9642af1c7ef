"""Who sees stays: the services, a host what it stated itself, a traveller what is about them; and what keeps figures true.

A traveller has no account. One function tells whose code was given and takes the same path whether it is right or not.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.areas.border.facts.stays import EXTENSIONS, HITS, REFUSALS, REGISTRATIONS, WAITING
from sapar.areas.border.migrations._before_0062 import STAYS
from sapar.kernel.access.rls import rls_enable
from sapar.kernel.facts import fact_view

ME = "(select ctx_holder())"
MY_PAPERS = (
    f"holder_id = {ME} or (document_number, nationality) in "
    f"(select document_number, nationality from border_crossing where person_id = {ME})"
)
MY_CASE = f"subject_id in (select id from border_stayextension where person_id = {ME})"
MY_STEP = (
    "case_id in (select c.id from procedures_case c join border_stayextension x on x.id = c.subject_id "
    f"where x.person_id = {ME})"
)

# A regime is law and no personal data: everybody who acts or looks may read it, readers of the whole area change it.
REGIMES = """
alter table border_stayregime enable row level security;
create policy border_stayregime_select on border_stayregime for select using ((select ctx_actor()) <> '');
create policy border_stayregime_insert on border_stayregime for insert
  with check ((select ctx_reach('border')) = 'all');
create policy border_stayregime_update on border_stayregime for update
  using ((select ctx_reach('border')) = 'all') with check ((select ctx_reach('border')) = 'all');
"""
NO_REGIMES = """
drop policy border_stayregime_update on border_stayregime; drop policy border_stayregime_insert on border_stayregime;
drop policy border_stayregime_select on border_stayregime; alter table border_stayregime disable row level security;
"""
TRAVELLER = f"""
create policy border_crossing_traveller on border_crossing for select using (person_id = {ME});
create policy border_correction_traveller on border_correction for select
  using (original_id in (select id from border_crossing where person_id = {ME}));
create policy procedures_case_traveller_select on procedures_case for select using ({MY_CASE});
create policy procedures_case_traveller_update on procedures_case for update using ({MY_CASE}) with check ({MY_CASE});
create policy procedures_step_traveller on procedures_step for select using ({MY_STEP});
"""
NO_TRAVELLER = """
drop policy procedures_step_traveller on procedures_step;
drop policy procedures_case_traveller_update on procedures_case;
drop policy procedures_case_traveller_select on procedures_case;
drop policy border_correction_traveller on border_correction;
drop policy border_crossing_traveller on border_crossing;
"""
OPEN = """
create function border_stay_open(p_digest text) returns table (person_id uuid, code_id uuid)
language sql stable security definer set search_path = public as $$
  select c.person_id, c.id from border_staycode c
  where c.digest = p_digest and not exists (
    select 1 from border_staycode newer
    where newer.person_id = c.person_id and (newer.issued_at, newer.id) > (c.issued_at, c.id)) $$;
revoke execute on function border_stay_open(text) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function border_stay_open(text) to sapar_app;
  end if;
end $$;
"""
DROP_OPEN = "drop function border_stay_open(text);"
# Whoever writes a crossing, its day is no longer counted. The lock makes the job that counts a day wait for crossings of
# it that are still being written; crossings do not wait for each other.
TOUCHED = """
create function border_day_touched() returns trigger language plpgsql security definer set search_path = public as $$
declare touched date;
begin
  if tg_table_name = 'border_crossing' then
    touched := new.crossed_on;
  else
    select crossed_on into touched from border_crossing where id = new.original_id;
  end if;
  perform pg_advisory_xact_lock_shared(7201, touched - date '2000-01-01');
  delete from border_figureday where day = touched;
  return null;
end $$;
create trigger border_crossing_touches_day after insert on border_crossing
  for each row execute function border_day_touched();
create trigger border_correction_touches_day after insert on border_correction
  for each row execute function border_day_touched();
"""
NOT_TOUCHED = """
drop trigger border_correction_touches_day on border_correction;
drop trigger border_crossing_touches_day on border_crossing;
drop function border_day_touched();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("border", "0030_stays"),
        ("access", "0002_context"),
        ("procedures", "0002_wall"),
        ("people", "0002_wall"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(REGIMES, NO_REGIMES),
        rls_enable("border_staypermission", area="border", holder="person_id"),
        rls_enable("border_staycode", area="border", holder="person_id"),
        rls_enable("border_stayregistration", area="border", own="institution_id", holder_via=MY_PAPERS),
        rls_enable("border_stayextension", area="border", holder="person_id"),
        rls_enable("border_figureday", area="border"),
        rls_enable("border_dayfigure", area="border"),
        rls_enable("border_overstayrun", area="border"),
        rls_enable("border_overstayline", area="border"),
        migrations.RunSQL(TRAVELLER, NO_TRAVELLER),
        migrations.RunSQL(OPEN, DROP_OPEN),
        migrations.RunSQL(TOUCHED, NOT_TOUCHED),
        fact_view(STAYS),
        fact_view(WAITING),
        fact_view(REGISTRATIONS),
        fact_view(EXTENSIONS),
        fact_view(REFUSALS),
        fact_view(HITS),
    ]
