"""The book as an archive, as a PDF and as a site."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import Browser
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject

from lessons.publishing import files
from lessons.publishing.chromium import chromium
from lessons.publishing.files import archive, joined, pdf, site
from tests.support.browsing import ROOT, chapters

TIME = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
CONTENTS = range(1, 5)
"""The pages behind the title page on which the contents begin and go on."""


def titles(book: Path) -> list[str]:
    pages = ((book / f"{name}.html").read_text(encoding="utf-8") for name in chapters())
    headings = (re.findall(r"<h1>(.*?)<a", page)[0] for page in pages)
    return [unescape(re.sub(r"<[^>]*>", "", heading)) for heading in headings]


@pytest.fixture(scope="module")
def packed(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "book.zip"
    archive.archive(book, target, TIME)
    return target


@pytest.fixture(scope="module")
def printed(book: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """Print the book, once for all tests: that takes one or two minutes."""
    build = tmp_path_factory.mktemp("build")
    (build / "html").symlink_to(book.resolve(), target_is_directory=True)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOURCE_DATE_EPOCH", str(int(TIME.timestamp())))
        return PdfReader(pdf.make(ROOT, build, browser))


@pytest.fixture(scope="module")
def texts(printed: PdfReader) -> list[str]:
    """Return what stands on each page, without spaces: a PDF has places instead."""
    return [squeezed(page.extract_text()) for page in printed.pages]


def squeezed(text: str) -> str:
    """Return text without spaces, and with its ligatures taken apart."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


# The archive


def test_the_archive_opens_from_disk_and_its_experiment_moves(
    packed: Path, browser: Browser, tmp_path: Path
) -> None:
    with ZipFile(packed) as opened:
        opened.extractall(tmp_path)
    [folder] = tmp_path.iterdir()
    assert folder.name == "backpropagation-to-the-last-digit"
    context = browser.new_context(offline=True)
    page = context.new_page()
    requests: list[str] = []
    problems: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url))
    page.on("requestfailed", lambda failed: problems.append(f"{failed.failure} {failed.url}"))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((folder / "index.html").as_uri())
    page.wait_for_url("**/book/index.html")
    page.locator("figure.experiment[data-ready]").wait_for()
    before = page.locator(".experiment-summary").inner_text()
    page.locator(".experiment input[type=range]").press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.experiment-summary').innerText !== before", arg=before
    )
    # The entrance leads on before the browser has read its icon: nothing else may be broken off.
    broken_off = f"net::ERR_ABORTED {(folder / '_static' / 'logo.svg').as_uri()}"
    assert set(problems) <= {broken_off}
    assert all(url.startswith((folder.as_uri(), "data:", "blob:")) for url in requests)
    context.close()


