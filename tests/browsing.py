"""What the tests that open pages share: where the book is."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build" / "html"
FAILURES = ROOT / "_build" / "failures"
"""Where pictures of the pages go that a failing test had open."""
