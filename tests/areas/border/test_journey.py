"""From the permit of the migration service to the entry at the border: two areas that know nothing of each other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.areas.border.conftest import Service, passport

from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.errors import Conflict

pytestmark = pytest.mark.django_db

WORKER = {
    "primary": "ASANOV",
    "secondary": "BAKYT",
    "birth_date": "1990-03-27",
    "sex": "M",
    "nationality": "KGZ",
    "issuer": "KGZ",
    "number": "AC1234567",
}


@pytest.fixture
def permit(service: Service) -> tuple[Any, Any, str]:
    """A granted permit of the person of ``passport()``: the world of labour, the application, the seal's text."""
    from tests.areas.labour.conftest import make_world

    from sapar.kernel.documents.models import Seal

    world = make_world()
    world.staff()
    application = world.granted(**WORKER)
    with reading(world.people["officer"]):
        token = Seal.objects.get(subject_id=application).token
    return world, application, token


def read(service: Service, seal: str, **changes: Any) -> Any:
    return CATALOGUE["border.inspect"](service.officer, mrz=passport(**changes), direction="entry", seal=seal)


def publish() -> None:
    """What the job does after each revocation, and every few hours."""
    from sapar.kernel.documents import seals

    seals.publish_revocations()


def test_a_granted_permit_lets_its_bearer_in(service: Service, permit: tuple[Any, Any, str]) -> None:
    """The officer verifies the seal with files alone: no query asks for seals or permits."""
    _world, _application, token = permit
    publish()
    with CaptureQueriesContext(connection) as asked:
        inspection = read(service, token)
    assert inspection.level == "green", inspection.checks
    assert not [q["sql"] for q in asked if "documents_seal" in q["sql"] or "labour_" in q["sql"]]
    crossing = CATALOGUE["border.admit"](service.officer, inspection_id=inspection.pk)
    assert crossing.permit_number
    assert crossing.crossed_on == clock.today()


def test_the_permit_of_another_does_not(service: Service, permit: tuple[Any, Any, str]) -> None:
    """A genuine permit in somebody else's hand."""
    publish()
    inspection = read(service, permit[2], number="AC7654321", primary="SADYKOV")
    assert inspection.level == "red"


def test_a_cancelled_permit_does_not(service: Service, permit: tuple[Any, Any, str]) -> None:
    """Cancelled between the reading and the keystroke: the list of the node has it, the admission fails."""
    world, application, token = permit
    publish()
    inspection = read(service, token)
    assert inspection.level == "green"
    world.do("head", "labour.revoke", application_id=application, reason="The contract was forged.")
    publish()
    with pytest.raises(Conflict) as error:
        CATALOGUE["border.admit"](service.officer, inspection_id=inspection.pk)
    assert error.value.code == "not_green"


def test_without_a_list_of_cancelled_permits_it_is_amber(service: Service, permit: tuple[Any, Any, str]) -> None:
    """A node that was never told which permits were cancelled cannot say green."""
    from sapar.kernel.documents import signer

    for path in (signer.trust_folder() / "revoked").glob("*"):
        path.unlink()
    assert read(service, permit[2]).level == "amber"
