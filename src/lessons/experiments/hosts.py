"""Which host shows an experiment: the live one, or that of a page of the book."""

from __future__ import annotations

import os
from typing import Any

from lessons.experiments.declaration import Experiment

HOST = "LESSONS_EXPERIMENTS"
"""The environment variable that chooses the host: the kernels inherit it."""
PAGE, TEXT = "page", "text"


def shown(experiment: Experiment) -> dict[str, Any]:
    """Return what a notebook shows, by media type.

    It is HTML if the environment says ``page``, as it does while the book is built, and
    nothing but the text if it says ``text``, as it does while chapters are stored.
    Otherwise it is widgets.
    """
    host = os.environ.get(HOST)
    if host == PAGE:
        from lessons.experiments.page import page

        return {"text/html": page(experiment)}
    if host == TEXT:
        return {}
    from lessons.experiments.live import Live

    bundle: dict[str, Any] = Live(experiment).box._repr_mimebundle_()
    return bundle
