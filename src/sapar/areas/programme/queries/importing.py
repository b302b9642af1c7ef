"""What a spreadsheet would make of one's own draft, shown before anything is saved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.models import DraftLine, Import, ImportMapping, Plan
from sapar.areas.programme.queries import shared
from sapar.areas.programme.queries.following import check_reader
from sapar.areas.programme.queries.plans import party_choices
from sapar.areas.programme.rules.content import LANGUAGES, Line
from sapar.areas.programme.rules.differing import LineChange, differences
from sapar.areas.programme.rules.importing.cells import name_index
from sapar.areas.programme.rules.importing.fields import FIELDS, SINGLE_FIELDS, TEXT_FIELDS, plain
from sapar.areas.programme.rules.importing.outcome import Outcome
from sapar.areas.programme.rules.importing.reading import read_plan
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.context import reading
from sapar.kernel.access.models import Institution
from sapar.kernel.documents.render import in_languages
from sapar.kernel.errors import NotFound
from sapar.methods.ids import uuid7

TITLES = {
    "line_id": _("Line (do not change)"),
    "direction": _("Direction"),
    "outcome": _("Outcome"),
    "output": _("Output"),
    "title": _("Activity"),
    "responsible": _("Responsible"),
    "partners": _("Partners"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "milestone": _("Milestone"),
    "milestone_on": _("Milestone reached by"),
    "donor": _("Donor"),
    "amount": _("Amount"),
    "currency": _("Currency"),
    "assumptions": _("Assumptions"),
    "risks": _("Risks"),
}
# What people write above these columns in their own tables.
ALSO = {
    "direction": "направление; ugur; direction; priority area; приоритетное направление",
    "outcome": "результат; конечный результат; netije; outcome",
    "output": "промежуточный результат; output; продукт; непосредственный результат",
    "title": "мероприятие; мероприятия; наименование мероприятия; наименование мероприятий; вид мероприятия; activity; "
    "activities; activity title; çäre; çäreler; çäräniň ady",
    "responsible": "ответственный; ответственные; ответственный исполнитель; исполнитель; ответственное учреждение; "
    "responsible; responsible party; lead; jogapkär; ýerine ýetiriji",
    "partners": "партнер; партнеры; соисполнители; соисполнитель; partner; partners; hyzmatdaş; hyzmatdaşlar",
    "starts_on": "начало; дата начала; с; start; start date; from; başlanýan güni",
    "ends_on": "окончание; конец; срок; срок исполнения; дата окончания; по; end; end date; deadline; to; möhleti; gutarýan güni",
    "milestone": "веха; этап; контрольная точка; milestone; tapgyr",
    "milestone_on": "дата этапа; срок этапа; milestone date",
    "donor": "донор; источник финансирования; источник; donor; funding source; source of funding; maliýeleşdirýän",
    "amount": "сумма; бюджет; стоимость; amount; budget; cost; býujet; jemi",
    "currency": "валюта; currency; walýuta",
    "assumptions": "допущения; предпосылки; assumptions",
    "risks": "риски; risks; töwekgelçilikler",
}


@dataclass(frozen=True, slots=True)
class ImportView:
    """A read spreadsheet: its columns with samples, what it would make of the draft, and what that changes."""

    plan: Plan
    one: Import
    titles: list[str]
    samples: list[list[str]]
    outcome: Outcome
    changes: list[LineChange]
    seen: str
    choices: list[Institution]
    names: dict[UUID, Institution]


def title_of(name: str, language: str) -> str:
    """The title of a column in the template: ``Activity (ru)``."""
    base, _sep, code = name.rpartition("_")
    if base in TEXT_FIELDS and code in LANGUAGES:
        return f"{in_languages(TITLES[base])[language]} ({code})"
    return in_languages(TITLES[name])[language]


@cache
def known_titles() -> Mapping[str, str]:
    """Plain title of a column → its field: the template's in the three languages, and what people write themselves.

    A title without a language stands for Russian, the language of the region's own tables, unless it is another's word.
    """
    found: dict[str, str] = {}
    for name in FIELDS:
        for language in LANGUAGES:
            found.setdefault(plain(title_of(name, language)), name)
        found.setdefault(plain(name), name)
    for base, words in ALSO.items():
        for word in map(str.strip, words.split(";")):
            found.setdefault(plain(word), base if base in SINGLE_FIELDS else f"{base}_{_language(word)}")
    return found


def _language(word: str) -> str:
    if any("а" <= letter <= "я" for letter in word.casefold()):
        return "ru"
    turkmen = {"ugur", "netije", "jogapkär", "tapgyr", "töwekgelçilikler"}
    return "tk" if word in turkmen or any(letter in "äçňöşüýž" for letter in word.casefold()) else "en"


def open_imports(actor: Actor, plan_id: UUID) -> list[Import]:
    """Tables that somebody of one's own side read for this plan and has not taken over yet."""
    check_reader(actor)
    with reading(actor):
        plan = shared.find_plan(actor, plan_id)
        return list(
            Import.objects.filter(plan=plan, institution_id=actor.institution_id or NOBODY)
            .defer("rows")
            .order_by("-made_at")[:10]
        )


