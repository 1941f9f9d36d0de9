"""What the two measurements of the built book share: the browser, and a table in Markdown line by line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser

from lessons.publishing.chromium import chromium
from tests.support.browsing import BOOK


@contextmanager
def browser_for_the_book() -> Iterator[Browser]:
    """Run the browser, or end with a sentence if there is no book."""
    if not (BOOK / "index.html").is_file():
        sys.exit("The book is not built. Run: make book")
    with chromium() as browser:
        yield browser


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as its rows come: the first column to the left, numbers to the right."""
    print(f"| {' | '.join(headers)} |")
    print(f"|---|{'---:|' * (len(headers) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
