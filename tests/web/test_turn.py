"""A rush at the sign-in page: a few are served at a time, the rest wait, and nobody inside waits for them."""

from __future__ import annotations

import threading
from typing import Any

from django.http import HttpRequest, HttpResponse

from sapar.web.middleware import TurnMiddleware


def asked(path: str) -> HttpRequest:
    request = HttpRequest()
    request.path = request.path_info = path
    request.META.update(SERVER_NAME="localhost", SERVER_PORT="80")
    return request


def test_a_rush_at_the_door_is_served_two_at_a_time_and_others_pass(settings: Any) -> None:
    settings.SAPAR_WEB_THREADS = 30  # six may wait
    inside, most, lock, opened = 0, 0, threading.Lock(), threading.Event()

    def serve(request: HttpRequest) -> HttpResponse:
        nonlocal inside, most
        if request.path == "/work/":
            return HttpResponse("inside")
        with lock:
            inside += 1
            most = max(most, inside)
        opened.wait(10)
        with lock:
            inside -= 1
        return HttpResponse("signed in")

    turn = TurnMiddleware(serve)
    answers: list[int] = []
    rush = [threading.Thread(target=lambda: answers.append(turn(asked(turn.door)).status_code)) for _ in range(6)]
    for thread in rush:
        thread.start()
    while turn.room.acquire(blocking=False):  # until all six are in
        turn.room.release()
    assert turn(asked("/work/")).content == b"inside"
    refused = turn(asked(turn.door))
    assert refused.status_code == 503 and refused["Retry-After"]
    opened.set()
    for thread in rush:
        thread.join(10)
    assert answers == [200] * 6 and most == 2
    assert turn(asked(turn.door)).status_code == 200
