"""The same work in PyTorch and scikit-learn, as their users write it."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import numpy as np

from lessons import Network
from lessons.arrays import Array, read_only
from lessons.examples import Example


def train_with_torch(example: Example, updates: int) -> tuple[list[Array], list[float]]:
    """Train the weights of a network of logistic units with torch.optim.SGD, in float64.

    Returns
    -------
    weights : list of arrays
        After the updates.
    losses : list of float
        Before the first update and after each.
    """
    import torch

    modules: list[Any] = []
    for layer in example.network.layers:
        linear = torch.nn.Linear(layer.n_in, layer.n_out, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(layer.weights))
            linear.bias.copy_(torch.tensor(layer.biases))
        linear.bias.requires_grad_(example.train_biases)
        modules += [linear, torch.nn.Sigmoid()]
    model = torch.nn.Sequential(*modules)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=example.rate)
    x, t = torch.tensor(example.x), torch.tensor(example.t)
    losses = []
    for update in range(updates + 1):
        loss = 0.5 * ((model(x) - t) ** 2).sum()
        losses.append(loss.item())
        if update == updates:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [linear.weight.detach().numpy() for linear in modules[::2]], losses


@cache
def digits() -> tuple[Array, Array]:
    """Return scikit-learn's digits: 1,797 pictures with 64 pixels from 0 to 1, and which digit."""
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    return read_only(pixels / 16.0), read_only(labels)


def classify_with_scikit_learn(
    network: Network, x: Array, labels: Array, rate: float, batch_size: int, epochs: int, shuffle: bool = True
) -> list[Array]:
    """Train scikit-learn's MLPClassifier, plain SGD, from the weights of a network.

    Returns
    -------
    list of arrays
        The weights after the epochs, as (n_out, n_in).
    """
    from sklearn.neural_network import MLPClassifier

    plain = {"solver": "sgd", "momentum": 0.0, "batch_size": batch_size, "shuffle": shuffle}
    classifier = fitted_by_scikit_learn(MLPClassifier, network, x, labels, rate, epochs, **plain)
    return [np.asarray(weights.T) for weights in classifier.coefs_]


def fitted_by_scikit_learn(
    kind: Any, network: Network, x: Array, y: Array, rate: float, epochs: int, **options: Any
) -> Any:
    """Return a model of scikit-learn after so many epochs, all of them, from the weights of a network.

    Parameters
    ----------
    kind : type
        MLPClassifier or MLPRegressor.
    options
        What else it is told.
    """
    from sklearn.exceptions import ConvergenceWarning

    layers = iter(network.layers)

    def next_parameters(fan_in: int, fan_out: int, dtype: object) -> tuple[Array, Array]:
        layer = next(layers)
        return layer.weights.T.copy(), layer.biases.copy()

    model = kind(
        hidden_layer_sizes=network.sizes[1:-1],
        activation=network.layers[0].activation.name,
        learning_rate_init=rate,
        alpha=0.0,
        nesterovs_momentum=False,
        max_iter=epochs,
        tol=0.0,
        n_iter_no_change=epochs + 1,
        random_state=0,
        **options,
    )
    model._init_coef = next_parameters  # its own draws the first weights at random
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a few epochs are all that is asked
        model.fit(x, y)
    return model
