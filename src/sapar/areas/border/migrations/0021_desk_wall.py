from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("border", "0020_desk")]

    operations = []
