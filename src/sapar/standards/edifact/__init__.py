"""UN/EDIFACT interchanges (ISO 9735): the syntax layer, whatever the messages say.

Reading never guesses a separator: they come from UNA, or from UNB itself where UNA is absent (some networks end segments
with ``"``). Counts and references are checked; what is wrong is said by segment, element and rule, and an acknowledgement
(CONTRL) says it to the sender.

>>> text = "UNB+UNOA:4+XX+TM+260301:0900+7'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'UNT+3+1'UNZ+1+7'"
>>> interchange = read_interchanges(text)[0]
>>> interchange.refused, interchange.messages[0].type, interchange.messages[0].segments()[1]
(False, 'PAXLST', Segment(tag='BGM', elements=(('745',),)))
"""

from __future__ import annotations

from sapar.standards.edifact.characters import LEVELS, EdifactError, ServiceCharacters
from sapar.standards.edifact.contrl import write_contrl
from sapar.standards.edifact.model import RULES, Fault, Group, Interchange, Message, Rule, Segment
from sapar.standards.edifact.reading import MAX_BYTES, read_interchanges
from sapar.standards.edifact.writing import Envelope, Outgoing, write_interchange, write_segment

__all__ = [
    "LEVELS",
    "MAX_BYTES",
    "RULES",
    "EdifactError",
    "Envelope",
    "Fault",
    "Group",
    "Interchange",
    "Message",
    "Outgoing",
    "Rule",
    "Segment",
    "ServiceCharacters",
    "read_interchanges",
    "write_contrl",
    "write_interchange",
    "write_segment",
]
