"""The kernel's own errors: what a rule says when it refuses. Never an HTTP error, never another library's.

Every error has ``message`` (translatable, safe to show: no personal data), ``field`` (the argument it is about, or None)
and ``code`` (a stable machine word, for the API and for tests).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Message = str | Promise


class SaparError(Exception):
    """Base of all refusals. ``str(error)`` is the message in the active language."""

    default_message: Message = _("The request could not be carried out.")
    default_code = "error"

    def __init__(self, message: Message | None = None, field: str | None = None, code: str | None = None) -> None:
        self.message: Message = self.default_message if message is None else message
        self.field = field
        self.code = code or self.default_code
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotPermitted(SaparError):
    """The actor may not do this. The attempt is entered in the ledger."""

    default_message = _("You do not have permission to do this.")
    default_code = "not_permitted"


class SecondFactorNeeded(NotPermitted):
    """The act needs a second factor that was confirmed a moment ago."""

    default_message = _("Confirm with your second factor, then try again.")
    default_code = "second_factor_needed"


class Invalid(SaparError):
    """Input breaks a rule; ``field`` names it. ``errors`` lists all of them when there are several."""

    default_message = _("Check what you entered.")
    default_code = "invalid"

    def __init__(
        self,
        message: Message | None = None,
        field: str | None = None,
        code: str | None = None,
        errors: Sequence[Invalid] = (),
    ) -> None:
        super().__init__(message, field, code)
        self.errors: list[Invalid] = list(errors) or [self]

    @classmethod
    def many(cls, errors: Sequence[Invalid]) -> Invalid:
        """One error that carries several; the first one gives message and field."""
        first = errors[0]
        return cls(first.message, first.field, first.code, errors)


class Conflict(SaparError):
    """Somebody or something was first: another state, another version, the same key with other input."""

    default_message = _("This was changed in the meantime. Look at the present state, then try again.")
    default_code = "conflict"


class NotFound(SaparError):
    """There is no such record for this reader; whether it exists for others is not said."""

    default_message = _("Nothing was found.")
    default_code = "not_found"


class Gone(SaparError):
    """The record was there and has been erased."""

    default_message = _("This record has been erased.")
    default_code = "gone"


class TooMany(SaparError):
    """A limit of attempts was reached."""

    default_message = _("Too many attempts. Wait a few minutes, then try again.")
    default_code = "too_many"


class Unavailable(SaparError):
    """Something this needs is away (database, key, disk); trying later may help."""

    default_message = _("The service is not available right now. Try again in a few minutes.")
    default_code = "unavailable"
