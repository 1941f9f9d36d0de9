"""What is compared: work of the core, the same work elsewhere, and how much longer ours may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import numpy as np
from numpy.typing import ArrayLike

from benchmarks import by_hand, peers, plain_python
from lessons import GradientDescent, Network, examples, train
from lessons.examples import Example


@dataclass(frozen=True)
class Comparison:
    """One row of the table.

    Attributes
    ----------
    work : str
        What is done.
    core : callable
        Does it with the core.
    peer : str
        Who else does it.
    other : callable or None
        Does it there; None if that is not installed.
    at_most : float or None
        The target: how long the core may take, in units of the other's time.
    share : float
        The part of the work that `other` does, where all of it would take minutes.
    """

    work: str
    core: Callable[[], object]
    peer: str
    other: Callable[[], object] | None
    at_most: float | None
    share: float = 1.0


def comparisons() -> list[Comparison]:
    """Return all rows of the table."""
    return [*one_small_network(), in_lists(), a_stack(), the_digits(), one_large_update()]


def one_small_network(updates: int = 10_000) -> list[Comparison]:
    """Return the step-by-step example against a loop by hand, PyTorch and plain Python."""
    example = examples.two_two_two()
    work = f"2-2-2, {updates:,} updates"
    core = partial(example.train, updates)
    by_loop = partial(
        by_hand.train_two_layers,
        example.network,
        example.x[np.newaxis],
        example.t[np.newaxis],
        example.rate,
        updates,
    )
    with_torch = partial(peers.train_with_torch, example, updates) if find_spec("torch") else None
    return [
        Comparison(work, core, "NumPy loop unrolled by hand", by_loop, at_most=1.5),
        Comparison(work, core, "PyTorch on the CPU", with_torch, at_most=0.1),
        Comparison(
            work,
            core,
            "plain Python, lists and loops",
            partial(in_plain_python, example, updates),
            at_most=None,
        ),
    ]


def in_plain_python(example: Example, updates: int) -> tuple[plain_python.Layers, list[float]]:
    """Train an example in lists and loops; return its layers and losses."""
    layers = plain_python.layers_of(example.network)
    x, t = np.atleast_2d(example.x).tolist(), np.atleast_2d(example.t).tolist()
    return layers, plain_python.train(layers, x, t, example.rate, updates, example.train_biases)


def a_stack(rates: int = 1000, updates: int = 1000, one_by_one: int = 10) -> Comparison:
    """Return many learning rates in one stack against one training for each."""
    example = examples.two_two_two()
    all_rates = np.linspace(0.01, 10.0, rates)
    some_rates = all_rates[:: rates // one_by_one]

    def at(rate: ArrayLike) -> object:
        optimizer = GradientDescent(rate, train_biases=False)
        return train(example.network, example.x, example.t, optimizer, epochs=updates)

    return Comparison(
        f"2-2-2, {rates:,} learning rates, {updates:,} updates each, in one stack",
        core=partial(at, all_rates),
        peer=f"the core one by one ({len(some_rates)} of them, scaled up)",
        other=lambda: [at(rate) for rate in some_rates],
        at_most=1 / 40,
        share=len(some_rates) / rates,
    )


def the_digits(epochs: int = 5) -> Comparison:
    """Return a classifier of the digits against scikit-learn's, both by plain SGD."""
    network = Network.initialize([64, 64, 10], activations=["relu", "softmax"], loss="cross_entropy")
    rate, batch_size = 0.1, 32

    def core() -> object:
        x, labels = peers.digits()
        t = np.eye(10)[labels]
        return train(network, x, t, GradientDescent(rate), epochs=epochs, batch_size=batch_size)

    def other() -> object:
        return peers.classify_with_scikit_learn(network, *peers.digits(), rate, batch_size, epochs)

    return Comparison(
        f"digits, 64-64-10, batch {batch_size}, {epochs} epochs",
        core,
        "MLPClassifier of scikit-learn, plain SGD",
        other if find_spec("sklearn") else None,
        at_most=0.8,
    )


def in_lists(updates: int = 5) -> Comparison:
    """Return updates of a network of some size against plain Python."""
    random = np.random.default_rng(0)
    network = Network.initialize([64, 64, 10])
    example = Example(
        network, random.uniform(size=(32, 64)), random.uniform(size=(32, 10)), rate=0.5, train_biases=True
    )
    return Comparison(
        f"64-64-10 of logistic units, batch 32, {updates} updates",
        core=partial(example.train, updates),
        peer="plain Python, lists and loops",
        other=partial(in_plain_python, example, updates),
        at_most=None,
    )


def one_large_update(sizes: tuple[int, int, int] = (784, 512, 10), batch_size: int = 256) -> Comparison:
    """Return one update of a large network against the matrix products in it."""
    random = np.random.default_rng(0)
    network = Network.initialize(sizes, activations=["relu", "softmax"], loss="cross_entropy")
    x = random.uniform(size=(batch_size, sizes[0]))
    t = np.eye(sizes[-1])[random.integers(sizes[-1], size=batch_size)]
    matrices = by_hand.matrices_of_an_update(network, x, t)
    optimizer = GradientDescent(0.1)

    def update() -> Network:
        gradients = network.backward(network.forward(x), t).gradients
        return optimizer.step(network, gradients)

    return Comparison(
        f"{'-'.join(map(str, sizes))}, batch {batch_size}, one update",
        core=update,
        peer="its bare matrix products",
        other=partial(by_hand.matrix_products, matrices),
        at_most=1.3,
    )
