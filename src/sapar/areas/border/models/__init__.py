"""Records of the border by topic."""

from sapar.areas.border.models.desk import DIRECTIONS as DIRECTIONS
from sapar.areas.border.models.desk import Correction as Correction
from sapar.areas.border.models.desk import Crossing as Crossing
from sapar.areas.border.models.desk import Inspection as Inspection
from sapar.areas.border.models.desk import Referral as Referral
