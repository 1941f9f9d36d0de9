"""Make the core wrong, one change of its syntax tree at a time: does a test notice each?

``make mutants`` prints the answer. Historical bugs must be noticed by the test against each. Others are drawn
at random, always the same ones; what no test of the core notices must have its reason in `REASONS`.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.support.browsing import ROOT
from tests.support.historical import HISTORICAL, TESTS, Historical, MutantError, with_bug
from tests.support.spared import REASONS, Key

PACKAGE = ROOT / "src" / "lessons"
CORE = sorted(path.stem for path in PACKAGE.glob("[!_]*.py"))
DEFINITION = (ast.FunctionDef, ast.ClassDef)

OTHER: Mapping[type[ast.AST], ast.AST] = {
    ast.Add: ast.Sub(), ast.Sub: ast.Add(), ast.Mult: ast.Div(), ast.Div: ast.Mult(), ast.MatMult: ast.Mult(),
    ast.Pow: ast.Mult(), ast.FloorDiv: ast.Mult(), ast.Mod: ast.Mult(), ast.BitAnd: ast.BitOr(),
    ast.BitOr: ast.BitAnd(), ast.And: ast.Or(), ast.Or: ast.And(), ast.Lt: ast.LtE(), ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(), ast.GtE: ast.Gt(), ast.Eq: ast.NotEq(), ast.NotEq: ast.Eq(), ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(), ast.In: ast.NotIn(), ast.NotIn: ast.In(),
}  # fmt: skip
"""What an operator becomes."""


def changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Yield the attributes of a node that can be changed, with what they become."""
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in OTHER:
        yield "op", OTHER[type(node.op)]
    elif isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            yield "ops", [*node.ops[:place], OTHER[type(operator)], *node.ops[place + 1 :]]
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
        more = node.value + max(1, node.value)  # one more would be the same for 1e16
        yield "value", not node.value if isinstance(node.value, bool) else more
    elif isinstance(node, ast.UnaryOp):  # twice is not at all
        yield "operand", ast.UnaryOp(node.op, node.operand)
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "test", ast.UnaryOp(ast.Not(), node.test)


def is_code(name: str, node: ast.AST) -> bool:
    """Return whether a node is no annotation, no error message, and not the `strict` of a zip."""
    text = isinstance(node, ast.Raise | ast.JoinedStr)
    strict = isinstance(node, ast.keyword) and node.arg == "strict"
    types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    return not (text or strict or types) and name not in ("annotation", "returns")


