"""How long somebody may stay: what the records and the regimes say of one person, and what the desk shows of it. Pure.

Everything here is an answer about records, for information. "Overstay" is always *possible*: an exit may be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sapar.areas.border.rules.desk import Check, Direction, Reason, State
from sapar.methods.stays.days import CONVENTIONS, days_used, doubtful
from sapar.methods.stays.model import Key, Stay
from sapar.methods.stays.regimes import Limit, Regime, days_left, permitted_until, regime_for, window_of

DOCUMENT_KINDS = ("ordinary", "service", "diplomatic", "laissez_passer", "identity", "other")
PERMISSIONS = ("visa", "permit", "extension")
UNCOUNTED = frozenset({"visa", "permit"})
"""Stays under these use up no visa-free days (as Regulation (EU) 2016/399, Article 6(2), has it)."""
PERIODS = ("rolling", "stay", "year")
SOURCE_LONGEST = 2000
MOST_LIMITS = 4

# Doc 9303-4: PD diplomatic, PO official or service, PL laissez-passer; PR refugee, PT alien, PS stateless, PE emergency.
# Documents issued before those codes bear P and any letter, so an old PS may be a service passport: "other", not a guess.
KINDS = {"PD": "diplomatic", "PO": "service", "PL": "laissez_passer"} | dict.fromkeys(("PR", "PT", "PS"), "other")
ORGANISATIONS = ("UNO", "UNA")
KIND_SQL = """case when {d}.issuer in ('UNO', 'UNA') or {d}.document_code = 'PL' then 'laissez_passer'
    when {d}.document_code = 'PD' then 'diplomatic' when {d}.document_code = 'PO' then 'service'
    when {d}.document_code in ('PR', 'PT', 'PS') then 'other'
    when substr({d}.document_code, 1, 1) = 'P' then 'ordinary' else 'identity' end"""


def document_kind(code: str, issuer: str) -> str:
    """What regimes call a document with this code; ``KIND_SQL`` is the same in SQL."""
    if issuer in ORGANISATIONS:
        return "laissez_passer"
    return KINDS.get(code) or ("ordinary" if code.startswith("P") else "identity")


@dataclass(frozen=True, slots=True)
class Permit:
    """A stay may last until a day for another reason than a regime; None: without a limit."""

    kind: str
    until: date | None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class VisaStay:
    """What a visa permits: ``days`` of one stay, first and last counted, and never beyond its own last day."""

    number: str
    days: int
    valid_until: date

    def until(self, entry_on: date) -> date:
        return min(entry_on + timedelta(days=self.days - 1), self.valid_until)


def visa_in(checks: Iterable[Check]) -> VisaStay | None:
    """The visa that holds by the desk's line about it."""
    for check in checks:
        for note in check.notes:
            if check.name == "visa" and check.state is State.GREEN and note.code == "visa":
                values = dict(note.values)
                return VisaStay(values["number"], int(values["stay"]), date.fromisoformat(values["day"]))
    return None


