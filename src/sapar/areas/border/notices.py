"""What people of the border service are told on screen and by mail. No personal data: the link leads to a look."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sapar.kernel.notices.registry import Template, Values, register_templates

OVERRIDE = "border.override"
CORRECTED = "border.corrected_red"
ALONE = "border.child_alone"
LOOK_IN = "border.look_in"
HANDED_OVER = "border.handed_over"
REFUSED, APPEALED, APPEAL_DECIDED = "border.refused", "border.appealed", "border.appeal_decided"
SHIFT_DIFFERS = "border.shift_differs"
EXTENSION_ASKED = "border.extension_asked"


def _post(values: Values, language: str) -> Values:
    """The post's name and the hour, from its code and the moment."""
    from sapar.kernel.access.models import Place

    place = Place.objects.filter(code=values.get("post")).first()
    moment = datetime.fromisoformat(str(values["at"])).astimezone(ZoneInfo(settings.TIME_ZONE))
    return {"post": place.name(language) if place else values.get("post", ""), "at": f"{moment:%d.%m.%Y %H:%M}"}


def _until(values: Values, language: str) -> Values:
    """The day as it is written."""
    return {**values, "until": f"{date.fromisoformat(str(values['until'])):%d.%m.%Y}"}


TEMPLATES = register_templates(
    Template(
        OVERRIDE,
        subject=_("A refusal at the border was overridden"),
        body=_(
            "The second line admitted a traveller although a check was red. The record holds who decided and why: "
            "open it and see whether you agree."
        ),
    ),
    Template(
        CORRECTED,
        subject=_("A crossing now names a traveller against whom a check is red"),
        body=_(
            "A supervisor corrected the record of a crossing. For the traveller whom it names now, the desk would have said "
            "red. The record holds who corrected it and why: open it and see what has to be done."
        ),
    ),
    Template(
        ALONE,
        subject=_("A child alone at a border post: %(post)s"),
        body=_(
            "%(at)s, %(post)s: a child arrived without a grown-up and is in the second line. Call the post. Nothing about "
            "the child stands in this message."
        ),
        resolve=_post,
    ),
    Template(
        LOOK_IN,
        subject=_("Look into your inbox"),
        body=_(
            "A reminder of every day, whether anything waits or not: open the inbox of your office. What is in it never "
            "stands in a message."
        ),
    ),
    Template(
        HANDED_OVER,
        subject=_("A case of the second line was handed over to you"),
        body=_("A colleague handed a case of the second line over to you, with a note. Open it."),
    ),
    Template(
        REFUSED,
        subject=_("Somebody whom you referred was refused entry"),
        body=_("The second line refused entry. The record holds the grounds: open it."),
    ),
    Template(
        APPEALED,
        subject=_("An appeal against a refusal of entry waits"),
        body=_("Somebody who had no part in the refusal has to decide. Open the record."),
    ),
    Template(
        APPEAL_DECIDED,
        subject=_("An appeal against your refusal of entry was decided"),
        body=_("The record holds the decision and its reason: open it."),
    ),
    Template(
        SHIFT_DIFFERS,
        subject=_("Figures of a shift differ"),
        body=_("What the officers counted differs from what the node counted, or the one who took over made a remark."),
    ),
    Template(
        EXTENSION_ASKED,
        subject=_("Somebody asks to stay longer"),
        body=_("Request %(reference)s waits for a decision."),
    ),
)

VISA_TEMPLATES = register_templates(
    *(
        Template(f"border.visa_{name}", subject=subject, body=body)
        for name, subject, body in (
            (
                "received",
                _("Application for a visa %(reference)s"),
                _("An application for a visa, %(reference)s, waits for a decision."),
            ),
            (
                "appealed",
                _("Appeal against the refusal of %(reference)s"),
                _(
                    "The applicant appealed against the refusal of %(reference)s. Somebody without a part in it decides."
                ),
            ),
            (
                "extension",
                _("Extension of visa %(reference)s asked for"),
                _("The holder of the visa %(reference)s asks for an extension."),
            ),
            (
                "returned",
                _("Your application %(reference)s came back to you"),
                _(
                    "Something is missing in your application %(reference)s. Open your page with the reference and your code."
                ),
            ),
            (
                "granted",
                _("Your visa was granted: %(reference)s"),
                _("Your visa was granted. Open your page with the reference %(reference)s and your code to print it."),
            ),
            (
                "refused",
                _("Decision on your application %(reference)s"),
                _("Your visa was refused. The reasons and the way to appeal stand on your page: %(reference)s."),
            ),
            (
                "upheld",
                _("Decision on your appeal %(reference)s"),
                _("The refusal was confirmed. The reason stands on your page: %(reference)s."),
            ),
            (
                "extended",
                _("Your visa was extended: %(reference)s"),
                _("Print the visa again: the earlier print no longer holds. Your page: %(reference)s."),
            ),
            (
                "declined",
                _("Your extension was declined: %(reference)s"),
                _("The visa holds as it was. The reason stands on your page: %(reference)s."),
            ),
            (
                "linked",
                _("Your visa was linked to your new passport: %(reference)s"),
                _("Print the visa again: the earlier print no longer holds. Your page: %(reference)s."),
            ),
            (
                "cancelled",
                _("Your visa was cancelled: %(reference)s"),
                _("Your visa does not hold any more. The reason stands on your page: %(reference)s."),
            ),
            (
                "code_changed",
                _("A new code for your application %(reference)s"),
                _(
                    "A new code was sent to the contact that you gave; the one before opens nothing any more. If you did not "
                    "ask for it, call the service at once."
                ),
            ),
        )
    ),
    Template(
        "border.visa_leave",
        subject=_("Your visa was cancelled: %(reference)s"),
        body=_(
            "Your visa does not hold any more. You have to leave the country by %(until)s. The reason stands on your page: "
            "%(reference)s."
        ),
        resolve=_until,
    ),
    Template(
        "border.visa_code",
        subject=_("Your new code: %(reference)s"),
        body=_(
            "Your new code is %(code)s. It opens your application together with its reference; the code before opens nothing "
            "any more. Do not show the code to anybody."
        ),
        sms=_("Sapar: the new code of your visa application is %(code)s. Show it to nobody."),
        secrets=("code",),
    ),
)
