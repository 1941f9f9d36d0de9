"""Every page of the book, for readers who do not see it, or have no mouse, or a small screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from tests.support.browsing import DESKTOP, OTHER_PAGES, PHONE, chapters, pages_of, wait_for_formulas

WIDTHS = (360, 390, 820, 1280)
SMALLEST = ViewportSize(width=min(WIDTHS), height=800)
SCHEMES = ("light", "dark")
LEAST_CONTRAST_OF_AN_OUTLINE = 3.0  # WCAG 2.2, 1.4.11
STOPS = 70
"""How often the tabulator key is pressed: through the sidebar and the header into the text."""


def opened(browser: Browser, book: Path, name: str) -> Page:
    """Open a page of the book, and wait until all of it is drawn."""
    page = browser.new_page(viewport=DESKTOP, color_scheme="light", offline=True)
    page.goto((book / f"{name}.html").as_uri())
    wait_for_formulas(page)
    page.wait_for_function("() => !document.querySelector('.experiment:not([data-ready])')")
    return page


@pytest.fixture(scope="module")
def visited(browser: Browser, book: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open the page that tests are run for, once for all tests of it."""
    page = opened(browser, book, request.param)
    yield page
    page.close()


@pytest.fixture
def shared(visited: Page) -> Iterator[Page]:
    """Lend the page of several tests to one of them."""
    yield visited
    visited.set_viewport_size(DESKTOP)
    in_scheme(visited, "light")


@pytest.fixture
def page(browser: Browser, book: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open the page that the test is run for."""
    page = opened(browser, book, request.param)
    yield page
    page.close()


every_page = pytest.mark.parametrize("visited", [*chapters(), *OTHER_PAGES], indirect=True)
some_pages = pytest.mark.parametrize("page", ["book/index", "book/api", "search"], indirect=True)


# Half of a page with many formulas are their signs, which axe passes over one by one: they are hidden from
# whoever does not see, and the formula stands beside them as text. Meanwhile a box keeps the place of each.
WITHOUT_SIGNS = """() => {
  window.signs = [...document.querySelectorAll("mjx-math[aria-hidden=true]")].map(formula => {
    const {width, height} = formula.getBoundingClientRect();
    const box = document.createElement("span");
    box.style.cssText = `display: inline-block; width: ${width}px; height: ${height}px`;
    const children = [...formula.childNodes];
    formula.replaceChildren(box);
    return [formula, children];
  });
}"""
WITH_SIGNS = "() => { for (const [formula, children] of window.signs) formula.replaceChildren(...children) }"


def violations(page: Page, context: Any = None, **options: Any) -> list[tuple[str, list[str]]]:
    """Return what axe finds, of any impact, in all of a page or in a part of it."""
    settings = {"preload": False, "resultTypes": ["violations"], **options}
    page.evaluate(WITHOUT_SIGNS)
    found = Axe().run(page, context=context, options=settings).response["violations"]
    page.evaluate(WITH_SIGNS)
    return [
        (
            f"{each['impact']}: {each['id']}",
            [f"{node['html'][:150]} {node['failureSummary']}" for node in each["nodes"][:3]],
        )
        for each in found
    ]


# Texts that look alike on grounds that look alike have one contrast. Axe takes half a minute for the
# thousands of texts of a long page; of those that look alike it gets two. What nobody reads are the
# signs of a formula, whose text for readers stands beside them.
MARK_LOOKS = """() => {
  const seen = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (const marked of document.querySelectorAll("[data-look]")) marked.removeAttribute("data-look");
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("mjx-math")) continue;
    if (!element.checkVisibility()) continue;
    const own = getComputedStyle(element);
    const look = [own.color, own.fill, own.fontSize, own.fontWeight];
    for (let behind = element; behind; behind = behind.parentElement) {
      const style = getComputedStyle(behind);
      look.push(style.backgroundColor, style.backgroundImage, style.opacity);
    }
    const name = [...new Set(look)].join();
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    if (count <= 2) element.setAttribute("data-look", "");
  }
  return seen.size;
}"""


def contrast_violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe finds hard to read."""
    assert page.evaluate(MARK_LOOKS) > 3
    return violations(page, {"include": [["[data-look]"]]}, runOnly=["color-contrast"])


def resized(page: Page, size: ViewportSize) -> None:
    """Give the window another size, and wait until the theme has let keys reach what scrolls now."""
    if page.viewport_size != size:
        page.set_viewport_size(size)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 400)))")


