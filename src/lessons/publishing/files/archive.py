"""The book in one archive: ``python -m lessons.publishing.files.archive``.

Unpacked, it is one folder, and its ``index.html`` opens the book without a network. The same
pages make the same bytes.
"""

from __future__ import annotations

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
    names = {path.relative_to(pages).as_posix() for path in pages.rglob("*") if path.is_file()}
    with ZipFile(target, "w") as packed:
        for name in sorted(names - FOR_OTHER_TOOLS):
            entry = ZipInfo(f"{NAME}/{name}", time.timetuple()[:6])
            entry.external_attr = 0o644 << 16  # for everyone to read, whatever it is on this machine
            packed.writestr(entry, (pages / name).read_bytes(), ZIP_DEFLATED)


def main(build: Path = BUILD) -> Path:
    """Pack the built book, and return the archive."""
    target = build / f"{NAME}.zip"
    archive(pages_of(build), target, time_of_the_source())
    return target


if __name__ == "__main__":
    made = main()
    print(f"The archive is at {made} ({in_megabytes(made)})")
