"""Sphinx extension: an HTML book that needs no other host.

It copies MathJax from the package ``sphinx-mathjax-offline`` into the book, only the files
that a page loads, adds the book's stylesheet and fonts, and takes out what a page without a network
cannot use. Where a page has an experiment, it adds the script that draws it. It gives the
book a logo and each page a head that says what it is about, and mends what the theme's HTML
keeps from readers who do not see it.
"""

from __future__ import annotations

import os
import re
import shutil
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path
from typing import Any

from jupyter_cache.executors import utils as execution
from nbclient import execute
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from lessons.experiments.kit import hosts
from lessons.experiments.kit.scripts import page_script
from lessons.publishing.pages import fonts, head, progress
from lessons.publishing.pages.mending import mended
from lessons.publishing.store_chapters import KERNELS

ASSETS = Path(__file__).parent / "assets"
MATHJAX = "tex-chtml-full.js"
"""MathJax with every TeX package in one file, so that none is loaded later."""
EXPERIMENTS = "experiments.js"
BEFORE_MATHJAX = 300
"""Scripts are loaded in the order of their priority, MathJax with 500."""
LIBRARY = Path(__file__).parents[1]

FONT_PRELOAD = re.compile(r'<link rel="preload" as="font"[^>]*>\n?')


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    app.connect("builder-inited", _add_assets)
    app.connect("env-get-outdated", _older_than_the_library)
    app.connect("html-page-context", _without_thebe, priority=900)
    app.connect("html-page-context", _with_experiments)
    app.connect("build-finished", _finish)
    app.connect("config-inited", _read_side_by_side)
    app.connect("env-before-read-docs", _share_out)
    app.setup_extension("sphinx.ext.viewcode")  # which knows the next event
    app.connect("viewcode-follow-imported", _home)
    head.connect(app)
    progress.connect(app)
    _set_for_kernels(app)
    # What a cell prints arrives in pieces. Joined as they are, no blank lines come between.
    vars(execution).update(executenb=partial(execute, coalesce_streams=True, config=KERNELS))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _set_for_kernels(app: Sphinx) -> None:
    """Set what the kernels of the chapters inherit, from the beginning of the build to its end."""
    before = dict(os.environ)
    # With a core for each chapter, more threads in a chapter would wait for one another.
    settings = {hosts.HOST: hosts.PAGE, "OMP_NUM_THREADS": before.get("OMP_NUM_THREADS", "1")}

    def put_back(app: Sphinx, error: Exception | None) -> None:
        for name in settings:
            if name in before:
                os.environ[name] = before[name]
            else:
                os.environ.pop(name, None)

    app.connect("builder-inited", lambda app: os.environ.update(settings))
    app.connect("build-finished", put_back)


def _read_side_by_side(app: Sphinx, config: object) -> None:
    """Run the chapters side by side, one on each core, for which Jupyter Book has no option.

    Two extensions do not say whether they allow that. They do: one numbers sections when
    all chapters have been read, and the other is for books in LaTeX.
    """
    app.parallel = os.cpu_count() or 1
    for name in ("sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"):
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True


def _share_out(app: Sphinx, environment: BuildEnvironment, names: list[str]) -> None:
    """Deal the chapters out like cards: Sphinx gives each core one stretch of the list."""
    names[:] = [name for core in range(app.parallel) for name in names[core :: app.parallel]]


def _add_assets(app: Sphinx) -> None:
    app.config.html_static_path.append(str(ASSETS))
    app.config.mathjax_path = f"mathjax/{MATHJAX}"
    app.add_css_file("book.css")


def _older_than_the_library(
    app: Sphinx, environment: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the chapters to run again because the library that they import has changed since."""
    newest = max(
        path.stat().st_mtime for path in LIBRARY.rglob("*") if path.suffix in {".py", ".toml", ".js"}
    )
    # Sphinx keeps microseconds.
    return [name for name, read in environment.all_docs.items() if read < newest * 1e6]


def _home(app: Sphinx, module: str, name: str) -> str | None:
    """Return the module of this library whose source is shown for a name.

    An alias such as ``Callable[[Array], Array]`` says that it comes from Python's own ``collections.abc``.
    """
    try:
        found = attrgetter(name)(import_module(module))
    except AttributeError:  # what only instances have
        return None
    home = getattr(found, "__module__", None) or ""
    return home if home.partition(".")[0] == LIBRARY.name else module


def _without_thebe(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    """Leave out Thebe: it loads from another host, and declares its address twice in a page."""
    for kind in ("script_files", "css_files"):
        context[kind] = [asset for asset in context.get(kind, []) if not _is_thebe(asset)]


def _with_experiments(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: object) -> None:
    if 'class="experiment"' in context.get("body", ""):
        # MathJax keeps the page busy for longer than the experiments take.
        app.add_js_file(EXPERIMENTS, loading_method="defer", priority=BEFORE_MATHJAX)


def _is_thebe(asset: Any) -> bool:
    body = getattr(asset, "attributes", {}).get("body") or ""
    return "thebe" in str(getattr(asset, "filename", asset) or "").lower() or "thebe" in body.lower()


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        output = Path(app.outdir)
        _copy_mathjax(output / "_static" / "mathjax")
        (output / "_static" / EXPERIMENTS).write_text(page_script(), encoding="utf-8")
        for page in output.rglob("*.html"):
            _rewrite(page)
        fonts.write(output, fonts.characters(output.rglob("*.html")))


def _rewrite(page: Path) -> None:
    """Mend a page, and drop the preloading of icon fonts.

    A browser refuses to preload them for a page from a folder. The theme draws its icons as
    SVG and does not need the fonts.
    """
    text = page.read_text(encoding="utf-8")
    kept = mended(FONT_PRELOAD.sub("", text))
    if kept != text:
        page.write_text(kept, encoding="utf-8")


def _copy_mathjax(target: Path) -> None:
    source = _mathjax_folder()
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
