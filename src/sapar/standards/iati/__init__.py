"""IATI 2.03 activity files: what Sapar publishes as a model, written canonically, and checked before it is published.

The standard's country budget items, humanitarian scopes, planned disbursements, loans and contact details
are checked when a file has them; they are not written.
"""

from sapar.standards.iati.checking import ERROR, RULES, WARNING, Finding, check, publishable
from sapar.standards.iati.model import (
    Activity,
    Baseline,
    Budget,
    Dates,
    Document,
    Figure,
    Indicator,
    Location,
    Marker,
    Money,
    Organisation,
    OtherIdentifier,
    Participant,
    Period,
    Reference,
    Related,
    Result,
    Sector,
    Share,
    Tag,
    Text,
    Transaction,
)
from sapar.standards.iati.rules import Rule
from sapar.standards.iati.writing import VERSION, NotWritable, write

__all__ = [
    "ERROR",
    "RULES",
    "VERSION",
    "WARNING",
    "Activity",
    "Baseline",
    "Budget",
    "Dates",
    "Document",
    "Figure",
    "Finding",
    "Indicator",
    "Location",
    "Marker",
    "Money",
    "NotWritable",
    "Organisation",
    "OtherIdentifier",
    "Participant",
    "Period",
    "Reference",
    "Related",
    "Result",
    "Rule",
    "Sector",
    "Share",
    "Tag",
    "Text",
    "Transaction",
    "check",
    "publishable",
    "write",
]
