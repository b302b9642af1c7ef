"""PDFs: the same bytes for the same input, all letters, data that never becomes markup. No database."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import typst
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from PIL import Image

from sapar.kernel.documents import render as rendering
from sapar.kernel.documents.render import FOLDER, RenderError, in_languages, qr_svg, render

TURKMEN = "AaBbÇçDdEeÄäFfGgHhIiJjŽžKkLlMmNnŇňOoÖöPpRrSsŞşTtUuÜüWwYyÝýZz"
RUSSIAN = "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнОоПпРрСсТтУуФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯя№«»"
AT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
TOKEN = "SAPAR1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 7


def permit(**changes: Any) -> bytes:
    label = {"tk": "Iş beriji", "ru": "Работодатель", "en": "Employer"}
    data = changes.pop("data", {"rows": [{"label": label, "value": TURKMEN}, {"label": label, "value": RUSSIAN}]})
    given: dict[str, Any] = {
        "title": {"tk": "Işlemek üçin rugsatnama", "ru": "Разрешение на работу", "en": "Work permit"},
        "issuer": {"tk": "Migrasiýa gullugy", "ru": "Миграционная служба", "en": "Migration Service"},
        "made_at": AT,
        **changes,
    }
    return render("record", data, **given)


def text_of(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) reads the text back; it is not installed")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().replace("\u200b", "")


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_same_input_gives_the_same_bytes() -> None:
    """A document can be made again and compared; another moment of making gives other bytes."""
    assert permit() == permit()
    assert permit() != permit(made_at=AT.replace(minute=1))


def test_all_turkmen_and_russian_letters_are_there() -> None:
    """Every letter of both alphabets comes back out of the PDF."""
    label = {"tk": "a", "ru": "б", "en": "c"}
    letters = " ".join(TURKMEN + RUSSIAN)
    found = text_of(permit(data={"rows": [{"label": label, "value": letters}]}))
    assert set(TURKMEN + RUSSIAN) <= set(found)


def test_long_word_breaks_inside_its_column() -> None:
    """A value without blanks does not run into the seal or off the page: all of it is there, line by line."""
    word = "W" * 180
    label = {"tk": "a", "ru": "б", "en": "c"}
    lines = re.findall("W+", text_of(permit(data={"rows": [{"label": label, "value": word}]}, seal=TOKEN)))
    found = [len(line) for line in lines if len(line) > 1]
    assert sum(found) == 180 and max(found) <= 20


def test_no_letter_is_drawn_as_a_box() -> None:
    """Each letter has a glyph of its own in the fonts that Typst carries: no two are drawn alike, none as .notdef."""
    letters = dict.fromkeys(TURKMEN + RUSSIAN.replace("№", "").replace("«", "").replace("»", ""))
    missing = _drawn("\U0010fffd")
    for font in ("Libertinus Serif", "DejaVu Sans Mono"):
        for letter in letters:
            picture = _drawn(letter, font)
            assert picture != missing and Image.open(io.BytesIO(picture)).convert("L").getextrema()[0] < 128, letter
    assert len({_drawn(letter) for letter in "ŇÑŞSÝYŽZÄAÇCÜUÖO"}) == 16


def _drawn(letter: str, font: str = "Libertinus Serif") -> bytes:
    source = (
        f'#set page(width: 20pt, height: 20pt, margin: 2pt)\n#set text(font: "{font}", size: 12pt, fallback: false)\n'
        "#sys.inputs.letter"
    )
    made = typst.compile(
        {"main": source.encode()},  # type: ignore[type-var]
        format="png",
        ppi=72,
        ignore_system_fonts=True,
        sys_inputs={"letter": letter},
    )
    assert isinstance(made, bytes)
    return made


@pytest.mark.parametrize(
    "hostile", ['#panic("x")', "$x^2$", '"]; #read("/etc/passwd")', "*bold* _it_ `raw` @ref <label> \\"]
)
def test_data_is_never_read_as_markup(hostile: str) -> None:
    """What a person typed appears as they typed it, wherever it stands."""
    words = {"tk": hostile, "ru": hostile, "en": hostile}
    data = {"rows": [{"label": words, "value": hostile}], "paragraphs": [words]}
    text = text_of(permit(data=data, reference=hostile, title=words, issuer=words))
    assert text.count(hostile.split()[0]) >= 8


def test_specimen_only_where_it_has_to_be(settings: Any) -> None:
    """A demo prints SPECIMEN over everything without being asked; a production node never does."""
    settings.SAPAR_MODE = "demo"
    demo = permit()
    settings.SAPAR_MODE = "production"
    assert permit() == permit(specimen=False) != demo == permit(specimen=True)


def test_draft_translation_is_said_where_nobody_reviewed() -> None:
    """A language without native review carries the label in that language, others do not."""
    words = in_languages(rendering.WORDS["draft"])
    reviewed, draft = text_of(permit()), text_of(permit(unreviewed=("ru",)))
    assert words["ru"] in draft and words["ru"] not in reviewed
    assert words["tk"] not in draft


def test_foot_has_the_tree_head_and_the_page_numbers() -> None:
    """The printed receipt survives being copied from paper: without blanks it is the head in short form."""
    head = "1234." + "ab" * 32 + ".20261125T040000000000Z.0123456789abcdef." + "A" * 86
    data = {"rows": [{"label": {"tk": "a", "ru": "б", "en": "c"}, "value": str(n)} for n in range(40)]}
    pdf = permit(receipt=head, data=data)
    text = text_of(pdf)
    pages = text.split("\f")[:-1]
    assert pages_of(pdf) == len(pages) == 3
    for number, page in enumerate(pages, 1):
        foot = page.split(in_languages(rendering.WORDS["receipt"])["tk"])[1]
        numbered = re.compile(rf"{number}\s*/\s*3\b")
        assert numbered.search(foot) and head in "".join(numbered.sub("", foot).split())


def test_seal_on_paper_is_read_by_a_scanner(tmp_path: Path) -> None:
    """The printed code, rasterised at 150 dpi under SPECIMEN, gives back the token."""
    zxing = pytest.importorskip("zxingcpp")
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) draws the page; it is not installed")
    command = ["pdftoppm", "-r", "150", "-png", "-", str(tmp_path / "page")]
    subprocess.run(command, input=permit(seal=TOKEN, specimen=True), check=True)
    with Image.open(next(tmp_path.glob("page*.png"))) as page:
        found = zxing.read_barcodes(page.convert("L"))
    assert [one.text for one in found] == [TOKEN]


def test_code_is_never_larger_than_version_12() -> None:
    """A token that needs a denser code than cheap phones read is refused, not printed."""
    assert b"<path" in qr_svg(TOKEN)
    with pytest.raises(RenderError):
        qr_svg("a" * 400)
    with pytest.raises(RenderError):
        qr_svg("a" * 10_000)


def test_area_brings_its_own_template(tmp_path: Path) -> None:
    """A template elsewhere imports the frame by its name; a mistake in it is an error that names the file."""
    own = tmp_path / "own.typ"
    own.write_text('#import "frame.typ": *\n#show: sheet\n#data.greeting\n')
    kwargs: dict[str, Any] = {"title": _("Work"), "issuer": _("Work"), "made_at": AT}
    assert "Salam Öwez" in text_of(render(own, {"greeting": "Salam Öwez"}, **kwargs))
    with pytest.raises(RenderError, match=r"own\.typ"):
        render(own, {}, **kwargs)


def test_translatable_text_is_printed_in_each_language() -> None:
    """A lazy text becomes one text a language, whatever language is active; days are written as documents write them."""
    with translation.override("ru"):
        words = in_languages(rendering.WORDS["draft"])
    assert len(set(words.values())) == 3
    data = {"rows": [{"label": rendering.WORDS["draft"], "value": date(2026, 3, 7)}]}
    text = text_of(permit(data=data))
    assert all(word in text for word in words.values()) and "07.03.2026" in text


def test_result_is_an_archivable_accessible_pdf() -> None:
    """PDF/A-2a and PDF/UA-1 are claimed in the metadata (Typst refuses to write a file that breaks them)."""
    pdf = permit(seal=TOKEN)
    assert b"pdfaid:part" in pdf and b"pdfuaid:part" in pdf and b"/StructTreeRoot" in pdf
    assert FOLDER.is_dir()