def test_the_same_pages_make_the_same_archive(packed: Path, book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "html"
    shutil.copytree(book, copy, copy_function=shutil.copyfile)  # files of another time
    (copy / "index.html").chmod(0o600)
    archive.archive(copy, tmp_path / "again.zip", TIME)
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_the_archive_holds_everything_but_what_is_for_other_tools(packed: Path, book: Path) -> None:
    with ZipFile(packed) as opened:
        names = opened.namelist()
        dates = {entry.date_time for entry in opened.infolist()}
    files = {path.relative_to(book).as_posix() for path in book.rglob("*") if path.is_file()}
    left_out = files - {name.partition("/")[2] for name in names}
    assert names == sorted(names)
    assert dates == {(2026, 2, 3, 4, 5, 6)}
    assert ".buildinfo" in left_out
    for page in book.rglob("book/*.html"):
        links = set(re.findall(r'(?:href|src)="\.\./([^"#?]+)', page.read_text(encoding="utf-8")))
        assert not links & left_out, page


# When, and with what


def test_the_time_of_the_source_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert files.time_of_the_source() == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # an archive cannot hold 1970
    assert files.time_of_the_source() == datetime(1980, 1, 1, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(ValueError, match="must be a number of seconds, but it is 'today'"):
        files.time_of_the_source()


def test_without_a_repository_the_time_is_still_fixed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert files.time_of_the_source() == files.EARLIEST
    monkeypatch.setenv("PATH", "")  # there is no git at all
    assert files.time_of_the_source() == files.EARLIEST


def test_a_book_that_is_not_built_is_a_clear_message(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Run: make book"):
        archive.main(tmp_path)


def test_a_missing_browser_is_a_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "nothing-like-that")
    with pytest.raises(RuntimeError, match="Install Chromium"), chromium():
        pass


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("throw new Error('too early')", "too early"),
        ("new Image().src = 'missing.png'", "missing.png"),
        ("document.body.style.width = '900px'", "wider than the paper"),
    ],
)
def test_what_goes_wrong_in_the_browser_stops_the_printing(
    browser: Browser, tmp_path: Path, script: str, problem: str
) -> None:
    document = tmp_path / "book.html"
    mathjax = "window.MathJax = {startup: {promise: Promise.resolve()}}"
    links = '<a href="#end">end</a><p id="end">The end</p>'
    document.write_text(
        f"<!DOCTYPE html><body>{links}<script>{mathjax}</script><script>{script}</script></body>",
        encoding="utf-8",
    )
    with pytest.raises(RuntimeError, match=problem):
        pdf.print_book(document, browser)


# The PDF


def headings(outline: list[Any], depth: int = 0) -> Iterator[tuple[int, Any]]:
    for item in outline:
        if isinstance(item, list):
            yield from headings(item, depth + 1)
        else:
            yield depth, item


def places(printed: PdfReader) -> dict[str, int]:
    """Return the page that each bookmark leads to, counted from 0."""
    found = {}
    for _, item in headings(printed.outline):
        number = printed.get_destination_page_number(item)
        assert number is not None, item.title
        found[item.title] = number
    return found


def test_the_bookmarks_name_all_chapters_in_order(printed: PdfReader, book: Path) -> None:
    found = [(depth, item.title) for depth, item in headings(printed.outline)]
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    captions = {part["caption"] for part in parts}
    first, *rest = titles(book)
    assert [title for depth, title in found if depth == 0 and title not in captions] == ["Contents", first]
    assert [title for depth, title in found if depth == 1 and title in set(rest)] == rest


def test_the_contents_print_the_pages_that_they_lead_to(
    printed: PdfReader, texts: list[str], book: Path
) -> None:
    contents = "".join(texts[number] for number in CONTENTS)
    pages = places(printed)
    for title in titles(book):
        assert f"{squeezed(title)}{pages[title] + 1}" in contents
        assert squeezed(title) in texts[pages[title]]


def test_every_link_leads_to_a_place_in_the_pdf_or_to_another_host(printed: PdfReader, book: Path) -> None:
    links = [
        note.get_object()
        for page in printed.pages
        for note in page.get("/Annots", [])
        if note.get_object()["/Subtype"] == "/Link"
    ]
    inside = {link["/Dest"] for link in links if "/Dest" in link}
    outside = {link["/A"]["/URI"] for link in links if "/A" in link}
    assert inside <= set(printed.named_destinations)
    assert len(inside) > 400
    assert {f"/{name.replace('/', '-')}" for name in chapters()} <= inside
    assert outside
    assert all(url.startswith(("http://", "https://")) for url in outside)


def test_known_numbers_are_printed(texts: list[str]) -> None:
    whole = "".join(texts)
    for number in ("0.298371109", "0.291027924", "0.291027774", "誤差逆伝播法"):
        assert number in whole


def test_every_font_is_one_of_the_book_and_embedded(printed: PdfReader) -> None:
    used: dict[str, Any] = {}
    for page in printed.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            used[str(inner["/FontDescriptor"]["/FontName"]).partition("+")[2]] = inner
    assert {"Book-serif", "Book-sans", "Book-mono", "Book-japanese"} <= used.keys()
    for name, inner in used.items():
        # Icons have a font of the theme, which travels with the book, too.
        assert name.startswith(("Book-", "MathJax_", "FontAwesome")), name
        assert {"/FontFile2", "/CharProcs"} & {*inner, *inner["/FontDescriptor"]}, name


