"""Word documents (Office Open XML, ECMA-376): headings, paragraphs and tables, written here, byte for byte repeatable.

The moment of making is an argument, the order of the parts is fixed, texts are data. No library is needed for this little.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from unicodedata import normalize
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LANGUAGES = {"tk": "tk-TM", "ru": "ru-RU", "en": "en-GB"}
INK, BAND, LINE, QUIET = "0B5C63", "E8F2F1", "B4B4B4", "4D5B5E"
STEPS = 40  # cells that a whole bar is made of
PAGE = 9638  # width between the margins in twentieths of a point: A4 less two centimetres on each side

TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override \
PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" \
Target="docProps/core.xml"/></Relationships>"""
OF_DOCUMENT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""


def _style(name: str, title: str, size: int, *, bold: bool = False, colour: str = "", level: int | None = None) -> str:
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    keep = "<w:keepNext/>" if level is not None else ""
    run = ("<w:b/>" if bold else "") + (f'<w:color w:val="{colour}"/>' if colour else "") + f'<w:sz w:val="{size}"/>'
    before = 240 if level is not None else 0
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title}"/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr>{keep}<w:spacing w:before="{before}" w:after="80"/>{outline}</w:pPr>'
        f"<w:rPr>{run}</w:rPr></w:style>"
    )


STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault>'
    '<w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="21"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    + _style("Title", "Title", 40, bold=True, colour=INK)
    + _style("Heading1", "heading 1", 30, bold=True, colour=INK, level=0)
    + _style("Heading2", "heading 2", 24, bold=True, level=1)
    + _style("Quiet", "Quiet", 17, colour=QUIET)
    + _style("Cell", "Cell", 17)
    + "</w:styles>"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: ``share`` and ``mark`` (None: none) of the whole width, 0 to 1; ``colour`` as RRGGBB."""

    label: str
    value: str
    share: float
    colour: str
    mark: float | None = None


class Docx:
    """A document in the making: ``title``, ``heading``, ``paragraph``, ``table`` and ``bars`` in the order of reading."""

    def __init__(self, language: str, *, title: str, author: str, made_at: datetime) -> None:
        self.language, self.title_text, self.author = LANGUAGES.get(language, language), title, author
        self.made_at = made_at.astimezone(UTC)
        self.body: list[str] = []

    def title(self, text: str) -> None:
        self._add(text, "Title")

    def heading(self, text: str, level: int = 1) -> None:
        """``level`` 1 or 2."""
        self._add(text, f"Heading{level}")

    def paragraph(self, text: str, *, quiet: bool = False) -> None:
        """Lines that a blank line divides become paragraphs of their own."""
        for one in text.split("\n\n"):
            if one.strip():
                self._add(one.strip(), "Quiet" if quiet else "")

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """``widths``: parts of the page's width, one a column. The first row is repeated on every page."""
        whole = sum(widths)
        real = [PAGE * one // whole for one in widths]
        lines = [self._row(columns, real, head=True)] + [self._row(row, real) for row in rows]
        self._table(real, lines, ("top", "left", "bottom", "right", "insideH", "insideV"))

    def bars(self, bars: Sequence[Bar]) -> None:
        """A chart of horizontal bars out of coloured cells: label, bar, value. A mark is one dark cell in the bar's way."""
        step = PAGE * 2 // 5 // STEPS
        label = (PAGE - step * STEPS) * 3 // 5
        widths = [label, *[step] * STEPS, PAGE - step * STEPS - label]
        self._table(widths, [self._bar(one, widths) for one in bars], ("bottom", "insideH"))

    def _bar(self, bar: Bar, widths: Sequence[int]) -> str:
        filled = round(min(max(bar.share, 0.0), 1.0) * STEPS)
        cells = [bar.colour] * filled + [""] * (STEPS - filled)
        if bar.mark is not None:
            cells[min(round(min(max(bar.mark, 0.0), 1.0) * STEPS), STEPS) - 1 if bar.mark > 0 else 0] = INK
        made = self._cell(bar.label, widths[0])
        start = 0
        for place in range(1, STEPS + 1):
            if place == STEPS or cells[place] != cells[start]:
                made += self._cell("", widths[1] * (place - start), cells[start], place - start)
                start = place
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{made}{self._cell(bar.value, widths[-1])}</w:tr>"

    def _table(self, widths: Sequence[int], lines: Sequence[str], edged: Sequence[str]) -> None:
        grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        edges = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for edge in edged)
        self.body.append(
            f'<w:tbl><w:tblPr><w:tblW w:w="{PAGE}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
        )
        self._add("", "Quiet")

    def _row(self, cells: Sequence[str], widths: Sequence[int], *, head: bool = False) -> str:
        made = "".join(
            self._cell(cell, width, BAND if head else "", bold=head) for cell, width in zip(cells, widths, strict=True)
        )
        properties = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else "<w:trPr><w:cantSplit/></w:trPr>"
        return f"<w:tr>{properties}{made}</w:tr>"

    def _cell(self, text: str, width: int, fill: str = "", span: int = 1, *, bold: bool = False) -> str:
        wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{wide}{shade}</w:tcPr>'
            f"{self._paragraph(text, 'Cell', bold=bold)}</w:tc>"
        )

    def _add(self, text: str, style: str) -> None:
        self.body.append(self._paragraph(text, style))

    def _paragraph(self, text: str, style: str, *, bold: bool = False) -> str:
        named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        run = ("<w:b/>" if bold else "") + f'<w:lang w:val="{self.language}"/>'
        lines = _clean(text).split("\n")
        inner = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
        return f"<w:p>{named}<w:r><w:rPr>{run}</w:rPr>{inner}</w:r></w:p>"

    def save(self) -> bytes:
        """The file. Equal contents give equal bytes."""
        moment = f"{self.made_at:%Y-%m-%dT%H:%M:%SZ}"
        document = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{W}"><w:body>'
            + "".join(self.body)
            + '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
            'w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
        )
        core = (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
            'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{escape(_clean(self.title_text))}</dc:title><dc:creator>{escape(_clean(self.author))}</dc:creator>"
            f"<dc:language>{escape(self.language)}</dc:language>"
            f"<dcterms:created xsi:type={quoteattr('dcterms:W3CDTF')}>{moment}</dcterms:created>"
            f"<dcterms:modified xsi:type={quoteattr('dcterms:W3CDTF')}>{moment}</dcterms:modified></cp:coreProperties>"
        )
        parts = (
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", OF_DOCUMENT),
            ("word/styles.xml", STYLES),
            ("docProps/core.xml", core),
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, text in parts:
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3
                entry.external_attr = 0o600 << 16
                archive.writestr(entry, text.encode(), compresslevel=6)
        return out.getvalue()


def _clean(text: str) -> str:
    """NFC, without the control characters that XML 1.0 cannot hold."""
    return "".join(one for one in normalize("NFC", text) if one >= " " or one in "\n\t")
