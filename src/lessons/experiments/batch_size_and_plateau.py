"""Batch size and plateau: figure 2 of the lecture note, with a weight that walks."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np

from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.experiments.kit import Columns, Experiment, Slider, Tabulated, alt
from lessons.experiments.kit.charts import DASHES, chart_of
from lessons.studies.disagreement import disagreeing_samples, weights_in_batches
from lessons.studies.surfaces import losses_at, path_of
from lessons.training import batches

UPDATES = 1000
EVERY = 5
"""Every how many updates the path is drawn."""
WEIGHTS = (-2.0, 16.0)
"""The part of the weight axis that is drawn."""
SHOWN_BATCHES = 4
BEYOND = 8.0
"""Left of it the plateau lies, right of it the way down."""
LOST = 1.0
"""Left of it every sample is flat."""
SEEDS = tuple(range(10))
problem = cache(disagreeing_samples)
"""The unit and its samples, made once."""


@cache
def batch_size_and_plateau() -> Experiment:
    """Return the experiment on a plateau that a batch leaves and the mean of all samples does not."""
    return Experiment(
        name="batch-size-and-plateau",
        title="Batch size and plateau",
        description=(
            "Two charts. One: the error E of all 32 samples over the weight, flat from 3 to 5 and lowest "
            "near 10.7, and the errors of single batches, which are not flat there. "
            "Two: the weight over 1,000 updates, with batches and with all samples."
        ),
        controls=(
            Slider("size", "Batch size", (1, 2, 4, 8, 16, 32), 4, whole=True, least=1, most=32),
            Slider("seed", "Seed of the shuffling", SEEDS, 0, whole=True, least=0, most=9999),
        ),
        tables={
            "full": Tabulated((), _full),
            "batches": Tabulated(("size", "seed"), _batches),
            "ends": Tabulated(("size", "seed"), _ends),
            "path": Tabulated(("size", "seed"), _path),
            "fullpath": Tabulated((), _full_path),
            "state": Tabulated(("size", "seed"), _state),
        },
        chart=_chart,
        summary=(
            "{batches}: the weight {regime}. After "
            f"{UPDATES:,} updates it is at w = {{w}}, where E = {{E}}. "
            "The full batch is at w = {w_full} then, with E = {E_full}."
        ),
    )


@cache
def _paths_of_seeds(size: int) -> Array:
    """Return the weight after each update with each seed of a page, trained in one call."""
    return _paths(size, SEEDS)


def _paths(size: int, seeds: tuple[int, ...]) -> Array:
    return weights_in_batches(problem(), problem().optimizer(), size, seeds, UPDATES)


@lru_cache(maxsize=256)
def _weights(size: int, seed: int) -> Array:
    return _paths_of_seeds(size)[:, seed] if seed in SEEDS else _paths(size, (seed,))[:, 0]


@cache
def _full_weights() -> Array:
    example = problem()
    return path_of(example.network, example.x, example.t, example.optimizer(), updates=UPDATES).weights[:, 0]


def _curve(samples: list[int] | slice = slice(None)) -> tuple[list[float], list[float]]:
    weights = np.linspace(*WEIGHTS, 73)
    return weights.tolist(), _losses_over(weights, samples).round(4).tolist()


def _losses_over(weights: Array, samples: list[int] | slice = slice(None)) -> Array:
    network, x, t = problem().network, problem().x, problem().t
    return losses_at(network, x[samples], t[samples], weights[:, np.newaxis])


def _full() -> Columns:
    weights, losses = _curve()
    return {"w": weights, "E": losses}


def first_batches(size: int, seed: int) -> list[list[int]]:
    """Return the samples of the first batches of a run, as `train` makes them."""
    first_epoch = next(batches(len(problem().x), size, seed=seed))
    return [batch.tolist() for batch in first_epoch[:SHOWN_BATCHES]]


def _batches(size: int, seed: int) -> Columns:
    curves = [_curve(batch) for batch in first_batches(size, seed)]
    return {
        "batch": [number for number, (weights, _) in enumerate(curves, start=1) for _ in weights],
        "w": [weight for weights, _ in curves for weight in weights],
        "E": [loss for _, losses in curves for loss in losses],
    }


def _ends(size: int, seed: int) -> Columns:
    ends = _weights(size, seed)[[0, -1]]
    return {"w": ends.tolist(), "E": _losses_at(ends), "text": ["start", f"after {UPDATES:,}"]}


def _losses_at(weights: Array) -> list[float]:
    return list(map(float, _losses_over(weights)))


def _path(size: int, seed: int) -> Columns:
    return _drawn(_weights(size, seed))


def _full_path() -> Columns:
    return _drawn(_full_weights())


def _drawn(weights: Array) -> Columns:
    return {"update": list(range(0, UPDATES + 1, EVERY)), "w": weights[::EVERY].round(2).tolist()}


def _state(size: int, seed: int) -> Columns:
    weights = _weights(size, seed)
    (loss,), (full_loss,) = _losses_at(weights[-1:]), _losses_at(_full_weights()[-1:])
    samples = len(problem().x)
    batches = f"Batches of {size}, seed {seed}"
    if size == 1:
        batches = f"One sample at a time, seed {seed}"
    if size == samples:
        batches = f"One batch of all {samples}"
    return {
        "batches": [batches],
        "regime": [_regime(weights, size)],
        "w": [in_digits(float(weights[-1]), ".2f")],
        "E": [in_digits(loss, ".3f")],
        "w_full": [in_digits(float(_full_weights()[-1]), ".2f")],
        "E_full": [in_digits(full_loss, ".3f")],
    }


def _regime(weights: Array, size: int) -> str:
    beyond = weights > BEYOND
    if not beyond.any():
        if weights[-1] < LOST:
            return f"is thrown off on the wrong side, below w = {LOST:g}, where every sample is flat"
        return "stays on the plateau"
    updates = int(beyond.argmax())
    gradients = _samples_seen(updates, size)
    left = (
        f"leaves the plateau, past w = {BEYOND:g}, with update {updates:,}, "
        f"which took {gradients:,} gradients of single samples"
    )
    return left if weights[-1] > BEYOND else f"{left}, but does not stay there"


def _samples_seen(updates: int, size: int) -> int:
    """Return how many samples the updates took; the last batch of an epoch may be short."""
    samples = len(problem().x)
    epochs, rest = divmod(updates, -(-samples // size))
    return epochs * samples + rest * size


def _chart(width: int, narrow: bool) -> Any:
    side, height = (width - 58, 165) if narrow else (width // 2 - 62, 250)
    scale = alt.Scale(domain=WEIGHTS, nice=False)
    weight = alt.X("w:Q", title="weight w", scale=scale)
    error = alt.Y("E:Q", title="error E", scale=alt.Scale(domain=[0, 0.52], nice=False))
    dashes = alt.StrokeDash(
        "batch:N",
        title=None,
        scale=alt.Scale(domain=list(range(1, SHOWN_BATCHES + 1)), range=DASHES[1:]),
        legend=None,
    )
    surfaces = (
        chart_of("batches")
        .mark_line(color=QUIET, strokeWidth=1.3)
        .encode(x=weight, y=error, strokeDash=dashes)
    )
    full = chart_of("full").mark_line(color=FORWARD, strokeWidth=3.2).encode(x=weight, y=error)
    ends = chart_of("ends").encode(x=weight, y=error)
    start = alt.datum.text == "start"
    left = (
        surfaces
        + full
        + ends.transform_filter(start).mark_point(
            filled=False, shape="square", size=110, color=INK, strokeWidth=2
        )
        + ends.transform_filter(~start).mark_point(color=BACKWARD, size=110)
    ).properties(width=side, height=height, title=["E of all 32 (thick),", "of the first batches (thin)"])
    update = alt.X("update:Q", title="updates", scale=alt.Scale(domain=[0, UPDATES], nice=False))
    height_of_weight = alt.Y("w:Q", title="weight w", scale=scale)
    path = chart_of("path").encode(x=update, y=height_of_weight)
    slow = chart_of("fullpath").encode(x=update, y=height_of_weight)
    right = (
        slow.mark_line(color=FORWARD, strokeDash=[7, 3]) + path.mark_line(color=BACKWARD, strokeWidth=1.4)
    ).properties(width=side, height=height, title=["The weight: in batches (solid),", "all 32 (dashed)"])
    return alt.vconcat(left, right) if narrow else alt.hconcat(left, right)
