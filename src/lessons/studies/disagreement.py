r"""Disagreement: one weight and 32 samples, half of which contradict each other.

Figure 2 of the lecture note says why stochastic gradient descent leaves a plateau: each batch
has a loss surface of its own. Here is a case in which every number of that can be seen.

One logistic unit, out = f(w x − 14), so that a sample switches from 0 to 1 where w = 14 / x.
The samples are named by that weight:

===============  ========================  =====================================================
switches at w    target                    what it does to the loss, as w grows
===============  ========================  =====================================================
1.2 … 2          1 (4 samples)             falls: this brings the weight to the plateau
2.6 … 6          1 and 0 (8 samples each)  stays: what one target gains the other one loses
7.2 … 9.2        1 (6 samples)             falls: the way out of the plateau
13 … 15          0 (6 samples)             rises: the far side of the valley
===============  ========================  =====================================================

From w = 3 to w = 5 the slopes of the 32 samples cancel, to within a thousandth of what one of
them has. Those of four samples do not.

Examples
--------
>>> from lessons.studies.disagreement import disagreeing_samples
>>> from lessons.studies.surfaces import losses_at
>>> example = disagreeing_samples()
>>> print(losses_at(example.network, example.x, example.t, [[3.8], [4.3], [10.7]]).round(4))
[0.1997 0.1997 0.1254]
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lessons.arrays import Array
from lessons.examples import Example
from lessons.layer import Layer
from lessons.network import Network
from lessons.optimizers import GradientDescent
from lessons.training import batches

BIAS = -14.0
"""The bias of the unit, which is never trained."""


def disagreeing_samples() -> Example:
    """Return the unit at w = 3, where the plateau begins, and its 32 samples. The bias is held."""
    contradicted = np.geomspace(2.6, 6.0, 8)  # evenly in log w, as the unit's switch widens with w
    switches_and_targets = (
        (np.geomspace(1.2, 2.0, 4), 1.0),
        (contradicted, 1.0),
        (contradicted, 0.0),
        (np.geomspace(7.2, 9.2, 6), 1.0),
        (np.geomspace(13.0, 15.0, 6), 0.0),
    )
    x = np.concatenate([-BIAS / switches for switches, _ in switches_and_targets])
    t = np.concatenate([np.full(switches.shape, target) for switches, target in switches_and_targets])
    network = Network([Layer([[3.0]], [BIAS], "logistic")], "half_squared_error")
    return Example(network, x[:, np.newaxis], t[:, np.newaxis], rate=6.0)


def weights_in_batches(
    example: Example, optimizer: GradientDescent, batch_size: int, seeds: Sequence[int], updates: int
) -> Array:
    """Return one weight before the first update and after each, in batches, of a run for each seed.

    The batches are those that `train` makes with that seed. All runs are one stack.

    Parameters
    ----------
    example : Example
        With one weight, and a bias that is held.
    optimizer : GradientDescent
        With one rate.
    batch_size : int
    seeds : sequence of int
    updates : int
        Updates, not epochs.

    Returns
    -------
    array, shape (updates + 1, seeds)
    """
    runs = [batches(len(example.x), batch_size, seed=seed) for seed in seeds]
    joint = (np.stack(each) for epochs in zip(*runs, strict=True) for each in zip(*epochs, strict=True))
    network = example.network.stacked((len(seeds),))
    weights = [network.layers[0].weights[:, 0, 0]]
    for _, batch in zip(range(updates), joint, strict=False):
        backward = network.backward(network.forward(example.x[batch]), example.t[batch])
        network = optimizer.step(network, backward.gradients)
        weights.append(network.layers[0].weights[:, 0, 0])
    return np.array(weights)
