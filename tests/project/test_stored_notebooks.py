"""The stored chapters, and the program that stores them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lessons.publishing import store_chapters
from tests.support.browsing import ROOT

CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)

ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}", re.IGNORECASE)
# A path with two folders or more, at the start of a word; no part of an address on the web.
ABSOLUTE_PATH = re.compile(r"(?<![\w.:/<~)])/(?:[\w.+-]+/)+[\w.+-]*|\b[A-Za-z]:\\\w|\bfile://")
TIME = re.compile(r"\b\d{1,2}:\d{2}:\d{2}\b|\b\d{4}-\d{2}-\d{2}\b")


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def texts(output: Any) -> Iterator[str]:
    """Yield everything that an output shows as text."""
    if output.output_type == "stream":
        yield output.text
    for kind, content in output.get("data", {}).items():
        if kind.startswith("text/"):
            yield content


def draws(cell: Any) -> bool:
    return any(output.get("data", {}).get("text/plain", "").startswith("<Figure") for output in cell.outputs)


def test_there_are_chapters() -> None:
    assert CHAPTERS


@every_chapter
def test_a_chapter_is_a_valid_notebook_without_traces_of_a_machine(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata == store_chapters.METADATA
    assert all("execution" not in cell.metadata for cell in notebook.cells)


@every_chapter
def test_every_cell_was_run_in_order_from_a_fresh_kernel(path: Path) -> None:
    cells = code_cells(read(path))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        counts = {output.execution_count for output in cell.outputs if output.output_type == "execute_result"}
        assert counts <= {cell.execution_count}


@every_chapter
def test_no_cell_failed_or_warned(path: Path) -> None:
    outputs = [output for cell in code_cells(read(path)) for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


@every_chapter
def test_no_picture_is_stored(path: Path) -> None:
    kinds = {
        kind for cell in code_cells(read(path)) for output in cell.outputs for kind in output.get("data", {})
    }
    assert not {kind for kind in kinds if kind.startswith("image/")}


@every_chapter
@pytest.mark.parametrize("pattern", [ADDRESS, ABSOLUTE_PATH, TIME], ids=["address", "path", "time"])
def test_nothing_is_stored_that_differs_from_run_to_run(path: Path, pattern: re.Pattern[str]) -> None:
    outputs = [output for cell in code_cells(read(path)) for output in cell.outputs]
    assert [text for output in outputs for text in texts(output) if pattern.search(text)] == []


@every_chapter
def test_every_figure_has_a_text_for_those_who_do_not_see_it(path: Path) -> None:
    for cell in filter(draws, code_cells(read(path))):
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        assert len(alt) >= 40, cell.source


@pytest.mark.parametrize(
    ("pattern", "found", "passed_over"),
    [
        (ADDRESS, ["<object at 0x7f3a2b1c>"], ["0xff", "10x100000"]),
        (
            ABSOLUTE_PATH,
            ["/home/reader/book", "in '/usr/lib/x.py'", r"C:\Users", "file:///tmp"],
            ["∂E/∂w = 1/2", "https://example.org/a/b", "<td>1</td><br/>", "1/2/3", "out / net / delta"],
        ),
        (TIME, ["12:03:59", "2024-05-01"], ["1986", "2-2-2", "10:1", "0.2024-05"]),
    ],
)
def test_the_patterns_find_what_they_are_for(
    pattern: re.Pattern[str], found: list[str], passed_over: list[str]
) -> None:
    assert [text for text in found if not pattern.search(text)] == []
    assert [text for text in passed_over if pattern.search(text)] == []


# The program that stores them.

PLOT = "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\nline = axes.plot([1, 2])\nplt.show()"
SVG = "from IPython.display import SVG, display\ndisplay(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>'))"
TWO_KINDS = (
    "from IPython.display import display\ndisplay({'text/plain': 'a', 'text/html': '<b>a</b>'}, raw=True)"
)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("chapter")
    (folder / "beside.txt").write_text("a file beside the chapter", encoding="utf-8")
    stale = new_output("stream", name="stdout", text="an old output")
    sources = ["value = 6 * 7", "value", "print(open('beside.txt').read())", PLOT, SVG, TWO_KINDS]
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# A chapter"),
            *(new_code_cell(source, execution_count=99, outputs=[stale]) for source in sources),
        ],
        metadata={"language_info": {"name": "python", "version": "3.99"}, "authors": ["somebody"]},
    )
    notebook.cells[4].metadata["mystnb"] = {"image": {"alt": "A line from 1 to 2."}}
    return store_chapters.stored(notebook, folder)


def test_cells_are_run_and_counted_in_order(stored: Any) -> None:
    assert [cell.execution_count for cell in code_cells(stored)] == [1, 2, 3, 4, 5, 6]


def test_old_outputs_give_way_to_new_ones(stored: Any) -> None:
    nothing, value, printed, *_ = code_cells(stored)
    assert nothing.outputs == []
    assert value.outputs[0].data == {"text/plain": "42"}
    assert [output.text for output in printed.outputs] == ["a file beside the chapter\n"]


def test_a_picture_is_dropped_and_its_description_kept(stored: Any) -> None:
    figure = code_cells(stored)[3]
    (output,) = figure.outputs
    assert list(output.data) == ["text/plain"]
    assert output.data["text/plain"].startswith("<Figure")
    assert figure.metadata == {"mystnb": {"image": {"alt": "A line from 1 to 2."}}}


def test_a_drawing_is_a_picture_too(stored: Any) -> None:
    (output,) = code_cells(stored)[4].outputs
    assert [kind for kind in output.data if kind.startswith("image/")] == []


def test_text_of_every_kind_is_kept(stored: Any) -> None:
    (output,) = code_cells(stored)[5].outputs
    assert output.data == {"text/plain": "a", "text/html": "<b>a</b>"}


def test_nothing_of_the_machine_is_kept(stored: Any) -> None:
    nbformat.validate(stored)
    assert stored.metadata == store_chapters.METADATA
    assert store_chapters.METADATA["language_info"] == {"name": "python"}
    for cell in code_cells(stored):
        assert "execution" not in cell.metadata
        assert all(not output.get("metadata") for output in cell.outputs)


def test_a_cell_that_fails_ends_it(tmp_path: Path) -> None:
    notebook = new_notebook(cells=[new_code_cell("1 / 0"), new_code_cell("print('never')")])
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        store_chapters.stored(notebook, tmp_path)


def test_a_chapter_that_fails_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "chapter.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), path)
    before = path.read_bytes()
    with pytest.raises(CellExecutionError):
        store_chapters.store(path)
    assert path.read_bytes() == before


def test_storing_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "chapter.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("print(1)\nprint(2)\n3")]), path)
    store_chapters.store(path)
    once = path.read_bytes()
    store_chapters.store(path)
    assert path.read_bytes() == once
    assert [output.output_type for output in read(path).cells[0].outputs] == ["stream", "execute_result"]


def test_a_chapter_is_stored_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "chapter.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("6 * 7")]), path)
    store_chapters.store(path)
    (cell,) = nbformat.read(path, as_version=4).cells
    assert cell.outputs[0].data["text/plain"] == "42"
