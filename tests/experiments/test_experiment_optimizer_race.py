"""The race of the optimizers, against update rules written out by hand."""

import json
import math
import warnings
from collections.abc import Callable

import numpy as np
import pytest

from lessons.experiments import optimizer_race
from lessons.experiments.kit.charts import NARROW, WIDE, specification
from lessons.experiments.optimizer_race import RACERS, UPDATES
from lessons.experiments.optimizer_race_surfaces import VIEWS
from tests.support.common import logistic, numbers

Vector = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def ravine(w: Vector) -> tuple[float, Vector]:
    return 0.0625 * w[0] ** 2 + 6.25 * w[1] ** 2, np.array([0.125 * w[0], 12.5 * w[1]])


def saddle(w: Vector) -> tuple[float, Vector]:
    error = w[0] * w[1] + 1
    return 0.5 * error**2, error * w[::-1]


def plateau(w: Vector) -> tuple[float, Vector]:
    loss, gradient = 0.0, np.zeros(2)
    for x, t in (([1.0, 0.2], 0.3), ([0.2, 1.0], 0.6)):
        out = logistic(w[0] * x[0] + w[1] * x[1])
        loss += 0.25 * (out - t) ** 2
        gradient += 0.5 * (out - t) * out * (1 - out) * np.array(x)
    return loss, gradient


SURFACES: dict[str, tuple[Callable[[Vector], tuple[float, Vector]], list[float]]] = {
    "ravine": (ravine, [-4.0, 1.0]),
    "saddle": (saddle, [0.6, 0.601]),
    "plateau": (plateau, [5.0, 4.0]),
}


def run_by_hand(surface: str, optimizer: str, rate: float) -> tuple[Vector, Vector]:
    loss_and_gradient, start = SURFACES[surface]
    w, m, s = np.array(start), np.zeros(2), np.zeros(2)
    path, losses = [w], [loss_and_gradient(w)[0]]
    for k in range(1, UPDATES + 1):
        g = loss_and_gradient(w)[1]
        if optimizer == "descent":
            step = g
        elif optimizer == "momentum":
            m = 0.9 * m + g
            step = m
        elif optimizer == "adagrad":
            s = s + g**2
            step = g / (np.sqrt(s) + 1e-10)
        elif optimizer == "rmsprop":
            s = 0.99 * s + 0.01 * g**2
            step = g / (np.sqrt(s) + 1e-8)
        else:
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            step = m / (1 - 0.9**k) / (np.sqrt(s / (1 - 0.999**k)) + 1e-8)
        w = w - rate * step
        path.append(w)
        losses.append(loss_and_gradient(w)[0])
    return np.array(path), np.array(losses)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("key", RACERS)
def test_trails_are_those_of_the_rules_written_out(surface: str, key: str) -> None:
    experiment = optimizer_race()
    rate = RACERS[key].start
    columns = experiment.tables[f"trail_{key}"].columns(surface=surface, **{f"rate_{key}": rate})
    path, losses = run_by_hand(surface, key, rate)
    # The places are rounded to hundredths, E to three digits.
    np.testing.assert_allclose(numbers(columns["w1"]), path[:, 0], rtol=0, atol=0.00501)
    np.testing.assert_allclose(numbers(columns["w2"]), path[:, 1], rtol=0, atol=0.00501)
    np.testing.assert_allclose(numbers(columns["E"]), losses, rtol=0.00501, atol=1e-12)
    assert columns["update"] == list(range(UPDATES + 1))


def test_the_summary_has_the_error_of_all_five_now() -> None:
    experiment = optimizer_race()
    losses = {racer.name: run_by_hand("ravine", key, racer.start)[1][30] for key, racer in RACERS.items()}
    standings = "; ".join(f"{name} {loss:.3g}" for name, loss in losses.items())
    summary, explanation = experiment.sentences(experiment.start)
    assert summary == f"After 30 updates on the ravine, from E = 7.25: {standings}."
    assert explanation == ""


