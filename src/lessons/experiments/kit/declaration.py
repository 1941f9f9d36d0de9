"""What an experiment is: controls, tables that the core computes, a chart, a sentence.

The chart draws named tables and knows nothing of the controls. A host holds the state of
the controls, asks for the tables of that state and hands them to the chart. The live host
asks the core; the page host looks them up in a grid that was computed when the book was
built. So no number on the screen is computed outside of NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from numbers import Real
from typing import Any

from lessons.display.numerals import in_digits

Setting = Mapping[str, Any]
"""A value for each control, by name."""
Columns = Mapping[str, Sequence[float] | Sequence[str]]
"""A table: each column is all numbers, or all texts."""
BETWEEN = 4
"""Into how many parts a live slider divides the way from one stop of the page to the next."""


@dataclass(frozen=True)
class Slider:
    """A number that the reader moves.

    Attributes
    ----------
    name : str
        What the tables call it.
    label : str
        What the reader calls it.
    values : tuple of float
        Where it stops on a page, in ascending order; the first and the last are the ends
        of the live slider, too.
    start : float
        One of the values.
    logarithmic : bool
        Whether equal steps of the live slider are equal factors.
    whole : bool
        Whether only whole numbers make sense.
    least, most : float
        The smallest and the largest number that a reader may type. What else an
        experiment cannot take, the core says.
    """

    name: str
    label: str
    values: tuple[float, ...]
    start: float
    logarithmic: bool = False
    whole: bool = False
    least: float = -math.inf
    most: float = math.inf

    def __post_init__(self) -> None:
        _check_start(self.name, self.values, self.start)
        if list(self.values) != sorted(set(self.values)):
            raise ValueError(f"the values of {self.name} must ascend, but are {self.values}")

    @property
    def live_values(self) -> list[float]:
        """Where the slider stops in a live notebook: where it does on a page, and in between."""
        stops: set[float] = {self.values[-1]}
        for low, high in pairwise(self.values):
            for part in range(BETWEEN):
                if self.logarithmic:
                    stop = low * (high / low) ** (part / BETWEEN)
                else:
                    stop = low + (high - low) * part / BETWEEN
                stops.add(round(stop) if self.whole else float(f"{stop:.6g}") if part else low)
        return sorted(stops)

    def text(self, value: Any) -> str:
        """Return the value as the reader sees it."""
        return in_digits(value, ",.0f" if self.whole else ".6g")

    def checked(self, value: Any) -> float:
        """Return the value as a number, or raise ValueError if the experiment cannot take it."""
        if not isinstance(value, Real) or not math.isfinite(value):
            raise ValueError(f"{self.label} must be a number, but it is {value!r}")
        checked = float(value)
        if self.whole and not checked.is_integer():
            raise ValueError(f"{self.label} must be a whole number, but it is {checked}")
        if checked < self.least:
            raise ValueError(f"{self.label} must be at least {self.text(self.least)}, but it is {checked:g}")
        if checked > self.most:
            raise ValueError(f"{self.label} must be at most {self.text(self.most)}, but it is {checked:g}")
        return int(checked) if self.whole else checked


@dataclass(frozen=True)
class Choice:
    """One of a few things that the reader picks.

    Attributes
    ----------
    name : str
        What the tables call it.
    label : str
        What the reader calls it.
    texts : mapping of str to str
        The values, each with what the reader sees.
    start : str
        One of the values.
    """

    name: str
    label: str
    texts: Mapping[str, str]
    start: str

    def __post_init__(self) -> None:
        _check_start(self.name, self.values, self.start)

    @property
    def values(self) -> tuple[str, ...]:
        """What can be picked."""
        return tuple(self.texts)

    def text(self, value: Any) -> str:
        """Return the value as the reader sees it."""
        return self.texts[value]

    def checked(self, value: Any) -> str:
        """Return the value, or raise ValueError if there is no such choice."""
        if value not in self.texts:
            raise ValueError(f"{self.label} must be one of {', '.join(self.texts)}, but it is {value!r}")
        return str(value)


Control = Slider | Choice


def _check_start(name: str, values: Sequence[Any], start: Any) -> None:
    if start not in values:
        raise ValueError(f"{name} starts at {start!r}, which is none of {values}")


@dataclass(frozen=True)
class Tabulated:
    """A table of the chart.

    Attributes
    ----------
    controls : tuple of str
        The names of the controls that it depends on, no others.
    columns : callable
        Takes the values of these controls by name, and returns the columns.
    """

    controls: tuple[str, ...]
    columns: Callable[..., Columns]

    def of(self, setting: Setting) -> Columns:
        """Return the columns for this setting of all controls."""
        return self.columns(**{name: setting[name] for name in self.controls})


@dataclass(frozen=True, eq=False)
class Declaration:
    """One experiment, declared once for every host.

    Attributes
    ----------
    name : str
        Names it in addresses of a page: lower case, with hyphens.
    title : str
        Names it for the reader.
    description : str
        What the picture shows at the start, for a reader who does not see it.
    controls : tuple of Slider and Choice
    tables : mapping of str to Tabulated
        What the chart draws and the sentences tell.
    chart : callable
        Takes the width of the drawing in pixels and whether it is narrow, and returns an
        Altair chart of the named tables.
    summary : str
        A sentence on the state shown: a template of the columns of the tables that are told.
    explained : str
        The name of a choice whose values have explanations, or nothing.
    explanations : mapping of str to str
        A template for each value of that choice, in its order.
    told : tuple of str
        Names of tables of one row of texts: what the sentences are made of.
    """

    name: str
    title: str
    description: str
    controls: tuple[Control, ...]
    tables: Mapping[str, Tabulated]
    chart: Callable[[int, bool], Any]
    summary: str
    explained: str = ""
    explanations: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ("state",)

    def __post_init__(self) -> None:
        values = self.control(self.explained).values if self.explained else ()
        if tuple(self.explanations) != values:
            raise ValueError(f"explanations must be of {values}, but are of {tuple(self.explanations)}")

    @property
    def start(self) -> Setting:
        """The setting that the reader finds."""
        return {control.name: control.start for control in self.controls}

    def control(self, name: str) -> Control:
        """Return the control with this name."""
        return next(control for control in self.controls if control.name == name)

    def checked(self, setting: Setting) -> Setting:
        """Return the setting with every value checked.

        Raises
        ------
        ValueError
            If the experiment cannot take a value.
        """
        return {control.name: control.checked(setting[control.name]) for control in self.controls}

    def columns(self, setting: Setting) -> dict[str, Columns]:
        """Return every table at this setting."""
        return {name: table.of(setting) for name, table in self.tables.items()}

    def grid(self, table: str) -> Iterator[Setting]:
        """Yield every setting of the controls that a table depends on, the last fastest."""
        names = self.tables[table].controls
        values = [self.control(name).values for name in names]
        for combination in product(*values):
            yield dict(zip(names, combination, strict=True))

    def sentences(self, setting: Setting) -> tuple[str, str]:
        """Return the summary of this setting, and the explanation if there is one."""
        told = [self.tables[name].of(setting) for name in self.told]
        state = {name: texts[0] for columns in told for name, texts in columns.items()}
        explanation = self.explanations[setting[self.explained]] if self.explained else ""
        return self.summary.format_map(state), explanation.format_map(state)

    def __repr__(self) -> str:
        return " ".join(self.sentences(self.start)).strip()
