"""A carrier's question knows of alerts that name the document, as the answer to a passenger list does; and the desk learns
how old the oldest list is that it screens with.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

# As methods.matching.evidence.document_key: capitals, letters and digits, five at least.
REFUSED = r"""
create function border_document_numbers(p_content jsonb) returns text[]
language sql immutable parallel safe set search_path = public as $$
  select coalesce(array_agg(number), '{}') from (
    select regexp_replace(upper(value), '[\s!-/:-@\[-`{-~]+', '', 'g') as number
    from jsonb_array_elements_text(coalesce(p_content->'documents', '[]'::jsonb))) as numbers
  where length(number) >= 5
$$;
create index border_entry_documents on border_entry using gin (border_document_numbers(content))
  where state = 'live' and not quiet and meaning = 'refuse';

-- Whether an open entry in force that means *refuse* on entry names this document, as rules.watch.found_by: a national
-- alert by the number alone, a list of others where the nationality agrees too; unless somebody has said of this document
-- that it is another person, and the entry still says the same. Quiet entries are never read. For carriers only.
create function border_document_refused(p_key text, p_nationality text, p_today date) returns boolean
language sql stable security definer set search_path = public as $$
  select (select ctx_role()) = 'border.carrier' and exists (
    select 1 from border_entry e
    where e.state = 'live' and not e.quiet and e.meaning = 'refuse'
      and border_document_numbers(e.content) @> array[split_part(p_key, ':', 2)]
      and (e.expires_on is null or e.expires_on >= p_today)
      and (e.alert_id is not null or coalesce(e.content->'nationalities', '[]'::jsonb) @> to_jsonb(p_nationality))
      and coalesce(e.content->>'applies_to', '') <> 'exit'
      and coalesce((
        select h.verdict from border_hit h join people_traveldocument t on t.id = h.document_id
        where t.key = p_key and h.entry_id = e.id and h.entry_digest = e.digest and h.verdict <> ''
        order by h.decided_at desc limit 1), '') <> 'no_match')
$$;

-- The oldest list in force that the desk screens with: its title, and the day that it states itself, or else the day on
-- which its file was read. Lists whose hits are quiet are not among them.
create function border_oldest_list() returns table (title text, day text)
language sql stable security definer set search_path = public as $$
  select l.title::text, coalesce(substring(v.list_date from '^\d{4}-\d{2}-\d{2}$'),
    to_char(v.imported_at at time zone 'UTC', 'YYYY-MM-DD')) as day
  from border_listversion v join border_watchlist l on l.id = v.watchlist_id
  where (select ctx_reach('screening')) = 'all' and v.state = 'in_force' and l.ended_at is null
    and l.meaning in ('refuse', 'second_line')
  order by 2, 1 limit 1
$$;
revoke execute on function border_document_refused(text, text, date) from public;
revoke execute on function border_oldest_list() from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function border_document_refused(text, text, date) to sapar_app;
    grant execute on function border_oldest_list() to sapar_app;
  end if;
end $$;
"""
BEFORE = """
drop function border_oldest_list();
drop function border_document_refused(text, text, date);
drop index border_entry_documents;
drop function border_document_numbers(jsonb);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("border", "0081_states"),
        ("access", "0002_context"),
        ("people", "0002_wall"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(REFUSED, BEFORE)]
