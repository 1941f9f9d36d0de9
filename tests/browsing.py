"""What the tests that open pages share: where the book is, its pages, and which browser opens them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import yaml
from playwright.sync_api import ViewportSize

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build" / "html"
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HOW_TO_INSTALL = """
The tests open the book in a real browser, and there is none on this machine.
Install Chromium, then run the tests again:
    Debian, Ubuntu:  apt-get install chromium   (or chromium-browser)
    Fedora:          dnf install chromium
    macOS:           brew install --cask chromium
or set CHROMIUM to the path of a Chromium or Chrome.
"""


def find_chromium() -> str | None:
    """Return the path of a Chromium that is installed on this machine, if there is one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def chapters() -> list[str]:
    """Return the pages of the book, from its table of contents."""
    table = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [table["root"], *(chapter["file"] for part in table["parts"] for chapter in part["chapters"])]


def pages_of(book: Path) -> list[Path]:
    """Return the pages that a reader can open; the theme keeps a template among its own files."""
    return [page for page in book.rglob("*.html") if "_static" not in page.parts]
