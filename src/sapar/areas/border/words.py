"""The desk's codes in plain words. Codes: :mod:`sapar.areas.border.rules`, MRZ rules: :mod:`sapar.standards.mrz`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sapar.areas.border import words_watch
from sapar.areas.border.rules import Check, Direction, Reason, State
from sapar.standards.mrz import RULES, WARNINGS
from sapar.web.components import Level, Tag, Text, VerdictView
from sapar.web.seal_words import ANSWERS
from sapar.web.seal_words import REASONS as SEAL_REASONS

DIRECTIONS: dict[str, Text] = {
    "entry": pgettext_lazy("border crossing", "Entry"),
    "exit": pgettext_lazy("border crossing", "Exit"),
}
CHECKS: dict[str, Text] = {
    "document": _("Travel document"),
    "traveller": _("Traveller"),
    "seal": _("Permit's seal"),
    "visa": _("Visa"),
    "direction": _("Earlier crossings"),
    "stay": _("Stay"),
    "earlier": _("Earlier readings"),
    "watchlist": _("Watchlists"),
    "minor": _("Child"),
    "transit": _("Transit"),
}
STATES: dict[State, Tag] = {
    State.GREEN: Tag(_("In order"), "green"),
    State.AMBER: Tag(_("Look closer"), "orange"),
    State.RED: Tag(_("Not in order"), "red"),
    State.OPEN: Tag(_("Still open"), "grey"),
}
LEVELS: dict[State, Level] = {State.GREEN: "green", State.AMBER: "amber", State.RED: "red", State.OPEN: "grey"}
VERDICTS: dict[State, Text] = {
    State.AMBER: _("Second line: somebody has to look closer"),
    State.RED: _("Do not let pass"),
    State.OPEN: _("Not complete yet"),
}
GREEN: dict[Direction, Text] = {
    Direction.ENTRY: _("All in order: may enter"),
    Direction.EXIT: _("All in order: may leave"),
}
# Reasons of the MRZ: what is wrong, then where. ``mrz_`` and the rule's code.
MRZ: dict[str, Text] = {
    "format": _(
        "These are not the machine-readable lines of a travel document: two lines of 44 or 36, or three of 30."
    ),
    "length": _("The line has not the length it should have."),
    "character": _("This character is not allowed here."),
    "check_digit": _("%(field)s: the check digit does not fit, %(expected)s was expected, %(found)s was found."),
    "date": _("There is no such date."),
    "country": _("This cannot be the code of a State: it needs three letters."),
    "unknown_country": _("The code of the State is on no list known here. The list may be out of date."),
    "specimen": _("The code UTO (Utopia) stands on specimens only."),
    "document_code": _("The document code is unusual for this format."),
    "name": _("The name holds more fillers than its parts need."),
    "century": _("The year of birth was read as of the century before, because the document ended before that birth."),
    "keyboard": _("The text was typed with a Russian keyboard and was turned back into Latin letters."),
}
MRZ_FIELDS: dict[str, Text] = {
    "number": _("Document number"),
    "birth": _("Date of birth"),
    "expiry": _("Last day of validity"),
    "optional": _("Optional data"),
    "composite": _("The line as a whole"),
}
WHERE = _("Line %(line)s, position %(position)s: %(what)s")
REASONS: dict[str, Text] = {
    "expired": _("The document expired on %(day)s."),
    "expires_soon": _("The document ends soon: on %(day)s."),
    "no_expiry": _("The lines state no last day of validity. Look for it in the document."),
    "no_name": _("The lines hold no surname."),
    "specimen": _("A specimen of the fictitious State of Utopia."),
    "visa_only": _("This is a visa. Read the passport's own lines."),
    "not_read": _("The document could not be read so far."),
    "typed_by_hand": _("Typed by hand from a document that cannot be read: a second person looks."),
    "no_document": _("No document: who this is rests on their own words alone. A second person looks."),
    "minor_open": _("A minor, %(age)s years old: write down with whom the child travels."),
    "minor_alone": _("The child travels alone. The intake of people who need help is told, where there is one."),
    "minor_consent": _("The consent of those who have custody was not seen."),
    "minor_adult_stopped": _("The grown-up who travels with the child was not let through."),
    "minor_with": _("Travels with: %(relation)s."),
    "transit_until": _("Transit to %(state)s; has to leave until %(at)s."),
    "transit_over": _(
        "Came in transit to %(state)s and had to leave until %(at)s. Ask why; nothing follows by itself."
    ),
    "birth_unknown": _("The date of birth is not known."),
    "birth_partial": _("The date of birth is known in part only: %(birth)s."),
    "age": _("The date of birth gives an age of %(age)s years."),
    "again_entry": _("The last crossing was an entry too: %(at)s, %(place)s. An exit may not have been recorded."),
    "again_exit": _("The last crossing was an exit too: %(at)s, %(place)s. An entry may not have been recorded."),
    "seal_withheld": _(
        "At %(at)s a seal was presented with this document that did not hold (%(answer)s). "
        "Scan a seal that holds, or refer to the second line."
    ),
    "permit": _("Permit %(number)s, valid until %(day)s."),
    "stay_left": _("May stay %(days)s days without a visa: until %(day)s at the latest."),
    "stay_none_left": _("No visa-free day is left: %(used)s of %(days)s days are used by the records."),
    "stay_no_regime": _("No visa-free regime is known for this document. A visa or a permit decides how long."),
    "no_permission": _(
        "No visa, no work permit and no visa-free rule was found for this entry. Scan the seal if there is one; else a "
        "second person decides."
    ),
    "stay_no_entry": _("By the records this traveller is not in the country: an entry is missing."),
    "stay_in_time": _("May stay until %(day)s."),
    "stay_over": _("Possible overstay by %(days)s days: permitted until %(day)s by the records."),
    "stay_unregistered": _("The stay was not registered within three working days."),
    "stay_doubtful": _(
        "Crossings are missing in the records (%(count)s); such days were counted in favour of the traveller."
    ),
    "stay_unverified": _("The rule for this is not confirmed (unverified): for information only."),
    "visa": _("Visa %(number)s, valid until %(day)s, %(stay)s days of stay."),
    "visa_left": _("Entries left before this one: %(left)s."),
    "visa_multiple": _("Several entries."),
    "visa_cancelled": _("Visa %(number)s was cancelled."),
    "visa_other_passport": _("Visa %(number)s was linked to another passport."),
    "visa_early": _("Visa %(number)s holds from %(day)s only."),
    "visa_over": _("Visa %(number)s ended on %(day)s."),
    "visa_used": _("All entries of visa %(number)s are used."),
    "seal_unproven": _("The seal is genuine, but not everything about it could be checked."),
    "seal_not_compared": _("The seal has not been compared with a document yet."),
    **words_watch.REASONS,
}
# Reasons of binary seals (Doc 9303-13), which the public page does not read.
BINARY_SEALS: dict[str, Text] = {
    "unsigned": _("The seal carries no signature."),
    "unsupported_curve": _("The signature is of a kind that cannot be checked here."),
    "profile_mismatch": _("The content is not as it should be for this type of document."),
    "profile_unknown": _("This type of document is not known here, or not confirmed."),
    "header_quirk": _("The seal's header is not written as the standard says; this signer is known for it."),
}
SEAL_WORDS: dict[str, Text] = {**BINARY_SEALS, **SEAL_REASONS}
REFERRALS: dict[str, Text] = {
    "checks": _("A check is not in order"),
    "person": _("Doubts about the person"),
    "document": _("Doubts about the document"),
    "other": _("Another reason"),
}
STATEMENTS: dict[str, Text] = {
    "damaged": _("Typed by hand from a damaged document"),
    "none": _("Statement of identity, no document"),
}
RELATIONS: dict[str, Text] = {
    "parent": _("Mother or father"),
    "guardian": _("Guardian"),
    "relative": _("Another relative"),
    "group_leader": _("Leader of a group or a school class"),
    "other": _("Somebody else"),
}
CONSENTS: dict[str, Text] = {
    "not_needed": _("Not needed: a parent or the guardian is there"),
    "seen": _("Seen: a written consent of those who have custody"),
    "not_seen": _("Not seen"),
}
PARTIES: dict[str, Text] = {
    "bus": _("Bus"),
    "tour": _("Tour group"),
    "family": _("Family"),
    "other": _("Another group"),
}
LANES: dict[str, Text] = {
    "both": _("Entry and exit"),
    "entry": pgettext_lazy("border crossing", "Entry"),
    "exit": pgettext_lazy("border crossing", "Exit"),
    "second": _("Second line"),
}
FIGURES: dict[str, Text] = {
    "entries": pgettext_lazy("border crossing", "Entries"),
    "exits": pgettext_lazy("border crossing", "Exits"),
    "referred": _("Referred to the second line"),
    "admitted": _("Admitted in the second line"),
    "closed": _("Closed without a crossing"),
    "refused": _("Entries refused"),
    "corrected": _("Records corrected"),
    "waiting": _("Waiting in the second line at the end"),
    "groups_open": _("Groups open at the end"),
}
REFUSAL_STATES: dict[str, Tag] = {
    "refused": Tag(_("May be appealed"), "orange"),
    "appealed": Tag(_("Appeal waits"), "purple"),
    "upheld": Tag(_("Appeal rejected"), "red"),
    "lifted": Tag(_("Refusal lifted"), "green"),
    "lapsed": Tag(_("Not appealed in time"), "grey"),
}
INSPECTION_STATES: dict[str, Tag] = {
    "open": Tag(_("Not decided"), "grey"),
    "admitted": Tag(_("Crossing recorded"), "green"),
    "waiting": Tag(_("In the second line"), "orange"),
    "closed": Tag(_("Closed without a crossing"), "red"),
    "refused": Tag(_("Entry refused"), "red"),
}
MOMENTS, DAYS = frozenset({"at"}), frozenset({"day"})


@dataclass(frozen=True)
class CheckLine:
    """One check as the desk shows it."""

    title: Text
    tag: Tag
    reasons: Sequence[str]
    notes: Sequence[str]


@dataclass(frozen=True)
class MrzPart:
    """A piece of a machine-readable line; ``wrong`` pieces are marked."""

    text: str
    wrong: bool


def sentence(reason: Reason) -> str:
    """A reason or note in the reader's language."""
    values = {name: _shown(name, value) for name, value in reason.values}
    group, _sep, code = reason.code.partition("_")
    if group == "mrz" and code in MRZ:
        if "field" in values:
            values["field"] = str(MRZ_FIELDS.get(values["field"], values["field"]))
        what = str(MRZ[code]) % values
        if code == "format":
            return what
        return str(WHERE) % (values | {"what": what})
    if group == "why" and code in SEAL_WORDS:
        day = values.get("day")
        text = str(SEAL_WORDS[code])
        return f"{text} ({day})" if day else text
    if reason.code in REASONS:
        if "place" in values:
            values["place"] = values.get(get_language() or "", values["place"])
        if "relation" in values:
            values["relation"] = str(RELATIONS.get(values["relation"], values["relation"]))
        if "answer" in values:
            answer = values["answer"].removeprefix("seal_")
            values["answer"] = str(ANSWERS.get(answer, answer))
        return str(REASONS[reason.code]) % values
    if group == "seal" and code in ANSWERS:
        return str(ANSWERS[code])
    return reason.code


