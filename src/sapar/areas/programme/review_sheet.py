"""A review's content in one language, as people read it: for the page, the PDF and the Word file alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sapar.areas.programme.numbers import caveats_of, number, percent
from sapar.areas.programme.review_charts import COLOURS, WHOLE, chart_of
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.areas.programme.rules.measures import amount_of
from sapar.kernel.documents.docx import Bar, Docx
from sapar.kernel.documents.render import render
from sapar.kernel.errors import NotFound

TEMPLATE = Path(__file__).parent / "templates" / "programme" / "reviews" / "review.typ"
# No native lawyer has reviewed the wordings.
UNREVIEWED = LANGUAGES
HEADS: dict[str, Any] = {
    "as_of": _("As of"),
    "plan": _("Joint plan"),
    "sides": _("Sides"),
    "hash": _("Hash of the content (SHA-256)"),
    "draft": _("This review has not been approved."),
    "unverified": _("The structure of this review is not taken from an official template."),
    "nothing": _("nothing to report"),
    "annex": _("Where the figures come from"),
    "figure": _("What is measured"),
    "value": _("Value"),
    "definition": _("Definition"),
    "vintage": _("Vintage"),
    "source": _("Run or evidence"),
    "unwritten": _("not written yet"),
}
VINTAGES: dict[str, Any] = {"": "", "preliminary": _("preliminary"), "revised": _("revised"), "final": _("final")}


def amount_text(figure: Mapping[str, Any]) -> str:
    """A figure in the language that is active: ``87.5 % (7 of 8)``, ``1,250``, ``not reported``."""
    amount = amount_of(figure["amount"])
    if amount is None:
        return gettext("not known") if figure["state"] == "unknown" else gettext("not reported")
    if amount.denominator is None:
        return number(amount.numerator)
    if not amount.denominator:
        return gettext("nothing to count")
    return gettext("%(percent)s (%(numerator)s of %(denominator)s)") % {
        "percent": percent(Fraction(amount.numerator) / Fraction(amount.denominator)),
        "numerator": number(amount.numerator),
        "denominator": number(amount.denominator),
    }


def figure_text(figure: Mapping[str, Any]) -> str:
    """The same with what its reader has to know: ``30; 1 of 2 reported``."""
    coverage = {name: int(count) for name, count in figure.get("coverage", {}).items()}
    return "; ".join([amount_text(figure), *(caveats_of(coverage) if coverage else [])])


def resolved(content: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The content in one language. Cells of tables: ``text``, and ``figure`` (its key) or ``colour`` where there is one.

    ``chart`` of a part: see ``review_charts``, or None.
    """
    with translation.override(language):
        figures: dict[str, Any] = content["figures"]
        return {
            "title": content["title"][language],
            "plan": f"{content['plan']['reference']} ({content['plan']['year']})",
            "as_of": _day(content["as_of"]),
            "sides": [side[language] for side in content["sides"]],
            "unverified": bool(content["unverified"]),
            "heads": {key: str(text) for key, text in HEADS.items()},
            "sections": [
                {
                    "key": section["key"],
                    "title": section["title"][language],
                    "parts": [
                        {**_part(part, figures, language), "chart": chart_of(part, figures, language, amount_text)}
                        for part in section["parts"]
                    ],
                }
                for section in content["sections"]
            ],
            "annex": [
                [
                    f"{figure['label'][language]} ({key})",
                    figure_text(figure),
                    figure["trace"]["definition"][language],
                    str(VINTAGES[figure["trace"]["vintage"]]),
                    _sources(figure["trace"]),
                ]
                for key, figure in sorted(figures.items(), key=lambda item: _place(item[0]))
                if figure["trace"]["values"]
            ],
        }


def _place(key: str) -> tuple[int, str]:
    """``I-10.2026-01-01`` after ``I-2.all``: where a figure stands in the annex."""
    first, _dot, rest = key.partition(".")
    number = first.rpartition("-")[2]
    return (int(number) if number.isdigit() else 0, rest)


def _sources(trace: Mapping[str, Any]) -> str:
    runs = [f"{run[:8]} {output[:12]}" for run, output in trace["runs"]]
    values = [one[:8] for one in trace["values"]]
    return ", ".join(runs or values)


