"""The equation table: both sides of every equation, and whether a wrong core would be noticed."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from itertools import groupby
from pkgutil import resolve_name
from typing import Any

import numpy as np
import pytest

from lessons import activations, derivation, losses
from lessons.activations import Activation
from lessons.evidence import lecture_note, oracles, slides
from lessons.evidence.comparison import Comparison, Pairs
from lessons.evidence.equations import Equation, equations
from lessons.evidence.errata import erratum
from lessons.losses import CrossEntropy
from lessons.network import Network
from lessons.optimizers import GradientDescent
from tests.support.browsing import chapters

EQUATIONS = equations()
SEEDS = (0, 1, 2)
EXACT = 1e-10
WRONG = 1e-3
MODULES = ("encyclopedia", "lecture_note", "slides")


def name(equation: Equation) -> str:
    return f"{equation.document} {equation.number}"


every_equation = pytest.mark.parametrize("equation", EQUATIONS, ids=name)


# Both sides.


@pytest.mark.parametrize("seed", SEEDS)
@every_equation
def test_both_sides_agree(equation: Equation, seed: int) -> None:
    comparison = equation.compare(seed)
    assert np.any(comparison.left)
    assert comparison.difference <= EXACT


PRINTED_WRONGLY = [equation for equation in EQUATIONS if equation.proof]


@pytest.mark.parametrize("equation", PRINTED_WRONGLY, ids=name)
def test_what_is_printed_wrongly_is_an_erratum_of_the_document_and_does_not_hold(equation: Equation) -> None:
    assert erratum(equation.proof).document == equation.document
    assert equation.prove().error_of_printed > WRONG


def test_seven_equations_are_printed_so_that_they_can_be_refuted() -> None:
    assert [name(equation) for equation in PRINTED_WRONGLY] == [
        "Lecture note Algorithm 1",
        "Lecture note (56)",
        "Encyclopedia Matrix multiplication, formula 2",
        "Slides p. 6, heading",
        "Slides p. 17, formula 2",
        "Slides p. 17, formula 4",
        "Slides p. 20, formula 2",
    ]


def test_algorithm_1_fails_for_its_slopes_alone() -> None:
    case = oracles.random_case(0, units=3, n_out=3)
    mended = lecture_note.algorithm_1(case.network, case.x, case.y)
    printed = lecture_note.algorithm_1(case.network, case.x, case.y, as_printed=True)
    sides = [
        [Comparison.of([(case.batch_loss_by_matrix(layer), right[layer - 1])]).difference <= EXACT]
        for right in (mended, printed)
        for layer in case.layers
    ]
    # The last matrix comes before the first wrong delta.
    assert sides == [[True], [True], [True], [True], [False], [False], [False], [True]]


def test_to_compare_what_is_not_printed_wrongly_is_refused() -> None:
    with pytest.raises(ValueError, match=r"nothing wrong that could be evaluated is printed in \(1\)"):
        EQUATIONS[0].prove()


# The table.


def numbers(document: str) -> list[str]:
    return [equation.number for equation in EQUATIONS if equation.document == document]


def test_every_numbered_equation_is_listed_once_and_in_order() -> None:
    numbered = [number for number in numbers("Lecture note") if number.startswith("(")]
    assert numbered == [f"({number})" for number in range(1, 57)]
    assert [number for number in numbers("Encyclopedia") if number.startswith("Eq")] == [
        f"Eq. {number}" for number in range(1, 6)
    ]


def test_every_page_of_the_slides_that_has_a_formula_is_listed_in_order() -> None:
    pages = [int(number.removeprefix("p. ").partition(",")[0]) for number in numbers("Slides")]
    formulas = {page: len(list(group)) for page, group in groupby(pages)}
    assert formulas == {4: 1, 5: 4, 6: 4, 7: 3, 10: 1, 11: 5, 14: 5, 15: 1, 16: 3, 17: 4, 18: 2, 20: 2}
    assert pages == sorted(pages)


def test_formulas_of_one_place_are_counted_from_one() -> None:
    counted = [name(each).split(", formula ") for each in EQUATIONS if ", formula " in each.number]
    places = {place for place, _ in counted}
    for place in places:
        count = [int(number) for other, number in counted if other == place]
        assert count == list(range(1, len(count) + 1))


def test_no_number_is_listed_twice_and_the_documents_come_one_after_the_other() -> None:
    names = [name(equation) for equation in EQUATIONS]
    assert len(names) == len(set(names))
    documents = [document for document, _ in groupby(equation.document for equation in EQUATIONS)]
    assert documents == ["Lecture note", "Encyclopedia", "Slides"]


@every_equation
def test_everything_that_an_entry_names_exists(equation: Equation) -> None:
    assert equation.check in public_checks()
    assert f"book/{equation.chapter}" in chapters()
    if equation.function:
        assert callable(resolve_name(equation.function))


@every_equation
def test_every_entry_says_what_the_equation_says(equation: Equation) -> None:
    assert equation.kind in {"definition", "identity"}
    assert equation.statement[0].isupper() or equation.statement.startswith("w_{p,i}")
    assert equation.statement.endswith(".")
    for opening, closing in ("{}", "()"):
        assert equation.formula.count(opening) == equation.formula.count(closing)
    assert equation.formula.count(r"\left") == equation.formula.count(r"\right")
    assert equation.formula.count(r"\begin") == equation.formula.count(r"\end")


def test_what_can_be_refuted_has_a_note() -> None:
    assert all(len(equation.note) > 40 for equation in PRINTED_WRONGLY)


@cache
def public_checks() -> frozenset[str]:
    """Every function that a module of checks defines, by the name that an entry gives it."""
    found = set()
    for module in MODULES:
        members = vars(import_module(f"lessons.evidence.checks.{module}")).items()
        found |= {
            f"{module}.{key}"
            for key, member in members
            if inspect.isfunction(member)
            and member.__module__.endswith(f".checks.{module}")
            and not key.startswith("_")
        }
    return frozenset(found)


def test_every_check_belongs_to_an_entry() -> None:
    assert {equation.check for equation in EQUATIONS} == public_checks()


# Their left sides are bounds, or slopes of straight lines.
SAME_FOR_EVERY_SEED = {
    "lecture_note.relu_derivative",
    "slides.decay",
    "slides.largest_slope",
}


@pytest.mark.parametrize("check", sorted(public_checks()))
def test_every_check_says_which_equation_it_is_and_has_another_network_for_each_seed(check: str) -> None:
    module, function = check.split(".")
    checker: Callable[..., Pairs] = getattr(import_module(f"lessons.evidence.checks.{module}"), function)
    assert checker.__doc__
    assert inspect.signature(checker).parameters["seed"].default == 0
    if check not in SAME_FOR_EVERY_SEED:
        first, second = (Comparison.of(checker(seed)).left for seed in (0, 1))
        assert first.shape != second.shape or not np.array_equal(first, second)


# A wrong core is noticed. Each mutant makes one part of the core wrong by one percent.


def off(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function whose arrays are too large by one percent."""
    return lambda *arguments, **options: 1.01 * function(*arguments, **options)


