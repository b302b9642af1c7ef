"""An area in small that leaves notices, so that ``notify`` runs inside real acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from sapar.kernel.access.actor import Actor
from sapar.kernel.access.registry import Role, register_roles
from sapar.kernel.acts import act
from sapar.kernel.notices.registry import Template, register_templates
from sapar.kernel.notices.store import notify

register_roles(Role("test.desk", "Desk"), Role("test.boss", "Boss"))

register_templates(
    Template("test.plain", subject=_("A role of yours has ended"), body="Reference %(reference)s."),
    Template("test.code", subject="Your code", body="Code %(code)s.", sms="%(code)s", secrets=("code",)),
    Template("test.broken", subject="%(nothing)s", body="x"),
)


@act("test.tell", roles=("test.desk", "test.boss"), purpose="notices.tell", title="Test: tell")
def tell(
    actor: Actor,
    *,
    template: str = "test.plain",
    account_id: UUID | None = None,
    institution_id: UUID | None = None,
    role: str = "",
    holder_id: UUID | None = None,
    address: str = "",
    code: str = "",
    link: str = "",
    fail: bool = False,
) -> dict[str, Any]:
    made = notify(
        template,
        {"reference": "MS-1"},
        account_id=account_id,
        institution_role=(institution_id, role) if institution_id else None,
        holder_id=holder_id,
        address=address,
        language="ru" if address else "",
        secrets={"code": code} if code else None,
        link=link,
    )
    if fail:
        raise ZeroDivisionError
    return {"ids": [str(one.pk) for one in made]}
