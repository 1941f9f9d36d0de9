"""What the tests that open pages share: where the book is, its pages, sizes of windows, and when to look."""

from __future__ import annotations

from pathlib import Path

import yaml
from playwright.sync_api import Page, ViewportSize

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "_build" / "html"
FAILURES = ROOT / "_build" / "failures"
"""Where pictures of the pages go that a failing test had open."""
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
OTHER_PAGES = ("genindex", "py-modindex", "search", "_modules/index", "_modules/lessons/network")
"""Pages that are in no table of contents. All pages of source code are built alike."""


def chapters() -> list[str]:
    """Return the pages of the book, from its table of contents."""
    table = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [table["root"], *(chapter["file"] for part in table["parts"] for chapter in part["chapters"])]


def pages_of(book: Path) -> list[Path]:
    """Return the pages that a reader can open; the theme keeps a template among its own files."""
    return [page for page in book.rglob("*.html") if "_static" not in page.parts]


def wait_for_formulas(page: Page) -> None:
    """Wait until the formulas of an opened page are set, if it has any: until then the page moves."""
    page.wait_for_function("() => !window.MathJax || window.MathJax.startup?.promise")
    page.evaluate("() => window.MathJax?.startup?.promise")
