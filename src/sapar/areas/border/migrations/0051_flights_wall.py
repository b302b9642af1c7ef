"""Two walls: a carrier reads its own messages and answers; flights and passengers are for those who reach all of the border."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from sapar.kernel.access.rls import rls_enable


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("border", "0050_flights"), ("access", "0002_context")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        rls_enable("border_interchange", area="carriers", own="institution_id"),
        rls_enable("border_flightmessage", area="carriers", own="institution_id"),
        rls_enable("border_carrieranswer", area="carriers", own="institution_id"),
        rls_enable("border_flight", area="border"),
        rls_enable("border_passenger", area="border"),
    ]
