"""The border desk: a travel document and a permit's seal are read, judged, and a crossing is recorded.

Legal basis: the border and migration law of the State that runs the node (for Turkmenistan the Laws on migration and on
the State border; the articles have not been confirmed by a lawyer: ``unverified``). Standards: ICAO Doc 9303 for what is
read, ICAO Annex 9 for how travellers are cleared.

An inspection keeps what was presented and what was found. An ordinary admission is a crossing that points to it; a
referral to the second line is a case of the procedure ``border.second_line``. A crossing is never changed: a correction
is a record of its own beside the old one and, where there is one, the new one.
"""
