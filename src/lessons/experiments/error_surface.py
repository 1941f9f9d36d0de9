"""Error surface and path: where descent ends in a valley, and in a long bowl."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, GREEN, INK, QUIET
from lessons.examples import linear_neuron
from lessons.experiments.error_surface_descent import UPDATES, curvatures, descent, error, minimum_of
from lessons.experiments.kit import Choice, Columns, Experiment, Slider, Tabulated, alt
from lessons.experiments.kit.charts import chart_of, error_by_update, outlined
from lessons.experiments.kit.contours import Contour, contours

LABELED = 3
"""How many points of the path get a number."""
EDGE = 3.0
"""Both weights are drawn from −EDGE to EDGE: in a square, gradients meet contours at right angles."""
LEVELS = (0.25, 1.0, 4.0, 9.0, 16.0)
HIGHEST_LABEL, CLOSEST_LABELS = 2.75, 0.6
"""How high labels of contours are, and how close to each other, in units of a weight."""
NAMED = 1.6
"""The weight w₁ beside which the line of the minima is named: no path of the page comes there."""
ARROW = 1.0
"""How long the arrow against the gradient is drawn, in units of a weight: it shows a direction."""


@cache
def error_surface() -> Experiment:
    """Return the experiment on the linear neuron of the Encyclopedia."""
    example = linear_neuron()
    rates = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.8)
    return Experiment(
        name="error-surface",
        title="Error surface and path",
        description=(
            "Two charts. One: contour lines of the error E over the weights w₁ and w₂, straight and "
            "parallel, with the minima on the line w₁ = −w₂; from the start a path of updates and an arrow "
            "against the gradient lead straight to that line. Two: E after each update on a logarithmic axis."
        ),
        controls=(
            Choice("surface", "Training cases", {"one": "one: a valley", "two": "two: a long bowl"}, "one"),
            Slider("w1", "First weight w₁", (-2.0, -0.5, 1.0, 2.0), 1.0, least=-2.5, most=2.5),
            Slider("w2", "First weight w₂", (-1.0, 0.5, 1.0), 0.5, least=-2.5, most=2.5),
            Slider("rate", "Learning rate η", rates, example.rate, logarithmic=True),
        ),
        tables={
            "contours": Tabulated(("surface",), _contours),
            "labels": Tabulated(("surface",), _labels),
            "minima": Tabulated(("surface",), _minima),
            "arrow": Tabulated(("surface", "w1", "w2"), _arrow),
            "path": Tabulated(("surface", "w1", "w2", "rate"), _path),
            "state": Tabulated(("surface", "w1", "w2", "rate"), _state),
            "factors": Tabulated(("surface", "rate"), _factors),
            "reachable": Tabulated(("surface", "w1", "w2"), _reachable),
        },
        told=("state", "factors", "reachable"),
        chart=_chart,
        summary=(
            "{factors}: {regime}. "
            f"After {UPDATES} updates w₁ = {{w1}}, w₂ = {{w2}} and E = {{E}}. {{minima}}"
        ),
    )


@cache
def _lines(surface: str) -> tuple[Contour, ...]:
    axis = np.linspace(-EDGE, EDGE, 61)
    return contours(lambda weights: error(surface, weights)[0], axis, axis, LEVELS)


def _contours(surface: str) -> Columns:
    lines = [_corners(line.round(2)) for _, line in _lines(surface)]
    points = np.concatenate(lines)
    return {
        "line": [number for number, line in enumerate(lines) for _ in line],
        "point": list(range(len(points))),
        "w1": points[:, 0].tolist(),
        "w2": points[:, 1].tolist(),
    }


def _corners(line: Array) -> Array:
    """Return the points of a line without those between which it runs straight on."""
    (before1, before2), (after1, after2) = np.diff(line[:-1], axis=0).T, np.diff(line[1:], axis=0).T
    turns = np.abs(before1 * after2 - before2 * after1) > 1e-9
    kept: Array = line[np.concatenate([[True], turns, [True]])]
    return kept


def _labels(surface: str) -> Columns:
    """Return where each level is written: where its line is highest, unless there is one already."""
    places: list[Array] = []
    texts = []
    for level in reversed(LEVELS):
        points = np.concatenate([line for each, line in _lines(surface) if each == level])
        inside = points[np.abs(points).max(axis=1) <= HIGHEST_LABEL]
        if not inside.size:
            continue
        highest = inside[inside[:, 1].argmax()]
        if all(np.linalg.norm(highest - place) > CLOSEST_LABELS for place in places):
            places.append(highest)
            texts.append(in_digits(level, "g"))
    w1, w2 = np.array(places).T
    return {"w1": w1.tolist(), "w2": w2.tolist(), "level": texts}


def _minima(surface: str) -> Columns:
    """Return the only minimum, or the ends of the line that all of them are on and a place to name it."""
    minimum, unique = minimum_of(surface)
    flat = curvatures(surface)[1][:, 0]
    along = np.zeros(1) if unique else np.array([-EDGE, EDGE, NAMED]) / flat[0]
    points = minimum + along[:, np.newaxis] * flat
    labels = ["minimum"] if unique else ["", "", "minima"]
    return {"w1": points[:, 0].tolist(), "w2": points[:, 1].tolist(), "label": labels}


def _arrow(surface: str, w1: float, w2: float) -> Columns:
    """Return both ends of the arrow against the gradient, and how far it is turned clockwise."""
    start = np.array([w1, w2])
    _, gradient = error(surface, start)
    length = np.linalg.norm(gradient)
    direction = -gradient / length if length > 0 else np.full(2, np.nan)
    ends = start + np.array([[0.0], [ARROW]]) * direction
    turned = float(np.degrees(np.arctan2(direction[0], direction[1])))
    return {"end": [0, 1], "w1": ends[:, 0].tolist(), "w2": ends[:, 1].tolist(), "turned": [turned] * 2}


def _path(surface: str, w1: float, w2: float, rate: float) -> Columns:
    """Return the weights, up to the first that are outside of the picture, and every E."""
    weights, losses = descent(surface, w1, w2, rate)
    outside = np.flatnonzero(np.abs(weights).max(axis=1) > EDGE)
    shown = outside[0] + 1 if outside.size else len(weights)
    # How far outside makes no difference to the eye, but it does to drawings on paper.
    points = weights.clip(-9 * EDGE, 9 * EDGE).round(3)
    points[shown:] = np.nan
    return {
        "update": list(range(UPDATES + 1)),
        "w1": points[:, 0].tolist(),
        "w2": points[:, 1].tolist(),
        "E": [float(f"{loss:.3g}") for loss in losses],
        "label": _numbers(points[: min(shown, LABELED)]) + [""] * (UPDATES + 1 - min(shown, LABELED)),
    }


def _numbers(points: Array) -> list[str]:
    """Return the number of each point, or nothing where it would be written over another."""
    labels = [""] * len(points)
    for number, point in enumerate(points):
        labeled = (points[before] for before in range(number) if labels[before])
        if all(np.linalg.norm(point - other) > CLOSEST_LABELS / 2 for other in labeled):
            labels[number] = str(number)
    return labels


def _state(surface: str, w1: float, w2: float, rate: float) -> Columns:
    run = descent(surface, w1, w2, rate)
    last1, last2 = _digits(run.weights[-1])
    return {
        "regime": [_regime(surface, np.array([w1, w2]), rate)],
        "w1": [last1],
        "w2": [last2],
        "E": [in_digits(run.losses[-1], ".3g")],
    }


def _factors(surface: str, rate: float) -> Columns:
    """Say by how much an update multiplies the distances in the directions of the eigenvectors."""
    flat, steep = (
        f"1 − {in_digits(value, '.4g')}η = {in_digits(factor, '.4g')}"
        for value, factor in zip(curvatures(surface)[0], _multipliers(surface, rate), strict=True)
    )
    distances = (
        f"the distance from the minimum by {steep} in the steep direction and by {flat} in the flat one"
    )
    multiplied = distances if minimum_of(surface)[1] else f"w₁ + w₂ by {steep}"
    return {"factors": [f"Each update multiplies {multiplied}"]}


def _reachable(surface: str, w1: float, w2: float) -> Columns:
    minimum, unique = minimum_of(surface)
    if unique:
        best1, best2 = _digits(minimum)
        return {"minima": [f"The only minimum is at w₁ = {best1}, w₂ = {best2}."]}
    difference = in_digits(round(w1 - w2, 12), ".4g")
    every = f"Every point with w₁ = −w₂ is a minimum; no update changes w₁ − w₂ = {difference}"
    return {"minima": [f"{every}, so the start decides which one is in reach."]}


def _digits(weights: Array) -> list[str]:
    return [in_digits(round(float(weight), 12), ".4g") for weight in weights]


def _multipliers(surface: str, rate: float) -> list[float]:
    """Return 1 − ηλ for the flat and the steep direction."""
    return [round(1 - rate * float(value), 12) for value in curvatures(surface)[0]]


def _regime(surface: str, start: Array, rate: float) -> str:
    values, vectors = curvatures(surface)
    distant = np.abs(vectors.T @ (start - minimum_of(surface)[0])) > 1e-12
    along, across = (distant & (values > 1e-12 * values[1])).tolist()
    flat, steep = _multipliers(surface, rate)
    if not (along or across):
        return "here the gradient is zero, and nothing moves"
    if (across and abs(steep) > 1) or (along and abs(flat) > 1):
        return "the path swings from side to side, farther each time, and runs away"
    creep = "creeps along the floor towards the minimum"
    if not across:
        return f"the start is on the floor, and the path {creep}"
    return f"the path {_crossing(steep)} and {creep}" if along else f"the path {_crossing(steep)}"


def _crossing(factor: float) -> str:
    if factor == 0:
        return "reaches the floor in one update"
    if factor == -1:
        return "swings from side to side for ever"
    if factor < 0:
        return "swings down from side to side"
    return "slides down one side"


def _chart(width: int, narrow: bool) -> Any:
    side, height = (width - 62, 120) if narrow else (width - 395, 260)
    surface = _surface_chart().properties(
        width=205 if narrow else 260,
        height=205 if narrow else 260,
        title="Contours of E, and the path",
    )
    right = error_by_update(alt.Scale(domain=[0, UPDATES])).properties(width=side, height=height)
    return alt.vconcat(surface, right, spacing=8) if narrow else alt.hconcat(surface, right)


def _surface_chart() -> Any:
    square = alt.Scale(domain=[-EDGE, EDGE], nice=False)
    places = {
        "x": alt.X("w1:Q", title="weight w₁", scale=square, axis=alt.Axis(tickCount=7, grid=False)),
        "y": alt.Y("w2:Q", title="weight w₂", scale=square, axis=alt.Axis(tickCount=7, grid=False)),
    }

    def layer(name: str) -> Any:
        return chart_of(name).encode(**places)

    contours = (
        layer("contours").encode(detail="line:N", order="point:Q").mark_line(color=QUIET, strokeWidth=0.8)
    )
    labels = layer("labels").encode(text="level:N")
    minima = layer("minima")
    only = minima.transform_filter(alt.datum.label == "minimum")
    named = minima.transform_filter(alt.datum.label != "").encode(text="label:N")
    arrow = layer("arrow").transform_filter("isValid(datum.w1)")
    head = arrow.transform_filter(alt.datum.end == 1)
    name = head.encode(text=alt.value("−∇E"), xOffset=alt.value(-16), yOffset=alt.value(-12))
    path = layer("path")
    numbered = path.transform_filter(alt.datum.label != "")
    return alt.layer(
        contours,
        *outlined(labels, fontSize=10, color=QUIET),
        minima.mark_line(color=GREEN, strokeDash=[7, 3]),
        only.mark_point(color=GREEN, shape="cross", size=130),
        arrow.mark_line(color=BACKWARD, strokeWidth=8, opacity=0.5),
        head.mark_point(color=BACKWARD, shape="triangle", size=260).encode(
            angle=alt.Angle("turned:Q", scale=None)
        ),
        path.mark_line(color=FORWARD, strokeWidth=1.2).encode(order="update:Q"),
        path.mark_point(color=FORWARD, size=30),
        # Paths run up and down the diagonal: beside it is room.
        numbered.mark_text(dx=9, dy=9, color=INK, fontWeight="bold", clip=True).encode(text="label:N"),
        *outlined(named, align="left", dx=9, dy=-6, color=GREEN),
        *outlined(name, color=BACKWARD, fontWeight="bold"),
    )
