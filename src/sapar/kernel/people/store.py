"""Finding a person by their document and keeping every spelling; called inside acts, which name the subjects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapar.kernel import clock
from sapar.kernel.access.actor import NOBODY, Actor
from sapar.kernel.acts import about
from sapar.kernel.errors import Invalid
from sapar.kernel.people import rules
from sapar.kernel.people.models import Person, PersonGroup, PersonLink, PersonName, TravelDocument
from sapar.standards.countries import state_code

WORDS = {
    "form": _("Enter a date like 1990-03-27, or as much of it as is known: 1990-03 or 1990."),
    "real": _("Enter a real date."),
    "future": _("The date of birth cannot lie in the future."),
}


@dataclass(frozen=True, slots=True)
class Description:
    """A person as one document describes them. Dates: ``birth_date`` partial ISO text, ``expiry_date`` a day or None.

    ``nationality`` and ``issuer`` become the codes that registers hold (``DEU`` where the lines print ``D``).
    """

    primary: str
    secondary: str
    birth_date: str
    sex: str
    nationality: str
    document_code: str
    issuer: str
    number: str
    expiry_date: date | None = None
    mrz: str = ""
    script: str = "mrz"
    source: str = "mrz"

    def __post_init__(self) -> None:
        for field in ("nationality", "issuer"):
            object.__setattr__(self, field, state_code(getattr(self, field)))


def check(description: Description) -> None:
    """Raises Invalid naming each field of the description that breaks a rule."""
    errors = []
    if not description.primary.strip():
        errors.append(Invalid(_("Enter the surname as in the passport."), field="primary"))
    why = rules.partial_date_error(description.birth_date, clock.today()) if description.birth_date else None
    if why:
        errors.append(Invalid(WORDS[why], field="birth_date", code=f"birth_date_{why}"))
    if description.sex not in ("", "F", "M", "X"):
        errors.append(Invalid(_("Choose one of the options."), field="sex"))
    for field in ("nationality", "issuer"):
        value = getattr(description, field)
        if not (1 <= len(value) <= 3 and value.isascii() and value.isalpha() and value.isupper()):
            errors.append(Invalid(_("Enter the three-letter code of the State, as in the passport."), field=field))
    if not rules.DOCUMENT_NUMBER.fullmatch(rules.document_key("", description.number)[1:]):
        errors.append(Invalid(_("Enter the number of the document: letters and digits."), field="number"))
    if errors:
        raise Invalid.many(errors)


def find_document(issuer: str, number: str) -> TravelDocument | None:
    """The newest record of a document that this reader may see, with its person; None if there is none."""
    key = rules.document_key(issuer, number)
    return TravelDocument.objects.select_related("person").filter(key=key).order_by("-id").first()


def remember(actor: Actor, description: Description) -> tuple[Person, TravelDocument]:
    """The person of a document, made if this reader knows none, with this spelling added. Inside an act."""
    check(description)
    found = find_document(description.issuer, description.number)
    if found is not None and rules.same_birth_date(found.person.birth_date, description.birth_date):
        person, document = found.person, found
        if description.expiry_date and document.expiry_date is None:
            document.expiry_date = description.expiry_date
            document.save(update_fields=["expiry_date"])
    else:
        person = Person(
            birth_date=description.birth_date,
            sex=description.sex,
            nationality=description.nationality,
            institution_id=actor.institution_id or NOBODY,
            created_at=clock.now(),
        )
        person.save(force_insert=True)
        document = TravelDocument(
            person=person,
            key=rules.document_key(description.issuer, description.number),
            document_code=description.document_code,
            issuer=description.issuer,
            number=description.number,
            expiry_date=description.expiry_date,
            mrz=description.mrz,
            first_seen_at=clock.now(),
        )
        document.save(force_insert=True)
    keep_name(person.pk, description.script, description.primary, description.secondary, description.source)
    about("person", person.pk)
    return person, document


def keep_name(person_id: UUID, script: str, primary: str, secondary: str, source: str) -> None:
    """Keep one more spelling; one that is known already changes nothing."""
    known = PersonName.objects.filter(person_id=person_id, script=script, primary=primary, secondary=secondary)
    if not known.exists():
        PersonName(
            person_id=person_id,
            script=script,
            primary=primary,
            secondary=secondary,
            source=source,
            created_at=clock.now(),
        ).save(force_insert=True)


def display_name(person: Person) -> str:
    """The name people read: the printed spelling where there is one, else the machine-readable one."""
    names = sorted(person.names.all(), key=lambda name: (name.script == "mrz", -name.created_at.timestamp()))
    return " ".join(part for part in (names[0].secondary, names[0].primary) if part) if names else ""


# ------------------------------------------------------------------------------------------------ one person, several records

LINKING = "select pg_advisory_xact_lock(hashtext('people.link'))"


def joined(person_id: UUID) -> list[UUID]:
    """All records of the same person, this one first. Inside an act, a look or ``reading``."""
    others = PersonGroup.objects.filter(
        group_id__in=PersonGroup.objects.filter(person_id=person_id).values("group_id")
    ).exclude(person_id=person_id)
    return [person_id, *others.order_by("person_id").values_list("person_id", flat=True)]


def documents_together(document_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """For each document all documents of the same person, itself included; one query, two more where records are linked.

    The groups are asked for first: almost nobody is in one, and joined in one statement every person would be looked at.
    """
    asked = list(document_ids)
    mine = TravelDocument.objects.filter(pk__in=asked, person__group__isnull=False)
    groups = set(mine.values_list("person__group__group_id", flat=True))
    group_of: dict[UUID, UUID] = {}
    if groups:
        people = list(PersonGroup.objects.filter(group_id__in=groups).values_list("person_id", "group_id"))
        by_person = dict(people)
        rows = TravelDocument.objects.filter(person_id__in=list(by_person)).values_list("pk", "person_id")
        group_of = {pk: by_person[person_id] for pk, person_id in rows}
    return {
        one: {one, *(other for other, group in group_of.items() if one in group_of and group == group_of[one])}
        for one in asked
    }


def link(one_id: UUID, other_id: UUID) -> PersonLink:
    """From now on two records count as one person. Inside an act of somebody who reaches both."""
    with connection.cursor() as cursor:
        cursor.execute(LINKING)
    made = PersonLink(one_id=one_id, other_id=other_id, since=clock.now())
    made.save(force_insert=True)
    _regroup((one_id, other_id))
    for person_id in (one_id, other_id):
        about("person", person_id)
    return made


def unlink(link_id: UUID) -> None:
    """End a link; records that no other link holds together are several persons again. Inside an act."""
    with connection.cursor() as cursor:
        cursor.execute(LINKING)
    found = PersonLink.objects.filter(pk=link_id, ended_at=None).first()
    if found is None:
        return
    found.ended_at = clock.now()
    found.save(update_fields=["ended_at"])
    _regroup((found.one_id, found.other_id))
    for person_id in (found.one_id, found.other_id):
        about("person", person_id)


def _regroup(touched: Iterable[UUID]) -> None:
    """Work the groups of some records out anew from the links in force."""
    left = set(touched)
    while left:
        start = left.pop()
        group, edge = {start}, {start}
        while edge:
            pairs = PersonLink.objects.filter(Q(one_id__in=edge) | Q(other_id__in=edge), ended_at=None)
            edge = {one for pair in pairs.values_list("one_id", "other_id") for one in pair} - group
            group |= edge
        left -= group
        PersonGroup.objects.filter(person_id__in=group).delete()
        if len(group) > 1:
            PersonGroup.objects.bulk_create(PersonGroup(person_id=one, group_id=min(group)) for one in group)
