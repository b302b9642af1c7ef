"""From a JSON body to an act's typed arguments, and the schema of such a body; both from ``ActSpec.model``.

JSON is read strictly: no number in quotes, base64 for bytes, a time with its zone. What the act itself refuses is
refused there.
"""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    create_model,
)
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from sapar.kernel.acts import CATALOGUE, ActSpec
from sapar.kernel.acts.messages import from_pydantic
from sapar.kernel.errors import Invalid
from sapar.node.api.problems import Refused
from sapar.web.paging import Window

SMALL, LARGE = 1024 * 1024, 16 * 1024 * 1024  # bytes of a body; the larger one for acts that take files
MOST_ROWS = 200
NUL = "\x00"


class _WindowArguments(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    after: str = Field("", max_length=2000, description="From the answer's pager.")
    before: str = Field("", max_length=2000)
    size: int = Field(50, ge=1, le=MOST_ROWS)


def _window(value: Any, info: ValidationInfo) -> Window:
    given = _WindowArguments.model_validate(value)
    window = Window.at(str((info.context or {})["list"]), after=given.after, before=given.before, size=given.size)
    if bool(given.after) != bool(window.after) or bool(given.before) != bool(window.before):
        raise PydanticCustomError("window", "not from this list")
    return window


SUBSTITUTES: dict[Any, Any] = {
    # A place in a list travels as the opaque text that an answer's pager gave.
    Window: Annotated[Window, PlainValidator(_window), WithJsonSchema(_WindowArguments.model_json_schema())],
    datetime: AwareDatetime,
}


class _Schema(GenerateJsonSchema):
    """Bytes are announced as what is read: base64."""

    def bytes_schema(self, schema: core_schema.BytesSchema) -> JsonSchemaValue:
        return {"type": "string", "contentEncoding": "base64", "format": "byte"}


def _substituted(annotation: Any) -> Any:
    if annotation in SUBSTITUTES:
        return SUBSTITUTES[annotation]
    if get_origin(annotation) in (Union, types.UnionType):
        return Union[tuple(_substituted(part) for part in get_args(annotation))]  # noqa: UP007  put together at run time
    return annotation


@cache
def model_of(name: str) -> type[BaseModel]:
    """The model that reads the JSON body of an act or look of the catalogue."""
    spec = CATALOGUE[name]
    given: dict[str, Any] = {
        argument: (_substituted(spec.arguments[argument]), ... if field.is_required() else field.default)
        for argument, field in spec.model.model_fields.items()
    }
    config = ConfigDict(
        extra="forbid",
        strict=True,
        arbitrary_types_allowed=True,
        protected_namespaces=(),
        val_json_bytes="base64",
        ser_json_bytes="base64",
    )
    return create_model(f"Arguments of {name}", __config__=config, **given)


def schema_of(spec: ActSpec, definitions: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of the body; shared parts go to ``definitions``."""
    made = model_of(spec.name).model_json_schema(schema_generator=_Schema, ref_template="#/components/schemas/{model}")
    definitions.update(made.pop("$defs", {}))
    return made


def takes_files(spec: ActSpec) -> bool:
    return any(annotation is bytes or bytes in get_args(annotation) for annotation in spec.arguments.values())


def body_of(request: HttpRequest, spec: ActSpec) -> bytes:
    """The body, if it is JSON and not too long. Raises Refused (415, 413)."""
    if request.content_type != "application/json":
        raise Refused(415, "media_type", _("Send the arguments as a JSON object, with Content-Type: application/json."))
    most = LARGE if takes_files(spec) else SMALL
    body = request.read(most + 1)
    if len(body) > most:
        raise Refused(413, "too_large", _("The body is larger than this address takes."))
    return body


def arguments_of(spec: ActSpec, body: bytes) -> dict[str, Any]:
    """The typed arguments. Raises Refused (400) for what is no JSON object, Invalid naming each wrong argument."""
    try:
        read = model_of(spec.name).model_validate_json(body or b"{}", context={"list": f"api:{spec.name}"})
    except ValidationError as error:
        lines = error.errors(include_url=False, include_input=False)
        if any(line["type"] in ("json_invalid", "model_type", "model_attributes_type") for line in lines):
            raise Refused(400, "malformed", _("The body is not a JSON object.")) from None
        raise Invalid.many([from_pydantic(line) for line in lines]) from None
    values = dict(read)
    wrong = [
        Invalid(_("This value holds a character that text cannot have."), field=name, code="nul")
        for name, value in values.items()
        if _has_nul(value)
    ]
    if wrong:
        raise Invalid.many(wrong)
    return values


def names_in(body: bytes, spec: ActSpec) -> dict[str, Any]:
    """The arguments of a call that is refused anyway, as far as they can be read; the ledger keeps a digest of them."""
    try:
        found = TypeAdapter(dict[str, Any]).validate_json(body)
    except ValidationError:
        return {}
    return {name: found[name] for name in spec.arguments if name in found}


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, Mapping):
        return any(_has_nul(part) for pair in value.items() for part in pair)
    if isinstance(value, Sequence | Set) and not isinstance(value, bytes):
        return any(_has_nul(part) for part in value)
    if is_dataclass(value):
        return any(_has_nul(getattr(value, field.name)) for field in fields(value))
    return False
