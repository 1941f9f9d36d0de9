"""Training: what the losses are, when a run stops, batches, stacks, and what is refused."""

import math
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field
from itertools import chain, islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lessons import Adam, GradientDescent, Layer, Network, Training, losses, train, trajectory
from lessons.optimizers import Optimizer, Past
from tests.support.common import refused, small_network

Array = NDArray[np.float64]


def linear_unit(weight: float = 1.0, bias: float = 0.0) -> Network:
    return Network([Layer([[weight]], [bias], "identity")], "half_squared_error")


def samples(count: int) -> tuple[Array, Array]:
    random = np.random.default_rng(count)
    return random.normal(size=(count, 2)), random.normal(size=(count, 1))


def loss_of(network: Network, x: Any, t: Any) -> Any:
    return network.loss(network.forward(x).outs[-1], t).mean(axis=-1)


def step_by_hand(network: Network, x: Any, t: Any, optimizer: GradientDescent) -> Network:
    return optimizer.step(network, network.backward(network.forward(x), t).gradients)


def same_parameters(actual: Network, desired: Network) -> None:
    np.testing.assert_allclose(actual.to_vector(), desired.to_vector(), rtol=1e-14, atol=0)


# One weight: w - t/x shrinks by the factor 1 - rate x² in each update.


@given(
    weight=st.floats(-3, 3),
    x=st.floats(0.5, 3),
    t=st.floats(-4, 4),
    rate=st.floats(0.01, 0.3),
    updates=st.integers(0, 12),
)
def test_one_weight_moves_as_the_formula_says(
    weight: float, x: float, t: float, rate: float, updates: int
) -> None:
    optimizer = GradientDescent(rate, train_biases=False)
    training = train(linear_unit(weight), [x], [t], optimizer, epochs=updates)
    factor = 1 - rate * x**2
    right = t / x + factor**updates * (weight - t / x)
    assert training.network.layers[0].weights[0, 0] == pytest.approx(right, rel=1e-10, abs=1e-10)
    errors = [0.5 * (x * factor**k * (weight - t / x)) ** 2 for k in range(updates + 1)]
    np.testing.assert_allclose(training.losses, errors, rtol=1e-9, atol=1e-12)
    assert training.stopped == "epochs"


def test_a_rate_of_two_over_the_curvature_swings_forever() -> None:
    training = train(linear_unit(1.0), [2.0], [4.0], GradientDescent(0.5, train_biases=False), epochs=11)
    np.testing.assert_array_equal(training.losses, np.full(12, 2.0))
    assert training.network.layers[0].weights[0, 0] == 3.0


def test_with_the_bias_the_factor_is_one_minus_rate_times_x_squared_plus_one() -> None:
    x, t, rate = 2.0, 4.0, 0.1
    training = train(linear_unit(), [x], [t], GradientDescent(rate), epochs=5)
    np.testing.assert_allclose(training.losses, [2.0 * (1 - rate * (x**2 + 1)) ** (2 * k) for k in range(6)])
    assert training.network.layers[0].biases[0] != 0.0


# Losses and the full batch.


def test_a_full_batch_is_the_step_repeated() -> None:
    x, t = samples(5)
    optimizer, network = GradientDescent(0.2), small_network()
    training = train(network, x, t, optimizer, epochs=6)
    by_hand = [loss_of(network, x, t)]
    for _ in range(6):
        network = step_by_hand(network, x, t, optimizer)
        by_hand.append(loss_of(network, x, t))
    same_parameters(training.network, network)
    np.testing.assert_allclose(training.losses, by_hand, rtol=1e-14)
    assert training.losses.shape == (7,)
    assert training.losses.dtype == np.float64


def test_a_vector_is_a_batch_of_one_sample() -> None:
    vector = train(small_network(), [1, 2], [3], GradientDescent(0.2), epochs=3)
    batch = train(small_network(), [[1, 2]], [[3]], GradientDescent(0.2), epochs=3)
    same_parameters(vector.network, batch.network)
    np.testing.assert_array_equal(vector.losses, batch.losses)


