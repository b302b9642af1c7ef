"""The public check of a seal: paste its text, or choose a photo of its square code. Nothing is stored."""

from __future__ import annotations

from importlib.util import find_spec

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sapar.kernel.documents.trusting import check_seal
from sapar.standards.seals.verify import Bearer
from sapar.web.pictures import NotReadable, read_square_code
from sapar.web.seal_words import field_rows, verdict_view
from sapar.web.views import page, submitted

LARGEST_PHOTO = 10 * 1024 * 1024
CAN_READ_PHOTOS = find_spec("zxingcpp") is not None


class SealForm(forms.Form):
    """The seal's text or a photo; the number of the passport at hand, if it is to be compared."""

    text = forms.CharField(
        label=_("Text of the seal"),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false", "autocomplete": "off", "class": "sapar-code"}),
        help_text=_(
            "Read the square code with any reader of square codes and paste what it gives. It begins with SAPAR."
        ),
    )
    photo = forms.FileField(
        label=_("Or a photo of the square code"),
        required=False,
        widget=forms.FileInput({"accept": "image/*"}),
        help_text=_("The photo is read and thrown away at once."),
    )
    document_number = forms.CharField(
        label=_("Number of the passport"),
        required=False,
        max_length=30,
        help_text=_("If you have the passport at hand, its number is compared with the seal."),
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not CAN_READ_PHOTOS:
            del self.fields["photo"]
        # The length is a limit, not a task: no counter.
        self.fields["text"].max_length = None  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or {}
        photo = values.get("photo")
        if isinstance(photo, UploadedFile):
            if (photo.size or 0) > LARGEST_PHOTO:
                self.add_error("photo", _("The photo is larger than 10 MB. Choose a smaller one."))
            else:
                try:
                    values["text"] = read_square_code(photo.read())
                except NotReadable as error:
                    self.add_error("photo", str(error))
        elif not values.get("text") and "photo" not in self.errors:
            self.add_error("text", _("Paste the text of the seal, or choose a photo of it"))
        return values


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Judge a seal by the node's lists, at the node's time."""
    form = SealForm(request.POST, request.FILES) if request.method == "POST" else SealForm()
    context: dict[str, object] = {"form": form}
    if submitted(request, form):
        number = form.cleaned_data["document_number"].strip()
        verdict = check_seal(form.cleaned_data["text"], bearer=Bearer(number) if number else None)
        context |= {"verdict": verdict_view(verdict), "rows": field_rows(verdict), "form": SealForm()}
    return page(request, "web/pages/verify.html", context)
