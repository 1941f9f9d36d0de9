"""The Sphinx extension of the equation table, and a small book that is built with it."""

from __future__ import annotations

import re

import pytest
from sphinx.errors import ExtensionError

from lessons.evidence.comparison import Comparison
from lessons.evidence.equations import Equation, equations
from lessons.publishing.pages import equation_table
from tests.support.sphinx_book import SphinxBook, sphinx_book

EQUATIONS = equations()
DOCUMENTS = list(dict.fromkeys(equation.document for equation in EQUATIONS))


def chosen(number: str) -> Equation:
    [equation] = [each for each in EQUATIONS if f"{each.document} {each.number}" == number]
    return equation


def test_every_equation_has_a_label_of_its_own() -> None:
    labels = [equation_table.label(equation) for equation in EQUATIONS]
    assert len(set(labels)) == len(labels)
    assert equation_table.label(chosen("Lecture note (52)")) == "equation-lecture-note-52"
    assert equation_table.label(chosen("Slides p. 17, formula 2")) == "equation-slides-p-17-formula-2"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_equation_of_a_document_has_its_row(document: str) -> None:
    text = equation_table.table(document)
    listed = [each for each in EQUATIONS if each.document == document]
    assert re.findall(r"\*\*(.+)\*\*", text) == [each.number for each in listed]
    rows = text.split("\n* - ")[2:]  # without what comes before the head, and the head
    for equation, row in zip(listed, rows, strict=True):
        assert f"({equation_table.label(equation)})=" in row
        assert equation.statement in row
        assert equation.formula in row
        assert f"{{doc}}`{equation.chapter}`" in row
        assert f"<lessons.evidence.checks.{equation.check}>`" in row
        assert (f"*In the document.* {equation.note}" in row) == bool(equation.note)
        assert ("as printed <" in row) == bool(equation.proof)


def test_an_unknown_document_is_refused() -> None:
    with pytest.raises(ValueError, match="no equation of 'Slide'; there are those of: Lecture note, Enc"):
        equation_table.table("Slide")


def test_the_difference_is_a_bound_and_not_the_last_digit() -> None:
    bounds = {equation_table.worst_difference(equation) for equation in EQUATIONS}
    assert bounds <= set(equation_table.BOUNDS)


def test_an_equation_that_does_not_hold_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Equation, "compare", lambda *_: Comparison.of([(1.0, 2.0)]))
    with pytest.raises(ExtensionError, match=r"Lecture note \(56\) does not hold: 5.0e-01"):
        equation_table.worst_difference(chosen("Lecture note (56)"))


@pytest.mark.parametrize(
    ("function", "described_as"),
    [
        ("lessons.derivation.forward", "lessons.derivation.forward"),
        ("lessons.training.train", "lessons.training.train"),
        ("lessons.activations.LOGISTIC", "lessons.activations.LOGISTIC"),
        ("lessons.activations.LOGISTIC.derivative", "lessons.activations.Activation.derivative"),
        ("lessons.losses.CROSS_ENTROPY.of_network", "lessons.losses.CrossEntropy.of_network"),
        ("lessons.optimizers.GradientDescent.start", "lessons.optimizers.Optimizer.start"),
    ],
)
def test_a_function_is_found_where_it_is_described(function: str, described_as: str) -> None:
    assert equation_table.documented_as(function) == described_as


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        ("Return a / (1 + |a|).", r"Return a / (1 + \|a\|)."),
        ("W_:μ is a column", r"W\_:μ is a column"),
        ("the ``a | b`` and |c|", r"the ``a | b`` and \|c\|"),
        (">>> print(a | b)", ">>> print(a | b)"),
        ("`to_vector` and n_in", "`to_vector` and n_in"),
    ],
)
def test_mathematics_in_docstrings_is_no_markup(line: str, escaped: str) -> None:
    assert equation_table._escaped(line) == escaped


# A book of two pages.

API = """
API
===

.. automodule:: lessons.layer
   :members:

.. automodule:: lessons.activations
   :members:
   :special-members: __call__

.. autodata:: LOGISTIC

.. automodule:: lessons.derivation
   :members:

.. automodule:: lessons.network
   :members: Network

.. automodule:: lessons.optimizers
   :members:

.. automodule:: lessons.evidence.slides
   :members:

.. automodule:: lessons.evidence.oracles
   :members:
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SphinxBook:
    """Build a table of every document, a page for each chapter and some of the library."""
    tables = "\n".join(f"```{{equation-table}} {document}\n```\n" for document in DOCUMENTS)
    texts = {f"{equation.chapter}.md": f"# {equation.chapter}\n" for equation in EQUATIONS}
    texts |= {"index.md": f"# Equations\n\n{tables}", "api.rst": API}
    settings = {
        "extensions": [
            "myst_parser",
            "sphinx.ext.autosummary",
            "sphinx.ext.napoleon",
            "lessons.publishing.pages",
            "lessons.publishing.pages.equation_table",
        ],
        "default_role": "autolink",
        "myst_enable_extensions": ["colon_fence", "dollarmath"],
        "napoleon_use_ivar": True,
        "autodoc_typehints": "none",
    }
    return sphinx_book(tmp_path_factory.mktemp("source"), texts, settings)


def test_docstrings_are_read_without_a_complaint(built: SphinxBook) -> None:
    assert "docstring" not in built.complaints


def test_an_equation_leads_to_its_function_and_the_function_to_its_equations(built: SphinxBook) -> None:
    page, api = ((built.pages / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "api"))
    assert 'href="api.html#lessons.derivation.forward"' in page
    assert 'href="api.html#lessons.activations.LOGISTIC"' in page
    assert 'id="equation-slides-p-17-formula-2"' in page
    assert 'href="index.html#equation-slides-p-17-formula-2"' in api
    assert page.count('<div class="math notranslate nohighlight"') == len(EQUATIONS)


def test_constants_are_described_by_how_to_get_them(built: SphinxBook) -> None:
    api = (built.pages / "api.html").read_text(encoding="utf-8")
    entry = api[api.index('id="lessons.activations.LOGISTIC"') :][:1500]
    assert "logistic" in entry
    assert "Attributes" not in entry


def test_fields_of_named_tuples_are_described_once(built: SphinxBook) -> None:
    assert "Alias for field" not in (built.pages / "api.html").read_text(encoding="utf-8")


def test_what_another_module_defines_is_found_through_the_import(built: SphinxBook) -> None:
    api = (built.pages / "api.html").read_text(encoding="utf-8")
    assert 'href="#lessons.network.Network.backward"' in api
