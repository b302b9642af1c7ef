"""``python -m sapar.node.migrate``: bring the database to this version, as the owner of its tables.

In a process of its own, because the role is chosen when Django's settings are loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def migrate(say: Callable[[str], None]) -> int:
    """Mark the database as this node's, run the migrations, make the shared cache's table.

    Returns how many migrations were applied. Raises ``mark.WrongDatabase`` before anything is changed when the
    database belongs to another kind of node.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from sapar.node import mark

    connection.ensure_connection()
    mark.agree(connection.connection, settings.SAPAR_MODE, settings.SAPAR_NODE)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    for migration, _ in plan:
        say(f"{migration.app_label}.{migration.name}")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        # What is in the cache may be lost; not logging it makes every limit check cheaper.
        cursor.execute("select relpersistence::text from pg_class where oid = 'node_cache'::regclass")
        if cursor.fetchone() == ("p",):
            cursor.execute("alter table node_cache set unlogged")
    return len(plan)


def main() -> int:
    os.environ["SAPAR_DB_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sapar.node.settings")
    import django

    from sapar.node.mark import WrongDatabase

    django.setup()
    quiet = "--quiet" in sys.argv[1:]
    try:
        migrate((lambda name: None) if quiet else (lambda name: print(name, flush=True)))  # noqa: T201
    except WrongDatabase as error:
        sys.stderr.write(f"sapar: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
