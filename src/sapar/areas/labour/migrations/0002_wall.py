"""Employers see their own applications, the migration service all of them, a worker the one that is about them.

A complaint has no policy for employers. A worker's code is checked by one function that looks up, compares, counts
attempts and takes the same path whether the reference exists or not.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

OPEN = """
create function labour_open(
  p_reference text, p_digest text, p_marks text[], p_limits int[], p_ids uuid[], p_at timestamptz, p_since timestamptz
) returns table (application_id uuid, code_id uuid, limited boolean)
language plpgsql security definer set search_path = public as $$
declare found_application uuid; found_code uuid; known text; good boolean;
begin
  -- Attempts on one reference (the first mark) wait for each other, so that many at once cannot slip below the limit.
  perform pg_advisory_xact_lock(hashtextextended(p_marks[1], 0));
  select bool_or(failed.n >= p_limits[m.place]) into limited
    from unnest(p_marks) with ordinality m(mark, place)
    cross join lateral (
      select count(*) n from labour_workertry t where t.mark = m.mark and t.at > p_since and not t.passed
    ) failed;
  select a.id, c.id, c.digest into found_application, found_code, known
    from labour_application a join labour_workercode c on c.application_id = a.id
    where a.reference = p_reference order by c.issued_at desc, c.id desc limit 1;
  good := not limited and coalesce(known = p_digest, false);
  if not limited then
    insert into labour_workertry (id, mark, passed, at)
      select p_ids[m.place], m.mark, good, p_at from unnest(p_marks) with ordinality m(mark, place);
  end if;
  application_id := case when good then found_application end;
  code_id := case when good then found_code end;
  return next;
end $$;
revoke execute on function labour_open(text, text, text[], int[], uuid[], timestamptz, timestamptz) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function labour_open(text, text, text[], int[], uuid[], timestamptz, timestamptz) to sapar_app;
  end if;
end $$;
"""
DROP_OPEN = "drop function labour_open(text, text, text[], int[], uuid[], timestamptz, timestamptz);"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("labour", "0001_tables"),
        ("access", "0002_context"),
        ("procedures", "0002_wall"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("labour_headcount", area="labour", own="employer_id"),
        rls_enable("labour_application", area="labour", own="employer_id", holder="id"),
        rls_enable("labour_paper", area="labour", own="employer_id"),
        rls_enable("labour_decision", area="labour", own="employer_id", holder="application_id"),
        rls_enable("labour_permit", area="labour", own="employer_id", holder="application_id"),
        rls_enable("labour_quota", area="labour"),
        rls_enable("labour_workercode", area="labour", holder="application_id"),
        rls_enable("labour_workertry", area="labour"),
        rls_enable("labour_complaint", area="labour", holder="application_id"),
        migrations.RunSQL(OPEN, DROP_OPEN),
    ]
