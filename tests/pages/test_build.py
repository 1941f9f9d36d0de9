"""What must make a build or a test run fail, does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.support.browsing import ROOT


def build(folder: Path, cell: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Build a book of one chapter with a text and one cell, as `make book` builds the real one."""
    (folder / "book").mkdir(parents=True)
    shutil.copy(ROOT / "_config.yml", folder)
    shutil.copy(ROOT / "book" / "references.bib", folder / "book")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: book/index\n", encoding="utf-8")
    cells = [nbformat.v4.new_markdown_cell(f"# One cell\n\n{text}"), nbformat.v4.new_code_cell(cell)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "book" / "index.ipynb")
    [line] = re.findall(r"jupyter-book (build .*)", (ROOT / "Makefile").read_text(encoding="utf-8"))[:1]
    command = [str(Path(sys.executable).with_name("jupyter-book")), *line.split()]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)


def test_a_chapter_that_runs_is_built(tmp_path: Path) -> None:
    result = build(tmp_path, "print(6 * 7)")
    assert result.returncode == 0, result.stderr
    assert "42" in (tmp_path / "_build" / "html" / "book" / "index.html").read_text(encoding="utf-8")
    assert "[ 1 of 1] book/index\n" in result.stdout
    assert result.stderr == ""


def test_a_warning_fails_the_build_and_is_shown(tmp_path: Path) -> None:
    result = build(tmp_path, "print(6 * 7)", "[nowhere](no_such_page.md)")
    assert result.returncode != 0
    assert "no_such_page" in result.stderr


def test_a_failing_cell_fails_the_build(tmp_path: Path) -> None:
    result = build(tmp_path, "1 / 0")
    assert result.returncode != 0
    assert "ZeroDivisionError" in result.stdout + result.stderr


def nbval(notebook: Path) -> subprocess.CompletedProcess[str]:
    sanitize = f"--nbval-sanitize-with={ROOT / 'tests' / 'support' / 'nbval_sanitize.cfg'}"
    options = ["--nbval", "--nbval-current-env", "-q", f"--rootdir={notebook.parent}", "-c", "/dev/null"]
    plugins = ["-p", "nbval.plugin", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", str(notebook), *plugins, *options, sanitize],
        cwd=notebook.parent,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # the others take seconds to load
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


COMPUTED = """
from lessons.evidence import step_by_step
print(f"{step_by_step.total_error('simultaneous', 1):.9f}")
"""


@pytest.mark.parametrize(("stored", "passes"), [("0.291027774", True), ("0.291027775", False)])
def test_nbval_sees_one_changed_digit(tmp_path: Path, stored: str, passes: bool) -> None:
    printed = nbformat.v4.new_output("stream", text=f"{stored}\n")
    cell = nbformat.v4.new_code_cell(COMPUTED, execution_count=1, outputs=[printed])
    notebook = tmp_path / "one_cell.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), notebook)
    result = nbval(notebook)
    assert (result.returncode == 0) == passes, result.stdout