def import_view(actor: Actor, import_id: UUID) -> ImportView:
    """What the table would make of the draft as it is now. Raises NotFound."""
    check_reader(actor)
    with reading(actor):
        one = find_import(actor, import_id)
        plan = shared.find_plan(actor, one.plan_id)
        _draft, rows = shared.draft_rows(actor, plan)
        before = shared.as_lines(rows)
        outcome = outcome_of(one, plan, before)
        choices = party_choices()
        names = shared.institutions(
            party
            for line in [*before, *(saved.line for saved in outcome.saved)]
            for party in (
                line.content.responsible_id,
                *line.content.partner_ids,
                *(money.donor_id for money in line.content.budget),
            )
        )
    width = max((len(row) for row in one.rows), default=0)
    head = one.rows[one.head_row] if one.head_row < len(one.rows) else []
    titles = [head[place] if place < len(head) else "" for place in range(width)]
    return ImportView(
        plan,
        one,
        titles,
        [_samples(one, place) for place in range(width)],
        outcome,
        differences(before, after(before, outcome)),
        seen_of(one, rows),
        choices,
        names,
    )


def find_import(actor: Actor, import_id: UUID, *, lock: bool = False) -> Import:
    """A table of one's own institution. Raises NotFound."""
    rows = Import.objects.select_for_update() if lock else Import.objects.all()
    found = rows.filter(pk=import_id, institution_id=actor.institution_id or NOBODY).first()
    if found is None:
        raise NotFound(field="import_id")
    return found


def outcome_of(one: Import, plan: Plan, before: Sequence[Line]) -> Outcome:
    """Read the rows against a draft; inside ``reading`` or an act."""
    parties = party_choices()
    index = name_index((party.pk, (party.code, party.name_tk, party.name_ru, party.name_en)) for party in parties)
    index |= {key: UUID(value) for key, value in one.names.items() if UUID(value) in {party.pk for party in parties}}
    return read_plan(one.rows, one.columns, one.head_row, before, index, plan.starts_on, plan.ends_on, uuid7)


def after(before: Sequence[Line], outcome: Outcome) -> list[Line]:
    """The draft as it would be."""
    saved = {one.line.id: one.line for one in outcome.saved}
    kept = [saved.pop(line.id, line) for line in before]
    return [*kept, *saved.values()]


def seen_of(one: Import, rows: Sequence[DraftLine]) -> str:
    """What a person saw: the draft's lines by their versions, and the meaning of the columns."""
    lines = sorted(f"{row.line_id}:{row.version}:{row.position}" for row in rows)
    text = "\n".join(
        [*lines, str(one.head_row), *one.columns, *(f"{key}={one.names[key]}" for key in sorted(one.names))]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def mapping_of(institution_id: UUID) -> tuple[dict[str, str], dict[str, str]]:
    """What an institution's columns and names meant the last time."""
    found = ImportMapping.objects.filter(pk=institution_id).first()
    return (found.columns, found.names) if found else ({}, {})


def _samples(one: Import, place: int) -> list[str]:
    found = []
    for row in one.rows[one.head_row + 1 :]:
        if place < len(row) and row[place] and row[place] not in found:
            found.append(row[place][:60])
        if len(found) == 2:
            break
    return found
