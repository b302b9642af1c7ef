"""Access by enumeration: every act and look of the house against every role."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from tests.kernel.conftest import Office, entries

from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import CATALOGUE
from sapar.kernel.acts.registry import EVERYBODY
from sapar.kernel.errors import NotPermitted


def house() -> list[str]:
    return sorted(name for name in CATALOGUE if not name.startswith("test."))


def test_the_catalogue_names_roles_and_purposes_that_exist() -> None:
    """Roles and purposes are closed lists: an act can name nothing else, and somebody can carry it out."""
    assert apps.ready and house()
    for name in house():
        spec = CATALOGUE[name]
        assert spec.roles, name
        assert set(spec.roles) - {EVERYBODY} <= set(registry.roles()), name
        assert spec.purpose in registry.purposes(), name
        assert str(spec.title) and "." in name


def test_every_role_that_an_act_does_not_name_is_refused_and_recorded(office: Office, owner_sql: Any) -> None:
    """Deny by default: acts × roles, each refused pair leaves a refusal in the ledger and nothing else."""
    someone = office.add("merdan", "access.manager")
    before = len(entries(owner_sql))
    closed = [name for name in house() if EVERYBODY not in CATALOGUE[name].roles]
    pairs = [(name, role) for name in closed for role in registry.roles() if role not in CATALOGUE[name].roles]
    for name, role in pairs:
        with pytest.raises(NotPermitted):
            CATALOGUE[name](replace(someone, role=role))
    written = entries(owner_sql)[before:]
    assert [entry["kind"] for entry in written] == ["refusal"] * len(pairs)
    assert [(entry["act"], entry["role"]) for entry in written] == pairs


def test_an_administrator_reads_no_case_data() -> None:
    """The administrator's role reaches no area, and no look at case data names it."""
    administrator = registry.role("node.administrator")
    assert dict(administrator.reach) == {}
    looks = [
        name for name in house() if CATALOGUE[name].kind == "look" and "node.administrator" in CATALOGUE[name].roles
    ]
    assert [name for name in looks if not name.startswith(("access.", "ledger."))] == []


def test_roles_that_decide_need_a_second_factor() -> None:
    """Whoever may act for the State signs in with two factors; the public, holders and the node itself do not sign in."""
    for role in registry.roles().values():
        if role.name == "public" or role.name.startswith(("system.", "test.")) or role.name in WITHOUT_FACTOR:
            continue
        if role.machine:  # proves itself with a key, and cannot carry out what wants a fresh factor
            continue
        if role.kind == registry.HOLDER:  # no account: a code opens one record
            continue
        assert role.second_factor, role.name


WITHOUT_FACTOR = {
    "labour.employer",  # a small company must be able to begin without a telephone app; it sees its own files only
    "border.host",  # a small hotel must be able to begin without a telephone app; it sees what it entered itself
}


def test_system_roles_cannot_be_worn_by_people(office: Office) -> None:
    """A person whose actor claims a system role is refused: such a duty cannot be given."""
    from sapar.kernel.access.acts import appoint, create_account
    from sapar.kernel.errors import Invalid

    account = create_account(Actor.system("console"), username="merdan", full_name="M")
    for role in ("system.clock", "public", "no.such.role"):
        with pytest.raises(Invalid):
            appoint(Actor.system("console"), account_id=account.pk, institution_id=office.institution.pk, role=role)
