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
from sapar.areas.border.forms.refusals import AppealAnswerForm as AppealAnswerForm
from sapar.areas.border.forms.refusals import AppealForm as AppealForm
from sapar.areas.border.forms.refusals import RefuseForm as RefuseForm
from sapar.areas.border.forms.shifts import GiveShiftForm as GiveShiftForm
from sapar.areas.border.forms.shifts import HandOverForm as HandOverForm
from sapar.areas.border.forms.shifts import LaneForm as LaneForm
from sapar.areas.border.forms.shifts import TakeShiftForm as TakeShiftForm
from sapar.areas.border.forms.travellers import EscortForm as EscortForm
from sapar.areas.border.forms.travellers import NoDocumentForm as NoDocumentForm
from sapar.areas.border.forms.travellers import PartyForm as PartyForm
from sapar.areas.border.forms.travellers import PhotoForm as PhotoForm
from sapar.areas.border.forms.travellers import StatedForm as StatedForm
from sapar.areas.border.forms.travellers import TransitForm as TransitForm
