"""IATI code lists: which attribute takes its codes from which list.

The lists themselves are in ``codes.json`` with their source. ``firm`` lists are the ones embedded in the standard and
others that are known to be whole; a code outside them is an error, as in the official validator. The rest are lists
that others maintain and that grow (sectors, file formats, registration agencies): the copy here may be behind, so a
code it does not hold is a warning that says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sapar.standards.iati.rules import ERROR, TABLE, WARNING, Rule


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list with the codes it had in ``source``; ``firm`` lists are whole."""

    name: str
    codes: frozenset[str]
    firm: bool
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """An attribute (``text()``: the text) whose value is a code of ``list_name``; under rule ``rule`` of the table.

    ``vocabulary``: only where the element's (or its parent's) vocabulary is this; "1" includes none at all.
    """

    rule: str
    attribute: str
    list_name: str
    vocabulary: str = ""


@cache
def code_lists() -> dict[str, CodeList]:
    """All lists by name."""
    data = json.loads(resources.files(__package__).joinpath("codes.json").read_text("utf-8"))
    return {
        name: CodeList(name, frozenset(entry["codes"].split()), entry["firm"], data["sources"][entry["source"]])
        for name, entry in data["lists"].items()
    }


# Path under iati-activity, then places: rule number (9.N.1), attribute, list, vocabulary.
_TABLE = """
.                                       2 budget-not-provided BudgetNotProvided | 3 default-currency Currency
activity-date                           4 type ActivityDateType
activity-status                         5 code ActivityStatus
activity-scope                          6 code ActivityScope
budget                                  7 status BudgetStatus | 8 type BudgetType
budget/value                            9 currency Currency
collaboration-type                      10 code CollaborationType
conditions/condition                    11 type ConditionType
contact-info                            12 type ContactType
country-budget-items                    13 vocabulary BudgetIdentifierVocabulary
country-budget-items/budget-item/description 15 type DescriptionType
crs-add/channel-code                    16 text() CRSChannelCode
crs-add/other-flags                     17 code CRSAddOtherFlags
crs-add/loan-status                     18 currency Currency
crs-add/loan-terms/repayment-plan       19 code LoanRepaymentPeriod
crs-add/loan-terms/repayment-type       20 code LoanRepaymentType
default-aid-type                        21 code AidType 1 | 22 vocabulary AidTypeVocabulary
default-finance-type                    23 code FinanceType
default-flow-type                       24 code FlowType
default-tied-status                     25 code TiedStatus
description                             26 type DescriptionType
document-link                           27 format FileFormat
document-link/category                  28 code DocumentCategory
document-link/language                  29 code Language
fss/forecast                            30 currency Currency
humanitarian-scope                      31 type HumanitarianScopeType | 32 vocabulary HumanitarianScopeVocabulary
location/administrative                 33 vocabulary GeographicVocabulary | 117 code Country A4
location/feature-designation            34 code LocationType
location/location-class                 35 code GeographicLocationClass
location/location-id                    36 vocabulary GeographicVocabulary
location/location-reach                 37 code GeographicLocationReach
location/exactness                      38 code GeographicExactness
other-identifier                        39 type OtherIdentifierType
participating-org                       40 crs-channel-code CRSChannelCode | 41 role OrganisationRole | 42 type OrganisationType
planned-disbursement                    43 type BudgetType
planned-disbursement/provider-org       44 type OrganisationType
planned-disbursement/receiver-org       45 type OrganisationType
planned-disbursement/value              46 currency Currency
policy-marker 47 code PolicyMarker 1 | 48 significance PolicySignificance | 49 vocabulary PolicyMarkerVocabulary
recipient-country                       50 code Country
recipient-region                        51 code Region 1 | 52 vocabulary RegionVocabulary
related-activity                        53 type RelatedActivityType
reporting-org                           54 type OrganisationType
result                                  55 type ResultType
result/description                      56 type DescriptionType
result/document-link                    57 format FileFormat
result/document-link/category           58 code DocumentCategory
result/document-link/language           59 code Language
result/indicator                        60 measure IndicatorMeasure
result/indicator/baseline/document-link 61 format FileFormat
result/indicator/baseline/document-link/category 62 code DocumentCategory
result/indicator/baseline/document-link/language 63 code Language
result/indicator/description            64 type DescriptionType
result/indicator/document-link          65 format FileFormat
result/indicator/document-link/category 66 code DocumentCategory
result/indicator/document-link/language 67 code Language
result/indicator/period/actual/document-link 68 format FileFormat
result/indicator/period/actual/document-link/category 69 code DocumentCategory
result/indicator/period/actual/document-link/language 70 code Language
result/indicator/period/target/document-link 71 format FileFormat
result/indicator/period/target/document-link/category 72 code DocumentCategory
result/indicator/period/target/document-link/language 73 code Language
result/indicator/reference              74 vocabulary IndicatorVocabulary
result/reference                        75 vocabulary ResultVocabulary
sector                                  76 code Sector 1 | 77 code SectorCategory 2 | 78 vocabulary SectorVocabulary
tag                                     79 vocabulary TagVocabulary | 125 code UNSDG-Goals 2 | 126 code UNSDG-Targets 3
transaction/aid-type                    80 code AidType 1 | 81 vocabulary AidTypeVocabulary
transaction/disbursement-channel        82 code DisbursementChannel
transaction/finance-type                83 code FinanceType
transaction/flow-type                   84 code FlowType
transaction/recipient-country           85 code Country
transaction/recipient-region            86 code Region 1 | 87 vocabulary RegionVocabulary
transaction/provider-org                88 type OrganisationType
transaction/receiver-org                89 type OrganisationType
transaction/sector                      90 code Sector 1 | 124 code SectorCategory 2 | 91 vocabulary SectorVocabulary
transaction/tied-status                 92 code TiedStatus
transaction/transaction-type            93 code TransactionType
transaction/value                       94 currency Currency
"""
LANGUAGE_RULE = "9.95.1"


def _places() -> dict[str, tuple[Place, ...]]:
    made = {}
    for line in _TABLE.strip().splitlines():
        path, _, rest = line.partition(" ")
        places = []
        for entry in rest.split("|"):
            number, attribute, name, *vocabulary = entry.split()
            places.append(Place(f"9.{number}.1", attribute, name, (vocabulary or [""])[0]))
        made["" if path == "." else path] = tuple(places)
    return made


PLACES: dict[str, tuple[Place, ...]] = _places()
"""Path under iati-activity to its coded attributes."""


def _rules() -> dict[str, Rule]:
    lists = code_lists()
    rules = {}
    for path, places in PLACES.items():
        for place in places:
            where = f"{path or 'iati-activity'}/{'@' if place.attribute != 'text()' else ''}{place.attribute}"
            rules[place.rule] = _rule(place.rule, where, lists[place.list_name])
    rules[LANGUAGE_RULE] = _rule(LANGUAGE_RULE, "@xml:lang", lists["Language"])
    return rules


def _rule(code: str, where: str, code_list: CodeList) -> Rule:
    if code_list.firm:
        return Rule(code, ERROR, f"The code in {where} is not in the code list {code_list.name}.", TABLE)
    text = f"The code in {where} is not in this copy of the code list {code_list.name}; look it up in the present one."
    return Rule(code, WARNING, text, TABLE)


RULES: dict[str, Rule] = _rules()
"""Rules about code lists by code."""
