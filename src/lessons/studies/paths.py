r"""Paths: where the parameters are before the first update and after each one.

`train` keeps the losses of a run and its last network. Here every step is kept, for
pictures of a path on a loss surface, with the same batches as `train` makes.

Examples
--------
>>> from lessons import GradientDescent, examples
>>> from lessons.studies.paths import parameter_path
>>> example = examples.one_weight()
>>> path = parameter_path(example.network, example.x, example.t, example.optimizer(), updates=3)
>>> print(path[:, 0].round(3))
[1.    1.4   1.64  1.784]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lessons import validation
from lessons.arrays import Array, read_only, sequence, whole_number
from lessons.network import Network
from lessons.optimizers import Descent
from lessons.training import batches

if TYPE_CHECKING:
    from lessons.arrays import ArrayLike

Orders = np.ndarray[tuple[int, ...], np.dtype[np.intp]]


def parameter_path(
    network: Network,
    x: ArrayLike,
    t: ArrayLike,
    optimizer: Descent,
    *,
    updates: int,
    batch_size: int | None = None,
    seed: int | Sequence[int] = 0,
) -> Array:
    """Return θ before the first update and after each.

    Parameters
    ----------
    network : Network
        A single one: where to start; it stays as it is.
    x : array_like, shape (samples, n_in) or (n_in,)
    t : array_like, shape (samples, n_out) or (n_out,)
    optimizer : Descent
        The run takes a fresh one like it, and leaves this one as it is.
    updates : int, at least 0
        Updates, not epochs.
    batch_size : int, optional
        How many samples an update sees, as in `train`. Without it, all of them.
    seed : int or sequence of int
        For shuffling; several seeds are several runs in one call.

    Returns
    -------
    array, shape (updates + 1, parameters) or (updates + 1, seeds, parameters)
        In the order of `Network.to_vector`.

    Raises
    ------
    ValueError
        If the data do not fit the network, an argument is out of its range, or a step leads
        to parameters that no float64 can hold.
    """
    x, t = validation.checked_single(network, x, t)
    if not isinstance(optimizer, Descent):
        raise ValueError(f"optimizer must be one of lessons.optimizers, but it is {optimizer!r}")
    if optimizer.rate.ndim:
        raise ValueError(f"rate must be a number, but its shape is {optimizer.rate.shape}")
    updates = whole_number("updates", updates, least=0)
    seeds = (seed,) if isinstance(seed, int | np.integer) else sequence("seed", seed)
    joint_batches = _joint_batches(len(x), batch_size, seeds)

    optimizer = optimizer.fresh()
    network = network.as_sweep((len(seeds),))
    path = [network.to_vector()]
    for _ in range(updates):
        batch = next(joint_batches)
        backward = network.backward(network.forward(x[batch]), t[batch])
        network = optimizer.step(network, backward.gradients)
        path.append(network.to_vector())
    result = np.array(path)
    return read_only(result[:, 0] if isinstance(seed, int | np.integer) else result)


def _joint_batches(samples: int, batch_size: int | None, seeds: Sequence[int]) -> Iterator[Orders]:
    """Check the arguments and yield the batches of `train` for all seeds at once, of shape (seeds, batch)."""
    if not seeds:
        raise ValueError("seed must be a whole number or several, but there is none")
    shuffle = batch_size is not None
    runs = [batches(samples, batch_size, shuffle=shuffle, seed=seed) for seed in seeds]
    return (np.stack(joint) for epochs in zip(*runs, strict=True) for joint in zip(*epochs, strict=True))
