"""Where the numbers of the 2-2-2 experiment stand: from left to right, or on a phone downwards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from lessons import examples
from lessons.display.numerals import in_digits
from lessons.display.palette import BACKWARD, FORWARD, INK

UNITS = (("i1", "i2"), ("h1", "h2"), ("o1", "o2"))
LINE = 13
"""From one line of text to the next, in pixels."""
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
    given : list of dict
        Texts that never change: letters before the numbers, inputs, targets.
    numbers : list of dict
        The place of each column of the state, at the right end of its text.
    """

    height: float
    size: float
    units: list[Row]
    edges: list[Row]
    cards: list[Row]
    given: list[Row]
    numbers: list[Row]


Place = tuple[float, float]
Line = tuple[str, str, str]
"""A letter, the column of its number (or the number), and a color."""


def layout(narrow: bool) -> Layout:
    """Return the positions for a column of text, or for a phone."""
    places = _unit_places(narrow)
    card_width, size = (90.0, 11.0) if narrow else (104.0, 12.0)
    edges, cards, given, numbers = [], [], [], []

    def card(name: str, left: float, top: float, width: float, lines: list[Line]) -> None:
        bottom = top + LINE * len(lines) + 4
        cards.append({"weight": name, "x": left, "y": top, "x2": left + width, "y2": bottom})
        for line, (letter, key, color) in enumerate(lines):
            y = top + LINE * (line + 0.5) + 2
            given.append({"weight": name, "text": letter, "x": left + 3, "y": y})
            right = {"x": left + width - 3, "y": y, "color": color, "weight": name}
            if key[0].isdigit():
                given.append({"text": key, "align": "right", **right})
            else:
                numbers.append({"key": key, **right})

    for number in range(1, 9):
        name = f"w{number}"
        start, end = _ends(number, places)
        edges.append({"weight": name, "x": start[0], "y": start[1], "x2": end[0], "y2": end[1]})
        x, y = _middle_of_card(number, start, end, narrow)
        lines = [(name, name, INK), ("∂", f"g{number}", BACKWARD), ("next", f"next_{name}", FORWARD)]
        card(name, max(x - card_width / 2, 1), y - 1.5 * LINE - 2, card_width, lines)
    for name, (x, y) in places.items():
        width = 46 if name[0] == "i" else card_width
        left, top = (x + 20, y - 12) if narrow else (x - width / 2, y + 20)
        card("", left, top, width, _lines_of_unit(name))
    units = [{"name": name, "x": x, "y": y} for name, (x, y) in places.items()]
    return Layout(530 if narrow else 394, size, units, edges, cards, given, numbers)


def _unit_places(narrow: bool) -> dict[str, Place]:
    across, along = ((22.0, 180.0), (28.0, 233.0, 438.0)) if narrow else ((24.0, 253.0), (44.0, 300.0, 570.0))
    places = {}
    for (layer, names), unit in product(enumerate(UNITS), range(2)):
        place = (across[unit], along[layer])
        places[names[unit]] = place if narrow else place[::-1]
    return places


def _ends(number: int, places: dict[str, Place]) -> tuple[Place, Place]:
    """Return where the connection of a weight begins and ends."""
    layer, position = divmod(number - 1, 4)
    to, source = divmod(position, 2)
    return places[UNITS[layer][source]], places[UNITS[layer + 1][to]]


def _middle_of_card(number: int, start: Place, end: Place, narrow: bool) -> Place:
    """Return where on its connection the numbers of a weight stand, so that no card covers another."""
    straight = number in (1, 4, 5, 8)
    into_outputs = number > 4
    if narrow:
        share = (0.47 if into_outputs else 0.4) if straight else 0.8
    else:
        share = 0.5 if straight else (0.4 if into_outputs else 0.28)
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _lines_of_unit(name: str) -> list[tuple[str, str, str]]:
    example = examples.two_two_two()
    kind, unit = name[0], int(name[1]) - 1
    if kind == "i":
        return [("in", in_digits(float(example.x[unit]), ".2f"), INK)]
    lines = [
        (letter, f"{column}_{name}", INK) for letter, column in (("b", "b"), ("net", "net"), ("out", "out"))
    ]
    if kind == "o":
        lines.append(("target", in_digits(float(example.t[unit]), ".2f"), INK))
    lines.append(("δ", f"delta_{name}", BACKWARD))
    return [*lines, ("E", f"E_{name}", INK)] if kind == "o" else lines
