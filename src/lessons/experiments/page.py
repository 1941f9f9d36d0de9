"""The page host: an experiment as a piece of HTML that needs no kernel and no network."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from lessons.experiments.charts import NARROW, WIDE, picture, specification
from lessons.experiments.declaration import Choice, Columns, Control, Experiment, Slider

MOST_RADIO_BUTTONS = 4
DIGITS = 5
"""How many significant digits the place of a mark needs. Numbers that are shown are texts."""


def page(experiment: Experiment) -> str:
    """Return the experiment for a page of the book.

    It holds the tables of every setting of the controls' values, the start state as two
    pictures (for wide and narrow screens) that are there before and without scripts, and
    the controls, which a script brings to life.
    """
    summary, explanation = experiment.sentences(experiment.start)
    controls = "".join(_control(experiment, control) for control in experiment.controls)
    explained = f'<p class="experiment-explanation">{escape(explanation)}</p>' if explanation else ""
    return (
        f'<figure class="experiment" id="experiment-{experiment.name}" role="group" '
        f'aria-label="Experiment: {escape(experiment.title)}">'
        f'<figcaption class="experiment-title">{escape(experiment.title)}</figcaption>'
        f'<form class="experiment-controls" autocomplete="off" hidden>{controls}'
        '<button type="reset" class="experiment-reset">Reset</button></form>'
        f'<div class="experiment-drawing"></div>{_start_picture(experiment)}'
        f'<p class="experiment-summary" role="status">{escape(summary)}</p>'
        f"{explained}"
        "<noscript><p>The picture shows the start of the experiment. "
        "With scripts switched on, its controls move.</p></noscript>"
        f'<script type="application/json">{_data(experiment)}</script></figure>'
    )


def _control(experiment: Experiment, control: Control) -> str:
    identity = f"{experiment.name}-{control.name}"
    start = list(control.values).index(control.start)
    if isinstance(control, Slider):
        text = escape(control.text(control.start))
        return (
            f'<div class="experiment-control"><label for="{identity}">{escape(control.label)}</label>'
            f'<input type="range" id="{identity}" name="{control.name}" min="0" '
            f'max="{len(control.values) - 1}" step="1" value="{start}" aria-valuetext="{text}">'
            f'<output for="{identity}">{text}</output></div>'
        )
    if len(control.values) > MOST_RADIO_BUTTONS:
        return (
            f'<div class="experiment-control"><label for="{identity}">{escape(control.label)}</label>'
            f'<select id="{identity}" name="{control.name}">{_options(control, start)}</select></div>'
        )
    return (
        f'<fieldset class="experiment-control"><legend>{escape(control.label)}</legend>'
        f"{_radio_buttons(control, start)}</fieldset>"
    )


def _options(control: Choice, start: int) -> str:
    return "".join(
        f'<option value="{index}"{" selected" if index == start else ""}>{escape(text)}</option>'
        for index, text in enumerate(control.texts.values())
    )


def _radio_buttons(control: Choice, start: int) -> str:
    return "".join(
        f'<label><input type="radio" name="{control.name}" value="{index}"'
        f"{' checked' if index == start else ''}>{escape(text)}</label>"
        for index, text in enumerate(control.texts.values())
    )


def _start_picture(experiment: Experiment) -> str:
    # Part of the page, because a picture file could not use the fonts of the page.
    return (
        f'<div class="experiment-start" role="img" aria-label="{escape(experiment.description)}">'
        f"{picture(experiment, WIDE)}{picture(experiment, NARROW)}</div>"
    )


def _data(experiment: Experiment) -> str:
    content = {
        "controls": [
            {
                "name": control.name,
                "values": list(control.values),
                "texts": _texts(control),
            }
            for control in experiment.controls
        ],
        "tables": {name: _tabulated(experiment, name) for name in experiment.tables},
        "summary": experiment.summary,
        "ranked": list(experiment.ranked),
        "explained": experiment.explained,
        "explanations": list(experiment.explanations.values()),
        "specifications": specifications(experiment),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


def _texts(control: Control) -> list[str]:
    if isinstance(control, Slider):
        return [control.text(value) for value in control.values]
    return list(control.texts.values())


def specifications(experiment: Experiment) -> dict[str, Any]:
    """Return what a host draws, in both widths."""
    wide, narrow = specification(experiment, WIDE), specification(experiment, NARROW)
    return {"wide": wide, "narrow": narrow, "widest": WIDE}


def _tabulated(experiment: Experiment, name: str) -> dict[str, Any]:
    table = experiment.tables[name]
    states = [table.columns(**setting) for setting in experiment.grid(name)]
    kinds = [
        {"name": column, "kind": "text" if _is_text(values) else "number"}
        for column, values in states[0].items()
    ]
    shared = _shared([_numbers(columns) for columns in states])
    return {
        "controls": list(table.controls),
        "columns": kinds,
        "shared": list(shared),
        "states": [_packed(columns, shared) for columns in states],
    }


def _is_text(values: Sequence[object]) -> bool:
    return bool(values) and isinstance(values[0], str)


Numbers = tuple[float | int | None, ...]


def _numbers(columns: Columns) -> list[Numbers]:
    """Return the columns of numbers, as the page holds them."""
    return [tuple(map(_short, values)) for values in columns.values() if not _is_text(values)]


def _shared(states: Sequence[Sequence[Numbers]]) -> dict[Numbers, int]:
    """Number the columns that are worth being stored once: long ones that come again."""
    times = Counter(column for columns in states for column in columns)
    again = [column for column, count in times.items() if count > 1 and len(column) > 1]
    return {column: index for index, column in enumerate(again)}


def _packed(columns: Columns, shared: Mapping[Numbers, int]) -> list[Any]:
    """Return the columns of numbers, or the numbers of shared ones, and all texts in one string."""
    numbers = [shared.get(column, column) for column in _numbers(columns)]
    texts = [str(text) for values in columns.values() if _is_text(values) for text in values]
    if any("|" in text for text in texts):
        raise ValueError("a text of a table must not hold the sign | that separates them on the page")
    return [numbers, "|".join(texts)]


def _short(value: Any) -> float | int | None:
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.{DIGITS}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e9 else rounded
