"""Every format gives the same kind of entry, told by its content; whatever cannot be read raises the declared error."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.standards import watchlists
from sapar.standards.watchlists import Listed, WatchlistError, dates, table
from sapar.standards.watchlists.countries import alpha3

from . import samples


def read(text: str) -> watchlists.Watchlist:
    return watchlists.read(text.encode())


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_the_format_is_told_by_the_content(name: str) -> None:
    """No file name is needed; a byte order mark and blank lines before do not matter."""
    found = read(samples.ALL[name])
    assert found.format == name and found.entries
    assert watchlists.read(b"\xef\xbb\xbf" + samples.ALL[name].encode()).entries == found.entries


def test_ftm() -> None:
    """Lines of one id are one person; sanctions and passports are added; names of parts are joined; weak stays weak."""
    found = read(samples.FTM)
    assert found.entries == [
        Listed(
            "p-1",
            "person",
            ["Serdar Orazow", "Сердар Оразов", "Serdar Myradow", "S. Orazow"],
            ["Abu Test"],
            ["1980-02-03", "1981"],
            "M",
            ["TKM"],
            ["A1234567", "B7654321"],
            reference="T.1",
            authority="Test Authority",
            reason="sanction; TEST; For tests",
            listed_on="2020-05-06",
            until="2030-01-02",
        ),
        Listed("p-2", names=["Maral Aman Ataýewa"]),
        Listed("o-1", "organisation", ["Test Trading"], nationalities=["ARE"]),
    ]
    assert [(problem.entry, problem.field, problem.value) for problem in found.problems] == [
        ("p-2", "birth_date", "soon")
    ]


def test_un_security_council() -> None:
    """Four name fields, the original script, aliases by quality, dates by kind."""
    found = read(samples.UN)
    assert found.date == "2026-03-04"
    person, organisation = found.entries
    assert person.id == "7001" and person.reference == "TSi.001" and person.sex == "M"
    assert person.names == ["TEST MIDDLE PERSON", "شخص تجريبي", "Good Alias", "Second Alias", "Former Name"]
    assert person.weak_names == ["Abu Weak"]
    assert person.birth_dates == ["1960-07-08", "1961", "1963", "1964", "1965"]
    assert person.nationalities == ["IRN"] and person.documents == ["T-0001112"]
    assert (person.listed_on, person.changed_on) == ("2001-02-03", "2015-06-07")
    assert organisation.kind == "organisation" and organisation.names == ["TEST ORGANISATION", "TESTORG"]
    assert [(problem.field, problem.value) for problem in found.problems] == [("nationality", "Nowhere")]


def test_ofac_advanced() -> None:
    """Name parts by their groups, every script of an alias, low quality is weak, spans of dates, documents by identity."""
    found = read(samples.OFAC)
    assert found.date == "2026-04-05"
    person, ship = found.entries
    assert person.names == ["Serdar Myradovich ORAZOV", "Сердар ОРАЗОВ"]
    assert person.weak_names == ["SASHA"]
    assert person.birth_dates == ["1970-03-04", "1971"]
    assert (person.kind, person.sex, person.nationalities, person.documents) == ("person", "M", ["TKM"], ["K-555666"])
    assert (person.authority, person.reason, person.listed_on) == ("OFAC", "TEST-PROGRAM; Program", "2019-08-09")
    assert ship.kind == "other" and ship.names == ["TEST SHIP"]


@pytest.mark.parametrize("namespace", ["", ' xmlns="https://lists.test/exports/ADVANCED_XML"'])
def test_the_namespace_of_ofac_does_not_matter(namespace: str) -> None:
    """It changed once and may again."""
    text = samples.OFAC.replace(' xmlns="http://www.un.org/sanctions/1.0"', namespace)
    assert read(text).entries == read(samples.OFAC).entries


def test_ofac_older_csv() -> None:
    """No heading, -0- for nothing, dates and documents in the remarks."""
    person, other = read(samples.OFAC_CSV).entries
    assert person.names == ["Serdar ORAZOV", "SERDAR TEST"]
    assert person.birth_dates == ["1980-02-03", "1982", "1983"]
    assert (person.sex, person.nationalities, person.documents) == ("M", ["TKM"], ["A1234567"])
    assert other.kind == "organisation"
    cut = read(samples.OFAC_CSV.replace("Passport A1234567 (", "Passport ("))
    assert cut.entries[0].documents == []
    assert [(one.field, one.value) for one in cut.problems] == [("document", "Passport (Turkmenistan)")]


def test_interpol() -> None:
    """The colour of a notice decides what a hit means, so it is kept."""
    red, yellow = read(samples.INTERPOL).entries
    assert (red.id, red.names, red.birth_dates, red.sex) == ("2026-1234", ["SERDAR ORAZOV"], ["1980-02-03"], "M")
    assert (red.nationalities, red.notice, red.reason) == (["TKM", "RUS"], "red", "Invented charge")
    assert (yellow.notice, yellow.birth_dates) == ("yellow", ["2010"])


def test_csv() -> None:
    """Columns by their headings, several values in a cell, unreadable values declared, empty rows passed over."""
    found = read(samples.CSV)
    first, second, third = found.entries
    assert first.names == ["Serdar Orazow", "Сердар Оразов", "Sardar Orazov"] and first.weak_names == ["Abu Test"]
    assert (first.birth_dates, first.sex, first.nationalities) == (["1980-02-03"], "M", ["TKM"])
    assert (first.documents, first.reason) == (["A1234567"], "lost")
    assert second.nationalities == ["TKM", "RUS"] and second.names == ["Ataýewa", "Maral"]
    assert third.names == ["Somebody"]
    assert [(problem.entry, problem.field) for problem in found.problems] == [
        ("c-3", "birth_date"),
        ("c-3", "nationality"),
    ]


def test_csv_with_a_mapping() -> None:
    """The import page maps headings that nobody can guess."""
    text = "A,B,C\n1,Serdar Orazow,1980\n"
    with pytest.raises(WatchlistError) as caught:
        read(text)
    assert caught.value.rule == "format"
    assert table.headings(text) == ["A", "B", "C"] and table.proposed(["A", "B"]) == {}
    found = watchlists.read(text.encode(), {"A": "id", "B": "name", "C": "birth_date"})
    assert found.entries == [Listed("1", names=["Serdar Orazow"], birth_dates=["1980"])]
    for mapping in ({"A": "id"}, {"A": "nothing", "B": "name"}):
        with pytest.raises(WatchlistError) as caught:
            watchlists.read(text.encode(), mapping)
        assert caught.value.rule == "columns"


def test_own_lines() -> None:
    """What the commands read as queries can be a list too."""
    first, second = read(samples.OWN).entries
    assert first == Listed(
        "q1",
        names=["Serdar Orazow", "Сердар Оразов"],
        birth_dates=["1980-02"],
        sex="M",
        nationalities=["TKM"],
        documents=["A1234567"],
    )
    assert (second.id, second.names) == ("2", ["Maral"])


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>&c;</FIRST_NAME></INDIVIDUAL></CONSOLIDATED_LIST>"""
DEEP_XML = "<CONSOLIDATED_LIST><INDIVIDUAL>" + "<a>" * 100_000
WIDE_XML = "<CONSOLIDATED_LIST><INDIVIDUAL>" + "<a/>" * 300_000 + "</INDIVIDUAL></CONSOLIDATED_LIST>"
LONG_XML = f"<CONSOLIDATED_LIST><INDIVIDUAL><FIRST_NAME>{'x' * 5_000_000}</FIRST_NAME></INDIVIDUAL></CONSOLIDATED_LIST>"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"hello", "format"),
        (b"\xfe\xfd\xfc", "encoding"),
        ("naïve;name".encode("latin-1"), "encoding"),
        (b"name\0;x", "encoding"),
        (b"<html><body/></html>", "format"),
        (b"<CONSOLIDATED_LIST>", "xml"),
        (b'<?xml version="1.0" encoding="no-such"?><CONSOLIDATED_LIST/>', "encoding"),
        (BOMB.encode(), "xml_doctype"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><CONSOLIDATED_LIST/>', "xml_doctype"),
        (DEEP_XML.encode(), "depth"),
        (WIDE_XML.encode(), "size"),
        (LONG_XML.encode(), "size"),
        (b"{", "json"),
        (b"[1, 2", "json"),
        (b"[" * 200_000, "depth"),
        (b'{"a":' * 200_000, "depth"),
        (b'{"id": "1", "names": ["a"]}\n{"id": ', "json"),
        (b'{"id": "1", "names": ["a"]}\n[]', "json"),
        (b'{"id": "1", "names": [NaN]}', "json"),
        (b'{"id": ' + b"9" * 10_000 + b', "names": ["a"]}', "json"),
        (b'{"schema": "Person"}', "json"),
        (b'{"notices": 3}', "json"),
        (b'{"something": "else"}', "format"),
        (b"[]", "format"),
        (b"name" + b",x" * 5_000, "csv"),
        (b"id,birth date\n1,1980", "columns"),
    ],
)
def test_what_cannot_be_read_is_refused_in_bounded_time(data: bytes, rule: str) -> None:
    """Every hostile or broken file ends in the declared error, soon."""
    started = time.process_time()
    with pytest.raises(WatchlistError) as caught:
        watchlists.read(data)
    assert caught.value.rule == rule
    assert time.process_time() - started < 5


