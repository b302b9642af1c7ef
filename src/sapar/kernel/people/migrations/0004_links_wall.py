"""Who sees links between records of one person, and whose records a holder's own are."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

OF_MY_PERSON = "one_id in (select id from people_person where institution_id = (select ctx_institution()))"

# Two random keys that belong together name nobody. Whoever counts by person has to count alike, whatever else they may see.
GROUPS = """
alter table people_persongroup enable row level security;
create policy people_persongroup_select on people_persongroup for select using ((select ctx_actor()) <> '');
create policy people_persongroup_insert on people_persongroup for insert with check ((select ctx_reach('people')) = 'all');
create policy people_persongroup_delete on people_persongroup for delete using ((select ctx_reach('people')) = 'all');

-- All records of one person, that one included; for policies about what is a holder's own.
create function people_joined(p_person uuid) returns uuid[]
language sql stable security definer set search_path = public as $$
  select array(select p_person union
    select g.person_id from people_persongroup me join people_persongroup g on g.group_id = me.group_id
    where me.person_id = p_person)
$$;
revoke execute on function people_joined(uuid) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function people_joined(uuid) to sapar_app;
  end if;
end $$;
"""
NO_GROUPS = """
drop function people_joined(uuid);
drop policy people_persongroup_delete on people_persongroup; drop policy people_persongroup_insert on people_persongroup;
drop policy people_persongroup_select on people_persongroup; alter table people_persongroup disable row level security;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("people", "0003_links"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("people_personlink", area="people", own_via=OF_MY_PERSON),
        migrations.RunSQL(GROUPS, NO_GROUPS),
    ]
