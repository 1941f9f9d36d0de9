"""The ledger: every printed digit, against the core and against plain Python."""

import math
import re
from collections.abc import Callable
from functools import cache
from itertools import groupby
from pkgutil import resolve_name

import pytest

from lessons import examples
from lessons.evidence import ledger, step_by_step
from lessons.evidence.ledger import Computation, Entry
from lessons.studies import ways_to_update
from tests.support.common import logistic
from tests.support.plain_two_two_two import (
    FIXED,
    I1,
    I2,
    RATE,
    START,
    T1,
    T2,
    Biases,
    Weights,
    after,
    error,
    outputs,
)

LEDGER = ledger.printed()
STEP_BY_STEP = [entry for entry in LEDGER if entry.document == "Step-by-step example"]
WRONG = [entry for entry in LEDGER if entry.verdict]


def name(entry: Entry) -> str:
    return f"{entry.document}, {entry.place}: {entry.quantity}"


def to_printed_digits(value: float, printed: str) -> str:
    return f"{value:.{len(printed.partition('.')[2])}f}"


every_entry = pytest.mark.parametrize("entry", LEDGER, ids=name)


# The ledger against the core.


@every_entry
def test_the_computed_digits_are_the_printed_ones_unless_there_is_a_verdict(entry: Entry) -> None:
    computed = to_printed_digits(entry.computation.value(), entry.printed)
    assert entry.computed == computed
    assert entry.agrees == (computed == entry.printed)
    assert entry.agrees == (entry.verdict == ""), f"computed {computed}, printed {entry.printed}"


@pytest.mark.parametrize("entry", WRONG, ids=name)
def test_a_verdict_comes_with_the_computation_that_gives_the_printed_digits(entry: Entry) -> None:
    assert entry.origin is not None
    assert to_printed_digits(entry.origin.value(), entry.printed) == entry.printed
    assert entry.computed != entry.printed
    assert len(entry.verdict) > 40


def test_only_a_wrong_number_has_an_origin() -> None:
    assert [entry for entry in LEDGER if entry.origin] == WRONG


def test_six_printed_numbers_are_wrong() -> None:
    assert [(entry.quantity, entry.printed, entry.computed) for entry in WRONG] == [
        ("columns of W⁽³⁾", "3", "4"),
        ("derivative of ReLU, a < 0", "1", "0"),
        ("derivative of ReLU, a > 0", "0", "1"),
        ("∂E_o2/∂out_h1", "-0.019049119", "-0.019049118"),
        ("E after one update", "0.291027924", "0.291027774"),
        ("E after 10,000 updates", "0.0000351085", "0.0000351019"),
    ]


@every_entry
def test_every_function_named_exists(entry: Entry) -> None:
    for computation in (entry.computation, entry.origin):
        if computation is not None:
            assert callable(resolve_name(computation.function))


@every_entry
def test_every_entry_says_where_it_stands(entry: Entry) -> None:
    assert entry.place
    assert entry.quantity
    assert re.fullmatch(r"-?\d+(\.\d+)?", entry.printed)


def test_no_number_is_listed_twice() -> None:
    keys = [(entry.document, entry.place, entry.quantity) for entry in LEDGER]
    assert len(keys) == len(set(keys))


def test_every_document_has_its_numbers_one_after_the_other() -> None:
    counts = [(document, len(list(entries))) for document, entries in groupby(e.document for e in LEDGER)]
    assert counts == [
        ("Encyclopedia", 13),
        ("Lecture note", 18),
        ("Toast article", 9),
        ("Slides", 3),
        ("Step-by-step example", 49),
    ]


def test_names_and_codes_are_not_counted_as_numbers() -> None:
    for entry in LEDGER:
        assert not re.match(r"(number of the .*layer|ind(ex|ices) |one-hot |x₀|z₀|z_n)", entry.quantity)


def test_an_entry_rounds_to_its_own_digits() -> None:
    slope = Computation("lessons.activations.RELU.derivative", (0.5,))
    entry = Entry("document", "place", "quantity", "1.00", slope)
    assert entry.rounded(0.9951) == "1.00"
    assert entry.computed == "1.00"


