from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from playwright.sync_api import Browser, Error

from lessons import figures
from lessons.publishing.chromium import chromium
from tests.support.browsing import BOOK, FAILURES

# The same examples in every run: whoever sees a test fail can make it fail again. `make search` looks
# for examples that nobody has seen yet, and takes its time.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("same")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with chromium() as browser:
            yield browser
    except RuntimeError as problem:
        pytest.fail(str(problem), pytrace=False)


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of each open page when a test has failed."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.failed and browser is not None:
        keep_pictures(browser, re.sub(r"[^\w-]+", "-", item.nodeid))
    return report


def keep_pictures(browser: Browser, name: str) -> None:
    """Store what each open page of the browser shows, as far as it still shows something."""
    FAILURES.mkdir(parents=True, exist_ok=True)
    pages = [page for context in browser.contexts for page in context.pages]
    for number, page in enumerate(pages, start=1):
        with suppress(Error):
            page.screenshot(path=FAILURES / f"{name[-150:]}-{number}.png", timeout=5000)
