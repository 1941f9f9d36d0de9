"""Several epochs of stochastic gradient descent against scikit-learn's MLPs.

Its conventions: weights are transposed, squared errors are halved, and the loss that
MLPRegressor reports is divided by the number of outputs, although its gradient is not.
"""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.peers import fitted_by_scikit_learn
from lessons import Adam, GradientDescent, Momentum, Network, Training, train
from lessons.optimizers import Optimizer
from tests.support.common import close

neural_network: Any = pytest.importorskip("sklearn.neural_network")

Array = NDArray[np.float64]
SAMPLES = 11
RATE = 0.05
OPTIMIZERS: dict[str, tuple[Optimizer, dict[str, Any]]] = {
    "plain": (GradientDescent(RATE), {"solver": "sgd", "momentum": 0.0}),
    "momentum": (Momentum(RATE, momentum=0.8), {"solver": "sgd", "momentum": 0.8}),
    # It adds epsilon before it takes the bias out of the mean square; a tiny one tells no difference.
    "adam": (Adam(RATE, epsilon=1e-30), {"solver": "adam", "epsilon": 1e-30}),
}


def fitted(kind: Any, network: Network, x: Array, y: Any, epochs: int, **options: Any) -> Any:
    return fitted_by_scikit_learn(kind, network, x, y, RATE, epochs, shuffle=False, **options)


def check(training: Training, model: Any, batch_size: int, loss_factor: float = 1.0) -> None:
    for layer, coefficients, intercepts in zip(
        training.network.layers, model.coefs_, model.intercepts_, strict=True
    ):
        close(layer.weights, coefficients.T)
        close(layer.biases, intercepts)
    if batch_size == SAMPLES:  # else it reports the mean of losses in the middle of epochs
        close(training.losses[:-1], loss_factor * np.array(model.loss_curve_[-len(training.losses) + 1 :]))


@pytest.mark.parametrize("batch_size", [4, SAMPLES])
@pytest.mark.parametrize("hidden", ["identity", "logistic", "relu", "tanh"])
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_epochs_of_a_classifier(optimizer: str, hidden: str, batch_size: int) -> None:
    ours, theirs = OPTIMIZERS[optimizer]
    random = np.random.default_rng(0)
    x, classes = random.normal(size=(SAMPLES, 4)), np.arange(SAMPLES) % 3
    network = Network.initialize((4, 5, 6, 3), [hidden, hidden, "softmax"], "cross_entropy", seed=1)
    options: dict[str, Any] = {"epochs": 8, "batch_size": batch_size}
    training = train(network, x, np.eye(3)[classes], ours, shuffle=False, **options)
    model = fitted(neural_network.MLPClassifier, network, x, classes, **options, **theirs)
    check(training, model, batch_size)
    close(training.network.forward(x).outs[-1], model.predict_proba(x))


@pytest.mark.parametrize("batch_size", [4, SAMPLES])
def test_epochs_of_a_classifier_with_several_labels(batch_size: int) -> None:
    random = np.random.default_rng(0)
    x, labels = random.normal(size=(SAMPLES, 4)), random.integers(0, 2, (SAMPLES, 3))
    network = Network.initialize((4, 5, 3), ["tanh", "logistic"], "binary_cross_entropy", seed=1)
    ours, theirs = OPTIMIZERS["plain"]
    options: dict[str, Any] = {"epochs": 8, "batch_size": batch_size}
    training = train(network, x, labels, ours, shuffle=False, **options)
    model = fitted(neural_network.MLPClassifier, network, x, labels, **options, **theirs)
    check(training, model, batch_size)


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("batch_size", [4, SAMPLES])
@pytest.mark.parametrize("optimizer", sorted(OPTIMIZERS))
def test_epochs_of_a_regressor(optimizer: str, batch_size: int, outputs: int) -> None:
    ours, theirs = OPTIMIZERS[optimizer]
    random = np.random.default_rng(0)
    x, t = random.normal(size=(SAMPLES, 4)), random.normal(size=(SAMPLES, outputs))
    network = Network.initialize((4, 5, outputs), ["tanh", "identity"], "half_squared_error", seed=1)
    options: dict[str, Any] = {"epochs": 8, "batch_size": batch_size}
    training = train(network, x, t, ours, shuffle=False, **options)
    y = t[:, 0] if outputs == 1 else t
    model = fitted(neural_network.MLPRegressor, network, x, y, **options, **theirs)
    check(training, model, batch_size, loss_factor=outputs)