def test_gradient_descent_at_twice_its_limit_runs_away() -> None:
    experiment = optimizer_race()
    # Each step multiplies w₂ by 1 − 12.5 · 0.3 = −2.75, and w₁ by 1 − 0.125 · 0.3.
    summary, _ = experiment.sentences({**experiment.start, "rate_descent": 0.3, "update": 10})
    loss = 0.0625 * (4 * 0.9625**10) ** 2 + 6.25 * 2.75**20
    assert f": Gradient descent runs away, {loss:.3g}; " in summary


def test_one_update_is_an_update_and_not_updates() -> None:
    experiment = optimizer_race()
    summary, _ = experiment.sentences({**experiment.start, "update": 1})
    assert summary.startswith("After 1 update on the ravine")


@pytest.mark.parametrize("rate", [1e-320, 1e-9, 1e3, 1e160, 1e300])
@pytest.mark.parametrize("surface", SURFACES)
def test_any_rate_above_zero_gets_a_sentence_and_tables_that_fit_json(rate: float, surface: str) -> None:
    experiment = optimizer_race()
    rates = {f"rate_{key}": rate for key in RACERS}
    setting = experiment.checked({**experiment.start, "surface": surface, "update": 100, **rates})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tables = experiment.columns(setting)
        summary, _ = experiment.sentences(setting)
    assert all(racer.name in summary for racer in RACERS.values())
    for name, columns in tables.items():
        lengths = {len(values) for values in columns.values()}
        assert len(lengths) == 1, name
        assert lengths != {0}, name


def test_a_run_beyond_all_numbers_is_said_to_be_so() -> None:
    experiment = optimizer_race()
    summary, _ = experiment.sentences({**experiment.start, "surface": "saddle", "rate_descent": 10.0})
    assert ": Gradient descent ran away, beyond all numbers; " in summary


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf])
def test_other_rates_are_refused(rate: float) -> None:
    experiment = optimizer_race()
    with pytest.raises(ValueError, match=r"rate must be above 0|must hold finite numbers|must be a number"):
        experiment.columns(experiment.checked({**experiment.start, "rate_adam": rate}))


@pytest.mark.parametrize("surface", SURFACES)
def test_lines_of_equal_error_have_the_error_that_their_names_say(surface: str) -> None:
    experiment = optimizer_race()
    loss_and_gradient, _ = SURFACES[surface]
    lines = {
        name: numbers(values) for name, values in experiment.tables["lines"].columns(surface=surface).items()
    }
    levels = np.array(VIEWS[surface].levels)
    seen = set()
    for number in np.unique(lines["line"]):
        here = lines["line"] == number
        points = np.stack([lines["w1"][here], lines["w2"][here]], axis=-1)
        losses = np.array([loss_and_gradient(point)[0] for point in points])
        level = levels[np.abs(levels - np.median(losses)).argmin()]
        seen.add(level)
        # A straight line between two points of the grid is a little off the curved one.
        np.testing.assert_allclose(losses, level, rtol=0.1, atol=0.012)
    assert seen == set(levels)

    names = experiment.tables["levels"].columns(surface=surface)
    assert len(names["text"]) >= 4
    for w1, w2, text in zip(numbers(names["w1"]), numbers(names["w2"]), names["text"], strict=True):
        loss, _ = loss_and_gradient(np.array([w1, w2]))
        assert loss == pytest.approx(float(str(text)), rel=0.1, abs=0.012)


def test_both_drawings_read_every_table_but_the_sentences() -> None:
    experiment = optimizer_race()
    for width in (WIDE, NARROW):
        names = {data["name"] for data in specification(experiment, width)["data"]}
        unused = set(experiment.told)
        assert set(experiment.tables) - names == unused


def test_no_arithmetic_is_left_to_the_drawing() -> None:
    experiment = optimizer_race()
    text = json.dumps(experiment.chart(WIDE, False).to_dict())
    for name in ("aggregate", "regression", "loess", '"bin"'):
        assert name not in text
