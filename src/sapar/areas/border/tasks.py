"""The border's jobs, by topic."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from sapar.areas.border import acts, carrier_folder
from sapar.areas.border import tasks_stays as tasks_stays
from sapar.areas.border.access import FLIGHTS
from sapar.areas.border.acts.expiring import end_expired
from sapar.areas.border.acts.flights import APPLY, WRITE
from sapar.areas.border.acts.intake import remind
from sapar.areas.border.acts.quiet import quiet_check
from sapar.areas.border.acts.watch_lists import READ
from sapar.areas.border.queries import passengers
from sapar.areas.border.queries.screening import QUIET_TASK
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound


@app.task(name=QUIET_TASK, retry=10)
def answer_quietly(check_ids: list[str]) -> None:
    """Compare somebody who was read with quiet entries. Returns nothing: results of jobs are logged."""
    quiet_check(Actor.system("watch"), check_ids=[UUID(one) for one in check_ids])


@app.task(name=READ, pass_context=False)
def read_list(version_id: str) -> None:
    """Read a large file of a list; repeating it changes nothing."""
    acts.read_version(Actor.system("watch"), UUID(version_id))


@app.task(name=APPLY, retry=5)
def apply_list(interchange_id: str) -> None:
    """Enter one interchange; nothing happens if that was done already."""
    try:
        acts.apply_list(flights_actor(), interchange_id=UUID(interchange_id))
    except NotFound:
        return  # erased since


@app.task(name=WRITE, retry=3)
def write_answers() -> None:
    """Put what waits into the carriers' folders."""
    carrier_folder.write_answers(flights_actor())


@app.periodic(cron="* * * * * */15")
@app.task(name="sapar.areas.border.watch_folder", queueing_lock="border.watch_folder", pass_context=False)
def watch_folder(timestamp: int) -> None:
    """Take in what carriers have put into their folders, four times a minute."""
    carrier_folder.look(flights_actor())


@app.periodic(cron="*/5 * * * *")
@app.task(name="sapar.areas.border.recheck_flights", queueing_lock="border.recheck_flights", pass_context=False)
def recheck_flights(timestamp: int) -> int:
    """Check the persons of flights that land soon again, where lists have changed; returns how many flights."""
    actor = flights_actor()
    with reading(actor):
        due = passengers.due_for_check()
    for flight_id in due:
        acts.recheck_flight(actor, flight_id=flight_id)
    return len(due)


def flights_actor() -> Actor:
    """The node itself, as the one that enters lists."""
    return Actor.system(FLIGHTS.removeprefix("system."))


@app.periodic(cron="5 19 * * *")  # UTC; 00:05 in Ashgabat
@app.task(name="sapar.areas.border.end_expired", queueing_lock="border-expiry", pass_context=False)
def nightly(timestamp: int) -> None:
    """End what has a last day."""
    end_expired(Actor.system("clock"))


@app.periodic(cron="0 4 * * *")  # UTC; 09:00 in Ashgabat
@app.task(name="sapar.areas.border.remind_intake", queueing_lock="border-remind-intake", pass_context=False)
def every_morning(timestamp: int) -> None:
    """Remind those who have an inbox of which no message tells."""
    remind(Actor.system("clock"))
