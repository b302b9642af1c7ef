"""Carriers and their lists for the tests of flights: written by the project's own writer, persons of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from tests.areas.border.conftest import CONSOLE

from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.standards.paxlst import Call, Document, Flight, PaxList, Person, write_paxlst

FLIGHTS = Actor.system("flights")


@dataclass
class Carrier:
    """An airline with a machine account's actor."""

    institution: Any
    actor: Actor

    def send(self, text: str | bytes, *, enter: bool = True) -> Any:
        """Send a list as the carrier's system does, and have it entered."""
        content = text.encode() if isinstance(text, str) else text
        made = CATALOGUE["border.send_list"](self.actor, content=content)
        if enter:
            CATALOGUE["border.apply_list"](FLIGHTS, interchange_id=made.pk)
        return made


def make_carrier(code: str = "T5") -> Carrier:
    """A carrier; its machine acts without an account here, accounts of machines have tests of their own."""
    from sapar.kernel.access.acts import create_institution

    institution = create_institution(
        CONSOLE, code=code, kind="carrier", name_tk=code, name_ru=code, name_en=f"Carrier {code}"
    )
    actor = Actor(
        ref=f"system:carrier-{code.lower()}", role="border.carrier", institution_id=institution.pk, language="en"
    )
    return Carrier(institution, actor)


def person(number: int = 1, **changes: Any) -> Person:
    """A whole passenger; any part can be replaced."""
    parts: dict[str, Any] = {
        "role": "passenger",
        "primary": "ATAYEVA",
        "secondary": "OGULGEREK",
        "birth_date": "1990-01-29",
        "sex": "F",
        "nationality": "TUR",
        "embark": "IST",
        "disembark": "ASB",
        "booking": f"PNR{number:03}",
        "reference": f"R{number}",
        "verified": True,
        "documents": [Document("P", f"U{number:07}", "TUR", "2034-01-01")],
    }
    return Person(**{**parts, **changes})


def soon(hours: float = 5) -> datetime:
    """A whole minute some hours from now, at the node's place."""
    return timezone.localtime(clock.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)


def flight(lands: datetime | None = None, *, to: str = "AIR", origin: str = "IST", number: str = "708") -> Flight:
    """A flight that lands at the post with the code ASGABAT-AIR, in five hours."""
    lands = lands or soon()
    leaves = lands - timedelta(hours=4)
    calls = [
        Call(origin, "departure", departs=f"{leaves:%Y-%m-%dT%H:%M}"),
        Call(to, "arrival", arrives=f"{lands:%Y-%m-%dT%H:%M}"),
    ]
    return Flight(f"T5{number}", "T5", number, calls=calls)


def pax_list(persons: Sequence[Person] = (), **changes: Any) -> PaxList:
    parts: dict[str, Any] = {
        "message_reference": "M1",
        "release": "05B",
        "kind_code": "745",
        "kind": "passengers",
        "action": "report",
        "flights": [flight()],
        "persons": list(persons),
    }
    return PaxList(**{**parts, **changes})


def written(*lists: PaxList, prepared: datetime | None = None, reference: str = "77", **changes: Any) -> str:
    """An interchange; ``prepared``: the sender's time, a minute ago if not given."""
    parts: dict[str, Any] = {
        "sender": ("T5", "ZZ"),
        "recipient": "TMAPI",
        "prepared": prepared or soon(-1 / 60),
        "reference": reference,
    }
    return write_paxlst([replace(made) for made in lists], **{**parts, **changes})
