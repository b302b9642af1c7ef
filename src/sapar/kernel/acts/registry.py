"""The catalogue of acts and looks, and the decorators that fill it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, get_type_hints

from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import messages
from sapar.kernel.errors import Invalid

P = ParamSpec("P")
R = TypeVar("R", covariant=True)
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class ActSpec:
    """One line of the catalogue. Calling it calls the act: ``CATALOGUE["border.admit"](actor, …, key=…)``.

    ``kind`` is ``act`` or ``look``. The role ``*`` stands for everybody who is signed in. ``fresh``: needs a second
    factor confirmed within five minutes, which a machine never has. ``page_only``: a page of this node makes some of the
    arguments (digests, marks for limits), so that the JSON API must not offer it.
    ``arguments`` maps name to annotation. ``emits`` names what is queued (jobs, notices).
    """

    name: str
    kind: str
    roles: tuple[str, ...]
    purpose: str
    title: str | Promise
    function: Callable[..., Any]
    model: type[BaseModel]
    fresh: bool = False
    page_only: bool = False
    emits: tuple[str, ...] = ()
    arguments: dict[str, Any] = field(default_factory=dict)
    required: frozenset[str] = frozenset()

    def __call__(self, actor: Actor, /, *, key: str | None = None, **arguments: Any) -> Any:
        from sapar.kernel.acts import runner

        if self.kind == "look":
            return runner.run_look(self, actor, arguments)
        return runner.run_act(self, actor, arguments, key)

    def open_to(self, actor: Actor) -> bool:
        """Whether the actor's role may call this. ``*`` is every person who is signed in, and no machine."""
        return actor.role in self.roles or (EVERYBODY in self.roles and actor.signed_in and not actor.is_machine)

    def validated(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments as the annotations want them; raises Invalid naming each wrong field."""
        try:
            return dict(self.model.model_validate(arguments))
        except ValidationError as error:
            raise Invalid.many([messages.from_pydantic(line) for line in error.errors()]) from None


CATALOGUE: dict[str, ActSpec] = {}


class Callee(Protocol[P, R]):
    """A decorated act: the function's own arguments plus ``key``."""

    spec: ActSpec

    def __call__(self, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R: ...


def _register(kind: str, name: str, function: Callable[..., Any], **rest: Any) -> ActSpec:
    if name in CATALOGUE:
        raise ValueError(f"{name} is declared twice")
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].name != "actor":
        raise TypeError(f"{name}: the first argument is the actor")
    if any(p.kind is not inspect.Parameter.KEYWORD_ONLY for p in parameters[1:]):
        raise TypeError(f"{name}: arguments after the actor are keyword-only")
    hints = get_type_hints(function)
    fields: dict[str, Any] = {
        p.name: (hints[p.name], ... if p.default is p.empty else p.default) for p in parameters[1:]
    }
    model = create_model(
        f"Arguments_{name.replace('.', '_')}",
        __config__=ConfigDict(extra="forbid", arbitrary_types_allowed=True, protected_namespaces=()),
        **fields,
    )
    spec = ActSpec(
        name=name,
        kind=kind,
        function=function,
        model=model,
        arguments={key: hints[key] for key in fields},
        required=frozenset(p.name for p in parameters[1:] if p.default is p.empty),
        **rest,
    )
    CATALOGUE[name] = spec
    return spec


def _decorator(kind: str, name: str, **rest: Any) -> Callable[[Callable[..., Any]], Any]:
    def decorate(function: Callable[..., Any]) -> Any:
        spec = _register(kind, name, function, **rest)

        def call(actor: Actor, /, *, key: str | None = None, **arguments: Any) -> Any:
            return spec(actor, key=key, **arguments) if kind == "act" else spec(actor, **arguments)

        call.__doc__, call.__name__, call.__module__ = function.__doc__, function.__name__, function.__module__
        call.spec = spec  # type: ignore[attr-defined]
        return call

    return decorate


def act(
    name: str,
    *,
    roles: Iterable[str],
    purpose: str,
    title: str | Promise,
    fresh: bool = False,
    page_only: bool = False,
    emits: Iterable[str] = (),
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[..., R]]:
    """Declare a change of state.

    The function takes ``(actor, *, typed arguments)`` and returns a model instance, a JSON-able dict or None. Calling it
    checks role, duty and purpose, opens one durable transaction, tells row-level security who acts, answers a repeated
    idempotency key with the first result, runs, and writes the ledger entry. Raises the errors of ``kernel.errors``.
    """
    rest = {"title": title, "fresh": fresh, "page_only": page_only, "emits": tuple(emits)}
    return _decorator("act", name, roles=tuple(roles), purpose=purpose, **rest)


def look(
    name: str, *, roles: Iterable[str], purpose: str, title: str | Promise, fresh: bool = False
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[..., R]]:
    """Declare a read of personal data: one look, one ledger entry with purpose, digest of the filter and all it showed.

    The function returns evaluated data (no querysets) and names what it shows with ``shown()``.
    """
    return _decorator("look", name, roles=tuple(roles), purpose=purpose, title=title, fresh=fresh)
