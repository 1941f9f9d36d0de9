"""What the head of each page says: in the built book, and in a small one that knows its address."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from playwright.sync_api import Browser

from lessons.publishing.pages import logo
from lessons.publishing.pages.head import BACKGROUNDS, LONGEST, description
from tests.support.browsing import chapters, pages_of
from tests.support.sphinx_book import sphinx_book

ADDRESS = "https://example.org/book/"


class Head(HTMLParser):
    """Collect the title, the tags and the links of a page's head."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.meta: dict[str, list[str]] = {}
        self.links: dict[str, str] = {}
        self.language = ""
        self.title = ""
        self._in_title = False
        self._ended = False
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.language = found.get("lang", "")
        if self._ended:
            return
        if tag == "meta":
            name = found.get("property") or found.get("name") or ""
            self.meta.setdefault(name, []).append(found.get("content", ""))
        if tag == "link":
            self.links[found.get("rel", "")] = found.get("href", "")
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        self._ended = self._ended or tag == "head"


@pytest.fixture(scope="module")
def heads(book: Path) -> dict[str, Head]:
    return {name: Head(book / f"{name}.html") for name in chapters()}


def test_every_chapter_says_in_sentences_of_its_own_what_it_is_about(heads: dict[str, Head]) -> None:
    told = []
    for name, head in heads.items():
        [about] = head.meta["description"]
        assert 40 <= len(about) <= LONGEST, (name, about)
        assert "\\" not in about
        assert "[" not in about
        told.append(about)
    assert len(set(told)) == len(told)


def test_a_link_to_a_chapter_shows_its_title_and_what_it_is_about(heads: dict[str, Head]) -> None:
    for head in heads.values():
        [title] = head.meta["og:title"]
        assert head.title.startswith(title)
        assert head.meta["og:description"] == head.meta["description"]
        assert head.meta["og:site_name"] == ["Backpropagation to the Last Digit"]
    kinds = [head.meta["og:type"] for head in heads.values()]
    assert kinds == [["website"], *[["article"]] * (len(kinds) - 1)]


def test_a_book_that_does_not_know_its_address_claims_none(heads: dict[str, Head], book: Path) -> None:
    for head in heads.values():
        assert not {"og:url", "og:image", "twitter:card"} & set(head.meta)
        assert "canonical" not in head.links
    assert not (book / "_static" / "preview.png").exists()


def test_every_page_has_a_language_an_icon_and_colors_for_both_schemes(book: Path) -> None:
    pages = pages_of(book)
    assert len(pages) > len(chapters())
    for path in pages:
        head = Head(path)
        assert head.language == "en", path
        assert head.title, path
        if "_modules" in path.parts:  # which Sphinx writes anew only when the code changes
            continue
        assert len(head.meta["theme-color"]) == 2, path
        icon = head.links.get("icon") or head.links["shortcut icon"]
        assert (path.parent / icon.split("?")[0]).resolve().is_file(), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_browser_draws_around_a_page_has_the_color_of_the_page(
    browser: Browser, book: Path, scheme: Any
) -> None:
    context = browser.new_context(offline=True, color_scheme=scheme)
    page = context.new_page()
    page.goto((book / "book" / "bibliography.html").as_uri())
    page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}'")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(BACKGROUNDS[scheme][place : place + 2], 16) for place in (1, 3, 5)]
    assert ground == f"rgb({', '.join(map(str, channels))})"
    context.close()


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def test_the_icon_of_a_telephone_is_drawn(heads: dict[str, Head], book: Path) -> None:
    links = {head.links["apple-touch-icon"] for name, head in heads.items() if name.startswith("book/")}
    [link] = links
    width, height = size_of((book / "book" / link).read_bytes())
    assert width == height >= 180


def test_the_logo_is_small_and_has_a_title() -> None:
    text = logo.FILE.read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.findtext("{http://www.w3.org/2000/svg}title")
    assert len(text) < 1_000


def test_the_logo_is_what_the_library_draws() -> None:
    assert logo.FILE.read_text(encoding="utf-8") == logo.logo()


