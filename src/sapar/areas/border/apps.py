from __future__ import annotations

from django.apps import AppConfig


class BorderConfig(AppConfig):
    name = "sapar.areas.border"
    label = "border"

    def ready(self) -> None:
        from sapar.areas.border import access, acts, facts, notices, procedures, queries  # noqa: F401  register themselves