def test_no_epochs_give_the_network_and_its_loss() -> None:
    x, t = samples(4)
    training = train(small_network(), x, t, GradientDescent(0.1), epochs=0)
    same_parameters(training.network, small_network())
    np.testing.assert_allclose(training.losses, [loss_of(small_network(), x, t)], rtol=1e-15)
    assert training.stopped == "epochs"


def test_training_leaves_the_network_and_the_data_as_they_are() -> None:
    x, t = samples(4)
    x_before, t_before, network = x.copy(), t.copy(), small_network()
    train(network, x, t, GradientDescent(0.1), epochs=3, batch_size=2)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(t, t_before)
    np.testing.assert_array_equal(network.to_vector(), small_network().to_vector())


def test_biases_are_held_if_the_optimizer_holds_them() -> None:
    x, t = samples(4)
    training = train(small_network(), x, t, GradientDescent(0.1, train_biases=False), epochs=3)
    for layer, before in zip(training.network.layers, small_network().layers, strict=True):
        np.testing.assert_array_equal(layer.biases, before.biases)
        assert not np.array_equal(layer.weights, before.weights)


@pytest.mark.parametrize("rate", [0.1, [0.1, 0.2]])
def test_what_training_leaves_behind_cannot_be_changed(rate: Any) -> None:
    x, t = samples(4)
    training = train(small_network(), x, t, GradientDescent(rate), epochs=2)
    with pytest.raises(ValueError, match="read-only"):
        training.losses[0] = 0.0
    with pytest.raises(FrozenInstanceError):
        training.losses = training.losses  # type: ignore[misc]
    assert training in {training}
    for layer in training.network.layers:
        assert not layer.weights.flags.writeable
    assert isinstance(training.stopped, str) or not training.stopped.flags.writeable


# Batches.


@dataclass(frozen=True, eq=False)
class Recorder(Optimizer):
    """An optimizer that goes nowhere and writes down which samples an update saw.

    With the identity matrix for x, the weights of sample n alone have a gradient in column n.
    """

    batches: list[list[int]] = field(default_factory=list)

    def direction(self, gradient: Array, past: Past, step: int) -> tuple[Array, Past]:
        self.batches.append(np.flatnonzero(gradient[0]).tolist())
        return np.zeros_like(gradient), past


def recorded(count: int, **options: Any) -> list[list[int]]:
    network = Network([Layer(np.ones((1, count)), [0.0], "identity")], "squared_error")
    recorder = Recorder(1.0, train_biases=False)
    train(network, np.eye(count), np.zeros((count, 1)), recorder, **options)
    return recorder.batches


def test_batches_follow_the_order_of_the_samples_if_not_shuffled() -> None:
    batches = recorded(7, epochs=2, batch_size=3, shuffle=False)
    assert batches == [[0, 1, 2], [3, 4, 5], [6]] * 2


def test_without_a_batch_size_an_update_sees_every_sample() -> None:
    assert recorded(4, epochs=3) == [[0, 1, 2, 3]] * 3