def all_but_the_last_off(function: Callable[..., Any]) -> Callable[..., Any]:
    def mutant(*arguments: Any) -> Any:
        *first, last = function(*arguments)
        return (*(1.01 * each for each in first), last)

    return mutant


def gradients_off(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: [(1.01 * w, 1.01 * b) for w, b in function(*arguments)]


def nets_off(function: Callable[..., Any]) -> Callable[..., Any]:
    def mutant(layers: Any, x: Any) -> Any:
        return function([each.with_parameters(1.01 * each.weights, 1.01 * each.biases) for each in layers], x)

    return mutant


def direction_off(function: Callable[..., Any]) -> Callable[..., Any]:
    def mutant(*arguments: Any) -> Any:
        direction, past = function(*arguments)
        return 1.01 * direction, past

    return mutant


Mutation = tuple[Any, str, Callable[[Callable[..., Any]], Callable[..., Any]]]
FUNCTIONS = [activations.KNOWN[key] for key in activations.KNOWN]
LOSSES = [losses.KNOWN[key] for key in losses.KNOWN]
MUTANTS: dict[str, list[Mutation]] = {
    "nets": [(derivation, "forward", nets_off)],
    "outs": [(Activation, "__call__", off), *((each, "function", off) for each in FUNCTIONS)],
    "slopes": [(each, "backward", off) for each in FUNCTIONS],
    "losses": [
        *((each, "per_sample", off) for each in LOSSES),
        *((each, "from_net", off) for each in LOSSES if isinstance(each, CrossEntropy)),
    ],
    "output delta": [*((each, "error_by_out", off) for each in LOSSES), (CrossEntropy, "output_delta", off)],
    "hidden deltas": [(derivation, "backward", all_but_the_last_off)],
    "gradients": [(derivation, "gradients", gradients_off)],
    "steps": [(GradientDescent, "direction", direction_off)],
    "vector": [(Network, "to_vector", off)],
    "weights as the documents write them": [
        (lecture_note, "with_bias_column", off),
        (slides, "to_slides_weights", off),
    ],
}


@contextmanager
def mutated(mutant: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for owner, attribute, change in MUTANTS[mutant]:
            if isinstance(owner, type) or inspect.ismodule(owner):
                monkeypatch.setattr(owner, attribute, change(getattr(owner, attribute)))
            else:  # an immutable record
                monkeypatch.setitem(vars(owner), attribute, change(getattr(owner, attribute)))
        # The random networks keep what the core has computed.
        oracles.random_case.cache_clear()
        yield
    oracles.random_case.cache_clear()


@cache
def failing(mutant: str) -> frozenset[str]:
    """The equations whose two sides no longer agree."""
    with mutated(mutant):
        return frozenset(name(each) for each in EQUATIONS if not each.compare().difference <= EXACT)


# For each mutant some equations that must fail, and some that must not.
NOTICED = {
    "nets": (["Lecture note (3)", "Lecture note (7)", "Slides p. 5, formula 2"], ["Lecture note (21)"]),
    "outs": (["Lecture note (5)", "Lecture note (21)", "Slides p. 7, formula 2"], ["Slides p. 5, formula 1"]),
    "slopes": (["Lecture note (38)", "Lecture note (52)", "Encyclopedia Eq. 3"], ["Lecture note (7)"]),
    "losses": (["Lecture note (19)", "Lecture note (28)", "Slides p. 10"], ["Lecture note (52)"]),
    "output delta": (["Lecture note (23)", "Lecture note (50)", "Encyclopedia Eq. 4"], ["Lecture note (7)"]),
    "hidden deltas": (
        ["Lecture note (51)", "Lecture note (52)", "Encyclopedia Eq. 5"],
        ["Lecture note (50)"],
    ),
    "gradients": (["Lecture note (30)", "Lecture note (44)", "Lecture note (54)"], ["Lecture note (52)"]),
    "steps": (["Lecture note (11)", "Lecture note (12)", "Lecture note (31)"], ["Lecture note (10)"]),
    "vector": (["Lecture note (8)"], ["Lecture note (10)"]),
    "weights as the documents write them": (
        ["Lecture note (4)", "Lecture note (36)", "Lecture note Algorithm 1", "Slides p. 4"],
        ["Lecture note (3)"],
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_core_is_noticed_by_the_equations_about_it(mutant: str) -> None:
    noticed, spared = NOTICED[mutant]
    assert set(noticed) <= failing(mutant)
    assert not set(spared) & failing(mutant)


# These are about calculus or matrices alone: the chain rule with each factor by itself, or a product.
NOT_ABOUT_THE_CORE = {
    "lecture_note.chain_of_two",
    "lecture_note.chain_of_four",
    "lecture_note.chain_of_six",
    "lecture_note.outer_product",
    "encyclopedia.chain_rule_twice",
    "encyclopedia.input_derivative_by_factors",
    "slides.error_by_activity",
    "slides.first_weight_chain",
    "slides.logarithm",
    "slides.output_weight_chain",
    "slides.weight_chain",
}


def test_every_equation_about_the_core_notices_a_wrong_one() -> None:
    noticed = frozenset[str]().union(*(failing(mutant) for mutant in MUTANTS))
    silent = {equation.check for equation in EQUATIONS if name(equation) not in noticed}
    assert silent == NOT_ABOUT_THE_CORE


def test_the_core_is_whole_again_after_the_mutants() -> None:
    for mutant in MUTANTS:
        failing(mutant)
    assert all(equation.compare().difference <= EXACT for equation in EQUATIONS)