def in_scheme(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
    # The theme's colors take a moment to go over into each other.
    page.wait_for_function("document.getAnimations().every(each => each.playState !== 'running')")


@every_page
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_a_page(shared: Page, size: ViewportSize) -> None:
    resized(shared, size)
    assert violations(shared, rules={"color-contrast": {"enabled": False}}) == []


@every_page
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_every_text_easy_to_read(shared: Page, scheme: str) -> None:
    in_scheme(shared, scheme)
    assert contrast_violations(shared) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_one_pale_word_among_thousands_is_found(browser: Browser, book: Path, scheme: str) -> None:
    page = opened(browser, book, "book/api")
    in_scheme(page, scheme)
    page.locator("article p").nth(40).evaluate(
        "p => p.innerHTML += ' <span style=\"color: #888\">pale</span>'"
    )
    [(what, where)] = contrast_violations(page)
    assert what == "serious: color-contrast"
    assert ">pale<" in where[0]
    page.close()


def test_axe_finds_nothing_on_the_page_that_leads_into_the_book(browser: Browser, book: Path) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    # As it is before it leads on.
    text = re.sub(r'<meta http-equiv="refresh"[^>]*>', "", (book / "index.html").read_text(encoding="utf-8"))
    page.set_content(text)
    assert page.get_by_role("link").get_attribute("href") == "book/index.html"
    assert violations(page) == []
    context.close()


@every_page
def test_no_page_scrolls_sideways(shared: Page) -> None:
    for width in WIDTHS:
        shared.set_viewport_size(ViewportSize(width=width, height=900))
        shared.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 150)))")
        root = shared.locator("html")
        assert root.evaluate("e => e.scrollWidth <= e.clientWidth"), width


def test_pages_of_source_code_fit_a_phone_and_are_of_this_library(browser: Browser, book: Path) -> None:
    sources = [page for page in pages_of(book / "_modules") if page != book / "_modules" / "index.html"]
    assert len(sources) > 20
    assert {page.relative_to(book / "_modules").parts[0] for page in sources} == {"lessons"}
    with browser.new_context(viewport=SMALLEST, offline=True, java_script_enabled=False) as context:
        page = context.new_page()
        for source in sources:
            page.goto(source.as_uri())
            scrolls = "parts => parts.some(part => part.scrollWidth > part.clientWidth)"
            assert not page.locator("html, article > .highlight pre").evaluate_all(scrolls), source


def luminance(color: str) -> float:
    """Return the relative luminance of a color, as WCAG defines it."""
    channels = [int(channel) / 255 for channel in re.findall(r"\d+", color)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


FOCUSED = """() => {
  const focused = document.activeElement;
  const style = getComputedStyle(focused);
  // What stands behind the outline: the nearest background that is not transparent.
  let behind = focused.parentElement;
  while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") {
    behind = behind.parentElement;
  }
  const ground = behind ?? document.body;
  return {
    name: focused === document.body ? "" : focused.outerHTML.slice(0, 120),
    style: style.outlineStyle,
    width: parseFloat(style.outlineWidth),
    color: style.outlineColor,
    ground: getComputedStyle(ground).backgroundColor,
  };
}"""


@some_pages
@pytest.mark.parametrize("scheme", SCHEMES)
def test_whoever_goes_by_keyboard_sees_where_he_is(page: Page, scheme: str) -> None:
    in_scheme(page, scheme)
    seen = set()
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if not focused["name"]:  # behind the last one
            break
        seen.add(focused["name"])
        assert focused["style"] == "solid", focused
        assert focused["width"] >= 2, focused
        assert contrast(focused["color"], focused["ground"]) >= LEAST_CONTRAST_OF_AN_OUTLINE, focused
    assert len(seen) > 25


def test_a_header_of_a_table_says_what_it_is_the_header_of(book: Path) -> None:
    headers = [
        (path.name, header)
        for path in pages_of(book)
        for header in re.findall(r"<th\b[^>]*>", path.read_text(encoding="utf-8"))
    ]
    assert len(headers) > 300
    assert [(name, header) for name, header in headers if "scope=" not in header] == []


def test_a_parameter_that_has_a_line_of_its_own_is_no_definition(book: Path) -> None:
    page = (book / "book" / "api.html").read_text(encoding="utf-8")
    assert "<dl>" not in page
    assert page.count('class="sig-line"') > 50
