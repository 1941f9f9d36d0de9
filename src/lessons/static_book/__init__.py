"""Sphinx extension: an HTML book that needs no other host.

It copies MathJax from the package ``sphinx-mathjax-offline`` into the book, only the files
that a page loads, and adds the book's stylesheet.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ASSETS = Path(__file__).parent / "assets"
MATHJAX = "tex-chtml-full.js"
"""MathJax with every TeX package in one file, so that none is loaded later."""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.connect("builder-inited", _add_assets)
    app.connect("build-finished", _copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add_assets(app: Sphinx) -> None:
    app.config.html_static_path.append(str(ASSETS))
    app.config.mathjax_path = f"mathjax/{MATHJAX}"
    app.add_css_file("book.css")


def _copy_mathjax(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    source = _mathjax_folder()
    target = Path(app.outdir) / "_static" / "mathjax"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / MATHJAX, target)
    fonts = Path("output") / "chtml" / "fonts" / "woff-v2"
    shutil.copytree(source / fonts, target / fonts, dirs_exist_ok=True)


def _mathjax_folder() -> Path:
    # The package's name has hyphens, so it can be found, but not imported by a statement.
    spec = find_spec("sphinx-mathjax-offline")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package sphinx-mathjax-offline is missing: pip install -r requirements.txt")
    return Path(spec.origin).parent / "static" / "mathjax"
