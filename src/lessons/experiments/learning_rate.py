"""Learning rate on one weight: how a step's size decides everything."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from lessons import GradientDescent, Layer, Network
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.examples import one_weight
from lessons.experiments.kit import Columns, Experiment, Slider, Tabulated, alt
from lessons.experiments.kit.charts import chart_of, error_by_update
from lessons.studies.surfaces import Path, losses_at, path_of

UPDATES = 16
WEIGHTS = (-2.0, 6.0)
"""The part of the weight axis that is drawn."""
HIGHEST_ERROR = 20.0


@cache
def learning_rate() -> Experiment:
    """Return the experiment on the one-weight example of the Toast article."""
    example = one_weight()
    rates = sorted({0.25, 0.5, 0.55, *(float(f"{rate:.2g}") for rate in np.geomspace(0.01, 1, 58))})
    return Experiment(
        name="learning-rate",
        title="Learning rate on one weight",
        description=(
            "Two charts. One: the error E over the weight w, a parabola with its lowest point at 2, "
            "and on it the weights of the first updates. Two: E after each update on a logarithmic axis."
        ),
        controls=(
            Slider("rate", "Learning rate η", tuple(rates), example.rate, logarithmic=True),
            Slider("start", "First weight w", (-1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0), 1.0),
        ),
        tables={
            "parabola": Tabulated((), _parabola),
            "path": Tabulated(("rate", "start"), _path),
            "state": Tabulated(("rate", "start"), _state),
        },
        chart=_chart,
        summary=(
            "At η = {rate} each step multiplies the distance from the best weight by 1 − ηx² = {factor}: "
            "{regime}. From w = {start}, E goes {first} → {second} → {third}, "
            f"and after {UPDATES} updates it is {{last}}."
        ),
    )


def _network(weight: float) -> Network:
    return Network([Layer([[weight]], [0.0], "identity")], one_weight().network.loss)


def _parabola() -> Columns:
    example = one_weight()
    weights = np.linspace(*WEIGHTS, 81)
    losses = losses_at(example.network, example.x, example.t, weights[:, np.newaxis])
    return {"w": weights.tolist(), "E": losses.tolist()}


def _run(rate: float, start: float) -> Path:
    example = one_weight()
    descent = GradientDescent(rate, train_biases=False)
    return path_of(_network(start), example.x, example.t, descent, updates=UPDATES)


def _path(rate: float, start: float) -> Columns:
    weights, losses = _run(rate, start)
    return {"update": list(range(UPDATES + 1)), "w": weights[:, 0].tolist(), "E": losses.tolist()}


def _state(rate: float, start: float) -> Columns:
    losses = _run(rate, start).losses
    return {
        "rate": [in_digits(rate, ".6g")],
        "start": [in_digits(start, ".6g")],
        "factor": [in_digits(_factor(rate), ".6g")],
        "regime": [_regime(start, rate)],
        "first": [in_digits(losses[0], ".6g")],
        "second": [in_digits(losses[1], ".6g")],
        "third": [in_digits(losses[2], ".6g")],
        "last": [in_digits(losses[-1], ".3g")],
    }


def _factor(rate: float) -> float:
    """Return by how much a step multiplies the distance from the best weight: 1 − ηx²."""
    return 1 - rate * float(one_weight().x[0]) ** 2


def _regime(start: float, rate: float) -> str:
    example = one_weight()
    if start == float(example.t[0] / example.x[0]):
        return "there is no distance, so nothing moves"
    factor = _factor(rate)
    if abs(factor) < 1e-12:
        return "it is there in one step"
    if abs(abs(factor) - 1) < 1e-12:
        return "it swings from side to side for ever"
    if abs(factor) > 1:
        return "it jumps from side to side, farther each time, and runs away"
    if factor < 0:
        return "it swings from side to side and comes down"
    return "it slides down one side"


def _chart(width: int, narrow: bool) -> Any:
    side, height = (width - 64, 180) if narrow else (width // 2 - 70, 260)
    weight = alt.X("w:Q", title="weight w", scale=alt.Scale(domain=WEIGHTS, nice=False))
    error = alt.Y("E:Q", title="error E", scale=alt.Scale(domain=[0, HIGHEST_ERROR], nice=False))
    parabola = chart_of("parabola").mark_line(color=QUIET).encode(x=weight, y=error)
    path = chart_of("path").encode(x=weight, y=error)
    steps = path.mark_line(color=FORWARD, strokeWidth=1.2).encode(order="update:Q")
    points = path.mark_point(color=FORWARD)
    first = alt.datum.update <= 2
    numbers = path.transform_filter(first).mark_text(dx=9, dy=-9, color=INK, fontWeight="bold", clip=True)
    start = path.transform_filter(alt.datum.update == 0).mark_point(
        shape="square", size=110, filled=False, color=BACKWARD, strokeWidth=2
    )
    left = (parabola + steps + points + start + numbers.encode(text="update:N")).properties(
        width=side, height=height, title="The weight walks on the error"
    )
    right = error_by_update(alt.Scale(nice=False)).properties(width=side, height=height)
    return alt.vconcat(left, right) if narrow else alt.hconcat(left, right)
