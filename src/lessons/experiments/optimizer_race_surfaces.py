"""The surfaces of the optimizer race: what part of each is drawn, its lines, and where these are named."""

from __future__ import annotations

from functools import cache, partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from lessons.arrays import Array
from lessons.experiments.kit import Columns
from lessons.experiments.kit.contours import Contour, contours
from lessons.studies.surfaces import SURFACES, losses_at, weights_in

POINTS = 41
"""How many points there are along each side of the grid on which E is computed for its lines."""


class View(NamedTuple):
    """What part of a surface is drawn, the losses at which it has lines, and where these are named."""

    w1: tuple[float, float]
    w2: tuple[float, float]
    levels: tuple[float, ...]
    names_from: tuple[float, float]
    names_to: tuple[float, float]


VIEWS = MappingProxyType(
    {
        "ravine": View((-5, 2), (-1.6, 1.6), (0.02, 0.1, 0.3, 1, 3, 7, 12), (0.6, 0), (0.6, -1.6)),
        "saddle": View((-2, 2), (-2, 2), (0.02, 0.1, 0.3, 0.5, 1, 2, 4, 8), (1, -1), (2, 2)),
        "plateau": View(
            (-4, 6), (-3, 5), (0.001, 0.01, 0.03, 0.06, 0.1, 0.13, 0.15, 0.158), (-1.5, 1.0), (6, 4.9)
        ),
    }
)
ROOM = 0.07
"""How far apart the names of two lines are at least, as a part of the picture."""


def first_weights(surface: str) -> Array:
    """Return the weights from which all runs start."""
    network = SURFACES[surface]().network
    return weights_in(network, network.to_vector())


def sides_and_start(surface: str) -> Columns:
    """Return the sides of the picture, and the weights from which all runs start."""
    view, start = VIEWS[surface], first_weights(surface)
    sides = {"left": view.w1[0], "right": view.w1[1], "low": view.w2[0], "high": view.w2[1]}
    return {**{side: [value] for side, value in sides.items()}, "w1": [start[0]], "w2": [start[1]]}


@cache
def _contours(surface: str) -> tuple[Contour, ...]:
    view = VIEWS[surface]
    across, up = np.linspace(*view.w1, POINTS), np.linspace(*view.w2, POINTS)
    example = SURFACES[surface]()
    losses = partial(losses_at, example.network, example.x, example.t)
    return contours(losses, across, up, view.levels)


def lines_of_equal_error(surface: str) -> Columns:
    """Return the points of every line, one line after another."""
    lines = _contours(surface)
    points = np.concatenate([line.points for line in lines]).round(3)
    numbers = np.repeat(np.arange(len(lines)), [len(line.points) for line in lines])
    return {"line": numbers.tolist(), "w1": points[:, 0].tolist(), "w2": points[:, 1].tolist()}


def names_of_lines(surface: str) -> Columns:
    """Name each line where it comes nearest to the way of the names, if there is room."""
    view = VIEWS[surface]
    low, high = np.array([view.w1, view.w2]).T
    way = np.linspace(view.names_from, view.names_to, 200)
    places: list[Array] = []
    names: list[str] = []
    for level, points in _contours(surface):
        distances = np.linalg.norm((points[:, np.newaxis] - way) / (high - low), axis=-1)
        place = points[np.unravel_index(distances.argmin(), distances.shape)[0]]
        room = [np.linalg.norm((place - other) / (high - low)) for other in places]
        inside = ((place > low + ROOM / 2 * (high - low)) & (place < high - ROOM / 2 * (high - low))).all()
        if inside and distances.min() < 0.02 and min(room, default=1.0) > ROOM:
            places.append(place)
            names.append(f"{level:g}")
    return {"w1": [place[0] for place in places], "w2": [place[1] for place in places], "text": names}
