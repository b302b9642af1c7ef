"""Refusing entry, and the appeal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import refusal_form, rules
from sapar.areas.border.acts import Answer, AppealBy
from sapar.areas.border.forms.desk import TOO_LONG
from sapar.areas.border.rules.refusals import FACTS_LONGEST

BY = {AppealBy.TRAVELLER: _("The traveller"), AppealBy.REPRESENTATIVE: _("Somebody who acts for the traveller")}
ANSWERS = {Answer.UPHOLD: _("The refusal stands"), Answer.LIFT: _("The refusal is lifted")}


class RefuseForm(forms.Form):
    """Grounds, what they rest on, the language of the form."""

    reasons = forms.MultipleChoiceField(
        label=_("On which grounds?"),
        choices=[(g.code, f"{g.mark}  ") for g in rules.GROUNDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one ground.")},
    )
    facts = forms.CharField(
        label=_("What do they rest on?"),
        help_text=_(
            "The traveller reads it on the form: facts, no names of others, nothing that is not theirs to know."
        ),
        max_length=FACTS_LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            **TOO_LONG,
            "required": _("Say what the grounds rest on. The traveller reads it on the form."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language of the form"),
        help_text=_("Turkmen stands beside it. No lawyer has reviewed the wording in any language; the form says so."),
        choices=[(code, refusal_form.NAMES[code]) for code in refusal_form.LANGUAGES],
        initial="en",
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]
            (ground.code, f"{ground.mark}. {refusal_form.GROUND_WORDS[ground.code]}") for ground in rules.GROUNDS
        ]


class AppealForm(forms.Form):
    """What is held against a refusal."""

    by = forms.ChoiceField(label=_("Who appeals?"), choices=[(by.value, words) for by, words in BY.items()])
    text = forms.CharField(
        label=_("What the person says"),
        help_text=_("In their own words, as far as you understand them."),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={**TOO_LONG, "required": _("Write what the person says against the refusal.")},
    )


class AppealAnswerForm(forms.Form):
    """The decision about an appeal."""

    answer = forms.ChoiceField(
        label=_("Your decision"),
        choices=[(answer.value, words) for answer, words in ANSWERS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the appeal ends.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=rules.REASON_LONGEST,
        widget=forms.Textarea({"rows": 3}),
        error_messages={**TOO_LONG, "required": _("Give the reason of your decision.")},
    )
