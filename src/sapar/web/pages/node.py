"""Pages of the administrator: institutions and places. No personal data, no case data."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.kernel.access import acts, queries
from sapar.kernel.access.actor import Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.roles import ADMINISTRATOR
from sapar.kernel.errors import NotPermitted
from sapar.web.components import Column, Table, TableRow, Tag
from sapar.web.kept import bind
from sapar.web.pages.accounts import page_number
from sapar.web.paging import Pager
from sapar.web.views import actor_of, call, page, see_other, signed_in, submitted

CODE_ATTRS = {
    "autocomplete": "off",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "class": "govuk-input--width-20",
}


class NamesForm(forms.Form):
    """Code and the names in three languages."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Capital letters, digits and hyphens, like SMS-AHAL. It cannot be changed."),
        widget=forms.TextInput(CODE_ATTRS),
        error_messages={"required": _("Enter a code")},
    )
    name_tk = forms.CharField(label=_("Name in Turkmen"), max_length=200)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()


class InstitutionForm(NamesForm):
    """A new institution."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(acts.INSTITUTION_KINDS.items()),
        widget=forms.RadioSelect,
        help_text=_("The kind decides which roles its people can have."),
        error_messages={"required": _("Choose the kind")},
    )
    register_number = forms.CharField(
        label=_("Number in the State register"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20"}),
    )
    field_order = ("kind", "code", "name_tk", "name_ru", "name_en", "register_number")


class PlaceForm(NamesForm):
    """A new place of work."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(acts.PLACE_KINDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind")},
    )
    latitude = forms.DecimalField(
        label=_("Latitude"),
        required=False,
        max_digits=8,
        decimal_places=5,
        help_text=_("Degrees, north positive: 37.95000"),
        widget=forms.TextInput({"inputmode": "decimal", "class": "govuk-input--width-10"}),
    )
    longitude = forms.DecimalField(
        label=_("Longitude"),
        required=False,
        max_digits=8,
        decimal_places=5,
        help_text=_("Degrees, east positive: 58.38000"),
        widget=forms.TextInput({"inputmode": "decimal", "class": "govuk-input--width-10"}),
    )
    field_order = ("kind", "code", "name_tk", "name_ru", "name_en", "latitude", "longitude")


def administrators_only(actor: Actor) -> None:
    """Raises NotPermitted for everybody else. The acts check by themselves."""
    if actor.role != ADMINISTRATOR:
        raise NotPermitted()


@require_safe
@signed_in
def institutions(request: HttpRequest) -> HttpResponse:
    """All institutions by code, and all places."""
    actor, language, number = actor_of(request), get_language() or "tk", page_number(request)
    administrators_only(actor)
    with reading(actor):
        found, more = queries.institutions(number)
        places = queries.places()
    rows = [
        TableRow(
            [
                one.code,
                one.name(language),
                acts.INSTITUTION_KINDS.get(one.kind, one.kind),
                one.register_number or None,
                Tag(_("Closed"), "grey") if one.ended_at else Tag(_("Works here"), "green"),
            ]
        )
        for one in found
    ]
    columns = [
        Column("code", _("Code")),
        Column("name", _("Name")),
        Column("kind", _("Kind")),
        Column("register", _("Number in the State register")),
        Column("state", _("State")),
    ]
    place_rows = [
        TableRow([one.code, one.name(language), acts.PLACE_KINDS.get(one.kind, one.kind), one.latitude, one.longitude])
        for one in places
    ]
    place_columns = [
        *columns[:3],
        Column("latitude", _("Latitude"), numeric=True),
        Column("longitude", _("Longitude"), numeric=True),
    ]
    context = {
        "institutions": Table(_("Institutions"), columns, rows, empty=_("There is no institution yet.")),
        "places": Table(_("Places"), place_columns, place_rows, empty=_("There is no place yet.")),
        "pager": Pager(
            previous=f"?page={number - 1}" if number > 1 else "", next=f"?page={number + 1}" if more else ""
        ),
    }
    return page(request, "web/accounts/institutions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_institution(request: HttpRequest) -> HttpResponse:
    """Add an institution."""
    administrators_only(actor_of(request))
    form = bind(request, InstitutionForm)
    if submitted(request, form) and call(request, acts.create_institution, form, **form.cleaned_data):
        return see_other("web:institutions", request=request, say=_("The institution has been added."))
    return page(request, "web/accounts/institution_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_place(request: HttpRequest) -> HttpResponse:
    """Add a place of work."""
    administrators_only(actor_of(request))
    form = bind(request, PlaceForm)
    if submitted(request, form) and call(request, acts.create_place, form, **form.cleaned_data):
        return see_other("web:institutions", request=request, say=_("The place has been added."))
    return page(request, "web/accounts/place_new.html", {"form": form})
