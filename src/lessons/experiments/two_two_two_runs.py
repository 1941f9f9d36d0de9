"""The runs of the 2-2-2 experiment: gradient descent in two orders, and every number of each update."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from lessons import Forward, Gradient, GradientDescent, Network, examples, train
from lessons.display.numerals import in_digits
from lessons.experiments.kit import Columns, Slider
from lessons.experiments.recording import one_network

LAST = 10_000
STOPS = (
    *range(11),
    *(15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000),
    *(LAST - 1, LAST),
)
RATES = (0.1, 0.5, 1.0, 5.0)
HIDDEN, OUTPUT = ("h1", "h2"), ("o1", "o2")
WEIGHTS = tuple(f"w{number}" for number in range(1, 9))


def rate_slider() -> Slider:
    """Return the control of the learning rate."""
    return Slider("rate", "Learning rate η", RATES, examples.two_two_two().rate, logarithmic=True)


@cache
def _rates_of_a_sweep(rate: float) -> tuple[float, ...]:
    """Return the rates to train together with this one: all those of the slider if it is one of them."""
    rates = tuple(rate_slider().live_values)
    return rates if rate in rates else (rate,)


@dataclass(frozen=True, eq=False)
class _Order:
    """Gradient descent in one of the two orders, as `train` takes it."""

    descent: GradientDescent
    in_place: bool

    def gradients(self, network: Network) -> tuple[Forward, Sequence[Gradient], Network]:
        """Return the forward pass, the gradients, and the network that the hidden deltas took."""
        example = examples.two_two_two()
        x, t = np.atleast_2d(example.x), np.atleast_2d(example.t)
        forward = network.propagate(x)
        gradients = network.gradients(forward, network.backpropagate(forward, t))
        if not self.in_place:
            return forward, gradients, network
        # The output weights are written over before the hidden deltas are taken.
        updated = self.descent.update(network, gradients)
        mixed = network.with_layers([network.layers[0], updated.layers[1]])
        return forward, network.gradients(forward, mixed.backpropagate(forward, t)), mixed

    def step(self, network: Network, gradients: Sequence[Gradient]) -> Network:
        """Return the next network."""
        if self.in_place:
            gradients = self.gradients(network)[1]
        return self.descent.update(network, gradients)


def _order(rate: Any, order: str, biases: str) -> _Order:
    return _Order(GradientDescent(rate, train_biases=biases == "trained"), order == "in_place")


@lru_cache(maxsize=16)
def _run(rates: tuple[float, ...], order: str, biases: str) -> tuple[list[Network], list[Any]]:
    """Return the networks at the stops, and E there, of all rates in one sweep."""
    example = examples.two_two_two()
    network = example.network.as_sweep((len(rates),))
    optimizer = _order(rates, order, biases)
    networks, losses = [network], []
    for done, stop in pairwise(STOPS):
        run = train(network, example.x, example.t, optimizer, epochs=stop - done)
        network = run.network
        networks.append(network)
        losses.append(run.losses[0])
    return networks, [*losses, run.losses[-1]]


def _network(update: int, rate: float, order: str, biases: str) -> Network:
    """Return the network after so many updates."""
    rates = _rates_of_a_sweep(rate)
    place = bisect_right(STOPS, update) - 1
    network = one_network(_run(rates, order, biases)[0][place], rates.index(rate))
    example = examples.two_two_two()
    rest = update - STOPS[place]
    return train(network, example.x, example.t, _order(rate, order, biases), epochs=rest).network


def errors(rate: float, order: str, biases: str) -> Columns:
    """Return E at the stops."""
    rates = _rates_of_a_sweep(rate)
    losses = _run(rates, order, biases)[1]
    return {"update": list(STOPS), "E": [float(loss[rates.index(rate)]) for loss in losses]}


def _loss(network: Network) -> float:
    example = examples.two_two_two()
    return float(network.backward(network.forward(example.x), example.t).loss)


def now(update: int, rate: float, order: str, biases: str) -> Columns:
    """Return the point that is shown."""
    return {"update": [update], "E": [_loss(_network(update, rate, order, biases))]}


def state(update: int, rate: float, order: str, biases: str) -> Columns:
    """Return every number of the network and of its next update, as a text."""
    example = examples.two_two_two()
    network = _network(update, rate, order, biases)
    optimizer = _order(rate, order, biases)
    forward, gradients, used = optimizer.gradients(network)
    following = optimizer.descent.update(network, gradients)
    deltas = used.backpropagate(forward, np.atleast_2d(example.t))
    values: dict[str, Any] = {}
    for number, name in enumerate(WEIGHTS):
        layer, place = number // 4, divmod(number % 4, 2)
        values[name] = network.layers[layer].weights[place]
        values[f"g{number + 1}"] = gradients[layer].weights[place]
        values[f"next_{name}"] = following.layers[layer].weights[place]
        if layer == 1:
            values[f"used_{name}"] = used.layers[1].weights[place]
    for layer, names in enumerate((HIDDEN, OUTPUT)):
        slopes = network.layers[layer].activation.derivative(forward.nets[layer])
        for unit, name in enumerate(names):
            values[f"net_{name}"] = forward.nets[layer][0, unit]
            values[f"out_{name}"] = forward.outs[layer + 1][0, unit]
            values[f"slope_{name}"] = slopes[0, unit]
            values[f"delta_{name}"] = deltas[layer][0, unit]
            values[f"b_{name}"] = network.layers[layer].biases[unit]
    for unit, name in enumerate(OUTPUT):
        error = forward.outs[-1][0, unit] - example.t[unit]
        values[f"error_{name}"] = error
        values[f"E_{name}"] = 0.5 * error**2
    texts = {name: [in_digits(float(value))] for name, value in values.items()}
    return {
        **texts,
        "E": [in_digits(_loss(network), ".9g")],
        "E_next": [in_digits(_loss(following), ".9g")],
        "when": [_when(update)],
    }


def _when(update: int) -> str:
    if update == 0:
        return "Before the first update"
    return "After 1 update" if update == 1 else f"After {update:,} updates"
