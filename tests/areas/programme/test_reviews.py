"""Reviews: texts by people, figures by nobody; frozen with a hash, the same bytes again, and what a changed record moves."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.utils import translation
from lxml import etree
from tests.areas.programme.measures_kit import Measuring, measuring
from tests.areas.programme.meetings_kit import resolution, signed
from tests.areas.programme.plans_kit import make_world, words
from tests.areas.programme.test_plans_wall import acting

from sapar.areas.programme import tasks
from sapar.areas.programme.queries import measuring as measuring_queries
from sapar.areas.programme.queries import meetings
from sapar.areas.programme.queries import review_words as say
from sapar.areas.programme.queries import reviews as queries
from sapar.areas.programme.queries.review_content import content_of
from sapar.areas.programme.review_sheet import figure_text, file_in, resolved
from sapar.areas.programme.rules.content import LANGUAGES
from sapar.areas.programme.rules.reviews import NAMES, changed, read_template, sha256_of, template
from sapar.kernel import clock
from sapar.kernel.access.context import reading
from sapar.kernel.documents.docx import Bar, Docx
from sapar.kernel.errors import Conflict, Invalid, NotFound, NotPermitted


@pytest.fixture
def m(node_db: Any) -> Measuring:
    return measuring(make_world())


def opened(m: Measuring, code: str = "annual") -> Any:
    return m.world.do("coordinator", "open_review", plan_id=m.plan.pk, template_code=code, as_of=date(m.year, 12, 31))


def write(m: Measuring, review: Any, *keys: str, who: str = "coordinator") -> None:
    for key in keys:
        m.world.do(
            who, "write_block", review_id=review.pk, section=key, text=words(f"About {key}.\n\nMore."), version=0
        )


def approved(m: Measuring) -> Any:
    review = opened(m)
    write(m, review, "introduction", "assessment")
    m.world.do("coordinator", "share_review", review_id=review.pk)
    view = queries.review(m.world.people["iom"], review.pk)
    return m.world.do("iom", "approve_review", review_id=review.pk, sha256=view.sha256)


@pytest.mark.parametrize("code", NAMES)
def test_templates_are_whole(code: str) -> None:
    """Every text of a template stands in three languages; a template that misses one is not read."""
    made = template(code)
    assert made.sections
    assert all(part.title.whole and part.hint.whole and part.words for part in made.texts())
    with pytest.raises(ValueError):
        read_template(
            {"code": "x", "version": 1, "joint": True, "title": {"tk": "a", "ru": "", "en": "b"}, "sections": []}
        )


def test_only_its_side_sees_a_draft(m: Measuring, app_sql: Any) -> None:
    """Until it is shown, the other side finds nothing, by no page and by no SQL; after approval the parties read it."""
    review = opened(m)
    people = m.world.people

    def seen() -> list[int]:
        found = []
        for who in ("coordinator", "iom", "service", "stranger"):
            with acting(app_sql, people[who]) as cursor:
                cursor.execute(
                    "select count(*) from programme_review r left join programme_block b on b.review_id = r.id"
                )
                found.append(cursor.fetchone()[0])
        return found

    write(m, review, "introduction")
    assert seen() == [1, 0, 0, 0]
    with pytest.raises(NotFound):
        queries.review(people["iom"], review.pk)
    with pytest.raises(NotFound):
        m.world.do("iom", "write_block", review_id=review.pk, section="assessment", text=words("x"), version=0)
    m.world.do("coordinator", "share_review", review_id=review.pk)
    write(m, review, "assessment", who="iom")
    assert seen() == [2, 2, 0, 0]
    view = queries.review(people["iom"], review.pk)
    m.world.do("iom", "approve_review", review_id=review.pk, sha256=view.sha256)
    assert seen() == [2, 2, 2, 0]
    assert queries.review(people["service"], review.pk).frozen


def test_the_second_writer_sees_the_first_and_loses_nothing(m: Measuring) -> None:
    """Two people write the same text from the same state: the second gets a conflict, and knowing both may save."""
    review = opened(m)
    write(m, review, "introduction")
    given = {"review_id": review.pk, "section": "introduction"}
    m.world.do("coordinator", "write_block", text=words("first"), version=1, **given)
    with pytest.raises(Conflict) as caught:
        m.world.do("official", "write_block", text=words("second"), version=1, **given)
    assert caught.value.code == "version"
    with pytest.raises(Conflict):
        m.world.do("official", "write_block", text=words("new"), version=0, **given)
    block = m.world.do("official", "write_block", text=words("second"), version=2, **given)
    assert (block.version, block.text["en"], block.author) == (3, "second en", "Official")


def test_approval_wants_every_text_and_the_other_side(m: Measuring) -> None:
    """Missing texts are named; its own side cannot approve; what changed since it was read is not approved."""
    review = opened(m)
    m.world.do("coordinator", "share_review", review_id=review.pk)
    view = queries.review(m.world.people["iom"], review.pk)
    with pytest.raises(Invalid) as caught:
        m.world.do("iom", "approve_review", review_id=review.pk, sha256=view.sha256)
    assert {one.field for one in caught.value.errors} == {"introduction", "assessment"}
    write(m, review, "introduction", "assessment")
    with pytest.raises(NotPermitted):
        m.world.do("coordinator", "approve_review", review_id=review.pk, sha256=view.sha256)
    with pytest.raises(Conflict) as late:
        m.world.do("iom", "approve_review", review_id=review.pk, sha256=view.sha256)
    assert late.value.code == "hash"


def test_a_review_of_one_side_is_approved_by_its_signatory(m: Measuring) -> None:
    """The voluntary review is the State's own: never shown for writing, approved by the minister."""
    review = opened(m, "gcm")
    with pytest.raises(Conflict):
        m.world.do("coordinator", "share_review", review_id=review.pk)
    write(m, review, "methodology", "environment")
    view = queries.review(m.world.people["minister"], review.pk)
    with pytest.raises(NotPermitted):
        m.world.do("coordinator", "approve_review", review_id=review.pk, sha256=view.sha256)
    assert m.world.do("minister", "approve_review", review_id=review.pk, sha256=view.sha256).approved_at is not None


