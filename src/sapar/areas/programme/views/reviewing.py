"""The pages of reviews: a plan's reviews, one of them (editor or frozen), a text, where a figure comes from, files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapar.areas.programme import acts, review_sheet
from sapar.areas.programme.access import EVERYBODY, LEADERS, SIGNERS
from sapar.areas.programme.forms import reviews as forms
from sapar.areas.programme.procedures import REVIEWED
from sapar.areas.programme.queries import reviews as queries
from sapar.areas.programme.queries.measuring import amount_in
from sapar.areas.programme.rules.content import LANGUAGES, Words
from sapar.areas.programme.rules.measures import amount_of
from sapar.areas.programme.rules.reviews import template, text_faults
from sapar.areas.programme.views import measure_words, plan_words
from sapar.kernel import clock
from sapar.kernel.documents.attachments import SAFE_HEADERS
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.web import nav
from sapar.web.components import Column, Confirm, Link, Notice, Progress, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COLOURS: dict[str, Any] = {"drafting": "yellow", "shared": "blue", "approved": "green"}
FILES = len(LANGUAGES) * len(queries.FORMATS)


def _tag(state: str) -> Tag:
    return Tag(REVIEWED.state(state).title, COLOURS[state])


@BOTH
@signed_in
def reviews(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The reviews of a plan; leaders open another one."""
    actor = actor_of(request)
    view = queries.reviews(actor, plan_id)
    may_open = bool(view.side) and actor.role in LEADERS and view.plan.in_force_id is not None
    titles = [(code, plan_words.text(template(code).title)) for code in forms.CODES]
    start = {"template_code": "annual", "as_of": queries.default_day(view.plan, clock.today())}
    form = bind(request, forms.OpenForm, titles=titles, initial=start)
    if submitted(request, form):
        done = call(request, acts.open_review, form, plan_id=plan_id, **form.cleaned_data)
        if done:
            return see_other("programme:review", done.value.pk)
    rows = [
        TableRow(
            [
                plan_words.text(one.template.title),
                one.review.as_of,
                _tag(one.state),
                plan_words.name(view.names, one.review.institution_id),
                one.review.approved_at or "",
            ],
            href=reverse("programme:review", args=[one.review.pk]),
        )
        for one in view.reviews
    ]
    columns = [
        Column("title", _("Review")),
        Column("as_of", _("As of")),
        Column("state", _("State")),
        Column("by", _("Opened by")),
        Column("approved", _("Approved")),
    ]
    context = {
        "view": view,
        "table": Table(_("Reviews"), columns, rows, empty=_("No review of this plan has been opened.")),
        "form": form if may_open else None,
    }
    return page(request, "programme/reviews/list.html", context)


@require_safe
@signed_in
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """A review: its texts with links to write them, its figures with links to where they come from; or frozen."""
    actor = actor_of(request)
    view = queries.review(actor, review_id)
    language = plan_words.language()
    said = review_sheet.resolved(view.content, language)
    changed = {one["key"] for one in (view.review.checked or {}).get("changed", ())}
    sections = [
        {**section, "parts": [_part(part, view, changed, section["title"]) for part in section["parts"]]}
        for section in said["sections"]
    ]
    files = len(view.sheets)
    context = {
        "view": view,
        "said": said,
        "sections": sections,
        "tag": _tag(view.state),
        "facts": _facts(view),
        "checked": _checked(view, language),
        "faults": _faults(view),
        "languages": LANGUAGES,
        "may_write": view.may_write and actor.role in EVERYBODY,
        "may_check": bool(view.side) and actor.role in EVERYBODY,
        "may_share": view.state == "drafting"
        and view.template.joint
        and actor.role in LEADERS
        and actor.institution_id == view.review.institution_id,
        "may_approve": _may_approve(actor, view),
        "files": [(code, [suffix for suffix in queries.FORMATS if (code, suffix) in view.sheets]) for code in LANGUAGES]
        if view.frozen
        else [],
        "progress": Progress(_("Files are being made:"), files, FILES, _("This page looks again by itself."))
        if view.frozen and files < FILES
        else None,
    }
    return page(request, "programme/reviews/review.html", context)


