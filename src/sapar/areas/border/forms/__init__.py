"""What is typed on the pages of the border, by topic."""

from sapar.areas.border.forms.desk import CorrectForm as CorrectForm
from sapar.areas.border.forms.desk import DecideForm as DecideForm
from sapar.areas.border.forms.desk import DeskForm as DeskForm
from sapar.areas.border.forms.desk import ListForm as ListForm
from sapar.areas.border.forms.desk import NumberForm as NumberForm
from sapar.areas.border.forms.desk import ReferForm as ReferForm
from sapar.areas.border.forms.desk import SealForm as SealForm
from sapar.areas.border.forms.flights import AnswerForm as AnswerForm
from sapar.areas.border.forms.flights import FlightsForm as FlightsForm
from sapar.areas.border.forms.flights import InterchangesForm as InterchangesForm
