"""The browser that is installed on this machine: it opens the book in the tests, and prints it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
HOW_TO_INSTALL = """
The book is opened in a real browser, and there is none on this machine.
Install Chromium, then try again:
    Debian, Ubuntu:  apt-get install chromium   (or chromium-browser)
    Fedora:          dnf install chromium
    macOS:           brew install --cask chromium
or set CHROMIUM to the path of a Chromium or Chrome.
"""
NO_PLAYWRIGHT = "the package playwright is missing: pip install -r requirements-test.txt"


def find_chromium() -> str | None:
    """Return the path of a Chromium that is installed on this machine, if there is one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser.

    Raises
    ------
    RuntimeError
        If there is no browser, or not the package that drives it.
    """
    path = find_chromium()
    if path is None:
        raise RuntimeError(HOW_TO_INSTALL)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise RuntimeError(NO_PLAYWRIGHT) from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield browser
        browser.close()