def _may_approve(actor: Any, view: queries.ReviewView) -> bool:
    if view.frozen or not view.side:
        return False
    if view.template.joint:
        other = actor.institution_id != view.review.institution_id
        return view.state == "shared" and other and actor.role in LEADERS
    return view.state == "drafting" and actor.role in SIGNERS


def _part(part: Mapping[str, Any], view: queries.ReviewView, changed: set[str], section: str) -> dict[str, Any]:
    def trace(key: str) -> str:
        return reverse("programme:review_figure", args=[view.review.pk, key])

    made = dict(part)
    if part["kind"] == "text":
        block = view.blocks.get(part["key"])
        made["block"] = block
        made["hint"] = plan_words.text(view.template.text(part["key"]).hint)
        made["href"] = reverse("programme:review_text", args=[view.review.pk, part["key"]])
    elif part["kind"] == "figures":
        rows = [
            TableRow([one["label"], [Link(one["value"], trace(one["key"])), *_moved(one["key"], changed)], one["unit"]])
            for one in part["items"]
        ]
        columns = [
            Column("label", _("What is measured")),
            Column("value", _("Value"), numeric=True),
            Column("unit", _("Unit")),
        ]
        made["table"] = Table(_titled(section, gettext("Figures")), columns, rows, caption_hidden=True)
    else:
        rows = [TableRow([_cell(cell, trace, changed) for cell in row]) for row in part["rows"]]
        columns = [Column(str(place), title) for place, title in enumerate(part["columns"])]
        title = part["title"] or _titled(section, ", ".join(str(column) for column in part["columns"][:2]))
        made["table"] = Table(title, columns, rows, caption_hidden=not part["title"], empty=_("nothing to report"))
    return made


def _titled(section: str, what: str) -> str:
    """A name of its own for each table, for those who hear it."""
    return f"{section}: {what}"


def _cell(cell: Mapping[str, str], trace: Any, changed: set[str]) -> Any:
    if "figure" in cell:
        return [Link(cell["text"], trace(cell["figure"])), *_moved(cell["figure"], changed)]
    if "colour" in cell:
        return Tag(cell["text"], measure_words.COLOURS[cell["colour"]][1])
    return cell["text"]


def _moved(key: str, changed: set[str]) -> list[Tag]:
    return [Tag(_("would be another figure now"), "orange")] if key in changed else []


def _facts(view: queries.ReviewView) -> list[Row]:
    record = view.review
    rows = [
        Row(_("Plan"), Link(view.plan.reference, reverse("programme:plan", args=[view.plan.pk]))),
        Row(_("As of"), record.as_of),
        Row(_("Opened by"), plan_words.name(view.names, record.institution_id)),
    ]
    if view.frozen:
        intact = Tag(_("content and hash agree"), "green") if view.intact else Tag(_("the content was altered"), "red")
        rows += [
            Row(_("Approved by"), record.approver),
            Row(_("Approved"), record.approved_at),
            Row(_("Hash of the content"), record.sha256, hint="SHA-256"),
            Row(_("Checked just now"), intact),
        ]
    if view.template.unverified:
        rows.append(
            Row(
                _("Structure"),
                Tag(_("not verified"), "yellow"),
                hint=_("The structure of this review is not taken from an official template."),
            )
        )
    return rows


def _checked(view: queries.ReviewView, language: str) -> dict[str, Any] | None:
    """What counting again said last: when, and the figures by name."""
    stored = view.review.checked
    if stored is None:
        return None
    rows = []
    for one in stored["changed"]:
        known = one["key"] in view.content["figures"]
        name = one["label"][language]
        title: Any = (
            Link(name, reverse("programme:review_figure", args=[view.review.pk, one["key"]])) if known else name
        )
        rows.append(TableRow([title, *(measure_words.amount(amount_of(one[side])) for side in ("before", "after"))]))
    columns = [
        Column("figure", _("What is measured")),
        Column("before", _("In this review"), numeric=True),
        Column("after", _("Counted again"), numeric=True),
    ]
    counts = {"figures": len(view.content["figures"]), "runs": int(stored["runs"])}
    said = gettext("%(runs)s runs were counted again for %(figures)s figures.") % counts
    table = Table(_("These figures would be others now"), columns, rows) if rows else None
    note = Notice(_("Counted again: every figure is what it was."), kind="success") if not rows else None
    return {"at": datetime.fromisoformat(stored["at"]), "said": said, "table": table, "notice": note}


