"""The first page says where each subject of the documents is; a test sees whether it is there."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest

from tests.support.browsing import ROOT


def text_of(name: str) -> str:
    cells: Any = nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def rows() -> list[tuple[str, str, str]]:
    """Return subject, chapter and sections of every row of the tables, document by document."""
    found = []
    for table in re.findall(r":::\{list-table\}.*?\n\n(.*?):::", text_of("index"), re.DOTALL):
        cells = [
            cell.strip() for cell in re.split(r"^(?:\* -|  -) ", table, flags=re.MULTILINE) if cell.strip()
        ]
        found += [row for row in zip(*[iter(cells)] * 3, strict=True) if row[0] != "subject"]
    return [(subject, chapter.removeprefix("{doc}").strip("`"), places) for subject, chapter, places in found]


def headings(name: str) -> set[str]:
    return {
        re.sub(r'[*"“”]', "", line).strip() for line in re.findall(r"^#+ (.*)$", text_of(name), re.MULTILINE)
    }


def test_each_document_has_its_table() -> None:
    names = set(re.findall(r":::\{list-table\} (.*)", text_of("index")))
    assert names == {"Toast article", "Step-by-step example", "Encyclopedia", "Lecture note", "Slides"}
    assert len(rows()) >= 50


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_subject_is_where_the_table_says(row: tuple[str, str, str]) -> None:
    _, chapter, places = row
    for place in places.split("; "):
        assert re.sub("[“”]", "", place) in headings(chapter)
