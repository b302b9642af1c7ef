"""What people of the programme are told on screen and by mail: references and days, no names; the link leads there."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from sapar.kernel.notices.registry import Template, Values, register_templates

CALLED, CHANGED = "programme.meeting_called", "programme.meeting_changed"
CANCELLED, INVITED = "programme.meeting_cancelled", "programme.meeting_invited"
DECIDED = "programme.decided"
# Of a version of a plan and of minutes: it waits for an answer, for signatures, or was withdrawn or reopened.
PROPOSED, TO_SIGN, SET_ASIDE = "programme.version_proposed", "programme.version_to_sign", "programme.version_set_aside"
MINUTES_PROPOSED, MINUTES_TO_SIGN = "programme.minutes_proposed", "programme.minutes_to_sign"
MINUTES_SET_ASIDE = "programme.minutes_set_aside"


def _moment(values: Values, _language: str) -> Values:
    at = localtime(datetime.fromisoformat(str(values["at"])))
    return {"reference": values["reference"], "at": f"{at:%d.%m.%Y %H:%M}"}


def _due(values: Values, _language: str) -> Values:
    return {"number": values["number"], "due": f"{date.fromisoformat(str(values['due'])):%d.%m.%Y}"}


TEMPLATES = register_templates(
    Template(
        CALLED,
        subject=_("A meeting was called: %(reference)s, %(at)s"),
        body=_(
            "The meeting %(reference)s under the joint plan begins on %(at)s. The agenda, the place and how to take part "
            "online stand on its page."
        ),
        resolve=_moment,
    ),
    Template(
        CHANGED,
        subject=_("A meeting was moved or changed: %(reference)s, %(at)s"),
        body=_("The meeting %(reference)s now begins on %(at)s. Its page says where and how people meet."),
        resolve=_moment,
    ),
    Template(
        CANCELLED,
        subject=_("A meeting was cancelled: %(reference)s"),
        body=_("The meeting %(reference)s, called for %(at)s, is not held. Its page says why."),
        resolve=_moment,
    ),
    Template(
        INVITED,
        subject=_("Your institution takes part in a meeting: %(reference)s, %(at)s"),
        body=_(
            "Somebody of your institution was named for the meeting %(reference)s under the joint plan. It begins on "
            "%(at)s; its page says where and how people meet."
        ),
        resolve=_moment,
    ),
    Template(
        DECIDED,
        subject=_("A decision for your institution to carry out: %(number)s, by %(due)s"),
        body=_(
            "Both sides signed the decision %(number)s. Your institution is responsible; it is to be carried out by "
            "%(due)s. It stands in your work list. Tell on its page what became of it."
        ),
        resolve=_due,
    ),
    Template(
        PROPOSED,
        subject=_("The joint plan waits for your answer: %(reference)s, version %(number)s"),
        body=_(
            "The other side proposed version %(number)s of the joint plan %(reference)s. Its page shows what differs. "
            "Accept it, or change your draft and propose another version."
        ),
    ),
    Template(
        TO_SIGN,
        subject=_("The joint plan is to be signed: %(reference)s, version %(number)s"),
        body=_(
            "Both sides agreed on version %(number)s of the joint plan %(reference)s. Whoever may sign for a side signs "
            "it on its page, or reopens the agreement and says why."
        ),
    ),
    Template(
        SET_ASIDE,
        subject=_("A version of the joint plan was withdrawn or reopened: %(reference)s, version %(number)s"),
        body=_(
            "Version %(number)s of the joint plan %(reference)s cannot be accepted or signed any more. The history of "
            "the agreement on the plan's page says who took it back and why."
        ),
    ),
    Template(
        MINUTES_PROPOSED,
        subject=_("Minutes wait for your answer: %(reference)s, version %(number)s"),
        body=_(
            "The other side proposed version %(number)s of the minutes of the meeting %(reference)s. Accept them, or "
            "propose other minutes."
        ),
    ),
    Template(
        MINUTES_TO_SIGN,
        subject=_("Minutes are to be signed: %(reference)s, version %(number)s"),
        body=_(
            "Both sides agreed on version %(number)s of the minutes of the meeting %(reference)s. Whoever may sign for a "
            "side signs them on their page, or reopens them and says why."
        ),
    ),
    Template(
        MINUTES_SET_ASIDE,
        subject=_("Minutes were withdrawn or reopened: %(reference)s, version %(number)s"),
        body=_(
            "Version %(number)s of the minutes of the meeting %(reference)s cannot be accepted or signed any more. The "
            "history on the meeting's page says who took them back and why."
        ),
    ),
)
