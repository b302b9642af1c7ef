"""Square codes in photos. The reader (zxing-cpp) is optional; the picture never leaves memory."""

from __future__ import annotations

from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST = 40_000_000  # pixels
EDGE = 2400


class NotReadable(ValueError):
    """The picture gives no text; the message says why."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def read_square_code(data: bytes) -> str:
    """The text of the one square code in a JPEG, PNG or WebP picture. Raises NotReadable."""
    import zxingcpp

    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > LARGEST:
                raise NotReadable(_("The picture has too many pixels. Take the photo in a lower resolution."))
            picture.draft("L", (EDGE, EDGE))
            grey = picture.convert("L")
            grey.thumbnail((EDGE, EDGE))
            found = [code.text for code in zxingcpp.read_barcodes(grey) if code.text]
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, NotReadable):
            raise
        raise NotReadable(_("This is not a picture that can be read. Choose a JPEG or PNG photo.")) from None
    if not found:
        raise NotReadable(_("No square code was found. Hold the camera closer and straight, and avoid glare."))
    if len(found) > 1:
        raise NotReadable(_("There are several codes in the picture. Photograph one alone."))
    return found[0]
