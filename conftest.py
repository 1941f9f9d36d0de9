"""What holds for all tests: those in tests/, the examples in src/ and the chapters in book/."""

from tests.support.side_by_side import pytest_collection_modifyitems, pytest_xdist_make_scheduler

__all__ = ["pytest_collection_modifyitems", "pytest_xdist_make_scheduler"]
