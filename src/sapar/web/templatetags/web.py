"""Template tags of the shell: ``{% load web %}``."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sapar.web.components import Link, Tag
from sapar.web.renderer import FieldView, describe, error_links

register = template.Library()

ICONS = {
    "green": '<path d="M4 13l5 5L20 6"/>',
    "amber": '<path d="M12 3L2 21h20zM12 10v5M12 18v.5"/>',
    "red": '<path d="M5 5l14 14M19 5L5 19"/>',
    "grey": '<path d="M5 12h14"/>',
    "search": '<path d="M10.500 4a6.500 6.500 0 100 13 6.500 6.500 0 000-13zM15.500 15.500L21 21"/>',
    "person": '<path d="M12 3.500a4 4 0 100 8 4 4 0 000-8zM4 21c0-5 3-7 8-7s8 2 8 7"/>',
    "seal": '<path d="M3 3h7v7H3zM14 3h7v7h-7zM3 14h7v7H3zM14 14h3v3h4M14 21h3M21 21v.5"/>',
    "chart": '<path d="M3 21h18M6 21v-8M12 21V5M18 21v-11"/>',
    "road": '<path d="M6 21L10 3M18 21L14 3M12 5v2M12 11v2M12 17v3"/>',
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside words; hidden from screen readers, since the words say the same."""
    return format_html(
        '<svg class="sapar-icon sapar-icon--{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" '
        'focusable="false">{}</svg>',
        name,
        mark_safe(ICONS[name]),  # noqa: S308  our own drawings
    )


@register.inclusion_tag("web/forms/field.html", name="field")
def render_field(
    bound: BoundField, size: str = "s", heading: bool = False, inline: bool = False, optional: bool | None = None
) -> dict[str, FieldView]:
    """One form field: label, hint, error, input. ``heading`` makes the label the page's heading."""
    return {"field": describe(bound, size=size, heading=heading, inline=inline, optional=optional)}


@register.inclusion_tag("web/forms/error_summary.html")
def error_summary(form: object = None, *more: object) -> dict[str, Any]:
    """What is wrong, on top of the page, each line a link to its field. Nothing when there is nothing wrong."""
    lines: list[tuple[str, str]] = []
    for one in (form, *more):
        if isinstance(one, forms.BaseForm) and one.is_bound:
            lines.extend(error_links(one))
        elif isinstance(one, forms.BaseFormSet) and one.is_bound:
            lines.extend((str(error), "") for error in one.non_form_errors())
            for part in one.forms:
                lines.extend(error_links(part))
    return {"lines": lines}


@register.filter
def has_errors(form: object) -> bool:
    """True when a bound form, or one of a set, did not pass."""
    return isinstance(form, forms.BaseForm | forms.BaseFormSet) and form.is_bound and bool(form.errors)


@register.simple_tag
def idempotency_key() -> SafeString:
    """The hidden key that makes pressing the button twice count once."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """``?…`` of this page with some words changed; None removes one. For sort and filter links."""
    request = context.get("request")
    words = request.GET.copy() if request is not None else None
    if words is None:
        return ""
    for name, value in changes.items():
        if value is None:
            words.pop(name, None)
        else:
            words[name] = str(value)
    return f"?{words.urlencode()}" if words else "?"


@register.simple_tag(takes_context=True)
def sort_link(context: Context, name: str, current: str) -> str:
    """The address that sorts by a column, or turns its order when it is sorted already."""
    return query(context, sort=f"-{name}" if current == name else name, after=None, before=None)


@register.filter
def sort_state(name: str, current: str) -> str:
    """``aria-sort`` of a column."""
    return {name: "ascending", f"-{name}": "descending"}.get(current, "none")


@register.filter
def show(value: object) -> SafeString | str:
    """A value in a table or summary. None is shown as "not known", which is neither zero nor empty."""
    match value:
        case None:
            return format_html(
                '<span aria-hidden="true">–</span><span class="govuk-visually-hidden">{}</span>', _("not known")
            )
        case Tag():
            return tag(value)
        case Link():
            hidden = format_html('<span class="govuk-visually-hidden"> {}</span>', value.hidden) if value.hidden else ""
            return format_html('<a class="govuk-link" href="{}">{}{}</a>', value.href, value.text, hidden)
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return moment(value)
        case date():
            return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.date_format(value))
        case int() | Decimal() | float():
            return formats.number_format(value, use_l10n=True, force_grouping=True)
        case str() | Promise():
            return str(value)
        case list() | tuple():
            lines: Iterable[tuple[object]] = [(show(item),) for item in value]
            return format_html('<ul class="govuk-list">{}</ul>', format_html_join("", "<li>{}</li>", lines))
    return str(value)


@register.filter
def browser(agent: str) -> str:
    """A browser and its system by name, as their owner knows them; what is not known stays as it was sent."""
    names = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("YaBrowser", "Yandex"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]
    systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]
    found = [next((name for mark, name in known if mark in agent), "") for known in (names, systems)]
    return ", ".join(found) if all(found) else agent


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Day and minute in the node's time zone, the exact time kept in the markup."""
    if value is None:
        return show(None)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    text = f"{formats.date_format(local, 'SHORT_DATE_FORMAT')}, {formats.date_format(local, 'H:i')}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), text)


@register.filter
def tag(value: Tag | object) -> SafeString:
    """A state as a coloured tag."""
    if not isinstance(value, Tag):
        return format_html("{}", value)
    colour = f" govuk-tag--{value.colour}" if value.colour else ""
    return format_html('<strong class="govuk-tag{}">{}</strong>', colour, value.text)


@register.filter
def at(sequence: Any, index: int) -> object:
    """The item at a place; used to walk two lists together."""
    return sequence[index]
