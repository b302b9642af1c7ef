"""Everything that is read at the border: evidence for the checks, and the looks behind the pages."""

from sapar.areas.border.queries.evidence import case_of_inspection as case_of_inspection
from sapar.areas.border.queries.evidence import checks_now as checks_now
from sapar.areas.border.queries.evidence import permit_number as permit_number
from sapar.areas.border.queries.evidence import screened as screened
from sapar.areas.border.queries.evidence import traveller as traveller
from sapar.areas.border.queries.looks import counted as counted
from sapar.areas.border.queries.looks import list_crossings as list_crossings
from sapar.areas.border.queries.looks import posts as posts
from sapar.areas.border.queries.looks import second_line_queue as second_line_queue
from sapar.areas.border.queries.looks import today as today
from sapar.areas.border.queries.looks import view_crossing as view_crossing
from sapar.areas.border.queries.looks import view_inspection as view_inspection
from sapar.areas.border.queries.looks import view_to_correct as view_to_correct
from sapar.areas.border.queries.records import CrossingRow as CrossingRow
from sapar.areas.border.queries.records import CrossingView as CrossingView
from sapar.areas.border.queries.records import InspectionView as InspectionView
from sapar.areas.border.queries.records import QueueRow as QueueRow
from sapar.areas.border.queries.records import inspection_view as inspection_view
