"""Looks of those who manage accounts: colleagues of the own institution and what is asked for them. No case data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access import registry, rules
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.access.models import AccessRequest, Account, Duty, Institution, Invitation, Place
from sapar.kernel.access.roles import ADMINISTRATOR, MANAGER
from sapar.kernel.acts import look, shown
from sapar.kernel.errors import Invalid, NotFound

MANAGERS = (MANAGER, ADMINISTRATOR)
PURPOSE = "access.accounts"
SIZE = 50
SHOW = ("present", "former", "invited", "all")
REQUESTS = ("waiting", "decided", "mine")
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty in the own institution. ``ends``: when it ended or will end by itself; ``holds``: whether it counts now."""

    id: UUID
    role: str
    place: str
    since: datetime
    ends: datetime | None
    holds: bool
    end_reason: str
    ended_by: str


@dataclass(frozen=True, slots=True)
class ColleagueLine:
    """A colleague in the list. ``state``: ``present`` (has a duty here), ``invited`` (a code
    waits), ``waiting`` (opened, no role yet), ``former``."""

    id: UUID
    username: str
    full_name: str
    state: str
    duties: tuple[DutyLine, ...]
    last_sign_in: datetime | None


@dataclass(frozen=True, slots=True)
class Colleagues:
    """One page of the list, by name. ``counts`` by ``SHOW``; ``more``: another page follows."""

    lines: tuple[ColleagueLine, ...]
    counts: dict[str, int]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """The newest invitation. ``state``: ``waiting``, ``used``, ``expired``, ``sending`` (the mail is being made)."""

    state: str
    by_mail: bool
    invited_by: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RequestLine:
    """What is asked for a colleague. ``why_not``: the rule that keeps the reader from deciding, empty if they may."""

    id: UUID
    kind: str
    account_id: UUID
    full_name: str
    username: str
    role: str
    place: str
    valid_until: datetime | None
    reason: str
    requested_by: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    approved: bool | None
    mine: bool
    why_not: str
    is_machine: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """One colleague with everything that the manager decides on. ``opened``: the person has set a password."""

    id: UUID
    username: str
    full_name: str
    email: str
    phone: str
    language: str
    opened: bool
    second_factor: bool
    sessions: int
    last_sign_in: datetime | None
    duties: tuple[DutyLine, ...]
    invitation: InvitationLine | None
    requests: tuple[RequestLine, ...]
    is_me: bool


@dataclass(frozen=True, slots=True)
class Requests:
    """One page of requests, newest first. ``counts`` by ``REQUESTS``."""

    lines: tuple[RequestLine, ...]
    counts: dict[str, int]
    page: int
    more: bool


@look("access.colleagues", roles=MANAGERS, purpose=PURPOSE, title=_("Look at the colleagues' accounts"))
def colleagues(actor: Actor, *, text: str = "", show: str = "present", page: int = 1) -> Colleagues:
    """Colleagues of the own institution, by name. ``text``: part of a name or user name. Raises Invalid (``show``)."""
    kinds = _by_state(_home(actor))
    if show not in SHOW:
        raise Invalid(field="show")
    number = min(max(page, 1), MOST_PAGES)
    found = Account.objects.filter(kinds[show])
    if text.strip():
        found = found.filter(Q(full_name__icontains=text.strip()) | Q(username__icontains=text.strip()))
    rows = list(found.order_by("full_name", "id")[(number - 1) * SIZE : number * SIZE + 1])
    more, rows = len(rows) > SIZE, rows[:SIZE]
    shown("account", *(row.pk for row in rows))
    held = duties(actor, [row.pk for row in rows])
    counts = {name: Account.objects.filter(condition).count() for name, condition in kinds.items()}
    return Colleagues(tuple(_line(row, held.get(row.pk, ())) for row in rows), counts, number, more)


