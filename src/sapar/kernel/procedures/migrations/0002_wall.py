"""A case is seen by the institution that decides, by the one that applied, and by the person it is about."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable

MINE = "institution_id = (select ctx_institution()) or applicant_id = (select ctx_institution())"
OF_MY_CASE = f"case_id in (select id from procedures_case where {MINE})"
OF_MY_RECORD = "case_id in (select id from procedures_case where subject_id = (select ctx_holder()))"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("procedures", "0001_tables"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("procedures_case", area="procedures", own_via=MINE, holder="subject_id"),
        rls_enable("procedures_step", area="procedures", own_via=OF_MY_CASE, holder_via=OF_MY_RECORD),
    ]
