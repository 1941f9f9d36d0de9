"""Activation for regression: a curve put together from hidden units, as it is learned."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from lessons import Adam, Network, trajectory
from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.experiments.kit import Choice, Columns, Experiment, Slider, Tabulated, alt
from lessons.experiments.kit.charts import chart_of
from lessons.training import Point

SAMPLES = 24
NOISE = 0.08
"""The standard deviation of what the points are away from the curve."""
RATE = 0.03
SEED = 3
"""Of the first weights: with it most of the networks come to a good fit."""
MOST_UNITS = 16
STOPS = (0, 10, 20, 50, 100, 200, 500, 1000)
"""The updates at which a page shows the network; the last is where training ends."""
INPUTS = (-1.0, 1.0)
UNITS = {"logistic": "logistic", "softsign": "softsign", "relu": "ReLU", "gaussian": "Gaussian"}


@cache
def activation_for_regression() -> Experiment:
    """Return the experiment on one hidden layer that learns a wave from noisy points."""
    return Experiment(
        name="activation-for-regression",
        title="A curve from hidden units",
        description=(
            "Three charts. One: 24 noisy points of a wave, the wave itself, dotted, and the output of the "
            "network, a thick line. Two: what each hidden unit contributes to that output, thin lines. "
            "Three: the error E over the updates, both on logarithmic axes, and where the run is now."
        ),
        controls=(
            Slider("width", "Hidden units", (1, 2, 3, 4, 8, 16), 4, whole=True, least=1, most=MOST_UNITS),
            Choice("activation", "Activation", UNITS, "logistic"),
            Slider("updates", "Updates", STOPS, 200, whole=True, least=0, most=STOPS[-1]),
        ),
        tables={
            "points": Tabulated((), _points),
            "curve": Tabulated((), _true_curve),
            "fit": Tabulated(("width", "activation", "updates"), _fit),
            "parts": Tabulated(("width", "activation", "updates"), _parts),
            "losses": Tabulated(("width", "activation"), _losses),
            "marks": Tabulated((), _marks),
            "now": Tabulated(("width", "activation", "updates"), _now),
            "state": Tabulated(("width", "activation", "updates"), _state),
        },
        chart=_chart,
        summary=(
            "{units} after {updates}: E = {E}. {regime} "
            "(The mean of the points as the only answer has E = {mean}, the dotted curve {noise}.){silent}"
        ),
    )


def _curve(x: Array) -> Array:
    return np.asarray(np.sin(4.0 * x) * np.exp(-np.square(x)))


class _Data(NamedTuple):
    x: Array
    t: Array
    mean: float
    """E of the mean of the targets as the answer for every x."""
    noise: float
    """E of the curve itself, which the points are scattered around."""


@cache
def _data() -> _Data:
    x = np.linspace(*INPUTS, SAMPLES)[:, np.newaxis]
    t = _curve(x) + np.random.default_rng(0).normal(0.0, NOISE, x.shape)
    return _Data(x, t, 0.5 * float(np.var(t)), 0.5 * float(np.mean(np.square(t - _curve(x)))))


@cache
def _run(width: int, activation: str) -> tuple[Point, ...]:
    """Return the networks of a run, and their losses; trained at the first call for them."""
    start = Network.initialize((1, width, 1), [activation, "identity"], seed=SEED)
    return tuple(islice(trajectory(start, _data().x, _data().t, Adam(RATE)), STOPS[-1] + 1))


def _points() -> Columns:
    return {"x": _data().x[:, 0].tolist(), "y": _data().t[:, 0].tolist()}


def _true_curve() -> Columns:
    x = np.linspace(*INPUTS, 61)
    return {"x": x.tolist(), "y": _curve(x).tolist()}


def _fit(width: int, activation: str, updates: int) -> Columns:
    x = np.linspace(*INPUTS, 49)
    out = _run(width, activation)[updates].network.forward(x[:, np.newaxis]).outs[-1]
    return {"x": x.tolist(), "y": out[:, 0].round(3).tolist()}


def _parts(width: int, activation: str, updates: int) -> Columns:
    network = _run(width, activation)[updates].network
    x = np.linspace(*INPUTS, 21)
    parts = network.layers[1].weights * network.forward(x[:, np.newaxis]).outs[1]
    return {
        "x": np.tile(x, width).tolist(),
        "unit": np.repeat(np.arange(1, width + 1), len(x)).tolist(),
        "y": parts.T.ravel().round(2).tolist(),
    }


def _losses(width: int, activation: str) -> Columns:
    run = _run(width, activation)
    updates = np.unique(np.geomspace(1, STOPS[-1], 70).round().astype(int))
    updates = np.union1d(updates, STOPS)
    return {"updates": updates.tolist(), "E": [float(run[update].loss) for update in updates]}


def _marks() -> Columns:
    return {
        "E": [_data().mean, _data().noise],
        "text": ["E of the mean of the points", "E of the dotted curve"],
    }


def _now(width: int, activation: str, updates: int) -> Columns:
    return {"updates": [updates], "E": [float(_run(width, activation)[updates].loss)]}


def _state(width: int, activation: str, updates: int) -> Columns:
    loss = float(_run(width, activation)[updates].loss)
    return {
        "units": [f"{width} {UNITS[activation]} unit{'s' if width > 1 else ''}"],
        "updates": [f"{updates:,} update{'s' if updates != 1 else ''}"],
        "E": [in_digits(loss, ".4f")],
        "regime": [_regime(loss)],
        "mean": [in_digits(_data().mean, ".4f")],
        "noise": [in_digits(_data().noise, ".4f")],
        "silent": [_silent_units(_run(width, activation)[updates].network)],
    }


def _regime(loss: float) -> str:
    data = _data()
    if loss > 0.95 * data.mean:
        return "That is no better than a flat line."
    if loss > 3.0 * data.noise:
        return "It follows a part of the wave."
    if loss > data.noise:
        return "It follows the whole wave."
    return "It is nearer to the points than the wave that they come from: it has begun to learn the noise."


def _silent_units(network: Network) -> str:
    silent = int(np.count_nonzero((network.forward(_data().x).outs[1] == 0.0).all(axis=0)))
    if not silent:
        return ""
    units = f"{silent} units are" if silent > 1 else "1 unit is"
    return f" {units} silent: 0 at every point, and so without a gradient."


def _chart(width: int, narrow: bool) -> Any:
    side = width - 70 if narrow else width // 2 - 70
    x = alt.X("x:Q", title="input x", scale=alt.Scale(domain=INPUTS, nice=False), axis=alt.Axis(tickCount=5))

    def y(title: str, low: float, high: float) -> Any:
        scale = alt.Scale(domain=[low, high], nice=False)
        return alt.Y("y:Q", title=title, scale=scale, axis=alt.Axis(tickCount=5))

    output = y("output", -1.25, 1.25)
    curve = chart_of("curve").encode(x=x, y=output)
    points = chart_of("points").encode(x=x, y=output)
    fit = chart_of("fit").encode(x=x, y=output)
    fitted = (
        curve.mark_line(color=INK, strokeWidth=1.2, strokeDash=[2, 3])
        + points.mark_point(clip=False, filled=False, color=BACKWARD, size=30, strokeWidth=1.4)
        + fit.mark_line(color=FORWARD, strokeWidth=2.6)
    ).properties(width=side, height=125 if narrow else 150, title="The points, and the fit")
    parts = (
        chart_of("parts")
        .mark_line(color=QUIET, strokeWidth=1)
        .encode(x=x, y=y("part", -3.0, 3.0), detail="unit:N")
        .properties(width=side, height=90, title="What each hidden unit adds")
    )
    losses = _losses_chart(side, 125 if narrow else 318)
    if narrow:
        return alt.vconcat(fitted, parts, losses, spacing=8)
    return alt.hconcat(alt.vconcat(fitted, parts, spacing=8), losses)


def _losses_chart(side: int, height: int) -> Any:
    ticks = [0, 1, 10, 100, 1000]
    updates = alt.X(
        "updates:Q",
        title="updates",
        # Logarithmic, but for a piece near 0 that gives the start a place.
        scale=alt.Scale(type="symlog", constant=1, domain=[0, STOPS[-1]], nice=False),
        axis=alt.Axis(values=ticks),
    )
    error = alt.Y(
        "E:Q",
        title="error E",
        scale=alt.Scale(type="log", domain=[5e-4, 2], nice=False),
        axis=alt.Axis(values=[0.001, 0.01, 0.1, 1], format="~g"),
    )
    marks = chart_of("marks").encode(y=error)
    run = chart_of("losses").mark_line(color=FORWARD).encode(x=updates, y=error)
    now = chart_of("now").encode(x=updates, y=error)
    labels = marks.mark_text(align="left", baseline="bottom", dx=3, dy=-2, fontSize=11).encode(text="text:N")
    return (
        marks.mark_rule(color=QUIET, strokeDash=[2, 3])
        + labels.encode(x=alt.value(0))
        + run
        + now.mark_point(color=BACKWARD, size=90)
    ).properties(width=side, height=height, title="E while it learns")
