"""Germany is ``DEU`` in kept keys and columns, whatever the lines of the document print (``sapar.standards.countries``)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

DEU = """
update labour_application set nationality = 'DEU' where nationality = 'D';
update labour_application set issuer = 'DEU', document_key = 'DEU' || substr(document_key, 2) where issuer = 'D';
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("labour", "0003_facts")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(DEU, migrations.RunSQL.noop)]
