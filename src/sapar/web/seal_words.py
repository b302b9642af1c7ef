"""The answers about a seal in plain words, for every page that shows one. Codes: :mod:`sapar.standards.seals.verify`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.standards.seals.verify import Verdict
from sapar.web.components import Level, Row, Text, VerdictView

ANSWERS: dict[str, Text] = {
    "valid": _("Valid"),
    "expired": _("Expired"),
    "not_yet_valid": _("Not valid yet"),
    "revoked": _("Cancelled"),
    "unknown_signer": _("Not from a known authority"),
    "signer_revoked": _("The key of the authority has been withdrawn"),
    "altered": _("Altered"),
    "not_a_seal": _("This is not a seal"),
    "bearer_mismatch": _("Belongs to another person"),
}
ADVICE: dict[str, Text] = {
    "valid": _("The seal is genuine. Compare the name and the document number with the passport."),
    "expired": _("The seal is genuine, but its last day is over."),
    "not_yet_valid": _("The seal is genuine, but its first day has not come."),
    "revoked": _("The seal is genuine, but the permit was cancelled."),
    "unknown_signer": _("Nobody whom this list of authorities knows has made this seal. Do not trust what it says."),
    "signer_revoked": _("Seals made with this key are no longer trusted."),
    "altered": _("The content was changed after the seal was made. Do not trust what it says."),
    "not_a_seal": _("The text is not complete, or it is something else. Read the square code once more."),
    "bearer_mismatch": _("The seal is genuine, but it was made for another document."),
}
REASONS: dict[str, Text] = {
    "signer_not_listed": _("No trusted certificate belongs to the key that the seal names."),
    "signer_key_unsupported": _("The signer's key is of a kind that cannot be checked."),
    "signer_usage": _("The signer's certificate is not made for seals."),
    "signer_critical_extension": _("The signer's certificate demands something that is not understood."),
    "signer_signature": _("The signer's certificate is not signed by the authority that it names."),
    "signer_country": _("The signer's certificate names another country."),
    "signer_document_type": _("The signer may not sign this type of document."),
    "signer_not_valid_at_signing": _("The signer's certificate was not valid when the seal was made."),
    "signer_expired": _("The signer's certificate has expired."),
    "signer_not_yet_valid": _("The signer's certificate is not valid yet."),
    "authority_unknown": _("The authority behind the signer is not trusted here."),
    "authority_may_not_sign": _("The authority's certificate does not allow it to certify signers."),
    "authority_not_valid": _("The authority's certificate was not valid when the signer was certified."),
    "nonconformant_cert": _("The signer's certificate breaks the encoding rules (all checks were done nevertheless)."),
    "document_type_unchecked": _("Which signers may sign this type of document is not known here."),
    "status_unknown": _("This kind of seal cannot be cancelled offline: the issuer's register decides."),
    "crl_missing": _("The list of withdrawn keys is missing."),
    "crl_stale": _("The list of withdrawn keys is out of date."),
    "revoked_list_missing": _("The list of cancelled permits is missing."),
    "revoked_list_stale": _("The list of cancelled permits is out of date."),
    "revoked_list_too_short": _("The list of cancelled permits does not reach this permit yet."),
    "list_not_trusted": _("A list that was given is not signed by whom it should be; it is not used."),
    "unsigned": _("The seal carries no signature."),
    "unsupported_curve": _("The signature is of a kind that cannot be checked here."),
    "profile_mismatch": _("The content is not as it should be for this type of document."),
    "profile_unknown": _("This type of document is not known here, or not confirmed."),
    "header_quirk": _("The seal's header is not written as the standard says; this signer is known for it."),
    "after_last_day": _("The last day of validity is over."),
    "before_first_day": _("The first day of validity has not come."),
    "validity_unreadable": _("The dates of validity in the seal are not dates."),
    "bearer_document_number": _("The number of the document differs."),
    "bearer_nationality": _("The nationality differs."),
    "bearer_birth_date": _("The date of birth differs."),
    "bearer_name": _("The name differs."),
    "bearer_unchecked": _("The seal holds no document number to compare with the bearer's document."),
    "specimen": _("Specimen: the issuer is a fictitious State. It proves nothing about real persons."),
}
FIELDS: dict[str, Text] = {
    "number": _("Permit number"),
    "name": _("Name"),
    "document_number": _("Passport or other document"),
    "birth_date": _("Date of birth"),
    "nationality": _("Nationality"),
    "kind": _("Kind of document"),
    "reference": _("Reference"),
    "signed_on": _("Signed on"),
    "sha256": _("Hash of the text (SHA-256)"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid until"),
    "employer": _("Employer's register number"),
}
DOCUMENT_ADVICE: dict[str, Text] = {
    "valid": _("The seal is genuine. Compare the reference and the hash with those on the sheet, digit by digit."),
    "revoked": _("The seal is genuine, but the document was withdrawn."),
}
KINDS: dict[str, Text] = {"PROTOCOL": _("Protocol"), "PLAN": _("Joint plan"), "HANDOVER": _("Act of handover")}
HARMLESS = {"specimen", "nonconformant_cert", "status_unknown", "document_type_unchecked"}


def verdict_view(verdict: Verdict) -> VerdictView:
    """The verdict component: green only where the standard's own ``green`` is."""
    level: Level = "green" if verdict.green else ("amber" if verdict.answer == "valid" else "red")
    title = ANSWERS[verdict.answer]
    if level == "amber":
        title = _("Genuine, but look twice")
    advice = ADVICE | DOCUMENT_ADVICE if verdict.kind == "document" else ADVICE
    reasons = [advice[verdict.answer], *(REASONS.get(code, code) for code in verdict.reasons)]
    return VerdictView(level, title, reasons, note=age_of_lists(verdict))


def age_of_lists(verdict: Verdict) -> str:
    """How old the lists are that the answer rests on."""
    if verdict.list_date is None:
        return ""
    moment = localtime(verdict.list_date)
    shown = f"{date_format(moment, 'SHORT_DATE_FORMAT')}, {date_format(moment, 'H:i')}"
    return gettext("Lists of withdrawn keys and cancelled permits: as of %(moment)s") % {"moment": shown}


def field_rows(verdict: Verdict) -> list[Row]:
    """What the seal says; empty unless signature and signer are good."""
    return [Row(FIELDS.get(name, name), _value(name, value)) for name, value in verdict.fields.items() if value]


def _value(name: str, value: Any) -> Any:
    if name == "kind":
        return KINDS.get(value, value)
    if name in ("birth_date", "valid_from", "valid_to", "signed_on"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if name == "name":
        primary, _sep, secondary = str(value).partition("<<")
        return f"{primary.replace('<', ' ')}, {secondary.replace('<', ' ')}" if secondary else primary.replace("<", " ")
    return value
