"""Pure decisions of the border, by topic."""

from sapar.areas.border.rules.desk import MRZ_LONGEST as MRZ_LONGEST
from sapar.areas.border.rules.desk import REASON_LONGEST as REASON_LONGEST
from sapar.areas.border.rules.desk import REFERRAL_REASONS as REFERRAL_REASONS
from sapar.areas.border.rules.desk import SEAL_LONGEST as SEAL_LONGEST
from sapar.areas.border.rules.desk import WITHHELD_SEAL as WITHHELD_SEAL
from sapar.areas.border.rules.desk import WORST_FIRST as WORST_FIRST
from sapar.areas.border.rules.desk import Check as Check
from sapar.areas.border.rules.desk import Direction as Direction
from sapar.areas.border.rules.desk import EarlierSeal as EarlierSeal
from sapar.areas.border.rules.desk import LastCrossing as LastCrossing
from sapar.areas.border.rules.desk import Reason as Reason
from sapar.areas.border.rules.desk import SealFinding as SealFinding
from sapar.areas.border.rules.desk import State as State
from sapar.areas.border.rules.desk import ages as ages
from sapar.areas.border.rules.desk import check_direction as check_direction
from sapar.areas.border.rules.desk import check_document as check_document
from sapar.areas.border.rules.desk import check_seal as check_seal
from sapar.areas.border.rules.desk import check_traveller as check_traveller
from sapar.areas.border.rules.desk import evaluate as evaluate
from sapar.areas.border.rules.desk import from_json as from_json
from sapar.areas.border.rules.desk import may_admit as may_admit
from sapar.areas.border.rules.desk import to_json as to_json
from sapar.areas.border.rules.desk import verdict as verdict
from sapar.areas.border.rules.desk import why_not_act as why_not_act
from sapar.areas.border.rules.desk import why_not_at as why_not_at
from sapar.areas.border.rules.desk import why_not_correct as why_not_correct
