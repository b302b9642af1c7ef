from __future__ import annotations

from django.apps import AppConfig


class LabourConfig(AppConfig):
    name = "sapar.areas.labour"
    label = "labour"

    def ready(self) -> None:
        from sapar.areas.labour import access, acts, facts, notices, procedures, queries  # noqa: F401  register all