def test_an_error_names_the_line() -> None:
    """Of a million lines, which one."""
    with pytest.raises(WatchlistError) as caught:
        read('{"id": "1", "names": ["a"]}\n\n{"id": "2"')
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1980-02-03", "1980-02-03"),
        ("1980/2/3", "1980-02-03"),
        ("1980-02-00", "1980-02"),
        ("1980-00-00", "1980"),
        ("19800203", "1980-02-03"),
        ("03.02.1980", "1980-02-03"),
        ("3 Feb 1980", "1980-02-03"),
        ("February 3, 1980", "1980-02-03"),
        ("Feb 1980", "1980-02"),
        ("circa 1980", "1980"),
        ("1980-02-03T00:00:00", "1980-02-03"),
        ("1980-02-30", ""),
        ("1980-13", ""),
        ("0000", ""),
        ("80", ""),
        ("", ""),
        ("٣", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    """Partial dates stay partial; impossible ones are no dates."""
    assert dates.normalised(text) == date


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_text_is_a_date_or_nothing(text: str) -> None:
    """The form of the result is always one of three."""
    found = dates.normalised(text)
    assert found == "" or len(found) in (4, 7, 10)
    assert dates.normalised(found) == found


def test_countries() -> None:
    """Codes and the names that lists use."""
    texts = (
        "tm",
        "TKM",
        "Turkmenistan",
        " Russian  Federation",
        "the Gambia",
        "Türkiye",
        "Iran (Islamic Republic of)",
        "",
    )
    assert [alpha3(text) for text in texts] == ["TKM", "TKM", "TKM", "RUS", "GMB", "TUR", "IRN", ""]
