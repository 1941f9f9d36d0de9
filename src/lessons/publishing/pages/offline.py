"""What the pages load, from no other host: stylesheet, fonts, MathJax and the script of the experiments.

Of MathJax, only the files that a page loads are copied from the package ``sphinx-mathjax-offline``.
"""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from lessons.experiments.kit.scripts import page_script
from lessons.publishing.pages import fonts
from lessons.publishing.pages.mending import mended

ASSETS = Path(__file__).parent / "assets"
MATHJAX = "tex-chtml-full.js"
"""MathJax with every TeX package in one file, so that none is loaded later."""
MATHJAX_FONTS = Path("output", "chtml", "fonts", "woff-v2")
EXPERIMENTS = "experiments.js"
BEFORE_MATHJAX = 300
"""Scripts are loaded in the order of their priority, MathJax with 500."""


def connect(app: Sphinx) -> None:
    """Have the pages find what they load beside them."""
    app.connect("builder-inited", _add_assets)
    app.connect("html-page-context", _with_experiments)
    app.connect("build-finished", _finish)


def _add_assets(app: Sphinx) -> None:
    app.config.html_static_path.append(str(ASSETS))
    app.config.mathjax_path = f"mathjax/{MATHJAX}"
    app.add_css_file("book.css")


def _with_experiments(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    if 'class="experiment"' in context.get("body", ""):
        # MathJax keeps the page busy for longer than the experiments take.
        app.add_js_file(EXPERIMENTS, loading_method="defer", priority=BEFORE_MATHJAX)


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        output = Path(app.outdir)
        _copy_mathjax(output / "_static" / "mathjax")
        (output / "_static" / EXPERIMENTS).write_text(page_script(), encoding="utf-8")
        for page in output.rglob("*.html"):
            page.write_text(mended(page.read_text(encoding="utf-8")), encoding="utf-8")
        fonts.write(output, fonts.characters(output.rglob("*.html")))


def _copy_mathjax(target: Path) -> None:
    # The package's name has hyphens: no statement imports it.
    package = import_module("sphinx-mathjax-offline")
    source = Path(str(package.__file__)).parent / "static" / "mathjax"
    shutil.copytree(source / MATHJAX_FONTS, target / MATHJAX_FONTS, dirs_exist_ok=True)
    shutil.copy(source / MATHJAX, target)