def _faults(view: queries.ReviewView) -> list[str]:
    if view.frozen:
        return []
    texts = {key: Words(**block.text) for key, block in view.blocks.items()}
    said = {"required": _("not written yet"), "languages": _("not written in all three languages")}
    return [
        f"{plan_words.text(view.template.text(key).title)}: {said[rule]}"
        for key, rule in text_faults(view.template, texts)
    ]


@BOTH
@signed_in
def text(request: HttpRequest, review_id: UUID, section: str) -> HttpResponse:
    """Write a text in three languages; when a colleague was faster, both are shown and nothing is lost."""
    actor = actor_of(request)
    view = queries.review(actor, review_id)
    try:
        part = view.template.text(section)
    except KeyError:
        raise NotFound() from None
    if not view.may_write or actor.role not in EVERYBODY:
        raise NotFound()
    block = view.blocks.get(section)
    back = reverse("programme:review", args=[review_id]) + f"#text-{section}"
    start = {**(block.text if block else {}), "version": block.version if block else 0}
    form = bind(request, forms.TextForm, words=part.words, initial=start)
    conflict: Table | None = None
    if submitted(request, form):
        given = form.cleaned_data
        said = Words(*(given[code].strip() for code in LANGUAGES))
        try:
            acts.write_block(
                actor,
                key=request.POST.get("idempotency_key") or None,
                review_id=review_id,
                section=section,
                text=said,
                version=given["version"] or 0,
            )
        except Invalid as error:
            form.add_error("en", str(error.message))
        except Conflict as error:
            if error.code != "version":
                raise
            form.add_error(None, str(error.message))
            block = queries.review(actor, review_id).blocks[section]
            conflict = _both(block.text, said)
            # Whoever has seen both may decide: the next save is over what stands there now.
            typed = request.POST.copy()
            typed["version"] = str(block.version)
            form.data = typed
        else:
            return see_other(back, request=request, say=_("Saved."))
    context = {
        "form": form,
        "view": view,
        "title": plan_words.text(part.title),
        "hint": plan_words.text(part.hint),
        "words": part.words,
        "conflict": conflict,
        "by": block.author if block and conflict else "",
        "back": back,
    }
    return page(request, "programme/reviews/text.html", context)


def _both(theirs: Mapping[str, str], yours: Words) -> Table:
    rows = [
        TableRow([code, theirs[code] or "–", yours.get(code) if getattr(yours, code) else "–"])
        for code in LANGUAGES
        if theirs[code] != getattr(yours, code)
    ]
    columns = [
        Column("language", _("Language")),
        Column("theirs", _("What stands there now")),
        Column("yours", _("What you wrote")),
    ]
    return Table(_("Where the two differ"), columns, rows, empty=_("You both wrote the same."))


@require_safe
@signed_in
def figure(request: HttpRequest, review_id: UUID, key: str) -> HttpResponse:
    """Where a figure of a review comes from: definition, day, vintage, values, runs, records."""
    actor = actor_of(request)
    view = queries.review(actor, review_id)
    found = view.content["figures"].get(key)
    if found is None:
        raise NotFound()
    language = plan_words.language()
    trace = found["trace"]
    runs, values = _linked(actor, trace)
    moved = next((one for one in (view.review.checked or {}).get("changed", ()) if one["key"] == key), None)
    rows = [
        Row(_("Definition"), trace["definition"][language]),
        Row(_("As of"), review_sheet._day(trace["as_of"])),
        *([Row(_("Vintage"), measure_words.VINTAGES[trace["vintage"]])] if trace["vintage"] else []),
        *([Row(_("Approved values"), values)] if values else []),
        *([Row(_("Runs"), runs, hint=_("Each can be counted again on its page."))] if runs else []),
        Row(_("Records behind it"), _records(trace), hint=_records_hint(trace)),
    ]
    if moved is not None:
        after = measure_words.amount(amount_of(moved["after"]))
        rows.append(Row(_("Counted again"), [after, Tag(_("would be another figure now"), "orange")]))
    context = {
        "view": view,
        "rows": rows,
        "label": found["label"][language],
        "unit": found["unit"][language],
        "value": review_sheet.figure_text(found),
    }
    return page(request, "programme/reviews/figure.html", context)