@given(count=st.integers(1, 9), data=st.data(), seed=st.integers(0, 10**6))
def test_every_epoch_sees_every_sample_once(count: int, data: st.DataObject, seed: int) -> None:
    size = data.draw(st.integers(1, count))
    batches = recorded(count, epochs=3, batch_size=size, seed=seed)
    in_an_epoch = -(-count // size)
    assert len(batches) == 3 * in_an_epoch
    for start in range(0, len(batches), in_an_epoch):
        epoch = batches[start : start + in_an_epoch]
        assert sorted(chain.from_iterable(epoch)) == list(range(count))
        assert all(len(batch) == size for batch in epoch[:-1])


def test_every_epoch_draws_another_order() -> None:
    batches = recorded(40, epochs=3, batch_size=1)
    epochs = [batches[:40], batches[40:80], batches[80:]]
    assert epochs[0] != epochs[1] != epochs[2] != epochs[0]
    assert [[n] for n in range(40)] not in epochs


def test_the_same_seed_draws_the_same_orders() -> None:
    orders = [recorded(20, epochs=2, batch_size=3, seed=seed) for seed in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2]
    assert recorded(20, epochs=2, batch_size=3) == orders[0]


def test_the_same_seed_trains_the_same_network() -> None:
    x, t = samples(20)
    runs = [
        train(small_network(), x, t, GradientDescent(0.1), epochs=3, batch_size=4, seed=seed)
        for seed in (5, 5, 6)
    ]
    np.testing.assert_array_equal(runs[0].network.to_vector(), runs[1].network.to_vector())
    np.testing.assert_array_equal(runs[0].losses, runs[1].losses)
    assert not np.array_equal(runs[0].network.to_vector(), runs[2].network.to_vector())


def test_batches_take_their_own_targets_and_one_step_each() -> None:
    x, t = samples(5)
    optimizer, network = GradientDescent(0.2), small_network()
    training = train(network, x, t, optimizer, epochs=2, batch_size=2, shuffle=False)
    by_hand = [loss_of(network, x, t)]
    for _ in range(2):
        for batch in (slice(0, 2), slice(2, 4), slice(4, 5)):
            network = step_by_hand(network, x[batch], t[batch], optimizer)
        by_hand.append(loss_of(network, x, t))
    same_parameters(training.network, network)
    np.testing.assert_allclose(training.losses, by_hand, rtol=1e-14)


def test_batches_of_a_linear_unit_in_plain_numbers() -> None:
    xs, ts, rate = [1.0, 2.0, -1.0], [2.0, 3.0, 1.0], 0.1
    optimizer = GradientDescent(rate, train_biases=False)
    x, t = np.array(xs)[:, np.newaxis], np.array(ts)[:, np.newaxis]
    training = train(linear_unit(0.5), x, t, optimizer, epochs=3, batch_size=2, shuffle=False)
    w, errors = 0.5, []
    for _ in range(3):
        w -= rate * ((w * xs[0] - ts[0]) * xs[0] + (w * xs[1] - ts[1]) * xs[1]) / 2
        w -= rate * (w * xs[2] - ts[2]) * xs[2]
        errors.append(sum(0.5 * (w * a - b) ** 2 for a, b in zip(xs, ts, strict=True)) / 3)
    assert training.network.layers[0].weights[0, 0] == pytest.approx(w, rel=1e-14)
    np.testing.assert_allclose(training.losses[1:], errors, rtol=1e-14)


def test_a_batch_of_all_samples_in_order_is_the_full_batch() -> None:
    x, t = samples(6)
    full = train(small_network(), x, t, GradientDescent(0.1), epochs=3)
    batch = train(small_network(), x, t, GradientDescent(0.1), epochs=3, batch_size=6, shuffle=False)
    np.testing.assert_array_equal(full.network.to_vector(), batch.network.to_vector())
    np.testing.assert_array_equal(full.losses, batch.losses)


# Stopping at a loss.


def test_a_run_stops_as_soon_as_the_loss_is_low_enough() -> None:
    # The losses are 2, 0.72, 0.2592, 0.093312, ...
    optimizer = GradientDescent(0.1, train_biases=False)
    training = train(linear_unit(), [2.0], [4.0], optimizer, epochs=50, until_loss=0.26)
    np.testing.assert_allclose(training.losses, [2.0, 0.72, 0.2592], rtol=1e-14)
    assert training.stopped == "until_loss"
    assert loss_of(training.network, [[2.0]], [[4.0]]) == pytest.approx(0.2592)


@pytest.mark.parametrize(("until_loss", "stopped"), [(0.26, "until_loss"), (0.25, "epochs")])
def test_a_loss_reached_with_the_last_epoch_counts(until_loss: float, stopped: str) -> None:
    optimizer = GradientDescent(0.1, train_biases=False)
    training = train(linear_unit(), [2.0], [4.0], optimizer, epochs=2, until_loss=until_loss)
    assert training.losses.shape == (3,)
    assert training.stopped == stopped


@pytest.mark.parametrize("batch_size", [None, 1])
def test_a_loss_reached_at_the_start_needs_no_update(batch_size: int | None) -> None:
    optimizer = GradientDescent(0.1)
    training = train(linear_unit(), [2.0], [4.0], optimizer, epochs=9, until_loss=2.0, batch_size=batch_size)
    np.testing.assert_array_equal(training.losses, [2.0])
    assert training.stopped == "until_loss"
    np.testing.assert_array_equal(training.network.to_vector(), linear_unit().to_vector())


# Divergence. Warnings are errors here, so that none can pass unseen.


@pytest.mark.parametrize("batch_size", [None, 1])
def test_a_run_that_diverges_ends_with_inf_and_keeps_its_last_finite_network(batch_size: int | None) -> None:
    x, t = [[2.0], [1.0]], [[4.0], [3.0]]
    training = train(linear_unit(), x, t, GradientDescent(10.0), epochs=1000, batch_size=batch_size)
    assert training.stopped == "diverged"
    assert np.isfinite(training.losses[:-1]).all()
    assert training.losses[-1] == np.inf
    assert 10 < len(training.losses) < 1000
    assert np.isfinite(training.network.to_vector()).all()
    assert loss_of(training.network, x, t) == pytest.approx(training.losses[-2], rel=1e-12)


@pytest.mark.parametrize("weights", [[1e200, 0.0], [1e200, 1e200], [1e200, -1e200]])
def test_a_network_that_starts_beyond_float64_has_diverged_already(weights: list[float]) -> None:
    # The last one starts with inf - inf: its loss is not a number at all.
    network = Network([Layer([weights], [0.0], "identity")], "half_squared_error")
    training = train(network, [1e200, 1e200], [0.0], GradientDescent(0.1), epochs=5)
    np.testing.assert_array_equal(training.losses, [np.inf])
    assert training.stopped == "diverged"


def test_a_weighted_input_beyond_float64_is_a_divergence_though_the_loss_is_finite() -> None:
    network = Network([Layer([[1e200]], [0.0], "logistic")], "half_squared_error")
    training = train(network, [1e200], [0.0], GradientDescent(0.1), epochs=3)
    assert training.stopped == "diverged"


def test_weighted_inputs_whose_sum_is_beyond_float64_are_no_divergence() -> None:
    network = Network([Layer([[1e308]], [0.0], "logistic")], "half_squared_error")
    training = train(network, [[1.0]] * 4, [[1.0]] * 4, GradientDescent(0.1), epochs=3)
    assert training.stopped == "epochs"
    assert training.losses.tolist() == [0.0] * 4


@pytest.mark.parametrize("rate", [1e308, [1e308, 1e308]])
def test_weights_that_leave_the_finite_numbers_are_a_divergence_though_the_loss_is_finite(rate: Any) -> None:
    # A logistic unit has a finite output, and so a finite loss, even if its weight is infinite.
    network = Network([Layer([[1e-3]], [0.0], "logistic")], "half_squared_error")
    training = train(network, [1e3], [0.0], GradientDescent(rate), epochs=3)
    assert np.isfinite(training.network.to_vector()).all()
    assert np.all(training.stopped == "diverged")
    np.testing.assert_array_equal(training.losses[-1], np.full_like(training.losses[-1], np.inf))


# Stacks.


def check_members(stack: Training, singles: Mapping[Any, Training]) -> None:
    """Each member of the stack is its single run; that of one that has diverged goes on as inf."""
    theta = stack.network.to_vector()
    for place, single in singles.items():
        np.testing.assert_allclose(theta[place], single.network.to_vector(), rtol=1e-13, atol=1e-14)
        history = stack.losses[(slice(None), *place)]
        count = len(single.losses)
        np.testing.assert_allclose(history[:count], single.losses, rtol=1e-13)
        np.testing.assert_array_equal(history[count:], np.full(len(history) - count, history[count - 1]))
        assert not isinstance(stack.stopped, str)
        assert stack.stopped[place] == single.stopped


@pytest.mark.parametrize("batch_size", [None, 2])
def test_each_member_of_a_stack_ends_as_it_does_alone(batch_size: int | None) -> None:
    x, t = np.array([[1.0], [2.0], [-1.0]]), np.array([[2.0], [4.0], [-2.0]])
    rates = np.array([1e-3, 0.2, 50.0, 0.1, 3.0])
    options: dict[str, Any] = {"epochs": 300, "batch_size": batch_size}
    stack = train(linear_unit(), x, t, GradientDescent(rates), **options)
    singles = {
        (i,): train(linear_unit(), x, t, GradientDescent(rate), **options) for i, rate in enumerate(rates)
    }
    stopped = [single.stopped for single in singles.values()]
    assert stopped == ["epochs", "epochs", "diverged", "epochs", "diverged"]
    assert stack.losses.shape == (301, 5)
    check_members(stack, singles)


@pytest.mark.parametrize("optimizer", [GradientDescent, Adam])
def test_a_run_that_diverges_changes_no_other_of_its_stack(optimizer: type[Optimizer]) -> None:
    x, t = samples(5)
    rates = np.array([0.01, 1e200])
    stack = train(small_network(), x, t, optimizer(rates), epochs=30)
    singles = {(i,): train(small_network(), x, t, optimizer(rate), epochs=30) for i, rate in enumerate(rates)}
    check_members(stack, singles)
    assert np.asarray(stack.stopped).tolist() == ["epochs", "diverged"]


@pytest.mark.parametrize("train_biases", [True, False])
def test_rates_may_have_two_axes(train_biases: bool) -> None:
    x, t = samples(5)
    rates = np.array([[0.01, 0.1, 1.0], [0.02, 0.2, 1e9]])
    stack = train(small_network(), x, t, GradientDescent(rates, train_biases=train_biases), epochs=20)
    assert stack.losses.shape == (21, 2, 3)
    assert stack.network.stack == (2, 3)
    singles = {
        place: train(
            small_network(), x, t, GradientDescent(rates[place], train_biases=train_biases), epochs=20
        )
        for place in np.ndindex(2, 3)
    }
    check_members(stack, singles)


def test_a_stack_may_lie_in_the_networks_in_the_data_or_in_both() -> None:
    random = np.random.default_rng(4)
    theta = random.normal(size=(3, 13))
    x, t = random.normal(size=(2, 1, 5, 2)), random.normal(size=(2, 1, 5, 1))
    optimizer = GradientDescent(0.1)
    stack = train(small_network().from_vector(theta), x, t, optimizer, epochs=4, batch_size=2)
    assert stack.losses.shape == (5, 2, 3)
    singles = {
        (i, j): train(
            small_network().from_vector(theta[j]), x[i, 0], t[i, 0], optimizer, epochs=4, batch_size=2
        )
        for i, j in np.ndindex(2, 3)
    }
    check_members(stack, singles)


def test_a_stack_may_lie_in_the_targets_alone() -> None:
    x, _ = samples(5)
    t = np.random.default_rng(4).normal(size=(3, 5, 1))
    stack = train(small_network(), x, t, Adam(0.1), epochs=4, batch_size=2)
    assert stack.network.stack == (3,)
    check_members(
        stack, {(i,): train(small_network(), x, t[i], Adam(0.1), epochs=4, batch_size=2) for i in range(3)}
    )


@pytest.mark.parametrize("batch_size", [None, 1])
def test_a_stack_does_all_its_epochs_and_says_who_has_come_so_far(batch_size: int | None) -> None:
    optimizer = GradientDescent([0.1, 0.001, 10.0], train_biases=False)
    options: dict[str, Any] = {"epochs": 500, "batch_size": batch_size}
    training = train(linear_unit(), [2.0], [4.0], optimizer, until_loss=0.3, **options)
    without = train(linear_unit(), [2.0], [4.0], optimizer, **options)
    np.testing.assert_array_equal(training.losses, without.losses)
    np.testing.assert_array_equal(training.network.to_vector(), without.network.to_vector())
    assert list(training.stopped) == ["until_loss", "until_loss", "diverged"]
    assert list(without.stopped) == ["epochs", "epochs", "diverged"]
    flat = train(linear_unit(), [2.0], [4.0], optimizer, until_gradient=1e-9, **options)
    assert list(flat.stopped) == ["until_gradient", "epochs", "diverged"]


def test_a_stack_in_which_every_run_diverges_has_the_loss_inf_to_the_end() -> None:
    training = train(linear_unit(), [2.0], [4.0], GradientDescent([10.0, 20.0]), epochs=500)
    assert training.losses.shape == (501, 2)
    assert np.isinf(training.losses[-1]).all()
    assert np.isfinite(training.network.to_vector()).all()
    assert list(training.stopped) == ["diverged", "diverged"]


def test_a_stack_of_rates_is_a_stack_before_its_first_update() -> None:
    training = train(linear_unit(), [2.0], [4.0], GradientDescent([0.1, 0.2, 0.3]), epochs=0)
    assert training.losses.shape == (1, 3)
    assert np.shape(training.stopped) == (3,)
    assert training.network.stack == (3,)


# The networks on the way.


@pytest.mark.parametrize("optimizer", [GradientDescent(0.2), Adam(0.1), GradientDescent([0.1, 0.2])])
@pytest.mark.parametrize("batch_size", [None, 2])
def test_the_points_of_a_trajectory_are_the_ends_of_trainings(
    optimizer: Optimizer, batch_size: int | None
) -> None:
    x, t = samples(5)
    points = trajectory(small_network(), x, t, optimizer, batch_size=batch_size, seed=3)
    for epochs, point in enumerate(islice(points, 5)):
        training = train(small_network(), x, t, optimizer, epochs=epochs, batch_size=batch_size, seed=3)
        np.testing.assert_array_equal(point.network.to_vector(), training.network.to_vector())
        np.testing.assert_array_equal(point.loss, training.losses[-1])


def test_a_trajectory_ends_where_the_run_diverges() -> None:
    optimizer = GradientDescent(10.0)
    points = list(trajectory(linear_unit(), [2.0], [4.0], optimizer))
    training = train(linear_unit(), [2.0], [4.0], optimizer, epochs=1000)
    assert [point.loss for point in points] == training.losses[:-1].tolist()
    np.testing.assert_array_equal(points[-1].network.to_vector(), training.network.to_vector())


def test_a_trajectory_of_a_stack_goes_on_until_its_last_run_diverges() -> None:
    points = list(trajectory(linear_unit(), [2.0], [4.0], GradientDescent([10.0, 20.0])))
    alone = [list(trajectory(linear_unit(), [2.0], [4.0], GradientDescent(rate))) for rate in (10.0, 20.0)]
    assert len(points) == len(alone[0]) > len(alone[1])
    np.testing.assert_array_equal([point.loss[0] for point in points], [point.loss for point in alone[0]])
    assert np.isinf(points[-1].loss[1])


def test_between_two_points_warnings_are_those_of_the_caller() -> None:
    points = trajectory(linear_unit(), [2.0], [4.0], GradientDescent(0.1))
    next(points)
    with pytest.raises(RuntimeWarning, match="overflow"):
        np.square(np.array([1e200]))


def test_a_trajectory_refuses_before_its_first_point() -> None:
    with refused("x has 1 features, but the first layer takes 2"):
        trajectory(small_network(), [1.0], [1.0], GradientDescent(0.1))
    with refused("batch_size must be at most 1, the number of samples, but it is 2"):
        trajectory(small_network(), [1.0, 2.0], [1.0], GradientDescent(0.1), batch_size=2)


# What train refuses.


def train_three(**options: Any) -> Training:
    arguments: dict[str, Any] = {"x": np.ones((3, 2)), "t": np.ones((3, 1)), "epochs": 1} | options
    return train(small_network(), optimizer=GradientDescent(0.1), **arguments)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": -1}, "epochs must be a whole number, at least 0, but it is -1"),
        ({"epochs": 1.5}, "epochs must be a whole number, at least 0, but it is 1.5"),
        ({"epochs": True}, "epochs must be a whole number, at least 0, but it is True"),
        ({"epochs": None}, "epochs must be a whole number, at least 0, but it is None"),
        ({"batch_size": 0}, "batch_size must be a whole number, at least 1, but it is 0"),
        ({"batch_size": -3}, "batch_size must be a whole number, at least 1, but it is -3"),
        ({"batch_size": 1.5}, "batch_size must be a whole number, at least 1, but it is 1.5"),
        ({"batch_size": True}, "batch_size must be a whole number, at least 1, but it is True"),
        ({"batch_size": "all"}, "batch_size must be a whole number, at least 1, but it is 'all'"),
        ({"batch_size": 4}, "batch_size must be at most 3, the number of samples, but it is 4"),
        ({"seed": -1}, "seed must be a whole number, at least 0, but it is -1"),
        ({"seed": 0.0}, "seed must be a whole number, at least 0, but it is 0.0"),
        ({"until_loss": math.nan}, "until_loss must hold finite numbers, but it holds nan"),
        ({"until_loss": "low"}, "until_loss must be an array of real numbers, but it is 'low'"),
        ({"x": np.ones((3, 4))}, "x has 4 features, but the first layer takes 2"),
        ({"x": np.full((3, 2), np.inf)}, "x must hold finite numbers, but it holds inf"),
        ({"x": []}, "x is empty: its shape is (0,)"),
        ({"t": np.ones((3, 2))}, "t has 2 values in its last axis, but the last layer has 1 units"),
        ({"t": np.ones((2, 1))}, "t has 2 samples, but x has 3"),
        ({"t": [1.0]}, "t has the shape (1,), but x has (3, 2): one lacks samples"),
        ({"t": np.full((3, 1), np.nan)}, "t must hold finite numbers, but it holds nan"),
    ],
)
def test_bad_arguments_are_refused(options: dict[str, Any], message: str) -> None:
    with refused(message):
        train_three(**options)


