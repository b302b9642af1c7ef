from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("border", "0021_desk_wall")]

    operations = []
