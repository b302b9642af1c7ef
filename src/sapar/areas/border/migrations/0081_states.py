"""Germany is ``DEU`` in kept keys and columns, whatever the lines of the document print (``sapar.standards.countries``)."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

NATIONALITIES = ("crossing", "stayregistration", "statement", "passenger", "visaapplication", "overstayline")

# Figures of days that hold the old code are counted again by the job; until then they are counted from the crossings.
DEU = (
    "".join(f"update border_{table} set nationality = 'DEU' where nationality = 'D';\n" for table in NATIONALITIES)
    + """
update border_statement set issuer = 'DEU' where issuer = 'D';
update border_passenger set document_issuer = 'DEU' where document_issuer = 'D';
update border_visaapplication set issuer = 'DEU', document_key = 'DEU' || substr(document_key, 2) where issuer = 'D';
update border_visalink set issuer = 'DEU', document_key = 'DEU' || substr(document_key, 2) where issuer = 'D';
update border_oneperson o set known_key = regexp_replace(known_key, '^D:', 'DEU:'),
  other_key = regexp_replace(other_key, '^D:', 'DEU:')
where (known_key like 'D:%' or other_key like 'D:%') and not exists (
  select 1 from border_oneperson t where t.agreed is null and o.agreed is null and t.id <> o.id
    and regexp_replace(t.known_key, '^D:', 'DEU:') = regexp_replace(o.known_key, '^D:', 'DEU:')
    and regexp_replace(t.other_key, '^D:', 'DEU:') = regexp_replace(o.other_key, '^D:', 'DEU:'));
update border_stayregime set nationalities = (nationalities - 'D') || '["DEU"]'::jsonb
where jsonb_exists(nationalities, 'D');
delete from border_figureday where day in (select day from border_dayfigure where nationality = 'D');
delete from border_dayfigure where day in (select day from border_dayfigure where nationality = 'D');
"""
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("border", "0071_list_reading"), ("people", "0005_states")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(DEU, migrations.RunSQL.noop)]
