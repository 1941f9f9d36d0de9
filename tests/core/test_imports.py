"""What the core loads, and in which direction its modules import each other."""

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from subprocess import run

import pytest

import lessons

PACKAGE = Path(lessons.__file__).parent
ORDER = [
    {"arrays"},
    {"activations", "losses", "passes"},
    {"validation", "layer", "parameters", "network"},
    {"optimizers", "second_order", "training", "gradient_check"},
    {"autodiff"},
    {"lessons"},  # the package itself, which hands on the names of the lines above
    {"display"},
    {"examples"},
    {"studies"},
    {"evidence"},
    {"figures"},
    {"experiments"},
    {"publishing"},
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
CORE = set().union(*ORDER[: RANK["display"]])
FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    """Return the first part of a module's name behind the package: network, evidence, ..."""
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "lessons" if part == "__init__" else part


def is_for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def running_nodes(node: ast.AST, *, functions: bool) -> Iterator[ast.AST]:
    """Walk through what runs: without blocks for type checkers and, if asked, without functions."""
    for child in ast.iter_child_nodes(node):
        if is_for_type_checkers(child) or (not functions and isinstance(child, ast.FunctionDef)):
            continue
        yield child
        yield from running_nodes(child, functions=functions)


def imported(path: Path, *, functions: bool) -> Iterator[str]:
    """Yield the dotted names that a file imports: lessons.network, numpy, ..."""
    for node in running_nodes(ast.parse(path.read_text(encoding="utf-8")), functions=functions):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            assert node.module is not None
            if node.module == "lessons":
                yield from (f"lessons.{alias.name}" for alias in node.names)
            else:
                yield node.module


def own_imports(path: Path) -> set[str]:
    """Return the modules of the package that a file imports, anywhere in it."""
    names = [name.split(".") for name in imported(path, functions=True)]
    own = {parts[1] if len(parts) > 1 else "lessons" for parts in names if parts[0] == "lessons"}
    return {name if name in RANK else "lessons" for name in own} - {module_of(path)}


def label(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=label)
def test_every_module_has_a_place_in_the_order(path: Path) -> None:
    assert module_of(path) in RANK, f"give {module_of(path)} a place in ORDER"


@pytest.mark.parametrize("path", FILES, ids=label)
def test_no_module_imports_one_that_stands_below_it(path: Path) -> None:
    too_far = {name for name in own_imports(path) if RANK[name] > RANK[module_of(path)]}
    assert not too_far


def test_imports_never_run_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for path in FILES:
        graph.setdefault(module_of(path), set()).update(own_imports(path))
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert set(order) == {module_of(path) for path in FILES}


@pytest.mark.parametrize("path", [path for path in FILES if module_of(path) in CORE], ids=label)
def test_the_core_imports_numpy_and_nothing_else(path: Path) -> None:
    roots = {name.partition(".")[0] for name in imported(path, functions=False)}
    assert roots - set(sys.stdlib_module_names) <= {"numpy", "lessons"}


def test_importing_lessons_loads_nothing_that_it_does_not_need() -> None:
    code = "import sys; before = set(sys.modules); import lessons; print(*sorted(set(sys.modules) - before))"
    result = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stderr == ""
    roots = {name.partition(".")[0] for name in result.stdout.split()}
    assert {"lessons", "numpy"} <= roots
    unneeded = {
        "matplotlib",
        "tqdm",
        "sphinx",
        "pandas",
        "scipy",
        "nbformat",
        "nbclient",
        "IPython",
        "autograd",
    }
    assert not roots & unneeded
    assert roots - set(sys.stdlib_module_names) - {"lessons", "numpy"} == set()


def test_every_public_name_is_there() -> None:
    assert sorted(lessons.__all__) == lessons.__all__
    for name in lessons.__all__:
        assert getattr(lessons, name) is not None