def test_every_experiment_is_printed_with_its_picture(texts: list[str], book: Path) -> None:
    count = 0
    for name in chapters():
        page = BeautifulSoup((book / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        for experiment in page.select("figure.experiment"):
            title, drawing = experiment.select_one("figcaption"), experiment.select_one("svg")
            assert title is not None
            assert drawing is not None
            words = [squeezed(text.get_text()) for text in drawing.select("text")]
            assert len(words) > 5
            [shown] = [text for text in texts if squeezed(title.get_text()) in text and words[0] in text][:1]
            assert [word for word in words if word not in shown] == []
            count += 1
    assert count >= 9


def test_no_page_is_blank(texts: list[str], book: Path) -> None:
    heads = {squeezed(title) for title in titles(book)}
    for number, text in enumerate(texts[1:], start=2):
        said = text.removesuffix(str(number))
        assert len(said) > 40, number
        assert said not in heads, number


def test_every_page_has_its_number_and_every_chapter_its_running_head(
    printed: PdfReader, texts: list[str], book: Path
) -> None:
    assert all(str(number) in text for number, text in enumerate(texts[1:], start=2))
    pages = places(printed)
    starts = [pages[title] for title in titles(book)]
    for title, start, end in zip(titles(book), starts, [*starts[1:], len(texts)], strict=True):
        assert start < end
        assert all(squeezed(title) in text for text in texts[start:end])


def test_solutions_are_open_and_controls_are_gone(texts: list[str]) -> None:
    whole = "".join(texts)
    assert "w=1.96" in whole
    assert "SolutiontoExercise1(Byhand)" in whole
    for furniture in ("Showcodecell", "Clicktoshow", "Reset", "[source]", "Withscriptsswitchedon"):
        assert furniture not in whole


def test_the_pdf_says_what_it_is(printed: PdfReader) -> None:
    assert printed.metadata is not None
    assert printed.metadata.title == "Backpropagation to the Last Digit"
    assert printed.metadata.author == "The authors of Backpropagation to the Last Digit"
    assert printed.metadata.creation_date == printed.metadata.modification_date == TIME
    assert str(printed.root_object["/Lang"]) == "en"
    marks = printed.root_object["/MarkInfo"]
    assert isinstance(marks, DictionaryObject)
    assert marks["/Marked"] == BooleanObject(True)
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in printed.pages} == {
        (595, 842)
    }


# The site


def test_the_site_links_its_downloads_and_the_book_stays_as_it_was(
    book: Path, packed: Path, tmp_path: Path
) -> None:
    before = (book / "book" / "index.html").read_bytes()
    site.site(book, {"an archive": packed}, "book/index", tmp_path / "site")
    page = BeautifulSoup(
        (tmp_path / "site" / "book" / "index.html").read_text(encoding="utf-8"), "html.parser"
    )
    [link] = page.select(".downloads a")
    assert link.get_text() == "an archive"
    target = (tmp_path / "site" / "book" / str(link["href"])).resolve()
    assert target.read_bytes() == packed.read_bytes()
    assert target.parent.name == "downloads"
    assert (book / "book" / "index.html").read_bytes() == before
    assert b"downloads/" not in before
    assert not (book / "downloads").exists()


def test_a_first_page_without_a_section_is_refused(tmp_path: Path, packed: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").write_text("<article><h1>One</h1></article>", encoding="utf-8")
    with pytest.raises(ValueError, match="no section that the links"):
        site.site(tmp_path / "html", {"an archive": packed}, "index", tmp_path / "site")


def test_the_book_is_read_from_its_settings() -> None:
    read = joined.read_book(ROOT)
    assert list(read.chapters) == chapters()
    assert read.repository == yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]["url"]
    assert os.path.commonpath(read.chapters) == "book"
