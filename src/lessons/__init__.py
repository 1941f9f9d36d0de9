"""Backpropagation to the Last Digit: a small NumPy core.

`lessons.derivation` is backpropagation, on one page. `Network` and `Layer` hold weights,
`Network.forward` and `Network.backward` run the two passes, `train` repeats them with an
optimizer and `trajectory` hands out the networks on the way, and `check_gradient` compares the
result with differences of the loss. `lessons.examples` holds the examples of the documents that
the book reproduces, and `lessons.figures` draws them.
"""

from lessons import activations, autodiff, losses
from lessons.gradient_check import check_gradient
from lessons.layer import Layer
from lessons.network import Backward, Forward, Gradient, Network
from lessons.optimizers import AdaGrad, Adam, GradientDescent, Momentum, RMSProp
from lessons.second_order import levenberg_marquardt
from lessons.training import Training, train, trajectory

__all__ = [
    "AdaGrad",
    "Adam",
    "Backward",
    "Forward",
    "Gradient",
    "GradientDescent",
    "Layer",
    "Momentum",
    "Network",
    "RMSProp",
    "Training",
    "activations",
    "autodiff",
    "check_gradient",
    "levenberg_marquardt",
    "losses",
    "train",
    "trajectory",
]
