from __future__ import annotations

from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "sapar.kernel.acts"
    label = "acts"
