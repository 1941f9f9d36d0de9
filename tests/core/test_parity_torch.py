"""Gradients, deltas and fifty steps of every optimizer against PyTorch in float64."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from lessons import (
    AdaGrad,
    Adam,
    GradientDescent,
    Layer,
    Momentum,
    Network,
    RMSProp,
    activations,
    train,
)
from lessons.optimizers import Optimizer
from tests.support.common import NEEDS, close

torch: Any = pytest.importorskip("torch")

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "identity": lambda net: net,
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "softsign": torch.nn.functional.softsign,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "swish": torch.nn.functional.silu,
    "mish": torch.nn.functional.mish,
    "gaussian": lambda net: torch.exp(-(net**2)),
    "softmax": lambda net: torch.softmax(net, dim=-1),
}


def mean_square(net: Any, out: Any, t: Any) -> Any:
    return torch.nn.functional.mse_loss(out, t, reduction="sum") / len(t)


# Each is a sum over the units and a mean over the samples.
LOSSES: dict[str, Callable[[Any, Any, Any], Any]] = {
    "squared_error": mean_square,
    "half_squared_error": lambda net, out, t: mean_square(net, out, t) / 2,
    "cross_entropy": lambda net, out, t: torch.nn.functional.cross_entropy(net, t),
    "binary_cross_entropy": lambda net, out, t: (
        torch.nn.functional.binary_cross_entropy_with_logits(net, t, reduction="sum") / len(t)
    ),
}
SAMPLES = 7


class TorchNetwork:
    """The same network, data and loss as tensors."""

    def __init__(self, network: Network, x: Any, t: Any) -> None:
        self.network, self.x, self.t = network, torch.tensor(x), torch.tensor(t)
        self.parameters = [
            torch.tensor(array, requires_grad=True)
            for layer in network.layers
            for array in (layer.weights, layer.biases)
        ]

    def loss(self) -> tuple[Any, list[Any]]:
        """Return the mean loss and the nets of the layers."""
        out, nets = self.x, []
        pairs = zip(self.parameters[::2], self.parameters[1::2], strict=True)
        for (weights, biases), layer in zip(pairs, self.network.layers, strict=True):
            nets.append(torch.nn.functional.linear(out, weights, biases))
            nets[-1].retain_grad()
            out = FUNCTIONS[layer.activation.name](nets[-1])
        return LOSSES[self.network.loss.name](nets[-1], out, self.t), nets


def problem(hidden: str, loss: str, seed: int = 0) -> tuple[Network, Any, Any]:
    sizes = (4, 6, 5, 3)
    random = np.random.default_rng(seed)
    names = [hidden, hidden, NEEDS.get(loss, hidden)]
    layers = [
        Layer(random.normal(size=(n_out, n_in)) / np.sqrt(n_in), random.normal(size=n_out) / 3, name)
        for (n_in, n_out), name in zip(pairwise(sizes), names, strict=True)
    ]
    t = random.uniform(0.0, 1.0, (SAMPLES, 3))
    if loss == "cross_entropy":
        t /= t.sum(axis=1, keepdims=True)
    return Network(layers, loss), random.normal(size=(SAMPLES, 4)), t


def test_every_activation_is_compared_here() -> None:
    assert set(FUNCTIONS) == set(activations.KNOWN)


@pytest.mark.parametrize("hidden", sorted(FUNCTIONS))
@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_loss_deltas_and_gradients_are_those_of_torch(hidden: str, loss: str) -> None:
    network, x, t = problem(hidden, loss)
    backward = network.backward(network.forward(x), t)
    right = TorchNetwork(network, x, t)
    value, nets = right.loss()
    value.backward()
    close(backward.loss, value.item())
    for delta, net in zip(backward.deltas, nets, strict=True):
        close(delta / SAMPLES, net.grad.numpy())  # torch differentiates the mean
    ours = [array for gradient in backward.gradients for array in gradient]
    for gradient, parameter in zip(ours, right.parameters, strict=True):
        close(gradient, parameter.grad.numpy())


@pytest.mark.parametrize("name", ["relu", "leaky_relu", "softsign", "swish", "mish"])
def test_the_slope_at_zero_is_that_of_torch(name: str) -> None:
    net = torch.zeros((), dtype=torch.float64, requires_grad=True)
    FUNCTIONS[name](net).backward()
    close(activations.get(name).derivative(0.0), net.grad.item())


OPTIMIZERS: dict[str, tuple[Optimizer, Callable[[Any], Any]]] = {
    "GradientDescent": (GradientDescent(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    "Momentum": (Momentum(0.02), lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9)),
    "AdaGrad": (AdaGrad(0.05), lambda p: torch.optim.Adagrad(p, lr=0.05)),
    "RMSProp": (RMSProp(0.01), lambda p: torch.optim.RMSprop(p, lr=0.01)),
    "Adam": (Adam(0.01), lambda p: torch.optim.Adam(p, lr=0.01)),
}


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
@pytest.mark.parametrize("loss", ["half_squared_error", "cross_entropy"])
def test_fifty_steps_are_those_of_torch(name: str, loss: str) -> None:
    ours, theirs = OPTIMIZERS[name]
    network, x, t = problem("tanh", loss, seed=1)
    training = train(network, x, t, ours, epochs=50)
    right = TorchNetwork(network, x, t)
    optimizer = theirs(right.parameters)
    losses = []
    for _ in range(50):
        optimizer.zero_grad()
        value, _ = right.loss()
        losses.append(value.item())
        value.backward()
        optimizer.step()
    close(training.losses[:-1], losses)
    arrays = [array for layer in training.network.layers for array in (layer.weights, layer.biases)]
    for array, parameter in zip(arrays, right.parameters, strict=True):
        close(array, parameter.detach().numpy())
