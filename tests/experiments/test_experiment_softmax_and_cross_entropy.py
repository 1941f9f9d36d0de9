"""The experiment on softmax and cross-entropy: its tables against formulas in plain Python."""

import math
import random
from collections.abc import Mapping
from typing import Any

import pytest

from lessons.display.numerals import in_digits
from lessons.experiments import softmax_and_cross_entropy
from lessons.experiments.kit.charts import NARROW, WIDE, picture

EXPERIMENT = softmax_and_cross_entropy()
CLASSES = "ABC"
SETTINGS = random.Random(2).sample(list(EXPERIMENT.grid("gradients")), 60)


def softmax(setting: Mapping[str, Any]) -> list[float]:
    shares = [math.exp(setting[name]) for name in ("a1", "a2", "a3")]
    return [share / sum(shares) for share in shares]


def loss(setting: Mapping[str, Any]) -> float:
    out, target = softmax(setting), CLASSES.index(setting["target"])
    if setting["loss"] == "cross_entropy":
        return -math.log(out[target])
    return sum((share - (number == target)) ** 2 for number, share in enumerate(out)) / 2


def gradient(setting: Mapping[str, Any]) -> list[float]:
    """Return central differences of the loss."""
    step, slopes = 1e-5, []
    for name in ("a1", "a2", "a3"):
        up, down = ({**setting, name: setting[name] + sign * step} for sign in (1, -1))
        slopes.append((loss(up) - loss(down)) / (2 * step))
    return slopes


def numbers(texts: list[str]) -> list[float]:
    return [float(text.replace("−", "-")) for text in texts]


def sentences(**setting: Any) -> str:
    return " ".join(EXPERIMENT.sentences({**EXPERIMENT.start, **setting}))


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_probabilities_loss_and_gradient_are_those_of_the_formulas(setting: Mapping[str, Any]) -> None:
    tables: dict[str, Any] = EXPERIMENT.columns(setting)
    assert tables["probabilities"]["S"] == pytest.approx(softmax(setting), rel=1e-12)
    assert tables["probabilities"]["text"] == [f"{share:.6f}" for share in softmax(setting)]
    assert tables["loss"]["E"] == pytest.approx([loss(setting)], rel=1e-10)
    assert tables["state"]["E"] == [in_digits(loss(setting), ".6f")]
    assert tables["gradients"]["delta"] == pytest.approx(gradient(setting), abs=5.1e-5)
    assert numbers(tables["gradients"]["text"]) == pytest.approx(gradient(setting), abs=6e-7)
    number = CLASSES.index(setting["target"])
    assert tables["state"]["gradient"] == [tables["gradients"]["text"][number]]
    assert tables["target"]["y"] == [float(name == setting["target"]) for name in CLASSES]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_the_explanation_tells_the_gradient_of_cross_entropy_whatever_the_loss(
    setting: Mapping[str, Any],
) -> None:
    difference = softmax(setting)[CLASSES.index(setting["target"])] - 1
    assert in_digits(difference, ".6f") in EXPERIMENT.sentences(setting)[1]


def test_the_start_says_what_was_worked_out_by_hand() -> None:
    # e⁻² / (e⁴ + e⁻² + 1) = 0.1353353 / 55.7334853
    assert f"{0.1353353 / 55.7334853:.6f}" == "0.002428"
    assert f"{math.log(55.7334853 / 0.1353353):.6f}" == "6.020581"
    assert repr(EXPERIMENT) == (
        "Softmax gives the target class B the probability 0.002428: wrong, and sure of it. "
        "The loss is E = 6.020581, and its gradient on the logit of B is −0.997572. "
        "With cross-entropy the gradient is S − y, on B 0.002428 − 1 = −0.997572: "
        "the less probable the target, the harder the push."
    )


def test_the_gradient_of_the_squared_error_dies_when_softmax_is_sure_and_wrong() -> None:
    sure = {**EXPERIMENT.start, "loss": "half_squared_error"}
    unsure = {**sure, "a1": 0.0, "a2": 0.0, "a3": 0.0}
    (dead,), (alive,) = (
        numbers([str(EXPERIMENT.columns(setting)["state"]["gradient"][0])]) for setting in (sure, unsure)
    )
    assert -0.005 < dead < 0
    assert alive == pytest.approx(-2 / 9, abs=1e-6)
    assert "With cross-entropy, the gradient on B would be −0.997572." in sentences(**sure)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({}, "wrong, and sure of it"),
        ({"target": "A"}, "right, and sure of it"),
        ({"a1": 2.0, "target": "A"}, "right, but not sure"),
        ({"a1": 2.0}, "wrong, but not sure"),
        ({"a1": 0.0}, "undecided"),
        ({"a1": 100.0, "a2": -100.0}, "E = 200.000000"),
    ],
)
def test_every_verdict_has_its_words(setting: Mapping[str, Any], words: str) -> None:
    assert words in sentences(**setting)


def test_the_bar_of_a_loss_beyond_the_axis_ends_before_its_number() -> None:
    assert EXPERIMENT.columns({**EXPERIMENT.start, "a1": 100.0})["loss"]["E"] == [9.0]


@pytest.mark.parametrize("value", [math.nan, math.inf, 101.0, -1e300])
def test_a_logit_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"^Logit of class A must "):
        EXPERIMENT.checked({**EXPERIMENT.start, "a1": value})


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_picture_of_the_start_fits_and_shows_its_numbers(width: int) -> None:
    svg = picture(EXPERIMENT, width)
    assert float(svg.split('width="')[1].split('"')[0]) <= width
    for text in ("0.979629", "0.002428", "0.017943", "−0.997572", "6.020581"):
        assert f">{text}<" in svg
