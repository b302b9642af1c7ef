"""What is found about certificates, revocation lists and master lists, in plain words. Codes: ``standards.seals.bundle``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.standards.seals.bundle import AUTHORITY, CRL, MASTER_LIST, SIGNER, UNREADABLE
from sapar.web.components import Text

KINDS: dict[str, Text] = {
    AUTHORITY: _("Authority of a State"),
    SIGNER: _("Signer of seals"),
    CRL: _("List of withdrawn keys"),
    MASTER_LIST: _("Master list"),
    UNREADABLE: _("Not readable"),
}
# They keep something out.
PROBLEMS: dict[str, Text] = {
    "authority_unknown": _("Its authority is not trusted here."),
    "signature": _("The signature is not that of its authority."),
    "signature_unsupported": _("Its signature is of a kind that cannot be checked here."),
    "signer_signature": _("The signature is not that of its authority."),
    "not_self_signed": _("It has not signed itself, as an authority does."),
    "link_certificate": _(
        "It only links an authority's new key to an older one. The authority's own certificate is what can be taken."
    ),
    "may_not_sign": _("It may not sign certificates."),
    "authority_may_not_sign": _("Its authority may not sign certificates."),
    "authority_not_valid": _("Its authority was not valid when it was made."),
    "signer_country": _("Its State is another one than that of its authority."),
    "signer_usage": _("It is not made for seals."),
    "signer_key_unsupported": _("Its key is of a kind that cannot be checked here."),
    "signer_critical_extension": _("It demands something that is not understood here."),
    "critical_extension": _("It demands something that is not understood here."),
    "expired": _("It has run out."),
    "older": _("A newer list of this authority is here already."),
    "unreadable": _("It cannot be read: it is damaged, or something else."),
    "list_refused": _("The master list that names it is not good."),
    "list_unsigned": _("Nobody has signed the list."),
    "list_signature": _("The list was changed after it was signed, or the signature is not that of its signer."),
    "list_signer_usage": _("Its signer's certificate is not made for signing master lists."),
    "list_signer_signature": _("Its signer's certificate is not signed by the authority that it names."),
    "list_signer_not_valid": _("Its signer's certificate was not valid when the list was signed."),
    "list_signer_revoked": _("Its signer's key has been withdrawn."),
    "list_authority_may_not_sign": _("The authority of its signer may not sign certificates."),
    "list_authority_not_valid": _("The authority of its signer was not valid when the signer's certificate was made."),
}
# They do not, but whoever decides has to know.
REMARKS: dict[str, Text] = {
    "nonconformant_cert": _("It is not written as the standard says. All checks are made all the same."),
    "usage_not_said": _("It does not say what its key is for, as the standard demands."),
    "not_yet_valid": _("Its first day lies in the future."),
    "stale": _("Its next edition is overdue."),
    "specimen": _("A specimen of the fictitious State of Utopia."),
    "list_authority_trusted": _("The authority of its signer is trusted here already."),
    "list_authority_inside": _(
        "The authority of its signer stands in this file only: nothing but the fingerprint of the file proves it."
    ),
    "list_authority_unknown": _("Not checked: the authority of its signer is neither here nor in the file."),
    "list_signer_missing": _("Not checked: the signature, because the file does not hold its signer's certificate."),
    "list_signature_unsupported": _("Not checked: the signature, because it is of a kind that cannot be checked here."),
    "list_signer_unsupported": _(
        "Not checked: whether the authority signed its signer's certificate, because it did so in a way that cannot be "
        "checked here."
    ),
    "list_undated": _("Not checked: whether its signer was valid, because the list does not say when it was signed."),
    "list_signer_run_out": _("Its signer's certificate has run out since. There may be a newer list."),
    "list_crl_missing": _(
        "Not checked: whether its signer's key was withdrawn, because there is no list of withdrawn keys of its authority."
    ),
    "list_crl_stale": _("The list of withdrawn keys of its signer's authority is overdue."),
}

# Of a master list: what leaves its signature, or its signer, without proof.
UNCHECKED = frozenset(
    {
        "list_authority_inside",
        "list_authority_unknown",
        "list_signer_missing",
        "list_signature_unsupported",
        "list_signer_unsupported",
        "list_undated",
        "list_crl_missing",
        "list_crl_stale",
    }
)


def findings(problems: tuple[str, ...], remarks: tuple[str, ...]) -> list[Text]:
    """The sentences, what keeps out first; one that two checks say is said once."""
    said = [*(PROBLEMS[word] for word in problems), *(REMARKS[word] for word in remarks)]
    return list({str(text): text for text in said}.values())
