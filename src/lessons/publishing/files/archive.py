"""The book in one archive: ``python -m lessons.publishing.files.archive``.

Unpacked, it is one folder, and its ``index.html`` opens the book without a network. The same
pages make the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lessons.publishing.files import BUILD, NAME, in_megabytes, pages_of, time_of_the_source

FOR_OTHER_TOOLS = {
    ".buildinfo",
    "objects.inv",
    "_static/webpack-macros.html",
    "_static/sbt-webpack-macros.html",
}
"""Files that Sphinx and its theme leave behind and that no page asks for."""
READABLE = 0o644
UNIX = 3


def archive(pages: Path, target: Path, time: datetime) -> None:
    """Pack the pages of a built book.

    Parameters
    ----------
    pages : Path
        The folder of the pages.
    target : Path
        The archive, which is replaced if it is there.
    time : datetime
        What every file in the archive is dated with.
    """
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as packed:
        for name in sorted(_names(pages)):
            entry = ZipInfo(f"{NAME}/{name}", time.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            # As on every other machine, whatever the rights of the file are on this one.
            entry.create_system = UNIX
            entry.external_attr = READABLE << 16
            packed.writestr(entry, (pages / name).read_bytes())


def _names(pages: Path) -> Iterator[str]:
    for path in pages.rglob("*"):
        name = path.relative_to(pages).as_posix()
        if path.is_file() and name not in FOR_OTHER_TOOLS:
            yield name


def main(build: Path = BUILD) -> Path:
    """Pack the built book, and return the archive."""
    target = build / f"{NAME}.zip"
    archive(pages_of(build), target, time_of_the_source())
    return target


if __name__ == "__main__":
    made = main()
    print(f"The archive is at {made} ({in_megabytes(made)})")
