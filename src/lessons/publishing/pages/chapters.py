"""How a build runs the chapters: on all cores, and again when the library that they import has changed."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from jupyter_cache.executors import utils as execution
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import lessons
from lessons.experiments.kit import hosts
from lessons.publishing.store_chapters import run

LIBRARY = Path(lessons.__file__).parent


def connect(app: Sphinx) -> None:
    """Have the chapters run as the pages need them."""
    app.connect("config-inited", _read_side_by_side)
    app.connect("env-get-outdated", _older_than_the_library)
    app.connect("env-before-read-docs", _share_out)
    vars(execution).update(executenb=partial(run, host=hosts.PAGE))


def _read_side_by_side(app: Sphinx, config: object) -> None:
    """Run the chapters side by side, one on each core, for which Jupyter Book has no option.

    One of its extensions does not say whether it allows that. It does: it works when all chapters are read.
    """
    app.parallel = os.cpu_count() or 1
    if numbering := app.extensions.get("sphinx_multitoc_numbering"):
        numbering.parallel_read_safe = True


def _share_out(app: Sphinx, environment: BuildEnvironment, names: list[str]) -> None:
    """Deal the chapters out like cards: Sphinx gives each core one stretch of the list."""
    names[:] = [name for core in range(app.parallel) for name in names[core :: app.parallel]]


def _older_than_the_library(
    app: Sphinx, environment: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Return the chapters to run again because the library has changed since."""
    newest = max(
        path.stat().st_mtime for path in LIBRARY.rglob("*") if path.suffix in {".py", ".toml", ".js"}
    )
    # Sphinx keeps microseconds.
    return [name for name, read in environment.all_docs.items() if read < newest * 1e6]
