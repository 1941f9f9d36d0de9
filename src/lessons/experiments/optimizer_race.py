"""Optimizer race: five optimizers from one start, on a ravine, a saddle and a plateau."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from lessons import AdaGrad, Adam, GradientDescent, Momentum, RMSProp
from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import COLORS, FAINT, INK, QUIET
from lessons.experiments.kit import Choice, Columns, Experiment, Slider, Tabulated, alt
from lessons.experiments.kit.charts import DASHES, SHAPES, chart_of
from lessons.experiments.optimizer_race_surfaces import (
    first_weights,
    lines_of_equal_error,
    names_of_lines,
    sides_and_start,
)
from lessons.studies.surfaces import SURFACES, losses_at, path_of

UPDATES = 100
STOPS = (1, 2, 3, 5, 10, 15, 20, 30, 40, 50, 60, 80, UPDATES)
RUNNING_AWAY = 100.0
"""A run whose E is so many times the first one is said to run away."""
FAR = 1000.0
"""Beyond it a weight has no place in the picture."""
ROUNDING = 1e-16
"""Below it E is what rounding leaves of it, which differs from machine to machine."""


class _Racer(NamedTuple):
    name: str
    optimizer: Any
    rates: tuple[float, ...]
    start: float


RACERS: Mapping[str, _Racer] = MappingProxyType(
    {
        "descent": _Racer("Gradient descent", GradientDescent, (0.03, 0.1, 0.15, 0.3, 1, 10, 30), 0.15),
        "momentum": _Racer("Momentum", Momentum, (0.01, 0.03, 0.1, 0.3, 1, 3, 10), 0.03),
        "adagrad": _Racer("AdaGrad", AdaGrad, (0.03, 0.1, 0.3, 1, 3, 10), 0.3),
        "rmsprop": _Racer("RMSProp", RMSProp, (0.003, 0.01, 0.03, 0.1, 0.3), 0.03),
        "adam": _Racer("Adam", Adam, (0.01, 0.03, 0.1, 0.3, 1, 3), 0.1),
    }
)
NAMES = [racer.name for racer in RACERS.values()]


@cache
def optimizer_race() -> Experiment:
    """Return the experiment that races the optimizers over three surfaces of two weights."""
    rates = tuple(
        Slider(f"rate_{key}", f"η of {racer.name}", racer.rates, racer.start, logarithmic=True)
        for key, racer in RACERS.items()
    )
    texts = {"ravine": "ravine", "saddle": "saddle", "plateau": "plateau"}
    runs = {name: table for key in RACERS for name, table in _tables_of(key).items()}
    standings = "; ".join(f"{{{key}}}" for key in RACERS)
    return Experiment(
        name="optimizer-race",
        title="Five optimizers race",
        description=(
            "Two charts. One: a ravine as lines of equal error E over two weights, and on it the trails of "
            "gradient descent, Momentum, AdaGrad, RMSProp and Adam from the same start. "
            "Two: E of each over 100 updates on a logarithmic axis."
        ),
        controls=(
            Choice("surface", "Surface", texts, "ravine"),
            Slider("update", "Updates", STOPS, 30, whole=True, least=1, most=UPDATES),
            *rates,
        ),
        tables={
            "lines": Tabulated(("surface",), lines_of_equal_error),
            "levels": Tabulated(("surface",), names_of_lines),
            "view": Tabulated(("surface",), sides_and_start),
            "now": Tabulated(("update",), _now),
            **runs,
            "state": Tabulated(("surface", "update"), _state),
        },
        told=("state", *(f"standing_{key}" for key in RACERS)),
        chart=_chart,
        summary=f"{{updates}} on the {{surface}}, from E = {{first}}: {standings}.",
    )


@lru_cache(maxsize=512)
def _run(surface: str, key: str, rate: float) -> tuple[Array, Array]:
    """Return the weights and the losses of a run, up to the last finite loss."""
    example = SURFACES[surface]()
    optimizer = RACERS[key].optimizer(rate, train_biases=False)
    weights, losses = path_of(example.network, example.x, example.t, optimizer, updates=UPDATES)
    finite = np.isfinite(losses)
    return weights[finite], losses[finite]


def _tables_of(key: str) -> dict[str, Tabulated]:
    """Return the trail of an optimizer, and what is told of it, as tables of its own rate alone."""
    rate = f"rate_{key}"

    def trail(**setting: Any) -> Columns:
        weights, losses = _run(setting["surface"], key, setting[rate])
        # What is far outside of the picture is nowhere: browsers cannot draw a line to it.
        places = np.where(np.abs(weights) < FAR, weights.round(2), np.nan)
        return {
            "update": list(range(len(losses))),
            "w1": places[:, 0].tolist(),
            "w2": places[:, 1].tolist(),
            "E": [float(f"{loss:.3g}") for loss in losses],
        }

    def standing(**setting: Any) -> Columns:
        _, losses = _run(setting["surface"], key, setting[rate])
        return {key: [f"{RACERS[key].name} {_standing(losses, setting['update'])}"]}

    return {
        f"trail_{key}": Tabulated(("surface", rate), trail),
        f"standing_{key}": Tabulated(("surface", rate, "update"), standing),
    }


def _standing(losses: Array, update: int) -> str:
    if update >= len(losses):
        return "ran away, beyond all numbers"
    loss = float(losses[update])
    if loss < ROUNDING:
        return f"below {in_digits(ROUNDING, '.0e')}"
    away = "runs away, " if loss > RUNNING_AWAY * losses[0] else ""
    return f"{away}{in_digits(loss, '.3g')}"


def _state(surface: str, update: int) -> Columns:
    example = SURFACES[surface]()
    first = losses_at(example.network, example.x, example.t, first_weights(surface))
    return {
        "surface": [surface],
        "updates": [f"After {update} update{'s' if update != 1 else ''}"],
        "first": [in_digits(float(first), ".3g")],
    }


def _now(update: int) -> Columns:
    return {"update": [update]}


def _chart(width: int, narrow: bool) -> Any:
    side, height = (width - 66, 200) if narrow else (width // 2 - 68, 270)
    surface = _surface_chart().properties(width=side, height=height, title="The trails so far")
    losses = _losses_chart().properties(width=side, height=130 if narrow else height, title="E over updates")
    return alt.vconcat(surface, losses) if narrow else alt.hconcat(surface, losses)


def _surface_chart() -> Any:
    w1 = alt.X("w1:Q", title="weight w₁", scale=_scale("left", "right"), axis=alt.Axis(tickCount=6))
    w2 = alt.Y("w2:Q", title="weight w₂", scale=_scale("low", "high"), axis=alt.Axis(tickCount=6))
    lines = chart_of("lines").mark_line(color=FAINT, strokeWidth=1)
    levels = chart_of("levels").mark_text(color=QUIET, fontSize=10, clip=True)
    start = chart_of("view").mark_point(filled=False, shape="circle", size=150, color=INK, strokeWidth=1.5)
    layers = [
        lines.encode(x=w1, y=w2, detail="line:N", order="line:Q"),
        levels.encode(x=w1, y=w2, text="text:N"),
        start.encode(x=w1, y=w2),
    ]
    for (key, racer), dashes in zip(RACERS.items(), DASHES, strict=True):
        trail = _named(key, racer).encode(x=w1, y=w2, color=_color())
        so_far = trail.transform_filter("datum.update <= data('now')[0].update")
        last = trail.transform_filter("datum.update == data('now')[0].update")
        layers += [
            so_far.mark_line(strokeWidth=1.8, strokeDash=dashes).encode(order="update:Q"),
            last.mark_point(size=80).encode(shape=_shape()),
        ]
    return alt.layer(*layers)


def _scale(low: str, high: str) -> Any:
    """Return the scale between two columns of the view; before there is a view, any."""
    ends = enumerate((low, high))
    domain = [{"expr": f"length(data('view')) ? data('view')[0].{end} : {k}"} for k, end in ends]
    return alt.Scale(domain=domain, nice=False, zero=False)


def _losses_chart() -> Any:
    scale = alt.Scale(domain=[0, UPDATES], nice=False)
    update = alt.X("update:Q", title="updates", scale=scale, axis=alt.Axis(tickCount=5))
    error = alt.Y(
        "E:Q",
        title="error E",
        scale=alt.Scale(type="log", domain=[1e-6, 100], nice=False),
        axis=alt.Axis(format="~e", tickCount=5),
    )
    now = chart_of("now").mark_rule(color=QUIET).encode(x=update)
    layers = [now]
    for (key, racer), dashes in zip(RACERS.items(), DASHES, strict=True):
        run = _named(key, racer).transform_filter(alt.datum.E > 0).encode(x=update, y=error, color=_color())
        last = run.transform_filter("datum.update == data('now')[0].update")
        layers += [
            run.mark_line(strokeWidth=1.8, strokeDash=dashes),
            last.mark_point(size=80).encode(shape=_shape()),
        ]
    return alt.layer(*layers)


def _named(key: str, racer: _Racer) -> Any:
    """Return the trail of an optimizer, each point with the name that the legend knows."""
    return chart_of(f"trail_{key}").transform_calculate(optimizer=f"'{racer.name}'")


def _by_name(values: Sequence[str]) -> dict[str, Any]:
    """Return what gives each optimizer one of the values; all of them share one legend."""
    legend = alt.Legend(orient="bottom", columns=3, columnPadding=5, symbolSize=80, title=None)
    return {"scale": alt.Scale(domain=NAMES, range=values), "legend": legend}


def _color() -> Any:
    return alt.Color("optimizer:N", **_by_name(COLORS))


def _shape() -> Any:
    return alt.Shape("optimizer:N", **_by_name(SHAPES))
