"""What the tests that open pages share: where the book is, and which browser opens it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build" / "html"
FAILURES = ROOT / "_build" / "failures"
"""Where pictures of the pages go that a failing test had open."""
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
