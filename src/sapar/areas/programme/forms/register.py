"""What is typed on the pages of the register of commitments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.acts.register import ClauseText
from sapar.areas.programme.forms.meetings import prose, words_of
from sapar.areas.programme.forms.plans import TITLES
from sapar.areas.programme.rules.content import LANGUAGES, TITLE_LONGEST, Words
from sapar.areas.programme.rules.register import BINDING
from sapar.standards.frameworks import NOT_LEGALLY_BINDING
from sapar.web.fields import DateField

KINDS = [
    ("treaty", _("Treaty")),
    ("bilateral", _("Bilateral agreement")),
    ("action_plan", _("National action plan")),
    ("pledge", _("Pledge")),
]
NATURES = [(BINDING, _("legally binding")), (NOT_LEGALLY_BINDING, _("not legally binding"))]
ACTIONS = [("law", _("Law")), ("decree", _("Decree")), ("measure", _("Measure"))]


class InstrumentForm(forms.Form):
    """An agreement, plan or pledge."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("Short code"), max_length=20, help_text=_("Capital letters, digits and hyphens, such as BIL-2024.")
    )
    legal_nature = forms.ChoiceField(label=_("Legal nature"), choices=NATURES, widget=forms.RadioSelect)
    title_tk = prose(TITLES["tk"], TITLE_LONGEST, required=True)
    title_ru = prose(TITLES["ru"], TITLE_LONGEST, required=True)
    title_en = prose(TITLES["en"], TITLE_LONGEST, required=True)
    parties = forms.CharField(label=_("Parties"), required=False, max_length=300)
    symbol = forms.CharField(label=_("Number or symbol"), required=False, max_length=120)
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("Where the text can be read: gazette, register, address.")
    )
    adopted_on = DateField(label=_("Adopted"), required=False)
    in_force_on = DateField(label=_("In force since"), required=False)
    ends_on = DateField(label=_("Ends"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def given(self) -> dict[str, Any]:
        """The arguments of the act, without the provisions."""
        names = ("kind", "code", "legal_nature", "parties", "symbol", "source", "adopted_on", "in_force_on", "ends_on")
        return {"title": words_of(self, "title"), **{name: self.cleaned_data[name] for name in names}}


class ClauseForm(forms.Form):
    """One provision; a row without a text is left out."""

    title_tk = forms.CharField(label=TITLES["tk"], required=False, max_length=TITLE_LONGEST)
    title_ru = forms.CharField(label=TITLES["ru"], required=False, max_length=TITLE_LONGEST)
    title_en = forms.CharField(label=TITLES["en"], required=False, max_length=TITLE_LONGEST)
    due_on = DateField(label=_("To be fulfilled by"), required=False)


ClauseSet = forms.formset_factory(ClauseForm, extra=3, max_num=60, absolute_max=70)


def clauses_of(formset: Any) -> list[ClauseText]:
    """The rows that say something."""
    made = []
    for form in formset:
        said = form.cleaned_data
        title = Words(*((said.get(f"title_{code}") or "").strip() for code in LANGUAGES))
        if not title.empty:
            made.append(ClauseText(title, said.get("due_on")))
    return made


class ActionForm(forms.Form):
    """What the State did by itself."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ACTIONS, widget=forms.RadioSelect)
    title_tk = prose(TITLES["tk"], TITLE_LONGEST, required=True)
    title_ru = prose(TITLES["ru"], TITLE_LONGEST, required=True)
    title_en = prose(TITLES["en"], TITLE_LONGEST, required=True)
    number = forms.CharField(label=_("Number"), required=False, max_length=120)
    day = DateField(label=_("Date"))
    source = forms.CharField(
        label=_("Source"), max_length=500, help_text=_("Where the text can be read: gazette, register, address.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def given(self) -> dict[str, Any]:
        names = ("kind", "number", "day", "source")
        return {"title": words_of(self, "title"), **{name: self.cleaned_data[name] for name in names}}


class NewActionForm(ActionForm):
    """A new one: also the commitment that it serves."""

    provision = forms.ChoiceField(label=_("Commitment that it serves"))

    def __init__(self, *args: Any, provisions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provision"].choices = [("", _("Choose")), *provisions]  # type: ignore[attr-defined]


class ApproveForm(forms.Form):
    """Approving says whether the texts were compared with the source."""

    certain = forms.BooleanField(label=_("I have compared the texts with the source"), required=False)


class ReturnForm(forms.Form):
    """Why an entry is returned."""

    reason = prose(_("What has to be corrected?"), 500, required=True)


class TieForm(forms.Form):
    """To which provision, and why."""

    provision = forms.ChoiceField(label=_("Commitment"))
    note = prose(_("How does it contribute?"), 500)

    def __init__(self, *args: Any, provisions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provision"].choices = [("", _("Choose")), *provisions]  # type: ignore[attr-defined]


class PickForm(forms.Form):
    """Which activity contributes to a provision."""

    line_id = forms.ChoiceField(label=_("Activity"))
    note = prose(_("How does it contribute?"), 500)

    def __init__(self, *args: Any, activities: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line_id"].choices = [("", _("Choose")), *activities]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why a link ends."""

    reason = prose(_("Why does the link end?"), 500, required=True)
