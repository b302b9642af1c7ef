"""How an act is carried out. The kernel's share is two statements: one before, one after.

Before: the context for row-level security, an earlier result under the same key, and whether the duty still holds.
After: ledger entry, erasable note and the row for the sequencer, in one function of the database.
"""

from __future__ import annotations

import hmac
import json
import os
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DataError, InternalError, OperationalError, ProgrammingError
from psycopg.errors import DeadlockDetected, InsufficientPrivilege

from sapar.kernel import clock
from sapar.kernel.access import registry
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import SET_CONTEXT, context_values
from sapar.kernel.acts.registry import ActSpec
from sapar.kernel.acts.running import Running, current
from sapar.kernel.errors import Conflict, Invalid, NotPermitted, SecondFactorNeeded
from sapar.kernel.ledger.body import input_digest
from sapar.methods.ids import uuid7

FRESH = timedelta(minutes=5)
ATTEMPTS = 3

BEFORE = (
    f"select {SET_CONTEXT}, ledger_earlier(%s, %s), "
    "exists(select 1 from access_duty d join access_account a on a.id = d.account_id "
    "where d.id = %s and d.account_id = %s and d.ended_at is null and a.is_active "
    "and (d.valid_until is null or d.valid_until > %s))"
)
AFTER = "select ledger_append(%s, %s, %s, %s, %s, %s, %s, %s, string_to_array(%s, E'\\n'), %s, %s, %s, %s, %s::jsonb)"


class _KeyTaken(Exception):
    """Another transaction with the same key committed first."""


def run_act(spec: ActSpec, actor: Actor, arguments: dict[str, Any], key: str | None) -> Any:
    """Carry out an act; see ``acts.act``."""
    _refuse_nesting(spec)
    if key is not None and not 0 < len(key) <= 100:
        raise Conflict(code="bad_key")
    _permit(spec, actor, arguments)
    values = spec.validated(arguments)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _attempt(spec, actor, values, key)
        except _KeyTaken:
            continue
        except OperationalError as error:
            if attempt == ATTEMPTS or not isinstance(error.__cause__, DeadlockDetected):
                raise
        except NotPermitted as error:
            record_refusal(spec, actor, arguments, error.code)
            raise
        except (ProgrammingError, InternalError) as error:
            if not isinstance(error.__cause__, InsufficientPrivilege):
                raise
            record_refusal(spec, actor, arguments, "row_level_security")
            raise NotPermitted(code="row_level_security") from error
        except IntegrityError as error:
            raise Conflict(code="integrity") from error
        except DataError as error:
            # A value of the right type that no column can hold: too long, out of range, a NUL character.
            raise Invalid(code="unfit") from error
    raise Conflict()


def _attempt(spec: ActSpec, actor: Actor, values: dict[str, Any], key: str | None) -> Any:
    doing = Running(spec.name, actor, uuid7(), is_look=False)
    token = current.set(doing)
    try:
        with transaction.atomic(durable=True):
            earlier = _before(spec, actor, key)
            if earlier is not None:
                return _repeat(earlier, values)
            result = spec.function(actor, **values)
            _after(doing, spec, actor, values, "act", "done", key, _as_reference(result))
            return result
    finally:
        current.reset(token)


def run_look(spec: ActSpec, actor: Actor, arguments: dict[str, Any]) -> Any:
    """Carry out a look; see ``acts.look``."""
    _refuse_nesting(spec)
    _permit(spec, actor, arguments)
    values = spec.validated(arguments)
    doing = Running(spec.name, actor, uuid7(), is_look=True)
    token = current.set(doing)
    try:
        with transaction.atomic(durable=True):
            _before(spec, actor, None)
            result = spec.function(actor, **values)
            _after(doing, spec, actor, values, "look", "shown", None, None)
            return result
    except NotPermitted as error:
        record_refusal(spec, actor, arguments, error.code)
        raise
    except DataError as error:
        raise Invalid(code="unfit") from error
    finally:
        current.reset(token)


def record_refusal(spec: ActSpec, actor: Actor, arguments: dict[str, Any], code: str) -> None:
    """Enter a refused attempt in a transaction of its own, so that no rollback takes it away."""
    doing = Running(spec.name, actor, uuid7(), is_look=False)
    with transaction.atomic(durable=True):
        try:
            digestible = spec.validated(arguments)
        except Exception:  # noqa: BLE001  what was sent may be anything; its names are enough then
            digestible = {"fields": sorted(arguments)}
        _after(doing, spec, actor, digestible, "refusal", f"refused:{code}"[:60], None, None)


def _refuse_nesting(spec: ActSpec) -> None:
    if current.get() is not None:
        raise RuntimeError(f"{spec.name} was called inside another act or look: move what they share to a function")


def _permit(spec: ActSpec, actor: Actor, arguments: dict[str, Any]) -> None:
    error: NotPermitted | None = None
    if not spec.open_to(actor):
        error = NotPermitted()
    elif spec.fresh and (actor.second_factor_at is None or clock.now() - actor.second_factor_at > FRESH):
        error = SecondFactorNeeded()
    if error is not None:
        record_refusal(spec, actor, arguments, error.code)
        raise error


def _before(spec: ActSpec, actor: Actor, key: str | None) -> list[Any] | None:
    row = _ask(
        BEFORE,
        (
            *context_values(actor),
            spec.name,
            key,
            actor.duty_id,
            actor.account_id,
            clock.now(),
        ),
    )
    earlier, on_duty = row[-2:]
    if actor.account_id is not None and (actor.duty_id is None or not on_duty):
        raise NotPermitted(code="duty_ended")
    found: list[Any] | None = json.loads(earlier) if isinstance(earlier, str) else earlier
    return found


def _repeat(earlier: list[Any], values: dict[str, Any]) -> Any:
    result, salt, digest = earlier
    if salt is None:
        raise Conflict(code="erased")
    if not hmac.compare_digest(input_digest(bytes.fromhex(salt), values), digest):
        raise Conflict(code="key_reused")
    return _from_reference(result)


def _as_reference(result: Any) -> str | None:
    if isinstance(result, models.Model):
        return json.dumps({"model": result._meta.label_lower, "pk": str(result.pk)})
    return None if result is None else json.dumps({"value": result}, default=str)


def _from_reference(stored: Any) -> Any:
    if stored is None:
        return None
    reference = json.loads(stored) if isinstance(stored, str) else stored
    if "model" in reference:
        return apps.get_model(reference["model"])._default_manager.get(pk=reference["pk"])
    return reference["value"]


def _after(
    doing: Running,
    spec: ActSpec,
    actor: Actor,
    values: dict[str, Any],
    kind: str,
    outcome: str,
    key: str | None,
    result: str | None,
) -> None:
    salt = os.urandom(16)
    written = _ask(
        AFTER,
        (
            doing.entry_id,
            clock.now(),
            kind,
            spec.name,
            actor.ref,
            actor.institution_id,
            actor.role,
            registry.purpose(spec.purpose).name,
            "\n".join(doing.subjects),
            input_digest(salt, values),
            outcome,
            key,
            salt,
            result,
        ),
    )
    if not written[0]:
        raise _KeyTaken


def _ask(statement: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    """One row from the driver's own cursor: Django's layers would cost each act a tenth of its time, twice."""
    with connection.wrap_database_errors:
        row: tuple[Any, ...] = connection.connection.cursor().execute(statement, values).fetchone()
    return row
