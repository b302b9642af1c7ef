"""Append-only by grants and triggers; entries are written through one function; reading is limited by policies."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

APPEND = """
create function ledger_append(
  p_id uuid, p_at timestamptz, p_kind text, p_act text, p_actor text, p_institution uuid, p_role text, p_purpose text,
  p_subjects text[], p_digest text, p_outcome text, p_key text, p_salt bytea, p_result jsonb
) returns boolean language plpgsql security definer set search_path = public as $$
declare pseudonyms uuid[] := '{}';
begin
  insert into ledger_note (entry_id, actor, act, key, salt, result)
    values (p_id, p_actor, p_act, p_key, p_salt, p_result) on conflict do nothing;
  if not found then return false; end if;
  if cardinality(p_subjects) = 1 then
    select array[pseudonym] into pseudonyms from ledger_subject where subject = p_subjects[1];
    if not found then
      insert into ledger_subject (subject, pseudonym) values (p_subjects[1], gen_random_uuid())
        on conflict do nothing returning array[pseudonym] into pseudonyms;
      if not found then
        select array[pseudonym] into pseudonyms from ledger_subject where subject = p_subjects[1];
      end if;
    end if;
  elsif cardinality(p_subjects) > 1 then
    insert into ledger_subject (subject, pseudonym)
      select s, gen_random_uuid() from (select distinct unnest(p_subjects) s order by 1) given
      where not exists (select 1 from ledger_subject known where known.subject = given.s)
      on conflict do nothing;
    select array_agg(pseudonym order by pseudonym) into pseudonyms from ledger_subject where subject = any(p_subjects);
  end if;
  insert into ledger_entry (id, at, kind, act, actor, institution, role, purpose, subjects, input_digest, outcome)
    values (p_id, p_at, p_kind, p_act, p_actor, p_institution, p_role, p_purpose, pseudonyms, p_digest, p_outcome);
  insert into ledger_pending (entry_id) values (p_id);
  return true;
end $$;

-- A key belongs to actor and act. Sixteen bytes in the index rather than three texts.
create unique index ledger_note_once on ledger_note ((md5(actor || ' ' || act || ' ' || key)::uuid)) where key is not null;
-- Never looked up by these, and every act would pay for them.
alter table ledger_pending drop constraint ledger_pending_pkey;
drop index ledger_subject_subject_0c932063_like;

-- What the caller did before under the same key: result, salt, digest.
create function ledger_earlier(p_act text, p_key text) returns jsonb
language plpgsql stable security definer set search_path = public as $$
declare who text := ctx_actor();
begin
  return (select jsonb_build_array(n.result, encode(n.salt, 'hex'), e.input_digest)
    from ledger_note n join ledger_entry e on e.id = n.entry_id
    where n.key is not null
      and md5(n.actor || ' ' || n.act || ' ' || n.key)::uuid = md5(who || ' ' || p_act || ' ' || p_key)::uuid
      and n.actor = who and n.act = p_act and n.key = p_key);
end $$;

-- Who touched one record. Answers the person concerned, and readers of the ledger; nobody else.
create function ledger_about(p_subject text, p_limit int) returns setof ledger_entry
language plpgsql stable security definer set search_path = public as $$
begin
  if (select ctx_reach('ledger')) = 'none' and split_part(p_subject, ':', 2) <> (select ctx_holder())::text then
    raise exception 'not a reader of this record''s history' using errcode = 'insufficient_privilege';
  end if;
  return query select e.* from ledger_entry e
    where e.subjects @> array(select pseudonym from ledger_subject where subject = p_subject)
      and exists (select 1 from ledger_subject where subject = p_subject)
      and ((select ctx_reach('ledger')) <> 'own' or e.institution = (select ctx_institution()))
    order by e.at desc limit p_limit;
end $$;

-- Erasure: the pseudonym means nobody any more, and the digests about it cannot be tried against guesses.
create function ledger_forget(p_subject text) returns int language plpgsql security definer set search_path = public as $$
declare touched int;
begin
  update ledger_note n set salt = null, result = null from ledger_entry e, ledger_subject s
    where s.subject = p_subject and e.subjects @> array[s.pseudonym] and n.entry_id = e.id;
  get diagnostics touched = row_count;
  delete from ledger_subject where subject = p_subject;
  return touched;
end $$;

create function ledger_refuse() returns trigger language plpgsql as $$
begin raise exception 'the ledger is append-only (% on %)', tg_op, tg_table_name using errcode = 'insufficient_privilege'; end $$;
"""

APPEND_ONLY = ("ledger_entry", "ledger_leaf", "ledger_node", "ledger_head")
SEALED = "\n".join(
    f"create trigger {table}_append_only before update or delete on {table} for each row execute function ledger_refuse();"
    f"create trigger {table}_no_truncate before truncate on {table} for each statement execute function ledger_refuse();"
    for table in APPEND_ONLY
)

GRANTS = """
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    revoke insert, update, delete, truncate on ledger_entry, ledger_note, ledger_subject, ledger_pending,
      ledger_leaf, ledger_node, ledger_head from sapar_app;
    grant insert on ledger_leaf, ledger_node, ledger_head to sapar_app;
    grant delete on ledger_pending to sapar_app;
  end if;
end $$;
revoke execute on function ledger_append(uuid, timestamptz, text, text, text, uuid, text, text, text[], text, text, text,
  bytea, jsonb), ledger_about(text, int), ledger_forget(text), ledger_earlier(text, text) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function ledger_append(uuid, timestamptz, text, text, text, uuid, text, text, text[], text, text,
      text, bytea, jsonb), ledger_about(text, int), ledger_forget(text), ledger_earlier(text, text) to sapar_app;
  end if;
end $$;
"""

POLICIES = """
alter table ledger_entry enable row level security;
create policy ledger_entry_all on ledger_entry for select using ((select ctx_reach('ledger')) = 'all');
create policy ledger_entry_own on ledger_entry for select
  using ((select ctx_reach('ledger')) = 'own' and institution = (select ctx_institution()));
alter table ledger_subject enable row level security;
create policy ledger_subject_readers on ledger_subject for select using ((select ctx_reach('ledger')) <> 'none');
alter table ledger_note enable row level security;
create policy ledger_note_actor on ledger_note for select
  using (actor = (select ctx_actor()) or (select ctx_reach('ledger')) = 'all');
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("ledger", "0001_tables"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            APPEND,
            "drop function ledger_append(uuid, timestamptz, text, text, text, uuid, text, text, text[], text, text, text,"
            " bytea, jsonb); drop function ledger_about(text, int); drop function ledger_forget(text);"
            "drop function ledger_earlier(text, text); drop function ledger_refuse() cascade;",
        ),
        migrations.RunSQL(SEALED, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(
            POLICIES,
            "drop policy ledger_entry_all on ledger_entry; drop policy ledger_entry_own on ledger_entry;"
            "drop policy ledger_subject_readers on ledger_subject; drop policy ledger_note_actor on ledger_note;"
            "alter table ledger_entry disable row level security; alter table ledger_subject disable row level security;"
            "alter table ledger_note disable row level security;",
        ),
    ]
