"""The experiment on activation and depth: its tables against a backward pass written out here."""

import math
import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from lessons import Network, activations
from lessons.experiments import activation_and_depth
from lessons.experiments.kit.charts import NARROW, WIDE, picture

EXPERIMENT = activation_and_depth()
NAMES = [name for name in activations.KNOWN if name != "softmax"]
SETTINGS = list(EXPERIMENT.grid("deltas"))


def sizes_of_deltas(activation: str, depth: int, scale: float) -> list[float]:
    """Return the root mean squares of δ, from the first layer to the last, by matrices alone."""
    function = activations.get(activation)
    drawn = Network.initialize([24] * (depth + 1), activation, "half_squared_error", seed=0)
    weights = [scale * layer.weights for layer in drawn.layers]
    x, t = np.random.default_rng(1).normal(size=(2, 16, 24))
    out, nets = x, []
    for weight in weights:
        nets.append(out @ weight.T)
        out = function(nets[-1])
    deltas = [(out - t) * function.derivative(nets[-1])]
    for weight, net in zip(reversed(weights), reversed(nets[:-1]), strict=False):
        deltas.append((deltas[-1] @ weight) * function.derivative(net))
    return [float(np.sqrt((delta**2).mean())) for delta in reversed(deltas)]


def table(name: str, **setting: Any) -> Mapping[str, Any]:
    return EXPERIMENT.columns({**EXPERIMENT.start, **setting})[name]


def summary(**setting: Any) -> str:
    return EXPERIMENT.sentences({**EXPERIMENT.start, **setting})[0]


def test_every_activation_that_has_a_derivative_can_be_chosen() -> None:
    assert list(EXPERIMENT.control("activation").values) == NAMES
    assert len(NAMES) == 9


@pytest.mark.parametrize("setting", random.Random(3).sample(SETTINGS, 50), ids=str)
def test_the_sizes_are_those_of_a_backward_pass_by_matrices(setting: Mapping[str, Any]) -> None:
    deltas, sizes = table("deltas", **setting), sizes_of_deltas(**setting)
    assert deltas["j"] == list(range(setting["depth"]))
    assert deltas["ratio"] == pytest.approx([size / sizes[-1] for size in reversed(sizes)], rel=6e-3)
    assert deltas["first"] == [0] * (setting["depth"] - 1) + [1]


@pytest.mark.parametrize("name", NAMES)
def test_the_derivative_drawn_is_the_slope_of_the_function_drawn(name: str) -> None:
    curves = table("curves", activation=name)
    nets, outs, slopes = (np.array(curves[column]) for column in ("net", "out", "slope"))
    smooth = np.abs(nets[1:-1]) > 0.2  # rectifiers have a kink at 0
    rises = (outs[2:] - outs[:-2]) / (nets[2:] - nets[:-2])
    np.testing.assert_allclose(slopes[1:-1][smooth], rises[smooth], atol=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_the_names_stand_at_their_curves_and_apart(name: str) -> None:
    names, function = table("names", activation=name), activations.get(name)
    for net, value, text in zip(names["net"], names["value"], names["name"], strict=True):
        curve = function(net) if text == "function f" else function.derivative(net)
        assert value == pytest.approx(float(curve))
        assert -1.25 < value < 2.5
    assert names["value"][1] - names["value"][0] > 0.25


def test_the_points_are_on_the_curves() -> None:
    point = table("point", activation="gaussian", net=0.5)
    assert point["value"] == pytest.approx([math.exp(-0.25), -math.exp(-0.25)])


def test_the_bound_is_a_quarter_to_the_power_of_j() -> None:
    bound = table("bound")
    assert bound["ratio"] == [0.25**j for j in range(30)]


def test_usual_weights_stay_below_the_bound_and_large_ones_exceed_it() -> None:
    usual, large = (table("deltas", scale=scale)["ratio"] for scale in (1.0, 4.0))
    assert all(ratio < 0.25**j for j, ratio in enumerate(usual) if j)
    assert all(ratio > 0.25**j for j, ratio in enumerate(large) if j)
    assert "here they make it smaller still." in summary(scale=1.0)
    assert "here they outweigh the slopes." in summary(scale=4.0)


def test_the_start_says_what_was_worked_out_by_hand() -> None:
    sizes = sizes_of_deltas("logistic", 12, 1.0)
    assert repr(EXPERIMENT) == (
        "At net 2 the logistic function gives 0.880797, and its derivative is 0.104994. "
        "Back through 12 layers with the usual weights, δ vanishes: in the first layer it is "
        f"{sizes[0] / sizes[-1]:.3g} times as large as in the last. ".replace("-", "−")
        + "0.25 to the power of 11 is 2.38e−07, but weights multiply in too, "
        "and here they make it smaller still."
    )


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"depth": 1}, "With one layer, its δ is the last"),
        ({"activation": "identity", "scale": 8.0}, "with weights 8 times the usual, δ explodes:"),
        ({"activation": "identity", "scale": 2.0, "depth": 5}, "δ grows:"),
        ({"activation": "identity"}, "δ keeps its size:"),
        ({"depth": 3}, "δ shrinks:"),
        ({"activation": "leaky_relu"}, "the leaky relu function"),
    ],
)
def test_every_fate_has_its_words(setting: Mapping[str, Any], words: str) -> None:
    assert words in summary(**setting)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [0.01, 100.0])
def test_the_widest_settings_that_can_be_typed_give_finite_numbers(name: str, scale: float) -> None:
    ratios = table("deltas", activation=name, depth=30, scale=scale)["ratio"]
    assert all(map(math.isfinite, ratios))
    assert "beyond all numbers" not in summary(activation=name, depth=30, scale=scale)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"depth": 31}, "Layers must be at most 30, but it is 31"),
        ({"depth": 2.5}, r"Layers must be a whole number, but it is 2\.5"),
        ({"scale": 0.0}, r"Weights, times the usual must be at least 0\.01, but it is 0"),
        ({"net": math.nan}, "Net must "),
        ({"activation": "softmax"}, "Activation must be one of identity, logistic"),
    ],
)
def test_what_cannot_be_shown_is_refused(setting: Mapping[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        EXPERIMENT.checked({**EXPERIMENT.start, **setting})


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_picture_of_the_start_fits_and_names_its_curves(width: int) -> None:
    svg = picture(EXPERIMENT, width)
    assert float(svg.split('width="')[1].split('"')[0]) <= width
    for text in ("function f", "derivative f′", "0.25ʲ"):
        assert f">{text}<" in svg
