"""The built book as one file: an archive that opens from disk, and a PDF to print.

``python -m lessons.publishing.files.archive`` and ``python -m lessons.publishing.files.pdf`` make them from
the pages in ``_build/html``; ``python -m lessons.publishing.files.site`` puts both beside a copy of the
pages and links them from the first page. Nothing in ``_build/html`` is changed.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

BUILD = Path("_build")
NAME = "backpropagation-to-the-last-digit"
EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
"""An archive cannot hold an earlier time."""


def pages_of(build: Path) -> Path:
    """Return the folder of the built pages.

    Raises
    ------
    FileNotFoundError
        If the book is not built.
    """
    pages = build / "html"
    if not (pages / "index.html").is_file():
        raise FileNotFoundError(f"there is no book in {pages}. Run: make book")
    return pages


def time_of_the_source() -> datetime:
    """Return when the book's source was committed: what is made of the same source gets the same time.

    ``SOURCE_DATE_EPOCH`` (seconds since 1970) goes first, as in other tools. Without it and
    without a repository, the time is 1980.

    Raises
    ------
    ValueError
        If ``SOURCE_DATE_EPOCH`` is not a number of seconds.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or _time_of_the_commit()
    if not seconds:
        return EARLIEST
    if not seconds.isdecimal():
        raise ValueError(f"SOURCE_DATE_EPOCH must be a number of seconds, but it is {seconds!r}")
    return max(EARLIEST, datetime.fromtimestamp(int(seconds), UTC))


def _time_of_the_commit() -> str:
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:  # there is no git on this machine
        return ""
    return result.stdout.strip()


def in_megabytes(path: Path) -> str:
    """Return the size of a file in words: ``7.4 MB``."""
    return f"{path.stat().st_size / 1e6:.1f} MB"
