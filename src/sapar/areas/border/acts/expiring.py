"""What ends by itself: once a day, as one act, whatever there is to end."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sapar.areas.border.access import WATCH
from sapar.areas.border.acts import putting
from sapar.areas.border.acts.alerts import end_alert
from sapar.areas.border.models import Alert, Entry
from sapar.kernel import clock
from sapar.kernel.access.actor import Actor
from sapar.kernel.acts import act


@act("border.end_expired", roles=("system.clock",), purpose=WATCH, title=_("End alerts whose last day is over"))
def end_expired(actor: Actor) -> None:
    """Alerts and entries of lists. A desk passes them over from the day itself on; this ends what is searched for.

    The entry in the ledger names no subject: how many ended, and whose, is for their owners.
    """
    today = clock.today()
    for alert in Alert.objects.select_for_update().filter(state__in=["draft", "in_force"], expires_on__lt=today):
        end_alert(alert, "expired", None)
    due = Entry.objects.filter(state="live", expires_on__lt=today)
    columns = ("quiet", "owner_institution_id", "owner_role", "owner_place_id")
    owners: list[dict[str, Any]] = [dict(one) for one in due.values(*columns).distinct()]
    for one in owners:
        quiet = one.pop("quiet")
        putting.end(due.filter(quiet=quiet, **one), quiet=quiet, owned_by=one)
