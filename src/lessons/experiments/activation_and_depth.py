"""Activation and depth: what a layer does to delta, and what many of them do."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from lessons import Layer, Network, activations
from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.experiments.kit import Choice, Columns, Experiment, Slider, Tabulated, alt
from lessons.experiments.kit.charts import chart_of, outlined

NETS = (-5.0, 5.0)
"""The part of the axis of nets that is drawn."""
WIDTH, SAMPLES, MOST_LAYERS = 24, 16, 30
OUTS, RATIOS = (-1.25, 2.5), (1e-20, 1e20)
"""What is drawn of the outputs, and of the sizes of deltas."""
NAMED_NETS, NAMED_OUTS = (-3.0, 3.0), (-1.0, 2.0)
"""Where there is room for the names of the curves."""
BOUND_NAMED = 15
"""At which j the bound is named."""


@cache
def activation_and_depth() -> Experiment:
    """Return the experiment on the activations of the core and on chains of up to 30 layers."""
    nets = tuple(np.linspace(*NETS, 21).tolist())
    depths = (1, 2, 3, 5, 8, 12, 20, MOST_LAYERS)
    network = ("activation", "depth", "scale")
    return Experiment(
        name="activation-and-depth",
        title="Activation and depth",
        description=(
            "Two charts. One: the logistic function over the net, and its derivative, a low hill of height "
            "0.25. Two: the size of δ in each of 12 layers against that of the last, on a logarithmic axis; "
            "it falls along a straight line, somewhat faster than the dotted line 0.25 to the power of j."
        ),
        controls=(
            Choice("activation", "Activation", _names(), "logistic"),
            Slider("net", "Net", nets, 2.0, least=NETS[0], most=NETS[1]),
            Slider("depth", "Layers", depths, 12, whole=True, least=1, most=MOST_LAYERS),
            Slider(
                "scale",
                "Weights, times the usual",
                (0.5, 1.0, 1.5, 2.0, 4.0, 8.0),
                1.0,
                logarithmic=True,
                least=0.01,
                most=100.0,
            ),
        ),
        tables={
            "curves": Tabulated(("activation",), _curves),
            "names": Tabulated(("activation",), _curve_names),
            "point": Tabulated(("activation", "net"), _point),
            "bound": Tabulated((), _bound),
            "deltas": Tabulated(network, _deltas),
            "state": Tabulated(("activation", "net"), _state),
            "through": Tabulated(network, _through),
        },
        told=("state", "through"),
        chart=_chart,
        summary=(
            "At net {net} the {activation} function gives {out}, and its derivative is {slope}. {through}"
        ),
    )


def _names() -> dict[str, str]:
    names = (name for name in activations.KNOWN if name != "softmax")
    return {name: name.replace("_", " ") for name in names}


def _curves(activation: str) -> Columns:
    function = activations.get(activation)
    # One net just above zero: there the slopes of the rectifiers jump.
    nets = np.sort(np.append(np.linspace(*NETS, 81), 1e-9))
    return {
        "net": nets.tolist(),
        "out": function(nets).round(3).tolist(),
        "slope": function.derivative(nets).round(3).tolist(),
    }


def _curve_names(activation: str) -> Columns:
    """Return where the curves are far apart, with the lower one first."""
    function = activations.get(activation)
    nets = np.linspace(*NAMED_NETS, 61)
    values = np.stack([function(nets), function.derivative(nets)])
    fits = ((values >= NAMED_OUTS[0]) & (values <= NAMED_OUTS[1])).all(axis=0)
    place = int(np.where(fits, np.abs(values[0] - values[1]), -1.0).argmax())
    names = ("function f", "derivative f′")
    order = np.argsort(values[:, place]).tolist()
    return {
        "lower": [1, 0],
        "net": [float(nets[place])] * 2,
        "value": [float(values[curve, place]) for curve in order],
        "name": [names[curve] for curve in order],
    }


def _point(activation: str, net: float) -> Columns:
    function = activations.get(activation)
    return {
        "kind": ["function", "derivative"],
        "net": [net, net],
        "value": [float(function(net)), float(function.derivative(net))],
    }


def _bound() -> Columns:
    """Return 0.25 to the power of j: what the slopes of logistic units let through at most."""
    steepest = float(activations.get("logistic").derivative(0.0))
    return {"j": list(range(MOST_LAYERS)), "ratio": [steepest**j for j in range(MOST_LAYERS)]}


@cache
def _ratios(activation: str, depth: int, scale: float) -> Array:
    """Return the typical size of δ in each layer, the last layer first, against that of the last.

    It is the root of the mean square over units and samples, for inputs and targets that are
    drawn from the standard normal distribution.
    """
    network = _network(activation, depth, scale)
    x, t = np.random.default_rng(1).normal(size=(2, SAMPLES, WIDTH))
    deltas = network.backward(network.forward(x), t).deltas
    sizes = np.array([np.sqrt(np.square(delta).mean()) for delta in reversed(deltas)])
    ratios: Array = np.divide(sizes, sizes[0], where=sizes > 0, out=np.zeros_like(sizes))
    return ratios


def _network(activation: str, depth: int, scale: float) -> Network:
    """Return layers of one width, with weights `scale` times as large as `initialize` draws them."""
    drawn = Network.initialize([WIDTH] * (depth + 1), activation, "half_squared_error", seed=0)
    layers = [Layer(scale * layer.weights, layer.biases, activation) for layer in drawn.layers]
    return Network(layers, drawn.loss)


def _deltas(activation: str, depth: int, scale: float) -> Columns:
    ratios = _ratios(activation, depth, scale)
    return {
        "j": list(range(depth)),
        "ratio": [float(f"{ratio:.3g}") for ratio in ratios],
        "first": [int(j == depth - 1) for j in range(depth)],
    }


def _state(activation: str, net: float) -> Columns:
    function = activations.get(activation)
    return {
        "activation": [_names()[activation]],
        "net": [in_digits(net, ".6g")],
        "out": [in_digits(float(function(net)), ".6f")],
        "slope": [in_digits(float(function.derivative(net)), ".6f")],
    }


def _through(activation: str, depth: int, scale: float) -> Columns:
    if depth == 1:
        return {
            "through": ["With one layer, its δ is the last: there is no layer for it to go back through."]
        }
    ratio, bound = float(_ratios(activation, depth, scale)[-1]), float(_bound()["ratio"][depth - 1])
    weights = "the usual weights" if scale == 1 else f"weights {in_digits(scale, '.6g')} times the usual"
    sizes = (
        f"Back through {depth} layers with {weights}, δ {_fate(ratio)}: in the first layer it is "
        f"{_in_safe_digits(ratio)} times as large as in the last"
    )
    allowed = f"0.25 to the power of {depth - 1} is {in_digits(bound, '.3g')}"
    if activation != "logistic":
        return {"through": [f"{sizes} ({allowed})."]}
    weighed = "outweigh the slopes" if ratio > bound else "make it smaller still"
    return {"through": [f"{sizes}. {allowed}, but weights multiply in too, and here they {weighed}."]}


def _in_safe_digits(ratio: float) -> str:
    if _fate(ratio) != "explodes":
        return in_digits(ratio, ".3g")
    # What rounding did in the last layer has exploded as well: only the power of ten is safe.
    return f"more than {in_digits(10.0 ** math.floor(math.log10(ratio)), '.0e')}"


def _fate(ratio: float) -> str:
    if ratio < 1e-4:
        return "vanishes"
    if ratio > 1e4:
        return "explodes"
    if ratio < 0.5:
        return "shrinks"
    return "grows" if ratio > 2 else "keeps its size"


def _chart(width: int, narrow: bool) -> Any:
    size = {"width": width - 68, "height": 150} if narrow else {"width": width // 2 - 70, "height": 260}
    left = _curves_chart().properties(**size, title="One unit")
    right = _deltas_chart().properties(**size, title="Size of δ in each layer")
    return alt.vconcat(left, right, spacing=8) if narrow else alt.hconcat(left, right)


def _curves_chart() -> Any:
    value = {"title": "f and f′", "scale": alt.Scale(domain=OUTS, nice=False)}
    net = alt.X("net:Q", title="net", scale=alt.Scale(domain=NETS, nice=False))
    curves = chart_of("curves").encode(x=net)
    out = curves.mark_line(color=FORWARD).encode(y=alt.Y("out:Q", **value))
    slope = curves.mark_line(color=BACKWARD, strokeDash=[6, 3]).encode(y=alt.Y("slope:Q", **value))
    places = {"x": net, "y": alt.Y("value:Q", **value)}
    point = chart_of("point").encode(**places)
    circle = point.transform_filter(alt.datum.kind == "function").mark_point(color=FORWARD, size=150)
    square = point.transform_filter(alt.datum.kind == "derivative").mark_point(
        color=BACKWARD, shape="square", size=90
    )
    names = chart_of("names").encode(**places, text="name:N")
    above = names.transform_filter(alt.datum.lower == 0)
    below = names.transform_filter(alt.datum.lower == 1)
    return alt.layer(
        out,
        slope,
        *outlined(above, dy=-15),
        *outlined(below, dy=16),
        circle,
        square,
    )


def _deltas_chart() -> Any:
    places = {
        "x": alt.X(
            "j:Q",
            title="layers before the last, j (square: the first)",
            scale=alt.Scale(domain=[-1, MOST_LAYERS], nice=False),
            axis=alt.Axis(tickMinStep=1),
        ),
        "y": alt.Y(
            "ratio:Q",
            title="|δ| / |δ of the last layer|",
            scale=alt.Scale(type="log", domain=RATIOS, nice=False),
            axis=alt.Axis(format="~e", tickCount=8),
        ),
    }
    bound = chart_of("bound").encode(**places)
    name = bound.transform_filter(alt.datum.j == BOUND_NAMED)
    deltas = chart_of("deltas").transform_filter(alt.datum.ratio > 0).encode(**places)
    first = deltas.transform_filter(alt.datum.first == 1)
    return alt.layer(
        bound.mark_line(color=QUIET, strokeDash=[2, 3]),
        name.mark_text(text="0.25ʲ", align="right", dx=-6, dy=10, color=QUIET),
        deltas.mark_line(color=BACKWARD),
        deltas.mark_point(color=BACKWARD),
        first.mark_point(shape="square", size=110, filled=False, color=INK, strokeWidth=2),
    )
