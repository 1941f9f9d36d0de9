from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from playwright.sync_api import Browser, sync_playwright

from browsing import BOOK, HOW_TO_INSTALL, find_chromium
from lessons import figures

# The same examples in every run: whoever sees a test fail can make it fail again. `make search` looks
# for examples that nobody has seen yet, and takes its time.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("same")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.fail(HOW_TO_INSTALL, pytrace=False)
    options = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def book() -> Path:
    """Return the folder of the built book."""
    if not (BOOK / "index.html").is_file():
        pytest.fail("The book is not built. Run: make book", pytrace=False)
    return BOOK


@pytest.fixture
def ax() -> Iterator[Axes]:
    """Return an empty picture in the style of the book."""
    with plt.rc_context({"backend": "agg"}):
        figures.use_book_style()
        figure, axes = plt.subplots()
        yield axes
        figure.canvas.draw()  # a picture that cannot be rendered fails here
        plt.close(figure)
