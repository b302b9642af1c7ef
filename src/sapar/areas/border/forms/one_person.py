"""Forms for documents of one person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.web.fields import MrzField, yes_no


def _prose(label: object, help_text: object = "", *, required: bool = True) -> forms.CharField:
    said = {"required": _("Give a reason.")}
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        required=required,
        max_length=2000,
        widget=forms.Textarea({"rows": "3"}),
        error_messages=said,
    )


class StateForm(forms.Form):
    """Another document of a person."""

    mrz = MrzField(label=_("Machine-readable lines of the other document"))
    reason = _prose(
        _("How do you know?"), _("What was shown, who confirmed it: both passports, a letter of the consulate.")
    )


class DecideForm(forms.Form):
    """The second person's decision."""

    agree = yes_no(_("Do both documents belong to one person?"))
    note = _prose(_("Note"), _("Needed when you do not agree. The one who stated it reads it."), required=False)


class UndoForm(forms.Form):
    """It was a mistake."""

    reason = _prose(_("Why is it undone?"), _("It stays with the statement."))
