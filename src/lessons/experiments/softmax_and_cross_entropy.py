"""Softmax and cross-entropy: which loss still pushes when the network is sure and wrong."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from lessons import Layer, Network
from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.experiments.kit import Choice, Columns, Experiment, Slider, Tabulated, alt
from lessons.experiments.kit.charts import chart_of

CLASSES = ("A", "B", "C")
NAMES = {"cross_entropy": "cross-entropy", "half_squared_error": "half squared error"}
DIGITS = ".6f"
HIGHEST_LOSS = 9.0
ROOM = 1.45
"""How much longer an axis is than its longest bar: behind the bars, the numbers have a column."""
SURE = 0.9
"""From what probability on softmax is called sure."""


@cache
def softmax_and_cross_entropy() -> Experiment:
    """Return the experiment on an output layer of three softmax units."""
    values = (-4.0, -2.0, 0.0, 2.0, 4.0)
    logits = ("a1", "a2", "a3")
    everything = (*logits, "target", "loss")
    return Experiment(
        name="softmax-and-cross-entropy",
        title="Softmax and cross-entropy",
        description=(
            "Three bar charts. One: the probabilities that softmax makes of the logits of the classes A, B "
            "and C, A nearly 1; an empty bar shows that it should be B. Two: the gradient on each logit, on "
            "A nearly 1 and on B, in the other direction, nearly −1. Three: the loss, about 6."
        ),
        controls=(
            Slider("a1", "Logit of class A", values, 4.0, least=-100.0, most=100.0),
            Slider("a2", "Logit of class B", values, -2.0, least=-100.0, most=100.0),
            Slider("a3", "Logit of class C", values, 0.0, least=-100.0, most=100.0),
            Choice("target", "Target class", {name: name for name in CLASSES}, "B"),
            Choice("loss", "Loss", NAMES, "cross_entropy"),
        ),
        tables={
            "probabilities": Tabulated(logits, _probabilities),
            "target": Tabulated(("target",), _target),
            "gradients": Tabulated(everything, _gradients),
            "loss": Tabulated(everything, _loss),
            "state": Tabulated(everything, _state),
            "verdict": Tabulated((*logits, "target"), _verdict_on_target),
        },
        told=("state", "verdict"),
        chart=_chart,
        summary=(
            "Softmax gives the target class {target} the probability {probability}: {verdict}. "
            "The loss is E = {E}, and its gradient on the logit of {target} is {gradient}."
        ),
        explained="loss",
        explanations={
            "cross_entropy": (
                "With cross-entropy the gradient is S − y, on {target} {probability} − 1 = {difference}: "
                "the less probable the target, the harder the push."
            ),
            "half_squared_error": (
                "With the squared error, S − y goes back through the slopes of softmax, which are flat "
                "where it is sure, right or wrong. With cross-entropy, the gradient on {target} "
                "would be {difference}."
            ),
        },
    )


def _pass(logits: Array, target: str, loss: str) -> tuple[Array, float, Array]:
    """Return the probabilities, the loss, and its gradient on the logits."""
    # The layer hands on what comes in, so that its net is the logits and its delta their gradient.
    layer = Layer(np.eye(len(CLASSES)), np.zeros(len(CLASSES)), "softmax")
    network = Network([layer], loss)
    forward = network.forward(logits)
    backward = network.backward(forward, _one_hot(target))
    return forward.outs[-1], float(backward.loss), backward.deltas[-1]


def _one_hot(target: str) -> Array:
    return np.array([float(name == target) for name in CLASSES])


def _texts(values: Array) -> list[str]:
    return [in_digits(value, DIGITS) for value in values]


def _probabilities(a1: float, a2: float, a3: float) -> Columns:
    out, _, _ = _pass(np.array([a1, a2, a3]), CLASSES[0], "cross_entropy")
    return {"class": CLASSES, "S": out.tolist(), "text": _texts(out)}


def _target(target: str) -> Columns:
    return {"class": CLASSES, "y": _one_hot(target).tolist()}


def _gradients(a1: float, a2: float, a3: float, target: str, loss: str) -> Columns:
    _, _, delta = _pass(np.array([a1, a2, a3]), target, loss)
    return {"class": CLASSES, "delta": delta.round(4).tolist(), "text": _texts(delta)}


def _loss(a1: float, a2: float, a3: float, target: str, loss: str) -> Columns:
    """Return how long the bar is; beside it stands the number."""
    _, error, _ = _pass(np.array([a1, a2, a3]), target, loss)
    return {"E": [min(error, HIGHEST_LOSS)]}


def _state(a1: float, a2: float, a3: float, target: str, loss: str) -> Columns:
    _, error, delta = _pass(np.array([a1, a2, a3]), target, loss)
    gradient = delta[CLASSES.index(target)]
    return {"E": [in_digits(error, DIGITS)], "gradient": [in_digits(gradient, DIGITS)]}


def _verdict_on_target(a1: float, a2: float, a3: float, target: str) -> Columns:
    out, _, delta = _pass(np.array([a1, a2, a3]), target, "cross_entropy")
    number = CLASSES.index(target)
    return {
        "target": [target],
        "probability": [in_digits(out[number], DIGITS)],
        "difference": [in_digits(delta[number], DIGITS)],
        "verdict": [_verdict(out, number)],
    }


def _verdict(out: Array, target: int) -> str:
    if np.count_nonzero(out == out.max()) > 1:
        return "undecided"
    right = bool(out.argmax() == target)
    if out.max() > SURE:
        return "right, and sure of it" if right else "wrong, and sure of it"
    return "right, but not sure" if right else "wrong, but not sure"


def _chart(width: int, narrow: bool) -> Any:
    side = width - 34 if narrow else width // 2 - 30
    rows = {"width": side, "height": 84 if narrow else 110}
    probabilities = _probability_chart().properties(**rows, title="Softmax S, and the target y dashed")
    gradients = _gradient_chart().properties(**rows, title="Gradient on each logit")
    loss = _loss_chart().properties(
        width=side if narrow else width - 26, height=24 if narrow else 28, title="Loss E"
    )
    both = alt.vconcat if narrow else alt.hconcat
    return alt.vconcat(both(probabilities, gradients, spacing=8 if narrow else 20), loss, spacing=8)


def _classes() -> Any:
    return alt.Y(
        "class:N",
        title=None,
        scale=alt.Scale(domain=CLASSES),
        axis=alt.Axis(domain=False, ticks=False, labelFontSize=13),
    )


def _probability_chart() -> Any:
    scale = alt.Scale(domain=[0, ROOM], nice=False)
    x = {"title": None, "scale": scale, "axis": alt.Axis(values=[0, 0.5, 1])}
    shares = chart_of("probabilities").encode(y=_classes())
    bars = shares.mark_bar(color=FORWARD, size=18).encode(x=alt.X("S:Q", **x))
    wanted = chart_of("target").encode(y=_classes(), x=alt.X("y:Q", **x))
    frame = wanted.transform_filter(alt.datum.y > 0).mark_bar(
        filled=False, size=24, stroke=INK, strokeWidth=1.5, strokeDash=[4, 3]
    )
    numbers = shares.mark_text(align="right", dx=-6).encode(x=alt.datum(ROOM, **x), text="text:N")
    return bars + frame + numbers


def _gradient_chart() -> Any:
    scale = alt.Scale(domain=[-1, 1], nice=False)
    x = alt.X("delta:Q", title=None, scale=scale, axis=alt.Axis(values=[-1, -0.5, 0, 0.5, 1]))
    slopes = chart_of("gradients").encode(y=_classes())
    bars = slopes.mark_bar(color=BACKWARD, size=18).encode(x=x)
    zero = chart_of("loss").mark_rule(color=QUIET).encode(x=alt.datum(0))
    # The number of a bar is on the other side of zero, where there is room however long it is.
    numbers = slopes.encode(x=alt.datum(0), text="text:N")
    left = numbers.transform_filter(alt.datum.delta > 0).mark_text(align="right", dx=-6)
    right = numbers.transform_filter(alt.datum.delta <= 0).mark_text(align="left", dx=6)
    return bars + zero + left + right


def _loss_chart() -> Any:
    scale = alt.Scale(domain=[0, ROOM * HIGHEST_LOSS], nice=False)
    x = {"title": None, "scale": scale, "axis": alt.Axis(values=[0, 2, 4, 6, 8])}
    bar = chart_of("loss").mark_bar(color=INK, size=18, clip=True).encode(x=alt.X("E:Q", **x))
    number = chart_of("state").mark_text(align="right", dx=-6, fontWeight="bold")
    number = number.encode(x=alt.datum(ROOM * HIGHEST_LOSS, **x), text="E:N")
    return bar + number
