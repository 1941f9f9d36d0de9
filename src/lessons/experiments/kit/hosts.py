"""An experiment that a notebook shows, by one of two hosts: live, or on a page of the book."""

from __future__ import annotations

import os
from typing import Any

from lessons.experiments.kit.declaration import Declaration
from lessons.experiments.kit.page import page

HOST = "LESSONS_EXPERIMENTS"
"""The environment variable that chooses the host: the kernels inherit it."""
PAGE, TEXT = "page", "text"


class Experiment(Declaration):
    """A declaration that shows itself."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return what a notebook shows, by media type; the text is the same in all hosts.

        With it comes HTML if the environment says ``page``, as it does while the book is
        built, and nothing else if it says ``text``, as it does while chapters are stored.
        Otherwise widgets come with it.
        """
        text = {"text/plain": repr(self)}
        host = os.environ.get(HOST)
        if host == PAGE:
            return {"text/html": page(self), **text}
        if host == TEXT:
            return text
        # It loads all that widgets need.
        from lessons.experiments.kit.live import Live

        return {**Live(self).box._repr_mimebundle_(), **text}
