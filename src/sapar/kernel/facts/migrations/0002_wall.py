"""Who reads runs (policies), that runs are only added (grants), whether an area has moved since (a function)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# An area's readers see the runs over its rows; readers of facts see all runs (queries withhold small counts from them).
POLICIES = """
create function facts_areas() returns text[] language sql stable parallel safe as $$
  select array(select split_part(part, '=', 1) from unnest(string_to_array(ctx('reach'), ',')) part
    where split_part(part, '=', 2) = 'all') $$;
alter table facts_run enable row level security;
create policy facts_run_all on facts_run for select using ((select ctx_reach('facts')) = 'all');
create policy facts_run_area on facts_run for select using (area = any ((select facts_areas())::text[]));
create policy facts_run_insert on facts_run for insert with check ((select ctx_actor()) <> '');
alter table facts_repeat enable row level security;
create policy facts_repeat_all on facts_repeat for select using ((select ctx_reach('facts')) = 'all');
create policy facts_repeat_area on facts_repeat for select using (run_id in (select id from facts_run));
create policy facts_repeat_insert on facts_repeat for insert with check ((select ctx_actor()) <> '');
"""
NO_POLICIES = """
drop policy facts_repeat_insert on facts_repeat; drop policy facts_repeat_area on facts_repeat;
drop policy facts_repeat_all on facts_repeat; alter table facts_repeat disable row level security;
drop policy facts_run_insert on facts_run; drop policy facts_run_area on facts_run;
drop policy facts_run_all on facts_run; alter table facts_run disable row level security;
drop function facts_areas();
"""

# Numbered entries are gapless and never come late, so a run that noted the size of the log before it began to count can
# be told exactly whether anything was done in its area since. Says yes or no, nothing about the entries.
MOVED = """
create function facts_moved(p_areas text[], p_since bigint) returns boolean
language sql stable security definer set search_path = public as $$
  select exists (
    select 1 from ledger_leaf l join ledger_entry e on e.id = l.entry_id
    where l.seq >= p_since and e.kind = 'act' and split_part(e.act, '.', 1) = any (p_areas)) $$;

-- Counting follows the acts, so provisional runs pile up on a busy day. Of each day's, the last stays.
create function facts_thin(p_before date) returns int language plpgsql security definer set search_path = public as $$
declare gone int;
begin
  if (select ctx_role()) <> 'system.statistics' then
    raise exception 'runs are thinned by the statistics job' using errcode = 'insufficient_privilege';
  end if;
  delete from facts_run old where old.provisional and old.as_of < p_before
    and not exists (select 1 from facts_repeat r where r.run_id = old.id)
    and exists (select 1 from facts_run newer where newer.indicator = old.indicator and newer.version = old.version
      and newer.parameters = old.parameters and newer.as_of = old.as_of and newer.id > old.id);
  get diagnostics gone = row_count;
  return gone;
end $$;
"""
NOT_MOVED = "drop function facts_thin(date); drop function facts_moved(text[], bigint);"

GRANTS = """
revoke execute on function facts_moved(text[], bigint), facts_thin(date) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    revoke update, delete, truncate on facts_run, facts_repeat from sapar_app;
    grant execute on function facts_moved(text[], bigint), facts_thin(date) to sapar_app;
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("facts", "0001_tables"),
        ("access", "0002_context"),
        ("ledger", "0002_wall"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(POLICIES, NO_POLICIES),
        migrations.RunSQL(MOVED, NOT_MOVED),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
