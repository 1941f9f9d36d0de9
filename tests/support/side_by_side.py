"""How tests run side by side: those together that share what is slow to make, the longest first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

START_PROGRAMS = {
    "tests/pages/test_build.py",
    "tests/project/test_chromium.py",
    "tests/project/test_mutants.py",
}
"""Each test of these starts a long program of its own, and shares nothing."""
OPEN_PAGES = {
    "tests/pages/test_accessibility.py",
    "tests/experiments/test_experiment_pages.py",
    "tests/pages/test_pages.py",
}
"""The tests of one page share the page. Their last parameter names it."""

TRAIN_LONG = {
    "tests/evidence/test_errata.py",
    "tests/evidence/test_ledger.py",
    "tests/evidence/test_reference.py",
}
"""These need the same runs of ten thousand updates, which a process keeps."""


def group(name: str) -> str:
    """Return the name of the group that a test belongs to, which one worker runs.

    A chapter is one: one kernel runs it, from the first cell to the last.

    >>> group("book/index.ipynb::Cell 3")
    'book/index.ipynb'
    >>> group("tests/pages/test_pages.py::test_that[book/index]")
    'tests/pages/test_pages.py book/index'
    >>> group("tests/project/test_mutants.py::test_this[one]")
    'tests/project/test_mutants.py::test_this[one]'
    """
    path = name.partition("::")[0]
    if path in START_PROGRAMS:
        return name
    if path in TRAIN_LONG:
        return "long runs"
    page = re.search(r"[^\[\]-]+(?=\]$)", name)
    return f"{path} {page[0]}" if page and path in OPEN_PAGES else path


def is_slow(item: pytest.Item) -> bool:
    """Return whether a test runs a cell of a chapter, or needs the browser."""
    return item.path.suffix == ".ipynb" or "browser" in getattr(item, "fixturenames", ())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest come first, so that the workers end together."""
    items.sort(key=lambda item: not is_slow(item))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Return what hands the groups out to the workers."""
    # Not needed where one process runs all tests.
    from xdist.scheduler import LoadScopeScheduling

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = group
    return scheduler
