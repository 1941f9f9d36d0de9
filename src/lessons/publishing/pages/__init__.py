"""Sphinx extension: an HTML book that needs no other host.

Its parts: how a build runs the chapters and says how far it is, what the pages load, and what their heads
say.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from lessons.publishing.pages import chapters, head, offline, progress


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    for part in (chapters, progress, offline, head):
        part.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