def test_the_points_of_the_logo_are_the_first_weights_of_the_first_example() -> None:
    # w = 2 − 0.6ⁿ and E = 2 · 0.36ⁿ; the parabola reaches 1.3 to both sides, and 2 · 1.3² up.
    points = re.findall(r'cx="([^"]+)" cy="([^"]+)"', logo.logo())
    wanted = [(32 - 23 * 0.6**n / 1.3, 52 - 40 * 0.36**n / 1.69) for n in range(4)]
    for point, place in zip(points, wanted, strict=True):
        assert tuple(map(float, point)) == pytest.approx(place, abs=0.006)


def test_the_title_stands_beside_the_logo(book: Path) -> None:
    page = (book / "book" / "one_weight.html").read_text(encoding="utf-8")
    brand = page[page.index('class="navbar-brand logo"') :]
    brand = brand[: brand.index("</a>")]
    assert "logo.svg" in brand
    assert "Backpropagation to the Last Digit" in brand


def test_the_pages_lead_from_one_to_the_next_in_the_order_of_the_contents(heads: dict[str, Head]) -> None:
    names = [name.removeprefix("book/") for name in heads]
    after = {name: f"{following}.html" for name, following in pairwise(names)}
    before = {following: f"{name}.html" for name, following in pairwise(names)}
    for name, head in zip(names, heads.values(), strict=True):
        assert head.links.get("next") == after.get(name)
        assert head.links.get("prev") == before.get(name)


@pytest.fixture(scope="module", params=["settings", "environment"])
def published(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Build a book of two pages in a folder that knows its address, and return where it is."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "environment":
            patch.setenv("BOOK_URL", ADDRESS.rstrip("/"))
            yield built(tmp_path_factory, "https://example.org/elsewhere/")
        else:
            yield built(tmp_path_factory, ADDRESS)


def built(tmp_path_factory: pytest.TempPathFactory, address: str) -> Path:
    first = 'A *title*\n=========\n\nWhat it is: <about> & "more".\n\n.. toctree::\n\n   second\n'
    second = "Second\n======\n\nIt goes on.\n"
    settings = {
        "extensions": ["sphinx.ext.mathjax", "lessons.publishing.pages"],
        "html_theme": "sphinx_book_theme",
        "html_baseurl": address,
        "html_title": "Two pages",
        "root_doc": "book/first",
        "language": "en",
    }
    texts = {"book/first.rst": first, "book/second.rst": second}
    return sphinx_book(tmp_path_factory.mktemp("source"), texts, settings).pages


def test_a_published_page_has_complete_addresses(published: Path) -> None:
    meta = Head(published / "book" / "first.html").meta
    assert meta["og:title"] == ["A title"]
    assert meta["og:description"] == ["What it is: <about> & “more”."]
    assert meta["og:url"] == [f"{ADDRESS}book/first.html"]
    [picture] = meta["og:image"]
    assert picture.startswith(ADDRESS)
    assert size_of((published / urlsplit(picture).path.removeprefix("/book/")).read_bytes()) == (1200, 630)
    assert meta["og:image:alt"] == ["One step down a parabola: Two pages"]


def test_the_entrance_leads_on_and_shows_what_the_first_page_shows(published: Path) -> None:
    entrance, first = Head(published / "index.html"), Head(published / "book" / "first.html")
    assert entrance.title == "Two pages"
    assert entrance.meta["og:url"] == first.meta["og:url"]
    assert entrance.meta["description"] == first.meta["description"]
    assert 'content="0; url=book/first.html"' in (published / "index.html").read_text(encoding="utf-8")


def page_of(text: str) -> nodes.document:
    return publish_doctree(text, settings_overrides={"report_level": 5})


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Title\n=====\n\n.. note:: A box.\n\nThe first\nparagraph.\n\nThe second.", "The first paragraph."),
        ("A formula: :math:`\\frac{1}{2}`.\n\nNone here.", "None here."),
        ("Well known [2, 3], they say [1].", "Well known, they say."),
        ("- a list", ""),
        (f"Short. {'Long ' * 80}.", "Short."),
        ("word " * 100, f"{'word ' * 59}word…"[: LONGEST - 1].rsplit(" ", 1)[0] + "…"),
    ],
)
def test_a_description_is_the_first_paragraph_in_whole_sentences(text: str, about: str) -> None:
    told = description(page_of(text))
    assert len(told) <= LONGEST
    assert told == about
