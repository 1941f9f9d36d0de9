"""The Sphinx extension, in a real build of one small page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lessons.experiments.kit import hosts
from lessons.publishing.pages import chapters, offline
from tests.support.browsing import pages_of
from tests.support.sphinx_book import sphinx_book

FORMULA = "A formula: :math:`E = \\frac{1}{2} (y - t)^2`.\n"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one page with the theme of the book, and return the folder."""
    settings = {
        "extensions": ["sphinx.ext.mathjax", "lessons.publishing.pages"],
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


def test_no_page_knows_of_thebe(book: Path) -> None:
    pages = pages_of(book)
    assert pages
    assert [page for page in pages if "thebe" in page.read_text(encoding="utf-8").lower()] == []


def test_no_icon_font_is_preloaded(output: Path) -> None:
    assert 'as="font"' not in (output / "index.html").read_text(encoding="utf-8")


def test_a_build_leaves_the_environment_as_it_was(output: Path) -> None:
    # What came after would otherwise show experiments as pages of the book do.
    assert hosts.HOST not in os.environ


def test_a_missing_mathjax_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "sphinx-mathjax-offline", None)
    with pytest.raises(ModuleNotFoundError, match="sphinx-mathjax-offline"):
        offline._copy_mathjax(tmp_path)


def test_a_change_of_the_library_runs_the_chapters_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert (chapters.LIBRARY / "network.py").is_file()
    monkeypatch.setattr(chapters, "LIBRARY", tmp_path)
    (tmp_path / "room").mkdir()
    for name, time in (("old.py", 10), ("room/newest.toml", 20), ("room/no_part_of_it.pyc", 40)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time, time))
    environment: Any = SimpleNamespace(all_docs={"before": 19e6, "after": 21e6})
    app: Any = None
    assert chapters._older_than_the_library(app, environment, set(), set(), set()) == ["before"]
