"""How far the build is: a line for each chapter that has run.

Sphinx itself says two hundred lines, or with ``--quiet`` none but its warnings.
"""

from __future__ import annotations

from multiprocessing import Value

from docutils.nodes import document
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


class Progress:
    """Counts the chapters that have run, on whichever core."""

    def __init__(self) -> None:
        self._done = Value("i", 0)
        self._all = 0

    def begin(self, app: Sphinx, environment: BuildEnvironment, names: list[str]) -> None:
        """Take down how many chapters there are to run."""
        self._all = len(names)

    def chapter(self, app: Sphinx, tree: document) -> None:
        """Say that a chapter has run."""
        with self._done.get_lock():
            self._done.value += 1
            print(f"[{self._done.value:>2} of {self._all}] {app.env.docname}", flush=True)

    def written(self, app: Sphinx, environment: BuildEnvironment) -> None:
        """Say what comes after the chapters."""
        print("Writing the pages", flush=True)


def connect(app: Sphinx) -> None:
    """Report on a build that is asked to be quiet."""
    if app.quiet:
        progress = Progress()
        app.connect("env-before-read-docs", progress.begin)
        app.connect("doctree-read", progress.chapter)
        app.connect("env-check-consistency", progress.written)
