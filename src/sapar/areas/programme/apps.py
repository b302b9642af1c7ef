from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "sapar.areas.programme"
    label = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from sapar.areas.programme import (  # noqa: F401  register themselves
            access,
            acts,
            indicators,
            keeping,
            models,
            notices,
            procedures,
            verifying,
        )
        from sapar.areas.programme.queries import measuring, shared, tables  # noqa: F401  tables: its look
        from sapar.kernel.access import registry
        from sapar.web import nav

        indicators.register()
        verifying.register()
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
        plans = _("What the sides agreed on for the year, how it stands, who owes what")
        nav.register_entries(
            nav.Entry("programme:overview", _("Joint plan"), access.READERS, about=plans, icon="chart", order=5)
        )
        nav.register_records(
            plan="programme:plan",
            plan_round="programme:agreement",
            plan_version="programme:version",
            plan_activity="programme:activity",
            plan_milestone="programme:milestone",
            plan_meeting="programme:meeting",
            minutes_version="programme:protocol",
            plan_decision="programme:decision",
            plan_measure="programme:measure",
            plan_value="programme:value",
            plan_review="programme:review",
            project="programme:project",
            project_handover="programme:handover",
            project_training="programme:training",
            instrument="programme:instrument",
            state_action="programme:action",
        )
        nav.register_titles(plan_measure=measuring.measure_titles, plan_value=measuring.value_titles)
        nav.register_titles(plan_activity=shared.activity_titles, plan_milestone=shared.milestone_titles)
        nav.register_titles(
            plan_round=shared.round_titles,
            plan_meeting=shared.titles_of(models.Meeting, "title"),
            plan_decision=shared.titles_of(models.Decision, "text"),
            project=shared.titles_of(models.Project, "title"),
            instrument=shared.titles_of(models.Instrument, "title"),
            state_action=shared.titles_of(models.StateAction, "title"),
        )
        nav.register_help(nav.HelpTopic("commitments", title, "programme/help.html", access.EVERYBODY, order=60))
