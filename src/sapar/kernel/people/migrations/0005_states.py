"""Germany is ``DEU`` in kept keys and columns, whatever the lines of the document print (``sapar.standards.countries``)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

DEU = """
update people_person set nationality = 'DEU' where nationality = 'D';
update people_traveldocument set issuer = 'DEU', key = 'DEU' || substr(key, 2) where issuer = 'D';
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("people", "0004_links_wall")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(DEU, migrations.RunSQL.noop)]
