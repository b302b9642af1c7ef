"""Row-level security as migration operations: the wall against faulty queries.

Measured: a setting that is not wrapped in a scalar subselect is evaluated for every row (160 times slower), so every
``ctx_…`` call stands in ``(select …)``; a test reads ``pg_policies`` and refuses any other form.
"""

from __future__ import annotations

import re

from django.db import migrations

_NAME = re.compile(r"[a-z_]+")

FUNCTIONS = """
create function ctx(name text) returns text language plpgsql stable parallel safe as $$
declare value text := current_setting('sapar.' || name, true);
begin
  if value is null or value = '' then
    raise exception 'no actor in this transaction (sapar.%)', name using errcode = 'insufficient_privilege';
  end if;
  return value;
end $$;
create function ctx_actor() returns text language sql stable parallel safe as $$ select ctx('actor') $$;
create function ctx_role() returns text language sql stable parallel safe as $$ select ctx('role') $$;
create function ctx_institution() returns uuid language sql stable parallel safe as $$ select ctx('institution')::uuid $$;
create function ctx_holder() returns uuid language sql stable parallel safe as $$ select ctx('holder')::uuid $$;
create function ctx_reach(area text) returns text language sql stable parallel safe as $$
  select coalesce(substring(',' || ctx('reach') || ',' from ',' || area || '=([a-z]+),'), 'none') $$;
"""

DROP_FUNCTIONS = """
drop function ctx_reach(text); drop function ctx_holder(); drop function ctx_institution(); drop function ctx_role();
drop function ctx_actor(); drop function ctx(text);
"""


def rls_enable(
    table: str,
    *,
    area: str,
    own: str | None = None,
    holder: str | None = None,
    own_via: str | None = None,
    holder_via: str | None = None,
    insert: bool = True,
) -> migrations.RunSQL:
    """Switch row-level security on for a table and say which rows whom it shows.

    ``own``: a column compared with the actor's institution for those whose reach is ``own``. ``holder``: a column compared
    with the holder's record. ``own_via``/``holder_via``: a condition instead of a column, for child tables; write each
    context call in it as ``(select ctx_…())``. Rows may be changed by those who see them; ``insert`` lets everybody who
    may run an act add rows (the act decides), which also serves senders who may not read what they hand in.
    """
    if not _NAME.fullmatch(table) or not _NAME.fullmatch(area):
        raise ValueError("table and area are plain names")
    reach = f"(select ctx_reach('{area}'))"
    conditions = {f"{table}_all": f"{reach} = 'all'"}
    if own or own_via:
        conditions[f"{table}_own"] = f"{reach} = 'own' and ({own_via or f'{own} = (select ctx_institution())'})"
    if holder or holder_via:
        conditions[f"{table}_holder"] = holder_via or f"{holder} = (select ctx_holder())"
    create = [f"alter table {table} enable row level security;"]
    for name, condition in conditions.items():
        for verb in ("select", "delete"):
            create.append(f"create policy {name}_{verb} on {table} for {verb} using ({condition});")
        create.append(
            f"create policy {name}_update on {table} for update using ({condition}) with check ({condition});"
        )
    if insert:
        # The actor must be known: an insert outside an act or look fails.
        create.append(f"create policy {table}_insert on {table} for insert with check ((select ctx_actor()) <> '');")
    drop = [f"alter table {table} disable row level security;"]
    drop += [f"drop policy {name}_{verb} on {table};" for name in conditions for verb in ("select", "delete", "update")]
    if insert:
        drop.append(f"drop policy {table}_insert on {table};")
    return migrations.RunSQL("\n".join(create), "\n".join(drop))