def places(node: ast.AST, function: str = "", line: ast.AST | None = None) -> Iterator[tuple[Any, str, Any]]:
    """Yield each node of code below one, with the function and the statement that it is in."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and is_code(name, child):
                inner = f"{function}.{child.name}" if isinstance(child, DEFINITION) else function
                statement = child if isinstance(child, ast.stmt) else line
                yield child, inner.strip("."), statement
                yield from places(child, inner.strip("."), statement)


def mutants_of(module: str, source: str) -> dict[Key, str]:
    """Return every change of a module, and its source with the change."""
    tree, found = ast.parse(source), {}
    for node, function, line in places(tree):
        for name, value in changes(node):
            before, kept = ast.unparse(line), getattr(node, name)
            setattr(node, name, value)
            found[module, function, difference(before, ast.unparse(line))] = ast.unparse(tree)
            setattr(node, name, kept)
    return found


def difference(before: str, after: str) -> str:
    """Return what becomes of which words of a statement, and what stands around them.

    >>> difference("if share > 0:\\n    stay()", "if share >= 0:\\n    stay()")
    'if share [> → >=] 0:'
    """
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    old, new = (
        re.findall(r"\w+|[^\w\s]+|\s+", line) for line in next(pair for pair in pairs if len({*pair}) > 1)
    )
    parts = [part for part in SequenceMatcher(None, old, new).get_opcodes() if part[0] != "equal"]
    (_, first, _, new_first, _), (_, _, last, _, new_last) = parts[0], parts[-1]
    pieces = (old[:first], old[first:last], new[new_first:new_last], old[last:])
    left, was, is_now, right = ("".join(piece) for piece in pieces)
    return f"{left[-30:].strip()} [{was} → {is_now}]{right[:30]}".strip()


def drawn(mutants: Sequence[Key], count: int) -> list[Key]:
    """Draw some mutants: always the same, and where some change the others stay."""
    return sorted(mutants, key=lambda key: sha256(repr(key).encode()).digest())[:count]


def run(
    tests: Sequence[str], sources: Mapping[str, str], seconds: float | None = None
) -> tuple[int | None, str]:
    """Run tests until one fails, with other sources of some modules.

    Returns what pytest ended with (None: it took too long), and what it printed.
    """
    command = [sys.executable, "-m", "pytest", "-xq", "--tb=native", "-p", "no:cacheprovider", *tests]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PACKAGE, Path(folder, "lessons"))
        for module, source in sources.items():
            Path(folder, "lessons", f"{module}.py").write_text(source, encoding="utf-8")
        environment = os.environ | {
            "PYTHONPATH": folder,
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # none is needed, and some take seconds to load
        }
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds
            )
        except subprocess.TimeoutExpired:
            return None, ""
    return done.returncode, done.stdout + done.stderr


def source_of(module: str) -> str:
    """Return the source of a module of the core."""
    return (PACKAGE / f"{module}.py").read_text(encoding="utf-8")


def is_noticed(bug: Historical) -> bool:
    """Return whether an assertion of the test against a historical bug fails."""
    code, output = run([f"{TESTS}::{bug.test}"], {bug.module: with_bug(bug, source_of(bug.module))})
    failed = code == 1 and "AssertionError" in output
    if code != 0 and not failed:
        raise MutantError(f"{bug.test} neither passes nor fails:\n{output}")
    return failed


def core_tests() -> dict[Path, float]:
    """Run the tests of the core without a mutant, and return the seconds that each file of them takes."""
    seconds = dict.fromkeys((ROOT / "tests" / "core").glob("test_*.py"), 0.0)
    as_it_is = {module: ast.unparse(ast.parse(source_of(module))) for module in CORE}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        code, output = run([*map(str, seconds), f"--junitxml={report}"], as_it_is)
        if code != 0:
            raise MutantError(f"the tests fail without any mutant:\n{output}")
        for case in ElementTree.parse(report).iter("testcase"):
            name = case.attrib["classname"].rpartition(".")[2]
            if name:  # else a whole file is skipped
                seconds[ROOT / "tests" / "core" / f"{name}.py"] += float(case.attrib["time"])
    return seconds


def complaints(noticed: Mapping[Key, bool], reasons: Mapping[Key, str]) -> list[str]:
    """Return what is wrong: who survives without a reason, and which reason has no survivor."""
    wrong = [f"nobody notices: {key}" for key, is_so in noticed.items() if not is_so and key not in reasons]
    wrong += [f"has a reason, but is noticed: {key}" for key in reasons if noticed.get(key)]
    return wrong + [f"has a reason, but does not exist: {key}" for key in reasons if key not in noticed]


def main() -> int:
    """Say what became of the mutants; return 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draw", type=int, default=200, help="how many random mutants (200)")
    count = parser.parse_args().draw
    wrong = [f"nobody notices: {bug.bug}" for bug in HISTORICAL if not is_noticed(bug)]
    print(f"{len(HISTORICAL) - len(wrong)} of {len(HISTORICAL)} historical bugs noticed", flush=True)
    sources = {key: text for module in CORE for key, text in mutants_of(module, source_of(module)).items()}
    keys = list(dict.fromkeys([*drawn(list(sources), count), *(key for key in REASONS if key in sources)]))
    seconds = core_tests()
    patience = 60 + 3 * sum(seconds.values())

    def is_survivor(key: Key) -> bool:
        concerned = key[0].removesuffix("s")
        order = sorted(seconds, key=lambda file: (concerned not in file.stem, seconds[file]))
        return run([*map(str, order)], {key[0]: sources[key]}, patience)[0] == 0

    noticed: dict[Key, bool] = {}
    with ThreadPoolExecutor(2) as pool:
        for key, survives in zip(keys, pool.map(is_survivor, keys), strict=True):
            noticed[key] = not survives
            survivor = f": nobody notices {key}\n" if survives and key not in REASONS else ""
            print(f"\r{len(noticed)} of {len(keys)} random mutants{survivor}", end="", flush=True)
    print(f": {sum(noticed.values())} noticed, {len(REASONS)} nobody has to notice")
    wrong += complaints(noticed, REASONS)
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
