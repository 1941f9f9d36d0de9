"""Where the numbers of the 2-2-2 experiment stand: from left to right, or on a phone downwards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from lessons import examples
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, INK
from lessons.examples.two_two_two import UNITS, WEIGHTS, Weight

LINE = 13
"""From one line of text to the next, in pixels."""
WIDE_SHARES = ((0.5, 0.28), (0.5, 0.4))
NARROW_SHARES = ((0.4, 0.8), (0.47, 0.8))
"""How far along its connection a weight has its numbers, so that no card covers another: into the hidden
units and into the outputs, each where the connection is straight and where it crosses another."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """Positions in pixels, as rows for the chart.

    Attributes
    ----------
    height : float
    size : float
        Of the letters.
    units : list of dict
        A circle and a name each.
    edges : list of dict
        A line for each weight.
    cards : list of dict
        A white card under each group of numbers.
    letters : list of dict
        What stands before the numbers.
    values : list of dict
        Numbers that never change: inputs and targets, at the right end of their text.
    numbers : list of dict
        The place of each column of the state, likewise.
    """

    height: float
    size: float
    units: list[Row]
    edges: list[Row]
    cards: list[Row]
    letters: list[Row]
    values: list[Row]
    numbers: list[Row]


Place = tuple[float, float]
Line = tuple[str, str, str]
"""A letter, the column of its number (or the number), and a color."""


def layout(narrow: bool) -> Layout:
    """Return the positions for a column of text, or for a phone."""
    places = _unit_places(narrow)
    card_width, size = (90.0, 11.0) if narrow else (104.0, 12.0)
    edges, cards, letters, values, numbers = [], [], [], [], []

    def card(name: str, left: float, top: float, width: float, lines: list[Line]) -> None:
        bottom = top + LINE * len(lines) + 4
        cards.append({"weight": name, "x": left, "y": top, "x2": left + width, "y2": bottom})
        for line, (letter, key, color) in enumerate(lines):
            y = top + LINE * (line + 0.5) + 2
            letters.append({"weight": name, "text": letter, "x": left + 3, "y": y})
            right = {"x": left + width - 3, "y": y, "color": color, "weight": name}
            if key[0].isdigit():
                values.append({"text": key, **right})
            else:
                numbers.append({"key": key, **right})

    for weight in WEIGHTS:
        name, start, end = weight.name, places[weight.start], places[weight.end]
        edges.append({"weight": name, "x": start[0], "y": start[1], "x2": end[0], "y2": end[1]})
        share = _share(weight, narrow)
        x, y = (begin + share * (stop - begin) for begin, stop in zip(start, end, strict=True))
        lines = [(name, name, INK), ("∂", f"g{name[1]}", BACKWARD), ("next", f"next_{name}", FORWARD)]
        card(name, max(x - card_width / 2, 1), y - 1.5 * LINE - 2, card_width, lines)
    for name, (x, y) in places.items():
        width = 46 if name[0] == "i" else card_width
        left, top = (x + 20, y - 12) if narrow else (x - width / 2, y + 20)
        card("", left, top, width, _lines_of_unit(name))
    units = [{"name": name, "x": x, "y": y} for name, (x, y) in places.items()]
    return Layout(530 if narrow else 394, size, units, edges, cards, letters, values, numbers)


def _unit_places(narrow: bool) -> dict[str, Place]:
    across, along = ((22.0, 180.0), (28.0, 233.0, 438.0)) if narrow else ((24.0, 253.0), (44.0, 300.0, 570.0))
    places = {}
    for (layer, names), unit in product(enumerate(UNITS), range(2)):
        place = (across[unit], along[layer])
        places[names[unit]] = place if narrow else place[::-1]
    return places


def _share(weight: Weight, narrow: bool) -> float:
    row, column = weight.place
    return (NARROW_SHARES if narrow else WIDE_SHARES)[weight.layer][row != column]


def _lines_of_unit(name: str) -> list[Line]:
    example = examples.two_two_two()
    kind, unit = name[0], int(name[1]) - 1
    if kind == "i":
        return [("in", in_digits(example.x[unit], ".2f"), INK)]
    lines = [(letter, f"{letter}_{name}", INK) for letter in ("b", "net", "out")]
    if kind == "o":
        lines.append(("target", in_digits(example.t[unit], ".2f"), INK))
    lines.append(("δ", f"delta_{name}", BACKWARD))
    return [*lines, ("E", f"E_{name}", INK)] if kind == "o" else lines
