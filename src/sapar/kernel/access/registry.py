"""The closed lists of roles and purposes. Areas declare theirs in ``access.py``; nothing else adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

OWN, ALL, NONE = "own", "all", "none"
HOLDER = "holder"  # the kind of a role that no institution gives: of people without account, for one record


@dataclass(frozen=True, slots=True)
class Role:
    """What a duty makes of a person.

    ``reach`` maps an area (``labour``, ``people``, …) to ``own`` (rows of the actor's institution) or ``all``; an area
    that is absent cannot be read at all. ``kind`` names the kind of institution that may give the role (empty: any).
    ``grants`` lists roles that the holder may propose or approve for colleagues of the same institution. ``machine``: for
    programs only; no person can hold it, and acts that are open to everybody who is signed in are not open to it.
    """

    name: str
    title: str | Promise
    second_factor: bool = False
    reach: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    grants: tuple[str, ...] = ()
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why personal data is touched. ``withheld`` marks looks that the law keeps from the person concerned."""

    name: str
    title: str | Promise
    withheld: bool = False


_roles: dict[str, Role] = {}
_purposes: dict[str, Purpose] = {}


def register_roles(*roles: Role) -> tuple[Role, ...]:
    """Add roles to the closed list; a name can be declared once."""
    for role in roles:
        if role.name in _roles and _roles[role.name] != role:
            raise ValueError(f"role {role.name} is declared twice")
        _roles[role.name] = role
    return roles


def register_purposes(*purposes: Purpose) -> tuple[Purpose, ...]:
    """Add purposes to the closed list; a name can be declared once."""
    for purpose in purposes:
        if purpose.name in _purposes and _purposes[purpose.name] != purpose:
            raise ValueError(f"purpose {purpose.name} is declared twice")
        _purposes[purpose.name] = purpose
    return purposes


def role(name: str) -> Role:
    """The role of that name; raises KeyError for one that is not on the list."""
    return _roles[name]


def roles() -> dict[str, Role]:
    return dict(_roles)


def purpose(name: str) -> Purpose:
    """The purpose of that name; raises KeyError for one that is not on the list."""
    return _purposes[name]


def purposes() -> dict[str, Purpose]:
    return dict(_purposes)


def encode_reach(reach: Mapping[str, str]) -> str:
    """``labour=all,people=own``: how a reach travels in the setting that policies read."""
    return ",".join(f"{area}={extent}" for area, extent in sorted(reach.items()))
