"""The Toast article: a robot that burns toast, and a network with one weight."""

from __future__ import annotations

from lessons.examples import one_weight, toast_robot

# What the ledger computes.


def toasting_time(day: int) -> float:
    """Return the robot's toasting time in minutes, after so many updates."""
    return float(toast_robot().train(day).network.layers[0].weights[0, 0])


def inputs() -> int:
    """Return how many inputs the example with one weight has."""
    return one_weight().network.sizes[0]


def weights() -> int:
    """Return how many weights the example with one weight has."""
    return sum(layer.weights.size for layer in one_weight().network.layers)


def outputs() -> int:
    """Return how many outputs the example with one weight has."""
    return one_weight().network.sizes[-1]


def weight(updates: int = 0) -> float:
    """Return w of the example with one weight, after so many updates."""
    return float(one_weight().train(updates).network.layers[0].weights[0, 0])


def rate() -> float:
    """Return the learning rate η of the example with one weight."""
    return one_weight().rate


def error(updates: int) -> float:
    """Return E of the example with one weight, after so many updates."""
    return float(one_weight().train(updates).losses[-1])
