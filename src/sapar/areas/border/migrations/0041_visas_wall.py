"""Who sees applications and visas, and the narrow windows through which others learn of a visa.

Applicants see their own record, those who decide all of them. The desk and carriers have no policy on these tables: the
desk gets the visas of one document and nothing of the application, a carrier gets yes or no.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

OF_MINE = "application_id = (select ctx_holder())"
LINK_OF_MINE = "visa_id = (select ctx_holder())"

WINDOWS = """
-- Entries that counted: with a passport the visa is or was linked to, within its validity, not on a permit.
create function border_visa_count(p_visa uuid) returns bigint
language sql stable security definer set search_path = public as $$
  select count(distinct c.id) from border_visa v
  join border_visalink l on l.visa_id = v.application_id
  join people_traveldocument t on t.key = l.document_key
  join border_crossing c on c.document_id = t.id
  where v.application_id = p_visa and c.direction = 'entry' and c.permit_number = ''
    and c.crossed_on between v.valid_from and v.valid_until
    and not exists (select 1 from border_correction k where k.original_id = c.id)
$$;

create function border_visa_used(p_visa uuid) returns bigint
language sql stable security definer set search_path = public as $$
  select case when (select ctx_reach('visa')) = 'all' or (select ctx_holder()) = p_visa
    then border_visa_count(p_visa) end
$$;

create function border_visa_at_desk(p_key text) returns table (
  number text, purpose text, valid_from date, valid_until date, stay_days integer, entries text, state text,
  linked boolean, used bigint)
language sql stable security definer set search_path = public as $$
  select v.number, v.purpose, v.valid_from, v.valid_until, v.stay_days, v.entries, c.state, l.linked,
    border_visa_count(v.application_id)
  from (select visa_id, bool_or(ended_at is null) as linked from border_visalink where document_key = p_key
    group by visa_id) l
  join border_visa v on v.application_id = l.visa_id
  join procedures_case c on c.subject_id = v.application_id
  where (select ctx_reach('border')) = 'all'
$$;

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

create function border_visa_open(p_reference text, p_digest text) returns uuid
language sql stable security definer set search_path = public as $$
  select id from border_visaapplication where reference = p_reference and code_digest = p_digest
$$;

revoke execute on function border_visa_count(uuid) from public;
revoke execute on function border_visa_used(uuid) from public;
revoke execute on function border_visa_at_desk(text) from public;
revoke execute on function border_carrier_answer(text, text, text, text, date) from public;
revoke execute on function border_visa_open(text, text) from public;
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    grant execute on function border_visa_used(uuid) to sapar_app;
    grant execute on function border_visa_at_desk(text) to sapar_app;
    grant execute on function border_carrier_answer(text, text, text, text, date) to sapar_app;
    grant execute on function border_visa_open(text, text) to sapar_app;
  end if;
end $$;
"""
CLOSED = """
drop function border_visa_open(text, text); drop function border_carrier_answer(text, text, text, text, date);
drop function border_visa_at_desk(text); drop function border_visa_used(uuid); drop function border_visa_count(uuid);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("border", "0040_visas"),
        ("access", "0002_context"),
        ("people", "0002_wall"),
        ("procedures", "0002_wall"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("border_visaapplication", area="visa", own="institution_id", holder="id"),
        rls_enable("border_visapaper", area="visa", own="institution_id", holder_via=OF_MINE),
        rls_enable("border_visafee", area="visa", own="institution_id", holder_via=OF_MINE),
        rls_enable("border_visaproposal", area="visa", own="institution_id"),
        rls_enable("border_visa", area="visa", own="institution_id", holder_via=OF_MINE),
        rls_enable("border_visalink", area="visa", own="institution_id", holder_via=LINK_OF_MINE),
        rls_enable("border_carrierquery", area="visa"),
        migrations.RunSQL(WINDOWS, CLOSED),
    ]
