"""Lists for the tests. The samples have the form of public ones (a Chinese, a Czech and an Emirati system; an airline's
telegram) with persons of our own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sapar.standards.paxlst import Call, Contact, Document, Flight, PaxList, Person, write_paxlst

TODAY = date(2026, 3, 1)
PREPARED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

# No UNA, segments end with a quotation mark, a group, a host's own syntax identifier, two documents a person.
HOST = """UNB+SIRE:4+T5+TMAPI+260301:0930+12345670001++IAPI+O"
UNG+PAXLST+T5+TMAPI+260301:0930+1+UN+D:05B"
UNH+11085B94E1F8FA+PAXLST:D:05B:UN:IATA+1234567+01:F"
BGM+745"
RFF+TN:0000100"
NAD+MS+++OPERATIONS"
COM+99312000000:TE+99312000001:FX"
TDT+20+T52599+++T5"
LOC+125+IST"
DTM+189:2603011505:201"
LOC+87+ASB"
DTM+232:2603011945:201"
NAD+FL+++ATAYEVA:OGULGEREK"
ATT+2++F"
DTM+329:930311"
GEI+4+173"
LOC+178+IST"
LOC+179+ASB"
NAT+2+TKM"
RFF+AVF:MLCKPK"
RFF+ABO:1001"
RFF+YZY:5422315763779C1"
DOC+P:110:ZZZ+A4825552"
DTM+36:270130"
LOC+91+TKM"
NAD+FL+++RAHMONOV:RUSTAM"
ATT+2++M"
DTM+329:630311"
GEI+4+173"
LOC+178+IST"
LOC+179+ASB"
NAT+2+TJK"
RFF+AVF:MLCKPM"
RFF+ABO:1002"
RFF+YZY:5422315763809C1"
DOC+P:110:ZZZ+40255521"
DTM+36:270130"
LOC+91+TJK"
DOC+V:110:ZZZ+5555"
CNT+42:2"
UNT+39+11085B94E1F8FA"
UNE+1+1"
UNZ+1+12345670001"
"""

# The older directory, one message without a group, a person with an identity card and no expiry.
OLDER = """UNA:+.? '
UNB+UNOA:4+OK+TMAPI+071008:1310+77++APIS'
UNH+1+PAXLST:D:02B:UN:IATA+OK688/071008/1310+01:F'
BGM+745'
NAD+MS+++CDGKOAF'
COM+0148642106:TE+0148643999:FX'
TDT+20+OK688'
LOC+125+PRG'
DTM+189:0710081045:201'
LOC+87+BCN'
DTM+232:0710081310:201'
NAD+FL+++NOVAK:JAN KAREL'
ATT+2++M'
DTM+329:670610'
LOC+178+ZDN'
LOC+179+BCN'
NAT+2+CZE'
RFF+AVF:Z9WKH'
DOC+I:110:111+102865098'
CNT+42:1'
UNT+19+1'
UNZ+1+77'
"""

# An airline telegram: addresses in front, brackets and dashes for separators, times as the sender writes them.
TELEGRAM = """QK LONPPXS
.MUCKMTS 250521
UNA:(.) -
UNB(UNOA:4(1A:TS(TMAPI(250725:0121(1A8323504((APIS-
UNG(PAXLST(AIR ONE:TS(TMAPI(250725:0121(1A8323505(UN(D:05B-
UNH(1(PAXLST:D:05B:UN:IATA(TS2302507251130(01:F-
BGM(745-
NAD(MS(((AIR ONE SECURITY-
COM(151490603302652:TE(15149876373:FX-
TDT(20(TS230-
LOC(125(YYZ-
DTM(189:2507242355:201-
LOC(87(DUB-
DTM(232:2507251130:201-
NAD(FL(((SMITH)-JONES:ANN-
ATT(2((F-
DTM(329:010510-
NAT(2(GBR-
RFF(AVF:ABC123-
DOC(P:110:111(533000000-
DTM(36:350803-
LOC(91(GBR-
CNT(42:1-
UNT(19(1-
UNE(1(1A8323505-
UNZ(1(1A8323504-
"""

# Small letters in addresses, places of residence and birth, a date of issue, no UNA.
EMIRATI = (
    "UNB+UNOA:4+EY+TMAPI+250702:1610+1100660'UNG+PAXLST+EY+TMAPI+250702:1610+1100660+UN+D:05B'"
    "UNH+MSG110660+PAXLST:D:05B:UN:IATA'BGM+745'RFF+TN:YG5000660:1'NAD+MS+++DOE:JOHN'COM+202 628 9292:TE+a@b.org:EM'"
    "TDT+20+EY0256+++EY'LOC+125+LHR'DTM+189:2507031030:201'LOC+87+AUH'DTM+232:2507032235:201'"
    "NAD+FL+++WILLIAMS:JOHN DONALD'ATT+2++M'DTM+329:010510'LOC+22+AUH'LOC+174+GBR'LOC+178+LHR'LOC+179+AUH'"
    "LOC+180+NZL'COM+202 628 9292:TE+x@y.aero:EM'NAT+2+ARE'RFF+AVF:F11660'RFF+ABO:PAXREF110660'"
    "DOC+I+784200915487611'DTM+36:300803'DTM+182:200731'LOC+91+GBR'CNT+42:01'UNT+28+MSG110660'UNE+1+1100660'"
    "UNZ+1+1100660'"
)
SAMPLES = {"host": HOST, "older": OLDER, "telegram": TELEGRAM, "emirati": EMIRATI}


def person(number: int = 1, **changes: Any) -> Person:
    """A whole passenger; any part can be replaced."""
    parts: dict[str, Any] = {
        "role": "passenger",
        "primary": "ATAYEVA",
        "secondary": "OGULGEREK",
        "birth_date": "1990-01-29",
        "sex": "F",
        "nationality": "TKM",
        "embark": "IST",
        "disembark": "ASB",
        "booking": f"PNR{number:03}",
        "reference": f"R{number}",
        "verified": True,
        "documents": [Document("P", f"A{number:07}", "TKM", "2030-01-01")],
    }
    return Person(**{**parts, **changes})


def flight(**changes: Any) -> Flight:
    calls = [
        Call("IST", "departure", departs="2026-03-01T15:05"),
        Call("ASB", "arrival", arrives="2026-03-01T19:45"),
    ]
    return Flight(**{"designator": "T5708", "carrier": "T5", "number": "708", "calls": calls, **changes})


def pax_list(**changes: Any) -> PaxList:
    parts: dict[str, Any] = {
        "message_reference": "M1",
        "release": "05B",
        "kind_code": "745",
        "kind": "passengers",
        "action": "report",
        "transaction": "TN1",
        "contact": Contact("OPERATIONS", [("TE", "99312000000")]),
        "flights": [flight()],
        "persons": [person(1), person(2)],
    }
    return PaxList(**{**parts, **changes})


def written(*lists: PaxList, **changes: Any) -> str:
    parts: dict[str, Any] = {"sender": ("T5", "ZZ"), "recipient": "TMAPI", "prepared": PREPARED, "reference": "77"}
    return write_paxlst(lists or [pax_list()], **{**parts, **changes})
