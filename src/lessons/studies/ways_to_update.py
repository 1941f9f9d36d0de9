"""Four ways to update the 2-2-2 network, of which one is gradient descent as the document says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from lessons import derivation
from lessons.arrays import Array
from lessons.examples import Example, two_two_two
from lessons.network import Gradient, Network, checked_data
from lessons.optimizers import GradientDescent, next_layers
from lessons.validation import whole_number


class Update(NamedTuple):
    """One update, and all that went into it; nets, outs and deltas have an axis for the sample."""

    nets: Sequence[Array]
    outs: Sequence[Array]
    used: Network  # whose weights carried the deltas back
    deltas: Sequence[Array]
    gradients: list[Gradient]
    network: Network  # the next one


def simultaneous(network: Network, example: Example, descent: GradientDescent | None = None) -> Update:
    """Update with every gradient taken at the old weights.

    This is gradient descent, and what the document says it does.
    """
    return _update(network, network, example, descent)


def in_place(network: Network, example: Example, descent: GradientDescent | None = None) -> Update:
    """Update with the hidden deltas taken with output weights that are updated already.

    Not gradient descent: the first layer's step belongs to no error function. It is how
    the printed error after one update comes about.
    """
    updated = simultaneous(network, example, descent).network
    used = network.with_layers([*network.layers[:-1], updated.layers[-1]])
    return _update(network, used, example, descent)


def with_biases(network: Network, example: Example) -> Update:
    """Update with a bias for each unit that is trained, too."""
    return simultaneous(network, example, GradientDescent(example.rate))


def with_shared_biases(network: Network, example: Example) -> Update:
    """Update with one bias for each layer that is trained, too.

    A bias that all units of a layer share gets the sum of their bias gradients.
    """
    update = with_biases(network, example)
    gradients = [
        Gradient(gradient.weights, np.full_like(gradient.biases, gradient.biases.sum()))
        for gradient in update.gradients
    ]
    descent = GradientDescent(example.rate)
    return update._replace(gradients=gradients, network=descent.step(network, gradients))


def _update(network: Network, used: Network, example: Example, descent: GradientDescent | None) -> Update:
    descent = descent or example.optimizer()
    x, t = checked_data(network, example.x, example.t)
    nets, outs = derivation.forward(network.layers, x)
    # The output delta does not depend on the output weights once the outputs are known, so
    # that other weights change the hidden deltas only.
    output_delta = network.loss.output_delta(nets[-1], outs[-1], t, network.layers[-1].activation)
    deltas = derivation.backward(used.layers, nets, outs, output_delta)
    gradients = [Gradient(*pair) for pair in derivation.gradients(outs, deltas)]
    layers, _ = next_layers(descent, network.layers, gradients, descent.start(network))
    return Update(nets, outs, used, deltas, gradients, network.with_layers(layers))


UPDATES: Mapping[str, Callable[[Network, Example], Update]] = MappingProxyType(
    {
        "simultaneous": simultaneous,
        "in place": in_place,
        "with biases": with_biases,
        "with shared biases": with_shared_biases,
    }
)


@lru_cache(maxsize=16)
def repeated(way: str, updates: int) -> Network:
    """Return the network after so many updates of one kind."""
    if way not in UPDATES:
        raise ValueError(f"there is no update {way!r}; there are: {', '.join(UPDATES)}")
    whole_number("updates", updates, least=0)
    example = two_two_two()
    network = example.network
    for _ in range(updates):
        network = UPDATES[way](network, example).network
    return network
