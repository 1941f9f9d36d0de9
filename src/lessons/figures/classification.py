"""Pictures of networks that name a class: their output layers, their digits and their mistakes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from lessons import derivation
from lessons.arrays import Array
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, INK, QUIET
from lessons.figures.diagrams import RADIUS, NetworkDiagram
from lessons.layer import Layer

GAP = 0.12
"""What stands between two small pictures, as a part of their width."""

LINE_OF_TEXT = 0.0032
"""The height of a line of text of one point, as a part of a picture that fills the page by itself."""


def output_layer(ax: Axes, layer: Layer, out: Array) -> Axes:
    """Draw an output layer as in figure 3 of the lecture note: weighted inputs a, then outputs ŷ.

    Where the activation needs all weighted inputs, as softmax does, all of them lead to every output.

    Parameters
    ----------
    ax : Axes
    layer : Layer
    out : array, shape (n_in,)
        Outputs of the layer before, z.
    """
    net = derivation.forward([layer], out[np.newaxis])[0][0][0]
    predicted = layer.activation(net)
    single = layer.n_out == 1
    z, a, y = (
        [f"{letter}{number}" for number in range(1, count + 1)]
        for letter, count in (("z", layer.n_in), ("a", layer.n_out), ("y", layer.n_out))
    )
    diagram = NetworkDiagram((z, a, y), column=3.2, row=1.5)
    for mu, end in enumerate(a, start=1):
        for nu, start in enumerate(z, start=1):
            index = f"{nu}" if single else f"{mu}{nu}"
            text = f"$W_{{{index}}}$ {in_digits(layer.weights[mu - 1, nu - 1], 'g')}"
            # Steep lines cross others where they start, and carry their label where they end.
            rise = abs(diagram.place(end)[1] - diagram.place(start)[1])
            diagram.draw_edge(ax, start, end, text, at=0.72 if rise > diagram.row else 0.34, color=INK)
    for start in a:
        for end in y:
            diagram.draw_edge(ax, start, end, color=FORWARD)
    names = {f"{letter}{number}": number for letter in "zay" for number in range(1, len(a + z) + 1)}
    texts = {unit: rf"$\hat y_{n}$" if unit[0] == "y" else f"${unit[0]}_{n}$" for unit, n in names.items()}
    if single:
        texts |= {"a1": "$a$", "y1": r"$\hat y$"}
    diagram.draw_units(ax, texts)
    for unit, value in zip(z, out, strict=True):
        x, height = diagram.place(unit)
        ax.text(x - RADIUS - 0.12, height, f"{value:g}", ha="right", va="center")
    for unit, value in zip(a, net, strict=True):
        diagram.note(ax, unit, in_digits(value, "g"), below=False)
    for unit, value in zip(y, predicted, strict=True):
        x, height = diagram.place(unit)
        ax.text(x + RADIUS + 0.12, height, f"{value:.4f}", va="center", fontweight="bold", color=FORWARD)
    return diagram.frame(ax, left=0.4, right=1.1, above=0.5, below=0.2)


def small_pictures(
    ax: Axes,
    pictures: Array,
    texts: Sequence[str] = (),
    *,
    columns: int,
    largest: float | None = None,
    fontsize: float = 9.0,
) -> Axes:
    """Draw small pictures in rows, each with a text above it.

    Parameters
    ----------
    ax : Axes
    pictures : array, shape (count, height, width)
    texts : sequence of str
        One for each picture, or none.
    columns : int
    largest : float, optional
        Of pictures with positive and negative values, such as weights: this value is white, its
        negative black, and 0 gray. Without it, 0 is white and the largest value black.
    fontsize : float
        Of the texts.
    """
    if texts and len(texts) != len(pictures):
        raise ValueError(f"there are {len(pictures)} pictures, but {len(texts)} texts")
    lines = max((text.count("\n") + 1 for text in texts), default=0)
    # The more columns, the smaller the pictures, and the larger is a line of text beside them.
    above = GAP + LINE_OF_TEXT * columns * lines * fontsize
    limits = (0.0, float(pictures.max()), "gray_r") if largest is None else (-largest, largest, "gray")
    lowest, highest, colors = limits
    for number, picture in enumerate(pictures):
        row, column = divmod(number, columns)
        left, bottom = (1.0 + GAP) * column, -(1.0 + above) * row - 1.0
        extent = (left, left + 1.0, bottom, bottom + 1.0)
        ax.imshow(picture, cmap=colors, vmin=lowest, vmax=highest, extent=extent, interpolation="nearest")
        if texts:
            ax.text(left + 0.5, bottom + 1.03, texts[number], ha="center", va="bottom", fontsize=fontsize)
    rows = -(-len(pictures) // columns)
    ax.set_xlim(-0.04, (1.0 + GAP) * columns - GAP + 0.04)
    ax.set_ylim(-(1.0 + above) * (rows - 1) - 1.04, above if texts else 0.04)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def confusion_matrix(ax: Axes, counts: Array, names: Sequence[str]) -> Axes:
    """Draw how often each class, a row, was taken for each class, a column.

    Parameters
    ----------
    ax : Axes
    counts : array, shape (classes, classes)
    names : sequence of str
    """
    wrong = counts * (1 - np.eye(len(counts)))
    ax.imshow(wrong, cmap="Oranges", vmin=0.0, vmax=1.6 * max(1.0, float(wrong.max())))
    for row, column in np.argwhere(counts > 0):
        right = row == column
        ax.text(
            column,
            row,
            f"{int(counts[row, column])}",
            ha="center",
            va="center",
            color=QUIET if right else INK,
            fontweight="normal" if right else "bold",
            fontsize=10,
        )
    places = range(len(names))
    ax.set(xticks=places, yticks=places, xticklabels=names, yticklabels=names)
    ax.set(xlabel="what the network said", ylabel="what it is")
    ax.grid(visible=False)
    return ax


def expected_loss(ax: Axes, shares: Sequence[float]) -> Axes:
    """Draw the expectation of −log p over the probability that is said, for some true shares.

    Parameters
    ----------
    ax : Axes
    shares : sequence of float
        How often the class occurs; each is a curve, lowest where the probability said is the share.
    """
    said = np.linspace(0.01, 0.99, 197)
    styles = ("-", "--", "-.", ":")
    for share, style in zip(shares, styles, strict=False):
        ax.plot(said, _cross_entropy(share, said), color=FORWARD, linestyle=style)
        end = min(share, float(said[-1]))
        ax.plot(end, _cross_entropy(share, np.array([end]))[0], "o", color=BACKWARD, zorder=3)
        last = _cross_entropy(share, said)[-1]
        ax.annotate(f"share {share:g}", (said[-1], last), (7, 0), textcoords="offset points", va="center")
    ax.set(
        xlabel="probability that the network says", ylabel="expected loss", xlim=(0.0, 1.16), ylim=(-0.2, 2.6)
    )
    ax.set_xticks(np.linspace(0.0, 1.0, 6))
    return ax


def _cross_entropy(share: float, said: Array) -> Array:
    return -share * np.log(said) - (1.0 - share) * np.log(1.0 - said)