def test_a_computation_finds_its_part_by_names_and_numbers() -> None:
    example = "lessons.examples.two_two_two.two_two_two"
    assert Computation(example, (), ("network", "layers", 1, "weights", 0, 1)).value() == 0.45
    assert Computation(example, (), ("network", "sizes", -1)).value() == 2


def test_a_computation_is_written_as_a_call() -> None:
    weight = Computation("lessons.evidence.step_by_step.weight", ("w1", 2))
    assert str(weight) == "step_by_step.weight('w1', 2)"


# The 2-2-2 network once more, in plain Python numbers and with nothing of the core.


@cache
def by_hand() -> dict[str, float]:
    """Every quantity of the document, by the name that the ledger gives it."""
    w = START
    out_h1, out_h2, out_o1, out_o2 = outputs(w, FIXED)
    error_o1, error_o2 = 0.5 * (T1 - out_o1) ** 2, 0.5 * (T2 - out_o2) ** 2
    delta_o1 = (out_o1 - T1) * out_o1 * (1 - out_o1)
    delta_o2 = (out_o2 - T2) * out_o2 * (1 - out_o2)
    error_by_out_h1 = delta_o1 * w[4] + delta_o2 * w[6]
    slope_h1 = out_h1 * (1 - out_h1)
    new, _ = after(1)
    values = {
        "inputs": len((I1, I2)),
        "hidden neurons": len((out_h1, out_h2)),
        "output neurons": len((T1, T2)),
        "i1": I1,
        "i2": I2,
        "target_o1": T1,
        "target_o2": T2,
        "η": RATE,
        "b1": FIXED[0],
        "b2": FIXED[2],
        "w1": w[0],
        "w2": w[1],
        "w5": w[4],
        "w6": w[5],
        "net_h1": w[0] * I1 + w[1] * I2 + FIXED[0],
        "out_h1": out_h1,
        "out_h1, in out (1 − out)": out_h1,
        "out_h2": out_h2,
        "net_o1": w[4] * out_h1 + w[5] * out_h2 + FIXED[2],
        "out_o1": out_o1,
        "out_o2": out_o2,
        "E_o1": error_o1,
        "E_o2": error_o2,
        "E": error_o1 + error_o2,
        "E before the update": error_o1 + error_o2,
        "∂E/∂out_o1": out_o1 - T1,
        "∂out_o1/∂net_o1": out_o1 * (1 - out_o1),
        "∂net_o1/∂w5": out_h1,
        "∂E/∂w5": delta_o1 * out_h1,
        "∂E_o1/∂net_o1": delta_o1,
        "∂net_o1/∂out_h1": w[4],
        "∂E_o1/∂out_h1": delta_o1 * w[4],
        "∂E_o2/∂out_h1": delta_o2 * w[6],
        "∂E/∂out_h1": error_by_out_h1,
        "∂out_h1/∂net_h1": slope_h1,
        "∂net_h1/∂w1": I1,
        "∂E/∂w1": error_by_out_h1 * slope_h1 * I1,
        "E after one update": error(new),
        "E after 10,000 updates": error(after(10_000)[0]),
    }
    return values | {f"w{number}⁺": weight for number, weight in enumerate(new, start=1)}


@pytest.mark.parametrize("entry", STEP_BY_STEP, ids=name)
def test_plain_python_gives_the_same_digits(entry: Entry) -> None:
    computed = to_printed_digits(by_hand()[entry.quantity], entry.printed)
    assert computed == entry.computed
    assert (computed == entry.printed) == (entry not in WRONG)


def test_every_quantity_computed_by_hand_is_in_the_ledger() -> None:
    assert set(by_hand()) == {entry.quantity for entry in STEP_BY_STEP}


def test_the_digit_that_is_off_comes_from_a_difference_of_rounded_numbers() -> None:
    assert f"{0.036350306 - 0.055399425:.9f}" == "-0.019049119"
    assert f"{step_by_step.difference_of_rounded('o1', 'h1'):.9f}" == "-0.019049119"


