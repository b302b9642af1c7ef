"""Everything that is written at the border, by topic."""

from sapar.areas.border.acts.alerts import decide_alert as decide_alert
from sapar.areas.border.acts.alerts import draft_alert as draft_alert
from sapar.areas.border.acts.alerts import withdraw_alert as withdraw_alert
from sapar.areas.border.acts.desk import NOT_PERMITTED as NOT_PERMITTED
from sapar.areas.border.acts.desk import WORDS as WORDS
from sapar.areas.border.acts.desk import Decision as Decision
from sapar.areas.border.acts.desk import admit as admit
from sapar.areas.border.acts.desk import check_seal as check_seal
from sapar.areas.border.acts.desk import correct as correct
from sapar.areas.border.acts.desk import inspect as inspect
from sapar.areas.border.acts.desk import number_key as number_key
from sapar.areas.border.acts.desk import refer_second_line as refer_second_line
from sapar.areas.border.acts.desk import second_line_decide as second_line_decide
from sapar.areas.border.acts.flights import answer_carrier as answer_carrier
from sapar.areas.border.acts.flights import answers_written as answers_written
from sapar.areas.border.acts.flights import apply_list as apply_list
from sapar.areas.border.acts.flights import recheck_flight as recheck_flight
from sapar.areas.border.acts.flights import send_list as send_list
from sapar.areas.border.acts.flights import take_in_list as take_in_list
from sapar.areas.border.acts.quiet import quiet_check as quiet_check
