"""Pictures of networks that predict a number: their units, their parts and their errors."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
from matplotlib.axes import Axes

from lessons.activations import Activation
from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FAINT, FORWARD, INK, QUIET
from lessons.evidence.slides import to_slides_weights
from lessons.figures.diagrams import NetworkDiagram
from lessons.network import Network

ONE_HIDDEN_LAYER = NetworkDiagram((("x0", "x1"), ("z0", "z1", "z2"), ("yE",)), column=3.0, row=1.7)
NAMES = {"x0": "$x_0$", "x1": "$x_1$", "z0": "$z_0$", "z1": "$z_1$", "z2": "$z_2$", "yE": "$y_E$"}


def one_hidden_layer(ax: Axes, network: Network, x: Array) -> Axes:
    """Draw a 1-2-1 network as the slides do, the biases as weights of units that are always 1.

    Parameters
    ----------
    ax : Axes
    network : Network
        With one input, two hidden units and one output.
    x : array, shape (1,)
        The sample whose forward pass is written beside the units.
    """
    if network.sizes != (1, 2, 1):
        raise ValueError(f"network must have the sizes (1, 2, 1), but has {network.sizes}")
    diagram, forward = ONE_HIDDEN_LAYER, network.forward(x)
    into_hidden, into_output = (to_slides_weights(layer) for layer in network.layers)
    for p, i in product((0, 1), (1, 2)):
        text, at = in_digits(into_hidden[p, i - 1], "g"), 0.3 if p == 0 else 0.62
        diagram.draw_edge(ax, f"x{p}", f"z{i}", text, at=at, color=INK)
    for p in range(3):
        diagram.draw_edge(ax, f"z{p}", "yE", in_digits(into_output[p, 0], "g"), at=0.45, color=INK)
    diagram.draw_units(ax, NAMES)
    diagram.note(ax, "x0", "1", below=False)
    diagram.note(ax, "x1", f"{forward.outs[0][0]:g}")
    diagram.note(ax, "z0", "1", below=False)
    for i in (1, 2):
        net, out = (in_digits(values[i - 1], "g") for values in (forward.nets[0], forward.outs[1]))
        diagram.note(ax, f"z{i}", f"a {net}\nz {out}")
    diagram.note(ax, "yE", in_digits(forward.outs[2][0], "g"))
    return diagram.frame(ax, left=0.1, right=0.2, above=0.5, below=0.85)


def unit_and_slope(ax: Axes, activation: Activation, nets: Array) -> Axes:
    """Draw an activation, solid, and its derivative, dashed, over the net."""
    ax.plot(nets, activation(nets), color=FORWARD, label="f")
    ax.plot(nets, activation.derivative(nets), color=BACKWARD, linestyle="--", label="f′")
    ax.axhline(0.0, color=QUIET, linewidth=0.8)
    ax.set(xlabel="net a", title=activation.name)
    return ax


def hidden_contributions(ax: Axes, network: Network, inputs: Array) -> Axes:
    """Draw what each hidden unit adds to the prediction, thin, and their sum with the bias, thick.

    Parameters
    ----------
    ax : Axes
    network : Network
        With one input, one hidden layer and one linear output.
    inputs : array, shape (points,)
    """
    if (network.sizes[0], *network.sizes[2:]) != (1, 1):
        raise ValueError(f"network must have one input, one hidden layer and one output, but is {network!r}")
    forward = network.forward(inputs[:, np.newaxis])
    parts = forward.outs[1] * network.layers[1].weights[0]
    ax.plot(inputs, parts, color=QUIET, linewidth=1.3, linestyle="--")
    ax.plot(inputs, forward.outs[2][:, 0], color=FORWARD)
    return ax


def held_out_errors(ax: Axes, errors: Mapping[str, Array]) -> Axes:
    """Draw the errors of several models on the same splits, and the mean of each.

    A model has a row: a dot for each split, a bar for the mean, and at the right the mean as a number.

    Parameters
    ----------
    ax : Axes
    errors : mapping of str to array, shape (splits,)
        From the top row to the bottom row.
    """
    for row, values in enumerate(errors.values()):
        # The splits stand one below the other, so that dots of equal errors do not hide each other.
        heights = row + np.linspace(-0.22, 0.22, len(values))
        ax.plot(values, heights, "o", color=FAINT, markeredgecolor=QUIET, markersize=4)
        mean = float(np.mean(values))
        ax.plot([mean, mean], [row - 0.32, row + 0.32], color=BACKWARD, linewidth=2.4)
        margin = ax.get_yaxis_transform()
        ax.text(1.02, row, f"{mean:.1f}", transform=margin, va="center", color=BACKWARD, fontweight="bold")
    ax.set(yticks=range(len(errors)), yticklabels=list(errors), ylim=(len(errors) - 0.5, -0.5))
    ax.grid(visible=False, axis="y")
    return ax