def check_lines(checks: Sequence[Check]) -> list[CheckLine]:
    """All checks, in their order."""
    return [
        CheckLine(
            CHECKS[check.name],
            STATES[check.state],
            [sentence(reason) for reason in check.reasons],
            [sentence(note) for note in check.notes],
        )
        for check in checks
    ]


def verdict_view(level: State, direction: Direction, checks: Sequence[Check]) -> VerdictView:
    """The one verdict; what is against it stands in the first sentence of each check that is not green."""
    title = GREEN[direction] if level is State.GREEN else VERDICTS[level]
    reasons = [f"{CHECKS[check.name]}: {sentence(check.reasons[0])}" for check in checks if check.reasons]
    return VerdictView(LEVELS[level], title, reasons)


def marked_lines(text: str, checks: Sequence[Check]) -> list[list[MrzPart]]:
    """The lines that were read, with the positions that the document check named as wrong."""
    wrong: set[tuple[int, int]] = set()
    for check in checks:
        for reason in check.reasons:
            values = dict(reason.values)
            if reason.code.startswith("mrz_") and "line" in values and reason.code != "mrz_format":
                wrong.add((int(values["line"]), int(values["position"])))
    found = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        parts: list[MrzPart] = []
        for position, character in enumerate(line, start=1):
            bad = (number, position) in wrong
            if parts and parts[-1].wrong == bad:
                parts[-1] = MrzPart(parts[-1].text + character, bad)
            else:
                parts.append(MrzPart(character, bad))
        found.append(parts)
    return found


def clock_time(moment: datetime) -> str:
    """Hours and minutes at the node's place."""
    return date_format(localtime(moment), "H:i")


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in hours or days."""
    hours = max(0, int((now - moment).total_seconds() // 3600))
    if hours < 1:
        return gettext("less than an hour old")
    if hours < 48:
        return gettext("%(count)s h old") % {"count": hours}
    return gettext("%(count)s days old") % {"count": hours // 24}


def birth(text: str) -> str:
    """A partial date as people write it; empty stays empty."""
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT") if len(text) == 10 else text


def _shown(name: str, value: str) -> str:
    try:
        if name in MOMENTS:
            moment = localtime(datetime.fromisoformat(value))
            return f"{date_format(moment, 'SHORT_DATE_FORMAT')}, {date_format(moment, 'H:i')}"
        if name in DAYS:
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    except ValueError:
        return value
    return value


def missing() -> set[str]:
    """MRZ rules without words here; a test holds it empty."""
    return (set(RULES) | set(WARNINGS)) - set(MRZ)
