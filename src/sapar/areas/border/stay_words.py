"""Stays, registrations and extensions in plain words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from sapar.areas.border.rules.stays import Standing, Use
from sapar.methods.stays.regimes import Limit
from sapar.web.components import Row, Tag, Text, VerdictView

KINDS: dict[str, Text] = {
    "ordinary": _("Ordinary passport"),
    "service": _("Service or official passport"),
    "diplomatic": _("Diplomatic passport"),
    "laissez_passer": _("Laissez-passer of the United Nations"),
    "identity": _("Identity card or other card"),
    "other": _("Document of a refugee, alien or stateless person, or not told apart"),
}
CONVENTIONS: dict[str, Text] = {
    "both": _("The days of entry and of exit both count"),
    "entry_only": _("The day of entry counts, the day of exit does not"),
    "neither": _("Only whole days between entry and exit count"),
}
PERMISSIONS: dict[str, Text] = {
    "visa": _("Visa"),
    "permit": _("Work permit"),
    "extension": _("Extension of the stay"),
    "citizen": _("Citizen: no limit"),
    "none": _("No rule and no permission is known"),
}
OUTCOMES: dict[str, Tag] = {
    "inside": Tag(_("In the country by the records"), "teal"),
    "closed": Tag(_("Left"), "green"),
    "bounded": Tag(_("Exit missing"), "orange"),
    "orphan": Tag(_("Entry missing"), "orange"),
}
REGIME_STATES: dict[str, Tag] = {
    "waiting": Tag(_("Waits for a second person"), "orange"),
    "rejected": Tag(_("Not approved"), "red"),
    "replaced": Tag(_("Replaced"), "grey"),
    "ended": Tag(_("Ended"), "grey"),
    "coming": Tag(_("Not yet in force"), "blue"),
    "in_force": Tag(_("In force"), "green"),
}
UNVERIFIED = Tag(_("unverified"), "yellow")
CHANNELS: dict[str, Text] = {
    "hotel": _("Hotel or host with an account"),
    "host": _("The traveller, at a host's"),
    "self": _("The traveller"),
    "office": _("At the office"),
}
GROUNDS: dict[str, Text] = {
    "health": _("Illness or treatment"),
    "family": _("Family"),
    "work": _("Work or business"),
    "study": _("Study"),
    "transport": _("No way to travel"),
    "other": _("Another reason"),
}
REFUSALS: dict[str, Text] = {
    "ground": _("The reason given is not enough for a longer stay"),
    "documents": _("Documents are missing or not valid"),
    "late": _("The request came too late"),
    "overstay": _("The permitted stay was over already"),
    "security": _("A longer stay of this person is not permitted"),
    "other": _("Another reason, given in the text"),
}
EXTENSION_STATES: dict[str, Tag] = {
    "asked": Tag(_("Waiting for a decision"), "orange"),
    "granted": Tag(_("Granted"), "green"),
    "refused": Tag(_("Refused"), "red"),
    "appealed": Tag(_("Appeal waiting"), "orange"),
    "confirmed": Tag(_("Refusal confirmed"), "red"),
}
WHERE: dict[str, Text] = {
    "in_country": _("No exit is recorded"),
    "out_of_country": _("Left later than permitted"),
}


def limit_text(limit: Limit) -> Text:
    """A limit in words."""
    if limit.period == "rolling":
        return _("%(days)s days in any %(window)s") % {"days": limit.days, "window": limit.window_days}
    if limit.period == "year":
        return _("%(days)s days in a calendar year") % {"days": limit.days}
    return _("%(days)s days from each entry") % {"days": limit.days}


def days_text(count: int) -> str:
    return str(ngettext_lazy("%(count)s day", "%(count)s days", count) % {"count": count})


def day_text(day: date | None) -> str | None:
    return date_format(day, "SHORT_DATE_FORMAT") if day else None


def standing_view(found: Standing, *, own: bool = False) -> VerdictView:
    """What the records say today. ``own``: for the traveller."""
    note = _("For information. An officer decides, and records can have gaps.")
    if found.basis == "citizen":
        return VerdictView("grey", _("Citizen: no limit of stay"))
    if found.basis == "none":
        title = (
            _("No rule and no permission is known for this stay") if found.inside else _("No visa-free stay is known")
        )
        reason = _("A visa or a permit decides how long. Ask the migration service.")
        return VerdictView("grey", title, [reason] if own else [])
    if found.until is None:
        return VerdictView("green", _("May stay without a limit"), note=note)
    values = {"day": day_text(found.until), "days": days_text(found.days_over)}
    if found.inside and found.days_over:
        if own:
            leave = _("By the records you were to leave by %(day)s") % values
            advice = _("Go to the migration service. If you have a visa, permit or extension, show it there.")
            return VerdictView("amber", leave, [advice], note)
        return VerdictView("amber", _("Possible overstay: %(days)s over, permitted until %(day)s") % values, note=note)
    if found.inside:
        left = (found.until - found.as_of).days
        until = _("You may stay until %(day)s") if own else _("May stay until %(day)s")
        return VerdictView("amber" if left <= 3 else "green", until % values, note=note)
    if found.until < found.as_of:
        return VerdictView("amber", _("No visa-free day is left today"), note=note)
    until = _("If you entered today, you could stay until %(day)s") if own else _("Entering today: until %(day)s")
    return VerdictView("green", until % values, note=note)


def basis_text(found: Standing) -> Text:
    if found.basis == "regime" and found.regime is not None:
        return _("Visa-free: %(limits)s") % {"limits": "; ".join(str(limit_text(one)) for one in found.regime.limits)}
    text = PERMISSIONS[found.basis]
    return f"{text} {found.reference}" if found.reference else text


def standing_rows(found: Standing) -> list[Row]:
    """The reckoning, line by line, so that it can be followed with a calendar."""
    rows = [
        Row(_("As of"), found.as_of),
        Row(pgettext_lazy("stay", "Entered"), found.entry_on),
        Row(_("By which rule"), [basis_text(found), UNVERIFIED] if found.unverified else basis_text(found)),
    ]
    for use in found.uses:
        rows.append(Row(limit_text(use.limit), use_text(use)))
    if found.regime is not None:
        rows.append(Row(_("How days are counted"), CONVENTIONS[found.regime.convention]))
        rows.append(Row(_("Source"), found.regime.source))
    if found.doubtful:
        rows.append(
            Row(_("Missing crossings"), found.doubtful, hint=_("Such days were counted in favour of the traveller."))
        )
    return rows


def use_text(use: Use) -> Text:
    return _("%(used)s used since %(day)s, %(left)s left; may stay until %(until)s") % {
        "used": use.used,
        "day": day_text(use.first_day),
        "left": use.left,
        "until": day_text(use.until),
    }
