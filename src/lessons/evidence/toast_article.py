"""The Toast article: a robot that burns toast, and a network with one weight."""

from __future__ import annotations

from lessons.examples import one_weight, toast_robot

# What the ledger computes.


def toasting_time(day: int) -> float:
    """Return the robot's toasting time in minutes, after so many updates."""
    return float(toast_robot().train(day).network.layers[0].weights[0, 0])


def error(updates: int) -> float:
    """Return E of the example with one weight, after so many updates."""
    return float(one_weight().train(updates).losses[-1])
