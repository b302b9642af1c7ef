from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "0040_projects")]

    operations = []
