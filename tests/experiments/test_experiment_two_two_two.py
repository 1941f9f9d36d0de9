"""The 2-2-2 experiment against the documents' functions and a plain loop."""

from __future__ import annotations

import itertools
import random
import re
from typing import Any

import numpy as np
import pytest

from lessons import examples, experiments
from lessons.evidence import step_by_step
from lessons.examples.two_two_two import WEIGHTS
from lessons.experiments.two_two_two_layout import layout
from lessons.experiments.two_two_two_runs import LAST, RATES, STOPS
from tests.support.plain_two_two_two import after, error

EXPERIMENT = experiments.two_two_two()
START = EXPERIMENT.start


def state(**changes: Any) -> dict[str, str]:
    setting = {**START, **changes}
    return {name: str(texts[0]) for name, texts in EXPERIMENT.tables["state"].of(setting).items()}


def number(text: str) -> float:
    return float(text.replace("−", "-"))


SOME = [
    {"update": update, "rate": rate, "order": order, "biases": biases}
    for update, rate, order, biases in itertools.product(
        (1, 7, 70, 300), (0.1, 0.5, 5.0, 0.73), ("simultaneous", "in_place"), ("fixed", "trained")
    )
]


@pytest.mark.parametrize("setting", random.Random(0).sample(SOME, 16), ids=str)
def test_weights_and_error_are_those_of_a_plain_loop(setting: dict[str, Any]) -> None:
    weights, biases = after(
        setting["update"], setting["rate"], setting["order"] == "in_place", setting["biases"]
    )
    expected = error(weights, biases)
    shown = state(**setting)
    np.testing.assert_allclose([number(shown[name]) for name, *_ in WEIGHTS], weights, rtol=0, atol=6e-10)
    assert number(shown["E"]) == pytest.approx(expected, rel=1e-8)
    now = EXPERIMENT.tables["now"].of({**START, **setting})
    assert now["E"][0] == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("order", "update"), [("simultaneous", "simultaneous"), ("in_place", "in place")])
def test_the_two_orders_are_those_of_the_documents(order: str, update: str) -> None:
    shown = state(update=1, order=order)
    assert shown["E"] == f"{step_by_step.total_error(update, 1):.9g}"
    assert state(order=order)["E_next"] == shown["E"]


def test_both_famous_errors_after_one_update_are_shown() -> None:
    assert state(update=1)["E"] == "0.291027774"
    assert state(update=1, order="in_place")["E"] == "0.291027924"


def test_the_errors_after_ten_thousand_updates_are_shown() -> None:
    assert state(update=9_999)["E"] == "3.51085481e−05"
    assert state(update=10_000)["E"] == "3.51018778e−05"
    assert state(update=10_000, order="in_place")["E"] == "3.50847863e−05"
    assert state(update=10_000, biases="trained")["E"] == "2.44756224e−06"


def test_the_start_shows_what_the_document_prints() -> None:
    shown = state()
    texts = set(shown.values())
    for printed in ("0.593269992", "0.596884378", "1.105905967", "0.772928465", "0.274811083", "0.023560026"):
        assert printed in texts
    for printed in ("0.298371109", "0.082167041", "0.408666186", "0.561370121", "0.138498562", "0.186815602"):
        assert printed in texts
    assert shown["next_w1"] == f"{step_by_step.weight('w1', 1):.9f}"


@pytest.mark.parametrize("order", ["simultaneous", "in_place"])
@pytest.mark.parametrize("update", [0, 5, 1000])
def test_the_factors_of_each_gradient_make_the_gradient(order: str, update: int) -> None:
    for weight, *_ in WEIGHTS:
        setting = {**START, "weight": weight, "order": order, "update": update}
        explanation = EXPERIMENT.sentences(setting)[1]
        product, gradient = explanation.rsplit(" = ", 2)[1:]
        terms = product.replace("−", "-").replace("·", "*")
        assert re.fullmatch(r"[\d.()*+ -]+", terms)
        assert _value(terms) == pytest.approx(number(gradient), abs=2e-9)
        assert gradient == state(order=order, update=update)[f"g{weight[1]}"]


def _value(terms: str) -> float:
    """Return the value of a product whose factors may be sums of products in brackets."""
    inner = re.fullmatch(r"\((.*)\) \* (.*)", terms)
    if inner:
        return sum(map(_value, inner[1].split(" + "))) * _value(inner[2])
    return float(np.prod([float(factor) for factor in terms.split(" * ")]))


def test_in_place_the_hidden_deltas_take_the_updated_weights() -> None:
    shown = state(order="in_place")
    assert shown["used_w5"] == shown["next_w5"] != shown["w5"]
    assert state()["used_w5"] == state()["w5"]


def test_an_update_between_the_stops_continues_from_the_stop_before() -> None:
    assert 1234 not in STOPS
    weights, _ = after(1234)
    shown = state(update=1234)
    np.testing.assert_allclose([number(shown[name]) for name, *_ in WEIGHTS], weights, rtol=0, atol=6e-10)


def test_the_error_curve_goes_through_the_stops() -> None:
    for rate in RATES:
        columns = EXPERIMENT.tables["errors"].of({**START, "rate": rate})
        assert tuple(columns["update"]) == STOPS
        at_seven = columns["E"][STOPS.index(7)]
        assert at_seven == pytest.approx(error(*after(7, rate)), rel=1e-12)
    assert STOPS[-2:] == (LAST - 1, LAST)


@pytest.mark.parametrize("narrow", [False, True])
def test_no_card_of_the_drawing_covers_another_or_a_unit(narrow: bool) -> None:
    places = layout(narrow)
    for one, other in itertools.combinations(places.cards, 2):
        apart_across = one["x2"] <= other["x"] or other["x2"] <= one["x"]
        apart_along = one["y2"] <= other["y"] or other["y2"] <= one["y"]
        assert apart_across or apart_along, (one, other)
    for card in places.cards:
        for unit in places.units:
            across = max(card["x"] - unit["x"], unit["x"] - card["x2"], 0)
            along = max(card["y"] - unit["y"], unit["y"] - card["y2"], 0)
            assert across**2 + along**2 >= 17**2, (card, unit)


def test_every_number_of_the_state_that_stands_in_the_drawing_has_a_place() -> None:
    keys = {row["key"] for row in layout(narrow=False).numbers}
    assert keys == {row["key"] for row in layout(narrow=True).numbers}
    assert keys <= set(state())
    shown_otherwise = {"when", "E", "E_next", *(f"used_w{n}" for n in range(5, 9))}
    factors = {"error_o1", "error_o2", *(f"slope_{unit}" for unit in ("h1", "h2", "o1", "o2"))}
    assert set(state()) - keys == shown_otherwise | factors


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("update", -1, "at least 0"),
        ("update", 10_001, "at most 10,000"),
        ("update", 0.5, "whole number"),
        ("rate", 0, "above 0"),
        ("rate", -1, "above 0"),
    ],
)
def test_impossible_values_are_refused_in_words(name: str, value: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EXPERIMENT.columns(EXPERIMENT.checked({**START, name: value}))


def test_it_is_the_example_of_the_document() -> None:
    example = examples.two_two_two()
    assert number(state()["w1"]) == example.network.layers[0].weights[0, 0]
