"""The translations are complete, and the tool that says so can say no."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from sapar.web import messages


def test_the_shell_is_translated() -> None:
    """Every string of the shell stands in Turkmen and Russian, with its placeholders and tags."""
    assert messages.check(["web"]) == []


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house with one app and a template of it."""
    app = tmp_path / "web"
    (app / "templates" / "web").mkdir(parents=True)
    (app / "apps.py").write_text(
        "from x import gettext_lazy as _, ngettext, pgettext\n"
        'A = _("Two %(n)s")\nB = ngettext("%(n)s day", "%(n)s days", 3)\nC = pgettext("month", "May")\n'
    )
    (app / "templates" / "web" / "a.html").write_text(
        '{% load i18n %}\n  {% translate "It\'s “here”" %}\n'
        "{% blocktranslate with who=person.name %}Hello {{ who }},\n  <b>welcome</b>{% endblocktranslate %}"
    )
    monkeypatch.setattr(messages, "SRC", tmp_path)
    return tmp_path


def test_strings_are_found_in_code_and_templates(small: Path) -> None:
    """Calls, plurals, contexts, tags and blocks; a block's variable becomes a placeholder."""
    found = messages.collect()["web"]
    assert set(found) == {
        (None, "Two %(n)s"),
        (None, "%(n)s day"),
        ("month", "May"),
        (None, "It's “here”"),
        (None, "Hello %(who)s,\n  <b>welcome</b>"),
    }
    assert found[(None, "%(n)s day")].plural == "%(n)s days"


def test_every_fault_is_named(small: Path) -> None:
    """Missing, fuzzy, unused, another placeholder, another tag: each gets its line; a complete catalogue gets none."""
    assert messages.extract() == 10
    assert len(messages.check()) == 10
    for language in messages.LANGUAGES:
        path = messages.catalogue("web", language)
        po = polib.pofile(str(path))
        for entry in po:
            if entry.msgid_plural:
                entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "%(n)s gün")
            else:
                entry.msgstr = entry.msgid
        po.save()
    assert messages.check() == []
    path = messages.catalogue("web", "tk")
    po = polib.pofile(str(path))
    by_id = {entry.msgid: entry for entry in po}
    by_id["Two %(n)s"].msgstr = "Iki %(m)s"
    by_id["May"].flags.append("fuzzy")
    by_id["It's “here”"].msgstr = ""
    by_id["Hello %(who)s,\n  <b>welcome</b>"].msgstr = "Salam %(who)s"
    po.append(polib.POEntry(msgid="Old", msgstr="Köne"))
    po.save()
    faults = messages.check()
    assert len(faults) == 5
    for word in ("placeholders differ", "fuzzy: 'May'", "missing: \"It's", "tags differ", "unused: 'Old'"):
        assert any(word in fault for fault in faults), word


def test_two_translations_of_one_string_are_named(small: Path) -> None:
    """Django shows one of the two everywhere: the later app is named, with the app that it differs from."""
    other = small / "areas" / "later"
    other.mkdir(parents=True)
    (other / "apps.py").write_text('from x import gettext_lazy as _\nA = _("Entry")\n')
    with (small / "web" / "apps.py").open("a") as file:
        file.write('D = _("Entry")\n')
    messages.extract()
    for app, said in (("web", "Въезд"), ("areas/later", "Запись")):
        path = messages.catalogue(app, "ru")
        po = polib.pofile(str(path)) if path.exists() else polib.POFile()
        entry = po.find("Entry")
        if entry is None:
            po.append(entry := polib.POEntry(msgid="Entry"))
        entry.msgstr = said
        path.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(path))
    assert messages.clashes() == ["areas/later ru: translated otherwise than in web: 'Entry'"]


def test_extracting_again_keeps_translations(small: Path) -> None:
    """What was translated stays; what nobody uses goes."""
    messages.extract()
    path = messages.catalogue("web", "ru")
    po = polib.pofile(str(path))
    next(entry for entry in po if entry.msgid == "Two %(n)s").msgstr = "Два %(n)s"
    po.append(polib.POEntry(msgid="Old", msgstr="Старое"))
    po.save()
    messages.extract()
    again = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    assert again["Two %(n)s"] == "Два %(n)s"
    assert "Old" not in again


def test_compiled_catalogues_speak(small: Path) -> None:
    """compile writes what gettext reads."""
    import gettext

    messages.extract()
    path = messages.catalogue("web", "ru")
    po = polib.pofile(str(path))
    next(entry for entry in po if entry.msgid == "Two %(n)s").msgstr = "Два %(n)s"
    po.save()
    assert messages.compile_all(small) == 2
    with path.with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Two %(n)s") == "Два %(n)s"
    assert messages.compile_all(small) == 0
