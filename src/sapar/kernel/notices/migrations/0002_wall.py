"""Who reads which notices: whom they are addressed to, by account, record or role. The sender's job sees all.

An institution's other roles do not: a notice to one of them may be about another.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

MINE = (
    "recipient = (select ctx_actor())"
    " or recipient = 'institution:' || (select ctx_institution()) || '/' || (select ctx_role())"
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("notices", "0001_tables"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("notices_notice", area="notices", holder_via=MINE),
    ]
