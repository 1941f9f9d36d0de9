"""Training: forward, backward, update, again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from lessons import validation
from lessons.arrays import Array, joint_sweep, number, read_only, whole_number
from lessons.network import Forward, Gradient, Network, check_network
from lessons.optimizers import Descent, Optimizer

if TYPE_CHECKING:
    from lessons.arrays import ArrayLike

Step = Callable[[Network, Sequence[Gradient]], Network]
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
        Why: ``"epochs"`` (all of them done), ``"until_loss"`` (the target loss reached),
        ``"until_gradient"`` (the gradient vanished) or ``"diverged"`` (the loss left the
        finite numbers). `levenberg_marquardt` has reasons of its own.
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
    until_gradient: float | None = None,
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
        One with an array of rates makes a sweep. The run takes a fresh one like it, and
        leaves this one as it is.
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
    until_gradient : float, optional
        Stop as soon as no component of the gradient over all samples is larger than this,
        biases that are held left out. The largest component is meant and not the length of
        the gradient, which grows with the number of parameters alone.
    progress : bool
        Whether to show a bar.

    Raises
    ------
    ValueError
        If `x` or `t` does not fit the network, or another argument is out of its range.
    """
    check_network(network)
    x = validation.checked_input(network, x)
    t = np.atleast_2d(validation.checked_target(network, "t", t, x))
    x = np.atleast_2d(x)
    epochs = whole_number("epochs", epochs, least=0)
    epochs_of_batches = batches(x.shape[-2], batch_size, shuffle=shuffle, seed=seed)
    enough_loss = -np.inf if until_loss is None else number("until_loss", until_loss)
    enough_gradient = -np.inf if until_gradient is None else number("until_gradient", until_gradient)
    step, rates, train_biases = _one_run(optimizer)

    history = []
    vanished: Any = np.False_
    sweep = joint_sweep(network.sweep, x.shape[:-2], t.shape[:-2], rates)
    everywhere = np.all if sweep else bool
    network = network.as_sweep(sweep)
    kept = network  # of each run, the network with its last finite loss
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in _counted(epochs, progress):
            forward = network.propagate(x)
            loss = network.mean_loss(forward, t)
            finite = _is_finite(loss, forward)
            history.append((loss, finite))
            unfinished = finite & (loss > enough_loss)
            gradients: Sequence[Gradient] = ()
            if until_gradient is not None:
                gradients = _gradients(network, forward, t)
                vanished = largest_component(gradients, train_biases) <= enough_gradient
                unfinished = unfinished & ~vanished
            all_go_on = everywhere(unfinished)
            kept = network if all_go_on else _chosen(finite, network, kept)
            if epoch == epochs or not (all_go_on or unfinished.any()):
                break
            if batch_size is None:
                trained = step(network, gradients or _gradients(network, forward, t))
            else:
                trained = _epoch_of_batches(network, x, t, step, next(epochs_of_batches))
            network = trained if all_go_on else _chosen(unfinished, trained, network)
    return Training(kept, _losses(history), _reasons(finite, loss <= enough_loss, vanished))


def _one_run(optimizer: Optimizer) -> tuple[Step, tuple[int, ...], bool]:
    """Return how to step in one run, the axes of its rates, and whether it trains the biases."""
    if isinstance(optimizer, Descent):
        return optimizer.fresh().update, optimizer.rate.shape, optimizer.train_biases
    if not callable(getattr(optimizer, "step", None)):
        raise ValueError(f"optimizer must have a method step, but it is {optimizer!r}")
    return optimizer.step, (), True


def _is_finite(loss: Array, forward: Forward) -> Any:
    # A saturated unit hides an infinite weight from the loss, but its net does not. Each net is
    # asked: finite ones may add up to more than a float64 holds.
    finite = np.isfinite(loss)
    for net in forward.nets:
        finite = finite & np.isfinite(net).all(axis=(-2, -1))
    return finite


def largest_component(gradients: Iterable[Gradient], train_biases: bool) -> Array:
    """Return the largest component of the gradient, without its sign, of each network."""
    sizes = []
    for gradient in gradients:
        sizes.append(np.abs(gradient.weights).max(axis=(-2, -1)))
        if train_biases:
            sizes.append(np.abs(gradient.biases).max(axis=-1))
    return reduce(np.maximum, sizes)


def _gradients(network: Network, forward: Forward, t: Array) -> tuple[Gradient, ...]:
    return network.gradients(forward, network.backpropagate(forward, t))


def _epoch_of_batches(network: Network, x: Array, t: Array, step: Step, epoch: Iterable[Indices]) -> Network:
    for batch in epoch:
        forward = network.propagate(x[..., batch, :])
        network = step(network, _gradients(network, forward, t[..., batch, :]))
    return network


def batches(
    samples: int, batch_size: int | None, *, shuffle: bool = True, seed: int = 0
) -> Iterator[list[Indices]]:
    """Yield the batches of one epoch after another, without end, as `train` makes them.

    Parameters
    ----------
    samples : int
        How many samples there are.
    batch_size : int or None
        How many of them a batch has; the last one of an epoch may have fewer. None: all of them.
    shuffle : bool
        Whether each epoch takes the samples in a new random order.
    seed : int
        Where the random orders begin.

    Yields
    ------
    list of numpy.ndarray
        One epoch: for each batch, the numbers of its samples, of shape (batch,).

    Raises
    ------
    ValueError
        If a number is not whole or out of its range.
    """
    samples = whole_number("samples", samples, least=1)
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
    pairs = zip(network.layers, otherwise.layers, strict=True)
    return network.with_layers(
        layer.with_parameters(
            np.where(condition[..., np.newaxis, np.newaxis], layer.weights, other.weights),
            np.where(condition[..., np.newaxis], layer.biases, other.biases),
        )
        for layer, other in pairs
    )


def _losses(history: list[tuple[Array, Any]]) -> Array:
    losses, finite = map(np.array, zip(*history, strict=True))
    return read_only(np.where(finite, losses, np.inf))


def _reasons(finite: Any, low: Any, vanished: Any) -> Any:
    reached = np.where(low, "until_loss", np.where(vanished, "until_gradient", "epochs"))
    reasons = np.where(finite, reached, "diverged")
    return read_only(reasons) if reasons.ndim else str(reasons)


def _counted(epochs: int, progress: bool) -> Iterable[int]:
    """Count 0 … epochs: the losses to be taken, one more than there are epochs."""
    return _counted_with_a_bar(epochs) if progress else range(epochs + 1)


def _counted_with_a_bar(epochs: int) -> Iterator[int]:
    from tqdm.auto import tqdm  # only here: the core imports NumPy alone

    with tqdm(total=epochs, desc="training", unit="epoch") as bar:
        yield 0
        for epoch in range(1, epochs + 1):
            bar.update()
            yield epoch
