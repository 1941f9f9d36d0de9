"""Levenberg-Marquardt: its Jacobian, its steps, its end, and why it stops."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import approx_fprime, least_squares

from lessons import GradientDescent, Layer, Network, activations, levenberg_marquardt, train
from lessons.second_order import damped_step, output_jacobian

Array = NDArray[np.float64]


def residuals(network: Network, x: Array, t: Array) -> Any:
    return lambda theta: (network.from_vector(theta).forward(x).outs[-1] - t).ravel(order="F")


def noisy_curve(seed: int) -> tuple[Array, Array]:
    random = np.random.default_rng(seed)
    x = np.linspace(-2.0, 2.0, 40)[:, np.newaxis]
    return x, 1.5 * np.tanh(1.2 * x - 0.4) + 0.3 + 0.05 * random.normal(size=x.shape)


@pytest.mark.parametrize("activation", sorted(activations.KNOWN))
def test_the_jacobian_is_that_of_differences(activation: str) -> None:
    network = Network.initialize((2, 4, 3), ["tanh", activation], "squared_error", seed=2)
    x = np.random.default_rng(0).normal(size=(5, 2))
    jacobian = output_jacobian(network, network.forward(x))
    theta = network.to_vector()
    function = residuals(network, x, np.zeros((5, 3)))
    h = 6e-6
    right = (approx_fprime(theta, function, h) + approx_fprime(theta, function, -h)) / 2
    assert jacobian.shape == (3 * 5, theta.size)
    np.testing.assert_allclose(jacobian, right, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("loss", "factor"), [("squared_error", 2.0), ("half_squared_error", 1.0)])
def test_jacobian_times_residuals_is_the_gradient(loss: str, factor: float) -> None:
    network = Network.initialize((2, 4, 3), ["mish", "softmax"], loss, seed=2)
    random = np.random.default_rng(0)
    x, t = random.normal(size=(5, 2)), random.normal(size=(5, 3))
    forward = network.forward(x)
    gradients = network.backward(forward, t).gradients
    flat = np.concatenate([np.column_stack(gradient).ravel() for gradient in gradients])
    jacobian = output_jacobian(network, forward)
    product = jacobian.T @ (forward.outs[-1] - t).ravel(order="F")
    np.testing.assert_allclose(factor * product / 5, flat, rtol=1e-10, atol=1e-14)


@given(seed=st.integers(0, 10**6), damping=st.floats(1e-6, 1e6))
def test_a_damped_step_solves_the_damped_normal_equations(seed: int, damping: float) -> None:
    random = np.random.default_rng(seed)
    jacobian, right = random.normal(size=(8, 3)) * [1.0, 10.0, 0.1], random.normal(size=8)
    square = jacobian.T @ jacobian
    solution = np.linalg.solve(square + damping * np.eye(3), -jacobian.T @ right)
    np.testing.assert_allclose(damped_step(jacobian, right, damping), solution, rtol=1e-9)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("loss", ["squared_error", "half_squared_error"])
def test_the_final_loss_is_that_of_scipy(seed: int, loss: str) -> None:
    x, t = noisy_curve(seed)
    network = Network([Layer([[1.0]], [0.0], "tanh"), Layer([[1.0]], [0.0], "identity")], loss)
    training = levenberg_marquardt(network, x, t, updates=100)
    right = least_squares(
        residuals(network, x, t), network.to_vector(), method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    cost = right.cost / len(x) * (2.0 if loss == "squared_error" else 1.0)
    np.testing.assert_allclose(training.losses[-1], cost, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(training.network.to_vector(), right.x, rtol=1e-5)


def test_several_outputs_and_hidden_units_end_as_with_scipy() -> None:
    teacher = Network.initialize((2, 2, 2), ["tanh", "identity"], "half_squared_error", seed=5)
    random = np.random.default_rng(5)
    x = random.uniform(-2, 2, (60, 2))
    t = teacher.forward(x).outs[-1] + 0.01 * random.normal(size=(60, 2))
    start = teacher.from_vector(teacher.to_vector() + 0.1 * random.normal(size=teacher.to_vector().size))
    training = levenberg_marquardt(start, x, t, updates=200)
    right = least_squares(
        residuals(start, x, t), start.to_vector(), method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15
    )
    np.testing.assert_allclose(training.losses[-1], right.cost / 60, rtol=1e-10, atol=1e-14)


def test_a_linear_network_needs_one_undamped_step() -> None:
    random = np.random.default_rng(1)
    x, t = random.normal(size=(9, 3)), random.normal(size=(9, 2))
    network = Network.initialize((3, 2), "identity", "squared_error")
    training = levenberg_marquardt(network, x, t, updates=1, damping=1e-14)
    best, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(9)]), t)
    np.testing.assert_allclose(training.network.to_vector(), best.T.ravel(), rtol=1e-9)


def test_it_needs_far_fewer_steps_than_gradient_descent() -> None:
    x, t = noisy_curve(0)
    network = Network(
        [Layer([[1.0]], [0.0], "tanh"), Layer([[1.0]], [0.0], "identity")], "half_squared_error"
    )
    second = levenberg_marquardt(network, x, t, updates=10)
    first = train(network, x, t, GradientDescent(0.3), epochs=100)
    assert second.losses[-1] < first.losses[-1]


# Why it stops, and what it leaves behind.


def curve_network() -> Network:
    return Network([Layer([[1.0]], [0.0], "tanh"), Layer([[1.0]], [0.0], "identity")], "half_squared_error")


def test_every_step_lowers_the_loss() -> None:
    x, t = noisy_curve(3)
    training = levenberg_marquardt(curve_network(), x, t, updates=100, damping=1e6)
    assert training.stopped == "converged"
    assert (np.diff(training.losses) < 0).all()
    assert 5 < len(training.losses) < 100
    assert not training.losses.flags.writeable


def test_it_takes_as_many_updates_as_it_may() -> None:
    x, t = noisy_curve(3)
    training = levenberg_marquardt(curve_network(), x, t, updates=2)
    assert training.stopped == "updates"
    assert training.losses.shape == (3,)
    none = levenberg_marquardt(curve_network(), x, t, updates=0)
    np.testing.assert_array_equal(none.losses, training.losses[:1])
    np.testing.assert_array_equal(none.network.to_vector(), curve_network().to_vector())


def test_it_stops_at_a_loss_or_at_a_gradient() -> None:
    x, t = noisy_curve(3)
    every = levenberg_marquardt(curve_network(), x, t, updates=100).losses
    low = levenberg_marquardt(curve_network(), x, t, updates=100, until_loss=float(every[2]))
    assert low.stopped == "until_loss"
    np.testing.assert_array_equal(low.losses, every[:3])
    flat = levenberg_marquardt(curve_network(), x, t, updates=100, until_gradient=1e-6)
    assert flat.stopped == "until_gradient"
    assert len(flat.losses) < len(every)
    network = flat.network
    gradients = network.backward(network.forward(x), t).gradients
    assert max(np.abs(part).max() for gradient in gradients for part in gradient) <= 1e-6


def test_a_perfect_fit_has_converged() -> None:
    network = Network([Layer([[2.0]], [0.0], "identity")], "half_squared_error")
    training = levenberg_marquardt(network, [[1.0], [2.0]], [[2.0], [4.0]], updates=5)
    assert training.stopped == "converged"
    np.testing.assert_array_equal(training.losses, [0.0])


def test_a_parameter_that_no_output_depends_on_stays() -> None:
    network = Network([Layer([[1.0, 5.0]], [0.0], "identity")], "half_squared_error")
    training = levenberg_marquardt(network, [[1.0, 0.0], [2.0, 0.0]], [[2.0], [4.5]], updates=9)
    assert training.network.layers[0].weights[0, 1] == pytest.approx(5.0, rel=1e-12)
    assert training.losses[-1] < 1e-20


def test_outputs_of_ten_thousand_need_a_damping_to_match() -> None:
    # JᵀJ is 10⁸ times as large, and so is the damping at which a step is short.
    network = Network.initialize((1, 4, 1), ["tanh", "identity"], seed=3)
    x = np.linspace(-2.0, 2.0, 20)[:, np.newaxis]
    start = network.from_vector(network.to_vector() * np.repeat([1.0, 1e4], [8, 5]))
    # Where it ends after many updates, rounding decides. That it is not stuck, at none of the first 20.
    training = levenberg_marquardt(start, x, 1e4 * np.sin(3.0 * x), updates=20)
    assert training.stopped == "updates"
    assert training.losses[-1] < 0.99 * training.losses[4]


def test_a_vector_is_one_sample() -> None:
    network = Network.initialize((2, 3, 1), ["tanh", "identity"], "half_squared_error")
    vector = levenberg_marquardt(network, [1.0, 2.0], [0.5], updates=3)
    batch = levenberg_marquardt(network, [[1.0, 2.0]], [[0.5]], updates=3)
    np.testing.assert_array_equal(vector.losses, batch.losses)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"updates": -1}, "updates must be a whole number, at least 0, but it is -1"),
        ({"damping": 0.0}, "damping must be a number above 0, but it is 0.0"),
        ({"damping": [1.0]}, "damping must be a number above 0, but its shape is \\(1,\\)"),
        ({"until_loss": np.nan}, "until_loss must hold finite numbers, but it holds nan"),
        ({"until_gradient": "small"}, "until_gradient must be an array of real numbers, but it is 'small'"),
        ({"x": np.ones((40, 2))}, "x has 2 features, but the first layer takes 1"),
        ({"t": np.ones((39, 1))}, "t has 39 samples, but x has 40"),
        ({"x": np.ones((2, 40, 1))}, "x must not be a stack, but its shape is \\(2, 40, 1\\)"),
        (
            {
                "network": Network.initialize((1, 1), "logistic", "binary_cross_entropy"),
                "t": np.ones((40, 1)),
            },
            "network must have a squared error",
        ),
        ({"network": curve_network().from_vector(np.ones((3, 4)))}, "network must be a single one"),
        ({"t": np.full((40, 1), 1e200)}, "the loss leaves the range of float64"),
    ],
)
def test_bad_arguments_are_refused(options: dict[str, Any], message: str) -> None:
    x, t = noisy_curve(0)
    arguments: dict[str, Any] = {"network": curve_network(), "x": x, "t": t, "updates": 3} | options
    with pytest.raises(ValueError, match=f"^{message}"):
        levenberg_marquardt(**arguments)
