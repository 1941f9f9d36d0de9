"""The runs of the 2-2-2 experiment: gradient descent in two orders, and every number of each update."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np

from lessons import GradientDescent, Network, examples
from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.examples.two_two_two import WEIGHTS
from lessons.experiments.kit import Columns, Slider
from lessons.studies.ways_to_update import Update, in_place, simultaneous

LAST = 10_000
STOPS = (
    *range(11),
    *(15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000),
    *(LAST - 1, LAST),
)
RATES = (0.1, 0.5, 1.0, 5.0)
HIDDEN, OUTPUT = ("h1", "h2"), ("o1", "o2")
WAYS = MappingProxyType({"simultaneous": simultaneous, "in_place": in_place})


def rate_slider() -> Slider:
    """Return the control of the learning rate."""
    return Slider("rate", "Learning rate η", RATES, examples.two_two_two().rate, logarithmic=True)


@cache
def _rates_of_a_stack(rate: float) -> tuple[float, ...]:
    """Return the rates to train together with this one: all those of the slider if it is one of them."""
    rates = tuple(rate_slider().live_values)
    return rates if rate in rates else (rate,)


@lru_cache(maxsize=16)
def _run(rates: tuple[float, ...], order: str, biases: str) -> list[Network]:
    """Return the networks at the stops, of all rates in one stack."""
    networks = [examples.two_two_two().network.stacked((len(rates),))]
    for done, stop in pairwise(STOPS):
        networks.append(_updated(networks[-1], stop - done, rates, order, biases))
    return networks


def _updated(network: Network, updates: int, rates: Any, order: str, biases: str) -> Network:
    """Return the network, or the stack of them, after so many updates more."""
    for _ in range(updates):
        network = _update(network, rates, order, biases).network
    return network


def _update(network: Network, rates: Any, order: str, biases: str) -> Update:
    descent = GradientDescent(rates, train_biases=biases == "trained")
    return WAYS[order](network, examples.two_two_two(), descent)


def _network(update: int, rate: float, order: str, biases: str) -> Network:
    """Return the network after so many updates."""
    rates = _rates_of_a_stack(rate)
    place = bisect_right(STOPS, update) - 1
    of_rate = rates.index(rate)
    stack = _run(rates, order, biases)[place]
    network = stack.with_layers(
        layer.with_parameters(layer.weights[of_rate], layer.biases[of_rate]) for layer in stack.layers
    )
    return _updated(network, update - STOPS[place], rate, order, biases)


def errors(rate: float, order: str, biases: str) -> Columns:
    """Return E at the stops."""
    rates = _rates_of_a_stack(rate)
    networks = _run(rates, order, biases)
    losses = [float(_losses(network).flat[rates.index(rate)]) for network in networks]
    return {"update": list(STOPS), "E": losses}


def _losses(network: Network) -> Array:
    example = examples.two_two_two()
    return np.asarray(network.backward(network.forward(example.x), example.t).loss)


def now(update: int, rate: float, order: str, biases: str) -> Columns:
    """Return the point that is shown."""
    return {"update": [update], "E": [float(_losses(_network(update, rate, order, biases)))]}


def state(update: int, rate: float, order: str, biases: str) -> Columns:
    """Return every number of the network and of its next update, as a text."""
    example = examples.two_two_two()
    network = _network(update, rate, order, biases)
    nets, outs, used, deltas, gradients, following = _update(network, rate, order, biases)
    values: dict[str, Any] = {}
    for name, _, _, layer, place in WEIGHTS:
        values[name] = network.layers[layer].weights[place]
        values[name.replace("w", "g")] = gradients[layer].weights[place]
        values[f"next_{name}"] = following.layers[layer].weights[place]
        if layer == 1:
            values[f"used_{name}"] = used.layers[layer].weights[place]
    for layer, names in enumerate((HIDDEN, OUTPUT)):
        slopes = network.layers[layer].activation.derivative(nets[layer])
        for unit, name in enumerate(names):
            values[f"net_{name}"] = nets[layer][0, unit]
            values[f"out_{name}"] = outs[layer + 1][0, unit]
            values[f"slope_{name}"] = slopes[0, unit]
            values[f"delta_{name}"] = deltas[layer][0, unit]
            values[f"b_{name}"] = network.layers[layer].biases[unit]
    for unit, name in enumerate(OUTPUT):
        error = outs[-1][0, unit] - example.t[unit]
        values[f"error_{name}"] = error
        values[f"E_{name}"] = 0.5 * error**2
    texts = {name: [in_digits(float(value))] for name, value in values.items()}
    return {
        **texts,
        "E": [in_digits(float(_losses(network)), ".9g")],
        "E_next": [in_digits(float(_losses(following)), ".9g")],
        "when": [_when(update)],
    }


def _when(update: int) -> str:
    if update == 0:
        return "Before the first update"
    return "After 1 update" if update == 1 else f"After {update:,} updates"
