"""The Sphinx extension, in a real build of one small page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lessons.experiments import hosts
from lessons.publishing import pages
from tests.support.sphinx_book import sphinx_book

FORMULA = "A formula: :math:`E = \\frac{1}{2} (y - t)^2`.\n"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one page with the theme of the book, Thebe switched on, and return the folder."""
    settings = {
        "extensions": ["sphinx.ext.mathjax", "sphinx_thebe", "lessons.publishing.pages"],
        "html_theme": "sphinx_book_theme",
    }
    texts = {"index.rst": f"One page\n========\n\n{FORMULA}"}
    return sphinx_book(tmp_path_factory.mktemp("source"), texts, settings).pages


def test_mathjax_is_in_the_book_and_the_page_loads_it_from_there(output: Path) -> None:
    assert 'src="_static/mathjax/tex-chtml-full.js"' in (output / "index.html").read_text(encoding="utf-8")
    assert (output / "_static" / "mathjax" / "tex-chtml-full.js").stat().st_size > 1_000_000
    fonts = list((output / "_static" / "mathjax" / "output" / "chtml" / "fonts" / "woff-v2").glob("*.woff"))
    assert len(fonts) > 20


def test_the_stylesheet_of_the_book_is_loaded(output: Path) -> None:
    assert "_static/book.css" in (output / "index.html").read_text(encoding="utf-8")
    assert (output / "_static" / "book.css").is_file()


def test_thebe_is_left_out(output: Path) -> None:
    page = (output / "index.html").read_text(encoding="utf-8")
    assert "THEBE_JS_URL" not in page
    assert "sphinx-thebe" not in page


def test_no_icon_font_is_preloaded(output: Path) -> None:
    assert 'as="font"' not in (output / "index.html").read_text(encoding="utf-8")


def test_a_build_leaves_the_environment_as_it_was(output: Path) -> None:
    # What came after would otherwise show experiments as pages of the book do.
    assert hosts.HOST not in os.environ


def test_a_missing_mathjax_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="sphinx-mathjax-offline is missing: pip install"):
        pages._mathjax_folder()
