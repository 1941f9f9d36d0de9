"""The built book, opened from its folder in a real browser with the network off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from tests.support.browsing import DESKTOP, ROOT, chapters, pages_of, wait_for_formulas

LOCAL = ("file:", "data:", "blob:")
A_LINE = 31.0
"""The height of a line of text in pixels, and a little more."""


@dataclass
class Visit:
    """A page that was opened, and what happened meanwhile."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def visit(browser: Browser, request: pytest.FixtureRequest, book: Path) -> Iterator[Visit]:
    """Open a page (name, color scheme), once for all tests. They only look at it."""
    name, scheme = request.param
    context = browser.new_context(viewport=DESKTOP, color_scheme=scheme, offline=True)
    page = context.new_page()
    visit = Visit(page)
    page.on("request", lambda sent: visit.requests.append(sent.url))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda said: visit.errors.append(said.text) if said.type == "error" else None)
    page.goto((book / f"{name}.html").as_uri())
    wait_for_formulas(page)
    yield visit
    context.close()


on_every_page = pytest.mark.parametrize(
    "visit", [pytest.param((name, "light"), id=name) for name in chapters()], indirect=True
)


@on_every_page
def test_a_page_asks_no_other_host_for_anything(visit: Visit) -> None:
    assert visit.requests
    assert [url for url in visit.requests if not url.startswith(LOCAL)] == []


@on_every_page
def test_a_page_opens_without_an_error(visit: Visit) -> None:
    assert visit.errors == []


@on_every_page
def test_mathematics_is_drawn(visit: Visit) -> None:
    written = visit.page.locator(".math").count()
    drawn = visit.page.locator(".math mjx-container").count()
    assert drawn >= written
    assert visit.page.locator("mjx-merror").count() == 0


@on_every_page
def test_every_picture_is_loaded_and_described(visit: Visit) -> None:
    for picture in visit.page.locator("article img").all():
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0"), picture
        alt = picture.get_attribute("alt")
        assert alt is not None
        assert len(alt) >= 40, alt


# That every page fits a phone, and its texts are seen in the dark, is tested in test_accessibility.py.
@pytest.mark.parametrize("visit", [("book/index", "dark")], indirect=True, ids=["book/index"])
def test_a_page_is_dark_for_a_reader_who_asks_for_dark(visit: Visit) -> None:
    assert visit.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert visit.errors == []


def test_mathematics_is_in_every_chapter_that_has_formulas(book: Path) -> None:
    with_formulas = [name for name in chapters() if 'class="math' in (book / f"{name}.html").read_text()]
    assert len(with_formulas) >= 3


@pytest.mark.parametrize("name", ["one_weight", "linear_neuron", "activations", "optimizers"])
def test_the_top_of_a_page_moves_by_a_line_at_most_when_formulas_are_set(
    browser: Browser, book: Path, name: str
) -> None:
    page = book / "book" / f"{name}.html"
    before = ends_of_the_first_paragraphs(browser, page, formulas_are_set=False)
    after = ends_of_the_first_paragraphs(browser, page, formulas_are_set=True)
    moved = [abs(there - here) for here, there in zip(before, after, strict=True)]
    assert 0.0 < max(moved) <= A_LINE


def ends_of_the_first_paragraphs(browser: Browser, page: Path, *, formulas_are_set: bool) -> list[float]:
    with browser.new_context(viewport=DESKTOP, offline=True) as context:
        if not formulas_are_set:
            context.route("**/mathjax/**", lambda route: route.abort())
        opened = context.new_page()
        opened.goto(page.as_uri())
        if formulas_are_set:
            wait_for_formulas(opened)
        ends: list[float] = opened.locator("article > section > :not(section)").evaluate_all(
            "parts => parts.map(part => part.getBoundingClientRect().bottom)"
        )
    return ends