# The other four documents, in plain Python numbers and with nothing of the core.


def slope(function: Callable[[float], float], point: float) -> float:
    """The derivative by a central difference."""
    return (function(point + 1e-6) - function(point - 1e-6)) / 2e-6


def rectified(a: float) -> float:
    return max(0.0, a)


def error_of_training_case(w1: float, w2: float) -> float:
    return (0 - (1 * w1 + 1 * w2)) ** 2


def of_the_encyclopedia() -> dict[str, float]:
    shares = [1, 7, 2]
    values = {f"probability of class {k}": share / sum(shares) for k, share in enumerate(shares, start=1)}
    steps = [k / 10 for k in range(-20, 21)]
    kinks = [a for a in steps if abs(slope(rectified, a - 0.01) - slope(rectified, a + 0.01)) > 0.5]
    return values | {
        "input units": len(["x₁", "x₂"]),
        "output units": len(["y"]),
        "x₁": 1,
        "x₂": 1,
        "t": 0,
        "smallest E of the training case (printed as the word)": min(
            error_of_training_case(a, b) for a in steps for b in steps
        ),
        "where ReLU has no derivative": kinks[0] if len(kinks) == 1 else math.nan,
    }


def of_the_lecture_note() -> dict[str, float]:
    # Figure 1: units of the inputs, of two hidden layers, and of the outputs.
    units = [["x1", "x2", "x3"], ["z1", "z2", "z3"], ["z1", "z2", "z3"], ["y1", "y2", "y3"]]
    return {
        "layers": len(units),
        "hidden layers": len(units[1:-1]),
        "rows of W⁽¹⁾": len(units[1]),
        "rows of W⁽²⁾": len(units[2]),
        "columns of W⁽¹⁾": len([*units[0], 1]),
        "columns of W⁽²⁾": len([*units[1], 1]),
        "columns of W⁽³⁾": len([*units[2], 1]),
        # A sigmoid has one output for two classes; softmax has one for each of three.
        "components of the sigmoid's output": len([logistic(0.4)]),
        "components of a⁽ᴷ⁾": len(["a1", "a2", "a3"]),
        "classes that a sigmoid tells apart": len([logistic(0.4), 1 - logistic(0.4)]),
        "classes that softmax tells apart": len(["a1", "a2", "a3"]),
        "σ(a) for a → ∞": logistic(50.0),
        "σ(a) for a → −∞": logistic(-50.0),
        "σ′(a) for a → ∞": slope(logistic, 50.0),
        "σ′(a) for a → −∞": slope(logistic, -50.0),
        "derivative of ReLU, a < 0": slope(rectified, -2.0),
        "derivative of ReLU, a > 0": slope(rectified, 2.0),
    }


def of_the_toast_article() -> dict[str, float]:
    x, t, rate, w = 2.0, 4.0, 0.1, 1.0
    after = w - rate * (w * x - t) * x
    return {
        "toasting time in minutes": 5.0,
        "toasting time in minutes (printed as 4 min 30 s)": 4 + 30 / 60,
        "inputs": len([x]),
        "weights": len([w]),
        "outputs": len([w * x]),
        "w": w,
        "η": rate,
        "E before the update": (w * x - t) ** 2 / 2,
        "E after the update": (after * x - t) ** 2 / 2,
    }


def of_the_slides() -> dict[str, float]:
    return {
        "k, the number of hidden layers": len(["x", "hidden", "y"]) - 2,
        "largest derivative of the logistic function": max(
            slope(logistic, k / 100) for k in range(-500, 501)
        ),
        "derivative of ReLU (where a > 0)": slope(rectified, 2.0),
    }


BY_PLAIN_PYTHON = {
    "Encyclopedia": of_the_encyclopedia(),
    "Lecture note": of_the_lecture_note(),
    "Toast article": of_the_toast_article(),
    "Slides": of_the_slides(),
}
OTHERS = [entry for entry in LEDGER if entry.document in BY_PLAIN_PYTHON]


