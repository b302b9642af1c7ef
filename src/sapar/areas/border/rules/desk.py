"""The decisions of the border desk: what each check finds, the one verdict, who may correct what. Pure.

A check is ``open`` (something is still missing), ``green``, ``amber`` (a person has to look closer) or ``red``. A *reason*
says why it is not green and a *note* what the officer should know although it is; both are stable codes with values, and
the words stand with the pages. There is no way from a check that is not green to an admission at the first line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sapar.standards.mrz import Issue, Mrz
from sapar.standards.mrz.layouts import LAYOUTS


class Direction(StrEnum):
    ENTRY = "entry"
    EXIT = "exit"


class State(StrEnum):
    """What a check found, and the verdict over all of them."""

    OPEN = "open"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


# The verdict is the worst of its checks: first what speaks against admitting, then what is missing, then doubt.
WORST_FIRST = (State.RED, State.OPEN, State.AMBER, State.GREEN)

INSPECTION_HOLDS = timedelta(minutes=30)
OWN_CORRECTION = timedelta(minutes=10)
CORRECTION_REACH = timedelta(days=1)
WITHHELD_SEAL = timedelta(hours=24)
OLDEST, ADULT, NEAR_EXPIRY = 120, 18, timedelta(days=30)
MRZ_LONGEST, SEAL_LONGEST, REASON_LONGEST = 1000, 4000, 2000

REFERRAL_REASONS = ("checks", "person", "document", "other")
# Findings of ``standards.seals`` that are worth knowing and speak against nobody.
SEAL_NOTES = frozenset({"specimen", "nonconformant_cert", "status_unknown", "document_type_unchecked"})


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code with the values its sentence needs, all of them text."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **values: object) -> Reason:
        return cls(code, tuple((name, str(value)) for name, value in sorted(values.items())))


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``name`` is ``document``, ``traveller``, ``seal``, ``direction``, ``earlier``, ``stay`` or ``watchlist``."""

    name: str
    state: State
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SealFinding:
    """What ``standards.seals`` said of a seal (its ``Verdict``), and whether there was a bearer to compare it with.

    ``green``: valid, every list there and young enough, everything of the bearer equal. ``codes``: its reasons.
    ``permit_number`` and days of validity are empty where nothing is proven.
    """

    answer: str
    green: bool
    compared: bool
    list_stale: bool
    codes: tuple[str, ...] = ()
    list_date: datetime | None = None
    permit_number: str = ""
    valid_from: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class LastCrossing:
    """The newest crossing of this person that counts. ``names``: of the place, by language."""

    direction: Direction
    at: datetime
    place: str
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierSeal:
    """A seal that was presented with this document in another inspection a short time ago and did not hold."""

    answer: str
    at: datetime


# ------------------------------------------------------------------------------------------------ the checks


def check_document(mrz: Mrz, today: date, *, specimens: bool) -> Check:
    """Structure, characters, check digits, dates and expiry. ``specimens``: whether Utopia's documents may pass (a demo)."""
    reasons = [_issue(issue, mrz.format) for issue in mrz.errors]
    notes = [_issue(issue, mrz.format) for issue in mrz.warnings if issue.rule not in ("specimen", "unknown_country")]
    if not mrz.text.strip():
        return Check("document", State.OPEN, (Reason("not_read"),))
    if mrz.format is None:
        return Check("document", State.RED, tuple(reasons))
    state = State.RED if reasons else State.GREEN
    if any(issue.rule == "specimen" for issue in mrz.warnings):
        if specimens:
            notes.append(Reason("specimen"))
        else:
            reasons.append(Reason("specimen"))
            state = State.RED
    if mrz.expired:
        reasons.append(Reason.of("expired", day=mrz.expiry_date))
        state = State.RED
    doubts: list[Reason] = []
    if mrz.format.startswith("MRV"):
        doubts.append(Reason("visa_only"))
    doubts += [_issue(issue, mrz.format) for issue in mrz.warnings if issue.rule == "unknown_country"]
    if mrz.expiry_date is None and not any(issue.rule == "date" for issue in mrz.errors):
        doubts.append(Reason("no_expiry"))
    if not mrz.primary:
        doubts.append(Reason("no_name"))
    if mrz.expiry_date and not mrz.expired and date.fromisoformat(mrz.expiry_date) <= today + NEAR_EXPIRY:
        notes.append(Reason.of("expires_soon", day=mrz.expiry_date))
    if doubts and state is State.GREEN:
        state = State.OPEN if mrz.format.startswith("MRV") else State.AMBER
    return Check("document", state, tuple(reasons + doubts), tuple(notes))


