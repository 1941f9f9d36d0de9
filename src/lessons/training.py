"""Training: forward, backward, update, again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from lessons import derivation
from lessons.arrays import Array, ArrayLike, read_only
from lessons.layer import Layer
from lessons.losses import Loss
from lessons.network import Network, checked_data
from lessons.optimizers import Optimizer, next_layers
from lessons.validation import joint_stack, number, whole_number

Indices = np.ndarray[tuple[int, ...], np.dtype[np.intp]]


@dataclass(frozen=True, eq=False)
class Training:
    """What a training run leaves behind.

    Attributes
    ----------
    network : Network
        The network at the end; of a run that diverged, the last with a finite loss.
    losses : array, shape (epochs + 1, ...)
        The loss before the first update and after each epoch, on the first axis; a stack
        adds its axes behind. From the epoch on in which a run leaves the finite numbers
        its loss is inf. A single run that stops early has fewer values.
    stopped : str, or array of str for a stack
        Why: ``"epochs"`` (all of them done), ``"until_loss"`` (the loss is that low),
        ``"until_gradient"`` (the gradient has vanished) or ``"diverged"`` (the run left the
        finite numbers). `levenberg_marquardt` has reasons of its own.
    """

    network: Network
    losses: Array
    stopped: str | np.ndarray[tuple[int, ...], np.dtype[np.str_]]


class Point(NamedTuple):
    """A network on its way, and its loss over all samples."""

    network: Network
    loss: Array


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
) -> Training:
    """Train a network, or a stack of networks, and return what came of it.

    Parameters
    ----------
    network : Network
        Where to start; it stays as it is.
    x : array_like, shape (..., samples, n_in) or (n_in,)
    t : array_like, shape (..., samples, n_out) or (n_out,)
    optimizer : Optimizer
        One with an array of rates makes a stack.
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
        Stop as soon as the loss is this low. A stack does all its epochs, and says at the end
        which runs have come so far; so it is with `until_gradient`.
    until_gradient : float, optional
        Stop as soon as no component of the gradient over all samples is larger than this,
        biases that are held left out. The largest component is meant and not the length of
        the gradient, which grows with the number of parameters alone.

    Raises
    ------
    ValueError
        If `x` or `t` does not fit the network, or another argument is out of its range.
    """
    epochs = whole_number("epochs", epochs, least=0)
    enough_loss = -np.inf if until_loss is None else number("until_loss", until_loss)
    if until_gradient is not None:
        until_gradient = number("until_gradient", until_gradient)
    run = _Run.checked(network, x, t, optimizer, batch_size, shuffle, seed)

    def vanished(layers: Sequence[Layer]) -> Any:
        if until_gradient is None:
            return np.False_
        now = run.network.with_layers(layers)
        return largest_gradient(now, run.x, run.t, optimizer.train_biases) <= until_gradient

    layers, losses, in_stack = run.network.layers, [], bool(run.network.stack)
    with np.errstate(over="ignore", invalid="ignore"):
        for layers, loss in islice(run.states(), epochs + 1):
            losses.append(loss)
            if not in_stack and (loss <= enough_loss or vanished(layers)):
                break
        else:  # no epoch is left, or no run that has not diverged
            missing = epochs + 1 - len(losses)
            losses += [np.full(run.network.stack, np.inf)] * (missing if in_stack else min(missing, 1))
        low, flat = losses[-1] <= enough_loss, vanished(layers)
    reached = np.where(low, "until_loss", np.where(flat, "until_gradient", "epochs"))
    stopped = np.where(np.isfinite(losses[-1]), reached, "diverged")
    stopped.setflags(write=False)
    network = run.network.with_layers(layers)
    return Training(network, read_only(np.array(losses)), stopped if in_stack else str(stopped))


def trajectory(
    network: Network,
    x: ArrayLike,
    t: ArrayLike,
    optimizer: Optimizer,
    *,
    batch_size: int | None = None,
    shuffle: bool = True,
    seed: int = 0,
) -> Iterator[Point]:
    """Yield the networks on the way: before the first update and after each epoch.

    The networks are those of `train`, whose arguments these are. There is no last epoch:
    ``itertools.islice`` takes as many as are wanted, and any progress bar around it shows progress.

    Yields
    ------
    Point
        ``.network`` and ``.loss``. The way ends where the run diverges; that of a stack ends where
        all its runs have, and until then the loss of one that has is inf.

    Raises
    ------
    ValueError
        If `x` or `t` does not fit the network, or another argument is out of its range.
    """
    return _points(_Run.checked(network, x, t, optimizer, batch_size, shuffle, seed))


def _points(run: _Run) -> Iterator[Point]:
    states = run.states()
    while True:
        # Not around the loop: between two points the caller computes, with settings of his own.
        with np.errstate(over="ignore", invalid="ignore"):
            state = next(states, None)
        if state is None:
            return
        layers, loss = state
        yield Point(run.network.with_layers(layers), loss)


class _Run(NamedTuple):
    """What a run needs, checked; the network is a stack of as many as come of it."""

    network: Network
    x: Array
    t: Array
    optimizer: Optimizer
    epochs_of_batches: Iterator[list[Indices]] | None  # None: an update sees all samples

    @classmethod
    def checked(
        cls,
        network: Network,
        x: ArrayLike,
        t: ArrayLike,
        optimizer: Optimizer,
        batch_size: int | None,
        shuffle: bool,
        seed: int,
    ) -> _Run:
        x, t = checked_data(network, x, t)
        if not isinstance(optimizer, Optimizer):
            raise ValueError(f"optimizer must be an Optimizer, but it is {optimizer!r}")
        stack = joint_stack(network.stack, x.shape[:-2], t.shape[:-2], optimizer.stack)
        epochs_of_batches = batches(x.shape[-2], batch_size, shuffle=shuffle, seed=seed)
        return cls(network.stacked(stack), x, t, optimizer, None if batch_size is None else epochs_of_batches)

    def states(self) -> Iterator[tuple[tuple[Layer, ...], Array]]:
        """Yield the layers and E, before the first update and after each epoch.

        From the epoch on in which a run leaves the finite numbers, its layers are the last ones with
        a finite loss, and its E is inf. When every run has left them, this ends.
        """
        network, x, t, optimizer, epochs_of_batches = self
        layers = before = network.layers
        memory = optimizer.start(network)
        alive: Any = np.full(network.stack, True)[()]
        everywhere = np.all if network.stack else bool
        while True:
            nets, outs = derivation.forward(layers, x)
            loss = derivation.mean_loss(network.loss, nets, outs, t)
            alive = alive & _is_finite(loss, nets)
            if not everywhere(alive):
                if not np.any(alive):
                    return
                layers, loss = _chosen(alive, layers, before), np.where(alive, loss, np.inf)
            yield layers, loss
            before = layers
            if epochs_of_batches is None:
                gradients = _gradients(network.loss, layers, nets, outs, t)
                layers, memory = next_layers(optimizer, layers, gradients, memory)
                continue
            for batch in next(epochs_of_batches):
                nets, outs = derivation.forward(layers, x[..., batch, :])
                gradients = _gradients(network.loss, layers, nets, outs, t[..., batch, :])
                layers, memory = next_layers(optimizer, layers, gradients, memory)


def _gradients(
    loss: Loss, layers: Sequence[Layer], nets: Sequence[Array], outs: Sequence[Array], t: Array
) -> list[tuple[Array, Array]]:
    output_delta = loss.output_delta(nets[-1], outs[-1], t, layers[-1].activation)
    return derivation.gradients(outs, derivation.backward(layers, nets, outs, output_delta))


def _is_finite(loss: Array, nets: Sequence[Array]) -> Any:
    """Return whether the loss and all nets are finite: the nets too, as a saturated unit hides them."""
    if loss.ndim == 0 and isfinite(loss) and all(isfinite(np.vdot(net, net)) for net in nets):
        return True  # the usual case of a single network, in the shortest way
    finite = np.isfinite(loss)
    for net in nets:  # each is asked: finite ones may add up to more than a float64 holds
        finite = finite & np.isfinite(net).all(axis=(-2, -1))
    return finite


def largest_gradient(network: Network, x: Array, t: Array, train_biases: bool = True) -> Array:
    """Return the largest component of the gradient over all samples, without its sign, of each network."""
    nets, outs = derivation.forward(network.layers, x)
    sizes = []
    for weights, biases in _gradients(network.loss, network.layers, nets, outs, t):
        sizes.append(np.abs(weights).max(axis=(-2, -1)))
        if train_biases:
            sizes.append(np.abs(biases).max(axis=-1))
    return reduce(np.maximum, sizes)


def _chosen(condition: Any, layers: Sequence[Layer], others: Sequence[Layer]) -> tuple[Layer, ...]:
    """Return the layers where the condition holds in the stack, else the others."""
    return tuple(
        layer.with_parameters(
            np.where(condition[..., np.newaxis, np.newaxis], layer.weights, other.weights),
            np.where(condition[..., np.newaxis], layer.biases, other.biases),
        )
        for layer, other in zip(layers, others, strict=True)
    )


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
