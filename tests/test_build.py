"""What must make a build or a test run fail, does."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from browsing import ROOT


def build(folder: Path, cell: str) -> subprocess.CompletedProcess[str]:
    """Build a book of one chapter with one cell, with the settings of the real book."""
    (folder / "book").mkdir(parents=True)
    shutil.copy(ROOT / "_config.yml", folder)
    shutil.copy(ROOT / "book" / "references.bib", folder / "book")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: book/index\n", encoding="utf-8")
    cells = [nbformat.v4.new_markdown_cell("# One cell"), nbformat.v4.new_code_cell(cell)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "book" / "index.ipynb")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", ".", "-W", "-n", "--keep-going"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


def test_a_chapter_that_runs_is_built(tmp_path: Path) -> None:
    result = build(tmp_path, "print(6 * 7)")
    assert result.returncode == 0, result.stderr
    assert "42" in (tmp_path / "_build" / "html" / "book" / "index.html").read_text(encoding="utf-8")


def test_a_failing_cell_fails_the_build(tmp_path: Path) -> None:
    result = build(tmp_path, "1 / 0")
    assert result.returncode != 0
    assert "ZeroDivisionError" in result.stdout + result.stderr


def nbval(notebook: Path) -> subprocess.CompletedProcess[str]:
    sanitize = f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval_sanitize.cfg'}"
    options = [
        "--nbval",
        "--nbval-current-env",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--rootdir={notebook.parent}",
    ]
    command = [sys.executable, "-m", "pytest", str(notebook), *options, sanitize, "-c", "/dev/null"]
    return subprocess.run(
        command, cwd=notebook.parent, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize(("stored", "passes"), [("0.291027774", True), ("0.291027775", False)])
def test_nbval_sees_one_changed_digit(tmp_path: Path, stored: str, passes: bool) -> None:
    text = (ROOT / "book" / "index.ipynb").read_text(encoding="utf-8")
    printed = "after one update 0.291027774"
    assert text.count(printed) == 1
    notebook = tmp_path / "index.ipynb"
    notebook.write_text(text.replace(printed, printed.replace("0.291027774", stored)), encoding="utf-8")
    result = nbval(notebook)
    assert (result.returncode == 0) == passes, result.stdout
