"""One page with every field and every component, and a form that saves: what the shell's tests look at."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.safestring import mark_safe

from sapar.kernel.errors import Conflict, Gone, Invalid, NotFound, NotPermitted, TooMany, Unavailable
from sapar.web.components import (
    Choice,
    Column,
    Confirm,
    Event,
    Figure,
    Link,
    Notice,
    Progress,
    Row,
    Table,
    TableRow,
    Tag,
    Task,
    VerdictView,
)
from sapar.web.fields import DateField, HintedRadios, MrzField, PartialDateField, yes_no
from sapar.web.pages import bind, call, page, see_other, submitted
from sapar.web.paging import Pager

DONE: list[dict[str, Any]] = []
REFUSALS = {
    "permission": NotPermitted,
    "missing": NotFound,
    "gone": Gone,
    "conflict": Conflict,
    "many": TooMany,
    "away": Unavailable,
    "invalid": Invalid,
}


class Everything(forms.Form):
    company = forms.CharField(label="Company", help_text="As in the register", max_length=200)
    wage = forms.IntegerField(label="Wage", min_value=1)
    note = forms.CharField(label="Note", widget=forms.Textarea, max_length=500, required=False)
    mrz = MrzField(label="Machine readable lines", required=False)
    born = PartialDateField(label="Date of birth", help_text="The year is enough")
    starts = DateField(label="First day", required=False)
    sector = forms.ChoiceField(label="Sector", choices=[("", "Choose"), ("a", "Agriculture"), ("b", "Building")])
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("new", "New"), ("again", "Again")],
        widget=HintedRadios(hints={"again": "The worker was here before"}),
    )
    exempt = forms.MultipleChoiceField(
        label="Exempt groups",
        choices=[("x", "Managers"), ("y", "Diplomats")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agrees = forms.BooleanField(label="All of this is true")
    trained = yes_no("Is the worker trained?")
    scan = forms.FileField(label="Passport page", help_text="PDF, JPEG or PNG", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Small(forms.Form):
    company = forms.CharField(label="Company")
    story = forms.CharField(label="Story", widget=forms.Textarea)
    password = forms.CharField(label="Password", widget=forms.PasswordInput, required=False)


def everything(request: HttpRequest) -> HttpResponse:
    return page(request, "gallery/form.html", {"form": Everything(request.POST or None, request.FILES or None)})


def small(request: HttpRequest) -> HttpResponse:
    """A page that needs somebody signed in and carries out an act."""
    if not request.user.is_authenticated:
        raise NotPermitted
    form = bind(request, Small)
    if submitted(request, form):
        done = call(request, _save, form, fields={"text": "story"}, company=form.cleaned_data["company"])
        if done:
            return see_other("gallery_small", request=request, say="Saved")
    return page(request, "gallery/form.html", {"form": form})


def _save(actor: Any, *, key: str | None, company: str) -> str:
    if company == "both":
        raise Invalid.many([Invalid("Company is wrong", field="company"), Invalid("Text is wrong", field="text")])
    if company == "late":
        raise Conflict()
    if company == "no":
        raise NotPermitted()
    DONE.append({"key": key, "company": company})
    return company


def components(request: HttpRequest) -> HttpResponse:
    columns = [Column("name", "Name", sortable=True), Column("n", "Number", numeric=True), Column("s", "State")]
    table = Table(
        "Applications with a long caption",
        columns,
        [
            TableRow(["A-very-long-reference-without-any-break-0001", 1234567, Tag("Open", "green")], href="/x"),
            TableRow(["B", None, Tag("Late", "red")], emphasis=True),
            TableRow(["C", 0, [Link("One", "/1", "of two"), "two"]]),
        ],
        sort="-name",
        total=["All", 1234567, ""],
    )
    figures = Table("By month", columns, [TableRow(["May", 3, "late"])], caption_hidden=True)
    svg = '<svg role="img" aria-label="bars" width="700" height="50" viewBox="0 0 700 50"><path d="M0 0h700v50H0z"/></svg>'
    context = {
        "table": table,
        "none": Table("No rows", columns, []),
        "rows": [
            Row("Company", "Merdana", change="/edit#id_company"),
            Row("Born", date(1990, 3, 27)),
            Row("Wage", None),
        ],
        "tasks": [
            Task("Worker", Tag("Done", "green"), "/t"),
            Task("Uploads", "Cannot start yet", hint="First the worker"),
        ],
        "events": [Event("Received", date(2026, 3, 1), by="Service"), Event("In work", current=True, text="Wait")],
        "verdicts": [
            VerdictView("green", "Valid", ["Signature is good"]),
            VerdictView("amber", "Look twice", ["The list is old"], note="List of 1 March"),
            VerdictView("red", "Altered"),
            VerdictView("grey", "Not checked"),
        ],
        "notices": [Notice("Saved", kind="success"), Notice("Careful"), Notice("Wrong", kind="error")],
        "pager": Pager("?before=1", "?after=2"),
        "choices": [Choice("Open", "?s=1", True, 3), Choice("Closed", "?s=2")],
        "progress": Progress("Loading", 3, 7),
        "figure": Figure("By month", mark_safe(svg), "Three months", figures, "/rows"),  # noqa: S308  our own drawing
    }
    return page(request, "gallery/components.html", context)


def confirm(request: HttpRequest) -> HttpResponse:
    question = Confirm("Cancel the permit?", "The worker is told.", [Row("Permit", "P-1")], cancel="/")
    return page(request, "web/confirm.html", {"confirm": question})


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    if kind == "crash":
        raise RuntimeError("Aman Amanow, A1234567")
    raise REFUSALS[kind]()


urlpatterns = [
    path("gallery/everything", everything, name="gallery_everything"),
    path("gallery/small", small, name="gallery_small"),
    path("gallery/components", components),
    path("gallery/confirm", confirm),
    path("gallery/refuse/<str:kind>", refuse),
    path("", include("sapar.node.urls")),
]
handler400 = "sapar.web.errors.bad_request"
handler403 = "sapar.web.errors.forbidden"
handler404 = "sapar.web.errors.not_found"
handler500 = "sapar.web.errors.server_error"
