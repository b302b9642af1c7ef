"""What is taken as an upload and what is kept of it. No database."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.kernel.documents import samples

from sapar.kernel.documents import content
from sapar.kernel.documents.content import JPEG, PDF, PNG, check, safe_name
from sapar.kernel.errors import Invalid


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        check(data, "passport")
    assert caught.value.field == "passport"
    assert str(caught.value)
    return caught.value.code


def test_type_is_read_from_the_content() -> None:
    """PDF, JPEG and PNG are told apart by what is in them."""
    assert check(samples.jpeg()).media_type == JPEG
    assert check(samples.png()).media_type == PNG
    assert check(samples.pdf()).media_type == PDF


def test_picture_is_encoded_anew_without_what_it_told() -> None:
    """EXIF, comments and bytes after the picture are gone; the picture is the same."""
    source = samples.jpeg() + b"<script>alert(1)</script>"
    kept = check(source).content
    assert b"SecretCamera" in source and b"hidden comment" in source
    for told in (b"SecretCamera", b"hidden comment", b"about the person", b"Exif", b"<script>"):
        assert told not in kept
    picture = Image.open(io.BytesIO(kept))
    assert picture.size == (60, 40) and not picture.getexif()
    red, blue = picture.getpixel((5, 20)), picture.getpixel((55, 20))
    assert isinstance(red, tuple) and red[0] > 200 and isinstance(blue, tuple) and blue[2] > 200


def test_orientation_is_kept_when_its_exif_is_dropped() -> None:
    """A picture taken upright stays upright: 6 means turned by 90 degrees clockwise."""
    picture = Image.open(io.BytesIO(check(samples.jpeg(60, 40, orientation=6)).content))
    assert picture.size == (40, 60)
    top = picture.getpixel((20, 5))
    assert isinstance(top, tuple) and top[0] > 200


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_other_colour_models_of_jpeg_are_taken(mode: str) -> None:
    """Scanners write CMYK and grey JPEGs; both can be kept."""
    assert Image.open(io.BytesIO(check(samples.jpeg(mode=mode)).content)).mode in ("RGB", "L")


def test_transparent_png_keeps_its_transparency() -> None:
    picture = Image.open(io.BytesIO(check(samples.png()).content))
    assert picture.mode == "RGBA" and picture.getpixel((3, 3)) == (10, 200, 30, 128)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "wrong_type"),
        (b"GIF89a" + b"\0" * 50, "wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
        (b" %PDF-1.7\n%%EOF", "wrong_type"),
        (b"\xff\xd8\xff" + b"\0" * 300, "unreadable"),
        (samples.jpeg()[:400], "unreadable"),
        (samples.png()[:60], "unreadable"),
        (samples.png_header(5001, 5000), "too_many_pixels"),
        (samples.png_header(60_000, 60_000), "too_many_pixels"),
        (b"%PDF-1.7\nno end", "unreadable"),
        (samples.pdf(trailer=b"/Encrypt 9 0 R"), "password"),
        (samples.pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), "active"),
        (samples.pdf(extra=b"/OpenAction << /S /J#61vaScript >>"), "active"),
        (samples.pdf(extra=b"/AA << /O << /S /Launch /F (calc.exe) >> >>"), "active"),
        (samples.pdf_with_stream(b"/Type /ObjStm /N 1", b"5 0 << /S /JavaScript >>"), "active"),
        (samples.pdf_with_stream(b"/Type /O#62jStm /N 1", b"5 0 << /S /Launch >>"), "active"),
        (samples.pdf_with_stream(b"/Type /ObjStm", b"\0" * 25_000_000), "unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-bytes",
)
def test_bad_upload_is_refused_by_its_rule(data: bytes, rule: str) -> None:
    """Every refusal names the field and the rule that was broken."""
    assert refusal(data) == rule


def test_words_in_a_page_are_no_program() -> None:
    """The text of a page may speak of /JavaScript: only the file's structure counts."""
    assert check(samples.pdf_with_stream(b"/Type /XObject", b"BT (/JavaScript /Launch) Tj ET")).media_type == PDF


def test_size_limit_is_named_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the limit is refused with the limit in the message."""
    monkeypatch.setattr(content, "limit", lambda: 1_048_576)
    with pytest.raises(Invalid) as caught:
        check(samples.pdf() + b"\n" * 1_048_576)
    assert caught.value.code == "too_large"
    texts = set()
    for language in ("en", "ru", "tk"):
        with translation.override(language):
            texts.add(str(caught.value))
    assert all("1" in text for text in texts) and len(texts) == 3


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([m for m, _ in content.MAGIC]), st.binary(max_size=300))
def test_nothing_but_invalid_comes_out_of_a_bad_file(magic: bytes, rest: bytes) -> None:
    """Whatever follows the first bytes, the answer is a kept file or a rule, never another error."""
    code = ""
    try:
        check(magic + rest)
    except Invalid as error:
        code = error.code
    assert code in {"", *content.WHY}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("pasport.JPEG", "pasport.jpg"),
        ("C:\\Users\\a\\паспорт Öwez.png", "паспорт Öwez.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie x=1.jpg"),
        ("gpj\u202e.exe", "gpj.jpg"),
        ("", "document.jpg"),
        ("...", "document.jpg"),
    ],
)
def test_file_name_is_made_harmless(name: str, kept: str) -> None:
    """No path, no control or direction character, and the ending of what the file really is."""
    assert safe_name(name, JPEG) == kept
    assert len(safe_name("x" * 500, JPEG)) <= 100
