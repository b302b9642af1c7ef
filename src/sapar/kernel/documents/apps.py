from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sapar.kernel.documents"
    label = "documents"

    def ready(self) -> None:
        from sapar.kernel import retention  # noqa: F401  registers its act
        from sapar.kernel.documents import access, importing, keeping  # noqa: F401  register roles, acts, record classes
