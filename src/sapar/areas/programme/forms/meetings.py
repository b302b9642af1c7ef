"""What is typed on the pages of meetings, minutes and decisions. What they check twice, the acts decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.forms.plans import TITLES
from sapar.areas.programme.rules.content import LANGUAGES, TEXT_LONGEST, TITLE_LONGEST, Words
from sapar.areas.programme.rules.minutes import DECISION, ITEM, Minute
from sapar.kernel.access.models import Institution
from sapar.web.fields import DateField

MODES = [("onsite", _("On site")), ("online", _("Online")), ("both", _("On site and online"))]
CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
TEXTS = {"tk": _("Text in Turkmen"), "ru": _("Text in Russian"), "en": _("Text in English")}
SAID = {
    "tk": _("What was said, in Turkmen"),
    "ru": _("What was said, in Russian"),
    "en": _("What was said, in English"),
}


def prose(label: Any, most: int = TEXT_LONGEST, rows: int = 2, *, required: bool = False, hint: Any = "") -> Any:
    """A text of several lines."""
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=forms.Textarea({"rows": str(rows)})
    )


def words_of(form: forms.Form, name: str) -> Words:
    """The three fields of a text."""
    return Words(*(form.cleaned_data[f"{name}_{code}"].strip() for code in LANGUAGES))


class ClockField(forms.CharField):
    """A time of day like ``10:30``; gives :class:`datetime.time`."""

    def to_python(self, value: Any) -> Any:
        typed = str(super().to_python(value) or "").strip()
        found = CLOCK.fullmatch(typed)
        if typed and found is None:
            raise ValidationError(_("Enter a time like 10:30"), code="time")
        return time(int(found[1]), int(found[2])) if found else None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class MeetingForm(forms.Form):
    """When, where and about what."""

    title_tk = prose(TITLES["tk"], TITLE_LONGEST, required=True)
    title_ru = prose(TITLES["ru"], TITLE_LONGEST, required=True)
    title_en = prose(TITLES["en"], TITLE_LONGEST, required=True)
    day = DateField(label=_("Day"))
    clock = ClockField(label=_("Time"), widget=forms.TextInput({"class": "govuk-input--width-5"}))
    mode = forms.ChoiceField(label=_("How people meet"), choices=MODES, widget=forms.RadioSelect)
    place = forms.CharField(label=_("Place"), required=False, max_length=200)
    link = forms.CharField(
        label=_("Address of the online meeting"),
        required=False,
        max_length=300,
        help_text=_("Begins with https://. Only those who take part see it."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def moment(self) -> datetime:
        """The beginning, with the node's time zone."""
        return datetime.combine(
            self.cleaned_data["day"], self.cleaned_data["clock"], tzinfo=ZoneInfo(settings.TIME_ZONE)
        )

    def given(self) -> dict[str, Any]:
        """The arguments of the act."""
        said = self.cleaned_data
        return {
            "title": words_of(self, "title"),
            "starts_at": self.moment(),
            "mode": said["mode"],
            "place": said["place"],
            "link": said["link"],
        }


class CallForm(MeetingForm):
    """A new meeting: also under which plan."""

    version = None  # type: ignore[assignment]  # there is nothing yet that a colleague could have changed
    plan_id = forms.ChoiceField(label=_("Plan"))
    from_open = forms.BooleanField(
        label=_("Begin the agenda with open decisions and late activities"), required=False, initial=True
    )

    def __init__(self, *args: Any, plans: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan_id"].choices = list(plans)  # type: ignore[attr-defined]
        self.order_fields(["plan_id"])


class PointForm(forms.Form):
    """A point of the agenda."""

    title_tk = forms.CharField(label=TITLES["tk"], required=False, max_length=TITLE_LONGEST)
    title_ru = forms.CharField(label=TITLES["ru"], required=False, max_length=TITLE_LONGEST)
    title_en = forms.CharField(label=TITLES["en"], required=False, max_length=TITLE_LONGEST)


class ParticipantForm(forms.Form):
    """Somebody who takes part."""

    institution_id = forms.ChoiceField(label=_("Institution"))
    name = forms.CharField(label=_("Name"), max_length=200)
    office = forms.CharField(label=_("Office"), max_length=200, required=False)

    def __init__(self, *args: Any, institutions: Iterable[Institution], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(one.pk), one.name(language)) for one in institutions]
        self.fields["institution_id"].choices = [("", _("Choose")), *names]  # type: ignore[attr-defined]


