"""What the core loads. In which direction modules import each other, import-linter sees (pyproject.toml)."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest

import lessons

CORE = sorted(Path(lessons.__file__).parent.glob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the first names of what a file imports, anywhere in it: lessons, numpy, ..."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            assert node.module is not None
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.name)
def test_the_core_imports_numpy_and_nothing_else(path: Path) -> None:
    assert set(imported(path)) - set(sys.stdlib_module_names) <= {"numpy", "lessons"}


@pytest.mark.parametrize("module", ["lessons", "lessons.examples", "lessons.studies.surfaces"])
def test_importing_the_core_loads_nothing_but_numpy(module: str) -> None:
    code = f"import sys; before = set(sys.modules); import {module}; print(*set(sys.modules) - before)"
    result = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stderr == ""
    roots = {name.partition(".")[0] for name in result.stdout.split()}
    assert roots - set(sys.stdlib_module_names) == {"lessons", "numpy"}


def test_every_public_name_is_there() -> None:
    assert sorted(lessons.__all__) == lessons.__all__
    for name in lessons.__all__:
        assert getattr(lessons, name) is not None
