"""The readers of the benchmark, in a process of their own: told what to send on standard input, prints one JSON object."""

from __future__ import annotations

import http.client
import json
import re
import resource
import sys
import threading
import time
import uuid
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LEVEL = re.compile(r"sapar-verdict--(\w+)")
MOST_LATE, WARMING = 30.0, 180.0  # seconds; an answer that takes longer is a fault


class Reader:
    """One desk: a connection, a session, a form."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=WARMING)
        self.cookies = dict(cookies)
        _status, text = self.ask("GET", None)
        found = TOKEN.search(text)
        if not found:
            raise RuntimeError("the desk has no form")
        self.token = found[1]

    def ask(self, method: str, fields: dict[str, str] | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Language": "en"}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        self.connection.request(method, "/border/", body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";", 1)[0].split("=", 1)
                self.cookies[pair[0]] = pair[1]
        return answer.status, text

    def read(self, mrz: str, seal: str) -> tuple[int, str]:
        fields = {
            "csrfmiddlewaretoken": self.token, "idempotency_key": uuid.uuid4().hex, "mrz": mrz, "seal": seal,
            "direction": "entry",
        }  # fmt: skip
        return self.ask("POST", fields)


def main() -> None:
    told = json.load(sys.stdin)
    readers = [Reader(told["port"], cookies) for cookies in told["sessions"]]
    people, rate = told["people"], told["rate"]
    for reader in readers:  # every process and connection is warm
        reader.read(*people[-1])
        if reader.connection.sock is not None:
            reader.connection.sock.settimeout(MOST_LATE)
    times: list[float] = []
    levels: dict[str, int] = {}
    faults: list[str] = []
    lock, start = threading.Lock(), time.perf_counter() + 1.0

    def work(number: int, reader: Reader) -> None:
        for turn in range(number, len(people), len(readers)):
            due = start + turn / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                status, text = reader.read(*people[turn])
            except OSError as error:
                status, text = 0, str(error)
            spent = time.perf_counter() - due
            level = LEVEL.search(text)
            with lock:
                times.append(spent)
                if status != 200 or not level:
                    faults.append(f"{status}")
                else:
                    levels[level[1]] = levels.get(level[1], 0) + 1

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - start
    ordered = sorted(times)
    used = resource.getrusage(resource.RUSAGE_SELF)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)

    result: dict[str, Any] = {
        "answers": len(ordered), "rate": round(len(ordered) / wall, 2), "p50_ms": at(0.5), "p95_ms": at(0.95),
        "p99_ms": at(0.99), "most_ms": at(1.0), "levels": levels, "faults": len(faults),
        "generator_cpu": round((used.ru_utime + used.ru_stime) / wall, 2),
    }  # fmt: skip
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
