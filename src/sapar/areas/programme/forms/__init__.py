"""What is typed on the pages of the programme, by topic."""

from sapar.areas.programme.forms.figures import CountForm, FilterForm, LinkForm, ReasonForm

__all__ = ["CountForm", "FilterForm", "LinkForm", "ReasonForm"]