@look("access.colleague", roles=MANAGERS, purpose=PURPOSE, title=_("Look at a colleague's account"))
def colleague(actor: Actor, *, account_id: UUID) -> Colleague:
    """One account of the own institution. Raises NotFound for any other."""
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    account = Account.objects.filter(_by_state(_home(actor))["all"], pk=account_id).first()
    if account is None:
        raise NotFound(field="account_id")
    shown("account", account.pk)
    return Colleague(
        id=account.pk,
        username=account.username,
        full_name=account.full_name,
        email=account.email,
        phone=account.phone,
        language=account.language,
        opened=account.has_usable_password(),
        second_factor=Authenticator.objects.filter(user_id=account.pk).exclude(type="recovery_codes").exists(),
        sessions=UserSession.objects.filter(user_id=account.pk).count(),
        last_sign_in=account.last_login,
        duties=duties(actor, [account.pk]).get(account.pk, ()),
        invitation=_invitation(actor, account),
        requests=requests_of(actor, account.pk),
        is_me=account.pk == actor.account_id,
    )


@look("access.requests", roles=MANAGERS, purpose=PURPOSE, title=_("Look at what is asked for colleagues' access"))
def requests(actor: Actor, *, show: str = "waiting", page: int = 1) -> Requests:
    """Requests of the own institution: ``waiting``, ``decided``, or ``mine`` (asked by the reader). Raises Invalid."""
    kinds = {
        "waiting": Q(decided_at=None),
        "decided": Q(decided_at__isnull=False),
        "mine": Q(requested_by_id=actor.account_id),
    }
    if show not in kinds:
        raise Invalid(field="show")
    number = min(max(page, 1), MOST_PAGES)
    found = _requests(actor).filter(kinds[show]).order_by("-requested_at", "-id")
    rows = list(found[(number - 1) * SIZE : number * SIZE + 1])
    more, rows = len(rows) > SIZE, rows[:SIZE]
    shown("account", *{row.account_id for row in rows})
    counts = {name: _requests(actor).filter(condition).count() for name, condition in kinds.items()}
    return Requests(tuple(_request_line(actor, row) for row in rows), counts, number, more)


@look("access.request", roles=MANAGERS, purpose=PURPOSE, title=_("Look at one request for access"))
def request(actor: Actor, *, request_id: UUID) -> RequestLine:
    """One request of the own institution. Raises NotFound."""
    found = _requests(actor).filter(pk=request_id).first()
    if found is None:
        raise NotFound(field="request_id")
    shown("account", found.account_id)
    return _request_line(actor, found)


def requests_of(actor: Actor, account_id: UUID) -> tuple[RequestLine, ...]:
    """What was asked for one account, newest first; inside a look."""
    asked = _requests(actor).filter(account_id=account_id).order_by("-requested_at", "-id")[:SIZE]
    return tuple(_request_line(actor, one) for one in asked)


def roles_to_give(actor: Actor, *, machine: bool = False) -> list[registry.Role]:
    """The roles that this actor may propose for a colleague, or for a machine; by declaration, inside ``reading``."""
    institution = Institution.objects.filter(pk=_home(actor)).first()
    kind = institution.kind if institution else ""
    grants = registry.role(actor.role).grants
    fitting = (role for role in registry.roles().values() if role.machine is machine)
    return [role for role in fitting if rules.may_grant(grants, role.name, role.kind, kind, True)]


def places() -> list[Place]:
    """All places, by code. No personal data."""
    return list(Place.objects.order_by("kind", "code"))


def institutions(page: int = 1) -> tuple[list[Institution], bool]:
    """One page of institutions by code, and whether another follows. No personal data."""
    number = min(max(page, 1), MOST_PAGES)
    rows = list(Institution.objects.order_by("code")[(number - 1) * SIZE : number * SIZE + 1])
    return rows[:SIZE], len(rows) > SIZE


def _home(actor: Actor) -> UUID:
    return actor.institution_id or NOBODY


