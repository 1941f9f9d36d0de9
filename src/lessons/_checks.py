"""What a network asks of the arrays that it is given, each with its own message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lessons._arrays import Array, finite_array, joint_sweep, within_range

if TYPE_CHECKING:
    from lessons.network import Backward, Forward, Network


def checked_input(network: Network, x: object) -> Array:
    """Return x as a float64 array of shape (..., samples, n_in) or (n_in,)."""
    array = finite_array("x", x)
    n_in = network.sizes[0]
    if array.ndim == 0:
        raise ValueError(f"x must hold {n_in} features, one for each input, but it is a single number")
    if array.shape[-1] != n_in:
        raise ValueError(f"x has {array.shape[-1]} features, but the first layer takes {n_in}")
    joint_sweep(array.shape[:-2], network.sweep)
    return array


def checked_target(network: Network, name: str, target: object, x: Array) -> Array:
    """Return the target as a float64 array, with an axis for samples if x has one."""
    array = finite_array(name, target)
    n_out = network.sizes[-1]
    if array.ndim == 0 or array.shape[-1] != n_out:
        came = f"{array.shape[-1]} values" if array.ndim else "a single number"
        raise ValueError(f"{name} has {came} in its last axis, but the last layer has {n_out} units")
    if (x.ndim > 1) != (array.ndim > 1):
        raise ValueError(f"{name} has the shape {array.shape}, but x has {x.shape}: one lacks samples")
    if x.ndim > 1 and array.shape[-2] != x.shape[-2]:
        raise ValueError(f"{name} has {array.shape[-2]} samples, but x has {x.shape[-2]}")
    joint_sweep(array.shape[:-2], x.shape[:-2], network.sweep)
    return array


def check_forward(network: Network, forward: Forward) -> None:
    """Refuse a forward pass that cannot have come from this network."""
    sizes = tuple(out.shape[-1] for out in forward.outs)
    if sizes != network.sizes:
        raise ValueError(f"forward is of a network with the sizes {sizes}, but this one has {network.sizes}")


def forward_within_range(forward: Forward) -> Forward:
    """Return `forward`, unless finite input led to weighted inputs that are not."""
    for number, net in enumerate(forward.nets, start=1):
        within_range(f"the weighted input of layer {number}", net)
    return forward


def backward_within_range(backward: Backward) -> Backward:
    """Return `backward`, unless finite input led to a loss or gradients that are not."""
    within_range("the loss", np.asarray(backward.loss))
    for number, gradient in enumerate(backward.gradients, start=1):
        within_range(f"the gradient of the weights of layer {number}", gradient.weights)
        within_range(f"the gradient of the biases of layer {number}", gradient.biases)
    return backward
