from __future__ import annotations

from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "sapar.kernel.facts"
    label = "facts"

    def ready(self) -> None:
        from sapar.kernel.facts import acts  # noqa: F401  registers the catalogue
