from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "sapar.kernel.notices"
    label = "notices"

    def ready(self) -> None:
        from sapar.kernel.notices import acts, keeping, wordings  # noqa: F401  register acts, record class, templates
