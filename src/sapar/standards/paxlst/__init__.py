"""Advance passenger information: PAXLST lists of carriers and CUSRES answers to them.

Source: WCO/IATA/ICAO guide to PAXLST (versions 3 to 6) and to CUSRES (2013), known here by their contents, public
samples and the message directories D.02B to D.05B; ``codes`` says how sure each code is.
"""

from __future__ import annotations

from sapar.standards.paxlst.codes import ACTIONS, KINDS, RESPONSES, ROLES
from sapar.standards.paxlst.cusres import Answer, acknowledge, answer, read_cusres
from sapar.standards.paxlst.model import RULES, Call, Contact, Document, Flight, PaxList, Person
from sapar.standards.paxlst.parsing import Reading, parse, read_paxlst
from sapar.standards.paxlst.report import report
from sapar.standards.paxlst.writing import write_paxlst

__all__ = [
    "ACTIONS",
    "KINDS",
    "RESPONSES",
    "ROLES",
    "RULES",
    "Answer",
    "Call",
    "Contact",
    "Document",
    "Flight",
    "PaxList",
    "Person",
    "Reading",
    "acknowledge",
    "answer",
    "parse",
    "read_cusres",
    "read_paxlst",
    "report",
    "write_paxlst",
]
