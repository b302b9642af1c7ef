from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "0031_meetings_wall")]

    operations = []