def check_traveller(mrz: Mrz, today: date) -> Check:
    """Whether the age can be, and what the officer should know of it. Open while the document cannot be read."""
    if mrz.format is None or any(issue.rule == "date" for issue in mrz.errors):
        return Check("traveller", State.OPEN, (Reason("not_read"),))
    if mrz.birth_date is None:
        return Check("traveller", State.AMBER, (Reason("birth_unknown"),))
    oldest, _youngest = ages(mrz.birth_date, today)
    if oldest > OLDEST:
        return Check("traveller", State.AMBER, (Reason.of("age", age=oldest),))
    notes = []
    if len(mrz.birth_date) < 10:
        notes.append(Reason.of("birth_partial", birth=mrz.birth_date))
    return Check("traveller", State.GREEN, notes=tuple(notes))


def ages(birth_date: str, today: date) -> tuple[int, int]:
    """The greatest and the least age in whole years that a partial birth date allows."""
    parts = [int(part) for part in birth_date.split("-")]
    first = (parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    last = (parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 31)
    here = (today.month, today.day)
    return (
        today.year - first[0] - (here < first[1:]),
        max(0, today.year - last[0] - (here < last[1:])),
    )


def check_seal(finding: SealFinding) -> Check:
    """Green only if the answer is ``valid``, no list is stale and the bearer was compared and is the same.

    Any other answer is red. A valid seal with a stale list is amber; one that no document was read with is open.
    """
    codes = [code for code in finding.codes if code not in SEAL_NOTES]
    notes = [Reason(f"why_{code}") for code in finding.codes if code in SEAL_NOTES]
    reasons = [_seal_reason(code, finding) for code in codes]
    if finding.answer != "valid":
        return Check("seal", State.RED, (Reason(f"seal_{finding.answer}"), *reasons), tuple(notes))
    if any(code.startswith("bearer_") and code != "bearer_unchecked" for code in codes):
        return Check("seal", State.RED, (Reason("seal_bearer_mismatch"), *reasons), tuple(notes))
    if finding.list_stale or not finding.green:
        return Check("seal", State.AMBER, (Reason("seal_unproven"), *reasons), tuple(notes))
    if not finding.compared:
        return Check("seal", State.OPEN, (Reason("seal_not_compared"),), tuple(notes))
    if finding.permit_number:
        notes.insert(0, Reason.of("permit", number=finding.permit_number, day=finding.valid_until))
    return Check("seal", State.GREEN, (), tuple(notes))


def check_direction(direction: Direction, last: LastCrossing | None) -> Check:
    """An entry after an entry (or an exit after an exit) is worth a note, not a refusal: records may be missing."""
    if last is None or last.direction is not direction:
        return Check("direction", State.GREEN)
    note = Reason.of(f"again_{direction.value}", at=last.at.isoformat(), place=last.place, **dict(last.names))
    return Check("direction", State.GREEN, notes=(note,))


def check_earlier(earlier: EarlierSeal | None, seal: Check | None) -> Check:
    """A seal that did not hold cannot be made undone by reading the document again without it."""
    if earlier is None or (seal is not None and seal.state is State.GREEN):
        return Check("earlier", State.GREEN)
    reason = Reason.of("seal_withheld", at=earlier.at.isoformat(), answer=earlier.answer)
    return Check("earlier", State.AMBER, (reason,))


def evaluate(
    mrz: Mrz,
    today: date,
    direction: Direction,
    *,
    specimens: bool,
    seal: SealFinding | None = None,
    last: LastCrossing | None = None,
    earlier: EarlierSeal | None = None,
    further: Sequence[Check] = (),
) -> list[Check]:
    """All checks of an inspection, in the order in which they are shown. ``further``: those of other topics."""
    sealed = check_seal(seal) if seal is not None else None
    return [
        check_document(mrz, today, specimens=specimens),
        check_traveller(mrz, today),
        *([sealed] if sealed else []),
        check_direction(direction, last),
        check_earlier(earlier, sealed),
        *further,
    ]


def verdict(checks: Collection[Check]) -> State:
    """The worst of the checks; without any, nothing has been read yet and the verdict is open."""
    states = {check.state for check in checks}
    return next((state for state in WORST_FIRST if state in states), State.OPEN)


def may_admit(checks: Collection[Check]) -> bool:
    """Whether the first line may admit: there are checks, and every one of them is green without a reason against it."""
    return bool(checks) and all(check.state is State.GREEN and not check.reasons for check in checks)


# ------------------------------------------------------------------------------------------------ who may do what


def why_not_act(place: object, inspected_at: object, opened_at: datetime, now: datetime) -> str | None:
    """Why an inspection cannot be decided from this post now: ``no_post``, ``other_post``, ``too_old``; or None."""
    if place is None:
        return "no_post"
    if place != inspected_at:
        return "other_post"
    return "too_old" if now - opened_at > INSPECTION_HOLDS else None


def why_not_correct(
    *, supervisor: bool, own: bool, recorded_at: datetime, now: datetime, superseded: bool, replacement: bool
) -> str | None:
    """Why a crossing cannot be corrected by this person now, or None.

    ``superseded``: it has been corrected already. An officer corrects their own record alone, once, within ten minutes;
    a ``replacement`` and everything later is for a supervisor.
    """
    if superseded:
        return "superseded"
    if supervisor:
        return None
    if not own:
        return "not_own"
    if replacement:
        return "again"
    return "too_late" if now - recorded_at > OWN_CORRECTION else None


def why_not_at(at: datetime, original: datetime, now: datetime) -> str | None:
    """Why a corrected time cannot be: ``future``, or ``far`` (more than a day from what was recorded); or None."""
    if at > now:
        return "future"
    return "far" if abs(at - original) > CORRECTION_REACH else None


# ------------------------------------------------------------------------------------------------ keeping


def to_json(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """Checks as they are stored."""
    return [
        {
            "name": check.name,
            "state": check.state.value,
            "reasons": [{"code": r.code, **dict(r.values)} for r in check.reasons],
            "notes": [{"code": r.code, **dict(r.values)} for r in check.notes],
        }
        for check in checks
    ]


def from_json(stored: Sequence[Mapping[str, Any]]) -> list[Check]:
    """Inverse of :func:`to_json`."""
    return [
        Check(check["name"], State(check["state"]), _reasons(check["reasons"]), _reasons(check["notes"]))
        for check in stored
    ]


def _reasons(stored: Sequence[Mapping[str, str]]) -> tuple[Reason, ...]:
    return tuple(Reason.of(r["code"], **{k: v for k, v in r.items() if k != "code"}) for r in stored)


def _issue(issue: Issue, form: str | None) -> Reason:
    values: dict[str, object] = {"line": issue.line, "position": issue.position}
    if issue.expected is not None:
        values |= {"expected": issue.expected, "found": issue.found or "", "field": _field_at(form, issue)}
    return Reason.of(f"mrz_{issue.rule}", **values)


def _field_at(form: str | None, issue: Issue) -> str:
    """Which field a check digit protects: ``number``, ``birth``, ``expiry``, ``optional`` or ``composite``."""
    fields = LAYOUTS[form].fields.values() if form else ()
    here = (field.name for field in fields if field.line == issue.line and field.start == issue.position)
    return next(here, "").removesuffix("_digit")


def _seal_reason(code: str, finding: SealFinding) -> Reason:
    days = {"after_last_day": finding.valid_until, "before_first_day": finding.valid_from}
    if code in ("crl_stale", "revoked_list_stale") and finding.list_date:
        days[code] = finding.list_date.date().isoformat()
    return Reason.of(f"why_{code}", **({"day": days[code]} if days.get(code) else {}))
