"""Stays, limits of stay, residence and flows from border crossings. Pure Python and portable SQL.

Rooms: ``pairing`` (crossings to stays), ``days`` (which days of a stay count), ``regimes`` and ``regime_table`` (how long
somebody may stay, as data), ``overstays`` (possible overstays), ``residence`` (the 12/16-month rule), ``flows``
(monthly tables).

SQL is text: one ``select`` that runs unchanged on PostgreSQL and DuckDB with equal results. Parameters are written
``:name`` (``sapar.kernel.facts.sql.bind`` turns them into a driver's own). A relation is given as the name of a table
or as another ``select`` of this package, so that the texts can be put into each other. What is given must come from
code and never from a person: it becomes part of the text.

The relation ``crossings`` has one row a crossing that counts (corrected records left out by whoever gives it) with

- ``key`` and ``person``: uuid or integer (text would sort by the collation of a database),
- ``crossed_at``: timestamp, ``crossed_on``: the local date of it,
- ``direction``: ``entry`` or ``exit``, ``post``, ``nationality``, ``document_kind``: text.

Three outputs are never put in one published table: crossings (events), persons (distinct) and migrants (changes of
residence).
"""

from __future__ import annotations

from sapar.methods.stays.model import Crossing, Stay

__all__ = ["Crossing", "Stay"]
