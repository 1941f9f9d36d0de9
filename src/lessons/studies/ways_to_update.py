"""Four ways to update the 2-2-2 network, of which one is gradient descent as the document says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from lessons.arrays import whole_number
from lessons.examples import Example, two_two_two
from lessons.network import Gradient, Network
from lessons.optimizers import GradientDescent


def simultaneous(network: Network, example: Example) -> Network:
    """Return the next network, every gradient taken at the old weights.

    This is gradient descent, and what the document says it does.
    """
    forward = network.forward(example.x)
    return example.optimizer().step(network, network.backward(forward, example.t).gradients)


def in_place(network: Network, example: Example) -> Network:
    """Return the next network, the hidden deltas taken with output weights updated already.

    Not gradient descent: the first layer's step belongs to no error function. It is how
    the printed error after one update comes about.
    """
    forward = network.forward(example.x)
    backward = network.backward(forward, example.t)
    updated = example.optimizer().step(network, backward.gradients)
    mixed = Network([network.layers[0], updated.layers[1]], network.loss)
    # The output delta does not depend on the output weights once the outputs are known,
    # so the only thing that changes is the hidden delta.
    late = mixed.backward(forward, example.t)
    return example.optimizer().step(network, [late.gradients[0], backward.gradients[1]])


def with_biases(network: Network, example: Example) -> Network:
    """Return the next network, trained with a bias for each unit."""
    forward = network.forward(example.x)
    return GradientDescent(example.rate).step(network, network.backward(forward, example.t).gradients)


def with_shared_biases(network: Network, example: Example) -> Network:
    """Return the next network, trained with one bias for each layer.

    A bias that all units of a layer share gets the sum of their bias gradients.
    """
    forward = network.forward(example.x)
    gradients = [
        Gradient(gradient.weights, np.full_like(gradient.biases, gradient.biases.sum()))
        for gradient in network.backward(forward, example.t).gradients
    ]
    return GradientDescent(example.rate).step(network, gradients)


UPDATES: Mapping[str, Callable[[Network, Example], Network]] = {
    "simultaneous": simultaneous,
    "in place": in_place,
    "with biases": with_biases,
    "with shared biases": with_shared_biases,
}


@lru_cache(maxsize=16)
def repeated(update: str, updates: int) -> Network:
    """Return the network after so many updates of one kind."""
    if update not in UPDATES:
        raise ValueError(f"there is no update {update!r}; there are: {', '.join(UPDATES)}")
    whole_number("updates", updates, least=0)
    example = two_two_two()
    network = example.network
    for _ in range(updates):
        network = UPDATES[update](network, example)
    return network
