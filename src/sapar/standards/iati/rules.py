"""What an IATI 2.03 activity file is held to: every rule with its code, severity and a plain explanation.

Numbers such as ``6.11.1`` are the official validator's, so that a publisher finds the same rule there. Their conditions
and severities come from its table (``TABLE``) and, for the sums of percentages, whose severity the table leaves open,
from ``STYLESHEETS``; the wording is ours. Codes with a word are our own: ``file.*`` and ``schema.*`` explain what the
XML parser and the official XML schema refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TABLE: Final = "IATI/js-validator-api, docs/data-quality-rules.csv, 01b2f2c"
STYLESHEETS: Final = "IATI/IATI-Rulesets, data-quality/rules/lib/percentages.xslt, 3265fec"
SCHEMA: Final = "IATI/IATI-Schemas, version-2.03, 4c9ba1e"
XML: Final = "XML 1.0 and the bounds of this reader"
ERROR: Final = "error"
WARNING: Final = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """``severity``: an error keeps a file from being published, a warning does not. ``source`` of the rule."""

    code: str
    severity: str
    explanation: str
    source: str


_FILE = {
    "file.too-large": "The file is larger than this check reads.",
    "file.doctype": "The file declares a document type or entities. IATI files have none; it was not read.",
    "file.not-xml": "The file is not well-formed XML, so nothing in it could be read.",
    "file.root": "The file must begin with the element iati-activities.",
    "file.many": "There are more findings than are listed here.",
    "file.version": "The file must say version 2.03: that is the version it is checked against.",
}
_SCHEMA = {
    "schema.missing-child": "A part that every such element must have is missing.",
    "schema.unexpected-child": (
        "This element may not stand here: something before it is missing, or it has a wrong name, "
        "stands in the wrong order or once too often."
    ),
    "schema.missing-attribute": "An attribute that every such element must have is missing.",
    "schema.unexpected-attribute": "This element has no such attribute in the standard.",
    "schema.value": "The value is not of the kind that belongs here.",
    "schema.text": "This element must not contain text of its own.",
    "schema.other": "The official schema refuses this element.",
}
_ERRORS = {
    "0.6.1": "Version 1 of the standard is no longer in use; publish in version 2.",
    "1.1.2": "Two activities in the file have the same identifier; each activity needs its own.",
    "1.1.3": "The activity has the identifier of its reporting organisation; it needs one of its own.",
    "11.1.1": "The activity says it was last updated in the future.",
    "11.1.2": "The planned start lies after the planned end.",
    "11.1.3": "The actual start lies after the actual end.",
    "11.1.4": "The actual start lies in the future. A start that is still to come is a planned start.",
    "11.1.5": "The actual end lies in the future. An end that is still to come is a planned end.",
    "11.2.1": "The date of the transaction lies in the future.",
    "11.2.2": "The date for the transaction's exchange rate lies in the future.",
    "12.1.1": "The percentage of a country or region must lie between 0 and 100.",
    "12.2.1": "The percentage must lie between 0 and 100.",
    "12.3.1": "The percentage of a sector must lie between 0 and 100.",
    "2.1.1": "Several sectors of one vocabulary are named: each needs its percentage.",
    "2.1.2": "The percentages of the sectors of one vocabulary must add up to 100.",
    "2.1.4": "There is one sector in this vocabulary: its percentage must be 100 or left out.",
    "2.2.1": "A sector of the organisation's own vocabulary (98, 99) needs its name as a narrative.",
    "3.1.1": "Several recipient countries are named: each needs its percentage.",
    "3.1.2": "The percentages of the recipient countries must add up to 100.",
    "3.1.4": "There is one recipient country: its percentage must be 100 or left out.",
    "3.4.1": "Several recipient countries or regions are named: each needs its percentage.",
    "3.4.2": "The percentages of the recipient countries and regions must add up to 100.",
    "3.4.4": "There is one recipient country or region: its percentage must be 100 or left out.",
    "3.6.2": "Recipient countries or regions stand both on the activity and on a transaction. One of the two, not both.",
    "3.7.2": "Some transactions name a recipient country or region and some do not. All must, or the activity must.",
    "4.1.1": "A text has no language: give the activity a language, or every text its own.",
    "4.3.1": "The title is empty.",
    "4.4.1": "The description is empty.",
    "6.10.1": "A participating organisation needs an identifier or a name.",
    "6.11.1": "The activity needs a planned or an actual start date.",
    "6.13.1": "A policy marker of the organisation's own vocabulary (99) needs its name as a narrative.",
    "6.14.1": "A policy marker of the OECD DAC vocabulary needs its significance.",
    "6.2.2": "The activity names no sector: neither itself nor on its transactions.",
    "6.6.2": "Sectors stand both on the activity and on a transaction. One of the two, not both.",
    "6.7.2": "Some transactions name a sector and some do not. All must, or the activity must.",
    "6.8.1": "The owner of another identifier needs an identifier or a name.",
    "6.9.1": "The organisation that provided the money needs an identifier or a name.",
    "6.9.2": "The organisation that received the money needs an identifier or a name.",
    "7.5.2": "The value of a budget needs a date for its exchange rate.",
    "7.5.3": "A budget's period must not be longer than a year.",
    "7.8.1": "A sum of money has no currency, and the activity has no default currency.",
    "8.10.1": "The actual of an indicator that is measured in numbers needs a value.",
    "8.11.1": "A reference code stands on the result and on its indicator. One of the two, not both.",
    "8.6.1": "The period of an indicator ends before it starts.",
    "8.6.3": "The period of a budget or disbursement ends before it starts.",
    "8.8.1": "The baseline of an indicator that is measured in numbers needs a value.",
    "8.9.1": "The target of an indicator that is measured in numbers needs a value.",
}
_WARNINGS = {
    "1.1.1": "The activity's identifier should begin with the identifier of the reporting organisation.",
    "1.1.21": "After the organisation's identifier, the activity's should go on with a hyphen and something of its own.",
    "1.14.8": "The reporting organisation's identifier should begin with the code of a registration agency.",
    "102.1.1": "Sectors are named, but none of the OECD DAC vocabulary; one should be.",
    "107.1.1": "A default aid type is named, but none of the OECD DAC vocabulary; one should be.",
    "107.1.2": "There is more than one default aid type of the same vocabulary.",
    "107.2.1": "A transaction's aid type is named, but none of the OECD DAC vocabulary; one should be.",
    "107.2.2": "A transaction has more than one aid type of the same vocabulary.",
    "3.7.1": "The activity names no recipient country or region: neither itself nor on its transactions.",
    "7.9.1": "Several budget items are named: each should have its percentage.",
    "7.9.2": "The percentages of the budget items should add up to 100.",
    "7.9.4": "There is one budget item: its percentage should be 100 or left out.",
    "8.10.2": "The actual of an indicator that is measured in numbers should be a number.",
    "8.10.3": "The actual of a qualitative indicator should have no value, only a comment.",
    "8.8.2": "The baseline of an indicator that is measured in numbers should be a number.",
    "8.8.3": "The baseline of a qualitative indicator should have no value, only a comment.",
    "8.9.2": "The target of an indicator that is measured in numbers should be a number.",
    "8.9.3": "The target of a qualitative indicator should have no value, only a comment.",
}
IDENTIFIERS: Final = {
    "3": "the activity's identifier",
    "4": "the provider's identifier of the activity",
    "5": "the receiver's identifier of the activity",
    "6": "another identifier of the activity (A3)",
    "7": "the related activity's identifier",
    "8": "the participating organisation's identifier",
    "9": "the participating organisation's identifier of the activity",
    "10": "the providing organisation's identifier",
    "11": "the owner's identifier",
    "14": "the reporting organisation's identifier",
    "15": "the receiving organisation's identifier",
    "16": "the organisation's former identifier (B1)",
}
"""Second number of the rules 1.N.1 (no white space around) and 1.N.13 (no / & | ?) to what they are about."""
SYMBOLS_FORBIDDEN: Final = frozenset({"3", "8", "10", "11", "14", "15"})
"""The table applies 1.N.13 to these; to the rest only 1.N.1."""


def _first(text: str) -> str:
    return text[0].upper() + text[1:]


def _all() -> dict[str, Rule]:
    rules = [Rule(code, ERROR, text, XML) for code, text in _FILE.items()]
    rules += [Rule(code, ERROR, text, SCHEMA) for code, text in _SCHEMA.items()]
    for code, text in _ERRORS.items():
        percentages = code.rpartition(".")[0] in {"2.1", "3.1", "3.4"}
        rules.append(Rule(code, ERROR, text, STYLESHEETS if percentages else TABLE))
    rules += [Rule(code, WARNING, text, TABLE) for code, text in _WARNINGS.items()]
    for number, what in IDENTIFIERS.items():
        rules.append(Rule(f"1.{number}.1", WARNING, f"{_first(what)} begins or ends with white space.", TABLE))
        if number in SYMBOLS_FORBIDDEN:
            rules.append(Rule(f"1.{number}.13", WARNING, f"{_first(what)} has one of the signs / & | ? in it.", TABLE))
    return {rule.code: rule for rule in rules}


RULES: dict[str, Rule] = _all()
"""All rules but those about code lists, which ``codes.RULES`` holds; ``checking.RULES`` is both."""
