"""Numbers in the text of a chapter are numbers that a cell of it prints, or that a document printed."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from lessons.evidence import ledger
from tests.support.browsing import ROOT
from tests.support.stored import outputs_of

LONG_NUMBER = re.compile(r"\d\.\d{4,}")
"""Numbers with so many digits that nobody can check them by looking."""


@pytest.mark.parametrize("path", sorted((ROOT / "book").glob("*.ipynb")), ids=lambda path: path.stem)
def test_long_numbers_in_the_text_come_from_a_cell_or_a_document(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    known = outputs_of(notebook) + " ".join(entry.printed for entry in ledger.printed())
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for number in LONG_NUMBER.findall(cell.source):
                assert number in known, f"{number} is in the text, but no cell prints it"


def test_numbers_in_alt_texts_come_from_the_documents() -> None:
    known = " ".join(entry.printed for entry in ledger.printed())
    two_two_two = nbformat.read(ROOT / "book" / "two_two_two.ipynb", as_version=4)
    known += outputs_of(two_two_two)
    for cell in two_two_two.cells:
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        for number in LONG_NUMBER.findall(alt):
            assert number in known, number
