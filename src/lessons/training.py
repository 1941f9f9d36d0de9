"""Training: forward, backward, update, again and again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lessons import _checks
from lessons._arrays import Array, finite_array, read_only, whole_number
from lessons.network import Forward, Network
from lessons.optimizers import Optimizer

if TYPE_CHECKING:
    from lessons._arrays import ArrayLike

Indices = np.ndarray[tuple[int, ...], np.dtype[np.intp]]


@dataclass(frozen=True, eq=False)
class Training:
    """What a training run leaves behind.

    Attributes
    ----------
    network : Network
        The network at the end; of a run that diverged, the last with a finite loss.
    losses : array, shape (epochs + 1, ...)
        The loss before the first update and after each epoch, on the first axis; a sweep
        adds its axes behind. From the epoch on in which a run leaves the finite numbers
        its loss is inf. A single run that stops early has fewer values.
    stopped : str, or array of str for a sweep
        Why: ``"epochs"`` (all of them done), ``"until_loss"`` (the target loss reached)
        or ``"diverged"`` (the loss left the finite numbers).
    """

    network: Network
    losses: Array
    stopped: str | np.ndarray[tuple[int, ...], np.dtype[np.str_]]


def train(
    network: Network,
    x: ArrayLike,
    t: ArrayLike,
    optimizer: Optimizer,
    *,
    epochs: int,
    batch_size: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
    until_loss: float | None = None,
    progress: bool = False,
) -> Training:
    """Train a network, or a sweep of networks, and return what came of it.

    Parameters
    ----------
    network : Network
        Where to start; it stays as it is.
    x : array_like, shape (..., samples, n_in) or (n_in,)
    t : array_like, shape (..., samples, n_out) or (n_out,)
    optimizer : Optimizer
        Its ``step`` makes the next network; one with an array of rates makes a sweep.
    epochs : int, at least 0
        How often to go through all samples.
    batch_size : int, optional
        How many samples an update sees; the last batch of an epoch may have fewer.
        Without it an update sees all of them, and an epoch is one update.
    shuffle : bool
        Whether to draw a new order of the samples for each epoch of batches.
    seed : int, at least 0
        For shuffling.
    until_loss : float, optional
        Stop as soon as the loss is this low. In a sweep each network stops by itself.
    progress : bool
        Whether to show a bar.

    Raises
    ------
    ValueError
        If `x` or `t` does not fit the network, or another argument is out of its range.
    """
    x = _checks.checked_input(network, x)
    t = np.atleast_2d(_checks.checked_target(network, "t", t, x))
    x = np.atleast_2d(x)
    epochs = whole_number("epochs", epochs, least=0)
    batches = _batches(x.shape[-2], batch_size, shuffle, seed)
    goal = -np.inf if until_loss is None else finite_array("until_loss", until_loss)

    losses = []
    kept = network  # of each run, the network with its last finite loss
    healthy: Any = np.True_
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in _counted(epochs, progress):
            forward = network.propagate(x)
            losses.append(network.mean_loss(forward, t))
            healthy = healthy & np.isfinite(losses[-1])
            unfinished = healthy & (losses[-1] > goal)
            kept = _chosen(healthy, network, kept)
            if epoch == epochs or not unfinished.any():
                break
            if batch_size is None:
                trained = _update(network, forward, t, optimizer)
            else:
                trained = _epoch_of_batches(network, x, t, optimizer, next(batches))
            network = _chosen(unfinished, trained, network)
    history = _history(losses)
    return Training(kept, history, _reasons(history[-1], goal))


def _update(network: Network, forward: Forward, t: Array, optimizer: Optimizer) -> Network:
    deltas = network.backpropagate(forward, t)
    return optimizer.step(network, network.gradients(forward, deltas))


def _epoch_of_batches(
    network: Network, x: Array, t: Array, optimizer: Optimizer, batches: Iterable[Indices]
) -> Network:
    for batch in batches:
        forward = network.propagate(x[..., batch, :])
        network = _update(network, forward, t[..., batch, :], optimizer)
    return network


def _batches(samples: int, batch_size: int | None, shuffle: bool, seed: int) -> Iterator[list[Indices]]:
    """Yield the batches of one epoch after another, each as indices of samples."""
    random = np.random.default_rng(whole_number("seed", seed, least=0))
    size = samples if batch_size is None else whole_number("batch_size", batch_size, least=1)
    if size > samples:
        raise ValueError(f"batch_size must be at most {samples}, the number of samples, but it is {size}")
    return _endless_batches(samples, size, random if shuffle else None)


def _endless_batches(samples: int, size: int, random: np.random.Generator | None) -> Iterator[list[Indices]]:
    order = np.arange(samples)
    while True:
        if random is not None:
            order = random.permutation(samples)
        yield [order[start : start + size] for start in range(0, samples, size)]


def _chosen(condition: Any, network: Network, otherwise: Network) -> Network:
    """Return `network` where the condition holds in the sweep, else the other one."""
    if condition.all():
        return network
    if not condition.any():
        return otherwise
    pairs = zip(network.layers, otherwise.layers, strict=True)
    return network.with_layers(
        layer.with_parameters(
            np.where(condition[..., np.newaxis, np.newaxis], layer.weights, other.weights),
            np.where(condition[..., np.newaxis], layer.biases, other.biases),
        )
        for layer, other in pairs
    )


def _history(losses: list[Array]) -> Array:
    # The first loss has no axes for a sweep if it is the optimizer's rates that make one.
    history = np.array([np.broadcast_to(losses[0], losses[-1].shape), *losses[1:]])
    history[np.logical_or.accumulate(~np.isfinite(history), axis=0)] = np.inf
    return read_only(history)


def _reasons(last_loss: Array, goal: Any) -> Any:
    reached = np.where(last_loss <= goal, "until_loss", "epochs")
    reasons = np.where(np.isfinite(last_loss), reached, "diverged")
    return reasons if reasons.ndim else str(reasons)


def _counted(epochs: int, progress: bool) -> Iterable[int]:
    """Count 0 … epochs: the losses to be taken, one more than there are epochs."""
    if not progress:
        return range(epochs + 1)
    from tqdm.auto import tqdm  # only here: the core imports NumPy alone

    return tqdm(range(epochs + 1), desc="training", unit="epoch")