def _part(part: Mapping[str, Any], figures: Mapping[str, Any], language: str) -> dict[str, Any]:
    if part["kind"] == "text":
        written = part["text"][language]
        paragraphs = [one.strip() for one in written.split("\n\n") if one.strip()]
        return {"kind": "text", "key": part["key"], "title": part["title"][language], "paragraphs": paragraphs}
    if part["kind"] == "figures":
        return {
            "kind": "figures",
            "items": [
                {
                    "key": key,
                    "label": figures[key]["label"][language],
                    "value": figure_text(figures[key]),
                    "unit": figures[key]["unit"][language],
                }
                for key in part["keys"]
            ],
        }
    return {
        "kind": "table",
        "key": part["key"],
        "title": part.get("title", {}).get(language, ""),
        "columns": [column[language] for column in part["columns"]],
        "widths": part["widths"],
        "rows": [[_cell(cell, figures, language) for cell in row] for row in part["rows"]],
    }


def _cell(cell: Mapping[str, Any], figures: Mapping[str, Any], language: str) -> dict[str, str]:
    if "figure" in cell:
        return {"text": figure_text(figures[cell["figure"]]), "figure": cell["figure"]}
    if "day" in cell:
        return {"text": _day(cell["day"]) if cell["day"] else ""}
    if "plain" in cell:
        return {"text": cell["plain"]}
    return {"text": cell["text"][language], **({"colour": cell["colour"]} if "colour" in cell else {})}


def _day(stored: str) -> str:
    return formats.date_format(date.fromisoformat(stored), "DATE_FORMAT")


def moment_of(content: Mapping[str, Any]) -> datetime:
    """The moment that a file of a review that is not frozen bears: noon of its day, so that it can be made again."""
    return datetime.combine(date.fromisoformat(content["as_of"]), time(12), UTC)


def file_in(
    content: Mapping[str, Any], language: str, suffix: str, *, made_at: datetime | None = None, sha256: str = ""
) -> bytes:
    """A review as ``pdf`` or ``docx``. The same content gives the same bytes. ``sha256``: of a frozen one, printed on it.

    Raises NotFound for another language or format.
    """
    if language not in LANGUAGES or suffix not in ("pdf", "docx"):
        raise NotFound()
    said = resolved(content, language)
    made_at = made_at or moment_of(content)
    return _pdf(said, content, language, made_at, sha256) if suffix == "pdf" else _docx(said, language, made_at, sha256)


def _pdf(said: dict[str, Any], content: Mapping[str, Any], language: str, made_at: datetime, sha256: str) -> bytes:
    return render(
        TEMPLATE,
        {**said, "sha256": sha256, "colours": COLOURS},
        title={code: content["title"][code] for code in LANGUAGES},
        issuer={code: " · ".join(side[code] for side in content["sides"]) for code in LANGUAGES},
        made_at=made_at,
        reference=content["plan"]["reference"],
        languages=(language,),
        unreviewed=UNREVIEWED,
    )


def _docx(said: dict[str, Any], language: str, made_at: datetime, sha256: str) -> bytes:
    heads = said["heads"]
    made = Docx(language, title=said["title"], author=", ".join(said["sides"]), made_at=made_at)
    made.title(said["title"])
    made.paragraph(f"{heads['plan']}: {said['plan']}\n{heads['as_of']}: {said['as_of']}\n" + "\n".join(said["sides"]))
    for text in [heads["draft"]] * (not sha256) + [heads["unverified"]] * said["unverified"]:
        made.paragraph(text, quiet=True)
    for section in said["sections"]:
        made.heading(section["title"])
        for part in section["parts"]:
            if part["kind"] == "text":
                for one in part["paragraphs"] or [heads["unwritten"]]:
                    made.paragraph(one, quiet=not part["paragraphs"])
            elif part["kind"] == "figures":
                rows = [[one["label"], one["value"], one["unit"]] for one in part["items"]]
                made.table(["", heads["value"], ""], rows, [50, 25, 25])
            else:
                if part["title"]:
                    made.heading(part["title"], 2)
                if part["rows"]:
                    made.table(
                        part["columns"], [[cell["text"] for cell in row] for row in part["rows"]], part["widths"]
                    )
                else:
                    made.paragraph(heads["nothing"], quiet=True)
            if chart := part["chart"]:
                made.heading(chart["title"], 2)
                made.bars([_bar(one) for one in chart["bars"]])
                made.paragraph(chart["note"], quiet=True)
    if said["annex"]:
        made.heading(heads["annex"])
        columns = [heads[name] for name in ("figure", "value", "definition", "vintage", "source")]
        made.table(columns, said["annex"], [28, 15, 29, 14, 14])
    if sha256:
        made.paragraph(f"{heads['hash']}\n{sha256}", quiet=True)
    return made.save()


def _bar(one: Mapping[str, Any]) -> Bar:
    mark = None if one["mark"] < 0 else one["mark"] / WHOLE
    return Bar(one["label"], one["value"], one["share"] / WHOLE, COLOURS[one["colour"]], mark)
