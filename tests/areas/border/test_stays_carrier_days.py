"""What the carrier's SQL counts is what ``methods.stays`` counts, over generated histories and regimes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.areas.border.test_stays import make_office

from sapar.areas.border.rules.stays import UNCOUNTED
from sapar.methods.ids import uuid7
from sapar.methods.stays import Crossing, Stay
from sapar.methods.stays.days import days_used
from sapar.methods.stays.pairing import pair
from sapar.methods.stays.regimes import Limit, Regime, last_day, window_of

FLIGHT = date(2026, 6, 15)
KEY, BIRTH = "KGZ:AC1234567", "1990-03-27"
FIRST = FLIGHT - timedelta(days=80)


@dataclass(frozen=True)
class Crossed:
    """A crossing: ``record`` 0 or 1 is the old or the new passport; ``fate``: it counts, or was annulled, or stands for one
    that was corrected."""

    day: int
    direction: Any
    record: int
    permission: str
    fate: str


CROSSED = st.builds(
    Crossed,
    st.integers(0, 79),
    st.sampled_from(["entry", "exit"]),
    st.integers(0, 1),
    st.sampled_from(["", "", "", "visa", "permit", "extension"]),
    st.sampled_from(["counts", "counts", "counts", "annulled", "corrected"]),
)
LIMITS = st.one_of(
    st.builds(lambda days, more: Limit(days, "rolling", days + more), st.integers(1, 40), st.integers(1, 60)),
    st.builds(lambda days: Limit(days, "year"), st.integers(1, 60)),
    st.builds(lambda days: Limit(days, "stay"), st.integers(1, 30)),
)


class World:
    """Rows of one traveller with two passports, in a transaction that is rolled back."""

    def __init__(self, sql: Any, office: Any) -> None:
        self.sql, self.office = sql, office
        self.people = [uuid7(), uuid7()]
        self.documents = [uuid7(), uuid7()]

    def load(self, given: list[Crossed], linked: bool) -> list[Crossing]:
        """Write the history and give the crossings that count, of both passports if they are linked."""
        post, where = self.office.posts[0].pk, self.office.institution.pk
        for number in (0, 1):
            self.sql.execute(
                "insert into people_person (id, birth_date, sex, nationality, institution_id, created_at) "
                "values (%s, %s, 'M', 'KGZ', %s, now())",
                [self.people[number], BIRTH, where],
            )
            self.sql.execute(
                "insert into people_traveldocument (id, person_id, key, document_code, issuer, number, mrz, first_seen_at) "
                "values (%s, %s, %s, 'P', 'KGZ', 'x', '', now())",
                [self.documents[number], self.people[number], (KEY, "KGZ:OLD")[number]],
            )
            if linked:
                self.sql.execute(
                    "insert into people_persongroup (person_id, group_id) values (%s, %s)",
                    [self.people[number], min(self.people)],
                )
        counted = []
        for number, one in enumerate(given):
            moment = datetime.combine(FIRST + timedelta(days=one.day), time(12), UTC) + timedelta(seconds=number)
            key = self._crossing(one, moment, post, where)
            if one.permission:
                self.sql.execute(
                    "insert into border_staypermission (id, entry_id, person_id, kind, reference, at) "
                    "values (gen_random_uuid(), %s, %s, %s, '', now())",
                    [key, self.people[one.record], one.permission],
                )
            if one.fate != "counts":
                newer = self._crossing(one, moment, post, where) if one.fate == "corrected" else None
                self.sql.execute(
                    "insert into border_correction (id, original_id, replacement_id, at, officer_id, institution_id, role, "
                    "reason) values (gen_random_uuid(), %s, %s, now(), %s, %s, '', 'x')",
                    [key, newer, where, where],
                )
                if newer is None:
                    continue
                key = newer
            if one.record == 0 or linked:
                counted.append(
                    (Crossing(key, self.people[0], moment, moment.date(), one.direction), one.permission)  # type: ignore[arg-type]
                )
        self.uncounted = {crossing.key for crossing, permission in counted if permission in UNCOUNTED}
        return [crossing for crossing, _permission in counted]

    def _crossing(self, one: Crossed, moment: datetime, post: UUID, where: UUID) -> UUID:
        key = uuid7()
        self.sql.execute(
            "insert into border_crossing (id, person_id, document_id, document_number, nationality, direction, at, "
            "crossed_on, recorded_at, place_id, institution_id, officer_id, permit_number, seal_digest) "
            "values (%s, %s, %s, 'x', 'KGZ', %s, %s, %s, now(), %s, %s, %s, '', '')",
            [
                *(key, self.people[one.record], self.documents[one.record], one.direction, moment, moment.date()),
                *(post, where, where),
            ],
        )
        return key

    def one(self, text: str, values: list[Any]) -> Any:
        return self.sql.execute(text, values).fetchone()[0]


@pytest.fixture
def office(node_db: Any) -> Any:
    return make_office(open_border=False)


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=st.lists(CROSSED, max_size=9),
    linked=st.booleans(),
    limits=st.lists(LIMITS, min_size=1, max_size=3),
    convention=st.sampled_from(["both", "both", "both", "entry_only"]),
    unverified=st.sampled_from([False, False, False, True]),
)
def test_the_carriers_sql_counts_as_the_methods_do(
    office: Any,
    owner_sql: Any,
    history: list[Crossed],
    linked: bool,
    limits: list[Limit],
    convention: Any,
    unverified: bool,
) -> None:
    """Days used of every limit's period up to the day before the flight, and so who may board by the regime: entries that a
    visa or a permit covers, records that were corrected, missing crossings, an old passport that is linked or is not."""
    with owner_sql.transaction(force_rollback=True):
        world = World(owner_sql, office)
        crossings = world.load(history, linked)
        # Whoever is about to board is outside: an open stay ended unrecorded, as the entry of the flight's day will show.
        coming = Crossing(uuid7(), world.people[0], datetime.combine(FLIGHT, time(23), UTC), FLIGHT, "entry")
        paired = pair([*crossings, coming], FLIGHT)
        others = [stay for stay in paired if stay.entry_key not in (world.uncounted | {coming.key})]
        for limit in limits:
            if limit.period == "stay":
                continue
            first, _last = window_of(limit, FLIGHT, FLIGHT)
            counted = world.one("select border_carrier_days(%s, %s, %s, %s)", [KEY, BIRTH, first, FLIGHT])
            assert counted == days_used(others, (first, FLIGHT - timedelta(days=1)), FLIGHT, "both")

        regime = Regime("x", "TKM", tuple(limits), convention, unverified=unverified)
        owner_sql.execute(
            "insert into border_stayregime (id, code, limits, convention, nationalities, document_kinds, source, unverified, "
            "entered_at, entered_by, institution_id, approved, decided_at, note) "
            "values (gen_random_uuid(), 'x', %s, %s, '[]', '[]', 'x', %s, now(), %s, %s, true, now(), '')",
            [_stored(limits), convention, unverified, office.institution.pk, office.institution.pk],
        )
        owner_sql.execute("select set_config('sapar.role', 'border.carrier', true)")
        may = world.one("select border_carrier_answer(%s, %s, 'KGZ', 'TKM', 'ordinary', %s)", [KEY, BIRTH, FLIGHT])
        assert may is _may_board(regime, others)


def _stored(limits: list[Limit]) -> str:
    return json.dumps([{"days": one.days, "period": one.period, "window_days": one.window_days} for one in limits])


def _may_board(regime: Regime, others: list[Stay]) -> bool:
    if regime.unverified or regime.convention != "both":
        return True
    return all(last_day(others, FLIGHT, limit, regime.convention) >= FLIGHT for limit in regime.limits)
