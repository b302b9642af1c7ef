"""Codes of passenger lists and of answers to them, as data.

``status`` says how sure a code is. ``sample``: seen in public samples of certified systems or in a national manual.
``parser``: seen in a public parser of the United States' guide (airport systems, 2016). ``unverified``: known only from
hearsay; read with a remark, never sent unless asked for.
"""

from __future__ import annotations

from typing import NamedTuple

SAMPLE, PARSER, UNVERIFIED = "sample", "parser", "unverified"


class Code(NamedTuple):
    """A code: our word for it, what it means, how sure it is."""

    word: str
    text: str
    status: str = SAMPLE


# BGM C002/1001: what kind of list this is.
KINDS: dict[str, Code] = {
    "745": Code("passengers", "Passenger list"),
    "250": Code("crew", "Crew list", PARSER),
    "266": Code("flight_status", "Flight status update", PARSER),
    "336": Code("master_crew", "Master crew list", PARSER),
    "655": Code("gate_pass", "Gate pass request", PARSER),
}
# BGM C106/1004 by kind: what the list does. Words: report, change, remove, close, cancel_flight, change_flight.
ACTIONS: dict[tuple[str, str], Code] = {
    ("745", ""): Code("report", "List of persons"),
    ("745", "CP"): Code("change", "Changed particulars of persons reported before"),
    ("745", "XR"): Code("remove", "Cancelled reservation", PARSER),
    ("745", "RP"): Code("remove", "Reduction of a party", PARSER),
    ("266", "CL"): Code("close", "Flight closed", PARSER),
    ("266", "CLOB"): Code("close_on_board", "Flight closed: the listed persons are on board", PARSER),
    ("266", "CLNB"): Code("close_not_on_board", "Flight closed: the listed persons are not on board", PARSER),
    ("266", "XF"): Code("cancel_flight", "Flight cancelled", PARSER),
    ("266", "CF"): Code("change_flight", "Flight changed", PARSER),
    ("250", ""): Code("report", "List of crew"),
    ("250", "C"): Code("report", "Crew of a passenger flight", PARSER),
    ("250", "CC"): Code("change", "Changed crew of a passenger flight", PARSER),
    ("250", "B"): Code("report", "Crew of a cargo flight", PARSER),
    ("250", "BC"): Code("change", "Changed crew of a cargo flight", PARSER),
    ("250", "A"): Code("report", "Crew of an overflight with passengers", PARSER),
    ("250", "D"): Code("report", "Crew of an overflight with cargo", PARSER),
    ("250", "E"): Code("report", "Crew of a passenger flight continued inland", PARSER),
    ("250", "EC"): Code("change", "Changed crew of a passenger flight continued inland", PARSER),
    ("250", "F"): Code("report", "Crew of a cargo flight continued inland", PARSER),
    ("250", "FC"): Code("change", "Changed crew of a cargo flight continued inland", PARSER),
    ("336", "G"): Code("report", "Master crew list: added"),
    ("336", "H"): Code("remove", "Master crew list: deleted", PARSER),
    ("336", "I"): Code("change", "Master crew list: changed"),
}
# Lists that may lack persons, and those that have to name one.
WITHOUT_PERSONS = frozenset({"close", "cancel_flight", "change_flight", "close_on_board", "close_not_on_board"})

# NAD 3035 of persons.
ROLES: dict[str, Code] = {
    "FL": Code("passenger", "Passenger"),
    "FM": Code("crew", "Crew member", UNVERIFIED),
    "DDT": Code("transit_crew", "Crew member in transit", UNVERIFIED),
    "DDU": Code("transit_passenger", "Passenger in transit", UNVERIFIED),
}
# LOC 3227 of the flight's itinerary. departure and arrival are those across the border.
FLIGHT_PLACES: dict[str, Code] = {
    "125": Code("departure", "Last place of departure outside the country, or the place left on the way out"),
    "87": Code("arrival", "First place of arrival in the country, or the one reached on the way out"),
    "92": Code("routing", "Another place on the way"),
    "130": Code("destination", "Last place of the journey in the country", PARSER),
    "188": Code("overflight_departure", "Departure of an overflight or of a master crew list"),
    "172": Code("overflight_arrival", "Arrival of an overflight or of a master crew list"),
}
# LOC 3227 of a person: attribute of ``Person``, how sure.
PERSON_PLACES: dict[str, Code] = {
    "178": Code("embark", "Place of embarkation"),
    "179": Code("disembark", "Place of disembarkation"),
    "22": Code("clearance", "Place of border clearance"),
    "174": Code("residence", "Country of residence"),
    "180": Code("birth_place", "Place of birth"),
    "188": Code("transit", "Place of transit", UNVERIFIED),
}
# RFF 1153: attribute of ``Person`` where we keep it, all others stay under their code.
REFERENCES: dict[str, Code] = {
    "AVF": Code("booking", "Reservation (PNR) locator"),
    "ABO": Code("reference", "The carrier's unique reference of the person"),
    "YZY": Code("ticket", "Ticket number"),
    "SEA": Code("seat", "Seat"),
    "CR": Code("carrier_reference", "The carrier's own reference", PARSER),
    "AEA": Code("government_reference", "Reference of a government", PARSER),
}
# DOC C002/1001.
DOCUMENTS: dict[str, Code] = {
    "P": Code("passport", "Passport"),
    "I": Code("identity_card", "Identity card"),
    "V": Code("visa", "Visa"),
    "T": Code("travel_permit", "Travel permit of one administration for another"),
    "A": Code("residence_card", "Permanent resident card", UNVERIFIED),
    "C": Code("identity_card", "Identity card", UNVERIFIED),
    "F": Code("other", "Approved non-standard identity document", UNVERIFIED),
    "G": Code("other", "Merchant mariner's document", UNVERIFIED),
    "L": Code("pilot_licence", "Pilot's licence", UNVERIFIED),
    "M": Code("military", "Military identification", UNVERIFIED),
    "N": Code("residence_card", "Border pass", UNVERIFIED),
    "S": Code("seafarer", "Seafarer's identity document", UNVERIFIED),
    "AC": Code("crew_certificate", "Crew member certificate", UNVERIFIED),
    "IP": Code("passport_card", "Passport card", UNVERIFIED),
}

# CUSRES, ERC 9321: what a carrier is told about a person.
RESPONSES: dict[str, Code] = {
    "0Z": Code("board", "OK TO BOARD"),
    "1Z": Code("no_board", "NO BOARD"),
    "2Z": Code("second_check", "SECOND CHECK", UNVERIFIED),
    "3Z": Code("other", "UNSPECIFIED", UNVERIFIED),
    "4Z": Code("insufficient", "INSUFFICIENT DATA", UNVERIFIED),
    "5Z": Code("error", "ERROR", UNVERIFIED),
}
# CUSRES, BGM C002/1001.
ANSWER_KINDS: dict[str, Code] = {
    "962": Code("response", "Response"),
    "132": Code("unsolicited", "Response outside a question", UNVERIFIED),
    "312": Code("acknowledgement", "Acknowledgement"),
    "313": Code("error", "Application error", UNVERIFIED),
}
# Directory releases of PAXLST that are read without a remark.
RELEASES = ("02B", "03A", "03B", "04A", "04B", "05A", "05B")
