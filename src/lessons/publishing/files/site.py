"""The site: the pages with their archive and their PDF, linked from the first page.

``python -m lessons.publishing.files.site`` copies the pages to ``_build/site``. Only there the first page
has links to the two files, so that a book without them does not promise them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lessons.publishing.files import BUILD, archive, in_megabytes, pages_of, pdf
from lessons.publishing.files.joined import read_book

DOWNLOADS = "downloads"
BEFORE = "<section "
"""The links stand before the first section of the first page, below what introduces the book."""


def site(pages: Path, downloads: dict[str, Path], first: str, target: Path) -> None:
    """Copy the pages and put the downloads beside them.

    Parameters
    ----------
    pages : Path
        The folder of the built pages.
    downloads : dict of str to Path
        What the links say, and the files that they lead to.
    first : str
        The name of the page that gets the links: ``book/index``.
    target : Path
        The folder of the site, which is replaced if it is there.

    Raises
    ------
    ValueError
        If the first page has no section that the links could stand before.
    """
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(pages, target)
    folder = target / DOWNLOADS
    folder.mkdir()
    for file in downloads.values():
        shutil.copy(file, folder)
    page = target / f"{first}.html"
    up = "../" * first.count("/")
    links = {text: f"{up}{DOWNLOADS}/{file.name}" for text, file in downloads.items()}
    page.write_text(_linked(page.read_text(encoding="utf-8"), links), encoding="utf-8")


def _linked(page: str, links: dict[str, str]) -> str:
    title = page.find("</h1>", page.find("<article"))
    place = page.find(BEFORE, title)
    if title < 0 or place < 0:
        raise ValueError("the first page has no section that the links to the downloads could stand before")
    shown = " or ".join(f'<a href="{target}" download>{text}</a>' for text, target in links.items())
    return f'{page[:place]}<p class="downloads">To take with you: {shown}.</p>\n{page[place:]}'


def main(folder: Path = Path(), build: Path = BUILD) -> Path:
    """Make the archive, the PDF and the site of the built book, and return the folder of the site."""
    packed, printed = archive.main(build), pdf.main(folder, build)
    downloads = {
        f"the whole book as a PDF ({in_megabytes(printed)})": printed,
        f"its pages in a ZIP archive ({in_megabytes(packed)}), which open without a network": packed,
    }
    target = build / "site"
    site(pages_of(build), downloads, read_book(folder).chapters[0], target)
    return target


if __name__ == "__main__":
    print(f"The site is in {main()}")
