"""A work plan from a spreadsheet: read, say what its columns mean, then take all of it into one's draft or nothing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.access import EVERYBODY, PLAN
from sapar.areas.programme.acts.drafting import draft_of, own_plan
from sapar.areas.programme.models import Draft, DraftLine, Import, ImportMapping
from sapar.areas.programme.queries import importing, shared
from sapar.areas.programme.rules.content import to_json
from sapar.areas.programme.rules.importing.fields import FIELDS, guess, head_row, plain
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid
from sapar.methods.ids import uuid7
from sapar.standards.spreadsheets import Sheet, Unreadable, read

IMPORT = "plan_import"
MOST_OPEN = 20
MOST_REMEMBERED = 300
UNREADABLE = {
    "empty": _("The file holds no rows."),
    "large": _("The file is larger than 10 MB."),
    "unpacked": _("The file unpacks to more than a work plan can need."),
    "many_sheets": _("The workbook has more than 20 sheets."),
    "many_rows": _("A sheet has more than 5,000 rows."),
    "many_columns": _("A row has more than 100 columns."),
    "many_cells": _("The file has more than 200,000 filled cells."),
    "long_cell": _("A cell has more than 10,000 letters."),
    "old_format": _("The file is locked with a password, or in the format of before 2007. Save it as .xlsx."),
    "other_format": _("The file is neither an .xlsx workbook nor a CSV text."),
    "damaged": _("The file is damaged or not a workbook."),
    "encoding": _("The text is in an encoding that could not be told. Save it as CSV UTF-8."),
}
CHANGED = _("The draft or the columns have changed since you looked. Look at the list again.")


@act("programme.import_begin", roles=EVERYBODY, purpose=PLAN, title=_("Read a work plan from a spreadsheet"))
def import_begin(actor: Actor, *, plan_id: UUID, content: bytes, sheet: str = "") -> Import:
    """Keep the rows of a table for one's own side and guess what its columns mean; the draft does not change.

    ``sheet``: its name; by default the one whose titles are known best. Raises Invalid with the reason.
    """
    plan = own_plan(actor, plan_id)
    mine = actor.institution_id or NOBODY
    if Import.objects.filter(institution_id=mine).count() >= MOST_OPEN:
        raise Conflict(_("Too many tables wait to be taken over. Take over or discard one first."), code="many")
    try:
        sheets = read(content)
    except Unreadable as error:
        raise Invalid(UNREADABLE[error.code], field="content", code=error.code) from None
    known = importing.known_titles()
    remembered, names = importing.mapping_of(mine)
    chosen = _choose(sheets, sheet, {**known, **remembered})
    head = head_row(chosen.rows, {**known, **remembered})
    width = max(len(row) for row in chosen.rows)
    titles = [*chosen.rows[head], *[""] * (width - len(chosen.rows[head]))]
    made = Import(
        id=uuid7(),
        plan=plan,
        institution_id=mine,
        sheet=chosen.name,
        rows=chosen.rows,
        head_row=head,
        columns=guess(titles, remembered, known),
        names=names,
        made_at=clock.now(),
        made_by=actor.ref,
    )
    made.save(force_insert=True)
    about("plan", plan.pk)
    about(IMPORT, made.pk)
    return made


def _choose(sheets: list[Sheet], name: str, known: dict[str, str]) -> Sheet:
    if name:
        found = next((one for one in sheets if plain(one.name) == plain(name)), None)
        if found is None:
            listed = ", ".join(one.name for one in sheets)
            raise Invalid(_("There is no such sheet. The file has: %(names)s") % {"names": listed}, field="sheet")
        return found

    def score(one: Sheet) -> int:
        head = head_row(one.rows, known)
        return sum(plain(cell) in known for cell in one.rows[head] if cell)

    return max(sheets, key=score)


@act("programme.import_map", roles=EVERYBODY, purpose=PLAN, title=_("Say what the columns of a table mean"))
def import_map(
    actor: Actor, *, import_id: UUID, columns: list[str], head_row: int, names: dict[str, UUID] | None = None
) -> Import:
    """``columns``: a field for each column, "" for none. ``head_row`` (from 0) holds the titles. ``names``: spellings in
    the file → institution. All is remembered for this institution's next table.
    """
    one = importing.find_import(actor, import_id, lock=True)
    width = max(len(row) for row in one.rows)
    if len(columns) != width or any(name and name not in FIELDS for name in columns):
        raise Invalid(_("Choose a field of the list for each column."), field="columns")
    if not 0 <= head_row < len(one.rows):
        raise Invalid(_("There is no such row."), field="head_row")
    twice = [name for name in columns if name and columns.count(name) > 1]
    if twice:
        raise Invalid(_("Two columns cannot have the same meaning."), field="columns", code="column_twice")
    one.columns, one.head_row = columns, head_row
    one.names = {**one.names, **{plain(key): str(value) for key, value in (names or {}).items()}}
    one.save(update_fields=["columns", "head_row", "names"])
    _remember(one)
    about(IMPORT, one.pk)
    return one


def _remember(one: Import) -> None:
    remembered, names = importing.mapping_of(one.institution_id)
    titles = one.rows[one.head_row]
    given = {plain(title): name for title, name in zip(titles, one.columns, strict=False) if plain(title)}
    # The newest last: what was not used for long falls out first.
    columns = {key: value for key, value in remembered.items() if key not in given} | given
    named = {key: value for key, value in names.items() if key not in one.names} | one.names
    ImportMapping.objects.update_or_create(
        institution_id=one.institution_id,
        defaults={
            "columns": dict(list(columns.items())[-MOST_REMEMBERED:]),
            "names": dict(list(named.items())[-MOST_REMEMBERED:]),
            "changed_at": clock.now(),
        },
    )


@act("programme.import_take", roles=EVERYBODY, purpose=PLAN, title=_("Take a table into one's draft of a plan"))
def import_take(actor: Actor, *, import_id: UUID, seen: str) -> dict[str, int]:
    """Save every line of the table, or none. ``seen``: the mark of the preview that the person looked at.

    Raises Invalid when a cell has a fault, Conflict when the draft has changed since the preview.
    """
    one = importing.find_import(actor, import_id, lock=True)
    plan = own_plan(actor, one.plan_id)
    draft = draft_of(actor, plan)
    rows = list(DraftLine.objects.select_for_update().filter(draft=draft))
    if importing.seen_of(one, rows) != seen:
        raise Conflict(CHANGED, code="changed")
    outcome = importing.outcome_of(one, plan, shared.as_lines(rows))
    if outcome.faults:
        raise Invalid(_("The table has errors. Nothing was saved."), code="faults")
    now = clock.now()
    added = [
        DraftLine(
            id=uuid7(),
            draft=draft,
            institution_id=draft.institution_id,
            line_id=saved.line.id,
            parent_id=saved.line.parent_id,
            level=saved.line.level,
            position=saved.line.position,
            content=to_json(saved.line.content),
            changed_at=now,
            changed_by=actor.ref,
        )
        for saved in outcome.saved
        if not saved.known
    ]
    DraftLine.objects.bulk_create(added, batch_size=500)
    changed = [saved.line for saved in outcome.saved if saved.known and saved.changed]
    for line in changed:
        DraftLine.objects.filter(draft=draft, line_id=line.id).update(
            content=to_json(line.content), version=F("version") + 1, changed_at=now, changed_by=actor.ref
        )
    Draft.objects.filter(pk=draft.pk).update(changed_at=now)
    one.delete()
    about(IMPORT, import_id)
    return {"added": len(added), "changed": len(changed)}


@act("programme.import_drop", roles=EVERYBODY, purpose=PLAN, title=_("Discard a table that was read"))
def import_drop(actor: Actor, *, import_id: UUID) -> None:
    """The rows that were read are deleted; the draft does not change. Raises NotFound."""
    importing.find_import(actor, import_id, lock=True).delete()
    about(IMPORT, import_id)