@pytest.mark.parametrize(("medium", "scripts"), [("screen", False), ("print", True)])
def test_without_scripts_and_on_paper_the_source_of_a_formula_is_as_large_as_the_text(
    browser: Browser, book: Path, medium: Literal["screen", "print"], scripts: bool
) -> None:
    with browser.new_context(viewport=DESKTOP, offline=True, java_script_enabled=scripts) as context:
        context.route("**/mathjax/**", lambda route: route.abort())
        page = context.new_page()
        page.emulate_media(media=medium)
        page.goto((book / "book" / "one_weight.html").as_uri())
        size = "part => getComputedStyle(part).fontSize"
        formulas, text = page.locator(".math"), page.locator("article p").first.evaluate(size)
        assert {formulas.nth(k).evaluate(size) for k in range(10)} == {text}


def test_a_folded_solution_opens(browser: Browser, book: Path) -> None:
    context = browser.new_context(viewport=DESKTOP, offline=True)
    page = context.new_page()
    page.goto((book / "book" / "one_weight.html").as_uri())
    solution = page.locator(".solution.dropdown").first
    output = solution.locator(".output").first
    assert not output.is_visible()
    solution.locator("button.toggle-button").click()
    output.wait_for(state="visible")
    assert "w = 1.96" in output.inner_text()
    context.close()


def test_search_finds_a_chapter_without_a_network(browser: Browser, book: Path) -> None:
    context = browser.new_context(viewport=DESKTOP, offline=True)
    page = context.new_page()
    page.goto(f"{(book / 'search.html').as_uri()}?q=saturated")
    # The results appear one after the other.
    page.locator("#search-results li a").filter(has_text="2-2-2").first.wait_for()
    context.close()


def test_the_first_page_leads_into_the_book(browser: Browser, book: Path) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((book / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")
    assert page.title().startswith("Backpropagation to the Last Digit")
    context.close()


class _Links(HTMLParser):
    """Collect what a page links to, and what can be linked to in it."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in {"href", "src"} and value:
                self.targets.append(value)
            if name in {"id", "name"} and value:
                self.anchors.add(value)


def links_of(page: Path) -> _Links:
    links = _Links()
    links.feed(page.read_text(encoding="utf-8"))
    return links


def test_no_internal_link_is_broken(book: Path) -> None:
    pages = {page: links_of(page) for page in pages_of(book)}
    broken = []
    for page, links in pages.items():
        for target in links.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if file.is_dir():
                file = file / "index.html"
            anchors = pages[file].anchors if file in pages else set()
            if not file.is_file() or (
                parts.fragment and file in pages and unquote(parts.fragment) not in anchors
            ):
                broken.append(f"{page.relative_to(book)}: {target}")
    assert len(pages) >= len(chapters())
    assert broken == []


@pytest.mark.parametrize("path", sorted((ROOT / "book").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_page_shows_what_its_cells_are_stored_with(book: Path, path: Path) -> None:
    page = (book / "book" / f"{path.stem}.html").read_text(encoding="utf-8")
    printed = re.findall(r'<div class="output stream.*?<pre>(.*?)</pre>', page, re.DOTALL)
    on_the_page = [unescape(re.sub(r"<[^>]*>", "", text)).strip() for text in printed]
    cells = nbformat.read(path, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    stored = [output.text.strip() for output in outputs if output.output_type == "stream"]
    assert on_the_page == stored


def test_no_command_of_tex_is_left_in_the_references(book: Path) -> None:
    page = (book / "book" / "bibliography.html").read_text(encoding="utf-8")
    article = page[page.index("<article") : page.index("</article")]
    assert "A Step by Step Backpropagation Example" in article
    assert "\\" not in article


def test_a_page_is_small(book: Path) -> None:
    sizes = {page.name: page.stat().st_size for page in pages_of(book)}
    assert max(sizes.values()) <= 700_000, sizes


def test_the_book_holds_only_the_mathjax_that_it_loads(book: Path) -> None:
    folder = book / "_static" / "mathjax"
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    assert (folder / "tex-chtml-full.js").is_file()
    assert size < 2_500_000


def test_no_page_names_a_host_that_delivers_scripts(book: Path) -> None:
    for page in pages_of(book):
        assert not re.search(r"unpkg|jsdelivr|cdnjs|googleapis", page.read_text(encoding="utf-8")), page
