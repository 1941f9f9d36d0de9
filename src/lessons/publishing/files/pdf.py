"""The book as a PDF: ``python -m lessons.publishing.files.pdf``.

The browser that the tests use prints all pages as one document. It prints twice, because only
then it is known which page a line of the contents leads to.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.publishing.chromium import chromium
from lessons.publishing.files import BUILD, NAME, in_megabytes, pages_of, time_of_the_source
from lessons.publishing.files.joined import ASSETS, Book, join, read_book

if TYPE_CHECKING:
    from pikepdf import Pdf
    from playwright.sync_api import Browser, Page, ViewportSize

WIDTH = 658
"""Of the text, in pixels of the browser: that of A4 without the margins of the style sheet."""
HEIGHT = 971
PATIENCE = 300_000
"""How long the browser may take for all pages, in milliseconds."""
NO_PIKEPDF = "the package pikepdf is missing: pip install -r requirements-test.txt"


def print_book(document: Path, browser: Browser) -> bytes:
    """Print the joined document, with page numbers in its contents.

    Raises
    ------
    RuntimeError
        If a script fails, if a file is missing, or if something does not fit on the paper.
    """
    size: ViewportSize = {"width": WIDTH, "height": HEIGHT}
    with browser.new_context(viewport=size, color_scheme="light", offline=True) as context:
        context.set_default_timeout(PATIENCE)
        return _printed_twice(context.new_page(), document)


def _printed_twice(page: Page, document: Path) -> bytes:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.on("requestfailed", lambda request: problems.append(f"could not load {request.url[:200]}"))
    page.emulate_media(media="print", color_scheme="light")
    page.goto(document.absolute().as_uri())
    page.evaluate("() => window.MathJax.startup.promise")
    page.evaluate((ASSETS / "print.js").read_text(encoding="utf-8"))
    if page.evaluate("document.documentElement.scrollWidth") > WIDTH:
        # The browser would shrink all pages until it fits.
        problems.append("something is wider than the paper")
    _refuse(problems)
    page.evaluate("numbers => fillIn(numbers)", _page_numbers(_printed(page, tagged=False)))
    printed = _printed(page, tagged=True)
    _refuse(problems)
    return printed


def _refuse(problems: list[str]) -> None:
    if problems:
        raise RuntimeError("the book could not be printed: " + "; ".join(problems))


def _printed(page: Page, *, tagged: bool) -> bytes:
    # The sizes are those of the style sheet. Headings make the bookmarks.
    return page.pdf(prefer_css_page_size=True, print_background=True, outline=tagged, tagged=tagged)


def _opened(printed: bytes) -> Pdf:
    try:
        from pikepdf import Pdf
    except ImportError as error:
        raise RuntimeError(NO_PIKEPDF) from error
    return Pdf.open(BytesIO(printed))


def _page_numbers(printed: bytes) -> dict[str, int]:
    """Return the page on which each anchor of the document is, counted from 1."""
    with _opened(printed) as pdf:
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        destinations = pdf.Root.Dests.items()
        return {name.removeprefix("/"): places[place[0].objgen] for name, place in destinations}


def described(printed: bytes, book: Book, time: datetime) -> bytes:
    """Return the PDF with title and author, and with the time of the source instead of that of printing.

    What is left of the machine in it are the browser's version and the fonts that stand in for
    letters the machine has no font for.
    """
    stamp = f"D:{time:%Y%m%d%H%M%S}+00'00'"
    description = {
        "/Title": book.title,
        "/Author": book.author,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }
    with _opened(printed) as pdf:
        from pikepdf import Name, ObjectStreamMode

        del pdf.docinfo["/Creator"]
        for name, value in description.items():
            pdf.docinfo[name] = value
        pdf.Root.PageMode = Name.UseOutlines
        output = BytesIO()
        # Packed, the structure that screen readers follow takes little room.
        pdf.save(output, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return output.getvalue()


def make(folder: Path, build: Path, browser: Browser) -> Path:
    """Print the built book, and return the PDF.

    Parameters
    ----------
    folder : Path
        Where the settings of the book are.
    build : Path
        Where the pages are, in ``html``, and where the PDF comes to.
    browser : Browser
    """
    pages = pages_of(build)
    book, time = read_book(folder), time_of_the_source()
    document = build / "print" / "book.html"
    document.parent.mkdir(exist_ok=True)
    document.write_text(join(book, pages, f"../{pages.name}", time), encoding="utf-8")
    target = build / f"{NAME}.pdf"
    target.write_bytes(described(print_book(document, browser), book, time))
    return target


def main(folder: Path = Path(), build: Path = BUILD) -> Path:
    """Print the built book with the browser of this machine, and return the PDF."""
    with chromium() as browser:
        return make(folder, build, browser)


if __name__ == "__main__":
    made = main()
    print(f"The PDF is at {made} ({in_megabytes(made)})")
