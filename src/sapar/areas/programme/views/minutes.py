"""The pages of minutes: one's own, a version that was shown, accepting, signing, the protocol as a sealed sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sapar.areas.programme import acts
from sapar.areas.programme.access import EVERYBODY, LEADERS, SIGNERS
from sapar.areas.programme.acts.minutes import fault_words
from sapar.areas.programme.forms import meetings as forms
from sapar.areas.programme.forms.plans import CommentForm
from sapar.areas.programme.queries import minutes as queries
from sapar.areas.programme.rules.minutes import DECISION, ITEM, KINDS, NOTE, Minute, MinutesEntry, from_json
from sapar.areas.programme.views import meeting_words, protocol_sheet
from sapar.areas.programme.views import plan_words as words
from sapar.areas.programme.views.asked import as_uuid
from sapar.areas.programme.views.commenting import COMMENTED, comment_events, comment_link, counted
from sapar.areas.programme.views.difference import minutes_table
from sapar.areas.programme.views.meetings import SIGN, TURN
from sapar.areas.programme.views.reopening import TAKEN_BACK, minutes_way_back, taken_back
from sapar.kernel.access.context import reading
from sapar.kernel.errors import NotFound
from sapar.web.components import Column, Confirm, Row, Table, TableRow, Tag
from sapar.web.pages import bind, call, page, see_other, signed_in, submitted
from sapar.web.views import actor_of

BOTH = require_http_methods(["GET", "HEAD", "POST"])
ADD: dict[str, Any] = {
    ITEM: _("Add a point"),
    DECISION: _("Add a decision"),
    NOTE: _("Add a private note"),
}


@BOTH
@signed_in
def minutes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One's own minutes; a POST begins them from the agenda."""
    actor = actor_of(request)
    view = queries.minutes(actor, meeting_id)
    if request.method == "POST":
        call(request, acts.begin_minutes, meeting_id=meeting_id)
        return see_other("programme:minutes", meeting_id, request=request, say=_("The points of the agenda are here."))
    writable = view.state in ("held", "with_iom", "with_state")
    groups = {kind: [pair for pair in view.rows if pair[0].kind == kind] for kind in KINDS}
    turn = view.state == "held" or TURN.get(view.state) == _side(view, actor)
    context = {
        "view": view,
        "title": words.text(view.meeting.title),
        "tables": [_own_table(kind, groups[kind], view, writable) for kind in KINDS if kind != NOTE or groups[kind]],
        "adds": [(reverse("programme:add_minute", args=[meeting_id, kind]), ADD[kind]) for kind in KINDS]
        if writable
        else [],
        "faults": [fault_words(one) for one in view.faults],
        "may_begin": writable,
        "may_propose": writable and turn and actor.role in LEADERS and bool(view.rows),
    }
    return page(request, "programme/meetings/minutes.html", context)


def _side(view: queries.MinutesView, actor: Any) -> str:
    return "state" if actor.institution_id == view.meeting.state_id else "iom"


def _own_table(kind: str, pairs: list[Any], view: queries.MinutesView, writable: bool) -> Table:
    titles = {ITEM: _("Points"), DECISION: _("Decisions"), NOTE: _("Private notes, never proposed")}
    rows = [
        TableRow(
            [
                f"{entry.number}. {words.text(entry.minute.title)}",
                *([words.text(entry.minute.said)] if kind == ITEM else []),
                *(
                    [
                        words.name(view.names, entry.minute.responsible_id),
                        entry.minute.due_on,
                        meeting_words.numbers(one for one in view.open_decisions if one.pk in entry.minute.closes)
                        or "",
                    ]
                    if kind == DECISION
                    else []
                ),
                *([] if kind == NOTE else [_languages(entry.minute)]),
            ],
            href=reverse("programme:minute", args=[row.pk]) if writable else "",
        )
        for entry, row in pairs
    ]
    columns = [
        Column("title", meeting_words.KINDS[kind]),
        *([Column("said", _("What was said"))] if kind == ITEM else []),
        *(
            [
                Column("responsible", _("Responsible")),
                Column("due", _("To be done by")),
                Column("closes", _("Closes")),
            ]
            if kind == DECISION
            else []
        ),
        *([] if kind == NOTE else [Column("languages", _("Languages"))]),
    ]
    return Table(titles[kind], columns, rows, empty=_("Nothing is written yet."))


def _languages(minute: Minute) -> Tag:
    whole = minute.title.whole and (minute.said.empty or minute.said.whole)
    return Tag("tk ru en", "green") if whole else Tag(_("a language is missing"), "yellow")


@BOTH
@signed_in
def add_minute(request: HttpRequest, meeting_id: UUID, kind: str) -> HttpResponse:
    """A new point, decision or note."""
    if kind not in KINDS:
        raise NotFound()
    view = queries.minutes(actor_of(request), meeting_id)
    form = bind(request, forms.MinuteForm, kind=kind, **_options(view))
    if submitted(request, form):
        given: dict[str, Any] = {"meeting_id": meeting_id, "kind": kind, "minute": form.minute()}
        if call(request, acts.add_minute, form, fields=_fields(), **given):
            return see_other("programme:minutes", meeting_id, request=request, say=_("Saved."))
    return _form(request, form, ADD[kind], view)