@pytest.mark.parametrize("until_loss", [[0.1, 0.2], [0.1]])
def test_a_target_loss_that_is_no_single_number_is_refused(until_loss: Any) -> None:
    with pytest.raises(ValueError, match=r"^until_loss must "):
        train_three(until_loss=until_loss)


@pytest.mark.parametrize("optimizer", [0.1, "descent", None])
def test_what_is_no_optimizer_is_refused(optimizer: Any) -> None:
    with pytest.raises(ValueError, match=r"^optimizer must "):
        train(small_network(), [1.0, 2.0], [1.0], optimizer, epochs=1)


def test_rates_that_do_not_fit_a_stack_of_networks_are_refused() -> None:
    networks = small_network().from_vector(np.ones((2, 13)))
    with pytest.raises(ValueError, match=r"^the axes of a stack must fit together, but are .*\(3,\)"):
        train(networks, [1.0, 2.0], [0.0], GradientDescent([0.1, 0.2, 0.3]), epochs=1)


def test_options_must_be_named() -> None:
    with pytest.raises(TypeError):
        train(small_network(), [1.0, 2.0], [1.0], GradientDescent(0.1), 5)  # type: ignore[call-arg]


def test_training_with_the_other_loss_takes_steps_twice_as_large() -> None:
    double = Network(small_network().layers, losses.get("squared_error"))
    x, t = samples(4)
    one = train(small_network(), x, t, GradientDescent(0.2), epochs=3)
    other = train(double, x, t, GradientDescent(0.1), epochs=3)
    same_parameters(one.network, other.network)
    np.testing.assert_allclose(2 * one.losses, other.losses, rtol=1e-13)
