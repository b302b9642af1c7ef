"""Alerts, lists and screening in plain words. Codes: :mod:`sapar.areas.border.rules.watch`, ``methods.matching.explain``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from sapar.web.components import Tag, Text

REASONS: dict[str, Text] = {
    "watch_none": _("No watchlist is in force here."),
    "watch_no_match": _("Compared before and found to be another person (%(authority)s)."),
    "watch_candidate_refuse": _("May be somebody who is not to be let pass (%(authority)s)."),
    "watch_candidate_second_line": _("May be somebody whom the second line has to see (%(authority)s)."),
    "watch_candidate_refuse_leaving": _(
        "May be somebody who is not to be let in (%(authority)s). Whether leaving is forbidden too is not stated: ask."
    ),
    "watch_confirmed_refuse_leaving": _(
        "Is somebody who is not to be let in (%(authority)s). Whether leaving is forbidden too is not stated: ask."
    ),
    "watch_confirmed_refuse": _("Is somebody who is not to be let pass (%(authority)s)."),
    "watch_confirmed_second_line": _("Is somebody whom the second line has to see (%(authority)s)."),
    "watch_too_many": _("More people on lists agree than can be compared. Refer to the second line."),
    "reported_lost": _("The document was reported lost (%(source)s)."),
    "reported_stolen": _("The document was reported stolen (%(source)s)."),
    "reported_stolen_blank": _("The document's blank was reported stolen (%(source)s)."),
    "reported_invalid": _("The document was declared invalid (%(source)s)."),
}
MEANINGS: dict[str, Text] = {
    "refuse": _("Do not let pass"),
    "second_line": _("Second line"),
    "discreet": _("Discreet: tell the owner only"),
    "assist": _("Assist: a person who may need help"),
}
MEANINGS_LONG: dict[str, Text] = {
    "refuse": _("The desk turns red. Only the second line can say that it is another person."),
    "second_line": _("The desk turns amber, and somebody has to look closer."),
    "discreet": _("Nobody at the border notices anything. Your office is told where and when."),
    "assist": _("Nobody at the border notices anything. The intake for people who need help is told."),
}
MEANING_TAGS: dict[str, Tag] = {
    "refuse": Tag(MEANINGS["refuse"], "red"),
    "second_line": Tag(MEANINGS["second_line"], "orange"),
    "discreet": Tag(_("Discreet"), "purple"),
    "assist": Tag(_("Assist"), "blue"),
}
LOST: dict[str, Text] = {
    "lost": _("Lost"),
    "stolen": _("Stolen"),
    "stolen_blank": _("Blank stolen"),
    "invalid": _("Declared invalid"),
}
ALERT_STATES: dict[str, Tag] = {
    "draft": Tag(_("Waits for approval"), "yellow"),
    "in_force": Tag(_("In force"), "green"),
    "withdrawn": Tag(_("Withdrawn"), "grey"),
    "expired": Tag(_("Ended"), "grey"),
    "rejected": Tag(_("Rejected"), "grey"),
}
VERSION_STATES: dict[str, Tag] = {
    "received": Tag(_("Waits to be read"), "blue"),
    "reading": Tag(_("Is being read"), "blue"),
    "failed": Tag(_("Could not be read"), "red"),
    "unmapped": Tag(_("Columns are not understood"), "orange"),
    "draft": Tag(_("Not in force yet"), "yellow"),
    "in_force": Tag(_("In force"), "green"),
    "replaced": Tag(_("Replaced"), "grey"),
    "rejected": Tag(_("Rejected"), "grey"),
}
VERDICTS: dict[str, Tag] = {
    "": Tag(_("Not decided"), "yellow"),
    "match": Tag(_("It is the person"), "red"),
    "no_match": Tag(_("Another person"), "grey"),
}
FIELDS: dict[str, Text] = {
    "names": _("Names"),
    "weak_names": _("Weak aliases"),
    "birth_dates": _("Dates of birth"),
    "sex": _("Sex"),
    "nationalities": _("Nationalities"),
    "documents": _("Document numbers"),
    "reference": _("Reference"),
    "authority": _("Listed by"),
    "reason": _("Why"),
    "listed_on": _("Listed on"),
    "until": _("Until"),
    "notice": _("Kind of notice"),
    "instruction": _("What to do"),
    "applies_to": _("Stops"),
}
NOTICES: dict[str, Text] = {
    "red": _("Red (wanted)"),
    "yellow": _("Yellow (missing)"),
    "blue": _("Blue (information)"),
    "black": _("Black (dead, unknown)"),
    "green": _("Green (warning)"),
    "orange": _("Orange (danger)"),
    "purple": _("Purple (method)"),
    "un": _("Security Council"),
}
WAYS: dict[str, Text] = {
    "": _("Not stated: entry; on the way out the second line asks"),
    "entry": _("Entry only"),
    "exit": _("Leaving only"),
    "both": _("Entry and leaving"),
}
# Of what stands in a file: an entry's fields and those of documents.
FIELDS_OF_FILES: dict[str, Text] = FIELDS | {
    "name": _("Names"),
    "birth_date": _("Dates of birth"),
    "nationality": _("Nationalities"),
    "document": _("Document numbers"),
    "number": _("Document number"),
    "issuer": _("Issuing State"),
    "kind": _("Lost, stolen, invalid"),
}
SEXES: dict[str, Text] = {"F": _("Female"), "M": _("Male")}

# Why two people were found alike: one sentence for each code of ``methods.matching.explain.TEXTS``.
EXPLANATIONS: dict[str, Text] = {
    "word_same": _("“%(left)s” agrees"),
    "word_script": _("“%(left)s” is “%(right)s” in another script"),
    "word_spelling": _("“%(left)s” agrees with “%(right)s” after %(changes)s"),
    "word_differs": _("“%(left)s” and “%(right)s” differ in %(letters)s letters (%(changes)s)"),
    "word_differs_one": _("“%(left)s” and “%(right)s” differ in one letter (%(changes)s)"),
    "word_other": _("“%(left)s” and “%(right)s” are different words"),
    "word_initial": _("the initial “%(left)s” fits “%(right)s”"),
    "word_equivalent": _("“%(left)s” and “%(right)s” are forms of one name"),
    "word_cut": _("“%(left)s” and “%(right)s” agree as far as the zone has room"),
    "word_missing": _("“%(word)s” stands in one name only"),
    "patronymic_missing": _("the father's name “%(word)s” stands in one name only"),
    "patronymic": _("the father's name is compared without its ending"),
    "order": _("the words stand in another order"),
    "joined": _("two words are written as one"),
    "one_word": _("one of the names is a single word"),
    "weak_alias": _("only the weak alias “%(name)s” agrees, which is not enough alone"),
    "birth_date_agrees": _("birth date %(date)s agrees"),
    "birth_date_swapped": _("day and month of birth are exchanged (%(left)s, %(right)s)"),
    "birth_month_agrees": _("year and month of birth agree (%(left)s, %(right)s)"),
    "birth_year_agrees": _("year of birth %(year)s agrees"),
    "birth_date_near": _("birth dates differ in one part (%(left)s, %(right)s)"),
    "birth_day_differs": _("year of birth agrees, the day does not (%(left)s, %(right)s)"),
    "birth_year_near": _("years of birth are one apart (%(left)s, %(right)s)"),
    "birth_year_differs": _("years of birth differ (%(left)s, %(right)s)"),
    "birth_year_far": _("years of birth are far apart (%(left)s, %(right)s)"),
    "sex_agrees": _("sex agrees"),
    "sex_differs": _("sex differs (%(left)s, %(right)s)"),
    "nationality_agrees": _("nationality %(countries)s agrees"),
    "nationality_differs": _("nationalities differ (%(left)s, %(right)s)"),
    "document_agrees": _("document number %(number)s agrees"),
    "document_near": _("document numbers differ in one character (%(left)s, %(right)s)"),
}

# What the matcher does not say: that the entry was found by its document, see ``rules.watch.found_by``.
FOUND_BY: dict[str, Text] = {
    "document_alone": _("only the document agrees, not the name: it is searched for, whoever presents it"),
}
_SENTENCES = EXPLANATIONS | FOUND_BY


def day(value: Any) -> Any:
    """A day of the calendar as people write it; a part of one, and everything else, as it stands."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return value


def why(explanation: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """The sentences that say why two people were found alike, in the reader's language."""
    return [
        str(_SENTENCES[code])
        % {
            name: ", ".join(map(day, value)) if isinstance(value, list) else day(value)
            for name, value in values.items()
        }
        for code, values in explanation
        if code in _SENTENCES
    ]
