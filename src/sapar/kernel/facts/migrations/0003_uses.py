"""What rests on a run, so that it is kept; no run without its definition."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import sapar.methods.ids

WALL = """
alter table facts_use enable row level security;
create policy facts_use_read on facts_use for select using (run_id in (select id from facts_run));
create policy facts_use_insert on facts_use for insert with check ((select ctx_actor()) <> '');
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    revoke update, delete, truncate on facts_use from sapar_app;
  end if;
end $$;
"""
NO_WALL = """
drop policy facts_use_insert on facts_use; drop policy facts_use_read on facts_use;
alter table facts_use disable row level security;
"""

# As before, but a run that a record rests on stays.
THIN = """
create or replace function facts_thin(p_before date) returns int
language plpgsql security definer set search_path = public as $$
declare gone int;
begin
  if (select ctx_role()) <> 'system.statistics' then
    raise exception 'runs are thinned by the statistics job' using errcode = 'insufficient_privilege';
  end if;
  delete from facts_run old where old.provisional and old.as_of < p_before
    and not exists (select 1 from facts_repeat r where r.run_id = old.id)
    and not exists (select 1 from facts_use u where u.run_id = old.id)
    and exists (select 1 from facts_run newer where newer.indicator = old.indicator and newer.version = old.version
      and newer.parameters = old.parameters and newer.as_of = old.as_of and newer.id > old.id);
  get diagnostics gone = row_count;
  return gone;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("facts", "0002_wall")]

    operations = [
        migrations.CreateModel(
            name="Use",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sapar.methods.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("used_at", models.DateTimeField()),
                (
                    "run",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="facts.run"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "subject_kind", "subject_id"), name="facts_use_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    definition__has_keys=["sql", "view_digest", "code", "version"], version__gte=1, ledger_size__gte=0
                )
                & ~models.Q(indicator=""),
                name="facts_run_defined",
            ),
        ),
        migrations.RunSQL(WALL, NO_WALL),
        migrations.RunSQL(THIN, migrations.RunSQL.noop),
    ]
