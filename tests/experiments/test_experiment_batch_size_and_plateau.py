"""Batch size and plateau, against the unit written out by hand."""

import numpy as np
import pytest

from lessons import train
from lessons.experiments import batch_size_and_plateau
from lessons.experiments.batch_size_and_plateau import EVERY, UPDATES, first_batches
from lessons.studies.disagreement import disagreeing_samples
from tests.support.common import numbers

EXAMPLE = disagreeing_samples()
Vector = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def out(w: float, x: Vector) -> Vector:
    result: Vector = 1 / (1 + np.exp(-(w * x - 14)))
    return result


def loss(w: float, x: Vector, t: Vector) -> float:
    return float(0.5 * np.mean((out(w, x) - t) ** 2))


def weights_by_hand(size: int, seed: int) -> list[float]:
    x, t, rate = EXAMPLE.x[:, 0], EXAMPLE.t[:, 0], EXAMPLE.rate
    random, w = np.random.default_rng(seed), 3.0
    weights = [w]
    while len(weights) <= UPDATES:
        order = random.permutation(32)
        for start in range(0, 32, size):
            batch = order[start : start + size]
            y = out(w, x[batch])
            w -= rate * float(np.mean((y - t[batch]) * y * (1 - y) * x[batch]))
            weights.append(w)
    return weights[: UPDATES + 1]


@pytest.mark.parametrize(("size", "seed"), [(1, 0), (2, 3), (4, 0), (8, 9), (16, 5), (5, 123), (32, 1)])
def test_the_path_and_the_sentence_are_those_of_a_loop(size: int, seed: int) -> None:
    experiment = batch_size_and_plateau()
    weights = weights_by_hand(size, seed)
    path = experiment.tables["path"].columns(size=size, seed=seed)
    assert path["update"] == list(range(0, UPDATES + 1, EVERY))
    np.testing.assert_allclose(numbers(path["w"]), weights[::EVERY], rtol=0, atol=0.00501)

    summary, _ = experiment.sentences({"size": size, "seed": seed})
    error = loss(weights[-1], EXAMPLE.x[:, 0], EXAMPLE.t[:, 0])
    end = f"it is at w = {weights[-1]:.2f}, where E = {error:.3f}."
    assert end.replace("-", "−") in summary
    beyond = [update for update, weight in enumerate(weights) if weight > 8]
    if not beyond:
        assert "leaves the plateau" not in summary
        return
    epochs, rest = divmod(beyond[0], -(-32 // size))
    seen = epochs * 32 + sum(min(size, 32 - size * k) for k in range(rest))
    assert f"with update {beyond[0]:,}, which took {seen:,} gradients" in summary


def test_the_full_batch_is_that_of_train() -> None:
    run = EXAMPLE.train(UPDATES)
    columns = batch_size_and_plateau().tables["fullpath"].columns()
    weight = run.network.layers[0].weights.item()
    assert numbers(columns["w"])[-1] == pytest.approx(weight, abs=0.00501)


def test_thin_curves_are_losses_of_the_batches_that_the_run_takes_first() -> None:
    network, x, t, descent = EXAMPLE.network, EXAMPLE.x, EXAMPLE.t, EXAMPLE.optimizer()
    batches = first_batches(8, 4)
    assert sorted(sample for batch in batches for sample in batch) == list(range(32))
    curves = batch_size_and_plateau().tables["batches"].columns(size=8, seed=4)
    for number, batch in enumerate(batches, start=1):
        here = numbers(curves["batch"]) == number
        expected = [loss(weight, x[batch, 0], t[batch, 0]) for weight in numbers(curves["w"])[here]]
        np.testing.assert_allclose(numbers(curves["E"])[here], expected, rtol=0, atol=0.0000501)

    for batch in batches:
        network = train(network, x[batch], t[batch], descent, epochs=1).network
    epoch = train(EXAMPLE.network, x, t, descent, epochs=1, batch_size=8, seed=4).network
    np.testing.assert_allclose(network.to_vector(), epoch.to_vector(), rtol=1e-10)


def test_with_all_samples_there_is_one_batch_and_no_way_out() -> None:
    summary, _ = batch_size_and_plateau().sentences({"size": 32, "seed": 2})
    assert summary.startswith("One batch of all 32: the weight stays on the plateau.")
    assert len(first_batches(32, 2)) == 1


def test_one_sample_at_a_time_can_throw_the_weight_off_on_the_wrong_side() -> None:
    summary, _ = batch_size_and_plateau().sentences({"size": 1, "seed": 1})
    assert weights_by_hand(1, 1)[-1] < 1
    assert summary.startswith("One sample at a time, seed 1: the weight is thrown off on the wrong side")


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": 33}, {"size": 2.5}, {"seed": -1}, {"seed": 1e300}])
def test_other_values_are_refused(wrong: dict[str, float]) -> None:
    experiment = batch_size_and_plateau()
    with pytest.raises(ValueError, match="must be"):
        experiment.checked({**experiment.start, **wrong})