def _by_state(institution_id: UUID) -> dict[str, Q]:
    """Which accounts belong to an institution, as conditions on Account."""
    here = Duty.objects.filter(account=OuterRef("pk"), institution_id=institution_id)
    holding = here.filter(Q(valid_until=None) | Q(valid_until__gt=clock.now()), ended_at=None)
    codes = Invitation.objects.filter(account=OuterRef("pk"), institution_id=institution_id)
    asked = AccessRequest.objects.filter(account=OuterRef("pk"), institution_id=institution_id)
    open_ = codes.filter(used_at=None, voided_at=None)
    present, invited = Q(Exists(holding)), Q(Exists(open_)) & ~Q(Exists(here))
    ours = (Q(Exists(here)) | Q(Exists(codes)) | Q(Exists(asked))) & Q(is_machine=False)
    # Someone who opened the account and waits for a first role is of the present, not of the past.
    waits = ours & ~Q(Exists(here)) & ~Q(Exists(open_))
    return {
        "present": (present | waits) & Q(is_machine=False),
        "former": Q(Exists(here)) & ~Q(Exists(holding)) & Q(is_machine=False),
        "invited": invited,
        "all": ours,
    }


def _line(account: Account, duties: Iterable[DutyLine]) -> ColleagueLine:
    own = tuple(duties)
    state = "present" if any(duty.holds for duty in own) else "former" if own else "invited"
    if not own and account.has_usable_password():
        state = "waiting"
    return ColleagueLine(account.pk, account.username, account.full_name, state, own, account.last_login)


def duties(actor: Actor, account_ids: list[UUID]) -> dict[UUID, tuple[DutyLine, ...]]:
    """Duties in the own institution by account, those that hold first; inside a look."""
    rows: QuerySet[Duty] = (
        Duty.objects.filter(account_id__in=account_ids, institution_id=_home(actor))
        .select_related("place", "ended_by")
        .order_by("ended_at", "-created_at", "-id")
    )
    now, found = clock.now(), dict[UUID, list[DutyLine]]()
    for row in rows:
        line = DutyLine(
            id=row.pk,
            role=row.role,
            place=row.place.name(actor.language) if row.place else "",
            since=row.created_at,
            ends=row.ended_at or row.valid_until,
            holds=row.ended_at is None and (row.valid_until is None or row.valid_until > now),
            end_reason=row.end_reason,
            ended_by=row.ended_by.full_name if row.ended_by else "",
        )
        found.setdefault(row.account_id, []).append(line)
    return {key: tuple(sorted(lines, key=lambda line: not line.holds)) for key, lines in found.items()}


def _invitation(actor: Actor, account: Account) -> InvitationLine | None:
    rows = Invitation.objects.filter(account=account, institution_id=_home(actor))
    newest = rows.select_related("invited_by").order_by("-created_at", "-id").first()
    if newest is None:
        return None
    state = "waiting" if newest.digest else "sending"
    if newest.used_at or account.has_usable_password():
        state = "used"
    elif newest.expires_at <= clock.now() or newest.voided_at:
        state = "expired"
    return InvitationLine(state, newest.by_mail, newest.invited_by.full_name, newest.created_at, newest.expires_at)


def _requests(actor: Actor) -> QuerySet[AccessRequest]:
    rows = AccessRequest.objects.filter(institution_id=_home(actor))
    return rows.select_related("account", "place", "requested_by", "decided_by")


def _request_line(actor: Actor, row: AccessRequest) -> RequestLine:
    asked = rules.Request(row.kind, row.account_id, row.institution_id, row.role, row.requested_by_id)
    why_not = "decided" if row.decided_at else ""
    if not why_not and actor.account_id and actor.institution_id:
        why_not = rules.why_not_decide(actor.account_id, actor.institution_id, asked) or ""
    return RequestLine(
        id=row.pk,
        kind=row.kind,
        account_id=row.account_id,
        full_name=row.account.full_name,
        username=row.account.username,
        role=row.role,
        place=row.place.name(actor.language) if row.place else "",
        valid_until=row.valid_until,
        reason=row.reason,
        requested_by=row.requested_by.full_name,
        requested_at=row.requested_at,
        decided_by=row.decided_by.full_name if row.decided_by else "",
        decided_at=row.decided_at,
        approved=row.approved,
        mine=row.requested_by_id == actor.account_id,
        why_not=why_not,
        is_machine=row.account.is_machine,
    )
