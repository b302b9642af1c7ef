from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "sapar.areas.programme"
    label = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from sapar.areas.programme import access, acts, indicators  # noqa: F401  acts register themselves
        from sapar.kernel.access import registry
        from sapar.web import nav

        indicators.register()
        title = _("Commitments")
        about = _("What was promised, the figures that show it, and what they were counted from")
        # Those who may see the rows of a source read its figures too, whatever area they work in.
        areas = {one.source.area for one in indicators.installed()}
        others = tuple(
            name
            for name, role in registry.roles().items()
            if name not in access.EVERYBODY
            and not name.startswith("system.")
            and any(role.reach.get(area) == registry.ALL for area in areas)
        )
        nav.register_entries(
            nav.Entry("programme:commitments", title, access.EVERYBODY, about=about, icon="road", order=10),
            nav.Entry("programme:commitments", title, others, about=about, icon="road", order=60),
        )
        nav.register_help(nav.HelpTopic("commitments", title, "programme/help.html", access.EVERYBODY, order=60))
