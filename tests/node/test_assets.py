"""The design system without what may not be used elsewhere, and translations compiled."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from sapar.node import assets

CSS = (
    '@charset "UTF-8";/*! Copyright (c) 2011 by Margaret Calvert & Henrik Kubel. x */@font-face{font-family:GDS Transport;'
    "src:url(/assets/fonts/a.woff2)}.govuk-link{font-family:GDS Transport,arial,sans-serif;color:red}"
    ".govuk-footer__copyright-logo{min-width:125px}.govuk-footer__copyright-logo:before{background-image:"
    "url(/assets/images/govuk-crest.svg)}.govuk-footer__crown{margin:0}.a{b:c}\n/*# sourceMappingURL=x.css.map */"
)


def test_fonts_crest_and_crown_are_taken_out() -> None:
    """Their licences are for gov.uk and the State; rules beside them stay."""
    css = assets.strip_css(CSS)
    for word in ("GDS", "font-face", "crest", "crown", "sourceMappingURL", "Calvert", "url("):
        assert word not in css
    assert ".govuk-link{font-family:system-ui" in css
    assert css.endswith(".a{b:c}\n")


def test_a_new_way_to_bring_them_in_is_refused() -> None:
    """If a version of the kit uses them in a form that is not known, building fails instead of shipping them."""
    with pytest.raises(assets.AssetError, match="crest"):
        assets.strip_css(".x{background:image-set(url(/assets/images/govuk-crest-2.svg))}")


def test_what_is_served_holds_none_of_them() -> None:
    """The fetched files as they lie there, with the licence's text."""
    folder = assets.VENDOR / "govuk"
    if not folder.exists():
        pytest.fail("the design system was not fetched: ./sapar test does that before the tests")
    css = (folder / "govuk-frontend.min.css").read_text()
    assert len(css) > 100_000
    for word in ("GDS Transport", "@font-face", "crest", "crown"):
        assert word not in css
    assert "sourceMappingURL" not in (folder / "govuk-frontend.min.js").read_text()
    assert "Crown Copyright" in (folder / "LICENSE.txt").read_text()


def test_translations_are_compiled_when_they_changed(tmp_path: Path) -> None:
    """A catalogue is compiled once, and again after it changed."""
    folder = tmp_path / "app" / "locale" / "tk" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.append(polib.POEntry(msgid="Yes", msgstr="Hawa"))
    catalogue.save(str(folder / "django.po"))
    assert assets.compile_messages(tmp_path) == 1
    assert assets.compile_messages(tmp_path) == 0
    assert polib.mofile(str(folder / "django.mo"))[0].msgstr == "Hawa"
    import os

    os.utime(folder / "django.po", ns=(2**62, 2**62))
    assert assets.compile_messages(tmp_path) == 1


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    """A catalogue that cannot be read stops the build with its path."""
    folder = tmp_path / "app" / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text("msgid unquoted\nnonsense\n")
    with pytest.raises(assets.AssetError, match=r"django\.po"):
        assets.compile_messages(tmp_path)
