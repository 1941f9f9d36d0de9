"""The page about what the environment costs: its arithmetic, and that it is about what is pinned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from benchmarks import environment
from tests.support.browsing import ROOT

PYPROJECT = """
[project]
name = "ours"
dependencies = [
    # For one thing.
    "one>=1",
]

[dependency-groups]
# What makes the book.
book = [
    # For two and three,
    # which belong together.
    "two[fast]>=1",
    "three",
]
other = [
    "four",
]
"""
SIZES = {"one": 1_000_000, "two": 2_000_000, "three": 4_000_000, "both": 8_000_000, "quick": 16_000_000}
NEEDS = {
    "one": ["both"],
    "two": ["both", "quick; extra == 'fast'", "three; python_version < '3'"],
    "three": ["nowhere; extra == 'slow'"],
    "base": [],
}


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    packages = tmp_path / "lib" / "python3.11" / "site-packages"
    for name in {*SIZES, *NEEDS}:
        folder = packages / f"{name}-1.0.dist-info"
        folder.mkdir(parents=True)
        needs = "".join(f"Requires-Dist: {need}\n" for need in NEEDS.get(name, []))
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}"
        (folder / "METADATA").write_text(metadata, encoding="utf-8")
        (packages / f"{name}.bin").write_bytes(bytes(SIZES.get(name, 0)))
        (folder / "RECORD").write_text(f"{name}.bin,,\nremoved.py,,\n", encoding="utf-8")
    return tmp_path


def test_a_line_has_the_comment_above_it_or_above_its_neighbour() -> None:
    found = {line.name: line.reason for line in environment.lines(PYPROJECT)}
    together = "For two and three, which belong together."
    assert found == {"one": "For one thing.", "two": together, "three": together}


def test_extras_and_markers_say_what_is_needed(prefix: Path) -> None:
    packages = environment.installed(prefix)
    assert environment.needed(packages, [Requirement("two")]) == {"two", "both"}
    assert environment.needed(packages, [Requirement("two[fast]")]) == {"two", "both", "quick"}


def test_dropping_a_line_saves_what_no_other_line_needs(prefix: Path) -> None:
    costs = environment.measure(prefix, environment.lines(PYPROJECT))
    saved = {row.line.name: (row.own, row.without) for row in costs.rows}
    assert saved == {"one": (1, 1), "two": (2, 18), "three": (4, 4)}
    assert [row.line.name for row in costs.rows] == ["two", "three", "one"]
    assert (costs.packages, costs.total, costs.shared) == (5, 31, 8)


def test_the_page_is_about_the_lines_of_pyproject() -> None:
    # Not about the pinned versions: whoever pins newer ones measures when it is worth it.
    page = (ROOT / "benchmarks" / "environment.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (\S+) \| \S+ \| [\d.]+ \| [\d.]+ \| (.+) \|$", page, re.MULTILINE)
    asked = environment.lines((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert dict(table) == {line.name: line.reason for line in asked}


def test_every_line_of_pyproject_says_why_it_is_there() -> None:
    for line in environment.lines((ROOT / "pyproject.toml").read_text(encoding="utf-8")):
        assert line.reason.endswith("."), line.name
