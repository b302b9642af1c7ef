from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "sapar.kernel.access"
    label = "access"

    def ready(self) -> None:
        from sapar.kernel.access import acts, inviting, machine_queries, machines, queries, roles  # noqa: F401  registers
