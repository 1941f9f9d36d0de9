"""A worked example of a document, as an object."""

from __future__ import annotations

from dataclasses import dataclass

from lessons.arrays import Array, ArrayLike
from lessons.network import Network
from lessons.optimizers import GradientDescent
from lessons.training import Training, train
from lessons.validation import owned_array


@dataclass(frozen=True, init=False, eq=False)
class Example:
    """A network with its data and its learning rate, as a document gives them.

    Attributes
    ----------
    network : Network
        Before the first update.
    x : array, shape (n_in,) or (samples, n_in)
        Inputs.
    t : array, shape (n_out,) or (samples, n_out)
        Targets.
    rate : float
        The learning rate η.
    train_biases : bool
        Whether the document updates the biases.
    """

    network: Network
    x: Array
    t: Array
    rate: float
    train_biases: bool

    def __init__(
        self, network: Network, x: ArrayLike, t: ArrayLike, rate: float, train_biases: bool = False
    ) -> None:
        vars(self).update(network=network, x=owned_array("x", x), t=owned_array("t", t))
        vars(self).update(rate=rate, train_biases=train_biases)

    def optimizer(self) -> GradientDescent:
        """Return the document's own way of updating."""
        return GradientDescent(self.rate, train_biases=self.train_biases)

    def train(self, updates: int) -> Training:
        """Train the network as the document does, for so many updates."""
        return train(self.network, self.x, self.t, self.optimizer(), epochs=updates)
