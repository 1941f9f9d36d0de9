"""The experiment on the error surface: its tables against formulas worked out by hand."""

import itertools
import math
import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from lessons.experiments import error_surface
from lessons.experiments.kit.charts import NARROW, WIDE, picture

EXPERIMENT = error_surface()
SETTINGS = list(EXPERIMENT.grid("path"))


def error(surface: str, w1: float, w2: float) -> float:
    first = (w1 + w2) ** 2
    return first if surface == "one" else (first + (w1 + 0.5 * w2 - 0.5) ** 2) / 2


def gradient(surface: str, w1: float, w2: float) -> tuple[float, float]:
    first, second = 2 * (w1 + w2), 2 * (w1 + 0.5 * w2 - 0.5)
    return (first, first) if surface == "one" else ((first + second) / 2, (first + 0.5 * second) / 2)


def descent(surface: str, w1: float, w2: float, rate: float) -> list[tuple[float, float]]:
    weights = [(w1, w2)]
    for _ in range(20):
        by_w1, by_w2 = gradient(surface, *weights[-1])
        weights.append((weights[-1][0] - rate * by_w1, weights[-1][1] - rate * by_w2))
    return weights


def table(name: str, **setting: Any) -> Mapping[str, Any]:
    return EXPERIMENT.columns({**EXPERIMENT.start, **setting})[name]


def summary(**setting: Any) -> str:
    return EXPERIMENT.sentences({**EXPERIMENT.start, **setting})[0]


@pytest.mark.parametrize("setting", random.Random(1).sample(SETTINGS, 60), ids=str)
def test_the_path_is_that_of_gradient_descent_by_hand(setting: Mapping[str, Any]) -> None:
    path, weights = table("path", **setting), descent(**setting)
    for number, (w1, w2) in enumerate(weights):
        assert path["E"][number] == pytest.approx(error(setting["surface"], w1, w2), rel=6e-3, abs=1e-25)
        if math.isfinite(path["w1"][number]) and abs(w1) < 20 and abs(w2) < 20:
            assert (path["w1"][number], path["w2"][number]) == pytest.approx((w1, w2), abs=6e-4)


def test_the_path_is_drawn_to_the_first_point_outside_and_no_further() -> None:
    path = table("path", surface="one", rate=0.55, w1=2.0, w2=2.0)
    outside = [max(abs(w1), abs(w2)) > 3 for w1, w2 in descent("one", 2.0, 2.0, 0.55)]
    end = outside.index(True)
    assert 0 < end < 19
    assert all(math.isfinite(w1) for w1 in path["w1"][: end + 1])
    assert all(math.isnan(w1) for w1 in path["w1"][end + 1 :])


