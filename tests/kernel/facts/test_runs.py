"""Runs on the real database: what is counted, for whom, and that it can be counted again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb
import psycopg
import pytest
from kernel_facts import INDICATOR, OFFICER, STATISTICS, VIEW, Source, acting

from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict, Gone, Invalid, NotFound, NotPermitted
from sapar.kernel.facts import declared, rules, runs, sql
from sapar.kernel.facts.models import Repeat, Run
from sapar.kernel.ledger import sequencer

DAY = date(2026, 10, 15)
