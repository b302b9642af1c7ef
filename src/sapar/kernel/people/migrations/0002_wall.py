"""Who sees which persons: those whom their institution registered, or all of them for readers whose role says so."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

OF_MY_PERSON = "person_id in (select id from people_person where institution_id = (select ctx_institution()))"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("people", "0001_tables"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("people_person", area="people", own="institution_id"),
        rls_enable("people_personname", area="people", own_via=OF_MY_PERSON),
        rls_enable("people_traveldocument", area="people", own_via=OF_MY_PERSON),
    ]