@BOTH
@signed_in
def minute(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Change a line of one's minutes."""
    view, row = queries.minute_row(actor_of(request), row_id)
    initial = forms.initial_of(from_json(row.content), row.version)
    form = bind(request, forms.MinuteForm, kind=row.kind, initial=initial, **_options(view))
    if submitted(request, form):
        seen = form.cleaned_data["version"] or row.version
        given: dict[str, Any] = {"row_id": row_id, "version": seen, "minute": form.minute()}
        if call(request, acts.change_minute, form, fields=_fields(), **given):
            return see_other("programme:minutes", view.meeting.pk, request=request, say=_("Saved."))
    remove = reverse("programme:remove_minute", args=[row_id])
    return _form(request, form, meeting_words.KINDS[row.kind], view, remove)


@BOTH
@signed_in
def remove_minute(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """Take a line out, after a question."""
    view, row = queries.minute_row(actor_of(request), row_id)
    if request.method == "POST":
        call(request, acts.remove_minute, row_id=row_id, version=row.version)
        return see_other("programme:minutes", view.meeting.pk, request=request, say=_("It was taken out."))
    confirm = Confirm(
        _("Take this line out of your minutes?"),
        words.text(from_json(row.content).title),
        button=_("Take out"),
        cancel=reverse("programme:minute", args=[row_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


def _options(view: queries.MinutesView) -> dict[str, Any]:
    return {
        "institutions": view.institutions,
        "language": words.language(),
        "activities": [(str(one.line_id), f"{one.number} {words.text(one.title)}"[:110]) for one in view.activities],
        "open_decisions": [(str(one.pk), f"{one.number}: {words.text(one.text)}"[:110]) for one in view.open_decisions],
    }


def _fields() -> dict[str, str]:
    return {"title": f"title_{words.language()}", "said": f"said_{words.language()}"}


def _form(request: HttpRequest, form: Any, title: Any, view: queries.MinutesView, remove: str = "") -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "caption": words.text(view.meeting.title),
        "back": reverse("programme:minutes", args=[view.meeting.pk]),
        "remove": remove,
    }
    return page(request, "programme/meetings/form.html", context)


@BOTH
@signed_in
def propose(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show one's minutes to the other side."""
    view = queries.minutes(actor_of(request), meeting_id)
    form = bind(request, forms.NoteForm)
    if submitted(request, form) and call(
        request, acts.propose_minutes, form, meeting_id=meeting_id, **form.cleaned_data
    ):
        say = _("The other side can read your minutes now.")
        return see_other("programme:meeting", meeting_id, request=request, say=say)
    confirm = Confirm(
        _("Propose these minutes?"),
        rows=[
            Row(_("Meeting"), words.text(view.meeting.title)),
            Row(_("Points"), sum(entry.kind == ITEM for entry, _row in view.rows)),
            Row(_("Decisions"), sum(entry.kind == DECISION for entry, _row in view.rows)),
        ],
        consequences=[
            _("The other side reads all points and decisions, and who was present."),
            _("Private notes stay with your side."),
        ],
        button=_("Propose"),
        warning=False,
        cancel=reverse("programme:minutes", args=[meeting_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm, "form": form})


@BOTH
@signed_in
def protocol(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """A version of the minutes, with its hash and signatures, what differs from another, and what was said about it; a
    POST leaves a comment."""
    actor = actor_of(request)
    view = queries.protocol(actor, version_id=version_id, against_id=as_uuid(request.GET.get("against", "")))
    here = reverse("programme:protocol", args=[version_id])
    lines = [
        (str(one.id), f"{meeting_words.entry(one.kind, one.number)}: {words.text(one.minute.title)}"[:90])
        for one in view.entries
    ]
    form = bind(request, CommentForm, lines=lines, initial={"line_id": request.GET.get("line", "")})
    if submitted(request, form):
        given = {"text": form.cleaned_data["text"], "line_id": as_uuid(form.cleaned_data["line_id"])}
        if call(request, acts.comment_minutes, form, version_id=version_id, **given):
            return see_other(f"{here}#comments", request=request, say=COMMENTED)
    may_comment = bool(view.side) and actor.role in EVERYBODY
    said_of = counted(view.comments)
    turn = TURN.get(view.state) == view.side and bool(view.side)
    context = {
        "view": view,
        "title": words.text(view.meeting.title),
        "facts": protocol_facts(view),
        "entries": [
            {
                **_entry(view, one),
                "comment": comment_link(here, one.id, said_of.get(one.id, 0), meeting_words.entry(one.kind, one.number))
                if may_comment
                else None,
            }
            for one in view.entries
        ],
        "people": [
            (one["name"], one["office"], words.name(view.names, UUID(one["institution_id"])) or "?")
            for one in view.version.content["head"]["participants"]
        ],
        "changes": _changes(view),
        "others": [(f"{here}?against={one.pk}", one.number) for one in view.others],
        "comments": comment_events(
            view.comments, {one.id: meeting_words.entry(one.kind, one.number) for one in view.entries}, view.names
        ),
        "form": form if may_comment else None,
        "may_accept": turn and view.newest and actor.role in LEADERS,
        "may_take": bool(view.side) and actor.role in EVERYBODY and view.state in ("held", "with_iom", "with_state"),
        "way_back": minutes_way_back(
            actor,
            view.side,
            view.state,
            view.version.pk if view.agreed else None,
            view.version.pk if view.newest else None,
        ),
        "may_sign": view.agreed and actor.role in SIGNERS and view.state in SIGN.get(view.side, ()),
        "languages": ("tk", "ru", "en"),
    }
    return page(request, "programme/meetings/protocol.html", context)


def _changes(view: queries.ProtocolView) -> Table | None:
    if view.against is None:
        return None
    labels = {line: f"{one.number} {words.text(one.title)}" for line, one in view.activities.items()}
    labels |= {pk: one.number for pk, one in view.decisions.items()}
    caption = gettext("What differs from version %(number)s") % {"number": view.against.number}
    return minutes_table(view.changes, view.names, labels, caption)


def protocol_facts(view: queries.ProtocolView) -> list[Row]:
    """Hash, signatures and seal of a version."""
    one = view.version
    gone = bool(view.side) and view.newest and taken_back(view.state, one)
    intact = Tag(_("text and hash agree"), "green") if view.intact else Tag(_("the text was altered"), "red")
    return [
        Row(_("Meeting"), view.meeting.reference),
        Row(_("Proposed by"), words.name(view.names, one.institution_id)),
        Row(_("Proposed"), one.proposed_at),
        Row(_("Note"), one.note or None),
        Row(_("Signed"), [meeting_words.signed(said) for said in view.signatures] or _("not signed")),
        *([Row(_("State"), Tag(_("set aside"), "grey"), hint=TAKEN_BACK)] if gone else []),
        Row(_("Hash that is signed"), one.sha256, hint=_("SHA-256 over the texts in Turkmen, Russian and English")),
        Row(_("Checked just now"), intact),
        Row(_("Seal"), Tag(_("sealed"), "green") if one.seal else None),
        Row(_("Legal effect"), Tag(_("not verified"), "yellow"), hint=protocol_sheet.LEGAL),
    ]


def _entry(view: queries.ProtocolView, one: MinutesEntry) -> dict[str, Any]:
    said = one.minute
    return {
        "kind": one.kind,
        "number": one.number,
        "title": words.text(said.title),
        "said": words.text(said.said),
        "responsible": words.name(view.names, said.responsible_id),
        "person": said.person,
        "due_on": said.due_on,
        "activities": [view.activities[line] for line in said.line_ids if line in view.activities],
        "closes": [view.decisions[other] for other in said.closes if other in view.decisions],
        "id": one.id,
        "is_record": view.version.in_force_at is not None and one.kind == DECISION,
    }


@BOTH
@signed_in
def accept(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Agree on the newest version."""
    if request.method == "POST":
        meeting = queries.meeting_of_version(actor_of(request), version_id)
        call(request, acts.accept_minutes, version_id=version_id)
        say = _("Accepted. Now both sides can sign it.")
        return see_other("programme:meeting", meeting.pk, request=request, say=say)
    view = queries.protocol(actor_of(request), version_id=version_id)
    confirm = Confirm(
        _("Accept these minutes?"),
        rows=protocol_facts(view),
        consequences=[
            _("Then both sides can sign them. Until both have signed, each side can reopen them with a reason.")
        ],
        button=_("Accept"),
        warning=False,
        cancel=reverse("programme:protocol", args=[version_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@BOTH
@signed_in
def take_over(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Begin one's own minutes anew from a version."""
    meeting = queries.meeting_of_version(actor_of(request), version_id)
    if request.method == "POST":
        call(request, acts.take_over_minutes, version_id=version_id)
        say = _("Your minutes begin from this version.")
        return see_other("programme:minutes", meeting.pk, request=request, say=say)
    confirm = Confirm(
        _("Begin your minutes anew from this version?"),
        gettext("Points and decisions that your side has written are replaced; private notes stay."),
        button=_("Begin anew"),
        cancel=reverse("programme:protocol", args=[version_id]),
    )
    return page(request, "web/confirm.html", {"confirm": confirm})


@BOTH
@signed_in
def sign(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """What is signed, by its hash, and the question."""
    if request.method == "POST":
        meeting = queries.meeting_of_version(actor_of(request), version_id)
        call(request, acts.sign_minutes, version_id=version_id, sha256=request.POST.get("sha256", ""))
        return see_other("programme:meeting", meeting.pk, request=request, say=_("Signed."))
    view = queries.protocol(actor_of(request), version_id=version_id)
    context = {"view": view, "facts": protocol_facts(view), "title": words.text(view.meeting.title)}
    return page(request, "programme/meetings/sign.html", context)


@require_safe
@signed_in
def pdf(request: HttpRequest, version_id: UUID, language: str) -> HttpResponse:
    """The protocol as a PDF in one language."""
    view = queries.protocol(actor_of(request), version_id=version_id)
    with reading(actor_of(request)):
        return protocol_sheet.answer(view, language)
