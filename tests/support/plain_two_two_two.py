"""The 2-2-2 network in plain Python numbers, with nothing of the core."""

from __future__ import annotations

from functools import cache

from tests.support.common import logistic

Weights = list[float]  # w1 ... w8
Biases = list[float]  # of h1, h2, o1, o2
I1, I2, T1, T2, RATE = 0.05, 0.10, 0.01, 0.99, 0.5
START: Weights = [0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55]
FIXED: Biases = [0.35, 0.35, 0.60, 0.60]


def outputs(w: Weights, b: Biases) -> tuple[float, float, float, float]:
    """Return out_h1, out_h2, out_o1 and out_o2."""
    out_h1 = logistic(w[0] * I1 + w[1] * I2 + b[0])
    out_h2 = logistic(w[2] * I1 + w[3] * I2 + b[1])
    out_o1 = logistic(w[4] * out_h1 + w[5] * out_h2 + b[2])
    out_o2 = logistic(w[6] * out_h1 + w[7] * out_h2 + b[3])
    return out_h1, out_h2, out_o1, out_o2


def error(w: Weights, b: Biases = FIXED) -> float:
    """Return E."""
    _, _, out_o1, out_o2 = outputs(w, b)
    return 0.5 * (T1 - out_o1) ** 2 + 0.5 * (T2 - out_o2) ** 2


def updated(w: Weights, b: Biases, rate: float, in_place: bool, biases: str) -> tuple[Weights, Biases]:
    """One update, the hidden deltas from the new output weights if it is in place."""
    out_h1, out_h2, out_o1, out_o2 = outputs(w, b)
    delta_o1 = (out_o1 - T1) * out_o1 * (1 - out_o1)
    delta_o2 = (out_o2 - T2) * out_o2 * (1 - out_o2)
    output_gradient = [delta_o1 * out_h1, delta_o1 * out_h2, delta_o2 * out_h1, delta_o2 * out_h2]
    new = [weight - rate * slope for weight, slope in zip(w[4:], output_gradient, strict=True)]
    w5, w6, w7, w8 = new if in_place else w[4:]
    delta_h1 = (delta_o1 * w5 + delta_o2 * w7) * out_h1 * (1 - out_h1)
    delta_h2 = (delta_o1 * w6 + delta_o2 * w8) * out_h2 * (1 - out_h2)
    hidden_gradient = [delta_h1 * I1, delta_h1 * I2, delta_h2 * I1, delta_h2 * I2]
    hidden = [weight - rate * slope for weight, slope in zip(w[:4], hidden_gradient, strict=True)]
    steps = {
        "fixed": [0.0, 0.0, 0.0, 0.0],
        "trained": [delta_h1, delta_h2, delta_o1, delta_o2],
        "shared": [delta_h1 + delta_h2] * 2 + [delta_o1 + delta_o2] * 2,
    }[biases]
    return [*hidden, *new], [bias - rate * step for bias, step in zip(b, steps, strict=True)]


@cache
def _states(rate: float, in_place: bool, biases: str) -> list[tuple[Weights, Biases]]:
    return [(START, FIXED)]


def after(
    updates: int, rate: float = RATE, in_place: bool = False, biases: str = "fixed"
) -> tuple[Weights, Biases]:
    """Return the weights and biases after so many updates; what was run before is not run again."""
    states = _states(rate, in_place, biases)
    while len(states) <= updates:
        states.append(updated(*states[-1], rate, in_place, biases))
    return states[updates]
