"""What a network asks of the arrays that it is given, each with its own message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lessons.arrays import Array, finite_array, joint_sweep, real_array, sequence, within_range
from lessons.passes import Backward, Forward, Gradient

if TYPE_CHECKING:
    from lessons.layer import Layer
    from lessons.network import Network


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
    network.loss.check_target(name, array)
    return array


def checked_single(network: Network, x: object, t: object) -> tuple[Array, Array]:
    """Return x and t, of shape (samples, units) both; refuse any sweep."""
    if network.sweep:
        raise ValueError(f"network must be a single one, but is a sweep of {network.sweep}")
    x = checked_input(network, x)
    t = checked_target(network, "t", t, x)
    for name, array in (("x", x), ("t", t)):
        if array.ndim > 2:
            raise ValueError(f"{name} must not be a sweep, but its shape is {array.shape}")
    return np.atleast_2d(x), np.atleast_2d(t)


def check_forward(network: Network, forward: Forward) -> None:
    """Refuse a forward pass that cannot have come from this network."""
    if not isinstance(forward, Forward):
        raise ValueError(f"forward must be what `forward` of this network returned, but it is {forward!r}")
    nets, outs = (
        [np.atleast_1d(real_array("forward", array)) for array in sequence("forward", arrays)]
        for arrays in forward
    )
    sizes = tuple(out.shape[-1] for out in outs)
    if sizes != network.sizes:
        raise ValueError(f"forward is of a network with the sizes {sizes}, but this one has {network.sizes}")
    if sizes[1:] != tuple(net.shape[-1] for net in nets):
        raise ValueError("forward must have nets and outs of the same sizes, but they differ")
    axes = 1 if outs[0].ndim == 1 else 2  # of one sample, or of several
    if any(array.shape[-axes:-1] != outs[0].shape[-axes:-1] for array in (*nets, *outs)):
        raise ValueError("forward must have as many samples in all its arrays, but they differ")
    sweeps = [array.shape[:-axes] for array in (*nets, *outs)]
    try:
        joint_sweep(network.sweep, *sweeps)
    except ValueError:
        raise ValueError(f"forward must be one sweep with its network, but the axes are {sweeps}") from None


def checked_gradients(
    network: Network, gradients: Sequence[Gradient], sweep: tuple[int, ...]
) -> tuple[Gradient, ...]:
    """Return one gradient of float64 for each layer, with the shape of its parameters."""
    gradients = sequence("gradients", gradients)
    if len(gradients) != len(network.layers):
        raise ValueError(f"there are {len(gradients)} gradients, but {len(network.layers)} layers")
    return tuple(
        _checked_gradient(number, layer, gradient, sweep)
        for number, (layer, gradient) in enumerate(zip(network.layers, gradients, strict=True), start=1)
    )


def _checked_gradient(number: int, layer: Layer, gradient: Gradient, sweep: tuple[int, ...]) -> Gradient:
    if not isinstance(gradient, Gradient):
        raise ValueError(f"gradients must be a Gradient for each layer, but one is {gradient!r}")
    weights = finite_array(f"the gradient of the weights of layer {number}", gradient.weights)
    biases = finite_array(f"the gradient of the biases of layer {number}", gradient.biases)
    if weights.shape[-2:] != layer.weights.shape[-2:]:
        raise ValueError(
            f"the gradient of layer {number} has the shape {weights.shape}, "
            f"but its weights have {layer.weights.shape}"
        )
    if biases.shape[-1:] != layer.biases.shape[-1:]:
        raise ValueError(
            f"the gradient of layer {number} has the shape {biases.shape}, "
            f"but its biases have {layer.biases.shape}"
        )
    joint_sweep(weights.shape[:-2], biases.shape[:-1], layer.sweep, sweep)
    return Gradient(weights, biases)


def forward_within_range(forward: Forward) -> Forward:
    """Return `forward`, unless finite input led to nets or outputs that are not."""
    for number, (net, out) in enumerate(zip(forward.nets, forward.outs[1:], strict=True), start=1):
        within_range(f"the weighted input of layer {number}", net)
        within_range(f"the output of layer {number}", out)
    return forward


def backward_within_range(backward: Backward) -> Backward:
    """Return `backward`, unless finite input led to a loss or gradients that are not."""
    within_range("the loss", np.asarray(backward.loss))
    for number, gradient in enumerate(backward.gradients, start=1):
        within_range(f"the gradient of the weights of layer {number}", gradient.weights)
        within_range(f"the gradient of the biases of layer {number}", gradient.biases)
    return backward


def network_within_range(network: Network) -> Network:
    """Return `network`, unless a step has led to parameters that are not finite."""
    for number, layer in enumerate(network.layers, start=1):
        within_range(f"the next weights of layer {number}", layer.weights)
        within_range(f"the next biases of layer {number}", layer.biases)
    return network