@dataclass(frozen=True, slots=True)
class Use:
    """One limit of a regime: how many of its days are used in the period that ends with the as-of day, what is left,
    and the last day on which leaving keeps it."""

    limit: Limit
    first_day: date
    used: int
    left: int
    until: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What the records say of one person's stay as of a day.

    ``basis``: ``citizen``, ``regime``, one of PERMISSIONS, or ``none`` (no rule and no permission is known here).
    ``until``: last day permitted; None without one. ``days_left``: of the tightest limit of the regime; under a visa, a permit
    or an extension the days until ``until``, both counted; None without a last day. ``days_over``: how long the present stay
    has lasted beyond ``until``. ``doubtful``: stays with a missing crossing.
    """

    as_of: date
    inside: bool
    basis: str
    entry_on: date | None = None
    until: date | None = None
    days_left: int | None = None
    days_over: int = 0
    regime: Regime | None = None
    uses: tuple[Use, ...] = ()
    doubtful: int = 0
    reference: str = ""

    @property
    def unverified(self) -> bool:
        return self.basis == "regime" and self.regime is not None and self.regime.unverified


def standing(
    stays: Sequence[Stay],
    *,
    nationality: str,
    document_kind: str,
    host: str,
    regimes: Sequence[Regime],
    permits: Mapping[Key, Sequence[Permit]] | None = None,
    as_of: date,
) -> Standing:
    """Work out a person's standing. ``stays``: of this person, as known on ``as_of``; ``permits``: by the key of the entry.

    For somebody inside it is that of the present stay, from its day of entry; for somebody outside, of an entry on
    ``as_of``. The permission that lasts longest counts, as in the list of possible overstays.
    """
    given = permits or {}
    here = next((stay for stay in stays if stay.inside), None)
    if nationality == host:
        return Standing(as_of, here is not None, "citizen", here.entry_on if here else None)
    entry_on = here.entry_on if here and here.entry_on else as_of
    own = list(given.get(here.entry_key, ())) if here is not None and here.entry_key is not None else []
    counted = [stay for stay in stays if stay is here or not _uncounted(stay, given)]
    kind = (here.document_kind or document_kind) if here else document_kind
    state = (here.nationality or nationality) if here else nationality
    # Whoever came with a visa or a work permit is not here by a visa-free regime.
    regime = None if here and _uncounted(here, given) else regime_for(regimes, host, state, kind, entry_on)
    uses = tuple(_use(counted, limit, as_of, entry_on, regime) for limit in regime.limits) if regime else ()
    unlimited = next((permit for permit in own if permit.until is None), None)
    longest = max((permit for permit in own if permit.until), key=lambda one: one.until or date.min, default=None)
    until = min((use.until for use in uses), default=None)
    left = min((use.left for use in uses), default=None)
    basis, reference = ("regime", "") if regime else ("none", "")
    if unlimited is not None:
        basis, until, reference = unlimited.kind, None, unlimited.reference
        left = None
    elif longest is not None and longest.until and (until is None or longest.until > until):
        basis, until, reference = longest.kind, longest.until, longest.reference
        left = max(0, (until - as_of).days + 1)
    over = max(0, (as_of - until).days) if here is not None and until is not None else 0
    doubts = max(
        (doubtful(counted, window_of(limit, as_of, entry_on), as_of) for limit in (regime.limits if regime else ())),
        default=0,
    )
    return Standing(
        as_of,
        here is not None,
        basis,
        here.entry_on if here else None,
        until,
        left,
        over,
        regime,
        uses,
        doubts,
        reference,
    )


def _uncounted(stay: Stay, permits: Mapping[Key, Sequence[Permit]]) -> bool:
    found = permits.get(stay.entry_key, ()) if stay.entry_key is not None else ()
    return any(permit.kind in UNCOUNTED for permit in found)


def _use(stays: Sequence[Stay], limit: Limit, as_of: date, entry_on: date, regime: Regime) -> Use:
    window = window_of(limit, as_of, entry_on)
    mine = [stay for stay in stays if limit.period != "stay" or stay.inside]
    return Use(
        limit,
        window[0],
        days_used(mine, window, as_of, regime.convention),
        days_left(stays, limit, as_of, regime.convention),
        permitted_until(stays, limit, as_of, regime.convention),
    )


def may_enter(found: Standing) -> bool:
    """Whether at least the day of entry is permitted to somebody who is outside; true where no rule is known."""
    return found.inside or found.until is None or found.until >= found.as_of


def check_stay(
    found: Standing | None,
    direction: Direction,
    *,
    registered: bool | None = None,
    visa: VisaStay | None = None,
    on_permit: bool = False,
) -> Check | None:
    """The desk's line about the stay; None for citizens and while nobody is identified.

    Amber (a person looks closer) only by a rule that is confirmed: what an unverified regime says is shown and holds up
    nobody. Nothing here is a finding against the traveller. ``registered``: whether the present stay was registered;
    None while its term runs or it is not known. ``visa``: the one that holds for an entry, which then says how long;
    ``on_permit``: the seal of a work permit holds. Without either, a regime or a permission on record, an entry rests on
    nothing: a second person looks, also where no regime has been approved at all.
    """
    if found is None or found.basis == "citizen":
        return None
    reasons: list[Reason] = []
    notes: list[Reason] = []
    if direction is Direction.ENTRY:
        if visa is not None:
            notes.append(Reason.of("stay_in_time", day=visa.until(found.as_of)))
        elif found.basis == "none":
            (notes if on_permit else reasons).append(Reason("stay_no_regime" if on_permit else "no_permission"))
        elif not may_enter(found):
            reasons.append(Reason.of("stay_none_left", **_values(found)))
        elif found.until is not None and not found.inside:
            notes.append(Reason.of("stay_left", days=(found.until - found.as_of).days + 1, day=found.until))
    elif not found.inside:
        notes.append(Reason("stay_no_entry"))
    elif found.days_over and found.until is not None:
        reasons.append(Reason.of("stay_over", days=found.days_over, day=found.until))
    elif found.until is not None:
        notes.append(Reason.of("stay_in_time", day=found.until))
    elif found.basis == "none":
        notes.append(Reason("stay_no_regime"))
    if direction is Direction.EXIT and found.inside and registered is False:
        notes.append(Reason("stay_unregistered"))
    if found.doubtful:
        notes.append(Reason.of("stay_doubtful", count=found.doubtful))
    if found.unverified and visa is None:
        # Said, and no more than said.
        return Check("stay", State.GREEN, notes=(*reasons, *notes, Reason("stay_unverified")))
    return Check("stay", State.AMBER if reasons else State.GREEN, tuple(reasons), tuple(notes))


def _values(found: Standing) -> dict[str, object]:
    tight = min(found.uses, key=lambda use: use.until, default=None)
    return {"days": tight.limit.days if tight else 0, "used": tight.used if tight else 0}


# ------------------------------------------------------------------------------------------------ entering a regime


def regime_errors(
    *,
    limits: Sequence[Mapping[str, object]],
    convention: str,
    nationalities: Sequence[str],
    document_kinds: Sequence[str],
    valid_from: date | None,
    valid_until: date | None,
    source: str,
) -> dict[str, str]:
    """Field → rule that an entered regime breaks."""
    found: dict[str, str] = {}
    if not 0 < len(limits) <= MOST_LIMITS:
        found["limits"] = "count"
    for limit in limits:
        try:
            read_limit(limit)
        except (ValueError, TypeError, KeyError):
            found["limits"] = "limit"
    if convention not in CONVENTIONS:
        found["convention"] = "choice"
    if any(
        not (1 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.isupper()) for code in nationalities
    ):
        found["nationalities"] = "code"
    if any(kind not in DOCUMENT_KINDS for kind in document_kinds):
        found["document_kinds"] = "choice"
    if valid_from and valid_until and valid_until < valid_from:
        found["valid_until"] = "order"
    if not source.strip():
        found["source"] = "missing"
    elif len(source) > SOURCE_LONGEST:
        found["source"] = "long"
    return found


def read_limit(stored: Mapping[str, object]) -> Limit:
    """A limit as it is stored. Raises ValueError, TypeError or KeyError for what is none."""
    days, period, window = stored["days"], stored["period"], stored.get("window_days")
    if not isinstance(days, int) or period not in PERIODS or not (window is None or isinstance(window, int)):
        raise TypeError("not a limit")
    return Limit(days, period, window)  # type: ignore[arg-type]


def as_stored(limit: Limit) -> dict[str, object]:
    return {"days": limit.days, "period": limit.period, "window_days": limit.window_days}
