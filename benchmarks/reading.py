"""Measure how every page of the built book opens in a real browser, and print a table in Markdown.

Each page is opened from its folder with the network off and an empty cache, on a desktop window.
*Paint* is the time until the first text is seen, *largest* until the largest part of the first screen
is there, *loaded* until the last file is, each the median of several visits; *shift* is how far what
is seen moves meanwhile (0 is still); *axe* how many kinds of findings keep readers out, in the light.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from benchmarks.built_book import browser_for_the_book, print_table
from tests.support.browsing import BOOK, DESKTOP, chapters, wait_for_formulas

VISITS = 3
WATCH = """
window.measured = {largest: 0, shift: 0};
const watch = (type, note) =>
  new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
watch("largest-contentful-paint", entry => { measured.largest = entry.startTime; });
watch("layout-shift", entry => { if (!entry.hadRecentInput) measured.shift += entry.value; });
"""
MEASURED = """() => ({
  ...measured,
  paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  loaded: performance.getEntriesByType("navigation")[0].loadEventEnd,
})"""
HEADERS = "page", "KB of HTML", "KB in all", "requests", "paint", "largest", "loaded", "shift", "axe"


class Visit(NamedTuple):
    """What one visit of a page took: milliseconds, a distance, and the files that were asked for."""

    times: dict[str, float]
    files: list[Path]


def main() -> None:
    """Print a line for each page of the table of contents."""
    with browser_for_the_book() as browser:
        print_table(HEADERS, (row(browser, BOOK / f"{name}.html") for name in chapters()))


def row(browser: Browser, page: Path) -> list[str]:
    """Measure a page, and return its line of the table."""
    visits = [visit(browser, page) for _ in range(VISITS)]
    times = {name: statistics.median(each.times[name] for each in visits) for name in visits[0].times}
    files = visits[0].files
    return [
        page.stem,
        f"{page.stat().st_size / 1000:.0f}",
        f"{sum(file.stat().st_size for file in files) / 1000:.0f}",
        str(len(files)),
        *(f"{times[name] / 1000:.2f} s" for name in ("paint", "largest", "loaded")),
        f"{times['shift']:.3f}",
        str(findings(browser, page)),
    ]


def visit(browser: Browser, page: Path) -> Visit:
    """Open a page anew, and wait until it is still."""
    with browser.new_context(viewport=DESKTOP, offline=True) as context:
        context.add_init_script(WATCH)
        opened = context.new_page()
        addresses: list[str] = []
        opened.on("request", lambda request: addresses.append(request.url))
        opened.goto(page.as_uri(), wait_until="load")
        opened.wait_for_function("() => !document.querySelector('.experiment:not([data-ready])')")
        wait_for_formulas(opened)
        measured: Any = opened.evaluate(MEASURED)
    parts = [urlsplit(address) for address in addresses]
    return Visit(measured, [Path(unquote(part.path)) for part in parts if part.scheme == "file"])


def findings(browser: Browser, page: Path) -> int:
    """Return how many kinds of findings axe has on a page."""
    with browser.new_context(viewport=DESKTOP, offline=True) as context:
        opened = context.new_page()
        opened.goto(page.as_uri())
        opened.wait_for_function("() => !document.querySelector('.experiment:not([data-ready])')")
        options = {"preload": False, "resultTypes": ["violations"]}
        return len(Axe().run(opened, options=options).response["violations"])


if __name__ == "__main__":
    main()
