"""The rules of IATI in the reader's words, and where in Sapar to mend what breaks them.

Only what a plan of ours can break is said here; any other rule is explained in the English of ``standards.iati``.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.views.plan_words import Text
from sapar.standards.iati import RULES, Finding

PROFILE = _("Change it under “How your institution publishes”.")
AMEND = _("Change the line in the draft and have the amendment signed.")
SPENDING = _("Correct the expenditure on the activity's page.")
REPORTS = _("Correct the report on the activity's page.")
ASK = _("Tell the administrator of the node: a plan cannot lead to this by itself.")

EXPLAINED: dict[str, tuple[Text, Text]] = {
    "1.1.1": (_("The activity's identifier should begin with the identifier of the reporting organisation."), PROFILE),
    "1.1.3": (_("The activity has the identifier of its reporting organisation; it needs one of its own."), PROFILE),
    "1.14.1": (_("The reporting organisation's identifier begins or ends with white space."), PROFILE),
    "1.14.8": (
        _(
            "The reporting organisation's identifier should begin with the code of a registration agency, such as XM-DAC."
        ),
        PROFILE,
    ),
    "1.14.13": (_("The reporting organisation's identifier has one of the signs / & | ? in it."), PROFILE),
    "1.8.1": (_("The participating organisation's identifier begins or ends with white space."), PROFILE),
    "1.8.13": (_("The participating organisation's identifier has one of the signs / & | ? in it."), PROFILE),
    "1.10.1": (_("The providing organisation's identifier begins or ends with white space."), PROFILE),
    "1.10.13": (_("The providing organisation's identifier has one of the signs / & | ? in it."), PROFILE),
    "2.1.2": (_("The percentages of the sectors must add up to 100."), PROFILE),
    "3.1.2": (_("The percentages of the recipient countries must add up to 100."), PROFILE),
    "4.3.1": (_("The title is empty."), AMEND),
    "4.4.1": (_("The description is empty."), AMEND),
    "6.2.2": (_("The activity names no sector."), PROFILE),
    "6.10.1": (_("A participating organisation needs an identifier or a name."), PROFILE),
    "6.11.1": (_("The activity needs a planned or an actual start date."), AMEND),
    "7.5.3": (_("A budget's period must not be longer than a year."), AMEND),
    "8.6.1": (_("The period of an indicator ends before it starts."), REPORTS),
    "8.6.3": (_("The period of a budget ends before it starts."), AMEND),
    "11.1.2": (_("The planned start lies after the planned end."), AMEND),
    "11.1.5": (_("The actual end lies in the future."), REPORTS),
    "11.2.1": (_("The date of a transaction lies in the future."), SPENDING),
    "11.2.2": (_("The date for a transaction's exchange rate lies in the future."), SPENDING),
    "102.1.1": (_("Sectors are named, but none of the OECD DAC list; one should be."), PROFILE),
    "file.too-large": (_("The file is larger than the check reads."), ASK),
}
CODES = _("The code is not in the copy of the code list that this node has; the list may have grown since.")


def explained(finding: Finding) -> tuple[Text, Text]:
    """What is wrong, and how to mend it."""
    if finding.rule in EXPLAINED:
        return EXPLAINED[finding.rule]
    if finding.rule.startswith("9."):
        return CODES, PROFILE
    return RULES[finding.rule].explanation, ASK
