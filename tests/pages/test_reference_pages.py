"""The pages at the end of the book hold everything that they promise."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest

import lessons
from lessons import examples, figures
from lessons.evidence import reference
from lessons.evidence.equations import equations
from lessons.evidence.errata import errata
from lessons.publishing.pages.equation_table import documented_as, label
from tests.support.browsing import ROOT


def sources(name: str) -> str:
    cells = nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=4).cells
    return "\n".join(cell.source for cell in cells)


def anchors(book: Path, name: str) -> set[str]:
    page = (book / "book" / f"{name}.html").read_text(encoding="utf-8")
    return set(map(unescape, re.findall(r'id="([^"]+)"', page)))


def test_every_error_is_proved_once() -> None:
    shown = re.findall(r'proof_table\(\s*"(\w+)"', sources("errata"))
    assert sorted(shown) == sorted(error.proof for error in errata())


def test_every_document_has_its_ledger_on_the_page() -> None:
    shown = re.findall(r'^Ledger\("(.+)"\)$', sources("errata"), re.MULTILINE)
    assert sorted(shown) == sorted(reference.documents())


def test_every_document_with_equations_has_its_table_on_the_page() -> None:
    shown = re.findall(r"^```\{equation-table\} (.+)$", sources("equations"), re.MULTILINE)
    assert shown == list(dict.fromkeys(equation.document for equation in equations()))


def test_every_equation_can_be_linked_to(book: Path) -> None:
    assert {label(equation) for equation in equations()} <= anchors(book, "equations")


def terms() -> list[list[str]]:
    """Return the names of each entry of the glossary."""
    [glossary] = re.findall(r"```\{glossary\}\n:sorted:\n\n(.*?)```", sources("notation"), re.DOTALL)
    return [
        [line for line in entry.splitlines() if not line.startswith(" ")] for entry in glossary.split("\n\n")
    ]


def test_every_term_of_the_glossary_has_a_name_in_both_languages() -> None:
    assert len(terms()) >= 40
    for names in terms():
        japanese = [name for name in names if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", name)]
        assert 1 <= len(japanese) < len(names), names


def test_no_name_is_in_the_glossary_twice() -> None:
    names = [name for entry in terms() for name in entry]
    assert len(set(names)) == len(names)


PUBLIC = [
    *((lessons, name) for name in lessons.__all__),
    *((examples, name) for name in examples.__all__),
    *((figures, name) for name in figures.__all__),
]


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=lambda part: getattr(part, "__name__", part))
def test_every_public_name_is_on_the_api_page(book: Path, module: Any, name: str) -> None:
    found = getattr(module, name)
    described = (
        f"{found.__module__}.{found.__qualname__}" if hasattr(found, "__qualname__") else found.__name__
    )
    assert {described, f"{module.__name__}.{name}", f"module-{described}"} & anchors(book, "api")


def test_every_function_that_is_an_equation_and_every_check_is_on_the_api_page(book: Path) -> None:
    functions = {documented_as(each.function) for each in equations() if each.function}
    checks = {f"lessons.evidence.checks.{each.check}" for each in equations()}
    assert functions | checks <= anchors(book, "api")