class MinuteForm(forms.Form):
    """A line of one's minutes. Fields that its kind does not have are left out."""

    title_tk = prose(TEXTS["tk"], 2000)
    title_ru = prose(TEXTS["ru"], 2000)
    title_en = prose(TEXTS["en"], 2000)
    said_tk = prose(SAID["tk"], rows=3)
    said_ru = prose(SAID["ru"], rows=3)
    said_en = prose(SAID["en"], rows=3)
    responsible_id = forms.ChoiceField(label=_("Responsible"), required=False)
    person = forms.CharField(
        label=_("Person or office"), required=False, max_length=200, help_text=_("Who in the institution.")
    )
    due_on = DateField(label=_("To be done by"), required=False)
    line_ids = forms.MultipleChoiceField(
        label=_("Activities that it concerns"), required=False, widget=forms.CheckboxSelectMultiple
    )
    closes = forms.MultipleChoiceField(
        label=_("Open decisions that it closes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        kind: str,
        institutions: Iterable[Institution] = (),
        language: str = "en",
        activities: Iterable[tuple[str, str]] = (),
        open_decisions: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "responsible_id": [
                ("", _("not decided yet")),
                *((str(one.pk), one.name(language)) for one in institutions),
            ],
            "line_ids": list(activities),
            "closes": list(open_decisions),
        }
        if kind != ITEM:
            for code in LANGUAGES:
                del self.fields[f"said_{code}"]
        if kind != DECISION:
            for name in ("responsible_id", "person", "due_on", "line_ids", "closes"):
                del self.fields[name]
            return
        for name, found in choices.items():
            if not found:
                del self.fields[name]
            else:
                self.fields[name].choices = found  # type: ignore[attr-defined]

    def minute(self) -> Minute:
        """What was typed."""
        said = self.cleaned_data
        return Minute(
            words_of(self, "title"),
            words_of(self, "said") if "said_tk" in said else Words(),
            UUID(said["responsible_id"]) if said.get("responsible_id") else None,
            said.get("person", "").strip(),
            said.get("due_on"),
            tuple(UUID(one) for one in said.get("line_ids", ())),
            tuple(UUID(one) for one in said.get("closes", ())),
        )


def initial_of(minute: Minute, version: int) -> dict[str, Any]:
    """A minute as the form shows it."""
    texts = {f"{name}_{code}": getattr(getattr(minute, name), code) for name in ("title", "said") for code in LANGUAGES}
    return {
        **texts,
        "responsible_id": str(minute.responsible_id or ""),
        "person": minute.person,
        "due_on": minute.due_on,
        "line_ids": [str(one) for one in minute.line_ids],
        "closes": [str(one) for one in minute.closes],
        "version": version,
    }


class FollowUpForm(forms.Form):
    """What became of a decision."""

    text = prose(_("What was done?"), rows=4, required=True)
    as_of = DateField(label=_("As of"))
    fulfilled = forms.BooleanField(label=_("The decision has been carried out"), required=False)
    evidence = forms.FileField(label=_("Evidence"), required=False, help_text=_("PDF or photograph, up to 10 MB."))


class WhyForm(forms.Form):
    """Why a meeting is cancelled, a proposal withdrawn, an agreement reopened."""

    reason = prose(_("Why? Both sides read it."), 500, required=True)


class NoteForm(forms.Form):
    """A word to the other side with minutes."""

    note = prose(_("A word to the other side"), 1000)
