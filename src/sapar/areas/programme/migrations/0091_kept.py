"""What was signed, approved, decided or reported is kept as it is: the application role cannot change or delete it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

# table → the column that says since when it is kept (empty: from the beginning), and what may change all the same
KEPT: dict[str, tuple[str, str]] = {
    "programme_version": ("", "in_force_at,seal"),
    "programme_signature": ("", ""),
    "programme_comment": ("", ""),
    "programme_minutesversion": ("", "in_force_at,seal"),
    "programme_minutessignature": ("", ""),
    "programme_minutescomment": ("", ""),
    "programme_decision": ("", "closed_by_id,closed_on"),
    "programme_followup": ("", ""),
    "programme_report": ("", ""),
    "programme_spending": ("", ""),
    "programme_remark": ("", ""),
    "programme_handoversignature": ("", ""),
    "programme_handover": ("", "signed_at,withdrawn_at,seal"),
    "programme_grant": ("", ""),
    "programme_value": ("approved_at", ""),
    "programme_review": ("approved_at", ""),
    "programme_sheet": ("", ""),
    "programme_iatifile": ("", "withdrawn_at,withdrawn_reason"),
}
# A record class's time may come (retention); everybody else meets the record as it was made. The owner of the tables is
# not held by this: see SECURITY.md on what the host of a node could do.
FUNCTION = """
create function programme_kept() returns trigger language plpgsql as $$
declare
  free text[] := string_to_array(tg_argv[1], ',');
begin
  if current_user = 'sapar_app' and (select ctx_role()) <> 'system.retention'
      and (tg_argv[0] = '' or to_jsonb(old) ->> tg_argv[0] is not null)
      and (tg_op = 'DELETE' or (to_jsonb(new) - free) is distinct from (to_jsonb(old) - free)) then
    raise exception 'a record of % is kept as it is', tg_table_name using errcode = 'insufficient_privilege';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
"""


def kept(table: str) -> migrations.RunSQL:
    mark, free = KEPT[table]
    return migrations.RunSQL(
        f"create trigger {table}_kept before update or delete on {table} "
        f"for each row execute function programme_kept('{mark}', '{free}')",
        f"drop trigger {table}_kept on {table}",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programme", "0062_marks_and_comments_wall")]
    operations: ClassVar[list[Any]] = [
        migrations.RunSQL(FUNCTION, "drop function programme_kept()"),
        *(kept(table) for table in KEPT),
    ]
