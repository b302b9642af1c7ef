"""The procedures that areas have declared."""

from __future__ import annotations

from sapar.kernel.procedures.rules import Procedure, faults

_procedures: dict[str, Procedure] = {}


def register(procedure: Procedure) -> Procedure:
    """Add a procedure; raises ValueError naming every fault of the declaration."""
    wrong = faults(procedure)
    if wrong:
        raise ValueError(f"procedure {procedure.name}: " + "; ".join(wrong))
    if procedure.name in _procedures and _procedures[procedure.name] != procedure:
        raise ValueError(f"procedure {procedure.name} is declared twice")
    _procedures[procedure.name] = procedure
    return procedure


def get(name: str) -> Procedure:
    """The procedure of that name; raises KeyError."""
    return _procedures[name]


def procedures() -> dict[str, Procedure]:
    return dict(_procedures)
