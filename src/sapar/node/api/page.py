"""The catalogue for people: what can be called, by whom, for what, with which arguments. No script, nothing from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sapar.kernel.access import registry
from sapar.kernel.acts import CATALOGUE, ActSpec
from sapar.kernel.acts.registry import EVERYBODY
from sapar.node.api import arguments
from sapar.node.api.operations import offered
from sapar.web.components import Column, Table, TableRow, Text
from sapar.web.views import page


@dataclass(frozen=True)
class Area:
    """The acts and looks of one area."""

    name: str
    table: Table


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything that can be called here, by area."""
    areas: dict[str, list[ActSpec]] = {}
    for spec in sorted(CATALOGUE.values(), key=lambda spec: (spec.kind, spec.name)):
        if offered(spec):
            areas.setdefault(spec.name.partition(".")[0], []).append(spec)
    shown = [Area(name, table_of(name, specs)) for name, specs in sorted(areas.items())]
    return page(request, "web/pages/api.html", {"areas": shown})


def table_of(name: str, specs: list[ActSpec]) -> Table:
    columns = [
        Column("name", _("Address")),
        Column("title", _("What it does")),
        Column("roles", _("Who may")),
        Column("purpose", _("Purpose")),
        Column("arguments", _("Arguments")),
    ]
    rows = [
        TableRow(
            [
                f"POST /api/{spec.kind}s/{spec.name}",
                [spec.title, _("Needs a second factor confirmed within five minutes")] if spec.fresh else spec.title,
                [role_title(role) for role in spec.roles],
                registry.purpose(spec.purpose).title,
                argument_lines(spec) or _("none"),
            ]
        )
        for spec in specs
    ]
    return Table(name, columns, rows)


def role_title(name: str) -> Text:
    return _("Everybody who is signed in") if name == EVERYBODY else registry.role(name).title


def argument_lines(spec: ActSpec) -> list[str]:
    """``name: type`` of each argument, as the schema says it; those that may be left out end in a question mark."""
    definitions: dict[str, Any] = {}
    schema = arguments.schema_of(spec, definitions)
    required = set(schema.get("required", ()))
    found = schema.get("properties", {}).items()
    return [f"{name}{'' if name in required else '?'}: {kind_of(part, definitions)}" for name, part in found]


def kind_of(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return kind_of(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(kind_of(part, definitions) for part in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "items" in schema:
        return f"[{kind_of(schema['items'], definitions)}]"
    return str(schema.get("format") or schema.get("type") or "any")
