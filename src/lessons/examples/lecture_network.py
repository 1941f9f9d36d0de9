"""The lecture note's example: the network of its figure 1."""

from __future__ import annotations

import numpy as np

from lessons.arrays import Array
from lessons.examples.example import Example
from lessons.layer import Layer
from lessons.network import Network

SEED = 1
"""Of the weights that the note does not give."""


def lecture_network(output: str = "softmax") -> Example:
    """Return the network of figure 1: three inputs, two hidden layers of three units.

    The note gives no numbers. The weights and the hidden biases are drawn uniformly from −1
    to 1, with a fixed seed; they do not depend on `output`. The hidden units are logistic, the
    activation that section 5.6 writes out. There are three samples, one of each class,
    and η = 0.5. Biases are trained: to the note they are weights like others.

    Parameters
    ----------
    output : {"softmax", "sigmoid"}
        ``"softmax"``: three classes under the cross-entropy, figure 3(b). ``"sigmoid"``: one
        output that says whether a sample is of the first class, under the binary
        cross-entropy, figure 3(a).

    Raises
    ------
    ValueError
        If `output` is neither.
    """
    if output not in ("softmax", "sigmoid"):
        raise ValueError(f"output must be 'softmax' or 'sigmoid', but it is {output!r}")
    random = np.random.default_rng(SEED)
    hidden = [Layer(*_drawn(random, 3), "logistic") for _ in range(2)]
    classes = np.eye(3)
    if output == "softmax":
        last, loss, t = Layer(_drawn(random, 3)[0], np.zeros(3), "softmax"), "cross_entropy", classes
    else:
        last, loss = Layer(_drawn(random, 1)[0], np.zeros(1), "logistic"), "binary_cross_entropy"
        t = classes[:, :1]
    x = [[0.9, 0.1, 0.2], [0.1, 0.8, 0.3], [0.2, 0.3, 0.7]]
    return Example(Network([*hidden, last], loss), x, t, rate=0.5, train_biases=True)


def _drawn(random: np.random.Generator, units: int) -> tuple[Array, Array]:
    matrix = random.uniform(-1.0, 1.0, (units, 4))
    return matrix[:, :-1], matrix[:, -1]
