"""Acts per second against pgbench doing the same two inserts, and the sequencer beside a long transaction."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))
PROCESSES, SECONDS, ROUNDS, TARGET, P95_TARGET, DELAY_TARGET = 4, 6.0, 3, 0.25, 15.0, 200.0
TABLES = """
create table if not exists bench_record (id uuid primary key, institution_id uuid not null, name text not null, at timestamptz not null);
create table if not exists bench_log (id bigserial primary key, actor text not null, act text not null, at timestamptz default now());
grant select, insert on bench_record, bench_log to sapar_app; grant usage on bench_log_id_seq to sapar_app;
"""
PGBENCH = """\\set n random(1, 1000000000)
begin;
insert into bench_record values (gen_random_uuid(), gen_random_uuid(), 'name ' || :n, now());
insert into bench_log (actor, act) values ('account:' || :n, 'bench.record');
commit;
"""


def setup_django() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sapar.node.settings"
    import django

    django.setup()


def declare() -> Any:
    """The act under measurement; its module needs Django to be set up."""
    sys.path.insert(0, str(Path(__file__).parent))
    from subject import record

    return record


def worker(actor: Any, seconds: float, queue: Any, start: Any) -> None:
    setup_django()
    record = declare()
    record(actor, name="warm", key=str(os.getpid()))
    start.wait()
    times, until, n = [], time.perf_counter() + seconds, 0
    while (before := time.perf_counter()) < until:
        record(actor, name=f"name {n}", key=f"{os.getpid()}-{before}-{n}")
        times.append(time.perf_counter() - before)
        n += 1
    queue.put(times)


def ours(actor: Any) -> tuple[float, float]:
    context = get_context("spawn")
    queue, start = context.Queue(), context.Barrier(PROCESSES)
    running = [context.Process(target=worker, args=(actor, SECONDS, queue, start)) for _ in range(PROCESSES)]
    for process in running:
        process.start()
    times = sorted(second for _ in running for second in queue.get(timeout=120))
    for process in running:
        process.join()
    return len(times) / SECONDS, times[int(len(times) * 0.95)] * 1000


def pgbench(place: Any, script: Path, mode: str) -> float:
    argv = [
        place.program("pgbench"),
        "-n",
        "-c",
        str(PROCESSES),
        "-j",
        "2",
        "-T",
        str(int(SECONDS)),
        "-M",
        mode,
        "-f",
        str(script),
    ]
    where = place.connection("sapar_app", "sapar")
    argv += ["-h", str(where["host"]), "-p", str(where["port"]), "-U", "sapar_app", "sapar"]
    # Peer authentication: the socket lets in the account that runs this, as any other process of the node.
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    found = re.search(r"tps = ([\d.]+) \(without initial", done.stdout)
    assert found, done.stdout
    return float(found.group(1))


def numbering(actor: Any, place: Any) -> dict[str, float]:
    """Delay of numbering with four writers while a transaction stays open for 3 s and every tenth act is late."""
    import psycopg
    from django.db import connection

    from sapar.kernel.ledger import sequencer

    record = declare()
    sequencer.drain()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from ledger_leaf")
        already = cursor.fetchone()[0]
    stop, written = threading.Event(), []
    committed: dict[str, float] = {}

    def write(number: int) -> None:
        until = time.monotonic() + 5
        while time.monotonic() < until:
            name = f"{number}-{time.monotonic_ns()}"
            record(actor, name=name, key=name)
            committed[name] = time.monotonic()
            written.append(name)
            time.sleep(0.004)
        connection.close()

    def long_transaction() -> None:
        with psycopg.connect(**place.connection("sapar_app", "sapar")) as other:
            other.execute("insert into bench_log (actor, act) values ('slow', 'slow')")
            time.sleep(3)

    numbered: dict[str, float] = {}

    def watch() -> None:
        with psycopg.connect(**place.connection("sapar_owner", "sapar"), autocommit=True) as other:
            last = already - 1
            while not stop.is_set():
                rows = other.execute(
                    "select l.seq, n.key from ledger_leaf l join ledger_note n on n.entry_id = l.entry_id "
                    "where l.seq > %s order by l.seq",
                    [last],
                ).fetchall()
                for seq, key in rows:
                    last = max(last, seq)
                    numbered.setdefault(str(key), time.monotonic())
                time.sleep(0.01)

    def sequence() -> None:
        sequencer.run_forever(stop)
        connection.close()

    threads = [threading.Thread(target=t, args=a) for t, a in
               [(sequence, ()), (watch, ()), (long_transaction, ())] + [(write, (n,)) for n in range(4)]]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads[2:]:
        thread.join()
    time.sleep(1)
    stop.set()
    for thread in threads[:2]:
        thread.join()
    delays = sorted((numbered[name] - at) * 1000 for name, at in committed.items() if name in numbered)
    return {
        "entries": len(written),
        "lost": len(written) - len(delays),
        "p50_ms": round(delays[len(delays) // 2], 1),
        "p90_ms": round(delays[int(len(delays) * 0.9)], 1),
    }


def main() -> int:
    from sapar.node import config, postgres

    data = Path(tempfile.mkdtemp(prefix="sapar-bench-"))
    os.environ["SAPAR_DATA"] = str(data)
    config.save(data, config.NodeConfig(mode="test"))
    server = postgres.start(data)
    try:
        place = server.place
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SAPAR_DB_ROLE": "owner"}
        subprocess.run([sys.executable, "-m", "sapar.node.migrate"], env=env, check=True, capture_output=True)
        import psycopg

        with psycopg.connect(**place.connection("sapar_owner", "sapar"), autocommit=True) as owner:
            owner.execute(TABLES)
        setup_django()
        from sapar.node import keys

        keys.ensure(data)
        from sapar.kernel import clock
        from sapar.kernel.access.actor import Actor
        from sapar.kernel.access.acts import appoint, create_account, create_institution
        from sapar.kernel.access.session import actor_for

        console = Actor.system("console")
        office = create_institution(
            console, code="BENCH", kind="migration_service", name_tk="B", name_ru="B", name_en="B"
        )
        account = create_account(console, username="bench", full_name="Bench")
        duty = appoint(console, account_id=account.pk, institution_id=office.pk, role="access.manager")
        actor = actor_for(account, duty, "en", clock.now())
        script = data / "two-inserts.sql"
        script.write_text(PGBENCH)
        rounds = []
        for number in range(ROUNDS):
            peer = pgbench(place, script, "simple")
            rate, p95 = ours(actor)
            rounds.append((rate, p95, peer))
            print(
                f"round {number + 1}: ours {rate:.0f} acts/s, p95 {p95:.1f} ms; pgbench {peer:.0f} tx/s; {rate / peer:.3f}"
            )
        prepared = pgbench(place, script, "prepared")
        delay = numbering(actor, place)
        print(f"pgbench -M prepared: {prepared:.0f} tx/s; numbering: {delay}")
        ratio = statistics.median(rate / peer for rate, _, peer in rounds)
        p95 = statistics.median(p for _, p, _ in rounds)
        holds = ratio >= TARGET and p95 <= P95_TARGET and delay["lost"] == 0 and delay["p90_ms"] <= DELAY_TARGET
        print(json.dumps({
            "name": "acts",
            "ours": {"acts_per_s": round(statistics.median(r for r, _, _ in rounds)), "p95_ms": round(p95, 2)},
            "peer": {"pgbench_simple_tx_per_s": round(statistics.median(p for _, _, p in rounds)), "pgbench_prepared_tx_per_s": round(prepared)},
            "numbering": delay,
            "ratio": round(ratio, 3),
            "target": {"ratio": TARGET, "p95_ms": P95_TARGET, "numbering_p90_ms": DELAY_TARGET, "lost": 0},
            "holds": holds,
        }))  # fmt: skip
        return 0 if holds else 1
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()
        postgres.erase(data)


if __name__ == "__main__":
    sys.exit(main())
