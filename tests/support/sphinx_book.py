"""A small book for a test, built by Sphinx as the real one is."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx


class SphinxBook(NamedTuple):
    """The folder of the built pages, and what Sphinx had to say about them."""

    pages: Path
    complaints: str


def sphinx_book(source: Path, texts: Mapping[str, str], settings: Mapping[str, Any]) -> SphinxBook:
    """Write the sources of a book into an empty folder, by their file names, and build its pages."""
    for name, text in texts.items():
        file = source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    pages, complaints = source / "html", StringIO()
    app = Sphinx(source, None, pages, source / "trees", "html", dict(settings), None, complaints)
    app.build()
    assert app.statuscode == 0, complaints.getvalue()
    return SphinxBook(pages, complaints.getvalue())
