"""What the tests that open pages share: where the book is."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "_build" / "html"
