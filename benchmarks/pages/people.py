"""The people of the benchmark, in a process of their own: prints one JSON object a part."""

from __future__ import annotations

import http.client
import json
import random
import re
import resource
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))
from sapar.standards.mrz import generate_td3  # noqa: E402

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KEY = re.compile(r'name="idempotency_key" value="([^"]+)"')
ADMIT = re.compile(r'action="(/border/inspections/[0-9a-f-]+/admit)"')
CROSSING = re.compile(r'href="(/border/crossings/[0-9a-f-]{36}/)"')


class Client:
    """A browser as far as it matters here: one connection, cookies, time of each answer."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)
        self.cookies = dict(cookies or {})

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str, float]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Language": "en"}
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        spent = time.perf_counter() - begun
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";", 1)[0].split("=", 1)
                self.cookies[pair[0]] = pair[1]
        return answer.status, text, answer.getheader("Location", ""), spent


def passport(chance: random.Random) -> str:
    return generate_td3(
        issuer="UZB",
        number=f"Z{chance.randrange(10**8):08d}",
        nationality="UZB",
        birth_date=date(1970, 1, 1) + timedelta(days=chance.randrange(10000)),
        sex=chance.choice("FM"),
        expiry_date=date.today() + timedelta(days=900),
        primary="KARIMOV" + "".join(chance.choice("ABDEMN") for _ in range(4)),
        secondary="RUSTAM",
    )


def officer(
    port: int,
    cookies: dict[str, str],
    seed: int,
    until: float,
    think: float,
    times: dict[str, list[float]],
    faults: list[str],
) -> None:
    chance, client = random.Random(seed), Client(port, cookies)

    def timed(kind: str, *request: object) -> tuple[int, str, str]:
        time.sleep(chance.uniform(0.5, 1.5) * think)
        status, text, location, spent = client.ask(*request)  # type: ignore[arg-type]
        times[kind].append(spent)
        if status not in (200, 303, 302):
            faults.append(f"{kind} {request[1]}: {status}")
        return status, text, location

    time.sleep(chance.uniform(0, think))
    while time.monotonic() < until:
        _, text, _ = timed("list", "GET", "/border/crossings/")
        found = CROSSING.search(text)
        if found:
            timed("open", "GET", found[1])
        _, text, _ = timed("open", "GET", "/border/")
        token, key = TOKEN.search(text), KEY.search(text)
        if not (token and key):
            faults.append("the desk has no form")
            continue
        read = {
            "csrfmiddlewaretoken": token[1],
            "idempotency_key": key[1],
            "mrz": passport(chance),
            "direction": "entry",
            "seal": "",
        }
        _, text, _ = timed("save", "POST", "/border/", read)
        admit, token = ADMIT.search(text), TOKEN.search(text)
        if not (admit and token):
            faults.append("a sound passport could not be admitted")
            continue
        form = text[admit.start() :]
        keyed = KEY.search(form)
        timed("save", "POST", admit[1], {"csrfmiddlewaretoken": token[1], "idempotency_key": keyed[1] if keyed else ""})


def sign_in(
    port: int, username: str, password: str, start: threading.Barrier, done: list[float], faults: list[str]
) -> None:
    client = Client(port)
    start.wait()
    begun = time.perf_counter()
    try:
        status, text, _, _ = client.ask("GET", "/account/sign-in")
        token = TOKEN.search(text)
        if not token:
            faults.append(f"sign-in page: {status}")
            return
        fields = {"csrfmiddlewaretoken": token[1], "login": username, "password": password}
        status, _, location, _ = client.ask("POST", "/account/sign-in", fields)
        if status != 302:
            faults.append(f"sign-in: {status}")
            return
        status, _, _, _ = client.ask("GET", location)
        if status != 200:
            faults.append(f"after sign-in: {status}")
            return
    except OSError as error:
        faults.append(f"sign-in: {type(error).__name__}")
        return
    done.append(time.perf_counter() - begun)


def p95(values: list[float]) -> float:
    return round(sorted(values)[int(len(values) * 0.95)] * 1000, 1) if values else float("inf")


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def work(port: int, sessions: list[dict[str, str]], seconds: float, think: float) -> dict[str, object]:
    times: dict[str, list[float]] = {"list": [], "open": [], "save": []}
    faults: list[str] = []
    until, before, begun = time.monotonic() + seconds, cpu(), time.perf_counter()
    threads = [
        threading.Thread(target=officer, args=(port, one, n, until, think, times, faults))
        for n, one in enumerate(sessions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - begun
    return {
        "people": len(sessions),
        **{f"{kind}_p95_ms": p95(values) for kind, values in times.items()},
        **{
            f"{kind}_p50_ms": round(sorted(values)[len(values) // 2] * 1000, 1)
            for kind, values in times.items()
            if values
        },
        "requests": sum(map(len, times.values())),
        "requests_per_s": round(sum(map(len, times.values())) / wall, 1),
        "faults": len(faults),
        "first_faults": faults[:5],
        "generator_cpu_share": round((cpu() - before) / wall, 2),
    }


def crowd(port: int, people: list[list[str]], sessions: list[dict[str, str]]) -> dict[str, object]:
    times: dict[str, list[float]] = {"list": [], "open": [], "save": []}
    faults: list[str] = []
    refused: list[str] = []
    done: list[float] = []
    start = threading.Barrier(len(people))
    inside = [
        threading.Thread(target=officer, args=(port, one, 1000 + n, time.monotonic() + 15, 1.0, times, faults))
        for n, one in enumerate(sessions)
    ]
    for thread in inside:
        thread.start()
    time.sleep(3)
    for values in times.values():
        values.clear()
    before, begun = cpu(), time.perf_counter()
    coming = [
        threading.Thread(target=sign_in, args=(port, user, password, start, done, refused)) for user, password in people
    ]
    for thread in coming:
        thread.start()
    for thread in coming:
        thread.join()
    wall = time.perf_counter() - begun
    during = [spent for values in times.values() for spent in values]
    share = (cpu() - before) / wall
    for thread in inside:
        thread.join()
    return {
        "sign_ins": len(done),
        "all_done_s": round(wall, 2),
        "refused_or_failed": len(refused),
        "first_faults": (refused + faults)[:5],
        "inside_p95_ms": p95(during),
        "inside_requests": len(during),
        "generator_cpu_share": round(share, 2),
    }


def main() -> int:
    told = json.loads(sys.stdin.read())
    work(told["port"], told["sessions"][:10], 6, 0.5)  # plans, templates, catalogues
    print(json.dumps(work(told["port"], told["sessions"], told["seconds"], told["think"])), flush=True)
    print(json.dumps(crowd(told["port"], told["newcomers"], told["sessions"][:10])), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
