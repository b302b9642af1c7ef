"""A draft of a value or a review is its institution's own; what was submitted is the sides'; what was approved, the parties'.

The numbers of a value cannot be changed by the application's role: it may only say what became of it.
"""

from __future__ import annotations

import importlib
from typing import Any, ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

plans = importlib.import_module("sapar.areas.programme.migrations.0011_plans_wall")

MEASURE = f"({plans.OF_SIDES} or (agreed_at is not null and {plans.OF_READERS}))"
VALUE = (
    f"({plans.MINE} or (submitted_at is not null and {plans.OF_SIDES})"
    f" or (approved_at is not null and {plans.OF_READERS}))"
)
REVIEW = (
    f"({plans.MINE} or (shared_at is not null and {plans.OF_SIDES})"
    f" or (approved_at is not null and {plans.OF_READERS}))"
)
OF_REVIEW = "review_id in (select id from programme_review)"
OWN_ROWS = ("measure", "value", "review")
STATES = "submitted_at, approved_at, approved_by, approver, sha256"

# A frozen review is not changed any more, by nobody; nor are its texts.
FROZEN = """
create function programme_frozen() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'programme_review' then
    if old.approved_at is not null and (new.content is distinct from old.content or new.sha256 <> old.sha256
        or new.approved_at is distinct from old.approved_at or new.as_of <> old.as_of) then
      raise exception 'an approved review is frozen' using errcode = 'check_violation';
    end if;
  elsif exists (select 1 from programme_review r where r.id = new.review_id and r.approved_at is not null) then
    raise exception 'an approved review is frozen' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger programme_review_frozen before update on programme_review
  for each row execute function programme_frozen();
create trigger programme_block_frozen before insert or update on programme_block
  for each row execute function programme_frozen();
"""
NOT_FROZEN = """
drop trigger programme_block_frozen on programme_block; drop trigger programme_review_frozen on programme_review;
drop function programme_frozen();
"""
GRANTS = f"""
do $$ begin
  if exists (select 1 from pg_roles where rolname = 'sapar_app') then
    revoke update on programme_value, programme_sheet from sapar_app;
    grant update ({STATES}) on programme_value to sapar_app;
  end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("programme", "0020_indicators"), ("access", "0002_context")]
    operations: ClassVar[list[Any]] = [
        rls_enable("programme_measure", area="plans", own_via=MEASURE, insert=False),
        rls_enable("programme_value", area="plans", own_via=VALUE, insert=False),
        rls_enable("programme_review", area="plans", own_via=REVIEW, insert=False),
        *(plans.own_rows(f"programme_{name}") for name in OWN_ROWS),
        rls_enable("programme_block", area="plans", own_via=OF_REVIEW),
        rls_enable("programme_sheet", area="plans", own_via=OF_REVIEW),
        migrations.RunSQL(FROZEN, NOT_FROZEN),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