def test_a_frozen_review_stays(m: Measuring, owner_sql: Any) -> None:
    """A later value changes the figures of a new review, not those of the frozen one; raw SQL cannot change it either."""
    measure = m.agreed()
    first = m.approved(measure, 1, 20)
    review = approved(m)
    m.approved(measure, 1, 18, corrects_id=first.pk)
    view = queries.review(m.world.people["coordinator"], review.pk)
    assert view.intact and view.content["figures"][f"I-1.{m.year}-01-01"]["amount"]["n"] == "20"
    assert queries.review(m.world.people["coordinator"], opened(m).pk).content["figures"][f"I-1.{m.year}-01-01"][
        "amount"
    ] == {"n": "18", "d": None}
    for statement in (
        "update programme_review set content = '{}' where id = %s",
        "update programme_block set text = '{}' where review_id = %s",
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            owner_sql.execute(statement, [review.pk])
    with pytest.raises(Conflict):
        m.world.do("coordinator", "write_block", review_id=review.pk, section="outlook", text=words("x"), version=0)


def test_every_figure_leads_somewhere(m: Measuring) -> None:
    """Each has a definition in three languages and a day; those of indicators name the approved values behind them."""
    measure = m.agreed()
    value = m.approved(measure, 1, 20)
    content = queries.review(m.world.people["coordinator"], opened(m).pk).content
    assert len(content["figures"]) > 10
    for figure in content["figures"].values():
        trace = figure["trace"]
        assert all(trace["definition"][code] for code in LANGUAGES) and trace["as_of"]
    found = content["figures"][f"I-1.{m.year}-01-01"]
    assert found["trace"]["values"] == content["figures"]["I-1.all"]["trace"]["values"] == [str(value.pk)]
    assert found["trace"]["definition"] == measure.content["definition"]


def test_a_part_of_a_figure_says_so(m: Measuring) -> None:
    """One of two that roll up has reported: the review prints what is there with that word, and does not call it reached."""
    above = m.agreed(level="output", title=words("Above"))
    first, second = (m.agreed(rolls_into=above, title=words(f"Below {n}")) for n in (1, 2))
    for quarter in (1, 2, 3, 4):
        m.approved(first, quarter, 30)
        if quarter < 3:
            m.approved(second, quarter, 31)
    content = queries.review(m.world.people["coordinator"], opened(m).pk).content
    whole, part = (content["figures"][f"I-1.{m.year}-{month}-01"] for month in ("01", "07"))
    with translation.override("en"):
        assert (figure_text(whole), figure_text(part)) == ("61", "30; 1 of 2 reported")
    assert resolved(content, "en")["title"] and "30; 1 of 2 reported" in str(resolved(content, "en")["sections"])
    followed = next(one for one in measured(m) if one.measure.pk == above.pk)
    assert (followed.standing.colour, followed.standing.reasons) == ("amber", ("incomplete",))
    known = content["figures"]["values"]["amount"]
    assert list(known.values()) == ["8", "12"]


def measured(m: Measuring) -> Any:
    return measuring_queries.plan_measured(m.world.people["coordinator"], m.plan.pk).measures


def test_a_figure_carried_forward_rests_on_one_value(m: Measuring) -> None:
    """Where the last value holds, the figure of a later period names that value alone, and that it is an earlier one."""
    stock = m.agreed(aggregation="last")
    m.approved(stock, 1, 20)
    newest = m.approved(stock, 2, 26)
    content = queries.review(m.world.people["coordinator"], opened(m).pk).content
    found = content["figures"][f"I-1.{m.year}-10-01"]
    assert found["trace"]["values"] == [str(newest.pk)]
    with translation.override("en"):
        assert figure_text(found) == "26; 1 carried forward from an earlier period"


def test_the_same_content_gives_the_same_bytes(m: Measuring) -> None:
    """PDF and DOCX in three languages, made twice; another content gives other bytes."""
    m.approved(m.agreed(), 1, 20)
    view = queries.review(m.world.people["coordinator"], opened(m).pk)
    again = queries.review(m.world.people["coordinator"], view.review.pk)
    assert view.sha256 == again.sha256
    for language in LANGUAGES:
        for suffix, start in (("pdf", b"%PDF"), ("docx", b"PK")):
            made = file_in(view.content, language, suffix)
            assert made.startswith(start)
            assert made == file_in(again.content, language, suffix)
    other = {**view.content, "title": dict.fromkeys(LANGUAGES, "x")}
    assert file_in(other, "en", "docx") != file_in(view.content, "en", "docx")


def test_a_word_file_holds_what_was_written(m: Measuring) -> None:
    """The document's text has the texts of its language and no other; hostile letters stay data."""
    review = opened(m)
    m.world.do(
        "coordinator",
        "write_block",
        review_id=review.pk,
        section="introduction",
        text=words("<w:t>&\x0b ýüňä"),
        version=0,
    )
    content = queries.review(m.world.people["coordinator"], review.pk).content
    with zipfile.ZipFile(io.BytesIO(file_in(content, "tk", "docx"))) as archive:
        assert archive.testzip() is None
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        body = archive.read("word/document.xml").decode()
    assert "&lt;w:t&gt;&amp; ýüňä tk" in body
    assert " ýüňä en" not in body
    etree.fromstring(body.encode())


def charts_of(content: Any, language: str = "en") -> dict[str, Any]:
    said = resolved(content, language)
    found = [part["chart"] for section in said["sections"] for part in section["parts"] if part["chart"]]
    return {one["title"]: one["bars"] for one in found}


def test_charts_are_drawn_from_the_figures(m: Measuring) -> None:
    """Each bar has the words of its figure and the share that the figure is of the longest; no bar without a figure, and
    a changed record changes the bars of its figures alone."""
    measure = m.agreed()
    review = opened(m)
    before = queries.review(m.world.people["coordinator"], review.pk).content
    m.approved(measure, 1, 20)
    content = queries.review(m.world.people["coordinator"], review.pk).content
    charts = charts_of(content)
    assert set(charts) == {"Activities by status", "Reached, with the target", "Spent, with what was planned"}
    assert all(key in content["figures"] for bars in charts.values() for bar in bars for key in bar["keys"])
    assert "Reached, with the target" not in charts_of(before)
    assert {title: bars for title, bars in charts.items() if title != "Reached, with the target"} == charts_of(before)
    (bar,) = charts["Reached, with the target"]
    there, wanted = (float(content["figures"][key]["amount"]["n"]) for key in bar["keys"])
    longest = max(there, wanted)
    assert (bar["share"], bar["mark"]) == (round(there / longest * 1000), round(wanted / longest * 1000))
    assert bar["value"].startswith("20") and bar["label"].startswith("I\u20111 ")
    status = charts["Activities by status"]
    assert max(one["share"] for one in status) == 1000
    assert sum(int(one["value"]) for one in status) == int(content["figures"]["activities"]["amount"]["n"])
    assert len({title for language in LANGUAGES for title in charts_of(content, language)}) == 9


def test_bars_of_a_word_file() -> None:
    """As many coloured cells as the share says, whole rows on one grid, the mark in its place; again the same bytes."""
    made_at = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def made(*bars: Bar) -> bytes:
        document = Docx("en", title="T", author="A", made_at=made_at)
        document.bars(bars)
        return document.save()

    bars = (Bar("none", "0", 0, "112233"), Bar("half", "1", 0.5, "112233", 0.75), Bar("all", "2", 1.7, "112233", 1))
    assert made(*bars) == made(*bars) != made(*bars[:2])
    with zipfile.ZipFile(io.BytesIO(made(*bars))) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    rows = []
    for row in root.iter(f"{w}tr"):
        cells = []
        for cell in row.iter(f"{w}tc"):
            span, shade = cell.find(f"{w}tcPr/{w}gridSpan"), cell.find(f"{w}tcPr/{w}shd")
            cells.append(
                (
                    int(span.get(f"{w}val")) if span is not None else 1,
                    shade.get(f"{w}fill") if shade is not None else "",
                )
            )
            assert cell.find(f"{w}p") is not None
        rows.append(cells[1:-1])
    assert rows == [
        [(40, "")],
        [(20, "112233"), (9, ""), (1, "0B5C63"), (10, "")],
        [(39, "112233"), (1, "0B5C63")],
    ]
    columns = len(list(root.iter(f"{w}gridCol")))
    assert columns == 42 and all(sum(span for span, _fill in row) == 40 for row in rows)


def test_a_word_file_is_whole(m: Measuring) -> None:
    """What Word asks of a package: every part has a content type, every relation leads to a part, properties stand in the
    order of the schema, every cell holds a paragraph, every row fills the grid."""
    m.approved(m.agreed(), 1, 20)
    content = queries.review(m.world.people["coordinator"], opened(m).pk).content
    with zipfile.ZipFile(io.BytesIO(file_in(content, "ru", "docx"))) as archive:
        names = archive.namelist()
        parts = {name: etree.fromstring(archive.read(name)) for name in names}
    assert names[0] == "[Content_Types].xml"
    kinds = {one.get("Extension") or one.get("PartName"): one.get("ContentType") for one in parts[names[0]]}
    assert all(f"/{name}" in kinds or name.rpartition(".")[2] in kinds for name in names)
    assert kinds["/word/document.xml"].endswith("document.main+xml")
    for name, folder in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/")):
        targets = [one.get("Target") for one in parts[name]]
        assert targets and all(f"{folder}{target}" in names for target in targets)
    document = parts["word/document.xml"]
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    styles = {one.get(f"{w}styleId") for one in parts["word/styles.xml"].iter(f"{w}style")}
    assert {one.get(f"{w}val") for one in document.iter(f"{w}pStyle")} <= styles
    body = document.find(f"{w}body")
    assert body is not None and body[-1].tag == f"{w}sectPr" and body[-2].tag == f"{w}p"
    order = {
        f"{w}tcPr": ["tcW", "gridSpan", "shd"],
        f"{w}rPr": ["b", "lang"],
        f"{w}tblPr": ["tblW", "tblBorders", "tblLayout"],
    }
    for tag, children in order.items():
        for one in document.iter(tag):
            places = [children.index(child.tag.removeprefix(w)) for child in one]
            assert places == sorted(places)
    tables = list(document.iter(f"{w}tbl"))
    assert tables
    for table in tables:
        grid = len(table.findall(f"{w}tblGrid/{w}gridCol"))
        for row in table.findall(f"{w}tr"):
            cells = row.findall(f"{w}tc")
            spans = [cell.find(f"{w}tcPr/{w}gridSpan") for cell in cells]
            assert sum(1 if one is None else int(one.get(f"{w}val", "0")) for one in spans) == grid
            assert all(cell[-1].tag == f"{w}p" for cell in cells)


def test_a_plan_with_decisions(node_db: Any) -> None:
    """The review lists what its meetings decided and what became of it by its day: carried out, closed, late, open."""
    world = make_world()
    plan, _version = world.in_force()
    today = clock.today()
    due = {"Late": today, "Open": today + timedelta(days=30)}
    asked = [resolution(world, name, due_on=due.get(name, today)) for name in ("Done", "Closed", "Late", "Open")]
    made = signed(world, plan, *asked)
    done, closed, *_others = (one.decision for one in meetings.meeting(world.people["iom"], made.pk).decisions)
    world.do("service", "follow_up", decision_id=done.pk, text="Done", as_of=today, fulfilled=True)
    signed(world, plan, resolution(world, "Closing", "MFA", closes=(closed.pk,)))
    with reading(world.people["coordinator"]):
        content = content_of(plan, template("annual"), today + timedelta(days=1), {})
    parts = [part for section in resolved(content, "en")["sections"] for part in section["parts"]]
    (table,) = [part for part in parts if part.get("key") == "decisions"]
    states = ("fulfilled", "closed", "overdue", "open", "closed")
    with translation.override("en"):
        assert [row[3]["text"] for row in table["rows"]] == [str(say.DECISION_STATES[state]) for state in states]
    assert [row[1]["text"] for row in table["rows"]] == ["Done en", "Closed en", "Late en", "Open en", "Closing en"]
    assert table["rows"][0][0]["text"] == done.number
    for language in LANGUAGES:
        with zipfile.ZipFile(io.BytesIO(file_in(content, language, "docx"))) as archive:
            body = archive.read("word/document.xml").decode()
        assert f"Late {language}" in body and done.number in body
        assert file_in(content, language, "pdf").startswith(b"%PDF")


def test_the_worker_makes_six_files_once(m: Measuring) -> None:
    """Three languages, two formats; a repeated job changes nothing; the command line serves the same bytes."""
    from sapar.areas.programme import reviewing

    review = approved(m)
    tasks.make_sheets(str(review.pk))
    sheets = queries.review(m.world.people["service"], review.pk).sheets
    assert len(sheets) == 6
    tasks.make_sheets(str(review.pk))
    assert queries.review(m.world.people["service"], review.pk).sheets == sheets
    served = bytes(queries.sheet(m.world.people["service"], review.pk, "ru", "pdf").content)
    assert reviewing.file_of(str(m.plan.pk), "annual", "ru", "pdf") == served
    assert reviewing.file_of(m.plan.reference, "gcm", "ru", "docx").startswith(b"PK")
    with pytest.raises(NotFound):
        reviewing.file_of("PLAN-1", "annual", "ru", "pdf")


def test_a_difference_names_its_figure(m: Measuring) -> None:
    """Two contents are compared by their numbers, figure by figure."""
    measure = m.agreed()
    review = opened(m)
    before = queries.review(m.world.people["coordinator"], review.pk).content
    assert changed(before, before) == []
    m.approved(measure, 1, 20)
    after = queries.review(m.world.people["coordinator"], review.pk).content
    assert {one.key for one in changed(before, after)} == {f"I-1.{m.year}-01-01", "I-1.all", "values"}
    assert sha256_of(before) != sha256_of(after)
    assert resolved(after, "en")["sections"][2]["parts"][0]["rows"][0][5]["text"] == "20"
