"""The learning-rate experiment against the closed form of one weight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import examples, experiments
from lessons.experiments.learning_rate import UPDATES

EXPERIMENT = experiments.learning_rate()
X, T = 2.0, 4.0


def path(rate: float, start: float) -> tuple[np.ndarray, np.ndarray]:
    columns = EXPERIMENT.tables["path"].columns(rate=rate, start=start)
    return np.array(columns["w"], dtype=float), np.array(columns["E"], dtype=float)


def test_the_example_is_the_one_of_the_article() -> None:
    example = examples.one_weight()
    assert (float(example.x[0]), float(example.t[0])) == (X, T)


@given(rate=st.floats(0.001, 2), start=st.floats(-10, 10))
def test_the_path_is_that_of_the_closed_form(rate: float, start: float) -> None:
    weights, losses = path(rate, start)
    distances = (start - T / X) * (1 - rate * X**2) ** np.arange(UPDATES + 1)
    np.testing.assert_allclose(weights - T / X, distances, rtol=1e-9, atol=1e-9 * np.abs(distances).max())
    np.testing.assert_allclose(losses, 0.5 * (weights * X - T) ** 2, rtol=1e-12)


def test_the_parabola_is_that_of_the_error() -> None:
    columns = EXPERIMENT.tables["parabola"].columns()
    weights = np.array(columns["w"], dtype=float)
    np.testing.assert_allclose(np.array(columns["E"], dtype=float), 0.5 * (weights * X - T) ** 2, rtol=1e-12)


def test_it_opens_on_the_numbers_of_the_article() -> None:
    assert EXPERIMENT.sentences(EXPERIMENT.start)[0] == (
        "At η = 0.1 each step multiplies the distance from the best weight by 1 − ηx² = 0.6: it slides "
        "down one side. From w = 1, E goes 2 → 0.72 → 0.2592, and after 16 updates it is 1.59e−07."
    )


@pytest.mark.parametrize(
    ("rate", "start", "words"),
    [
        (0.1, 1, "slides down one side"),
        (0.25, 5, "there in one step"),
        (0.45, 1, "swings from side to side and comes down"),
        (0.5, 1, "swings from side to side for ever"),
        (0.55, 1, "runs away"),
        (1.0, 2, "nothing moves"),
    ],
)
def test_the_regime_is_said_in_words(rate: float, start: float, words: str) -> None:
    assert words in EXPERIMENT.sentences({"rate": rate, "start": start})[0]


def test_a_run_that_leaves_the_finite_numbers_stays_away() -> None:
    weights, losses = path(1e300, 1.0)
    assert np.isfinite(weights[0])
    assert losses[0] == 2.0
    assert np.isinf(losses[2:]).all()
    assert "beyond all numbers" in EXPERIMENT.sentences({"rate": 1e300, "start": 1.0})[0]


@pytest.mark.parametrize("rate", [0, -0.1])
def test_a_rate_that_is_no_rate_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        EXPERIMENT.columns({"rate": rate, "start": 1})


def test_the_stops_reach_beyond_divergence_and_hold_the_telling_rates() -> None:
    rates = EXPERIMENT.control("rate").values
    assert 55 <= len(rates) <= 65
    assert {0.1, 0.25, 0.5, 0.55} <= set(rates)
    assert float(rates[-1]) > 2 / X**2
