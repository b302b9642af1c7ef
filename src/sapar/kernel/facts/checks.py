"""Whether the database has the fact views as they are declared. For tests and for ``sapar check``."""

from __future__ import annotations

from django.db import connection

from sapar.kernel.facts import declared
from sapar.kernel.facts.operations import MARK

VIEW = """
select coalesce('security_invoker=on' = any(c.reloptions) or 'security_invoker=true' = any(c.reloptions), false),
  coalesce(obj_description(c.oid, 'pg_class'), ''),
  array(select a.attname || ' ' || format_type(a.atttypid, null) from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 order by a.attname)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'v' and n.nspname = 'public' and c.relname = %s
"""
TEXTS = {"text", "character varying"}


def view_problems() -> list[str]:
    """One line a problem of the declared views; also every ``fact_…`` view that nobody declares."""
    problems = [problem for view in declared.views().values() for problem in view_problems_of(view)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where c.relkind in ('v', 'm') and n.nspname = 'public' and c.relname ~ '^fact_'"
        )
        unknown = {row[0] for row in cursor.fetchall()} - set(declared.views())
    return problems + [f"{name}: is not declared" for name in sorted(unknown)]


def view_problems_of(view: declared.FactView) -> list[str]:
    """A view that is missing, does not obey the reader's row-level security, has other columns than declared, or was made
    from another ``select``."""
    with connection.cursor() as cursor:
        cursor.execute(VIEW, [view.name])
        row = cursor.fetchone()
    return [f"{view.name}: {what}" for what in (["is missing"] if row is None else _wrong(view, *row))]


def _wrong(view: declared.FactView, invoker: bool, comment: str, columns: list[str]) -> list[str]:
    found = []
    if not invoker:
        found.append("is no security invoker view: it shows every row to everybody")
    if comment != MARK + view.digest:
        found.append("was made from another select: a migration is missing")
    there = {name: kind for name, _blank, kind in (column.partition(" ") for column in columns)}
    if set(there) != set(view.columns):
        found.append(f"has the columns {', '.join(sorted(there))}")
    for name, kind in view.columns.items():
        wanted = declared.KINDS[kind]
        if name in there and there[name] != wanted and not (wanted == "text" and there[name] in TEXTS):
            found.append(f"{name} is {there[name]}, not {wanted}")
    return found
