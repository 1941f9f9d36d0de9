r"""A plateau: one weight and 32 samples, half of which contradict each other.

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
>>> from lessons.studies.plateau import losses_over_weight, plateau_problem
>>> problem = plateau_problem()
>>> print(losses_over_weight(problem, [3.8, 4.3, 10.7]).round(4))
[0.1997 0.1997 0.1254]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lessons.arrays import Array, finite_array, read_only, within_range
from lessons.layer import Layer
from lessons.network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.arrays import ArrayLike

BIAS = -14.0
"""The bias of the unit, which is never trained."""


class Problem(NamedTuple):
    """A network before its first update, and its data.

    Attributes
    ----------
    network : Network
    x : array, shape (samples, n_in)
    t : array, shape (samples, n_out)
    rate : float
        A learning rate that suits it.
    """

    network: Network
    x: Array
    t: Array
    rate: float


def plateau_problem() -> Problem:
    """Return the unit at w = 3, where the plateau begins, and its 32 samples.

    Train it with ``train_biases=False``: the weight is its only parameter.
    """
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
    return Problem(network, read_only(x[:, np.newaxis]), read_only(t[:, np.newaxis]), rate=6.0)


def losses_over_weight(problem: Problem, weights: ArrayLike, samples: Sequence[int] | None = None) -> Array:
    """Return the loss of a network with one weight, for each of many weights.

    Parameters
    ----------
    problem : Problem
        With one layer, one input and one output.
    weights : array_like, shape (points,)
    samples : sequence of int, optional
        The batch over which the mean is taken; without it, all samples.

    Returns
    -------
    array, shape (points,)

    Raises
    ------
    ValueError
        If the network has more than one weight, `weights` is not one row of finite numbers, or
        `samples` are not numbers of samples.
    """
    network, x, t, _ = problem
    if network.sizes != (1, 1):
        raise ValueError(f"the network must have one weight, but its layers have the sizes {network.sizes}")
    weights = finite_array("weights", weights)
    if weights.ndim != 1:
        raise ValueError(f"weights must be one row of numbers, but have the shape {weights.shape}")
    chosen = _chosen_samples(len(x), samples)
    biases = np.broadcast_to(network.layers[0].biases, (*weights.shape, 1))
    swept = network.from_vector(np.concatenate([weights[:, np.newaxis], biases], axis=-1))
    forward = swept.forward(x[chosen])
    return within_range("the loss", swept.mean_loss(forward, t[chosen]))


def _chosen_samples(count: int, samples: Sequence[int] | None) -> list[int]:
    chosen = list(range(count)) if samples is None else list(samples)
    if not chosen or not all(number in range(count) for number in chosen):
        raise ValueError(f"samples must be numbers from 0 to {count - 1}, but are {chosen}")
    return [int(number) for number in chosen]