@pytest.mark.parametrize("entry", OTHERS, ids=name)
def test_plain_python_gives_the_digits_of_the_other_documents(entry: Entry) -> None:
    value = BY_PLAIN_PYTHON[entry.document][entry.quantity]
    decimals = len(entry.printed.partition(".")[2])
    # Adding 0.0 takes the sign from a -0.0; a limit is reached but for the rounding of a float.
    computed = f"{round(value, decimals) + 0.0:.{decimals}f}"
    assert computed == entry.computed
    assert (computed == entry.printed) == (entry not in WRONG)


@pytest.mark.parametrize("document", BY_PLAIN_PYTHON)
def test_every_quantity_of_plain_python_is_in_the_ledger(document: str) -> None:
    assert set(BY_PLAIN_PYTHON[document]) == {e.quantity for e in LEDGER if e.document == document}


# The four ways of updating, to every digit that is known of them.

WAYS: dict[str, tuple[bool, str]] = {
    # In place or not, and what becomes of the biases.
    "simultaneous": (False, "fixed"),
    "in place": (True, "fixed"),
    "with biases": (False, "trained"),
    "with shared biases": (False, "shared"),
}
AFTER_ONE = {
    "simultaneous": 0.29102777369359933,
    "in place": 0.29102792390544197,
    "with biases": 0.28047144679143016,
    "with shared biases": 0.2857508866992965,
}
AFTER_10_000 = {
    "simultaneous": "3.510187783e-05",
    "in place": "3.508478630e-05",
    "with biases": "2.4475622e-06",
    "with shared biases": "4.355321e-06",
}


def test_every_way_of_updating_is_tested_here() -> None:
    assert set(ways_to_update.UPDATES) == set(WAYS) == set(AFTER_ONE) == set(AFTER_10_000)


def by_way(order: str, updates: int) -> tuple[Weights, Biases]:
    in_place, biases = WAYS[order]
    return after(updates, in_place=in_place, biases=biases)


@pytest.mark.parametrize("order", AFTER_ONE)
def test_the_error_after_one_update(order: str) -> None:
    # A few units in the last place are left to the mathematical library of the machine.
    assert step_by_step.total_error(order, 1) == pytest.approx(AFTER_ONE[order], rel=1e-15)
    assert error(*by_way(order, 1)) == pytest.approx(AFTER_ONE[order], rel=1e-15)


@pytest.mark.parametrize("order", AFTER_10_000)
def test_the_error_after_ten_thousand_updates(order: str) -> None:
    digits = len(AFTER_10_000[order].partition("e")[0]) - 2
    assert f"{step_by_step.total_error(order, 10_000):.{digits}e}" == AFTER_10_000[order]
    assert f"{error(*by_way(order, 10_000)):.{digits}e}" == AFTER_10_000[order]


def test_the_printed_final_error_is_the_one_after_9999_updates() -> None:
    assert f"{step_by_step.total_error('simultaneous', 9_999):.9e}" == "3.510854812e-05"
    assert f"{error(*after(9_999)):.9e}" == "3.510854812e-05"


def test_the_outputs_of_the_original_article_are_those_of_the_update_in_place() -> None:
    network = ways_to_update.repeated("in place", 10_000)
    prediction = network.forward(examples.two_two_two().x).outs[-1]
    by_hand_too = outputs(*by_way("in place", 10_000))[2:]
    for values in (prediction, by_hand_too):
        assert [f"{value:.10f}" for value in values] == ["0.0159121963", "0.9840657345"]


@pytest.mark.parametrize("order", AFTER_ONE)
@pytest.mark.parametrize("updates", [0, 1, 2, 25])
def test_every_parameter_is_that_of_plain_python(order: str, updates: int) -> None:
    w, b = by_way(order, updates)
    network = ways_to_update.repeated(order, updates)
    for k, layer in enumerate(network.layers):
        assert layer.weights.ravel() == pytest.approx(w[4 * k : 4 * k + 4], rel=1e-13)
        assert layer.biases == pytest.approx(b[2 * k : 2 * k + 2], rel=1e-13)