def _linked(actor: Any, trace: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """Runs and values as links, for those that this reader may open."""
    values, runs = queries.rests_on(actor, trace)
    found_runs: list[Any] = []
    for run, output in trace["runs"]:
        text = f"{runs[run].indicator}, {runs[run].as_of}, {output[:16]}…" if run in runs else f"{output[:16]}…"
        found_runs.append(Link(text, reverse("programme:run", args=[run])) if run in runs else text)
    found_values: list[Any] = []
    for pk in trace["values"]:
        one = values.get(pk)
        if one is None:
            found_values.append(pk)
            continue
        amount = measure_words.amount(amount_in(one))
        title = f"{measure_words.period(one.starts_on, one.ends_on)}: {amount or gettext('not known')}"
        found_values.append(Link(title, reverse("programme:value", args=[pk])))
    return found_runs, found_values


def _records(trace: Mapping[str, Any]) -> list[Any] | None:
    made: list[Any] = []
    for kind, pk, name in trace["rows"]:
        try:
            href = nav.record_href(kind, UUID(pk))
        except (NoReverseMatch, ValueError):
            href = ""
        made.append(Link(name, href) if href else name)
    return made or None


def _records_hint(trace: Mapping[str, Any]) -> str:
    more = int(trace["count"]) - len(trace["rows"])
    return gettext("and %(count)s more") % {"count": more} if more > 0 else ""


@require_POST
@signed_in
def check(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Count the figures again."""
    call(request, acts.check_review, review_id=review_id)
    return see_other(reverse("programme:review", args=[review_id]) + "#checked")


@BOTH
@signed_in
def share(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Show a review to the other side."""
    view = queries.review(actor_of(request), review_id)
    if request.method == "POST":
        call(request, acts.share_review, review_id=review_id)
        return see_other("programme:review", review_id, request=request, say=_("Both sides work on it now."))
    confirm = Confirm(
        _("Show this review to the other side?"),
        rows=_facts(view),
        consequences=[_("Both sides read and write its texts. The other side approves it.")],
        button=_("Show it"),
        warning=False,
        cancel=reverse("programme:review", args=[review_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@BOTH
@signed_in
def approve(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Approve a review by its hash."""
    view = queries.review(actor_of(request), review_id)
    form = bind(request, forms.HashForm, initial={"sha256": view.sha256})
    if submitted(request, form) and call(request, acts.approve_review, form, review_id=review_id, **form.cleaned_data):
        say = _("The review is approved and frozen. Its files are being made.")
        return see_other("programme:review", review_id, request=request, say=say)
    confirm = Confirm(
        _("Approve this review?"),
        rows=[*_facts(view), Row(_("Hash of the content"), view.sha256, hint="SHA-256")],
        consequences=[
            _("Texts and figures are frozen as they are now. Nobody can change them any more."),
            _("All parties of the plan can read it."),
        ],
        button=_("Approve"),
        cancel=reverse("programme:review", args=[review_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@require_safe
@signed_in
def file(request: HttpRequest, review_id: UUID, language: str, suffix: str) -> HttpResponse:
    """A file of a frozen review, as it was made once; a draft is printed as it is now."""
    actor = actor_of(request)
    view = queries.review(actor, review_id)
    if view.frozen:
        content = bytes(queries.sheet(actor, review_id, language, suffix).content)
    else:
        content = review_sheet.file_in(view.content, language, suffix)
    response = HttpResponse(content, content_type=MEDIA.get(suffix, "application/octet-stream"))
    for name, value in SAFE_HEADERS.items():
        response[name] = value
    named = f"review-{view.plan.year}-{view.template.code}-{language}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{named}"'
    return response
