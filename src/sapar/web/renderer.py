"""How forms look: label, hint, error, input, in this order and wired for screen readers.

``{{ form }}`` renders all fields, ``{% field form.name %}`` one, ``{% error_summary form %}`` the summary on top (the
base template does it for the context's ``form``). ``{{ form.name }}`` stays Django's bare widget.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sapar.web.fields import DateParts, MrzInput


class SaparRenderer(DjangoTemplates):
    """The project's ``FORM_RENDERER``. Widgets keep Django's templates; fields and forms get ours."""

    form_template_name = "web/forms/form.html"
    formset_template_name = "web/forms/formset.html"
    field_template_name = "web/forms/field_group.html"


@dataclass(frozen=True)
class Option:
    """A radio button or a checkbox of a group."""

    id: str
    name: str
    value: str
    label: object
    checked: bool
    hint: object = ""


@dataclass(frozen=True)
class FieldView:
    """All that the field template shows."""

    bound: BoundField
    kind: str
    id: str
    label: object
    hint: object
    errors: tuple[str, ...]
    optional: bool
    described_by: str
    group_class: str
    size: str
    heading: bool
    control: str = ""
    options: tuple[Option, ...] = ()
    parts: tuple[Mapping[str, Any], ...] = ()
    inline: bool = False
    maximum: int | None = None
    messages: Mapping[str, str] = field(default_factory=dict)

    @property
    def hint_id(self) -> str:
        return f"{self.id}_hint"

    @property
    def error_id(self) -> str:
        return f"{self.id}_error"

    @property
    def is_group(self) -> bool:
        return self.kind in ("radios", "checkboxes", "date")


CLASSES = {
    "input": "govuk-input",
    "mrz": "govuk-textarea sapar-mrz",
    "textarea": "govuk-textarea",
    "count": "govuk-textarea govuk-js-character-count",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
}


def kind_of(bound: BoundField) -> str:
    """The look of a field, from its widget."""
    widget = bound.field.widget
    match widget:
        case forms.HiddenInput() | forms.MultipleHiddenInput():
            return "hidden"
        case DateParts():
            return "date"
        case forms.CheckboxSelectMultiple():
            return "checkboxes"
        case forms.RadioSelect():
            return "radios"
        case forms.Select():
            return "select"
        case forms.CheckboxInput():
            return "checkbox"
        case forms.FileInput():
            return "file"
        case forms.PasswordInput():
            return "password"
        case MrzInput():
            return "mrz"
        case forms.Textarea():
            return "count" if _maximum(bound) else "textarea"
        case forms.MultiWidget():
            return "plain"
    return "input"


def describe(
    bound: BoundField, *, size: str = "s", heading: bool = False, inline: bool = False, optional: bool | None = None
) -> FieldView:
    """Everything the field template needs; the control itself is already rendered."""
    kind = kind_of(bound)
    field_id = bound.auto_id or f"id_{bound.html_name}"
    errors = tuple(str(error) for error in bound.errors)
    maximum = _maximum(bound) if kind == "count" else None
    described = [
        *([f"{field_id}_hint"] if bound.help_text else []),
        *([f"{field_id}_error"] if errors else []),
        *([f"{field_id}-info"] if maximum else []),
    ]
    described_by = " ".join(described)
    view: dict[str, Any] = {
        "bound": bound,
        "kind": kind,
        "id": field_id,
        "label": bound.label,
        "hint": bound.help_text,
        "errors": errors,
        "optional": _optional(bound, kind) if optional is None else optional,
        "described_by": described_by,
        "group_class": " govuk-form-group--error" if errors else "",
        "size": size,
        "heading": heading,
        "inline": inline,
        "maximum": maximum,
        "messages": _messages(kind, maximum),
    }
    if kind in ("radios", "checkboxes"):
        return FieldView(**view, options=tuple(_options(bound)))
    if kind == "date":
        widget = bound.field.widget
        context = widget.get_context(bound.html_name, bound.value(), {"id": field_id})
        return FieldView(**view, parts=tuple(context["widget"]["parts"]))
    if kind == "checkbox":
        checked = bool(bound.value()) if bound.value() not in ("False", "false", "0") else False
        return FieldView(**view, options=(Option(field_id, bound.html_name, "on", bound.label, checked),))
    return FieldView(**view, control=_control(bound, kind, described_by, bool(errors)))


def _control(bound: BoundField, kind: str, described_by: str, wrong: bool) -> str:
    widget = bound.field.widget
    widget.attrs.pop("placeholder", None)  # it vanishes while one types; what matters stands in label and hint
    attrs: dict[str, Any] = {}
    if kind in CLASSES:
        base = CLASSES[kind].split()
        own = str(widget.attrs.get("class", ""))
        error = f"{base[0]}--error" if wrong else ""
        attrs["class"] = " ".join(filter(None, (CLASSES[kind], own, error)))
    if described_by:
        attrs["aria-describedby"] = described_by
    if isinstance(widget, forms.NumberInput):
        # A text box with a numeric keyboard: type=number loses what was typed wrongly and turns on the mouse wheel.
        widget.input_type = "text"
        whole = isinstance(bound.field, forms.IntegerField) and not isinstance(
            bound.field, forms.FloatField | forms.DecimalField
        )
        attrs.setdefault("inputmode", "numeric" if whole else "decimal")
        for name in ("step", "min", "max"):
            widget.attrs.pop(name, None)
    if kind in ("textarea", "count"):
        widget.attrs.pop("maxlength", None)
        if widget.attrs.get("cols") == "40":
            widget.attrs.pop("cols")
        if widget.attrs.get("rows") == "10":
            widget.attrs["rows"] = "5"
    if kind == "password":
        attrs.update({"spellcheck": "false", "autocapitalize": "none"})
    return str(bound.as_widget(attrs=attrs))


def _options(bound: BoundField) -> Iterator[Option]:
    hints: Mapping[str, object] = getattr(bound.field.widget, "option_hints", {})
    for index, sub in enumerate(bound.subwidgets):
        data = sub.data
        if data["value"] == "" and not data["selected"]:
            continue
        # The first option carries the field's own id, so that the error summary's link leads into the group.
        option_id = bound.auto_id if index == 0 else data["attrs"].get("id", "")
        value = str(data["value"])
        yield Option(option_id, data["name"], value, data["label"], bool(data["selected"]), hints.get(value, ""))


def _optional(bound: BoundField, kind: str) -> bool:
    return not bound.field.required and kind not in ("checkbox", "checkboxes")


def _maximum(bound: BoundField) -> int | None:
    value = getattr(bound.field, "max_length", None)
    return value if isinstance(value, int) else None


def _messages(kind: str, maximum: int | None) -> dict[str, str]:
    """Words for the kit's scripts, as data attributes; ``%{count}`` is the kit's own placeholder."""
    if kind == "password":
        return {
            "show-password": _("Show"),
            "hide-password": _("Hide"),
            "show-password-aria-label": _("Show the password"),
            "hide-password-aria-label": _("Hide the password"),
            "password-shown-announcement": _("Your password is visible"),
            "password-hidden-announcement": _("Your password is hidden"),
        }
    if kind == "count" and maximum is not None:
        left, over = _("Characters left: %(count)s"), _("Characters too many: %(count)s")
        names = {"characters-under-limit": left, "characters-over-limit": over}
        messages = {
            f"{name}.{form}": text % {"count": "%{count}"}
            for name, text in names.items()
            for form in ("one", "few", "many", "other")
        }
        messages["characters-at-limit"] = _("No characters left")
        messages["info"] = ngettext(
            "You can write up to %(count)s character.", "You can write up to %(count)s characters.", maximum
        ) % {"count": maximum}
        return messages
    return {}


def error_links(form: forms.BaseForm) -> list[tuple[str, str]]:
    """The error summary's lines in the order of the fields: ``(text, anchor)``; an empty anchor is no link."""
    lines = [(str(error), "") for error in form.non_field_errors()]
    for bound in form:
        if isinstance(bound.field.widget, DateParts):
            anchor = bound.field.widget.id_for_label(bound.auto_id)
        else:
            anchor = "" if bound.is_hidden else bound.auto_id
        lines.extend((_with_label(str(error), str(bound.label or "")), anchor) for error in bound.errors)
    return lines


def _with_label(message: str, label: str) -> str:
    """A line that is clear out of its place: the field's label, unless the message names it already."""
    return message if not label or label.casefold() in message.casefold() else f"{label} – {message}"
