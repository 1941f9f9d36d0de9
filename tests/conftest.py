from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from browsing import BOOK
from lessons.publishing.chromium import HOW_TO_INSTALL, chromium, find_chromium

# The same examples in every run: whoever sees a test fail can make it fail again. `make search` looks
# for examples that nobody has seen yet, and takes its time.
settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("same")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if find_chromium() is None:
        pytest.fail(HOW_TO_INSTALL, pytrace=False)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def book() -> Path:
    """Return the folder of the built book."""
    if not (BOOK / "index.html").is_file():
        pytest.fail("The book is not built. Run: make book", pytrace=False)
    return BOOK
