"""Altair, by the name that charts use for it: it is loaded when one asks for the first part of it."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any


def __getattr__(name: str) -> Any:
    return getattr(_altair(), name)


@cache
def _altair() -> Any:
    """Return Altair.

    It loads jsonschema, which loads rfc3987_syntax if that is there, as it is beside
    JupyterLab. That module builds a grammar for a second, and nothing here needs it: while
    Altair is loaded, it looks as if it were not installed.
    """
    modules: dict[str, Any] = sys.modules
    loaded = modules.setdefault("rfc3987_syntax", None)
    import altair

    if loaded is None:
        del modules["rfc3987_syntax"]
    return altair
