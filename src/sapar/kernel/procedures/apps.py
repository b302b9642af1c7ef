from __future__ import annotations

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "sapar.kernel.procedures"
    label = "procedures"

    def ready(self) -> None:
        from sapar.kernel.procedures import acts  # noqa: F401  registers the catalogue
