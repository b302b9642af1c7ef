"""``python -m sapar.node.migrate``: bring the database to this version, as the owner of its tables.

In a process of its own, because the role is chosen when Django's settings are loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def migrate(say: Callable[[str], None] = print) -> int:
    """Run the migrations and make the shared cache's table. Returns how many migrations were applied."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    for migration, _ in plan:
        say(f"{migration.app_label}.{migration.name}")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        # What is in the cache may be lost; not logging it makes every limit check cheaper.
        cursor.execute("select relpersistence from pg_class where oid = 'node_cache'::regclass")
        if cursor.fetchone() == ("p",):
            cursor.execute("alter table node_cache set unlogged")
    return len(plan)


def main() -> int:
    os.environ["SAPAR_DB_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sapar.node.settings")
    import django

    django.setup()
    migrate(lambda name: print(name, flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
