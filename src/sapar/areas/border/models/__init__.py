"""Records of the border by topic."""

from sapar.areas.border.models.desk import DIRECTIONS as DIRECTIONS
from sapar.areas.border.models.desk import Correction as Correction
from sapar.areas.border.models.desk import Crossing as Crossing
from sapar.areas.border.models.desk import Inspection as Inspection
from sapar.areas.border.models.desk import Referral as Referral
from sapar.areas.border.models.watch import Alert as Alert
from sapar.areas.border.models.watch import AlertVersion as AlertVersion
from sapar.areas.border.models.watch import Entry as Entry
from sapar.areas.border.models.watch import Hit as Hit
from sapar.areas.border.models.watch import ListVersion as ListVersion
from sapar.areas.border.models.watch import LostDocument as LostDocument
from sapar.areas.border.models.watch import QuietCheck as QuietCheck
from sapar.areas.border.models.watch import QuietNote as QuietNote
from sapar.areas.border.models.watch import WatchCounter as WatchCounter
from sapar.areas.border.models.watch import WatchList as WatchList