@pytest.mark.parametrize("setting", SETTINGS[:: len(SETTINGS) // 40])
def test_a_path_that_does_not_run_away_stays_in_the_picture(setting: Mapping[str, Any]) -> None:
    runs_away = "runs away" in EXPERIMENT.sentences(setting)[0]
    assert runs_away or all(map(math.isfinite, table("path", **setting)["w1"]))


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_the_regime_agrees_with_the_error(setting: Mapping[str, Any]) -> None:
    weights = descent(**setting)
    errors = [error(setting["surface"], *each) for each in weights]
    sentence = EXPERIMENT.sentences(setting)[0]
    if "runs away" in sentence:
        assert errors[-1] > errors[-2]
    elif "for ever" in sentence:
        assert abs(sum(weights[-1])) == pytest.approx(abs(sum(weights[0])))
    elif "nothing moves" in sentence:
        assert errors[-1] == errors[0]
    else:
        assert errors[-1] < errors[0]


@pytest.mark.parametrize("surface", ["one", "two"])
def test_contours_have_the_error_that_they_are_labeled_with(surface: str) -> None:
    contours = table("contours", surface=surface)
    points = list(zip(contours["line"], contours["w1"], contours["w2"], strict=True))
    assert all(max(abs(w1), abs(w2)) <= 3 for _, w1, w2 in points)
    for _, line in itertools.groupby(points, key=lambda point: point[0]):
        errors = [error(surface, w1, w2) for _, w1, w2 in line]
        level = min((0.25, 1.0, 4.0, 9.0, 16.0), key=lambda level: abs(level - errors[0]))
        assert len(errors) >= 2
        assert math.sqrt(min(errors)) == pytest.approx(math.sqrt(level), abs=0.03)
        assert math.sqrt(max(errors)) == pytest.approx(math.sqrt(level), abs=0.03)
    labels = table("labels", surface=surface)
    assert len(labels["level"]) >= 3
    for level, w1, w2 in zip(labels["level"], labels["w1"], labels["w2"], strict=True):
        assert math.sqrt(error(surface, w1, w2)) == pytest.approx(math.sqrt(float(level)), abs=0.03)


def test_the_minima_of_one_case_are_on_a_line_and_that_of_two_is_a_point() -> None:
    valley, bowl = table("minima", surface="one"), table("minima", surface="two")
    np.testing.assert_allclose(np.add(valley["w1"], valley["w2"]), 0, atol=1e-14)
    assert sorted(map(abs, valley["w1"])) == pytest.approx([1.6, 3, 3])
    assert [*bowl["w1"], *bowl["w2"]] == pytest.approx([1.0, -1.0])
    assert gradient("two", 1.0, -1.0) == (0.0, 0.0)


@pytest.mark.parametrize(("w1", "w2"), [(1.0, 0.5), (-2.0, 0.5), (2.0, 2.0), (-1.0, 2.0)])
def test_the_arrow_points_against_the_gradient(w1: float, w2: float) -> None:
    arrow, (by_w1, by_w2) = table("arrow", surface="two", w1=w1, w2=w2), gradient("two", w1, w2)
    right, up = arrow["w1"][1] - arrow["w1"][0], arrow["w2"][1] - arrow["w2"][0]
    assert (arrow["w1"][0], arrow["w2"][0]) == (w1, w2)
    assert math.hypot(right, up) == pytest.approx(1)
    assert right * by_w1 + up * by_w2 == pytest.approx(-math.hypot(by_w1, by_w2))
    turned = math.radians(arrow["turned"][1])
    assert [math.sin(turned), math.cos(turned)] == pytest.approx([right, up])


def test_there_is_no_arrow_where_the_gradient_is_zero() -> None:
    assert all(map(math.isnan, table("arrow", surface="one", w1=1.0, w2=-1.0)["w1"]))


def test_the_start_says_what_was_worked_out_by_hand() -> None:
    # w₁ + w₂ = 1.5 shrinks to 0.6 of itself: E = (1.5 · 0.6²⁰)² = 3.01e-09, and 0.25 is left for w₁.
    assert f"{(1.5 * 0.6**20) ** 2:.3g}" == "3.01e-09"
    assert repr(EXPERIMENT) == (
        "Each update multiplies w₁ + w₂ by 1 − 4η = 0.6: the path slides down one side. "
        "After 20 updates w₁ = 0.25, w₂ = −0.25 and E = 3.01e−09. "
        "Every point with w₁ = −w₂ is a minimum; no update changes w₁ − w₂ = 0.5, "
        "so the start decides which one is in reach."
    )


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"rate": 0.25}, "by 1 − 4η = 0: the path reaches the floor in one update."),
        ({"rate": 0.4}, "by 1 − 4η = −0.6: the path swings down from side to side."),
        ({"rate": 0.5}, "by 1 − 4η = −1: the path swings from side to side for ever."),
        ({"rate": 0.55}, "farther each time, and runs away."),
        ({"w2": -1.0}, "here the gradient is zero, and nothing moves."),
        (
            {"surface": "two", "rate": 0.6},
            "by 1 − 3.171η = −0.9027 in the steep direction and by 1 − 0.07884η = 0.9527",
        ),
        ({"surface": "two", "rate": 0.1}, "down one side and creeps along the floor towards the minimum."),
        (
            {"surface": "two", "w1": 1.0, "w2": -1.0},
            "nothing moves. After 20 updates w₁ = 1, w₂ = −1 and E = 0.",
        ),
        ({"surface": "two"}, "The only minimum is at w₁ = 1, w₂ = −1."),
        ({"rate": 1e300}, "E = beyond all numbers"),
    ],
)
def test_every_regime_has_its_words(setting: Mapping[str, Any], words: str) -> None:
    assert words in summary(**setting)


def test_a_start_on_the_floor_stays_on_it() -> None:
    # The Hessian of E = ((w₁ + w₂)² + (w₁ + w₂ / 2 − 1 / 2)²) / 2.
    flat = np.linalg.eigh([[2.0, 1.5], [1.5, 1.25]])[1][:, 0]
    w1, w2 = np.array([1.0, -1.0]) + 1.2 * flat
    assert "the start is on the floor, and the path creeps" in summary(surface="two", w1=w1, w2=w2, rate=0.6)


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        EXPERIMENT.columns({**EXPERIMENT.start, "rate": rate})


@pytest.mark.parametrize("name", ["w1", "w2"])
def test_a_start_outside_of_the_picture_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"must be at most 2\.5, but it is 3"):
        EXPERIMENT.checked({**EXPERIMENT.start, name: 3.0})


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_picture_of_the_start_fits_and_names_what_it_shows(width: int) -> None:
    svg = picture(EXPERIMENT, width)
    assert float(svg.split('width="')[1].split('"')[0]) <= width
    for text in ("minima", "−∇E", ">16<", "E after each update"):
        assert text in svg
