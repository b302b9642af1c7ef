"""National alerts: drafted by one person, approved by another of the same office, ended by a day or by withdrawal."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import OWNERS, WATCH
from sapar.areas.border.acts import putting
from sapar.areas.border.models import Alert, AlertVersion, Entry
from sapar.areas.border.rules import watch as rules
from sapar.areas.border.rules.watch import Content
from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import Institution
from sapar.kernel.acts import about, act
from sapar.kernel.errors import Conflict, Invalid, NotFound
from sapar.standards.countries import state_code


@act("border.draft_alert", roles=OWNERS, purpose=WATCH, title=_("Draft an alert"))
def draft_alert(
    actor: Actor,
    *,
    meaning: str,
    expires_on: date,
    legal_basis: str,
    names: list[str],
    reason: str,
    weak_names: list[str] | None = None,
    birth_dates: list[str] | None = None,
    sex: str = "",
    nationalities: list[str] | None = None,
    documents: list[str] | None = None,
    instruction: str = "",
    applies_to: str = "",
    alert_id: UUID | None = None,
) -> AlertVersion:
    """A new alert, or with ``alert_id`` a new version of one. Nothing is searched for before somebody else has approved.
    ``applies_to``: ``entry``, ``exit`` or ``both``; empty where it is not stated.

    Raises Invalid (every field that is wrong), NotPermitted (a meaning of another role), Conflict (ended), NotFound.
    """
    putting.check_meaning(actor, meaning)
    content = Content(
        names=_clean(names),
        weak_names=_clean(weak_names),
        birth_dates=_clean(birth_dates),
        sex=sex,
        nationalities=_clean([state_code(code) for code in nationalities or ()]),
        documents=_clean(documents),
        reason=reason.strip(),
        instruction=instruction.strip(),
        # A quiet alert stops nobody, so its owner is told on both ways.
        applies_to="" if meaning in rules.QUIET else applies_to,
    )
    wrong = rules.why_not_content(content)
    if why := rules.why_not_expiry(expires_on, clock.today()):
        wrong.append(("expires_on", why))
    if not legal_basis.strip():
        wrong.append(("legal_basis", "missing"))
    putting.invalid(wrong)
    now = clock.now()
    if alert_id is None:
        alert = Alert(
            meaning=meaning,
            state="draft",
            expires_on=expires_on,
            created_at=now,
            created_by=actor.account_id or NOBODY,
            **putting.owner(actor),
        )
        alert.reference = f"A-{alert.pk.hex[-8:].upper()}"
        alert.save(force_insert=True)
    else:
        alert = _locked(actor, alert_id)
        if alert.state not in ("draft", "in_force"):
            raise Conflict(putting.WORDS["decided"], code="decided")
        if alert.meaning != meaning:
            raise Invalid(putting.WORDS["choice"], field="meaning", code="meaning_stays")
        # One draft at a time: the newer one takes the place of the older.
        AlertVersion.objects.filter(alert=alert, approved=None).update(approved=False, decided_at=now)
    version = AlertVersion(
        alert=alert,
        number=AlertVersion.objects.filter(alert=alert).count() + 1,
        content=content.as_json(),
        legal_basis=legal_basis.strip(),
        expires_on=expires_on,
        drafted_at=now,
        drafted_by=actor.account_id or NOBODY,
        **putting.owner(actor),
    )
    version.save(force_insert=True)
    about("alert", alert.pk)
    return version


@act("border.decide_alert", roles=OWNERS, purpose=WATCH, title=_("Approve or reject an alert"), fresh=True)
def decide_alert(actor: Actor, *, version_id: UUID, approve: bool) -> Alert:
    """A second person of the same office puts a draft in force, at every desk at once, or rejects it.

    Raises NotPermitted (``same_person``), Conflict (decided already, its last day is over), NotFound.
    """
    version = putting.own(AlertVersion.objects.all(), actor).filter(pk=version_id).first()
    if version is None:
        raise NotFound(field="version_id")
    alert = _locked(actor, version.alert_id)
    version.refresh_from_db()
    putting.refuse(
        rules.why_not_approve(
            state=alert.state,
            drafted_by=version.drafted_by,
            me=actor.account_id,
            decided=version.approved is not None,
            expires_on=version.expires_on,
            today=clock.today(),
        )
    )
    version.approved, version.decided_at, version.decided_by = approve, clock.now(), actor.account_id
    version.save(update_fields=["approved", "decided_at", "decided_by"])
    if approve:
        _put(alert, version)
        alert.state, alert.expires_on = "in_force", version.expires_on
        alert.save(update_fields=["state", "expires_on"])
    elif alert.state == "draft":
        alert.state, alert.ended_at, alert.ended_by = "rejected", clock.now(), actor.account_id
        alert.save(update_fields=["state", "ended_at", "ended_by"])
    about("alert", alert.pk)
    return alert


@act("border.withdraw_alert", roles=OWNERS, purpose=WATCH, title=_("Withdraw an alert"))
def withdraw_alert(actor: Actor, *, alert_id: UUID, reason: str) -> Alert:
    """End an alert, in force or in draft; one person is enough to stop searching. Raises Invalid, Conflict, NotFound."""
    alert = _locked(actor, alert_id)
    if alert.state not in ("draft", "in_force"):
        raise Conflict(putting.WORDS["decided"], code="decided")
    if not reason.strip():
        raise Invalid(putting.WORDS["missing"], field="reason", code="missing")
    if len(reason) > rules.TEXT_LONGEST:
        raise Invalid(putting.WORDS["too_long"], field="reason", code="too_long")
    end_alert(alert, "withdrawn", actor.account_id, reason.strip())
    about("alert", alert.pk)
    return alert


def end_alert(alert: Alert, state: str, by: UUID | None, reason: str = "") -> None:
    """Inside an act: the alert and what is searched for by it."""
    now = clock.now()
    if alert.state == "in_force":
        putting.end(
            Entry.objects.filter(alert_id=alert.pk),
            quiet=alert.meaning in rules.QUIET,
            owned_by=putting.owner_of(alert),
        )
    AlertVersion.objects.filter(alert=alert, approved=None).update(approved=False, decided_at=now)
    alert.state, alert.ended_at, alert.ended_by, alert.end_reason = state, now, by, reason
    alert.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])


def _put(alert: Alert, version: AlertVersion) -> None:
    institution = Institution.objects.filter(pk=alert.owner_institution_id).first()
    names = {code: institution.name(code) for code, _name in settings.LANGUAGES} if institution else {}
    content = version.content | {
        "reference": alert.reference,
        "authority": names.get(settings.LANGUAGE_CODE, ""),
        "authorities": names,
    }
    made = putting.entry(
        content,
        meaning=alert.meaning,
        owned_by=putting.owner_of(alert),
        expires_on=version.expires_on,
        alert_id=alert.pk,
        version_id=version.pk,
        source_id=alert.reference,
    )
    made.save(force_insert=True)
    entries = Entry.objects.filter(alert_id=alert.pk)
    putting.put(
        entries.filter(pk=made.pk),
        [entries.exclude(pk=made.pk)],
        quiet=made.quiet,
        owned_by=putting.owner_of(alert),
    )


def _locked(actor: Actor, alert_id: UUID) -> Alert:
    found: Alert | None = putting.own(Alert.objects.select_for_update(), actor).filter(pk=alert_id).first()
    if found is None:
        raise NotFound(field="alert_id")
    return found


def _clean(values: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(value.split()) for value in values or () if value.strip()))
