"""The closed list of message templates. Areas declare theirs in ``notices.py``; text is translated when it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message. ``subject``, ``body`` and ``sms`` are translatable and take ``%(name)s`` from the values.

    ``resolve(params, language)`` turns the stored ids into words when the message is made (inside ``reading`` as the
    sender or the reader); without it the params are the values. ``secrets`` names values that travel sealed and are
    never shown on screen. Without ``sms`` a short message is the subject.
    """

    code: str
    subject: str | Promise
    body: str | Promise
    sms: str | Promise = ""
    secrets: tuple[str, ...] = ()
    resolve: Callable[[Values, str], Values] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A message as people read it."""

    subject: str
    body: str
    sms: str


_templates: dict[str, Template] = {}


def register_templates(*templates: Template) -> tuple[Template, ...]:
    """Add templates to the closed list; a code can be declared once."""
    for template in templates:
        if template.code in _templates:
            raise ValueError(f"template {template.code} is declared twice")
        _templates[template.code] = template
    return templates


def template(code: str) -> Template:
    """The template of that code; raises KeyError."""
    return _templates[code]


def templates() -> dict[str, Template]:
    return dict(_templates)


def text_of(code: str, params: Values, language: str, secrets: Values | None = None) -> Text:
    """The message in a language. Secrets that are not given stand as dots."""
    declared = _templates[code]
    values = dict(declared.resolve(params, language) if declared.resolve else params)
    values |= dict.fromkeys(declared.secrets, "•••••") | dict(secrets or {})
    with translation.override(language):
        subject, body = str(declared.subject) % values, str(declared.body) % values
        return Text(subject, body, str(declared.sms) % values if declared.sms else subject)
