"""How a view talks to people: parse, call one act or look, render.

::

    def apply(request):
        form = bind(request, ApplicationForm)
        if submitted(request, form):
            done = call(request, acts.submit, form, **form.cleaned_data)
            if done:
                return see_other("labour:receipt", done.value.pk)
        return page(request, "labour/apply.html", {"form": form})

Refusals that are not about a field (not permitted, not found, too many) are raised and become pages by the middleware.
"""

from sapar.web.export import csv_response as csv_response
from sapar.web.export import xlsx_response as xlsx_response
from sapar.web.kept import bind as bind
from sapar.web.paging import Pager as Pager
from sapar.web.paging import Window as Window
from sapar.web.views import Outcome as Outcome
from sapar.web.views import call as call
from sapar.web.views import page as page
from sapar.web.views import run_act as run_act
from sapar.web.views import see_other as see_other
from sapar.web.views import signed_in as signed_in
from sapar.web.views import submitted as submitted
